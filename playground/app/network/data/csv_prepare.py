"""A file read as one says or as is found out: encoding, delimiter, decimal mark, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from playground.engine.dataset import Data
from playground.engine.parameters import SettingError
from playground.lab.tables.load import Imported, Role, import_table
from playground.lab.tables.rows import Keep, TableError
from playground.lab.tables.text import (
    MOST_BYTES,
    Decimal,
    RawTable,
    decoded,
    parse_table,
)

BIG = 128 * 1024
"""From this size on a file is read beside the window, not in it."""

ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with mark", "utf-16": "UTF-16", "latin-1": "Latin-1",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True)
class Reading:
    """How a person says that the file is to be read; None is as found out."""

    delimiter: str | None = None
    decimal: Decimal | None = None
    encoding: str | None = None
    header: bool | None = None
    keep: Keep | None = None
    """Which rows, where there are too many; None refuses them."""


@dataclass(frozen=True)
class Wishes:
    """What becomes of the cells."""

    roles: tuple[Role, ...]
    classes: bool
    standardize: bool = True
    drop_missing: bool = False
    test_fraction: float = 0.3


class Ready(NamedTuple):
    """What will be imported, and its samples."""

    imported: Imported
    data: Data


def read(path: Path, how: Reading) -> RawTable:
    """The cells of a file; raises TableError for whatever is wrong, also with the file itself."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise TableError(
                f"the file has {size / 2**20:,.0f} MiB; at most {MOST_BYTES // 2**20} MiB can be "
                "read. Keep a part of its rows"
            )
        content = path.read_bytes()
    except OSError as error:
        raise TableError(f"the file cannot be read: {error.strerror or error}") from None
    text, encoding = _text(content, how.encoding)
    return parse_table(text, encoding, how.delimiter, how.decimal, how.header, how.keep)


def prepare(raw: RawTable, wishes: Wishes, seed: int) -> Ready:
    """The data that the wishes make of the cells; raises TableError naming the place."""
    try:
        imported = import_table(
            raw, wishes.roles, wishes.classes, wishes.standardize,
            "drop" if wishes.drop_missing else "refuse", wishes.test_fraction,
        )
    except SettingError as error:
        raise TableError(f"{error.name} {error}") from None
    return Ready(imported, imported.dataset.make(seed))


def row_of(raw: RawTable, line: int | None) -> int | None:
    """Which row of cells stands on a line of the file."""
    lines: Sequence[int] = raw.lines
    return lines.index(line) if line in lines else None


def _text(content: bytes, encoding: str | None) -> tuple[str, str]:
    if encoding is None:
        return decoded(content)
    try:
        text = content.decode(encoding)
    except UnicodeError:
        raise TableError(
            f"the file cannot be read as {ENCODINGS.get(encoding, encoding)}; choose another "
            "encoding"
        ) from None
    if "\0" in text:
        raise TableError("read like this it is no text; choose another encoding")
    return text, encoding
