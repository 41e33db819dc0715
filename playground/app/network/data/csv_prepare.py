"""What becomes of the cells of a file, as one says in the dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from playground.engine.dataset import Data
from playground.engine.parameters import SettingError
from playground.lab.tables.errors import TableError
from playground.lab.tables.load import Imported, Role, import_table
from playground.lab.tables.raw import RawTable

ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with mark", "utf-16": "UTF-16", "latin-1": "Latin-1",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True)
class Wishes:
    """What becomes of the cells."""

    roles: tuple[Role, ...]
    classes: bool
    standardize: bool = True
    drop_missing: bool = False
    test_fraction: float = 0.3
    standardize_target: bool = False


class Ready(NamedTuple):
    """What will be imported, and its samples."""

    imported: Imported
    data: Data


def prepare(raw: RawTable, wishes: Wishes, seed: int) -> Ready:
    """The data that the wishes make of the cells; raises TableError naming the place."""
    try:
        imported = import_table(
            raw, wishes.roles, wishes.classes, wishes.standardize,
            "drop" if wishes.drop_missing else "refuse", wishes.test_fraction,
            wishes.standardize_target,
        )
    except SettingError as error:
        raise TableError(f"{error.name} {error}") from None
    return Ready(imported, imported.dataset.make(seed))


def row_of(raw: RawTable, line: int | None) -> int | None:
    """Which row of cells stands on a line of the file."""
    lines: Sequence[int] = raw.lines
    return lines.index(line) if line in lines else None

