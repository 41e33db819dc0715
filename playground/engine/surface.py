"""A function of two variables to walk on, and the same seen as a Problem."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ClassVar, TypeAlias

import numpy as np

from playground.engine.parameters import Declared
from playground.engine.problem import Array, Part, Problem
from playground.engine.registry import Registry
from playground.engine.subgradient import middle_slopes

Point: TypeAlias = tuple[float, float]
Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]


GROUPS = ("First steps", "Bowls and ravines", "Curved valleys", "Many minima", "Saddles, plateaus")


@dataclass(frozen=True)
class Surface(Declared):
    """z = f(x, y) with its exact gradient, and what a learner should know about it.

    `value` and `gradient` take `xp`, the module whose functions they use: NumPy for grids (x and y
    are arrays of one shape), `math` for a single point (Python floats), which is ten times
    faster there. `formula` is f as text; its symbolic gradient is compared with `gradient` by a
    test, and it is what the window typesets. Surfaces are equal if they are of one class with
    equal parameters; one with parameters is a frozen dataclass like this.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    teaches: ClassVar[str]
    group: ClassVar[str]
    """One of GROUPS: the heading in the menu."""
    rank: ClassVar[int] = 1
    """Within its group a surface of lower rank comes first."""
    formula: ClassVar[str]
    window: ClassVar[Window]
    start: ClassVar[Point]
    learning_rate: ClassVar[float] = 0.01
    """A rate at which gradient descent from `start` behaves well enough to be watched."""
    minima: ClassVar[tuple[Point, ...]] = ()
    """Every local minimum known in closed form or to six digits; the first one is global."""
    saddles: ClassVar[tuple[Point, ...]] = ()
    terms: ClassVar[int] = 0
    """Of how many functions f is the mean, where it is one; see `term_gradient`."""
    log_height: ClassVar[bool] = False
    """Whether heights span so many decades that a logarithmic map shows more."""

    @abstractmethod
    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        """f(x, y)."""

    @abstractmethod
    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        """(∂f/∂x, ∂f/∂y) at (x, y)."""

    def residuals(self, x: float, y: float) -> tuple[Sequence[float], Sequence[Point]] | None:
        """Where f = Σ rᵢ²: the numbers rᵢ at (x, y) and the gradient of each. None where not."""
        return None

    def second_derivatives(self, x: float, y: float) -> tuple[float, float, float] | None:
        """∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y² at (x, y), where a surface has their formulas.

        None: they are found from the gradient.
        """
        return None

    def term_gradient(self, term: int, x: float, y: float) -> Point:
        """(∂fᵢ/∂x, ∂fᵢ/∂y) of one of the `terms` functions whose mean f is, i from 0 on.

        Raises ValueError where f is no such mean.
        """
        raise ValueError(f"{self.name} is not a mean of functions")

    def point_function(self) -> Callable[[float, float], tuple[float, ...]]:
        """f, ∂f/∂x and ∂f/∂y at one point, as quickly as can be; raises where `math` raises."""

        def at(x: float, y: float) -> tuple[float, ...]:
            return self.value(x, y, math), *self.gradient(x, y, math)

        return at


surfaces: Registry[type[Surface]] = Registry("surface")


class SurfaceProblem(Problem):
    """Minimize a surface: theta is the point (x, y)."""

    parts = (Part("x", 0, ()), Part("y", 1, ()))
    may_lack_gradient = True

    def __init__(self, surface: Surface) -> None:
        self.surface = surface

    def start(self) -> Array:
        return np.array(self.surface.start, dtype=float)

    @cached_property
    def _at(self) -> Callable[[float, float], tuple[float, ...]]:
        return self.surface.point_function()

    def has_slopes(self, x: float, y: float) -> bool:
        """Whether the formulas of f and its gradient have finite numbers at (x, y)."""
        try:
            return math.isfinite(sum(self._at(x, y)))
        except (OverflowError, ValueError, ZeroDivisionError):
            return False

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        x, y = theta.tolist()
        try:
            loss, dx, dy = self._at(x, y)
        except (OverflowError, ValueError, ZeroDivisionError):
            return _beside_the_rule(self.surface, x, y)
        if not math.isfinite(dx + dy):
            return _beside_the_rule(self.surface, x, y)
        return loss, np.array((dx, dy))


@lru_cache(maxsize=64)  # a run that came to rest there asks at every step
def _beside_the_rule(surface: Surface, x: float, y: float) -> tuple[float, Array]:
    """f and its gradient where `math` raises (NumPy answers with inf and nan) or the formulas of
    the gradient have no number (at the tip of a cone): there the slopes of f are measured.
    """
    with np.errstate(all="ignore"):
        point = np.float64(x), np.float64(y)
        loss = float(surface.value(*point))
        grad = np.array([float(g) for g in surface.gradient(*point)])
        if math.isfinite(loss) and not np.isfinite(grad).all():
            middle = middle_slopes(surface.value, surface.window, x, y)
            grad = np.where(np.isfinite(grad) | np.isnan(middle), grad, middle)
    grad.setflags(write=False)
    return loss, grad
