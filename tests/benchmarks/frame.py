"""How long a frame of the main view takes: the cursor moves, the picture is painted.

Run: python tests/benchmarks/frame.py. 1200 × 800, six runners with thick antialiased trails on a
heat map with contours; 100 and 100,000 steps; a slow convergence and a restless oscillation.
Beside each the frame of a bare pyqtgraph plane, taken in turns with it: its ratio holds on a
machine that others use as well.
"""

import os
from collections.abc import Sequence
from statistics import median, quantiles
from time import perf_counter, thread_time
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bare_plane import BarePlane
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.surface.view import SurfaceView
from playground.app.work import background
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe

SIZE = (1200, 800)
FRAMES = 300
RUNNERS = 6
FRAME_MS = 16.7
MOST_RATIO = 1.3
MOST_TIMES_BARE = 2.5


def scene(kind: str, steps: int) -> Scene:
    """Six runners that walk for all the steps: "slow" creep downhill, "restless" never settle."""
    if kind == "slow":
        surface = surfaces["rosenbrock"]()
        optimizer = optimizers["gradient_descent"].from_settings({"learning_rate": 2e-5})
        starts = [(-1.5 + 0.45 * k, 2.0 - 0.2 * k) for k in range(RUNNERS)]
    else:
        # Adam with a large rate hops about Rastrigin's minima and comes to no rest.
        surface = surfaces["rastrigin"]()
        optimizer = optimizers["adam"].from_settings(
            {"learning_rate": 0.9, "beta1": 0.3, "beta2": 0.5}
        )
        starts = [(-4.3 + 1.5 * k, 3.7 - 1.3 * k) for k in range(RUNNERS)]
    runners = tuple(
        Runner(f"{optimizer.short} {k}", optimizer, start) for k, start in enumerate(starts)
    )
    experiment = Experiment(SurfaceRecipe(surface), runners, StopRules(max_steps=steps))
    runs = tuple(experiment.run_of(runner) for runner in runners)
    for run in runs:
        run.ensure(steps)
        assert run.last == steps, run.stop
    return Scene(experiment, runs)


def frames(view: SurfaceView, cursors: Sequence[int]) -> tuple[list[float], list[float]]:
    """Milliseconds for each cursor move with its repaint: by the wall's clock, by the CPU's."""
    took, worked, painted = [], [], []
    paint = view.picture.trails.paint

    def counted(painter: QPainter, step: int, careful: bool = False) -> None:
        paint(painter, step, careful)
        painted.append(step)

    with patch.object(view.picture.trails, "paint", counted):
        for cursor in cursors:
            begin, busy = perf_counter(), thread_time()
            view.show_cursor(cursor)
            view.plane.viewport().repaint()
            took.append(1000 * (perf_counter() - begin))
            worked.append(1000 * (thread_time() - busy))
    assert painted == list(cursors), "not every frame was painted"
    return took, worked


def against_bare(view: SurfaceView, kind: str) -> None:
    """Print how many times the frame of a bare plane ours takes, by the CPU's clock."""
    bare = BarePlane(*SIZE)
    bare.show()
    QApplication.processEvents()
    view.show_cursor(0)
    view.plane.viewport().repaint()
    ours, theirs = [], []
    for k in range(1, 101):
        begin = thread_time()
        bare.step(k)
        between = thread_time()
        view.show_cursor(k)
        view.plane.viewport().repaint()
        theirs.append(1000 * (between - begin))
        ours.append(1000 * (thread_time() - between))
    bare.close()
    p95 = quantiles(ours, n=20)[-1], quantiles(theirs, n=20)[-1]
    ratio = p95[0] / p95[1]
    ok = "ok" if ratio <= MOST_TIMES_BARE else "TOO MUCH"
    print(
        f"{kind}: frame p95 {p95[0]:.2f} ms, bare plane {p95[1]:.2f} ms, ratio {ratio:.2f}"
        f" (p50 {median(ours) / median(theirs):.2f}; at most {MOST_TIMES_BARE})  {ok}"
    )


def report(what: str, times: tuple[list[float], list[float]]) -> float:
    """Print the middle and the 95th percentile; returns the CPU's middle."""
    took, worked = times
    p50, p95 = median(took), quantiles(took, n=20)[-1]
    ok = "ok" if p95 < FRAME_MS else "TOO SLOW"
    print(
        f"{what:38} p50 {p50:5.2f} ms, p95 {p95:5.2f} ms  {ok}"
        f"  (of it CPU {median(worked):5.2f}, {quantiles(worked, n=20)[-1]:5.2f} ms)"
    )
    return median(worked)


def shown(app: QApplication, what: Scene, cursor: int) -> SurfaceView:
    """The view at rest: painted finely, critical points found."""
    view = SurfaceView()
    view.resize(*SIZE)
    view.show()
    view.show_scene(what, cursor)
    app.processEvents()
    while background.shared().busy:
        app.processEvents()
    view.plane.viewport().repaint()
    return view


def main() -> None:
    """Measure and print."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    style.apply(app)
    # On a machine that others use as well, the wall's clock tells of them, the CPU's of us.
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    for kind in ("slow", "restless"):
        middle = {}
        for steps in (100, 100_000):
            what = scene(kind, steps)
            view = shown(app, what, 0)
            if steps == 100:
                against_bare(view, kind)
                cursors = [i % (steps + 1) for i in range(FRAMES + 3)]
                cursors = [c for c in cursors if c]  # jumping back to 0 is no playing forward
            else:
                cursors = list(range(steps - FRAMES, steps + 1))
                view.show_cursor(cursors[0] - 1)
                view.plane.viewport().repaint()
            middle[steps] = report(f"{kind}, {steps} steps, playing", frames(view, cursors))
            if steps > 1000:
                _scrub(view, kind, steps)
            view.close()
        ratio = middle[100_000] / middle[100]
        ok = "ok" if ratio <= MOST_RATIO else "TOO MUCH"
        print(f"{kind}, 100,000 : 100 steps = {ratio:.2f}  {ok}")


def _scrub(view: SurfaceView, kind: str, steps: int) -> None:
    stride = steps // FRAMES
    for name, cursors in (
        ("fast forward", range(stride, steps, stride)),
        ("scrubbing back", range(steps, 0, -stride)),
        ("step back", range(steps, steps - FRAMES, -1)),
    ):
        view.show_cursor(cursors[0])
        view.plane.viewport().repaint()
        report(f"{kind}, {steps} steps, {name}", frames(view, cursors))


if __name__ == "__main__":
    main()
