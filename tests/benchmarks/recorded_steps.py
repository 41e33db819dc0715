"""Recorded gradient-descent steps against the lecture's own bare while-loop, side by side.

    python tests/benchmarks/recorded_steps.py
"""

import time
from statistics import median

import numpy as np

from playground.engine import SurfaceProblem, optimizers, surfaces
from playground.lab.runs.run import Run

COUNT = 10_000
TURNS = 15


def gradient(p):
    """The lecture's example, as one writes it in a notebook."""
    x, y = p
    e = np.exp(x * x + y * y)
    return np.array([2 * x * e + 2 * (x - 2), 2 * y * e + 2 * (y - 3)])


def lecture_loop():
    """The slide's while-loop, which keeps nothing."""
    p = np.zeros(2)
    for _ in range(COUNT):
        new = p - 0.01 * gradient(p)
        if np.linalg.norm(p - new) < 0:
            break
        p = new


def recorded():
    """The same steps through Run and History, every one kept."""
    run = Run(SurfaceProblem(surfaces["lecture_example"]()), optimizers["gradient_descent"](0.01))
    run.ensure(COUNT)
    assert run.last == COUNT


def seconds(work):
    """How long one call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    pairs = [(seconds(recorded), seconds(lecture_loop)) for _ in range(TURNS)]
    ours, bare = (median(column) / COUNT * 1e6 for column in zip(*pairs, strict=True))
    ratio = median(a / b for a, b in pairs)
    print(f"recorded step {ours:.2f} us, bare loop {bare:.2f} us, ratio {ratio:.2f} (at most 2.5)")
