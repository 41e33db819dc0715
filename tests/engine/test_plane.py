"""Planes through the parameters: coordinates, residuals, and what cannot be a plane."""

import itertools

import numpy as np
import pytest

from playground.engine.plane import (
    NoPlaneError,
    Plane,
    as_before,
    line,
    principal,
    random_walk_shares,
    spanned,
    three_points,
    two_parameters,
)

RNG = np.random.default_rng(3)


def test_coordinates_go_there_and_back_where_u_and_v_stand_askew():
    """Through the Gram matrix: u and v of a filter-normalised plane are not at right angles."""
    origin, u, v = RNG.normal(size=(3, 40))
    plane = Plane("askew", origin, 3 * u, u + 0.2 * v)
    a, b = RNG.normal(size=(2, 7))
    thetas = plane.at(a, b)
    assert thetas.shape == (7, 40)
    assert np.allclose(plane.coordinates(thetas), (a, b), rtol=1e-9, atol=1e-12)
    assert plane.residual(thetas) == pytest.approx(0, abs=1e-12)


def test_the_residual_is_the_distance_to_the_nearest_point_of_the_plane():
    plane = Plane("", np.array([1.0, 2, 3]), np.array([2.0, 0, 0]), np.array([1.0, 1, 0]))
    assert plane.residual(np.array([[7.0, -4, 5], [7, -4, -1]])) == pytest.approx([2, 4])
    a, b = plane.coordinates(np.array([7.0, -4, 5]))
    assert (float(a), float(b)) == pytest.approx((6, -6))


def test_two_parameters_are_their_own_coordinates_exactly():
    theta = RNG.normal(size=9)
    plane = two_parameters(theta, 7, 2)
    assert plane.coordinates(theta) == (theta[7], theta[2])
    assert plane.residual(theta) == 0
    assert plane.at(theta[7], theta[2]).tolist() == theta.tolist()
    assert plane.origin[[7, 2]].tolist() == [0, 0]


@pytest.mark.parametrize(
    "i, j, words", [(3, 3, "names parameter 3 twice"), (0, 9, "from 0 to 8, got 9"), (-1, 2, "-1")]
)
def test_two_parameters_that_cannot_be(i, j, words):
    with pytest.raises(NoPlaneError, match=words):
        two_parameters(np.ones(9), i, j)


def test_a_line_goes_from_0_to_1():
    start, end = RNG.normal(size=(2, 12))
    way = line(start, end)
    assert way.at(np.array([0.0, 1.0])) == pytest.approx(np.array([start, end]))
    a, b = way.coordinates(np.array([start, (start + end) / 2]))
    assert a == pytest.approx([0, 0.5]) and b.tolist() == [0, 0]
    with pytest.raises(NoPlaneError, match="ends where it starts"):
        line(start, start)


def test_three_points_lie_on_their_plane_and_its_axes_are_unit_and_square():
    points = RNG.normal(size=(3, 177))
    plane = three_points(*points)
    assert plane.residual(points).max() < 1e-14
    frame = np.array([plane.u, plane.v])
    assert frame @ frame.T == pytest.approx(np.eye(2), abs=1e-14)
    assert plane.coordinates(points[1]) == pytest.approx((np.linalg.norm(points[1] - points[0]), 0))


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0, 3.0])
def test_three_points_on_a_line_are_no_plane(share):
    first, second = RNG.normal(size=(2, 30))
    with pytest.raises(NoPlaneError, match="one line"):
        three_points(first, second, first + share * (second - first))


@pytest.mark.parametrize("shape", [(50, 8), (8, 50), (20, 20)], ids=str)
@pytest.mark.parametrize("centre", ["last", "mean"])
def test_principal_directions_are_the_singular_vectors_of_the_path(shape, centre):
    path = RNG.normal(size=shape).cumsum(axis=0)
    plane = principal(path, centre)
    origin = path[-1] if centre == "last" else path.mean(axis=0)
    _, lengths, directions = np.linalg.svd(path - origin, full_matrices=False)
    assert np.array_equal(plane.origin, origin)
    assert abs(plane.u @ directions[0]) == pytest.approx(1, abs=1e-9)
    assert abs(plane.v @ directions[1]) == pytest.approx(1, abs=1e-9)
    assert plane.explained == pytest.approx((lengths**2 / (lengths**2).sum())[:2], rel=1e-9)


def test_a_path_that_grows_is_not_turned_over():
    """It goes from left to right, and its bend is above the line between both ends."""
    t = np.linspace(0, 1, 200)[:, None]
    basis = np.linalg.qr(RNG.normal(size=(30, 3)))[0].T
    for sign in (1, -1):  # whatever the largest entries are
        path = sign * (basis[0] * np.sqrt(t) + basis[1] * t**2 + 0.1 * basis[2] * t)
        planes = [principal(path[:count], "last") for count in range(20, 201, 20)]
        for plane, count in zip(planes, range(20, 201, 20), strict=True):
            a, b = plane.coordinates(path[:count])
            assert a[0] < a[-1]
            assert b.mean() > (b[0] + b[-1]) / 2
        for before, after in itertools.pairwise(planes):
            assert before.u @ after.u > 0 and before.v @ after.v > 0


@pytest.mark.parametrize("signs", [(1, 1), (-1, 1), (1, -1), (-1, -1)])
def test_a_plane_that_goes_on_points_as_the_one_before(signs):
    path = np.cumsum(RNG.normal(size=(40, 9)), axis=0)
    made, older = principal(path), principal(path[:35])
    s, t = signs
    before = Plane("pca", older.origin, s * older.u, t * older.v)
    kept = as_before(made, before)
    assert kept.u @ before.u > 0 and kept.v is not None and kept.v @ before.v > 0
    np.testing.assert_array_equal(kept.signs[0] * kept.u, made.u)
    np.testing.assert_array_equal(kept.signs[1] * kept.v, made.v)
    again = as_before(kept, before)
    assert again.signs == kept.signs and (again.u == kept.u).all()


def test_a_closed_path_has_directions_as_well():
    turn = np.linspace(0, 2 * np.pi, 41)
    path = np.column_stack([3 * np.cos(turn), np.sin(turn)])
    path[-1] = path[0]
    plane = principal(path, "mean")
    assert plane.u[0] == pytest.approx(1) and abs(plane.v[1]) == pytest.approx(1)


def test_a_small_second_direction_is_not_squared_away():
    """The Gram matrix would lose it: its square is below the rounding of the first one's."""
    t = np.linspace(0, 1, 60)[:, None]
    u, v = np.linalg.qr(RNG.normal(size=(30, 2)))[0].T
    plane = principal(t * u + 1e-6 * np.sin(3 * t) * v)
    assert abs(plane.v @ v) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize(
    "path, words",
    [
        (np.ones((1, 4)), "moves in two directions"),
        (np.ones((6, 4)), "moves in two directions"),
        (np.outer(np.arange(6), [1.0, 2, 3, 4]), "straight"),
        (np.outer(np.arange(2), [1.0, 2, 3, 4]), "two steps or more; let the run make more"),
    ],
)
def test_a_path_without_two_directions_has_no_principal_plane(path, words):
    with pytest.raises(NoPlaneError, match=words):
        principal(path)


def test_a_random_walk_has_the_shares_of_the_null_model():
    """60.8, 15.2, 6.8, 3.8 %, the first two 75.99 %: and coordinates that are cosines."""
    shares = random_walk_shares(4)
    assert (100 * shares).round(1).tolist() == [60.8, 15.2, 6.8, 3.8]
    assert 100 * shares[:2].sum() == pytest.approx(75.99, abs=0.005)
    walk = np.random.default_rng(0).normal(size=(500, 5000)).cumsum(axis=0)
    plane = principal(walk, "mean")
    assert plane.explained == pytest.approx((0.606, 0.154), abs=0.01)
    t = (np.arange(500) + 0.5) / 500
    for k, along in enumerate(plane.coordinates(walk), 1):
        assert abs(np.corrcoef(along, np.cos(np.pi * k * t))[0, 1]) > 0.999


def test_two_directions_that_are_one_or_none_span_nothing():
    theta, u = RNG.normal(size=(2, 5))
    with pytest.raises(NoPlaneError, match="both are the same"):
        spanned("", theta, u, -2 * u)
    with pytest.raises(NoPlaneError, match="length 0"):
        spanned("", theta, u, 0 * u)
