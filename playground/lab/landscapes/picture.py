"""What a picture of a landscape is made of: heights over a plane, and who walks there.

Plain data, whoever draws it: a map, a picture in the round, a file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine.plane import Plane
from playground.engine.problem import Array

ON_PLANE = 1e-9
"""Of ‖θ‖: so near, a step is on the plane."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The risk at all a, shape (m,), and b, shape (n,): `loss` has shape (n, m), a row for each b.

    inf or nan where it leaves the floats. `samples` of `of` samples were looked at.
    """

    plane: Plane
    a: Array
    b: Array
    loss: Array
    samples: int = 0
    of: int = 0

    def at(self, a: float, b: float) -> float:
        """The risk between the grid's points, bilinear; nan outside of it."""
        i = (a - self.a[0]) / (self.a[-1] - self.a[0]) * (len(self.a) - 1)
        j = (b - self.b[0]) / (self.b[-1] - self.b[0]) * (len(self.b) - 1)
        if not (0 <= i <= len(self.a) - 1 and 0 <= j <= len(self.b) - 1):
            return float("nan")
        left, low = min(int(i), len(self.a) - 2), min(int(j), len(self.b) - 2)
        s, t = i - left, j - low
        (p, q), (r, u) = self.loss[low : low + 2, left : left + 2].tolist()
        return float((1 - t) * ((1 - s) * p + s * q) + t * ((1 - s) * r + s * u))


@dataclass(frozen=True, eq=False)
class Path:
    """A runner's path beside a plane; all arrays have shape (n,), the first is step 0.

    `residual` is how far each step is from the plane, `size` how long its parameters are. `loss`
    is the true risk there (penalty included), nan where it is not known yet.
    """

    slot: int
    label: str
    steps: NDArray[np.intp]
    a: Array
    b: Array
    residual: Array
    size: Array
    loss: Array

    @property
    def on_plane(self) -> NDArray[np.bool_]:
        """Which steps are on the plane itself: only there the picture is what the runner saw."""
        return np.asarray(self.residual <= ON_PLANE * np.maximum(1.0, self.size))

    def count(self, step: int) -> int:
        """How many of its points belong to the steps up to this one."""
        return int(np.searchsorted(self.steps, step, "right"))


@dataclass(frozen=True, eq=False)
class Picture:
    """Heights, the paths over them, and which step (`cursor`) of which runner is looked at.

    `a_name` and `b_name` stand at the axes, `height` says what the heights are ("R").
    """

    grid: Grid
    paths: tuple[Path, ...]
    cursor: int
    selected: int
    """The slot of the selected runner, −1 if there is none."""
    a_name: str = "a"
    b_name: str = "b"
    height: str = "R"
