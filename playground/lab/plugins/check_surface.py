"""What a surface promises: f and ∇f for points and for grids, and a gradient that is the slope."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine.check import check_gradient
from playground.engine.expressions.code import compiled
from playground.engine.expressions.nodes import ExpressionError
from playground.engine.expressions.parser import tree
from playground.engine.parameters import declared
from playground.engine.problem import Array
from playground.engine.surface import Surface, SurfaceProblem
from playground.lab.plugins.check_error import CheckError, number, point

POINTS = 24
SLOPE = 1e-4
"""How far a gradient may be from the differences; a right one is closer than 1e-6."""
SAME = 1e-9
WRITTEN = 1e-6
FAR = (0.0, 1e6, -1e6, 1e300, math.inf, math.nan)


def check_slopes(surface: Surface) -> None:
    """Raise CheckError for the first promise that is not kept."""
    _check_window(surface)
    xs, ys = _points(surface)
    values, slopes = _at_points(surface, xs, ys)
    finite = np.isfinite(values) & np.isfinite(slopes).all(axis=1)
    if not finite.any():
        raise CheckError("is not a finite number anywhere in its window", "value")
    _check_grid(surface, xs, ys, values, slopes)
    _check_gradient(surface, xs[finite], ys[finite])
    _check_formula(surface, xs[finite], ys[finite], values[finite])
    _check_far(surface)


def _check_window(surface: Surface) -> None:
    window, start = getattr(surface, "window", None), getattr(surface, "start", None)
    try:
        (a, b), (c, d) = window  # type: ignore[misc]
        good = all(math.isfinite(v) for v in (a, b, c, d)) and a < b and c < d
    except (TypeError, ValueError):
        good = False
    if not good:
        raise CheckError("needs window = ((-2, 2), (-2, 2)): from where to where x and y go")
    if not _is_point(start):
        raise CheckError("needs start = (1.0, 1.0): where runners begin, two numbers")
    rate = surface.learning_rate
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0 < rate < 1e6:
        raise CheckError("needs a learning_rate greater than 0, such as learning_rate = 0.01")
    for name in ("minima", "saddles"):
        found = getattr(surface, name)
        if not isinstance(found, tuple) or not all(map(_is_point, found)):
            raise CheckError(f"needs {name} = ((0.0, 0.0),): points, or leave it out")
    if not isinstance(surface.log_height, bool):
        raise CheckError("needs log_height = True or False, or leave it out")


def _is_point(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(
        isinstance(v, (int, float)) and math.isfinite(v) for v in value
    )


def _points(surface: Surface) -> tuple[Array, Array]:
    """The start, and points all over the window."""
    low, high = np.array(surface.window, dtype=float).T
    drawn = np.random.default_rng(5).uniform(low, high, (POINTS, 2))
    both = np.vstack([np.array(surface.start, dtype=float), drawn])
    return both[:, 0].copy(), both[:, 1].copy()


def _at_points(surface: Surface, xs: Array, ys: Array) -> tuple[Array, Array]:
    """f and ∇f at single points, as a run asks for them: shapes (n,) and (n, 2)."""
    problem = SurfaceProblem(surface)
    values, slopes = np.empty(len(xs)), np.empty((len(xs), 2))
    for k, theta in enumerate(np.column_stack([xs, ys])):
        value, slope = problem.loss_and_grad(theta)
        where = point(*theta)
        if not isinstance(value, (int, float)):
            raise CheckError(
                f"must give one number at {where}, and gives {type(value).__name__}", "value"
            )
        if slope.shape != (2,) or slope.dtype.kind not in "fiu":
            raise CheckError(
                f"must give its gradient at {where} as two numbers, (df/dx, df/dy)", "gradient"
            )
        values[k], slopes[k] = value, slope
    return values, slopes


def _check_grid(surface: Surface, xs: Array, ys: Array, values: Array, slopes: Array) -> None:
    """The same for arrays, as the map asks for it."""
    for array in (xs, ys):
        array.setflags(write=False)  # a surface reads; one that writes is found out here
    for name, ask, wanted in (
        ("value", surface.value, values), ("gradient", surface.gradient, slopes.T)
    ):
        what = "f" if name == "value" else "∇f"
        try:
            found = ask(xs, ys)
        except (TypeError, ValueError) as error:
            if "missing" in str(error) and "'xp'" in str(error):
                raise CheckError(
                    f"must begin {name} with def {name}(self, x, y, xp=np):", name
                ) from None
            raise CheckError(
                f"works for points, but not for grids ({error}); calculate with xp.sin(x) and the "
                "like, and without if", name,
            ) from None
        parts = [found] if name == "value" else list(found)
        if any(np.shape(part) not in (xs.shape, ()) for part in parts):
            raise CheckError(
                f"gives {what} for {len(xs)} points in a wrong shape; use xp.sin(x) and the like, "
                "which work for grids too", name,
            )
        there = np.array([np.broadcast_to(part, xs.shape) for part in parts], dtype=float)
        apart = ~np.isclose(there, np.atleast_2d(wanted), rtol=SAME, atol=SAME, equal_nan=True)
        if apart.any():
            row, k = np.argwhere(apart)[0]
            raise CheckError(
                f"has two values for {what} at {point(xs[k], ys[k])}: "
                f"{number(np.atleast_2d(wanted)[row, k])} as a point, {number(there[row, k])} in "
                "a grid", name,
            )


def _check_gradient(surface: Surface, xs: Array, ys: Array) -> None:
    """The gradient against central differences."""
    problem = SurfaceProblem(surface)
    for theta in np.column_stack([xs, ys]):
        found = check_gradient(problem, theta)
        worst = int(np.argmax(found.relative))
        if not found.relative[worst] <= SLOPE:
            raise CheckError(
                f"has a wrong gradient: at {point(*theta)} it gives ∂f/∂{'xy'[worst]} = "
                f"{number(found.gradient[worst])}, but the slope there is "
                f"{number(found.differences[worst])}", "gradient",
            )


def _check_formula(surface: Surface, xs: Array, ys: Array, values: Array) -> None:
    """What the window typesets against what is walked on."""
    constants = surface.settings if declared(type(surface)) else {}
    try:
        written = compiled([tree(surface.formula, constants)], one_point=False)
    except ExpressionError as error:
        raise CheckError(f"has a formula that cannot be read: {error}") from None
    there = np.broadcast_to(written(xs, ys)[0], xs.shape)
    apart = ~np.isclose(there, values, rtol=WRITTEN, atol=WRITTEN)
    if apart.any():
        k = int(np.argmax(apart))
        raise CheckError(
            f"has a formula for another function: at {point(xs[k], ys[k])} the formula gives "
            f"{number(there[k])}, value() gives {number(values[k])}"
        )


def _check_far(surface: Surface) -> None:
    """Runs leave the window, and diverge; nothing may be raised out there."""
    problem = SurfaceProblem(surface)
    for x in FAR:
        for y in FAR:
            try:
                problem.loss_and_grad(np.array([x, y]))
            except (ArithmeticError, ValueError) as error:
                raise CheckError(
                    f"raises {type(error).__name__} at {point(x, y)}; where f is no number, "
                    "give nan or inf", "value",
                ) from None
