"""How long a frame of the run chart takes, at 8 runs of 100,000 steps.

Run it by hand: python tests/benchmarks/chart.py [steps]. It prints milliseconds a frame, drawing
and painting together, of this thread's time: while the runs grow, by what the player's time budget
lets them; while recorded runs are played back; and for the rare frames (another quantity, another
size) in which everything is made and painted anew.
"""

import os
import sys
from statistics import mean
from time import thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from playground.app.charts.run_chart import RunChart
from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.work import background
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe
from playground.lab.runs.history import DEFAULT_BUDGET

RUNNERS = 8
PER_FRAME = 125  # 8 ms of stepping, 8 runners, 8 µs a step


def experiment(steps: int) -> Experiment:
    """Runs that do not come to rest, so that their curves are as thick as curves get."""
    surface = surfaces["rastrigin"]()
    kinds = [optimizers[name] for name in ("momentum", "gradient_descent", "rmsprop", "adam")]
    runners = tuple(
        Runner(
            f"run {k}",
            kinds[k % 4].from_settings({"learning_rate": 0.01 * (1 + k / 4)}),
            tuple(map(float, surface.start)),
        )
        for k in range(RUNNERS)
    )
    return Experiment(SurfaceRecipe(surface), runners, StopRules(max_steps=steps))


def frame(chart: RunChart, cursor: int) -> float:
    """Move the cursor and paint; the milliseconds it took."""
    begin = thread_time()
    chart.show_cursor(cursor)
    QApplication.processEvents()
    return 1000 * (thread_time() - begin)


def told(what: str, times: list[float]) -> None:
    times = sorted(times)
    print(
        f"{what:<44} mean {mean(times):5.2f}  median {times[len(times) // 2]:5.2f}"
        f"  95% {times[int(len(times) * 0.95)]:5.2f}  worst {times[-1]:6.2f} ms"
    )


def main() -> None:
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    app = QApplication.instance() or QApplication([])
    style.apply(app)
    recipe = experiment(steps)
    runs = tuple(recipe.run_of(r, budget=DEFAULT_BUDGET // RUNNERS) for r in recipe.runners)
    chart = RunChart()
    chart.resize(600, 400)
    chart.show()
    for run in runs:
        run.ensure(1)
    chart.show_scene(Scene(recipe, runs), 1)
    QApplication.processEvents()
    grown = []
    for step in range(PER_FRAME, steps + 1, PER_FRAME):
        for run in runs:
            run.ensure(step)
        grown.append(frame(chart, step))
    told(f"growing, {PER_FRAME} steps a frame", grown)
    for quantity in ("loss", "gradient_norm", "distance"):
        chart.set_quantity(quantity)
        QApplication.processEvents()
        some = range(0, steps, max(steps // 500, 1))
        told(f"played back, {quantity}", [frame(chart, step) for step in some])
        anew = []
        for _ in range(5):
            begin = thread_time()
            chart.show_scene(Scene(recipe, runs), steps // 2)
            QApplication.processEvents()
            anew.append(1000 * (thread_time() - begin))
        told(f"all anew, {quantity}", anew)
    chart.close()
    background.stop_all()


if __name__ == "__main__":
    main()
