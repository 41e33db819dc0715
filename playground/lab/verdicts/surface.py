"""Why a run ended, in one sentence with its numbers.

The engine's Stop says which rule ended a run; this looks at the ground there, on a surface: a
minimum, a saddle, a plateau, or a learning rate too large for the curvature.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot

import numpy as np

from playground.engine.critical import critical_points
from playground.engine.level import level_area, lowest_seen
from playground.engine.problem import Array, of_kind
from playground.engine.stop_rules import Convergence
from playground.engine.surface import Point, Surface, SurfaceProblem
from playground.lab.runs.run import Run
from playground.lab.verdicts.flat_ground import floor_around, is_flat
from playground.lab.verdicts.ground import REACHED, Ground, ground_near, place, span
from playground.lab.verdicts.learning_rates import excess_at, learning_rate_bound, rate_of
from playground.lab.verdicts.network import network_verdict
from playground.lab.verdicts.out_of_steps import slope_at, where_left
from playground.lab.verdicts.sentences import (
    Verdict,
    Writes,
    after,
    convergence_of,
    lecture_note,
    plain,
    rule_met,
)

MOST_LEFT = 1e5  # steps like the last one; with more of them to go, a run is not yet there
FAR = 3.0  # widths of the window: beyond it, parts of f that overflow may hide its value


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
    if stop.kind == "max_steps":
        left = where_left(run, _surface(run), write)
        more = "" if run.problem.sees_all else (
            " Its gradient is noisy: while its steps do not shrink, it does not settle."
        )
        return Verdict("limit", f"Stopped by the limit, {after(run, write)}: {left}{more}")
    if stop.kind == "batch_converged":
        met = convergence_of(run)
        words = met.batch_words if isinstance(met, Convergence) else met.met_words
        said = words.format(write.number(run.rules.settings[met.name]))
        return Verdict("batch", (
            f"Stopped by one noisy gradient, {after(run, write)}: {said}, perhaps by luck; the "
            f"slope of f itself is {write.number(slope_at(run, run.last))}."
        ))
    kind, where = _where(run, write)
    return Verdict(kind, f"{rule_met(run, write)}: {where}{lecture_note(run, write)}")


def _where(run: Run, write: Writes) -> tuple[str, str]:
    """What kind of ground the run stands on, and a sentence about it."""
    surface = _surface(run)
    x, y = run[run.last].theta.tolist()
    ground = ground_near(surface, x, y)
    if ground is not None and not _crawls(run, ground, span(surface)):
        return _at_ground(ground, span(surface), write)
    if _slope(run) == 0:
        return "level", _level(run, surface)
    slope = write.number(_slope(run))
    if is_flat(surface, _slope(run)):
        floor = floor_around(surface, x, y)
        if floor is not None:
            return "slow", (
                f"on the floor around the minimum at {place(floor.at, write)}, "
                f"{write.number(floor.away)} away, where the slope is only {slope}."
            )
        return "plateau", (
            f"this is a plateau, not a minimum: the slope of {slope} is too small to walk on."
        )
    rule = convergence_of(run)
    if rule.asked:
        return "early", f"no minimum here (the slope is {slope}): {rule.asked}"
    rate = rate_of(run.rule_at(max(run.last - 1, 0)))
    why = "" if rate is None else f"with a learning rate of {write.number(rate)} "
    return "slow", (
        f"no minimum here (the slope is {slope}): {why}the steps have become too short."
    )


def _level(run: Run, surface: Surface) -> str:
    """A gradient of exactly 0 at no level point that is known: an area, or everything, is level."""
    if level_area(surface) == "everywhere":
        return "f is level all over this window: the gradient is exactly 0."
    lower = lowest_seen(surface) < run[run.last].loss
    return "the gradient is exactly 0 here" + (
        ", so it rests, although f is lower elsewhere." if lower else
        ", and f was found nowhere lower in this window."
    )


def _crawls(run: Run, ground: Ground, width: float) -> bool:
    """Whether the steps have become short for their own sake, a long way from a level point."""
    return ground.away > REACHED * width and run.step_length(run.last) < ground.away / MOST_LEFT


def _at_ground(ground: Ground, width: float, write: Writes) -> tuple[str, str]:
    """A run that has come to a level point."""
    at = place(ground.at, write)
    if ground.kind == "minimum":
        if ground.away < REACHED * width:
            return "minimum", f"it reached the minimum at {at}."
        return "minimum", f"it is near the minimum at {at}, {write.number(ground.away)} away."
    if ground.kind == "saddle":
        return "saddle", (
            f"it is stuck at the saddle {at}: level, but f falls on both sides of it; "
            "another start would escape."
        )
    if ground.kind == "maximum":
        return "maximum", f"it stands on the maximum {at}, where the gradient is 0 too."
    return "saddle", f"it rests at {at}, level and without curvature: not clearly a minimum."


def _why_diverged(run: Run, write: Writes) -> str:
    surface = _surface(run)
    columns = run.columns
    begin = f"Diverged {after(run, write)}" if run.last else "Diverged at once"
    optimizer = run.rule_at(run.last)
    mend = "other settings" if rate_of(optimizer) is None else "a smaller learning rate"
    gap = _step_into_nothing(run, surface)
    if gap is not None:
        landing = f"would land at {place(gap, write)}, where f has no value"
        return f"{begin}: the next one {landing}; try {mend}."
    for name, at in _suspects(surface, columns.path):
        excess = excess_at(optimizer, surface, at)
        if excess is not None:
            return f"{begin}: {excess.sentence(write)} at {name} {place(at, write)}."
    loss = run[run.last].loss
    if loss < min(0.0, float(columns.loss[0])) - 1e6:
        fell = write.number(loss)
        return f"{begin}: f has no lowest value here and fell to {fell}; restart elsewhere."
    return (
        f"{begin}: f came to {write.number(loss)} and then left the finite numbers; try {mend}."
    )


def _step_into_nothing(run: Run, surface: Surface) -> Point | None:
    """Where the next step lands, if f is not defined there, as the logarithm left of 0; None far
    from the window: there a value may be missing for the size of its parts alone."""
    theta = run.next_theta(run.last)
    with np.errstate(all="ignore"):
        there = float(surface.value(*theta))
    far = FAR * span(surface)
    if not np.isnan(there) or not (np.abs(theta) < far).all():
        return None
    x, y = theta.tolist()
    return x, y


def _suspects(surface: Surface, path: Array) -> list[tuple[str, Point]]:
    """Where the curvature may have been too much: the nearest minimum first, then on the way."""
    start = path[0]
    minima = [p for p in critical_points(surface) if p.kind == "minimum" and p.eigenvalues]
    minima.sort(key=lambda p: hypot(p.x - start[0], p.y - start[1]))
    places = [("the minimum", (p.x, p.y)) for p in minima[:1]]
    return places + [("the point", (float(x), float(y))) for x, y in path[:50]]


def _surface(run: Run) -> Surface:
    return of_kind(run.problem, SurfaceProblem).surface


def _slope(run: Run) -> float:
    return hypot(*run[run.last].grad.tolist())


__all__ = ["Verdict", "learning_rate_bound", "plain", "verdict"]
