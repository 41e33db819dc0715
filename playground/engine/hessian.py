"""How a problem's loss curves at a point: the outermost eigenvalues of its Hessian.

Of a network by exact products (`networks/hessian.py`), of a surface by differences of its exact
gradient. Parameters that are held still take no part: nobody walks along them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.engine.curvature import REACH, curvature, span_of
from playground.engine.eigen import Product, Spectrum, ends_of_spectrum
from playground.engine.plane import NoPlaneError, Plane, spanned, turned
from playground.engine.problem import Array, Problem
from playground.engine.surface import Surface, SurfaceProblem

_REACHES = REACH * 4.0 ** np.arange(1, -7, -1)
SMOOTH = 1e-4
"""How far, relative to its size, a Hessian may change with the reach of the differences."""


def free_parameters(problem: Problem) -> int:
    """How many parameters move."""
    return problem.dimension - len(problem.frozen)


def spectrum_at(
    problem: Problem, theta: Array, top: int = 1, told: Callable[[int], object] | None = None
) -> Spectrum:
    """The `top` largest eigenvalues and the lowest one at theta, shape (dimension,), over all the

    data; vectors of shape (top, dimension). NaN where there are no second derivatives. `told`
    hears how many products were made. Raises ValueError unless `top` is from 1 to the number of
    free parameters.
    """
    free = np.setdiff1d(np.arange(problem.dimension), problem.frozen)
    product = _product(problem, theta)
    embedded = np.zeros(problem.dimension)

    def inside(v: Array) -> Array:
        embedded[free] = v
        return np.asarray(product(embedded)[free])

    found = ends_of_spectrum(inside, len(free), top, told)
    vectors = np.zeros((top, problem.dimension))
    vectors[:, free] = found.vectors
    return found._replace(vectors=vectors)


def curvature_plane(
    problem: Problem, theta: Array, told: Callable[[int], object] | None = None
) -> Plane:
    """The plane at theta, shape (dimension,), of the two directions that curve upwards most.

    Raises NoPlaneError where there are no two free parameters or no second derivatives.
    """
    if free_parameters(problem) < 2:
        raise NoPlaneError("needs two parameters that are free to move")
    found = spectrum_at(problem, theta, 2, told)
    if not np.isfinite(found.largest).all():
        raise NoPlaneError("needs second derivatives, and there are none at this point")
    note = "" if found.exact else "the eigenvalues had not settled when the search ended"
    return spanned("curvature", theta, turned(found.vectors[0]), turned(found.vectors[1]), note)


def gradient_in(gradient: Array, direction: Array) -> float:
    """The share of ‖g‖² along a unit direction, both of shape (dimension,); nan where g is 0."""
    largest = float(np.abs(gradient).max(initial=0.0))
    if largest == 0 or not np.isfinite(largest):
        return float("nan")
    g = gradient / largest
    return float((g @ direction) ** 2 / (g @ g))


def surface_hessian(surface: Surface, x: float, y: float) -> Array:
    """The second derivatives at (x, y), shape (2, 2): those that depend least on the reach of the

    differences. NaN where they depend on it at any reach: at a kink.
    """
    span = span_of(surface.window)
    tried = []
    with np.errstate(all="ignore"):
        for reach in _REACHES:
            local = curvature(surface, np.array([[x, y]], float), span, float(reach))
            xx, xy, yy = (float(part[0]) for part in (local.xx, local.xy, local.yy))
            tried.append(np.array([[xx, xy], [xy, yy]]))
        size = np.array([np.abs(h).max() for h in tried])
        level = 1e-9 * float(local.slope[0]) / float(span.min())
        changes = [
            np.abs(b - a).max() / max(size_b, level, 1e-300)
            for a, b, size_b in zip(tried, tried[1:], size[1:], strict=False)
        ]
    changes = [c if np.isfinite(c) else np.inf for c in changes]
    best = int(np.argmin(changes))
    return tried[best + 1] if changes[best] <= SMOOTH else np.full((2, 2), np.nan)


def _product(problem: Problem, theta: Array) -> Product:
    if isinstance(problem, SurfaceProblem):
        matrix = surface_hessian(problem.surface, *theta.tolist())
        return lambda v: np.asarray(matrix @ v)
    # Brings networks: not for a surface.
    from playground.engine.networks.fitting import FittingProblem
    from playground.engine.networks.hessian import RiskHessian

    if not isinstance(problem, FittingProblem):
        raise TypeError(f"no second derivatives are known of a {type(problem).__name__}")
    return RiskHessian(problem, theta)
