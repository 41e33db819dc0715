"""784-128-10 on a table of 10,000 rows: the longest stalls of the window, and its memory.

A table like that of handwritten digits is written as CSV, opened in the dialog, saved, opened as a
file, played and scrubbed. A stall is the longest time in which the event loop took no timer: what a
hand would feel as sticking.

    python tests/benchmarks/large_network.py [seconds of playing]
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does

import resource
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
from PySide6.QtCore import QTimer

from playground.app.core.player import SPEEDS
from playground.app.network.data.csv_dialog import CsvDialog
from playground.app.shell.start import make_application, make_window
from playground.engine import Network, optimizers
from playground.engine.networks.initializers import initializers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.files import write_experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.experiments.presets import new_network

SIZES, ROWS = (784, 128, 10), 10_000
SECONDS = 10.0
BOUND = 100  # milliseconds, wanted
PANELS = ("chart", "histograms", "confusion", "output", "backprop", "weights", "train", "build")


class Stalls:
    """A timer that wants to ring every 2 ms, and the longest time that it had to wait."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, perf_counter()
        self.timer = QTimer()
        self.timer.setInterval(2)
        self.timer.timeout.connect(self._ring)
        self.timer.start()

    def _ring(self) -> None:
        now = perf_counter()
        self.longest = max(self.longest, 1000 * (now - self._last))
        self._last = now

    def begin(self) -> None:
        self.longest, self._last = 0.0, perf_counter()


def write_table(path: Path) -> None:
    """Blurred blots of ten kinds, 28×28 whole numbers from 0 to 255, and the kind."""
    rng = np.random.default_rng(0)
    kinds = rng.integers(0, 10, ROWS)
    shapes = (rng.random((10, 784)) < 0.2) * rng.integers(100, 255, (10, 784))
    noise = rng.integers(0, 60, (ROWS, 784)) * (rng.random((ROWS, 784)) < 0.2)
    pixels = np.clip(shapes[kinds] + noise, 0, 255).astype(int)
    names = ",".join([*(f"p{k}" for k in range(784)), "label"])
    lines = (",".join(map(str, [*row, kind])) for row, kind in zip(pixels, kinds, strict=True))
    path.write_text("\n".join([names, *lines]) + "\n")


def wait(app, done: Callable[[], bool], most: float = 120.0) -> float:
    """Let the event loop run until something is so; how long it took, in seconds."""
    begin = perf_counter()
    watch = QTimer()
    watch.timeout.connect(lambda: (done() or perf_counter() - begin > most) and app.exit())
    watch.start(2)
    app.exec()
    return perf_counter() - begin


def rest(app, seconds: float) -> None:
    end = perf_counter() + seconds
    wait(app, lambda: perf_counter() > end)


def tell(what: str, stalls: Stalls, took: float | None = None) -> None:
    """A line of what was measured; measuring begins anew."""
    seconds = "" if took is None else f", {took:.1f} s in all"
    print(f"{what}: longest stall {stalls.longest:.0f} ms (wanted under {BOUND}){seconds}")
    stalls.begin()


def network_on(dataset) -> Experiment:
    recipe = NetworkRecipe(
        Network(SIZES, ("relu", "linear")), dataset, "softmax_cross_entropy",
        initializer=initializers["he_uniform"](), batch=BatchRecipe(32),
    )
    runner = Runner("Adam", optimizers["adam"](0.001))
    return Experiment(recipe, (runner,), StopRules(max_steps=1_000_000), title="large")


def import_table(app, stalls: Stalls, table: Path):
    """The dialog, from opening it to what it made."""
    stalls.begin()
    begin = perf_counter()
    dialog = CsvDialog(table, new_network())
    dialog.show()
    wait(app, lambda: dialog.import_button.isEnabled() or bool(dialog.error_line.text()))
    tell(f"table of {table.stat().st_size / 2**20:.0f} MiB read", stalls, perf_counter() - begin)
    print(f"  {dialog.summary.text()}{dialog.error_line.text()}")
    made = dialog.experiment.problem.dataset
    dialog.reject()
    dialog.deleteLater()
    return made


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    app = make_application(False)
    app.setQuitOnLastWindowClosed(False)
    stalls = Stalls()
    with tempfile.TemporaryDirectory() as folder:
        table, file = Path(folder) / "large.csv", Path(folder) / "large.json"
        write_table(table)
        experiment = network_on(replace(import_table(app, stalls, table), test_fraction=0.2))
        begin = perf_counter()
        write_experiment(file, experiment)
        print(f"saved in {perf_counter() - begin:.2f} s, {file.stat().st_size / 2**20:.1f} MiB")
        window = make_window(new_network(), keep_settings=False)
        window.show()
        window.complete()
        rest(app, 2)
        stalls.begin()
        window.documents.open(file)
        took = wait(app, lambda: window.player.experiment.title == "large")
        rest(app, 2)
        tell("opened", stalls, took)
        use(app, window, stalls, seconds)
    window.player.workspace.mark_saved(window.player.experiment)
    window.close()


def use(app, window, stalls: Stalls, seconds: float) -> None:
    """Play with each panel in front, scrub, change a setting."""
    player = window.player
    for name in PANELS:
        stalls.begin()
        window.mode.docks.bring(name)
        rest(app, 1)
        tell(f"  {name} brought to the front", stalls)
    player.set_speed(len(SPEEDS) - 1)
    for front in (("chart", "output"), ("histograms", "weights"), ("confusion", "backprop")):
        for name in front:
            window.mode.docks.bring(name)
        rest(app, 1)
        stalls.begin()
        first, begin = player.cursor, perf_counter()
        player.play()
        rest(app, seconds / 3)
        player.pause()
        pace = (player.cursor - first) / (perf_counter() - begin)
        tell(f"played with {front[0]} and {front[1]}, {pace:.0f} steps a second", stalls)
    rest(app, 1)
    run = player.run
    stalls.begin()
    rng = np.random.default_rng(1)
    for _ in range(20):
        window.commands.seek(int(rng.integers(0, run.last + 1)))
        rest(app, 0.1)
    tell(f"scrubbed to 20 of {run.last} steps", stalls)
    tell_memory(run.history)
    stalls.begin()
    window.mode.train._size.edited.emit(64, True)
    rest(app, 3)  # a copy of unsaved work is written, too
    tell("batch size changed", stalls)


def tell_memory(history) -> None:
    mib = 2**20
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    used, budget = history.nbytes / mib, history.budget / mib
    print(f"history {used:.0f} MiB of {budget:.0f} MiB; the process at most {most / mib:.0f} MiB")


if __name__ == "__main__":
    main()
