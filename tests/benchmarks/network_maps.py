"""How long a frame of the network's pictures takes: neuron maps, output map, the drawn network.

Run it by hand: python tests/benchmarks/network_maps.py. It prints milliseconds of processor time:
the grids with their colours alone, then whole frames while a recorded run is played, painting
included, and the frame that is drawn at rest.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from statistics import mean
from time import thread_time

from PySide6.QtWidgets import QApplication, QWidget

from playground.app.core.view import Scene, View
from playground.app.look.style import style
from playground.app.network.diagram.maps import NodeMaps
from playground.app.network.diagram.view import NetworkView
from playground.app.network.facts import facts_of
from playground.app.network.input_plane import Plane
from playground.app.network.output.reading import Reading
from playground.app.network.output.view import OutputMap
from playground.app.paint.diverging import image_of
from playground.app.work import background
from playground.engine.datasets import datasets
from playground.engine.networks.landscape import Landscape
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe

SIZES = ((2, 8, 8, 8, 1), (2, 64, 64, 64, 1))
STEPS = 60


def scene(sizes: tuple[int, ...], activation: str = "tanh") -> Scene:
    network = Network(sizes, (activation,) * (len(sizes) - 2) + ("linear",))
    recipe = NetworkRecipe(network, datasets["spiral"](), "half_square", batch=BatchRecipe(10))
    runner = Runner("Adam", optimizers["adam"].from_settings({"learning_rate": 0.01}))
    made = Experiment(recipe, (runner,), StopRules(max_steps=STEPS))
    run = made.run_of(runner)
    run.ensure(STEPS)
    return Scene(made, (run,))


def timed(call, times: int = 40) -> float:
    call()
    begin = thread_time()
    for _ in range(times):
        call()
    return 1000 * (thread_time() - begin) / times


def told(what: str, *milliseconds: float) -> None:
    numbers = sorted(milliseconds)
    more = f"  worst {numbers[-1]:6.2f}" if len(numbers) > 1 else ""
    print(f"{what:<58} {mean(numbers):6.2f} ms{more}")


def grids(sizes: tuple[int, ...], activation: str) -> None:
    """The numbers and their colours, without a widget."""
    facts = facts_of(scene(sizes, activation), STEPS)
    name = f"{'-'.join(map(str, sizes))} {activation}"
    maps = NodeMaps()

    def neurons() -> None:
        maps.update(facts, None)
        for layer in range(len(sizes)):
            maps.strip(layer, 36)

    told(f"neuron maps 20×20, {name}", timed(neurons))
    plane = Plane.of(facts.problem.data)
    grid: Landscape = plane.landscape(facts.problem, 100)
    reading = Reading.of(facts.problem)
    told(
        f"output map 100×100, {name}",
        timed(lambda: image_of(reading.pixels(grid.output(facts.theta)))),
    )


def frames(view: View, shown: Scene, size: tuple[int, int]) -> list[float]:
    """Each step of the run, drawn and painted."""
    view.resize(*size)
    view.show()
    view.show_scene(shown, 0)
    QApplication.processEvents()
    times = []
    for step in range(1, STEPS):
        begin = thread_time()
        view.show_cursor(step)
        QApplication.processEvents()
        times.append(1000 * (thread_time() - begin))
    return times


def at_rest(canvas: QWidget, rest) -> float:
    begin = thread_time()
    rest()
    QApplication.processEvents()
    return 1000 * (thread_time() - begin)


def main() -> None:
    app = QApplication.instance() or QApplication([])
    style.apply(app)
    for activation in ("tanh", "relu", "sigmoid", "gelu"):
        grids(SIZES[0], activation)
    grids(SIZES[1], "tanh")
    for sizes in SIZES:
        shown, name = scene(sizes), "-".join(map(str, sizes))
        for size in ((760, 520), (1200, 800)):
            view = NetworkView()
            told(f"NetworkView frame, {name}, {size[0]}×{size[1]}", *frames(view, shown, size))
            told("    the same at rest, smooth", at_rest(view.canvas, view.canvas._draw_at_rest))
            view.close()
        output = OutputMap()
        told(f"OutputMap frame, {name}, 480×460", *frames(output, shown, (480, 460)))
        told("    the same at rest, 100×100", at_rest(output.canvas, output.canvas._draw_at_rest))
        output.close()
    background.stop_all()


if __name__ == "__main__":
    main()
