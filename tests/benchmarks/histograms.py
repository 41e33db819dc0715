"""How long a frame of the histograms, the training chart and the confusion matrix takes.

Run it by hand: python tests/benchmarks/histograms.py. It prints milliseconds of processor time
while a recorded run of 8 layers is played, reading, counting and painting included.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from dataclasses import replace
from statistics import mean
from time import thread_time

from PySide6.QtWidgets import QApplication

from playground.app.charts.training.chart import TrainingChart
from playground.app.core.view import Scene, View
from playground.app.look.style import style
from playground.app.network.confusion.view import ConfusionView
from playground.app.network.histograms.view import HistogramView
from playground.engine.datasets import datasets
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe

DEEP = (2, *[8] * 7, 1)
STEPS = 240


def scene(sizes: tuple[int, ...], activations: tuple[str, ...] = ("tanh",)) -> Scene:
    def network(name: str) -> Network:
        return Network(sizes, (name,) * (len(sizes) - 2) + ("linear",))

    recipe = NetworkRecipe(network(activations[0]), datasets["spiral"](), "half_square",
                           batch=BatchRecipe(10))
    adam = optimizers["adam"].from_settings({"learning_rate": 0.01})
    runners = tuple(
        Runner(f"{name} {k}", adam, problem=replace(recipe, network=network(name)) if k else None)
        for k, name in enumerate(activations)
    )
    made = Experiment(recipe, runners, StopRules(max_steps=STEPS))
    runs = tuple(made.run_of(runner) for runner in runners)
    for run in runs:
        run.ensure(STEPS)
    return Scene(made, runs)


def played(what: str, view: View, shown: Scene, prepare=None) -> None:
    """The frames of 200 steps, from the call to the painted pixels; replays come before."""
    view.resize(340, 280)
    view.show()
    view.show_scene(shown, 30)
    if prepare:
        prepare(view)
    view.grab()
    spent = []
    for step in range(31, 231):
        for run in shown.runs:
            run[step]  # who looks at the cursor first pays for the replay
        begin = thread_time()
        view.show_cursor(step)
        QApplication.processEvents()  # paints what has changed, as the window does
        spent.append(1000 * (thread_time() - begin))
    spent.sort()
    print(f"{what:<58} {mean(spent):6.2f} ms  95 %: {spent[190]:6.2f}  worst {spent[-1]:6.2f}")
    view.close()


def main() -> None:
    app = QApplication([])
    style.apply(app)
    one, three = scene(DEEP), scene(DEEP, ("sigmoid", "tanh", "relu"))
    wide = scene((2, *[64] * 7, 1))
    played("histograms, 8 layers of 8, gradient of the risk", HistogramView(), one)
    played("histograms, 8 layers of 8, gradient of the batch", HistogramView(), one,
           lambda view: view.controls._batch.click())
    played("histograms, 8 layers of 8, activations", HistogramView(), one,
           lambda view: view.set_kind("activation"))
    played("histograms, 8 layers of 64 (25,000 weights), batch", HistogramView(), wide,
           lambda view: view.controls._batch.click() if not view.controls.batch else None)
    played("histograms, 3 runners side by side, 8 layers of 8", HistogramView(), three,
           lambda view: view.controls._all.click())
    played("training chart, 1 runner, evaluating and painting", TrainingChart(), one)
    played("training chart, 3 runners, evaluating and painting", TrainingChart(), three)
    played("training chart, gradient ratio of 3 runners", TrainingChart(), three,
           lambda view: view.set_quantity("layer_ratio"))
    played("confusion matrix", ConfusionView(), one)


if __name__ == "__main__":
    main()
