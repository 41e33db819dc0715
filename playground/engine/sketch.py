"""What one update of a rule looks like: shapes that say what they are, not how they are painted.

A rule declares them (`Optimizer.sketch`, `Optimizer.arrows`); what shows them knows the shapes and
no rule. Points have theta's shape, (dimension,); what is drawn on a map has two coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.problem import Array
from playground.engine.searches import Trial

TRIED, KEPT, TAKEN = MARKS = ("tried", "kept", "taken")
"""Points that were only looked at, those that count, and the one that the update leads to."""
NOW, NEXT, TRUE = LOOKS = ("now", "next", "true")
"""What the rule has at this step, what it will have after it, and what the ground really has."""


@dataclass(frozen=True)
class Arrow:
    """A direction that a rule remembers, shape (dimension,), drawn from the point.

    `to_scale`: it is a displacement, as long as it is drawn; else its length only compares.
    """

    vector: Array
    label: str
    what: str
    to_scale: bool = False


@dataclass(frozen=True, eq=False)
class Shape:
    """`name` stands in the key beside the picture, `help` explains it in a sentence or two."""

    name: str
    help: str


@dataclass(frozen=True, eq=False)
class Dots(Shape):
    """Points of shape (n, dimension), each marked as one of MARKS; a label for each, or none."""

    points: Array
    mark: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Polygon(Shape):
    """A closed line through corners of shape (n, dimension); `look` is one of LOOKS."""

    corners: Array
    look: str = NOW


@dataclass(frozen=True, eq=False)
class Ellipse(Shape):
    """The points centre + M^(1/2) u with |u| = 1; the matrix M, shape (dimension, dimension), has
    no eigenvalue below 0. Where it is not `to_scale`, only its form counts: all such ellipses of a
    picture are enlarged alike.
    """

    centre: Array
    matrix: Array
    look: str = NOW
    to_scale: bool = True

    @property
    def half_axes(self) -> Array:
        """From the centre to the ends of the half axes, shape (dimension, dimension), one a row,
        the longest first.
        """
        values, vectors = np.linalg.eigh(self.matrix)
        axes: Array = (vectors * np.sqrt(np.maximum(values, 0.0))).T[::-1]
        return axes


@dataclass(frozen=True, eq=False)
class Parabola(Shape):
    """q(θ + d) = value + g·d + ½ dᵀ A d at a point, with the place where it is level.

    `gradient` g and `bottom` have the shape (dimension,), `matrix` A (dimension, dimension).
    """

    point: Array
    value: float
    gradient: Array
    matrix: Array
    bottom: Array

    @property
    def bottom_name(self) -> str:
        """What it has at its level place: a bottom, a top, a saddle."""
        curved = np.linalg.eigvalsh(self.matrix)
        return "bottom" if (curved > 0).all() else "top" if (curved < 0).all() else "saddle"


@dataclass(frozen=True, eq=False)
class Direction(Shape):
    """A straight way from a point, with everything that was tried along it.

    `start` is the trial at α = 0, `taken` the α that the update uses (0: none). What a trial had to
    fulfil: `sufficient` is Armijo's c₁, `flattened` the c₂ of Wolfe's condition on the slope; None
    where it was not asked. `curvature` belongs to the parabola that a rule follows along the way:
    f(0) + α φ'(0) + ½ curvature α².
    """

    origin: Array
    vector: Array
    start: Trial
    trials: tuple[Trial, ...]
    taken: float
    sufficient: float | None = None
    flattened: float | None = None
    curvature: float | None = None

    def at(self, alpha: float) -> Array:
        """The point at α, shape (dimension,)."""
        return self.origin + alpha * self.vector

    def armijo(self, alpha: Array) -> Array:
        """The heights f(0) + c₁ α φ'(0) of Armijo's line, in the shape of alpha."""
        return np.asarray(self.start.loss + (self.sufficient or 0.0) * alpha * self.start.slope)

    def parabola(self, alpha: Array) -> Array:
        """The heights of the rule's parabola, in the shape of alpha; NaN where it has none."""
        bend = np.nan if self.curvature is None else self.curvature
        return np.asarray(
            self.start.loss + alpha * self.start.slope + 0.5 * bend * alpha * alpha
        )

    def low_enough(self, trial: Trial) -> bool:
        """Whether it is under Armijo's line; true where nobody asked."""
        return self.sufficient is None or trial.loss <= float(self.armijo(np.array(trial.alpha)))

    def flat_enough(self, slope: Array) -> Array:
        """Where |slope| ≤ c₂ |φ'(0)|, in the shape of slope; everywhere where nobody asked."""
        if self.flattened is None:
            return np.isfinite(slope)
        return np.asarray(np.abs(slope) <= self.flattened * abs(self.start.slope))


@dataclass(frozen=True, eq=False)
class Bars(Shape):
    """The sizes that a matrix has along its own directions, before and after: shapes (k,)."""

    before: Array
    after: Array


@dataclass(frozen=True, eq=False)
class Words:
    """A sentence about this update, with a place {} for each of its numbers."""

    text: str
    numbers: tuple[float, ...] = ()


Sketch = tuple[Shape | Words, ...]
"""Everything that there is to see of one update."""


def profile(ground: Ground, way: Direction, alphas: Array) -> tuple[Array, Array]:
    """The loss and its slope at every α along a way, both in the shape (n,) of alphas."""
    found = np.empty((2, len(alphas)))
    for k, alpha in enumerate(alphas.tolist()):
        loss, grad = ground.evaluate(way.at(alpha))
        found[:, k] = loss, float(grad @ way.vector)
    return found[0], found[1]
