"""Where f has a value and no gradient: what stands in its place, in one sentence."""

from __future__ import annotations

import math

import numpy as np

from playground.engine.probe import probe
from playground.engine.problem import Array, Problem
from playground.engine.surface import SurfaceProblem


def gradient_note(problem: Problem, theta: Array) -> str:
    """What to know where the formulas of a surface's gradient have no number at theta, (2,).

    "" where they have, and where f itself has no value.
    """
    if not isinstance(problem, SurfaceProblem):
        return ""
    x, y = theta.tolist()
    with np.errstate(all="ignore"):
        dx, dy = problem.surface.gradient(np.float64(x), np.float64(y))
        if np.isfinite(dx + dy):
            return ""
        found = probe(problem.surface, (x, y))
    if not math.isfinite(found.value) or found.differentiable:
        return ""
    if math.isfinite(found.norm):
        return "f has no gradient there: the middle of its slopes to both sides is used"
    return "f has no gradient there: it is vertical, or jumps"
