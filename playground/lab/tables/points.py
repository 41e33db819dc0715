"""Points edited by hand: any dataset as a table of its points."""

# ruff: noqa: N803, N806  (X is what everybody calls it)

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.dataset import Data, Dataset
from playground.engine.datasets.inline import Inline
from playground.engine.datasets.table import Table


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


def _rows(values: Any) -> Any:
    return tuple(tuple(row) for row in np.asarray(values, dtype=float).tolist())
