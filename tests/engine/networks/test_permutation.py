"""A permutation that is computed place by place, and the epochs of many samples made of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine.networks import batches as module
from playground.engine.networks.batches import MOST_ORDERED, Batches
from playground.engine.networks.permutation import ROUNDS, permuted

MANY = MOST_ORDERED + 12_345


@given(st.integers(1, 3000), st.lists(st.integers(0, 2**63 - 1), min_size=ROUNDS, max_size=ROUNDS))
@settings(max_examples=40, deadline=None)
def test_each_place_has_its_own_number(n, keys):
    found = permuted(np.arange(n), n, keys)
    assert np.array_equal(np.sort(found), np.arange(n))
    assert permuted(np.array([n // 2]), n, keys)[0] == found[n // 2]


@pytest.mark.parametrize("sampling", ["shuffle", "in_order"])
@pytest.mark.parametrize("size", [1000, 4097])
def test_an_epoch_of_many_visits_each_row_once(sampling, size):
    batches = Batches(MANY, size, sampling, 7)
    for epoch in (0, 2):
        steps = range(epoch * batches.per_epoch, (epoch + 1) * batches.per_epoch)
        rows = [batches.rows(k) for k in steps]
        assert [len(r) for r in rows] == [batches.count(k) for k in steps]
        assert np.array_equal(np.sort(np.concatenate(rows)), np.arange(MANY))
        if sampling == "in_order":
            assert np.array_equal(np.concatenate(rows), np.arange(MANY))


def test_a_batch_of_many_depends_on_nothing_but_seed_and_index():
    batches = Batches(MANY, 32, "shuffle", 1)
    ahead = [batches.rows(k).copy() for k in (9000, 5, 4200)]
    module._shuffled.cache_clear()
    again = [Batches(MANY, 32, "shuffle", 1).rows(k) for k in (9000, 5, 4200)]
    assert all(np.array_equal(a, b) for a, b in zip(ahead, again, strict=True))
    assert not np.array_equal(Batches(MANY, 32, "shuffle", 2).rows(5), ahead[1])
    assert not np.array_equal(batches.rows(5 + batches.per_epoch), ahead[1])
    with pytest.raises(ValueError, match="read-only"):
        batches.rows(5)[0] = 1


def test_where_a_row_comes_is_like_chance():
    """Rows in tenths against places in tenths: χ² with 81 degrees of freedom, and neighbours."""
    order = np.concatenate([
        Batches(MANY, 5000, "shuffle", 3).rows(k) for k in range(-(-MANY // 5000))
    ])
    counts, *_ = np.histogram2d(np.arange(MANY), order, 10)
    expected = MANY / 100
    chi = ((counts - expected) ** 2 / expected).sum()
    assert abs(chi - 81) < 5 * np.sqrt(2 * 81)
    near = np.corrcoef(order[:-1], order[1:])[0, 1]
    assert abs(near) < 5 / np.sqrt(MANY)
    low = np.bincount(order[:50_000] % 16, minlength=16)  # the last bits as well as the first
    assert ((low - 3125) ** 2 / 3125).sum() < 15 + 5 * np.sqrt(30)
