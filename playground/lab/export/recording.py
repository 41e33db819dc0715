"""A run as an exported program must repeat it: start, plan, batches, and the losses expected.

How far can another program follow? Its sums are added in another order, so its numbers differ in
the last digit, and some runs make that grow (they jump to and fro, or divide by what is next to
nothing). So the run is walked twice, the second time with every evaluation a rounding error aside:
as long as both agree, a program that does the same must, too, and later it is not judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from playground.engine.aside import Aside
from playground.engine.descent import Plan, Step, at_step, first_step, follow, optimizer_at
from playground.engine.hessian import formula_hessian, surface_hessian
from playground.engine.noisy_surface import NoisySurfaceProblem
from playground.engine.problem import Array, Problem
from playground.engine.stopping import Stop, StopRules, Walk
from playground.engine.surface import Surface, SurfaceProblem
from playground.lab.experiments.reader import BadInputError

MOST_SLOPES = 20


@dataclass(frozen=True)
class Precision:
    """How closely a target computes: it must agree to `tolerance` (relative), and `floor` times
    the largest loss; one evaluation of its is `rounding` (relative) aside, `safety` of the
    tolerance is what two walks of our own may part, and it has no squares beyond `largest`².
    """

    tolerance: float
    floor: float
    rounding: float
    safety: float
    largest: float


DOUBLE = Precision(1e-9, 1e-12, 1e-15, 0.1, 1e150)
SINGLE = Precision(1e-4, 1e-6, 1e-7, 0.3, 1e15)


@dataclass(frozen=True)
class Recording:
    """`expected` and `unjudged` are losses by step; the loss of a step is on the step's own batch.

    `judged` is the last step at which another program must agree, `end` the parameters there,
    shape (dimension,), `parted` how far two walks of ours are apart there (relative). `slopes`
    are gradients of points at which a surface's formula has none, `hessians` second derivatives of
    points at which Newton's method was told others than the formula's. `rates` are the learning
    rates of the updates, shape (steps,), where a schedule changes them; `noise` is what is between
    the gradient of f and the one that a step sees, shape (steps + 1, 2), where there is any.
    """

    problem: Problem
    plan: Plan
    start: Array
    steps: int
    stop: Stop | None
    expected: dict[int, float]
    unjudged: dict[int, float]
    judged: int
    end: Array
    precision: Precision
    slopes: dict[tuple[float, float], tuple[float, float]]
    rates: Array | None = None
    noise: Array | None = None
    hessians: dict[tuple[float, float], list[list[float]]] = field(default_factory=dict)

    @property
    def floor(self) -> float:
        """The absolute difference that is always allowed."""
        losses = [abs(loss) for loss in (*self.expected.values(), *self.unjudged.values())]
        return float(f"{self.precision.floor * max(losses, default=1.0):.1g}")


def record(
    problem: Problem, plan: Plan, rules: StopRules, start: Array | None = None,
    steps: int | None = None, precision: Precision = DOUBLE,
    told: Callable[[int], object] | None = None,
) -> Recording:
    """Walk a run to its stop, or to step `steps`; start has the shape (dimension,).

    `told` hears of every step (and may raise to cancel). Raises BadInputError for a run that
    cannot begin.
    """
    theta = problem.start() if start is None else np.array(start, dtype=float)
    with np.errstate(all="ignore"):
        return _record(problem, plan, rules, theta, steps, precision, told or (lambda _: None))


def _record(
    problem: Problem, plan: Plan, rules: StopRules, theta: Array, steps: int | None,
    precision: Precision, told: Callable[[int], object],
) -> Recording:
    first = first_step(problem, plan[0][1], theta)
    walk = Walk(problem, plan, rules, first)
    beside = _Beside(problem, plan, theta, precision)
    expected: dict[int, float] = {}
    later: dict[int, float] = {}
    slopes: dict[tuple[float, float], tuple[float, float]] = {}
    scheduled = any(optimizer.schedule is not None for _, optimizer in plan)
    hessians: dict[tuple[float, float], list[list[float]]] = {}
    noisy = isinstance(problem, NoisySurfaceProblem)
    rates: list[float] = []
    noise: list[Array] = []
    good = step = first
    seen_any, highest = False, abs(first.loss)
    for seen in walk:
        step, seen_any = seen.step, True
        highest = max(highest, abs(step.loss))
        if beside.agrees(step, highest):
            good = step
        if _is_checkpoint(step.index):
            (expected if good is step else later)[step.index] = step.loss
        if isinstance(problem, SurfaceProblem):
            _note_slope(problem, step, slopes)
            if optimizer_at(plan, step.index).name == "newton":
                _note_hessian(problem.surface, step, hessians)
        if scheduled:
            now, _ = at_step(optimizer_at(plan, step.index), step)
            rates.append(float(getattr(now, "learning_rate", 0.0)))
        if noisy:
            noise.append(step.grad - problem.risk_and_grad(step.theta)[1])
        told(step.index)
        if steps is not None and step.index >= steps:
            break
    if not seen_any:
        raise BadInputError("", "the run cannot begin at its start; there is nothing to repeat")
    expected[good.index] = good.loss
    if step is not good:
        later[step.index] = step.loss
    return Recording(
        problem, plan, first.theta, step.index, walk.stop, dict(sorted(expected.items())),
        dict(sorted(later.items())), good.index, good.theta, precision, slopes,
        np.array(rates[: step.index]) if scheduled else None, np.array(noise) if noisy else None,
        hessians,
    )


def _is_checkpoint(index: int) -> bool:
    """0, 1, 10, 100, ..."""
    return index == 0 or (index % 10 in (0, 1) and str(index).strip("0") == "1")


class _Beside:
    """The same run with rounding errors, walked along with it."""

    def __init__(self, problem: Problem, plan: Plan, start: Array, precision: Precision) -> None:
        aside = Aside(problem, precision.rounding)
        self._step: Step | None = first_step(aside, plan[0][1], start)
        self._walk = follow(aside, plan, self._step)
        self._precision = precision

    def agrees(self, step: Step, highest: float) -> bool:
        """Whether it is still with the run at this step, the next one; once it is not, never."""
        if self._step is None:
            return False
        if step.index:
            self._step = next(self._walk)
        mine, p = self._step, self._precision
        allowed = p.safety * (p.tolerance * abs(step.loss) + p.floor * highest)
        size = max(1.0, float(np.abs(step.theta).max(initial=0.0)))
        apart = float(np.abs(mine.theta - step.theta).max(initial=0.0))
        near = abs(mine.loss - step.loss) <= allowed and apart <= p.safety * p.tolerance * size
        small = max(size, float(np.abs(step.grad).max(initial=0.0))) <= p.largest
        if not (near and small and isfinite(apart)):
            self._step = None
        return self._step is not None


def _note_slope(
    problem: SurfaceProblem, step: Step, slopes: dict[tuple[float, float], tuple[float, float]]
) -> None:
    """Where the formula of a surface's gradient has no number, what is used in its place."""
    x, y = step.theta.tolist()
    if problem.has_slopes(x, y) or len(slopes) >= MOST_SLOPES:
        return
    dx, dy = _formula_gradient(problem, x, y)
    if not isfinite(dx + dy) and np.isfinite(step.grad).all():
        slopes[x, y] = tuple(step.grad.tolist())


def _note_hessian(
    surface: Surface, step: Step, hessians: dict[tuple[float, float], list[list[float]]]
) -> None:
    """Where the formula of a surface's second derivatives says something else than is used."""
    x, y = step.theta.tolist()
    used = surface_hessian(surface, x, y)
    if np.array_equal(used, formula_hessian(surface, x, y), equal_nan=True):
        return
    if len(hessians) >= MOST_SLOPES:
        raise BadInputError("", "newton walks where the formula has no second derivatives at more "
                                f"than {MOST_SLOPES} points; export another rule")
    hessians[x, y] = used.tolist()


def _formula_gradient(problem: SurfaceProblem, x: float, y: float) -> tuple[Any, Any]:
    from playground.engine.expressions.expression import ExpressionError, parse

    surface = problem.surface
    try:
        dx, dy = parse(surface.formula, surface.settings).gradient(np.float64(x), np.float64(y))
    except ExpressionError:  # a surface of one's own, whose formula is only to be read
        dx, dy = surface.gradient(np.float64(x), np.float64(y))
    return float(dx), float(dy)
