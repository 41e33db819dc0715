"""Losses that are sums of squares, rᵀ r: the numbers r and how they change with theta."""

from __future__ import annotations

import numpy as np

from playground.engine.aside import Aside
from playground.engine.problem import Array, Problem
from playground.engine.surface import SurfaceProblem


def residuals_of(problem: Problem, theta: Array) -> tuple[Array, Array] | None:
    """r and ∂r/∂theta, shapes (residuals,) and (residuals, dimension), at theta, (dimension,).

    None where the loss over everything is no sum of squares, or none that is known to be one.
    """
    if isinstance(problem, Aside):
        return residuals_of(problem.problem, problem.aside(theta))
    if isinstance(problem, SurfaceProblem):
        found = problem.surface.residuals(*theta.tolist())
        return None if found is None else (np.array(found[0]), np.array(found[1]))
    # Brings networks: not for a surface.
    from playground.engine.networks.fitting import FittingProblem
    from playground.engine.networks.residuals import network_residuals

    return network_residuals(problem, theta) if isinstance(problem, FittingProblem) else None
