"""What the cloud of gradients costs beside the risk's gradient, and the race played with it.

    python tests/benchmarks/batch_noise.py

Per-sample gradients of 2-8-8-8-1 on 250 points are to take at most 6 times the risk's gradient,
their lengths alone at most 2 times; a frame of the race of m = all, 100, 10, 1 with the batch
panel's page in view at most 16.7 ms in 95 of 100.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from statistics import median
from time import perf_counter

import numpy as np
from event_loop import Frames, let_run

from playground.app.core.player import SPEEDS
from playground.app.shell.start import make_application, make_window
from playground.engine.dataset import Data
from playground.engine.networks.cloud import Cloud
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.per_sample import per_sample_gradients, squared_norms
from playground.lab.experiments.presets import presets

SECONDS = 4.0


def microseconds(work, repeats=60):
    """Of one call, the median of several; all take turns with the others."""
    begin = perf_counter()
    for _ in range(repeats):
        work()
    return (perf_counter() - begin) / repeats * 1e6


def ratios():
    """Against the risk's gradient, in the same minute."""
    rng = np.random.default_rng(1)
    x = rng.uniform(-5, 5, (250, 2))
    data = Data(x, np.sign(x[:, :1] * x[:, 1:]), x[:0], x[:0, :1])
    network = Network((2, 8, 8, 8, 1), ("tanh",) * 4)
    problem = FittingProblem(network, data, losses["square"]())
    theta = problem.start()
    one, two = rng.normal(size=(2, network.dimension))

    def cloud():
        found = Cloud(problem, theta)
        found.along(one), found.along(two)

    works = {
        "risk and gradient": lambda: problem.risk_and_grad(theta),
        "every sample's gradient": lambda: per_sample_gradients(problem, theta),
        "their lengths alone": lambda: squared_norms(problem, theta),
        "the cloud on a plane": cloud,
    }
    taken = {name: [] for name in works}
    for _ in range(15):
        for name, work in works.items():
            taken[name].append(microseconds(work))
    base = taken["risk and gradient"]
    for name, times in taken.items():
        ratio = median(t / b for t, b in zip(times, base, strict=True))
        print(f"{name}: {median(times):.0f} us, {ratio:.2f} times the risk's gradient")


def played(app, window, frames, speed, page):
    """The frames of the race at a speed, with a page of the batch panel in view."""
    player, mode = window.player, window.mode
    player.pause()
    player.open(presets["batch_race"].experiment())
    player.select(2)
    mode.docks.bring("batch")
    mode.batch.show_page(page)
    mode.chart.set_same_cost(True)
    let_run(app, 0.5)
    player.set_speed(SPEEDS.index(speed))
    player.play()
    let_run(app, 0.5)
    del frames.busy[:]
    let_run(app, SECONDS)
    player.pause()
    busy = np.array(frames.busy)
    print(
        f"{page}, {speed:,} steps/s: {len(busy)} frames, busy p50 {np.median(busy):.1f} ms, "
        f"p95 {np.percentile(busy, 95):.1f} ms (at most 16.7)"
    )


def main():
    """Both."""
    ratios()
    app = make_application(keep_settings=False)
    window = make_window(presets["batch_race"].experiment(), keep_settings=False)
    window.resize(1920, 1080)
    window.show()
    window.complete()
    let_run(app, 1.5)
    frames = Frames(window.player)
    for page in ("sum", "cloud", "law", "floor", "scale"):
        played(app, window, frames, 300, page)
    window.player.workspace.mark_saved(window.player.experiment)
    window.close()


if __name__ == "__main__":
    main()
