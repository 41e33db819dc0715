"""How far to go along a direction: three searches, each with every trial that it made.

`Armijo` halves until the loss has fallen by a share of what the slope promises (Armijo 1966).
`Wolfe` also asks for a slope that has flattened (Nocedal, Wright 2006, algorithms 3.5 and 3.6, with
the safeguards that SciPy has). `Exact` finds where the slope along the ray is 0.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import inf, isfinite, sqrt
from typing import ClassVar, NamedTuple

import numpy as np

from playground.engine.ground import Ground
from playground.engine.problem import Array

SUFFICIENT = 1e-4
"""c₁: the share of the promised fall that must come."""
ROUNDED = 1e-13
"""Losses of a ray that differ by this share of the first are equal, as far as floats can tell."""
MOST_TRIALS = 60
MOST_WOLFE_TRIALS = 25


class Trial(NamedTuple):
    """One point of a ray: how far along it, the loss there and its slope along the ray."""

    alpha: float
    loss: float
    slope: float


class Ray:
    """Points theta + α · direction; what is asked for is kept, and asked of the ground once."""

    def __init__(self, ground: Ground, theta: Array, grad: Array, direction: Array) -> None:
        self.ground, self.theta, self.direction = ground, theta, direction
        self.start = Trial(0.0, ground.loss, float(grad @ direction))
        self.trials: list[Trial] = []
        self._points: dict[float, tuple[Trial, Array, Array]] = {0.0: (self.start, theta, grad)}

    def at(self, alpha: float) -> Trial:
        """The trial at α; infinitely bad where the loss is not finite."""
        if alpha in self._points:
            return self._points[alpha][0]
        theta = self.theta + alpha * self.direction
        loss, grad = self.ground.evaluate(theta)
        slope = float(grad @ self.direction)
        trial = Trial(alpha, loss, slope) if isfinite(loss + slope) else Trial(alpha, inf, inf)
        self.trials.append(trial)
        self._points[alpha] = trial, theta, grad
        return trial

    def point(self, alpha: float) -> Array:
        """theta + α · direction, shape (dimension,), the array that was evaluated."""
        return self._points[alpha][1]

    def gradient(self, alpha: float) -> Array:
        """The gradient there, shape (dimension,)."""
        return self._points[alpha][2]

    def falls_enough(self, trial: Trial) -> bool:
        """Armijo's condition: f(α) ≤ f(0) + c₁ α f'(0)."""
        return trial.loss <= self.start.loss + SUFFICIENT * trial.alpha * self.start.slope


class Search(ABC):
    """Finds α > 0 on a ray whose slope at the start is negative; 0 where it finds none.

    `first` is the α that is tried first, `flattened` the c₂ of the Wolfe conditions.
    """

    def __init__(self, first: float = 1.0, flattened: float = 0.9) -> None:
        self.first, self.flattened = first, flattened

    sufficient: ClassVar[float | None] = SUFFICIENT
    """Armijo's c₁, where a trial must fulfil his condition."""

    @property
    def flat(self) -> float | None:
        """The c₂ of a condition on the slope; None where there is none."""
        return None

    @abstractmethod
    def along(self, ray: Ray) -> float:
        """How far to go."""


class Armijo(Search):
    """Tries α = 1 (or another first length) and halves it until the loss falls enough."""

    def along(self, ray: Ray) -> float:
        alpha = self.first
        for _ in range(MOST_TRIALS):
            if ray.falls_enough(ray.at(alpha)):
                return alpha
            alpha /= 2
        return 0.0


class Wolfe(Search):
    """The strong Wolfe conditions: the loss falls enough, and |f'(α)| ≤ c₂ |f'(0)|."""

    @property
    def flat(self) -> float | None:
        return self.flattened

    def _flat(self, ray: Ray, trial: Trial) -> bool:
        return abs(trial.slope) <= -self.flattened * ray.start.slope

    def along(self, ray: Ray) -> float:
        before, alpha = ray.start, self.first
        for turn in range(MOST_WOLFE_TRIALS):
            here = ray.at(alpha)
            if not ray.falls_enough(here) or (turn and here.loss >= before.loss):
                return self._between(ray, before, here)
            if self._flat(ray, here):
                return alpha
            if here.slope >= 0:
                return self._between(ray, here, before)
            before, alpha = here, 2 * alpha
        return 0.0

    def _between(self, ray: Ray, low: Trial, high: Trial) -> float:
        """Narrow a bracket down: `low` is its better end, `high` the other."""
        left_out = ray.start
        for turn in range(MOST_WOLFE_TRIALS):
            alpha = _inside(low, high, left_out if turn else None)
            if alpha in (low.alpha, high.alpha):
                break
            here = ray.at(alpha)
            if not ray.falls_enough(here) or here.loss >= low.loss:
                left_out, high = high, here
                continue
            if self._flat(ray, here):
                return alpha
            if here.slope * (high.alpha - low.alpha) >= 0:
                left_out, high = high, low
            else:
                left_out = low
            low = here
        return low.alpha  # as far as floats can tell: it falls, if anything does


class Exact(Search):
    """Where the slope along the ray is 0: of a parabola, its bottom, at the second trial.

    Losses are equal where they differ by rounding errors only: then the slopes decide, which know
    the place to many more digits.
    """

    sufficient = None

    def along(self, ray: Ray) -> float:
        low, here = ray.start, ray.at(self.first)
        noise = ROUNDED * abs(ray.start.loss)
        for _ in range(MOST_TRIALS):  # until the slope rises, or the loss does
            if here.slope >= 0 or here.loss > ray.start.loss + noise:
                break
            low, here = here, ray.at(2 * here.alpha)
        high, halve = here, False
        for _ in range(MOST_TRIALS):
            if abs(low.slope) <= 1e-13 * abs(ray.start.slope):
                break
            width = high.alpha - low.alpha
            alpha = low.alpha + width / 2 if halve else _zero_of_slope(low, high)
            if alpha in (low.alpha, high.alpha):
                break
            here = ray.at(alpha)
            higher = here.loss > low.loss + noise
            if not higher and abs(here.slope) <= 1e-13 * abs(ray.start.slope):
                return alpha
            low, high = (low, here) if here.slope >= 0 or higher else (here, high)
            # A slope far from straight draws every guess to the same end: then to the middle.
            halve = not halve and high.alpha - low.alpha > width / 2
        if abs(low.loss - high.loss) <= noise:
            return min(low, high, key=lambda trial: abs(trial.slope)).alpha
        return min(low, high, key=lambda trial: trial.loss).alpha


def _zero_of_slope(low: Trial, high: Trial) -> float:
    """Where a straight slope between two trials is 0, kept off the ends; else the middle."""
    span = high.alpha - low.alpha
    fall = high.slope - low.slope
    alpha = low.alpha - low.slope * span / fall if isfinite(fall) and fall > 0 else inf
    if not low.alpha < alpha < high.alpha:
        alpha = low.alpha + span / 2
    return alpha


def _inside(low: Trial, high: Trial, third: Trial | None) -> float:
    """Where the minimum between two trials may be: of a cubic, else of a parabola, else midway.

    The cubic goes through a third trial and must be 20 % off the ends, the parabola 10 %. As in
    SciPy, whose steps these are, a bracket whose better end is the right one has looser bounds.
    """
    span = high.alpha - low.alpha
    left, right = sorted((low.alpha, high.alpha))
    if third is not None:
        alpha = _bottom_of_cubic(low, high, third)
        if _well_inside(alpha, left, right, 0.2 * span):
            return alpha
    alpha = _bottom_of_parabola(low, high)
    if _well_inside(alpha, left, right, 0.1 * span):
        return alpha
    return low.alpha + 0.5 * span


def _well_inside(alpha: float, left: float, right: float, margin: float) -> bool:
    return isfinite(alpha) and left + margin <= alpha <= right - margin


def _bottom_of_parabola(low: Trial, high: Trial) -> float:
    """Of the parabola through both losses with the slope at `low`."""
    span = high.alpha - low.alpha
    bend = (high.loss - low.loss - low.slope * span) / (span * span)
    return low.alpha - low.slope / (2 * bend) if bend and isfinite(bend) else inf


def _bottom_of_cubic(low: Trial, high: Trial, third: Trial) -> float:
    """Of the cubic through three losses with the slope at `low`."""
    b, c = high.alpha - low.alpha, third.alpha - low.alpha
    rest_b = high.loss - low.loss - low.slope * b
    rest_c = third.loss - low.loss - low.slope * c
    size = (b * c) ** 2 * (b - c)
    if not size or not isfinite(size + rest_b + rest_c):
        return inf
    A = (c * c * rest_b - b * b * rest_c) / size  # noqa: N806  (of A α³ + B α² + ...)
    B = (b * b * b * rest_c - c * c * c * rest_b) / size  # noqa: N806
    inner = B * B - 3 * A * low.slope
    if inner < 0 or not A or not isfinite(inner):
        return inf
    return low.alpha + (sqrt(inner) - B) / (3 * A)


SEARCHES: dict[str, type[Search]] = {"armijo": Armijo, "wolfe": Wolfe, "exact": Exact}


def unit_first(grad: Array) -> float:
    """A first length along −g, shape (dimension,), that moves no further than 1 in the sum of all
    coordinates.
    """
    size = float(np.abs(grad).sum())
    return min(1.0, 1 / size) if size > 0 and isfinite(size) else 1.0
