"""Where the risk of one linear layer is least: the exact solution that descent only approaches.

With the square loss the risk is quadratic, c/n ‖A w − Y‖² + λ/2 ‖W‖² with A = [X 1] (c is 1, or 1/2
for half the square), and the penalty adds rows √(λ/2) to A for the weights, none for the biases.
Solved by QR, never by an inverse; a file's rows go through a block at a time.
"""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

IN_CACHE = 2**14
"""Numbers that QR takes at once: it is three times as slow on a block that leaves the cache."""
_FACTOR = {"square": 1.0, "half_square": 0.5}


class LeastSquares(NamedTuple):
    """The parameters of least risk, flat; of several such the shortest.

    `condition` is λmax / λmin of the risk's Hessian, which is cond(A)²: about so many steps descent
    takes; inf where a direction does not matter (constant or dependent columns, too few rows).
    """

    parameters: Array
    condition: float
    curvatures: Array
    """The eigenvalues of the risk's Hessian, the largest first, one for each input and the bias;
    with several outputs each of them comes once an output.
    """
    design_condition: float
    """cond(A), which squared is `condition` without a penalty."""
    root: Array
    """Rows whose squared length is what a way from the solution adds: R(w* + d) − R(w*) = ‖root d‖²
    with d of shape (inputs + 1, outputs).
    """


def is_least_squares(problem: FittingProblem) -> bool:
    """Whether there is a closed form: one linear layer, a square loss, no L1, nothing frozen."""
    return (
        problem.network.activations == ("linear",) and problem.loss.name in _FACTOR
        and not problem.l1 and not problem.frozen
    )


def least_squares(
    problem: FittingProblem, l2: float, told: Callable[[int], object] | None = None
) -> LeastSquares | None:
    """The solution over all training data with λ = l2; None where there is no closed form.

    None as well where numbers leave the floats. `told` hears how many rows are done; what it
    raises ends the work.
    """
    if not is_least_squares(problem):
        return None
    inputs = problem.network.sizes[0]
    scale = np.sqrt(_FACTOR[problem.loss.name] / problem.data.samples)
    with np.errstate(all="ignore"):
        R: Array = np.empty((0, inputs + 1 + problem.y.shape[1]))
        done = 0
        for X, y in _blocks(problem):
            done += len(X)
            if told:
                told(done)
            rows = np.column_stack([X, np.ones(len(X)), y]) * scale
            R = np.asarray(np.linalg.qr(np.concatenate([R, rows]), mode="r"))
        A, Y = R[:, : inputs + 1], R[:, inputs + 1 :]
        if not (np.isfinite(A).all() and np.isfinite(Y).all()):
            return None
        design = _condition(A, inputs + 1)
        if l2:
            A = np.concatenate([A, np.sqrt(l2 / 2) * np.eye(inputs, inputs + 1)])
            Y = np.concatenate([Y, np.zeros((inputs, Y.shape[1]))])
        found, _, rank, singular = np.linalg.lstsq(A, Y, rcond=None)
    whole = rank == inputs + 1
    condition = float((singular[0] / singular[-1]) ** 2) if whole else np.inf
    curvatures = np.zeros(inputs + 1)
    curvatures[:rank] = 2 * singular[:rank] ** 2
    return LeastSquares(np.asarray(found, dtype=float).ravel(), condition, curvatures, design, A)


def _condition(design: Array, columns: int) -> float:
    singular = np.linalg.svd(design, compute_uv=False)
    rank = int((singular > np.finfo(float).eps * max(design.shape) * singular[0]).sum())
    return float(singular[0] / singular[-1]) if rank == columns else np.inf


def _blocks(problem: FittingProblem) -> Iterator[tuple[Array, Array]]:
    source = problem.data.source
    n, columns = problem.data.samples, problem.X.shape[1] + problem.y.shape[1] + 1
    some = max(columns, IN_CACHE // columns)
    for first in range(0, n, some):
        end = min(first + some, n)
        if source is None:
            yield problem.X[first:end], problem.y[first:end]
        else:
            X, y = source.block(first, end)
            yield problem.inputs(X), y
