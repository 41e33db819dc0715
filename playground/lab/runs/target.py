"""How many updates and samples runs took to come to the same risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from playground.engine.problem import Array, Problem
from playground.lab.runs.results import quality
from playground.lab.runs.run import Run

LOOKS = 60
EARLY = 64
"""Steps until here are looked at exactly, later ones where a whole step was kept."""


class Look(NamedTuple):
    """A run's parameters, shape (dimension,), at a step."""

    step: int
    theta: Array


def looks_at(run: Run, count: int = LOOKS) -> list[Look]:
    """A run at about so many steps, ever farther apart, without long replays."""
    if run.last < 1:
        return [Look(run.last, run[run.last].theta)] if len(run.columns.steps) else []
    wanted = np.unique(np.rint(np.geomspace(1, run.last, count)).astype(int)).tolist()
    found: dict[int, Array] = {0: run[0].theta}
    path, every = run.columns.path, run.history.every
    for step in wanted:
        if run.history.width:
            row = min(step // every, len(path) - 1)
            found[row * every] = path[row].copy()
        elif step <= EARLY or step == run.last:
            found[step] = run[step].theta
        else:
            kept = run.history.keyframe(step)
            found[kept.index] = kept.theta
    return [Look(step, found[step]) for step in sorted(found)]


class Reached(NamedTuple):
    """For every run the step at which it first had the `risk`, None where it was never seen to."""

    risk: float
    steps: tuple[int | None, ...]


def common_target(
    problems: Sequence[Problem], looks: Sequence[Sequence[Look]]
) -> Reached | None:
    """The lowest risk that all runs have come to, and when each of them first did.

    It reads the problems and changes nothing in them, so another thread may ask. None where there
    is nothing to compare.
    """
    every = [
        [quality(problem, look.theta).risk for look in seen]
        for problem, seen in zip(problems, looks, strict=True)
    ]
    lows = [min((r for r in risks if np.isfinite(r)), default=np.inf) for risks in every]
    began = [risks[0] for risks in every if risks]
    target = max(lows, default=np.inf)
    if not np.isfinite(target) or len(began) < len(every) or target >= min(began):
        return None
    steps = tuple(
        next((look.step for look, risk in zip(seen, risks, strict=True) if risk <= target), None)
        for seen, risks in zip(looks, every, strict=True)
    )
    return Reached(target, steps)
