"""Is a gradient right? Compare it with differences of the loss, which know no calculus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.engine.problem import Array, Problem

STEPS = (1e-4, 1e-3, 1e-5)
"""Steps to try, relative to max(1, |θ_i|): what suits one surface is too coarse for another."""
GOOD = 1e-8
KINK_STEP = 1e-5
FLOOR = 1e-3


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """A gradient, the same by differences, and how far apart they are; each (dimension,)."""

    gradient: Array
    differences: Array
    relative: Array

    @property
    def max_relative_difference(self) -> float:
        """The largest entry of `relative`; below 1e-6 where the gradient is right."""
        return float(self.relative.max(initial=0.0))


def check_gradient(problem: Problem, theta: Array, index: int | None = None) -> GradientCheck:
    """Compare the gradient at theta, shape (dimension,), with central differences.

    `index` is the step whose loss is meant; None checks the risk.
    Relative to max(|gradient|, |difference|, floor) in each entry. The floor is a thousandth of
    the largest of 1, |loss| and the gradient's entries: below it differences drown in rounding,
    and two zeros differ by 0. The differences are central over five points, so that curvature
    does not show; of several step sizes the one that agrees best counts, for a wrong gradient
    agrees with none. Where that fails a kink (of a ReLU, say) may be near: there the difference
    is the number between the slopes to the left and to the right that is closest to the gradient.
    Parameters that the problem holds still (`frozen`) have no gradient to check: they differ by 0.
    """
    theta = np.array(theta, dtype=float)
    loss, gradient = _at(problem, theta, index)
    floor = FLOOR * max(1.0, abs(loss), float(np.abs(gradient).max(initial=0.0)))
    differences = np.zeros_like(theta)
    relative = np.zeros_like(theta)
    for i in sorted(set(range(len(theta))) - set(problem.frozen)):

        def along(step: float, i: int = i) -> float:
            moved = theta.copy()
            moved[i] += step
            return _at(problem, moved, index)[0]

        at, slope = float(theta[i]), float(gradient[i])
        differences[i], relative[i] = _closest(along, loss, at, slope, floor)
    return GradientCheck(gradient, differences, relative)


def _at(problem: Problem, theta: Array, index: int | None) -> tuple[float, Array]:
    with np.errstate(all="ignore"):
        if index is None:
            return problem.risk_and_grad(theta)
        return problem.loss_and_grad(theta, index)


def _closest(
    along: Callable[[float], float], loss: float, at: float, slope: float, floor: float
) -> tuple[float, float]:
    """The difference quotient that agrees best with `slope`, and how far off it is."""
    best = np.nan, np.inf
    for step in STEPS:
        quotient = _central(along, step * max(1.0, abs(at)))
        distance = abs(slope - quotient) / max(abs(slope), abs(quotient), floor)
        best = min(best, (quotient, distance), key=lambda pair: pair[1])
        if distance < GOOD:
            return best
    left, right = _one_sided(along, loss, KINK_STEP * max(1.0, abs(at)))
    quotient = float(np.clip(slope, min(left, right), max(left, right)))
    distance = abs(slope - quotient) / max(abs(slope), abs(quotient), floor)
    return min(best, (quotient, distance), key=lambda pair: pair[1])


def _central(along: Callable[[float], float], h: float) -> float:
    """(8 [f(h) − f(−h)] − [f(2h) − f(−2h)]) / 12h: exact for polynomials of degree 4."""
    return (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h)


def _one_sided(along: Callable[[float], float], loss: float, h: float) -> tuple[float, float]:
    """The slopes on the left and on the right, each exact for parabolas."""
    left = (3 * loss - 4 * along(-h) + along(-2 * h)) / (2 * h)
    right = (4 * along(h) - along(2 * h) - 3 * loss) / (2 * h)
    return left, right
