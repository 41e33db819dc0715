"""Why a run on a surface ended, in one sentence with its numbers.

The engine's Stop says which rule ended a run; this looks at the ground there: a minimum, a
saddle, a plateau, or a learning rate too large for the curvature.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import NamedTuple

import numpy as np

from playground.engine.critical import critical_points, polish
from playground.engine.curvature import hessian
from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array
from playground.engine.stopping import Stop, norm
from playground.engine.surface import Point, Surface, SurfaceProblem
from playground.lab.run import Run

NEAR = 1e-2  # of the window: so close, a critical point is where the run has come to rest
LEVEL = 1e-3  # of the height in the window: a slope that changes f by less over all of it is flat


class Verdict(NamedTuple):
    """`kind`: running, minimum, saddle, maximum, plateau, slow, limit, dead, diverged or start.

    `risk` is, of a network that was trained in batches, its mean loss over all the training data
    in the end; None elsewhere, or where there is too much data to go through it for that.
    """

    kind: str
    sentence: str
    risk: float | None = None


def plain(value: float) -> str:
    """The default way to write a number in a verdict."""
    return f"{value:.4g}"


class Writes(NamedTuple):
    """How numbers and how counts are written."""

    number: Callable[[float], str]
    whole: Callable[[int], str]


def verdict(
    run: Run, number: Callable[[float], str] = plain, whole: Callable[[int], str] = "{:,}".format
) -> Verdict:
    """What became of a run; `number` and `whole` write numbers and counts (the window's way)."""
    write = Writes(number, whole)
    stop = run.stop
    if stop is None:
        return Verdict("running", "")
    if not isinstance(run.problem, SurfaceProblem):
        return _plain_verdict(run, stop, write)
    if stop.rule == "start":
        return Verdict("start", "f or its gradient is not a finite number at the start; move it.")
    if stop.kind == "diverged":
        return Verdict("diverged", _why_diverged(run, write))
    kind, where = _where(run, write)
    if stop.kind == "max_steps":
        unit = "epochs" if stop.rule == "epochs" else "steps"
        begin = f"Stopped by the limit, {_after(run, write)}"
        if kind in ("slow", "plateau"):
            slope = write.number(_slope(run))
            kind, where = "limit", f"the slope is still {slope}; more {unit} would go on."
        return Verdict(kind, f"{begin}: {where}")
    return Verdict(kind, f"{_rule(run, write)}: {where}")


def _plain_verdict(run: Run, stop: Stop, write: Writes) -> Verdict:
    """What can be said without a map of the ground: a network has too many dimensions for one."""
    if stop.rule == "start":
        return Verdict("start", "The loss at the start is not a finite number; draw it anew.")
    risk, slope = _risk_in_the_end(run)
    numbers = _numbers(run, risk, slope, write)
    if stop.kind == "diverged":
        loss = write.number(run[run.last].loss)
        rate = write.number(getattr(run.optimizer_at(run.last), "learning_rate", 0.0))
        return Verdict("diverged", (
            f"Diverged {_after(run, write)}: the loss came to {loss} and then left the finite "
            f"numbers; try a learning rate below {rate}."
        ))
    dead = _why_dead(run, risk, slope, write)
    if dead:
        return Verdict("dead", f"Stopped {_after(run, write)}: {dead}", risk)
    if stop.kind == "max_steps":
        how = f"Stopped by the limit of steps, {_after(run, write)}"
        if stop.rule == "epochs":
            epochs = _counted(run.last // run.problem.steps_per_epoch, "epoch", write)
            how = f"Stopped by the limit of {epochs}, {_after(run, write)}"
        return Verdict("limit", f"{how}: {numbers}.", risk)
    return Verdict("converged", f"{_rule(run, write)}: {numbers}.", risk)


_MOST_WORK = 20_000_000  # samples times parameters; about a tenth of a second


def _risk_in_the_end(run: Run) -> tuple[float | None, float | None]:
    """The risk and the length of its gradient, where a step sees but a batch; else None."""
    problem = run.problem
    batches = getattr(problem, "batches", None)
    if batches is None or (batches.is_full and problem.reduction == "mean"):  # type: ignore[attr-defined]
        return None, None
    last = run[run.last]
    if batches.samples * len(last.theta) > _MOST_WORK:
        return None, None
    risk, gradient = problem.risk_and_grad(last.theta)
    return float(risk), norm(gradient)


def _why_dead(run: Run, risk: float | None, slope: float | None, write: Writes) -> str:
    """Why a network cannot go on: a gradient of exactly 0 with a loss to lose; else nothing."""
    problem, last = run.problem, run[run.last]
    if risk is None or slope is None:
        batches = getattr(problem, "batches", None)
        if batches is None or not batches.is_full:
            return ""  # another batch may have a gradient
        risk, slope = last.loss, norm(last.grad)
    if slope != 0 or not risk > 0 or len(getattr(problem, "frozen", ())) == len(last.theta):
        return ""
    begin = f"the gradient is exactly 0 while the risk is {write.number(risk)}, so no step can help"
    from playground.lab.dead_layers import dead_layer  # brings networks: not for every start

    layer = dead_layer(run)
    if layer:
        return (
            f"{begin}: every node of layer {layer} is dead, flat for every sample; try a smaller "
            "learning rate, or another start."
        )
    return f"{begin}: this is level ground, but not a minimum worth having; try another start."


def _numbers(
    run: Run, risk: float | None, slope: float | None, write: Writes
) -> str:
    """Where it ended: the risk and its slope, or what the last batch saw of them."""
    last = run[run.last]
    if risk is not None and slope is not None:
        return f"risk R = {write.number(risk)}, slope {write.number(slope)}"
    batches = getattr(run.problem, "batches", None)
    name = "risk R =" if batches is None or batches.is_full else "on the last batch ℓ ="
    if getattr(run.problem, "reduction", "mean") == "sum":
        name = "sum of losses"
    return f"{name} {write.number(last.loss)}, slope {write.number(norm(last.grad))}"


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


def _after(run: Run, write: Writes) -> str:
    """ "after 1 step", "after 37 steps"."""
    return f"after {_counted(run.last, 'step', write)}"


def _counted(count: int, word: str, write: Writes) -> str:
    return f"{write.whole(count)} {word}" + ("" if count == 1 else "s")


def _rule(run: Run, write: Writes) -> str:
    if run.stop and run.stop.rule == "gradient_norm":
        threshold = write.number(run.rules.gradient_norm)
        return f"Stopped {_after(run, write)}, with a gradient shorter than {threshold}"
    threshold = write.number(run.rules.step_length)
    return f"Stopped {_after(run, write)}, the last shorter than {threshold}"


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
    after = f"Diverged {_after(run, write)}"
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
                f"{after}: learning rate {write.number(rate)} is above {bound[1]} = "
                f"{write.number(bound[0])} at {name} {at}."
            )
    loss = run[run.last].loss
    if loss < min(0.0, float(columns.loss[0])) - 1e6:
        fell = write.number(loss)
        return f"{after}: f has no lowest value here and fell to {fell}; restart elsewhere."
    return (
        f"{after}: f came to {write.number(loss)} and then left the finite numbers; "
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
