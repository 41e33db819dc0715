"""Why a run on a surface ended, in one sentence with its numbers.

The engine's Stop says which rule ended a run; this looks at the ground there: a minimum, a
saddle, a plateau, or a learning rate too large for the curvature.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import NamedTuple

import numpy as np

from playground.engine.critical import critical_points, hessian, polish
from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array
from playground.engine.stopping import Stop, norm
from playground.engine.surface import Point, Surface, SurfaceProblem
from playground.lab.run import Run

NEAR = 1e-2  # of the window: so close, a critical point is where the run has come to rest
LEVEL = 1e-3  # of the height in the window: a slope that changes f by less over all of it is flat


class Verdict(NamedTuple):
    """`kind`: running, minimum, saddle, maximum, plateau, slow, limit, diverged or start."""

    kind: str
    sentence: str


def plain(value: float) -> str:
    """The default way to write a number in a verdict."""
    return f"{value:.4g}"


def verdict(run: Run, number: Callable[[float], str] = plain) -> Verdict:
    """What became of a run; `number` writes the numbers (the window has its own way)."""
    stop = run.stop
    if stop is None:
        return Verdict("running", "")
    if not isinstance(run.problem, SurfaceProblem):
        return _plain_verdict(run, stop, number)
    if stop.rule == "start":
        return Verdict("start", "f or its gradient is not a finite number at the start; move it.")
    if stop.kind == "diverged":
        return Verdict("diverged", _why_diverged(run, number))
    kind, where = _where(run, number)
    if stop.kind == "max_steps":
        unit = "epochs" if stop.rule == "epochs" else "steps"
        begin = f"Stopped by the limit, {_after(run)}"
        if kind in ("slow", "plateau"):
            slope = number(_slope(run))
            kind, where = "limit", f"the slope is still {slope}; more {unit} would go on."
        return Verdict(kind, f"{begin}: {where}")
    return Verdict(kind, f"{_rule(run, number)}: {where}")


def _plain_verdict(run: Run, stop: Stop, number: Callable[[float], str]) -> Verdict:
    """What can be said without a map of the ground: a network has too many dimensions for one."""
    last = run[run.last]
    slope, loss = number(norm(last.grad)), number(last.loss)
    if stop.rule == "start":
        return Verdict("start", "The loss at the start is not a finite number; draw it anew.")
    if stop.kind == "diverged":
        rate = number(getattr(run.optimizer_at(run.last), "learning_rate", 0.0))
        return Verdict("diverged", (
            f"Diverged {_after(run)}: the loss came to {loss} and then left the finite "
            f"numbers; try a learning rate below {rate}."
        ))
    if stop.kind == "max_steps":
        unit = "epochs" if stop.rule == "epochs" else "steps"
        sentence = f"Stopped by the limit of {unit}, {_after(run)}"
        return Verdict("limit", f"{sentence}: loss {loss}, slope {slope}.")
    return Verdict("converged", f"{_rule(run, number)}: loss {loss}, slope {slope}.")


def learning_rate_bound(optimizer: Optimizer, curvature: float) -> tuple[float, str] | None:
    """The largest stable rate of an optimizer on a parabola of this curvature, and its formula.

    None where there is none (adaptive methods, or ground that does not curve upwards). Heavy ball
    and Nesterov: Polyak 1964; Lessard, Recht, Packard 2016, in PyTorch's parametrization.
    """
    if curvature <= 0:
        return None
    momentum = getattr(optimizer, "momentum", 0.0)
    if optimizer.name == "gradient_descent":
        return 2 / curvature, "2/λₘₐₓ"
    if optimizer.name == "momentum":
        return 2 * (1 + momentum) / curvature, "2(1+μ)/λₘₐₓ"
    if optimizer.name == "nesterov":
        return 2 * (1 + momentum) / (1 + 2 * momentum) / curvature, "2(1+μ)/((1+2μ)λₘₐₓ)"
    return None


def _after(run: Run) -> str:
    """ "after 1 step", "after 37 steps"."""
    return f"after {run.last:,} step" + ("" if run.last == 1 else "s")


def _rule(run: Run, number: Callable[[float], str]) -> str:
    if run.stop and run.stop.rule == "gradient_norm":
        threshold = number(run.rules.gradient_norm)
        return f"Stopped {_after(run)}, with a gradient shorter than {threshold}"
    threshold = number(run.rules.step_length)
    return f"Stopped {_after(run)}, the last shorter than {threshold}"


def _where(run: Run, number: Callable[[float], str]) -> tuple[str, str]:
    """What kind of ground the run stands on, and a sentence about it."""
    surface = _surface(run)
    x, y = run[run.last].theta.tolist()
    near = NEAR * _span(surface)
    for point in critical_points(surface):
        if point.kind == "minimum" and hypot(point.x - x, point.y - y) < near:
            return "minimum", f"it reached the minimum at {_at(point.x, point.y, number)}."
    found = polish(surface, x, y)
    if found and hypot(found[0] - x, found[1] - y) < near:
        return _critical(surface, found, number)
    slope = number(_slope(run))
    if _flat(surface, _slope(run)):
        return "plateau", (
            f"this is a plateau, not a minimum: the slope of {slope} is too small to walk on."
        )
    rate = number(getattr(run.optimizer_at(run.last), "learning_rate", 0.0))
    return "slow", (
        f"no minimum here (the slope is {slope}): with a learning rate of {rate} the steps "
        "have become too short."
    )


def _critical(
    surface: Surface, found: Point, number: Callable[[float], str]
) -> tuple[str, str]:
    low, high = np.linalg.eigvalsh(hessian(surface, *found)).tolist()
    at = _at(*found, number)
    tiny = 1e-6 * max(abs(low), abs(high))
    if low > tiny:
        return "minimum", f"it reached the minimum at {at}."
    if low < -tiny and high > tiny:
        return "saddle", (
            f"it is stuck at the saddle {at}: level, but f falls on both sides of it; "
            "another start would escape."
        )
    if high < -tiny:
        return "maximum", f"it stands on the maximum {at}, where the gradient is 0 too."
    return "saddle", f"it rests at {at}, level and without curvature: not clearly a minimum."


def _why_diverged(run: Run, number: Callable[[float], str]) -> str:
    surface = _surface(run)
    columns = run.columns
    after = f"Diverged {_after(run)}"
    optimizer = run.optimizer_at(run.last)
    rate = getattr(optimizer, "learning_rate", 0.0)
    for name, (x, y) in _suspects(surface, columns.path):
        with np.errstate(all="ignore"):
            second = hessian(surface, x, y)
        if not np.isfinite(second).all():
            continue
        bound = learning_rate_bound(optimizer, float(np.linalg.eigvalsh(second)[1]))
        if bound and rate > bound[0]:
            at = _at(x, y, number)
            return (
                f"{after}: learning rate {number(rate)} is above {bound[1]} = "
                f"{number(bound[0])} at {name} {at}."
            )
    loss = run[run.last].loss
    if loss < min(0.0, float(columns.loss[0])) - 1e6:
        return f"{after}: f has no lowest value here and fell to {number(loss)}; restart elsewhere."
    return (
        f"{after}: f came to {number(loss)} and then left the finite numbers; "
        "try a smaller learning rate."
    )


def _suspects(surface: Surface, path: Array) -> list[tuple[str, Point]]:
    """Where the curvature may have been too much: the nearest minimum first, then on the way."""
    start = path[0]
    minima = [p for p in critical_points(surface) if p.kind == "minimum" and p.eigenvalues]
    minima.sort(key=lambda p: hypot(p.x - start[0], p.y - start[1]))
    places = [("the minimum", (p.x, p.y)) for p in minima[:1]]
    return places + [("the point", (float(x), float(y))) for x, y in path[:50]]


def _surface(run: Run) -> Surface:
    if not isinstance(run.problem, SurfaceProblem):
        raise TypeError("only runs on surfaces are judged by their ground")
    return run.problem.surface


def _span(surface: Surface) -> float:
    return min(high - low for low, high in surface.window)


def _slope(run: Run) -> float:
    return hypot(*run[run.last].grad.tolist())


def _flat(surface: Surface, slope: float) -> bool:
    """Whether a slope, kept over the whole window, would hardly change f."""
    (left, right), (low, high) = surface.window
    x, y = np.meshgrid(np.linspace(left, right, 33), np.linspace(low, high, 33))
    with np.errstate(all="ignore"):
        heights = np.asarray(surface.value(x, y), dtype=float)
    heights = heights[np.isfinite(heights)]
    if not len(heights):
        return True
    usual = float(np.subtract(*np.quantile(heights, [0.9, 0.1])))
    return slope * _span(surface) < LEVEL * usual


def _at(x: float, y: float, number: Callable[[float], str]) -> str:
    return f"({number(x)}, {number(y)})"
