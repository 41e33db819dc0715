"""The parabola that touches a surface: its curvature, and how far it is right."""

import numpy as np
import pytest

from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.quadratic import parabolic_radius, quadratic_at
from playground.engine.surfaces import surfaces


def test_value_slope_and_curvature_are_the_surfaces():
    surface = surfaces["himmelblau"]()
    model = quadratic_at(surface, (1.0, -0.5))
    assert model.value == surface.value(1.0, -0.5)
    assert model.gradient == pytest.approx(surface.gradient(1.0, -0.5))
    # fxx = 12x² + 4y − 42, fxy = 4x + 4y, fyy = 12y² + 4x − 26
    assert model.hessian == pytest.approx(np.array([[-32.0, 2.0], [2.0, -19.0]]), rel=1e-6)
    e = 1e-3
    assert model(1 + e, -0.5) == pytest.approx(surface.value(1 + e, -0.5), abs=1e-6)


def test_the_sharper_axis_comes_first_and_is_a_unit_eigenvector():
    model = quadratic_at(TypedSurface("2 x^2 + x y - y^2"), (0.3, 0.4))
    values, vectors = model.axes()
    assert values == pytest.approx(np.linalg.eigvalsh([[4, 1], [1, -2]])[::-1])
    for value, vector in zip(values, vectors, strict=True):
        np.testing.assert_allclose(model.hessian @ vector, value * vector, atol=1e-6)
        assert np.linalg.norm(vector) == pytest.approx(1)


def test_a_parabola_is_one_everywhere_and_other_ground_only_near():
    bowl = TypedSurface("x^2 + 3 y^2 + x y")
    assert parabolic_radius(bowl, quadratic_at(bowl, (0.5, 0.2))) == np.inf
    quartic = TypedSurface("x^2 + x^4 + y^2")
    near = parabolic_radius(quartic, quadratic_at(quartic, (0.0, 0.0)), 0.1)
    # Along x, |q − f| = r⁴ is a tenth of r² + r⁴ where r² = 1/9.
    assert near == pytest.approx(1 / 3, rel=0.25) and near <= 1 / 3
    tighter = parabolic_radius(quartic, quadratic_at(quartic, (0.0, 0.0)), 0.01)
    assert 0 < tighter < near


def test_at_a_kink_there_is_none():
    kink = TypedSurface("|x| + y^2")
    model = quadratic_at(kink, (0.0, 0.5))
    assert not model.exists and parabolic_radius(kink, model) == 0.0
