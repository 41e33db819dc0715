"""The ends of a spectrum by products alone, against the whole matrix."""

import numpy as np
import pytest

from playground.engine import eigen
from playground.engine.eigen import ends_of_spectrum


def matrix(values, seed=0):
    """A symmetric matrix with these eigenvalues."""
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))[0]
    return (turn * values) @ turn.T


SPECTRA = {
    "spread": np.linspace(-3, 12, 300),
    "few large, many tiny": np.r_[12.654, 7.364, 5.453, -2.264, 1e-9 * np.linspace(0, 1, 396)],
    "one of three, three times": np.r_[5.0, 5, 5, 4, np.linspace(-1, 1, 400)],
    "all below zero": -np.geomspace(0.1, 9, 350),
    "level": np.zeros(300),
}


@pytest.mark.parametrize("name", SPECTRA)
@pytest.mark.parametrize("top", [1, 2, 5])
def test_the_search_finds_both_ends(name, top):
    """To 1e-6 relative as promised, each eigenvalue as often as it is there."""
    values = np.sort(SPECTRA[name])
    assert len(values) > eigen.DENSE
    whole = matrix(values)
    found = ends_of_spectrum(lambda v: whole @ v, len(values), top)
    assert found.exact
    large = np.abs(values).max()
    assert found.largest == pytest.approx(values[::-1][:top], rel=1e-6, abs=1e-11 * large)
    assert found.lowest == pytest.approx(values[0], rel=1e-6, abs=1e-11 * large)
    assert found.vectors @ found.vectors.T == pytest.approx(np.eye(top), abs=1e-9)
    away = found.vectors @ whole - found.largest[:, None] * found.vectors
    assert np.abs(away).max() <= 1e-6 * max(large, 1e-6)


def test_a_search_that_must_begin_again_and_again_arrives():
    """Close neighbours at both ends: more vectors than there is room for at once."""
    values = np.sort(np.cos(np.pi * (np.arange(1500) + 0.5) / 1500) * 3)
    found = ends_of_spectrum(lambda v: values * v, len(values), 2)
    assert found.exact
    assert found.largest == pytest.approx(values[::-1][:2], rel=1e-6)
    assert found.lowest == pytest.approx(values[0], rel=1e-6)


def test_small_matrices_are_solved_whole():
    whole = matrix(np.array([3.0, 1, -2, 0]))
    found = ends_of_spectrum(lambda v: whole @ v, 4, 4)
    assert found.largest == pytest.approx([3, 1, 0, -2], abs=1e-12)
    assert found.lowest == pytest.approx(-2)


@pytest.mark.parametrize("size", [3, 400])
def test_what_has_left_the_floats_is_nan(size):
    found = ends_of_spectrum(lambda v: v * np.nan, size, 2)
    assert np.isnan(found.largest).all() and np.isnan(found.lowest)


def test_it_tells_how_many_products_it_made():
    heard = []
    ends_of_spectrum(lambda v: 2 * v, 3, 1, heard.append)
    assert heard == [1, 2, 3]


@pytest.mark.parametrize("top", [0, 4])
def test_top_is_from_1_to_the_dimension(top):
    with pytest.raises(ValueError, match="from 1 to 3"):
        ends_of_spectrum(lambda v: v, 3, top)
