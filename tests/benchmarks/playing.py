"""A network played at full speed with its views visible: epochs a second, and frames.

TensorFlow Playground was measured at 13 epochs of 250 points a second for 2-8-8-8-1, 51 for
2-4-2-1, in Chromium on such a machine.

    python tests/benchmarks/playing.py
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from time import perf_counter

import numpy as np

from playground.app.player import SPEEDS
from playground.app.start import make_application, make_window
from playground.engine import Network, optimizers
from playground.engine.datasets import datasets
from playground.engine.stopping import StopRules
from playground.lab.experiment import Experiment, Runner
from playground.lab.network_recipe import BatchRecipe, NetworkRecipe

SECONDS = 6.0
POINTS = 250
THEIRS = {(2, 8, 8, 8, 1): 13, (2, 4, 2, 1): 51}


def experiment(sizes):
    """TensorFlow Playground's: tanh, square loss, batches of 10 of 250 points."""
    activations = ("tanh",) * (len(sizes) - 1)
    recipe = NetworkRecipe(
        Network(sizes, activations),
        datasets["circle"].from_settings({"samples": 2 * POINTS, "test_fraction": 0.5}),
        "half_square", batch=BatchRecipe(10),
    )
    runner = Runner("GD", optimizers["gradient_descent"](0.03))
    return Experiment(recipe, (runner,), StopRules(max_steps=100_000_000))


def measure(app, sizes):
    """Play for a while and print."""
    window = make_window(experiment(sizes), keep_settings=False)
    window.show()
    window.complete()
    for name in ("output", "histograms", "data", "train"):
        window.mode.docks.bring(name)
    settle = perf_counter() + 2
    while perf_counter() < settle:
        app.processEvents()
    player, moves, frames = window.player, [], []
    player.moved.connect(moves.append)
    player.set_speed(len(SPEEDS) - 1)
    player.play()
    begin = perf_counter()
    while perf_counter() < begin + SECONDS:
        seen, start = len(moves), perf_counter()
        app.processEvents()
        busy = (perf_counter() - start) * 1000
        if len(moves) > seen:
            frames.append(busy)
        elif frames and busy > 0.1:  # what the move asked to be painted; less is an idle look
            frames[-1] += busy
    elapsed = perf_counter() - begin
    player.pause()
    epochs = player.cursor * 10 / POINTS / elapsed
    p50, p95 = np.percentile(frames, [50, 95])
    name = "-".join(map(str, sizes))
    print(
        f"{name}: {epochs:.0f} epochs a second, {epochs / THEIRS[sizes]:.0f} times theirs "
        f"(at least 25); frames p50 {p50:.1f} ms, p95 {p95:.1f} ms (under 16.7), "
        f"{len(frames) / elapsed:.0f} a second"
    )
    player.journal.mark_saved(player.experiment)
    window.close()


if __name__ == "__main__":
    application = make_application(keep_settings=False)
    for shape in THEIRS:
        measure(application, shape)
    sys.stdout.flush()
    os._exit(0)  # nothing to tidy up
