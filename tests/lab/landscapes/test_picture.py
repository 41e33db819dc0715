"""Heights between the grid's points, and which of a path's points are on the plane."""

import numpy as np
import pytest

from playground.engine.plane import Plane
from playground.lab.landscapes.picture import Grid, Path

PLANE = Plane("random:1", np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))


def test_between_the_points_the_height_is_bilinear():
    a, b = np.linspace(-1, 3, 5), np.linspace(0, 2, 3)
    grid = Grid(PLANE, a, b, 2 * a[None] + 5 * b[:, None] + a[None] * b[:, None])
    for x, y in ((-1, 0), (3, 2), (0.3, 1.7), (2.9, 0.1)):
        assert grid.at(x, y) == pytest.approx(2 * x + 5 * y + x * y)
    assert np.isnan(grid.at(3.01, 1)) and np.isnan(grid.at(0, -0.01))


def test_a_step_is_on_the_plane_up_to_rounding_of_its_size():
    size = np.array([1e6, 1e6, 0.1, 0.1])
    residual = np.array([5e-4, 5e-3, 5e-10, 5e-9])
    path = Path(0, "GD", np.array([0, 4, 8, 9]), *np.zeros((2, 4)), residual, size, np.zeros(4))
    assert path.on_plane.tolist() == [True, False, True, False]
    assert [path.count(step) for step in (0, 3, 4, 8, 100)] == [1, 1, 2, 3, 4]
