"""A landscape in a file has the signs that its plane is made with, whatever the picture's were."""

import numpy as np
import pytest

from playground.engine.plane import Plane, as_before
from playground.lab.landscapes.picture import Grid, Path
from playground.lab.landscapes.saved import as_made, save_landscape


@pytest.mark.parametrize("signs", [(1, 1), (-1, 1), (1, -1), (-1, -1)])
def test_what_was_turned_over_for_the_eye_is_turned_back(signs, tmp_path):
    origin, (u, v) = np.array([1.0, 2.0, 3.0]), np.eye(3)[:2]
    made = Plane("pca", origin, u, v)
    shown = as_before(made, Plane("pca", origin, signs[0] * u, signs[1] * v))
    assert shown.signs == signs

    def drawn(plane):
        a, b = signs[0] * np.linspace(-1, 3, 5), signs[1] * np.linspace(0, 2, 3)
        a, b = np.sort(a if plane is shown else np.linspace(-1, 3, 5)), np.sort(
            b if plane is shown else np.linspace(0, 2, 3))
        theta = plane.at(*np.meshgrid(a, b))
        grid = Grid(plane, a, b, theta @ [1.0, 10.0, 100.0])
        thetas = origin + np.array([[0, 0, 0], [2, 1, 0.5], [3, 2, 0.1]])
        nothing = np.zeros(3)
        return grid, [Path(0, "GD", np.arange(3), *plane.coordinates(thetas), nothing, nothing,
                           nothing)]

    (wanted, [way]), (grid, [path]) = drawn(made), as_made(*drawn(shown))
    for name in ("a", "b", "loss"):
        np.testing.assert_array_equal(getattr(grid, name), getattr(wanted, name))
    np.testing.assert_array_equal([grid.plane.u, grid.plane.v], [u, v])
    np.testing.assert_array_equal([path.a, path.b], [way.a, way.b])
    files = [save_landscape(tmp_path / f"{name}.npz", *drawn(plane), ["w"] * 3)[0]
             for name, plane in (("made", made), ("shown", shown))]
    first, second = (dict(np.load(file)) for file in files)
    assert first.keys() == second.keys()
    for name, values in first.items():
        np.testing.assert_array_equal(second[name], values)
