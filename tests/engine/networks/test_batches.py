"""Batches: a pure function of (seed, index), every sample once an epoch, and words for it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.networks import batches as module
from playground.engine.networks.batches import SAMPLINGS, Batches
from playground.engine.parameters import SettingError

every_sampling = pytest.mark.parametrize("sampling", SAMPLINGS)


@given(
    samples=st.integers(1, 40), size=st.integers(1, 50), seed=st.integers(0, 2**70),
    sampling=st.sampled_from(list(SAMPLINGS)), indices=st.lists(st.integers(0, 10**6), max_size=8),
)
def test_any_order_of_asking_gives_the_same(samples, size, seed, sampling, indices) -> None:
    batches = Batches(samples, size, sampling, seed)
    first = [batches.rows(i) for i in indices]
    for cache in (module._permutations, module._draws):
        cache.cache_clear()
    for i, rows in reversed(list(zip(indices, first, strict=True))):
        again = Batches(samples, size, sampling, seed).rows(i)
        assert rows is again is None or np.array_equal(rows, again)
        assert batches.count(i) == (samples if rows is None else len(rows))


@pytest.mark.parametrize("sampling", ["shuffle", "in_order"])
@pytest.mark.parametrize(("samples", "size"), [(10, 3), (10, 5), (7, 1), (5000, 2000)])
def test_an_epoch_sees_every_sample_once(sampling: str, samples: int, size: int) -> None:
    batches = Batches(samples, size, sampling, 1)
    steps = batches.per_epoch
    assert steps == -(-samples // size)
    epochs = []
    for epoch in range(3):
        rows = [batches.rows(epoch * steps + i) for i in range(steps)]
        assert [len(r) for r in rows[:-1]] == [size] * (steps - 1)
        epochs.append(np.concatenate(rows))
        assert sorted(epochs[-1]) == list(range(samples))
    same = np.array_equal(epochs[0], epochs[1])
    assert same == (sampling == "in_order")


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize(("samples", "size"), [(10, None), (10, 1), (10, 3), (10, 5), (10, 10),
                                               (1, 1)])
def test_samples_seen_are_the_sum_of_what_each_step_sees(sampling, samples, size) -> None:
    batches = Batches(samples, size, sampling)
    total = 0
    for step in range(25):
        assert batches.seen(step) == total
        total += batches.count(step)


def test_replacement_draws_evenly_and_may_draw_twice() -> None:
    batches = Batches(20, 5, "replacement", 0)
    drawn = np.concatenate([batches.rows(i) for i in range(4000)])
    assert len(drawn) == 20_000
    assert np.bincount(drawn, minlength=20) == pytest.approx(np.full(20, 1000), rel=0.15)
    assert any(len(set(batches.rows(i))) < 5 for i in range(50))
    assert Batches(3, 50, "replacement").count(0) == 50


def test_replacement_draws_each_batch_anew() -> None:
    batches = Batches(1000, 5, "replacement", 0)
    drawn = {tuple(batches.rows(i)) for i in range(3 * module.BLOCK // 5)}
    assert len(drawn) == 3 * module.BLOCK // 5


def test_shuffle_makes_every_order_and_not_only_the_rotations() -> None:
    batches = Batches(5, 2, "shuffle", 0)
    epochs = range(2 * module.BLOCK // 5)
    orders = {tuple(np.concatenate([batches.rows(3 * e + i) for i in range(3)])) for e in epochs}
    assert len(orders) == 120


@every_sampling
def test_no_size_is_everything_in_order(sampling: str) -> None:
    batches = Batches(10, None, sampling)
    assert batches.rows(3) is None and batches.count(3) == 10 and batches.per_epoch == 1
    assert str(batches.position(4)) == "batch 1 of epoch 5"


@pytest.mark.parametrize("sampling", ["shuffle", "in_order"])
def test_a_size_of_all_or_more_is_everything(sampling: str) -> None:
    assert Batches(10, 10, sampling).rows(0) is None
    assert Batches(10, 99, sampling).is_full


def test_positions_in_words() -> None:
    batches = Batches(10, 4)
    words = [str(batches.position(i)) for i in range(4)]
    assert words == [
        "batch 1 of epoch 1", "batch 2 of epoch 1", "batch 3 of epoch 1", "batch 1 of epoch 2",
    ]


def test_seeds_differ_and_nobody_writes_into_the_cache() -> None:
    one, two = (Batches(100, 10, "shuffle", seed).rows(0) for seed in (1, 2))
    assert not np.array_equal(one, two)
    for sampling in SAMPLINGS:
        with pytest.raises(ValueError, match="read-only"):
            Batches(100, 10, sampling).rows(0)[0] = 1


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"size": 0}, "size", "must be a whole number of at least 1, or null for all, got 0"),
        ({"size": 2.0}, "size", "must be a whole number of at least 1, or null for all, got 2"),
        ({"size": True}, "size", "must be a whole number of at least 1, or null for all, got true"),
        ({"sampling": "random"}, "sampling",
         'must be one of shuffle, replacement, in_order, got "random"'),
        ({"sampling": []}, "sampling",
         "must be one of shuffle, replacement, in_order, got a list of 0"),
        ({"size": 10**7, "sampling": "replacement"}, "size",
         "must be at most 1,000,000 with replacement, got 10,000,000"),
    ],
)
def test_what_cannot_be(change: dict, place: str, says: str) -> None:
    with pytest.raises(SettingError) as error:
        Batches(10, **change)
    assert (error.value.name, str(error.value)) == (place, says)


@pytest.mark.parametrize(("size", "said"), [
    (10, ["the start", "batch 1 of epoch 1", "batch 3 of epoch 1", "batch 1 of epoch 2"]),
    (1, ["the start", "example 1 of epoch 1", "example 3 of epoch 1", "example 4 of epoch 1"]),
    (None, ["the start", "epoch 1", "epoch 3", "epoch 4"]),
    (25, ["the start", "epoch 1", "epoch 3", "epoch 4"]),
])
def test_a_step_is_named_after_the_batch_that_made_it(size, said):
    batches = Batches(25, size)
    assert [batches.made(step) for step in (0, 1, 3, 4)] == said
    assert batches.made(300 * batches.per_epoch).endswith("epoch 300")  # and not 301
