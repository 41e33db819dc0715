"""How a problem's loss curves at a point: the outermost eigenvalues of its Hessian.

Of a network by exact products (`networks/hessian.py`), of a surface by differences of its exact
gradient. Parameters that are held still take no part: nobody walks along them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.engine.aside import Aside
from playground.engine.curvature import REACH, curvature, span_of
from playground.engine.eigen import Product, Spectrum, ends_of_spectrum
from playground.engine.plane import NoPlaneError, Plane, spanned, turned
from playground.engine.problem import Array, Problem
from playground.engine.surface import Surface, SurfaceProblem

_REACHES = REACH * 4.0 ** np.arange(1, -7, -1)
TINY = 1e-30
DIFFERENCE = 1e-5
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
    product = product_at(problem, theta)
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
    """The second derivatives at (x, y), shape (2, 2).

    Found by differences of the gradient, those that depend least on their reach, and made exact by
    their formulas or by `_complex_step`, where these say the same. NaN where differences depend on
    any reach: at a kink.
    """
    measured, exact = _measured(surface, x, y), formula_hessian(surface, x, y)
    size = np.abs(measured).max()
    agree = bool(np.abs(exact - measured).max() <= SMOOTH * size)
    return exact if agree else measured


def formula_hessian(surface: Surface, x: float, y: float) -> Array:
    """What the formulas of second derivatives, or of the gradient, say about them; shape (2, 2)."""
    known = surface.second_derivatives(x, y)
    if known is None:
        return _complex_step(surface, x, y)
    xx, xy, yy = known
    return np.array([[xx, xy], [xy, yy]])


def _complex_step(surface: Surface, x: float, y: float) -> Array:
    """Im ∇f(x + i h, y) / h, to the last digit: no difference is taken (Squire, Trapp 1998).

    NaN where a formula does not take complex numbers.
    """
    with np.errstate(all="ignore"):
        try:
            along_x = surface.gradient(np.complex128(complex(x, TINY)), np.complex128(y))
            along_y = surface.gradient(np.complex128(x), np.complex128(complex(y, TINY)))
            rows = [[np.imag(g) / TINY for g in along] for along in (along_x, along_y)]
            matrix: Array = np.array(rows, dtype=float)
        except (TypeError, ValueError, ArithmeticError):
            return np.full((2, 2), np.nan)
    return np.asarray((matrix + matrix.T) / 2)


def _measured(surface: Surface, x: float, y: float) -> Array:
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


def product_at(problem: Problem, theta: Array, times: float = 1.0) -> Product:
    """The Hessian at theta, shape (dimension,), as a function from v to H v, both of that shape.

    Of a network's risk over all the data, so many `times` (a penalty beside it, once). Of a problem
    that is neither a surface nor a network, by central differences of its gradient.
    """
    if isinstance(problem, Aside):
        return product_at(problem.problem, problem.aside(theta), times)
    if isinstance(problem, SurfaceProblem):
        matrix = surface_hessian(problem.surface, *theta.tolist())
        return lambda v: np.asarray(matrix @ v)
    # Brings networks: not for a surface.
    from playground.engine.networks.fitting import FittingProblem
    from playground.engine.networks.hessian import RiskHessian

    if isinstance(problem, FittingProblem):
        return RiskHessian(problem, theta, times)
    reach = DIFFERENCE * max(1.0, float(np.abs(theta).max(initial=0.0)))

    def differences(v: Array) -> Array:
        (_, ahead), (_, behind) = (problem.risk_and_grad(theta + s * reach * v) for s in (1, -1))
        return np.asarray((ahead - behind) / (2 * reach))

    return differences
