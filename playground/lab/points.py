"""Points edited by hand: any dataset as a table of its points, one more, moved or fewer."""

# ruff: noqa: N803, N806  (X is what everybody calls it)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.engine.dataset import Data, Dataset
from playground.engine.datasets.inline import Inline
from playground.engine.datasets.table import Table
from playground.engine.parameters import SettingError, shown
from playground.engine.problem import Array


def with_points(
    dataset: Dataset, data: Data, X: Any, y: Any, X_test: Any = None, y_test: Any = None
) -> Dataset:
    """A dataset of just these samples, in the coordinates and with the classes of `data`.

    The samples held out for testing stay unless others are given. Samples that were written into
    the file stay so ("inline"); everything else becomes a "table".
    """
    X_test = data.X_test if X_test is None else X_test
    y_test = data.y_test if y_test is None else y_test
    if isinstance(dataset, Inline) and not len(X_test):
        return Inline(X=_rows(X), y=_rows(y))
    return Table(
        X=_rows(X), y=_rows(y), X_test=_rows(X_test), y_test=_rows(y_test),
        class_count=data.classes, columns=data.column_names, class_names=data.class_names,
        target_names=data.target_names,
    )


def added(data: Data, x: Sequence[float], y: float | Sequence[float]) -> tuple[Array, Array]:
    """X and y with one training sample more, at the end; y is a class number or what is wanted."""
    label = np.atleast_1d(np.array(y, dtype=float))
    if len(x) != data.X.shape[1] or label.shape != data.y.shape[1:]:
        raise SettingError("point", "must have as many numbers as the other samples")
    return np.vstack([data.X, [x]]), np.vstack([data.y, [label]])


def moved(data: Data, index: int, x: Sequence[float]) -> Array:
    """X with one training sample elsewhere."""
    _check(data, index)
    X = data.X.copy()
    X[index] = x
    return X


def removed(data: Data, index: int) -> tuple[Array, Array]:
    """X and y without one training sample; at least one stays."""
    _check(data, index)
    if len(data.X) == 1:
        raise SettingError("point", "is the last one to train on; add another before removing it")
    return np.delete(data.X, index, axis=0), np.delete(data.y, index, axis=0)


def _check(data: Data, index: int) -> None:
    if not 0 <= index < len(data.X):
        raise SettingError(
            "point", f"must be a training sample, 0 to {len(data.X) - 1}, got {shown(index)}"
        )


def _rows(values: Any) -> Any:
    return tuple(tuple(row) for row in np.asarray(values, dtype=float).tolist())
