"""How long a recorded training step takes, against a bare NumPy loop in the same process.

    python tests/benchmarks/training_step.py [path/to/numpy_training_step.py]

The loop's file (or PLAYGROUND_BASELINE) has `microseconds(sizes, batch, samples, steps, repeats)`.
Without one, only our own time is printed. Both take turns, and the median of the ratios counts,
because the machine's pace changes from second to second.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Callable
from itertools import islice
from statistics import median

import numpy as np

from playground.engine.dataset import Data
from playground.engine.descent import descend, first_step
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers

SIZES, SAMPLES, BATCHES = (2, 8, 8, 8, 1), 250, (10, 250)
STEPS, TURNS = 2000, 15
LIMIT = 1.4


def our_microseconds(batch: int) -> float:
    """Microseconds a step: a tanh network, square loss, every Step kept."""
    rng = np.random.default_rng(1)
    X = rng.uniform(-5, 5, (SAMPLES, SIZES[0]))  # noqa: N806
    y = np.sign(X[:, :1] * X[:, 1:])
    data = Data(X, y, X[:0], y[:0])
    network = Network(SIZES, ("tanh",) * (len(SIZES) - 1))
    problem = FittingProblem(
        network, data, losses["square"](), batches=Batches(SAMPLES, batch, "shuffle")
    )
    optimizer = optimizers["gradient_descent"].from_settings({"learning_rate": 0.03})
    start_step = first_step(problem, optimizer, problem.start())
    kept, start = [], time.perf_counter()
    for step in islice(descend(problem, optimizer, start_step), STEPS):
        kept.append(step)
    return (time.perf_counter() - start) / STEPS * 1e6


def load_baseline() -> Callable[..., float] | None:
    """The baseline's `microseconds`, or None if there is no such file."""
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PLAYGROUND_BASELINE", "")
    if not os.path.isfile(path):
        print("no baseline file given (argument or PLAYGROUND_BASELINE): printing our time only")
        return None
    spec = importlib.util.spec_from_file_location("baseline", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.microseconds


def main() -> int:
    """Print a line for each batch size; 1 if a ratio is over the limit."""
    baseline = load_baseline()
    shape, failed = "-".join(map(str, SIZES)), False
    for batch in BATCHES:
        our_microseconds(batch)
        ours, theirs = [], []
        for _ in range(TURNS):
            if baseline:
                theirs.append(baseline(SIZES, batch, SAMPLES, STEPS, 1))
            ours.append(our_microseconds(batch))
        line = f"{shape}, batch {batch} of {SAMPLES}: {median(ours):.1f} us a recorded step"
        if baseline:
            ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
            failed |= ratio > LIMIT
            line += f", bare loop {median(theirs):.1f} us, ratio {ratio:.3f} (limit {LIMIT})"
        print(line)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
