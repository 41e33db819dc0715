"""Where the numbers of a drawn network's edges stand: each on its edge, none over another."""

from itertools import combinations

import numpy as np
import pytest

from playground.app.network.diagram.edges import NUMBERED, label_places
from playground.app.network.diagram.layout import Layout

WIDTH, HEIGHT = 56, 24
"""Of a number with two digits, at half as large type again."""


def narrow(*sizes):
    """A network in the room that the smallest window leaves it at that type size."""
    return Layout(sizes, (30, 60, 460, 330), 1.5)


def every(layout):
    return tuple(range(len(layout.segments)))


@pytest.mark.parametrize(
    "sizes", [(2, 2, 1), (2, 2, 2), (2, 3, 3, 1), (2, 2, 2, 1), (3, 2, 3), (1, 4, 1), (2, 4, 1)],
)
def test_numbers_stand_on_their_edges_and_clear_of_each_other(sizes):
    layout = narrow(*sizes)
    places = label_places(layout, every(layout), WIDTH, HEIGHT)
    assert places
    for k, (x, y) in places.items():
        x1, y1, x2, y2 = layout.segments[k]
        assert x1 + WIDTH / 2 <= x <= x2 - WIDTH / 2  # so it covers no node
        assert y == pytest.approx(y1 + (x - x1) / (x2 - x1) * (y2 - y1))
    for (x, y), (u, v) in combinations(places.values(), 2):
        assert abs(x - u) >= WIDTH or abs(y - v) >= HEIGHT - 1e-9


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 2, 2), (2, 2, 2, 1), (2, 3, 1, 1)])
def test_a_small_network_in_a_narrow_window_has_all_its_numbers(sizes):
    layout = narrow(*sizes)
    assert set(label_places(layout, every(layout), WIDTH, HEIGHT)) == set(every(layout))


def test_a_layer_without_room_takes_the_numbers_from_no_other():
    layout = narrow(5, 5, 1)
    places = label_places(layout, every(layout), WIDTH, HEIGHT)
    assert not set(range(25)) & set(places)
    assert set(places) == set(range(25, 30))


def test_edges_that_are_asked_for_have_their_numbers_where_all_have_no_room():
    layout = Layout((8, 8, 8, 1), (30, 60, 760, 500))
    assert label_places(layout, every(layout), 40, 16) == {}
    assert len(every(layout)) > NUMBERED
    places = label_places(layout, (0, 70), 40, 16)
    assert set(places) == {0, 70}


def test_a_column_between_nodes_without_any_room_has_no_numbers():
    layout = Layout((2, *[2] * 9, 1), (30, 60, 460, 330), 1.5)
    assert layout.gap < WIDTH
    assert label_places(layout, every(layout), WIDTH, HEIGHT) == {}
    assert np.isfinite(layout.segments).all()
