"""Rows of numbers that many hold and nobody changes; packed into text where they are many."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np

from playground.engine.parameters import SettingError, shown
from playground.engine.problem import Array

MANY = 100_000
"""From so many numbers on a file has them packed: as text they would be slow and large."""
_PACKED = ("shape", "float64")


class Rows(Sequence[tuple[float, ...]]):
    """Rows of finite numbers, looked through once: large tables are not checked at every edit.

    Nor copied, hashed or packed again: the window looks runs up by their recipe, and keeps a copy
    of unsaved work. Equal to the same rows in tuples.
    """

    def __init__(self, rows: Iterable[Sequence[float]] | Array = ()) -> None:
        if isinstance(rows, np.ndarray):
            array = np.array(rows, dtype=float)
        else:
            array = np.array(list(rows), dtype=float)
        self.array = array.reshape(len(array), -1) if array.size else array.reshape(0, 0)
        self.array.setflags(write=False)
        self._hash: int | None = None
        self._packed: str = ""

    @overload
    def __getitem__(self, index: int) -> tuple[float, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[float, ...]]: ...
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(map(tuple, self.array[index].tolist()))
        return tuple(self.array[index].tolist())

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[tuple[float, ...]]:
        return map(tuple, self.array.tolist())

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, Rows):
            return np.array_equal(self.array, other.array)
        return isinstance(other, (tuple, list)) and tuple(self) == tuple(map(tuple, other))

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.array.shape, self.array.tobytes()))
        return self._hash

    def __repr__(self) -> str:
        return f"Rows({len(self)} × {self.array.shape[1]})"

    def written(self, packed: bool = False) -> Any:
        """As files write them: lists of lists; of many numbers, or on request, one packed text."""
        if self.array.size < MANY and not packed:
            return self.array.tolist()
        if not self._packed:
            data = zlib.compress(self.array.astype("<f8").tobytes(), level=1)
            self._packed = base64.b64encode(data).decode("ascii")
        return {"shape": list(self.array.shape), "float64": self._packed}


def unpacked(name: str, value: dict[str, Any], most: int) -> Rows:
    """Rows from what `written` made of many; raises SettingError for what nobody wrote so."""
    try:
        n, m = (int(size) for size in value["shape"])
        if sorted(value) != sorted(_PACKED) or n < 1 or m < 1 or n * m > most:
            raise ValueError("shape")
        packed = base64.b64decode(value["float64"])
        # No more than that is unpacked, whatever the text promises.
        data = zlib.decompressobj().decompress(packed, 8 * n * m + 1)
        array = np.frombuffer(data, dtype="<f8").reshape(n, m)
    except (KeyError, TypeError, ValueError, binascii.Error, zlib.error):
        raise SettingError(
            name, f"must be a list of lists of numbers, or such packed by this program, "
            f"got {shown(value)[:60]}"
        ) from None
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        i, j = bad[0].tolist()
        raise SettingError(f"{name}[{i}][{j}]", f"must be a finite number, got {array[i, j]}")
    rows = Rows(array)
    rows._packed = value["float64"]  # as it was: it need not be packed again
    return rows
