"""Numbers that came as lists (from a file, a dialog): arrays, or an error that names the place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.engine.parameters import SettingError, finite_number, shown
from playground.engine.problem import Array


def vector(name: str, values: object, length: int | None = None) -> Array:
    """A list of finite numbers, shape (length,); raises SettingError at "name[3]"."""
    items = _list(name, values, length, "numbers")
    return np.array([finite_number(f"{name}[{i}]", item) for i, item in enumerate(items)])


def table(
    name: str, values: object, rows: int | None = None, columns: int | None = None
) -> Array:
    """A list of lists of finite numbers, shape (rows, columns); without `columns`, as the first.

    Raises SettingError at "name[3]" or "name[3][1]".
    """
    items = _list(name, values, rows, "lists of numbers")
    first: list[Array] = []
    for i, item in enumerate(items):
        first.append(vector(f"{name}[{i}]", item, columns))
        columns = len(first[0])
    return np.array(first)


def _list(name: str, values: object, length: int | None, of: str) -> Sequence[object]:
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if not isinstance(values, (list, tuple)):
        raise SettingError(name, f"must be a list of {of}, got {shown(values)}")
    if not values:
        raise SettingError(name, f"must be a list of {of}, got an empty list")
    if length is not None and len(values) != length:
        raise SettingError(name, f"must be a list of {length} {of}, got {len(values)}")
    return values
