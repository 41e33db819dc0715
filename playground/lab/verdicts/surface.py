"""Why a run ended, in one sentence with its numbers.

The engine's Stop says which rule ended a run; this looks at the ground there, on a surface: a
minimum, a saddle, a plateau, or a learning rate too large for the curvature.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot

import numpy as np

from playground.engine.critical import critical_points, polish
from playground.engine.curvature import hessian
from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array
from playground.engine.surface import Point, Surface, SurfaceProblem
from playground.lab.runs.run import Run
from playground.lab.verdicts.network import network_verdict
from playground.lab.verdicts.sentences import Verdict, Writes, after, plain, rule_met

NEAR = 1e-2  # of the window: so close, a critical point is where the run has come to rest
LEVEL = 1e-3  # of the height in the window: a slope that changes f by less over all of it is flat


def verdict(
    run: Run, number: Callable[[float], str] = plain, whole: Callable[[int], str] = "{:,}".format
) -> Verdict:
    """What became of a run; `number` and `whole` write numbers and counts (the window's way)."""
    write = Writes(number, whole)
    stop = run.stop
    if stop is None:
        return Verdict("running", "")
    if not isinstance(run.problem, SurfaceProblem):
        return network_verdict(run, stop, write)
    if stop.rule == "start":
        return Verdict("start", "f is not a finite number at the start; move it.")
    if stop.rule == "no_gradient":
        return Verdict("start", "f has no gradient at the start, where it is vertical or jumps; "
                       "move it.")
    if stop.kind == "diverged":
        return Verdict("diverged", _why_diverged(run, write))
    kind, where = _where(run, write)
    if stop.kind == "max_steps":
        unit = "epochs" if stop.rule == "epochs" else "steps"
        begin = f"Stopped by the limit, {after(run, write)}"
        if kind in ("slow", "plateau"):
            slope = write.number(_slope(run))
            kind, where = "limit", f"the slope is still {slope}; more {unit} would go on."
        return Verdict(kind, f"{begin}: {where}")
    return Verdict(kind, f"{rule_met(run, write)}: {where}")


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


def _where(run: Run, write: Writes) -> tuple[str, str]:
    """What kind of ground the run stands on, and a sentence about it."""
    surface = _surface(run)
    x, y = run[run.last].theta.tolist()
    near = NEAR * _span(surface)
    for point in critical_points(surface):
        if point.kind == "minimum" and hypot(point.x - x, point.y - y) < near:
            return "minimum", f"it reached the minimum at {_at(point.x, point.y, write)}."
    found = polish(surface, x, y)
    if found and hypot(found[0] - x, found[1] - y) < near:
        return _critical(surface, found, write)
    slope = write.number(_slope(run))
    if _flat(surface, _slope(run)):
        return "plateau", (
            f"this is a plateau, not a minimum: the slope of {slope} is too small to walk on."
        )
    if run.stop is not None and run.stop.rule == "gradient_norm":
        return "early", (
            f"no minimum here (the slope is {slope}): you asked to stop at this slope; with a "
            "smaller limit it would go on downhill."
        )
    rate = write.number(getattr(run.optimizer_at(run.last), "learning_rate", 0.0))
    return "slow", (
        f"no minimum here (the slope is {slope}): with a learning rate of {rate} the steps "
        "have become too short."
    )


def _critical(
    surface: Surface, found: Point, write: Writes
) -> tuple[str, str]:
    low, high = np.linalg.eigvalsh(hessian(surface, *found)).tolist()
    at = _at(*found, write)
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


def _why_diverged(run: Run, write: Writes) -> str:
    surface = _surface(run)
    columns = run.columns
    begin = f"Diverged {after(run, write)}"
    optimizer = run.optimizer_at(run.last)
    rate = getattr(optimizer, "learning_rate", 0.0)
    for name, (x, y) in _suspects(surface, columns.path):
        with np.errstate(all="ignore"):
            second = hessian(surface, x, y)
        if not np.isfinite(second).all():
            continue
        bound = learning_rate_bound(optimizer, float(np.linalg.eigvalsh(second)[1]))
        if bound and rate > bound[0]:
            at = _at(x, y, write)
            return (
                f"{begin}: learning rate {write.number(rate)} is above {bound[1]} = "
                f"{write.number(bound[0])} at {name} {at}."
            )
    loss = run[run.last].loss
    if loss < min(0.0, float(columns.loss[0])) - 1e6:
        fell = write.number(loss)
        return f"{begin}: f has no lowest value here and fell to {fell}; restart elsewhere."
    return (
        f"{begin}: f came to {write.number(loss)} and then left the finite numbers; "
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


def _at(x: float, y: float, write: Writes) -> str:
    return f"({write.number(x)}, {write.number(y)})"


__all__ = ["Verdict", "learning_rate_bound", "plain", "verdict"]
