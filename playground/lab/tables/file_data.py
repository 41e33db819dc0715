"""Data in a file that is too large to hold: its rows are fetched as the steps ask for them."""

# ruff: noqa: N806  (X is what everybody calls it)

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
_SEED = 0
"""Of the rows that the risk is estimated on: the same ones for every seed of an experiment."""


class FileRows:
    """The rows of a mapped file as samples: the last `outputs` columns are y."""

    def __init__(self, mapped: MappedRows, outputs: int) -> None:
        self._mapped, self._inputs = mapped, mapped.columns - outputs
        self.name = mapped.name

    @property
    def samples(self) -> int:
        return len(self._mapped)

    def take(self, rows: Rows) -> tuple[Array, Array]:
        return self._parted(self._mapped.rows(rows))

    def block(self, first: int, end: int) -> tuple[Array, Array]:
        return self._parted(self._mapped.block(first, end))

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
    outputs: int = parameter(
        1, low=1, high=1000, slider=(1, 10),
        help="How many of the last columns are to be predicted.",
    )
    evaluate_on: int = parameter(
        10_000, low=1, high=MOST_EVALUATED, log=True, slider=(100, 100_000),
        help="On how many rows, always the same, the risk is estimated.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
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
        known = ("path", *declared(cls))
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
        return {"path": self._written(), **super().settings}

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
        some = min(self.evaluate_on, len(mapped))
        if some * mapped.columns > MOST_NUMBERS:
            raise SettingError(
                "evaluate_on", f"must be at most {MOST_NUMBERS // mapped.columns:,} with "
                f"{mapped.columns:,} columns, got {self.evaluate_on:,}",
            )
        source = FileRows(mapped, self.outputs)
        if some == len(mapped):
            X, y = source.block(0, some)
        else:
            rng = generator(_SEED, "dataset")
            X, y = source.take(np.sort(rng.choice(len(mapped), some, replace=False, shuffle=False)))
        X, y = X.copy(), y.copy()
        data = Data(X, y, X[:0], y[:0], source=source)
        # Every edit asks again; with it the file stays open as long as somebody knows its data.
        object.__setattr__(self, "_made", (mapped, data))
        return data


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
