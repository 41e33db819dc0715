"""Recorded gradient-descent steps against the lecture's own bare while-loop, side by side.

    python tests/benchmarks/recorded_steps.py
"""

import time
from statistics import median

import numpy as np

from playground.engine import SurfaceProblem, optimizers, surfaces
from playground.engine.expressions.typed_surface import TypedSurface
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


def recorded(surface):
    """The same steps through Run and History, every one kept."""
    run = Run(SurfaceProblem(surface), optimizers["gradient_descent"](0.01))
    run.ensure(COUNT)
    assert run.last == COUNT


def seconds(work):
    """How long one call computes; what else the machine does meanwhile does not count."""
    begin = time.thread_time()
    work()
    return time.thread_time() - begin


if __name__ == "__main__":
    built_in = surfaces["lecture_example"]()
    typed = TypedSurface("exp(x^2 + y^2) + (x - 2)^2 + (y - 3)^2")
    recorded(typed)  # reads and differentiates the text
    works = {"typed": lambda: recorded(typed), "built-in": lambda: recorded(built_in)}
    turns = [(seconds(lecture_loop), {name: seconds(work) for name, work in works.items()})
             for _ in range(TURNS)]
    print(f"bare loop {min(bare for bare, _ in turns) / COUNT * 1e6:.2f} us a step")
    for name in works:
        ours = min(found[name] for _, found in turns) / COUNT * 1e6
        best = min(found[name] for _, found in turns) / min(bare for bare, _ in turns)
        usual = median(found[name] / bare for bare, found in turns)
        print(f"{name}: recorded step {ours:.2f} us, ratio {best:.2f} best of both, "
              f"{usual:.2f} in the median (at most 2.0)")
