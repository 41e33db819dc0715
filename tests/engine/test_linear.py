"""The dataset whose exact solution is known."""

# ruff: noqa: N806  (X is what everybody calls it)

import numpy as np
import pytest

from playground.engine.datasets import linear
from playground.engine.datasets.linear import Linear, plane_of, rows_of
from playground.engine.parameters import SettingError


def test_y_is_the_plane_and_the_noise_beside_it():
    clean = Linear(samples=300, inputs=3, noise=0.0, test_fraction=0.0).make(2)
    w, b = plane_of(2, 3)
    assert clean.y[:, 0] == pytest.approx(clean.X @ w + b, rel=1e-12)
    noisy = Linear(samples=300, inputs=3, noise=0.5, test_fraction=0.0).make(2)
    assert np.array_equal(noisy.X, clean.X)
    rest = noisy.y - clean.y
    assert abs(rest.std() / 0.5 - 1) < 5 / np.sqrt(600)
    assert abs(rest.mean()) < 5 * 0.5 / np.sqrt(300)


@pytest.mark.parametrize("condition", [1.0, 25.0, 1e4])
def test_the_covariance_has_the_condition(condition):
    X = Linear(samples=60_000, inputs=5, condition=condition, test_fraction=0.0).make(0).X
    covariance = np.cov(X.T)
    assert np.linalg.cond(covariance) == pytest.approx(condition, rel=0.05)
    assert X.std(axis=0) == pytest.approx(np.linspace(1, condition**-0.5, 5), rel=0.03)


def test_blocks_are_the_same_rows_whatever_is_asked_for(monkeypatch):
    whole = np.concatenate(list(rows_of(4, 1000, 2, 0.1, 9.0)))
    assert len(list(rows_of(4, 1000, 2, 0.1, 9.0))) == 1
    fewer = np.concatenate(list(rows_of(4, 600, 2, 0.1, 9.0)))
    assert np.array_equal(fewer[:, :2], whole[:600, :2])
    monkeypatch.setattr(linear, "_BLOCK", 300)
    parts = list(rows_of(4, 1000, 2, 0.1, 9.0))
    assert [len(part) for part in parts] == [100] * 10
    assert len(np.unique(np.concatenate(parts)[:, 0])) == 1000


def test_what_would_not_fit_into_memory_is_refused():
    with pytest.raises(SettingError, match="at most 9,990 with 1000 inputs, got 100,000") as error:
        Linear(samples=100_000, inputs=1000)
    assert error.value.name == "samples"
