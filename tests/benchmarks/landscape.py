"""How long a landscape takes, a Hessian product, a spectrum, and a map of basins.

    python tests/benchmarks/landscape.py

The landscape is that of `playground landscape` (in float64, bit for bit the training's own risk):
101×101 points of a 2-8-8-1 network on 500 samples, beside the same points one after the other
through `risk_and_grad`, in turns, because the machine's pace changes from second to second.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program itself

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from playground.engine.basins import basins
from playground.engine.dataset import Data
from playground.engine.hessian import spectrum_at
from playground.engine.landscape import landscape, losses_of
from playground.engine.networks.directions import random_plane
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.hessian import RiskHessian
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.plane_risks import PlaneRisks
from playground.engine.networks.risks import Risks
from playground.engine.optimizers import optimizers
from playground.engine.plane import Plane, two_parameters
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces

POINTS, SAMPLES, TURNS = 101, 500, 5
SIDES = (17, 33, 65, 129)
"""Of the window's grids, one after the other."""


def network(sizes: tuple[int, ...], samples: int) -> FittingProblem:
    """A tanh network on exclusive or, square loss."""
    rng = np.random.default_rng(1)
    X = rng.uniform(-5, 5, (samples, sizes[0]))  # noqa: N806
    y = np.sign(X[:, :1] * X[:, 1:2])
    kinds = ("tanh",) * (len(sizes) - 1)
    return FittingProblem(Network(sizes, kinds), Data(X, y, X[:0], y[:0]), losses["square"]())


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """A run of some work, or the mean of a few."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def one_by_one(problem: FittingProblem, plane: Plane, ends: np.ndarray) -> None:
    """The same grid, point after point."""
    for b in ends:
        for a in ends:
            problem.risk_and_grad(plane.at(a, b))


def main() -> None:
    """Prints the figures."""
    problem = network((2, 8, 8, 1), SAMPLES)
    theta = problem.start()
    ends = np.linspace(-1, 1, POINTS)
    planes = {
        "random directions": random_plane(theta, problem.parts, 1),
        "two weights of layer 1": two_parameters(theta, 0, 1),
        "two weights of the last layer": two_parameters(theta, len(theta) - 3, len(theta) - 2),
    }
    grid = losses_of(problem)
    print(f"{POINTS}×{POINTS} points of a 2-8-8-1 network, tanh, {SAMPLES} samples")
    for name, plane in planes.items():
        both = [
            (seconds(lambda plane=plane: landscape(grid, plane, ends, ends)),
             seconds(lambda plane=plane: one_by_one(problem, plane, ends)))
            for _ in range(TURNS)
        ]
        took, alone = (median(column) for column in zip(*both, strict=True))
        ratio = median(b / a for a, b in both)
        print(f"  {name:<30} {took:6.3f} s; one by one with gradients {alone:6.3f} s, {ratio:.1f}×")
    problem = network((2, 8, 8, 8, 1), 250)
    theta = problem.start()
    print("128×128 points of 2-8-8-8-1, tanh, 250 samples")
    plane, ends = random_plane(theta, problem.parts, 1), np.linspace(-1, 1, 128)
    exact = Risks(problem)
    took = median(seconds(lambda: landscape(exact, plane, ends, ends)) for _ in range(TURNS))
    print(f"  bit for bit, as `playground landscape` has it {took:.3f} s")
    for side in (128, *SIDES):
        ends = np.linspace(-1, 1, side)
        took = median(seconds(lambda: PlaneRisks(problem, plane).grid(ends, ends))  # noqa: B023
                      for _ in range(TURNS))
        print(f"  {side}×{side} as the window has it {took:.4f} s")
    product, v = RiskHessian(problem, theta), np.ones(len(theta))
    both = [(seconds(lambda: product(v), 300), seconds(lambda: problem.risk_and_grad(theta), 300))
            for _ in range(TURNS)]
    ratio = median(a / b for a, b in both)
    print("2-8-8-8-1, tanh, 250 samples, 177 parameters")
    print(f"  a Hessian product  {median(a for a, _ in both) * 1e3:.3f} ms, {ratio:.1f} gradients")
    took = median(seconds(lambda: spectrum_at(problem, theta, 5)) for _ in range(TURNS))
    print(f"  its whole spectrum {took * 1e3:.1f} ms")
    surface = surfaces["himmelblau"]()
    plan = ((0, optimizers["gradient_descent"](learning_rate=0.01)),)
    x, y = (np.linspace(*ends, 64) for ends in surface.window)
    took = median(
        seconds(lambda: basins(surface, plan, StopRules(step_length=1e-5), x, y))
        for _ in range(TURNS)
    )
    print(f"64×64 basins of Himmelblau, gradient descent: {took * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
