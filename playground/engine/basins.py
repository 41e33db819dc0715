"""Basins of attraction: which minimum of a surface a rule reaches, from each of many starts.

Rules that treat every coordinate by itself walk from all starts at once, in one array; others,
from one start after the other. Either way each start's steps and stop are those of its own run.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.engine.critical import RING, CriticalPoint, critical_points, polish
from playground.engine.curvature import hessian, span_of, value_at
from playground.engine.descent import Plan, first_step
from playground.engine.optimizer import State
from playground.engine.optimizers.adagrad import Adagrad
from playground.engine.optimizers.adam import Adam
from playground.engine.optimizers.gradient_descent import GradientDescent
from playground.engine.optimizers.momentum import Momentum
from playground.engine.optimizers.nesterov import Nesterov
from playground.engine.optimizers.rmsprop import RMSprop
from playground.engine.problem import Array
from playground.engine.stopping import StopRules, Walk
from playground.engine.surface import Point, Surface, SurfaceProblem, Window

Whole: TypeAlias = NDArray[np.intp]
Told: TypeAlias = Callable[[int], object]

BY_COORDINATE = (GradientDescent, Momentum, Nesterov, Adagrad, RMSprop, Adam)
"""Rules whose step along one coordinate knows nothing of the others."""
STOPS = ("step_length", "gradient_norm", "max_steps", "epochs")
"""The stop rules that are checked for all at once; with any other, runs go one by one."""
NEAR = 1e-2
"""Of the window's shorter side: so near, a run that has converged has come to a minimum."""
REACHED = 1e-3
"""The same for a run that a limit has ended."""
DIVERGED, NOWHERE = -1, -2
ARRIVED, OUT_OF_STEPS, SADDLE, STALLED = 0, 1, 2, 3
"""Why a start has no minimum: a limit ended its run; it rests at a saddle (or another point that is

level without being a minimum); its steps became too short where there is none of these.
"""
MOST_FAILED = 400
"""Ends outside of the windows from which a minimum is looked for in vain, before one gives up."""
_CONVERGED, _LIMIT, _DIVERGED = 0, 1, 2


class Ends(NamedTuple):
    """Where runs ended: points (n, 2), steps (n,) and why (n,)."""

    points: Array
    steps: Whole
    why: Whole


class Basins(NamedTuple):
    """`minima`, shape (k, 2), the lowest first. `basin` and `steps` have a row for each y of the
    starts and a column for each x, shape (len(y), len(x)): the index of the minimum that is
    reached, −1 diverged or −2 none (out of steps, a saddle, a plateau), after so many steps.
    `lost` has the same shape: ARRIVED where a minimum is reached (or the run diverged), else
    OUT_OF_STEPS, SADDLE or STALLED.
    """

    minima: Array
    basin: Whole
    steps: Whole
    lost: Whole


def basins(
    surface: Surface, plan: Plan, rules: StopRules, x: Array, y: Array, told: Told | None = None
) -> Basins:
    """Follow a plan from every (x[i], y[j]), x of shape (m,) and y (n,).

    `told` hears from time to time how many runs have ended.
    """
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return assigned(surface, x, y, run_all(surface, plan, rules, starts, told))


def assigned(surface: Surface, x: Array, y: Array, ends: Ends) -> Basins:
    """Which minimum each of the runs from all (x[i], y[j]) is at, x of shape (m,) and y (n,);
    their ends are row by row.
    """
    window = ((float(x[0]), float(x[-1])), (float(y[0]), float(y[-1])))
    minima, reached = _reached(surface, window, ends)
    lost = _lost(surface, window, ends, reached)
    shape = len(y), len(x)
    return Basins(
        minima, reached.reshape(shape), ends.steps.reshape(shape), lost.reshape(shape)
    )


def walk_together(plan: Plan, rules: StopRules) -> bool:
    """Whether runs from all starts can be walked at once, and not only one after the other."""
    known = all(name in STOPS for name, value in rules.settings.items() if value)
    first = plan[0][1]
    plain = len(plan) == 1 and first.schedule is None and not (first.clip.on or first.sam.on)
    return plain and type(plan[0][1]) in BY_COORDINATE and known


def run_all(
    surface: Surface, plan: Plan, rules: StopRules, starts: Array, told: Told | None = None
) -> Ends:
    """The ends of the runs from all starts, shape (n, 2), each as a Walk of its own would have it.

    `told` hears from time to time how many have ended.
    """
    with np.errstate(all="ignore"):
        if walk_together(plan, rules):
            return _together(surface, plan, rules, starts, told)
        return _one_by_one(surface, plan, rules, starts, told)


def _one_by_one(
    surface: Surface, plan: Plan, rules: StopRules, starts: Array, told: Told | None
) -> Ends:
    problem = SurfaceProblem(surface)
    ends = Ends(starts.copy(), *(np.zeros(len(starts), np.intp) for _ in range(2)))
    for i, start in enumerate(starts):
        step = first_step(problem, plan[0][1], start)
        walk = Walk(problem, plan, rules, step)
        for seen in walk:
            step = seen.step
        assert walk.stop is not None
        kind = {"converged": _CONVERGED, "diverged": _DIVERGED}.get(walk.stop.kind, _LIMIT)
        ends.points[i], ends.steps[i], ends.why[i] = step.theta, step.index, kind
        if told:
            told(i + 1)
    return ends


def _together(
    surface: Surface, plan: Plan, rules: StopRules, starts: Array, told: Told | None
) -> Ends:
    """All at once: the flat vector of all x and then all y is one θ to such a rule.

    The same checks in the same order as in a Walk.
    """
    problem, optimizer = SurfaceProblem(surface), plan[0][1]
    limit, _ = rules.limit(problem)
    ends = Ends(starts.copy(), *(np.zeros(len(starts), np.intp) for _ in range(2)))
    alive = np.arange(len(starts))
    theta = np.ascontiguousarray(starts.T)
    loss, grad = _evaluated(problem, theta)
    finite = np.isfinite(loss) & np.isfinite(theta).all(axis=0)
    level = np.isfinite(_length(grad))
    flat = _length(grad) < rules.gradient_norm
    why = np.select([~finite, ~level, flat], [_DIVERGED, _LIMIT, _CONVERGED], -1)
    ends.why[:] = why
    going = why < 0
    alive, theta, grad = alive[going], theta[:, going], grad[:, going]
    state = optimizer.init(theta.ravel())
    for index in range(1, limit + 1):
        if not len(alive):
            break
        flat_theta, state = optimizer.step(theta.ravel(), grad.ravel(), state)
        new = flat_theta.reshape(2, -1)
        loss, grad = _evaluated(problem, new)
        length, slope = _length(new - theta), _length(grad)
        lost = ~(np.isfinite(loss) & np.isfinite(slope) & np.isfinite(length))
        met = (length < rules.step_length) | (slope < rules.gradient_norm)
        ended = lost | met if index < limit else np.ones(len(alive), bool)
        if ended.any():
            who = alive[ended]
            last = np.where(lost, theta, new)[:, ended]
            ends.points[who] = last.T
            ends.steps[who] = np.where(lost[ended], index - 1, index)
            ends.why[who] = np.select([lost[ended], met[ended]], [_DIVERGED, _CONVERGED], _LIMIT)
            keep = ~ended
            alive, new, grad = alive[keep], new[:, keep], grad[:, keep]
            state = _kept(state, keep)
        theta = new
        if told:
            told(len(starts) - len(alive))
    return ends


def _evaluated(problem: SurfaceProblem, theta: Array) -> tuple[Array, Array]:
    """f, shape (n,), and ∇f, shape (2, n), at theta, shape (2, n), as the problem gives them."""
    x, y = theta
    loss = np.broadcast_to(np.asarray(problem.surface.value(x, y), float), x.shape)
    grad = np.empty(theta.shape)
    grad[0], grad[1] = problem.surface.gradient(x, y)
    # Where the formulas have no number, a single point gets the middle of the slopes.
    for i in np.flatnonzero(np.isfinite(loss) & ~np.isfinite(grad[0] + grad[1])):
        grad[:, i] = problem.loss_and_grad(theta[:, i])[1]
    return loss, grad


def _length(vectors: Array) -> Array:
    """‖v‖ of each column; nan where a coordinate is."""
    x, y = vectors
    return np.where(np.isnan(x + y), np.nan, np.hypot(x, y))


def _kept(state: State, keep: NDArray[np.bool_]) -> State:
    """The state of those that go on; a count of steps is all runs' own."""
    both = np.tile(keep, 2)
    return {
        name: value[both] if isinstance(value, np.ndarray) and value.shape == both.shape else value
        for name, value in state.items()
    }


def _reached(surface: Surface, window: Window, ends: Ends) -> tuple[Array, Whole]:
    """The minima, and for each end which of them it is at."""
    shorter = float(span_of(surface.window).min())
    reach = np.where(ends.why == _CONVERGED, NEAR, REACHED) * shorter
    windows = surface.window, window
    found = {
        (p.x, p.y): p.value for w in windows for p in critical_points(surface, w)
        if _is_minimum(surface, p, shorter)
    }
    minima = _ordered(found, shorter)
    reached = _nearest(minima, ends, reach)
    # What lies outside of both windows was not searched for.
    outside = np.flatnonzero((reached == NOWHERE) & ~_inside(ends.points, windows))
    if not len(outside):
        return minima, reached
    cells = np.floor(ends.points[outside] / (NEAR * shorter))
    failed = 0
    for i in outside[np.unique(cells, axis=0, return_index=True)[1]]:
        if failed > MOST_FAILED:  # these ends are strewn over ground without minima
            break
        x, y = ends.points[i].tolist()
        at = polish(surface, x, y)
        if at and hypot(at[0] - x, at[1] - y) < reach[i] and _curves_up(surface, at):
            found[at] = float(value_at(surface, np.array(at)))
        else:
            failed += 1
    minima = _ordered(found, shorter)
    return minima, _nearest(minima, ends, reach)


def _lost(surface: Surface, window: Window, ends: Ends, reached: Whole) -> Whole:
    """Why those that have reached no minimum have not."""
    lost = np.where(reached == NOWHERE, STALLED, ARRIVED)
    lost[(reached == NOWHERE) & (ends.why == _LIMIT)] = OUT_OF_STEPS
    level = [
        (p.x, p.y) for w in (surface.window, window) for p in critical_points(surface, w)
        if p.kind != "minimum"
    ]
    reach = NEAR * float(span_of(surface.window).min())
    for x, y in level:
        near = np.hypot(*(ends.points - (x, y)).T) < reach
        lost[near & (lost == STALLED)] = SADDLE
    return lost


def _nearest(minima: Array, ends: Ends, reach: Array) -> Whole:
    """The index of the nearest minimum within reach of each end; −1 diverged, −2 none."""
    reached = np.full(len(ends.points), NOWHERE, np.intp)
    best = reach.copy()
    for k, minimum in enumerate(minima):
        away = np.hypot(*(ends.points - minimum).T)
        closer = away < best
        reached[closer], best[closer] = k, away[closer]
    reached[ends.why == _DIVERGED] = DIVERGED
    return reached


def _ordered(found: dict[Point, float], shorter: float) -> Array:
    """Each minimum once, the lowest first, shape (k, 2)."""
    kept: list[Point] = []
    for point in sorted(found, key=lambda point: (found[point], point)):
        if all(hypot(point[0] - x, point[1] - y) > 1e-6 * shorter for x, y in kept):
            kept.append(point)
    return np.array(kept, dtype=float).reshape(-1, 2)


def _inside(points: Array, windows: tuple[Window, ...]) -> NDArray[np.bool_]:
    """Which points lie in one of the windows."""
    inside = np.zeros(len(points), bool)
    for window in windows:
        low, high = np.array(window, float).T
        inside |= ((points >= low) & (points <= high)).all(axis=1)
    return inside


def _is_minimum(surface: Surface, point: CriticalPoint, shorter: float) -> bool:
    """Whether a critical point is a minimum for itself, be it flat there (x⁴ + y⁴).

    On a level floor Newton's method goes from places around it to other points of the floor.
    """
    if point.kind != "degenerate":
        return point.kind == "minimum"
    at = np.array([point.x, point.y])
    with np.errstate(all="ignore"):
        for radius in (NEAR * shorter, REACHED * shorter):
            if not (value_at(surface, at + radius * RING) > point.value).all():
                return False
            for x, y in (at + radius * RING).tolist():
                other = polish(surface, x, y)
                if other and 0.1 * radius < hypot(*(at - other)) < 2 * radius:
                    return False
    return True


def _curves_up(surface: Surface, at: Point) -> bool:
    second = hessian(surface, *at)
    if not np.isfinite(second).all():
        return False
    low, high = np.linalg.eigvalsh(second)
    return bool(low > 1e-6 * abs(high))
