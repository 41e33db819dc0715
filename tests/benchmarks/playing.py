"""A network played at full speed with its views visible: epochs a second, and frames.

TensorFlow Playground was measured at 13 epochs of 250 points a second for 2-8-8-8-1, 51 for
2-4-2-1, in Chromium, on a machine where a bare hand-written training step of 2-8-8-8-1 takes 31 us.
Given the file with that step, it is timed before and after, and the epochs are also told as they
would be at that pace.

    python tests/benchmarks/playing.py [numpy_training_step.py]
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from runpy import run_path
from time import perf_counter

import numpy as np
from event_loop import Frames, let_run

from playground.app.core.player import SPEEDS
from playground.app.shell.start import make_application, make_window
from playground.engine import Network, optimizers
from playground.engine.datasets import datasets
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe

SECONDS = 6.0
POINTS = 250
PACE = 31
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


def pace():
    """Microseconds of the hand-written step now, nan without its file."""
    if len(sys.argv) < 2:
        return float("nan")
    return run_path(sys.argv[1])["microseconds"]([2, 8, 8, 8, 1], 10, POINTS)


def measure(app, sizes):
    """Play for a while and print."""
    before = pace()
    window = make_window(experiment(sizes), keep_settings=False)
    window.show()
    window.complete()
    for name in ("output", "histograms", "data", "train"):
        window.mode.docks.bring(name)
    let_run(app, 2)
    player = window.player
    player.set_speed(len(SPEEDS) - 1)
    frames = Frames(player)
    player.play()
    let_run(app, 1)
    del frames.busy[:]
    begin, first = perf_counter(), player.cursor
    let_run(app, SECONDS)
    elapsed = perf_counter() - begin
    epochs = (player.cursor - first) * 10 / POINTS / elapsed
    player.pause()
    now = (before + pace()) / 2
    times = epochs / THEIRS[sizes]
    p50, p95 = np.percentile(frames.busy, [50, 95])
    print(
        f"{'-'.join(map(str, sizes))}: {epochs:.0f} epochs a second, {times:.0f} times theirs (at "
        f"least 25); bare step {now:.1f} us, at {PACE} us {times * now / PACE:.0f} times; frames "
        f"busy p50 {p50:.1f} ms, p95 {p95:.1f} ms (under 16.7), "
        f"{len(frames.busy) / elapsed:.0f} a second"
    )
    player.workspace.mark_saved(player.experiment)
    window.close()


if __name__ == "__main__":
    application = make_application(keep_settings=False)
    for shape in THEIRS:
        measure(application, shape)
    sys.stdout.flush()
    os._exit(0)  # nothing to tidy up
