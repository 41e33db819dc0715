"""Data in a file that is too large to hold: its rows are fetched as the steps ask for them."""

# ruff: noqa: N803, N806  (X is what everybody calls it)

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from weakref import WeakValueDictionary

import numpy as np

from playground.engine.dataset import Data, Dataset, datasets
from playground.engine.networks.batches import Rows
from playground.engine.parameters import SettingError, declared, parameter, shown
from playground.engine.problem import Array
from playground.engine.streams import generator
from playground.lab.experiments.folder import folder
from playground.lab.tables.npy import MappedRows, NpyError

MOST_EVALUATED = 1_000_000
MOST_NUMBERS = 20_000_000
MOST_LETTERS = 64
_SEED = 0
"""Of the rows that the risk is estimated on: the same ones for every seed of an experiment."""


class FileRows:
    """The rows of a mapped file as samples: the last `outputs` columns are y.

    Without the rows of the file whose indices are `left_out`, in rising order: the others are
    counted on without a gap, and none of them is written down.
    """

    def __init__(self, mapped: MappedRows, outputs: int, left_out: Rows | None = None) -> None:
        self.mapped, self._inputs = mapped, mapped.columns - outputs
        self.name = mapped.name
        self.left_out = np.empty(0, np.int64) if left_out is None else left_out
        # How many rows that stay stand before each one that is left out.
        self._before = self.left_out - np.arange(len(self.left_out))

    @property
    def samples(self) -> int:
        return len(self.mapped) - len(self.left_out)

    def in_file(self, rows: Rows) -> Rows:
        """Which rows of the file samples are."""
        if not len(self._before):
            return rows
        found: Rows = rows + np.searchsorted(self._before, rows, "right")
        return found

    def take(self, rows: Rows) -> tuple[Array, Array]:
        return self._parted(self.mapped.rows(self.in_file(rows)))

    def block(self, first: int, end: int) -> tuple[Array, Array]:
        if not len(self._before):
            return self._parted(self.mapped.block(first, end))
        return self.take(np.arange(first, end))

    def fill(self, first: int, end: int, X_and_one: Array, y: Array) -> None:
        if len(self._before):
            X_and_one[:, :-1], y[:] = self.block(first, end)
        elif y.shape[1] == 1:  # a row is as long in the file as here: one copy, as quick as can be
            self.mapped.copy_block(first, end, X_and_one)
            y[:, 0] = X_and_one[:, -1]
            X_and_one[:, -1] = 1
        else:
            rows = np.empty((end - first, self.mapped.columns))
            self.mapped.copy_block(first, end, rows)
            X_and_one[:, :-1], y[:] = self._parted(rows)

    def _parted(self, rows: Array) -> tuple[Array, Array]:
        return rows[:, : self._inputs], rows[:, self._inputs :]


@datasets.register("file")
@dataclass(frozen=True)
class FileData(Dataset):
    """The rows of a .npy file, x and then y; never held all at once.

    `path` is absolute here; in an experiment file it is relative to that file's folder, if it was
    so before. Labels go to the loss as they are.
    """

    title = "File of rows (.npy)"
    teaches = "Data without end: each step fetches its batch from the disk, the rest stays there."

    path: str = ""
    relative: bool = field(default=False, compare=False)
    fingerprint: str = ""
    """By what the file is known again, see `fingerprint.py`; "" where nobody noted it."""
    outputs: int = parameter(
        1, low=1, high=1000, slider=(1, 10),
        help="How many of the last columns are to be predicted.",
    )
    evaluate_on: int = parameter(
        10_000, low=1, high=MOST_EVALUATED, log=True, slider=(100, 100_000),
        help="On how many rows, always the same, the risk is estimated.",
    )

    leave_out: bool = parameter(
        False, help="Leave out the rows that hold a number that is not finite (NaN, infinity): "
        "all rows are looked through once for that. Else such a row is refused when it is met.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        known: Any = self.fingerprint
        if not isinstance(known, str) or len(known) > MOST_LETTERS:
            raise SettingError(
                "fingerprint", f"must be a text of at most {MOST_LETTERS} letters, got "
                f"{shown(known)}"
            )
        path: Any = self.path
        if not isinstance(path, str) or "\0" in path:
            raise SettingError("path", f"must be the name of a .npy file, got {shown(path)}")
        if path and not os.path.isabs(path):
            whole = os.path.abspath(os.path.join(folder() or os.getcwd(), path))
            object.__setattr__(self, "path", whole)
            object.__setattr__(self, "relative", True)

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """As for any dataset; a path is needed."""
        known = ("path", *declared(cls), "fingerprint")
        for name in settings:
            if name not in known:
                raise SettingError(name, f"is not a setting here; known: {', '.join(known)}")
        if not settings.get("path"):
            raise SettingError("path", "is missing; it names a .npy file of rows x..., y...")
        values: Mapping[str, Any] = settings
        return cls(**values)

    @property
    def settings(self) -> dict[str, Any]:
        """As files write it."""
        known = {"fingerprint": self.fingerprint} if self.fingerprint else {}
        return {"path": self._written(), **super().settings, **known}

    def _written(self) -> str:
        here = folder()
        if here is None or not self.relative or not self.path:
            return self.path
        try:
            return Path(os.path.relpath(self.path, here)).as_posix()
        except ValueError:  # on another drive
            return self.path

    @property
    def classes(self) -> int:
        return 0

    def make(self, seed: int) -> Data:
        if not self.path:
            raise SettingError("path", "is missing; an experiment file names it")
        try:
            return self._make(_opened(Path(self.path)))
        except NpyError as error:
            raise SettingError("path", str(error)) from None

    def _make(self, mapped: MappedRows) -> Data:
        before = self.__dict__.get("_made")
        if before is not None and before[0] is mapped:
            return before[1]  # type: ignore[no-any-return]
        if self.outputs >= mapped.columns:
            raise SettingError(
                "outputs", f"must be less than {mapped.columns}, the number of columns in "
                f"{mapped.name}, got {self.outputs}",
            )
        source = FileRows(mapped, self.outputs, mapped.look_for_bad() if self.leave_out else None)
        rows = source.samples
        if not rows:
            raise SettingError("leave_out", f"leaves no row: in each one of {mapped.name} a number "
                               "is not finite")
        some = min(self.evaluate_on, rows)
        if some * mapped.columns > MOST_NUMBERS:
            raise SettingError(
                "evaluate_on", f"must be at most {MOST_NUMBERS // mapped.columns:,} with "
                f"{mapped.columns:,} columns, got {self.evaluate_on:,}",
            )
        if some == rows:
            X, y = source.block(0, some)
        else:
            rng = generator(_SEED, "dataset")
            X, y = source.take(np.sort(rng.choice(rows, some, replace=False, shuffle=False)))
        X, y = X.copy(), y.copy()
        data = Data(X, y, X[:0], y[:0], source=source)
        # Every edit asks again; with it the file stays open as long as somebody knows its data.
        object.__setattr__(self, "_made", (mapped, data))
        return data


def opened(path: str | Path) -> MappedRows:
    """A file of rows, mapped; the one that data of it use. Raises NpyError."""
    return _opened(Path(path))


_open: WeakValueDictionary[tuple[object, ...], MappedRows] = WeakValueDictionary()


def _opened(path: Path) -> MappedRows:
    """The file, mapped; the same one as long as it has not changed on the disk."""
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NpyError(f"{path} cannot be read ({reason})") from None
    key = str(path), found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
    mapped = _open.get(key)
    if mapped is None:
        mapped = _open[key] = MappedRows(path)
    return mapped
