"""`playground data`: tables of one's own, without a window."""

from __future__ import annotations

import argparse
import json
from typing import Any

from playground.cli import make
from playground.cli.output import as_json
from playground.lab.experiments.reader import BadInputError
from playground.lab.tables.errors import TableError
from playground.lab.tables.layout import DELIMITERS
from playground.lab.tables.marks import THOUSANDS
from playground.lab.tables.raw import RawTable
from playground.lab.tables.roles import (
    suggested_classes,
    suggested_roles,
    suggested_standard,
)
from playground.lab.tables.rows import Keep, Reading, TooManyRowsError
from playground.lab.tables.text import read_table
from playground.lab.tables.usable import usable_rows

_WORDS = {"tab": "\t", "space": " ", "semicolon": ";", "comma": ",", "bar": "|", "\\t": "\t"}
_MARKS = {name: mark for mark, name in THOUSANDS.items()} | {mark: mark for mark in THOUSANDS}
FIRST = 3


def add_commands(commands: Any) -> argparse.ArgumentParser:
    """`data read FILE`, below `data`; returns its parser."""
    data = commands.add_parser("data", help="tables of numbers, without a window")
    actions = data.add_subparsers(dest="action", required=True, metavar="ACTION")
    read = actions.add_parser(
        "read", help="how a table is understood: its delimiter, marks, columns, rows left out"
    )
    read.add_argument("file", metavar="FILE", help="table (CSV)")
    read.add_argument("--json", action="store_true", help="print strict JSON")
    _add_reading(read)
    make.add_make(actions)
    make.add_convert(actions, _add_reading)
    return read  # type: ignore[no-any-return]


def _add_reading(read: argparse.ArgumentParser) -> None:
    """What the file would otherwise be looked at for."""
    read.add_argument(
        "--delimiter", type=_delimiter, metavar="SIGN", help="what parts the cells (or: tab, space)"
    )
    read.add_argument("--decimal", choices=(".", ","), help="what stands before the decimals")
    read.add_argument(
        "--thousands", type=_thousands, metavar="MARK",
        help="what stands between each three digits (or: none, space, apostrophe)",
    )
    read.add_argument("--encoding", metavar="NAME", help="how letters are written as bytes")
    read.add_argument("--skip", type=_count, metavar="N", help="lines before the names or the data")
    read.add_argument("--comment", metavar="SIGN", help="what a line that is no row begins with")
    read.add_argument(
        "--header", action=argparse.BooleanOptionalAction, default=None,
        help="whether the first line has the names",
    )


def answer(options: argparse.Namespace) -> str:
    """What a table is understood to be, in sentences or as JSON; or what was made of one."""
    if options.action == "make":
        return make.made(options)
    how = Reading(
        options.delimiter, options.decimal, options.thousands, options.encoding, options.header,
        options.skip, options.comment,
    )
    if options.action == "convert":
        return make.convert(options, how)
    try:
        found = _understood(options.file, how)
    except TableError as error:
        raise BadInputError(options.file, str(error)) from None
    return as_json(found) if options.json else _told(found)


def _understood(file: str, how: Reading) -> dict[str, Any]:
    """The table as it would be learnt from; raises TableError."""
    left_out: dict[str, int] = {}
    try:
        raw = read_table(file, how)
    except TooManyRowsError as error:
        left_out["too many"] = error.rows - error.most
        raw = read_table(file, how, keep=Keep("first"))
    if raw.doubt is not None:
        raise TableError(f"{raw.doubt.refusal()}: --decimal . or --decimal ,")
    roles = suggested_roles(raw)
    targets = [k for k, role in enumerate(roles) if role == "target"]
    classes = suggested_classes(raw, targets[0])
    used = [k for k, role in enumerate(roles) if role != "ignore"]
    numbers = [k for k in used if raw.kinds[k] == "number" and not (classes and k in targets)]
    rows, reasons = usable_rows(raw, used, numbers)
    left_out |= {reason: len(lines) for reason, lines in reasons.items()}
    if raw.ragged:
        left_out["another number of cells"] = len(raw.ragged)
    return {
        "delimiter": raw.delimiter,
        "decimal": raw.decimal,
        "thousands": raw.thousands or None,
        "header": raw.header,
        "skipped_lines": raw.skip,
        "rows": len(rows),
        "left_out": left_out,
        "columns": [
            {
                "name": name,
                "role": role,
                "kind": "class" if raw.kinds[k] == "text" or (classes and k in targets)
                else "number",
                "first": [_as_read(raw, row, k) for row in rows[:FIRST]],
            }
            for k, (name, role) in enumerate(zip(raw.names, roles, strict=True))
        ],
        "task": "classification" if classes else "regression",
        "standardize_target": not classes and suggested_standard(raw, targets),
        "encoding": raw.encoding,
        "comment": raw.comment or None,
        "notes": list(raw.notes),
    }


def _as_read(raw: RawTable, row: int, column: int) -> float | str | None:
    cell = raw.rows[row][column]
    if raw.is_missing(row, column):
        return None
    value = raw.read(cell) if raw.kinds[column] == "number" else None
    return cell if value is None else value


def _told(found: dict[str, Any]) -> str:
    lines = [*found["notes"]]
    rows = "1 row" if found["rows"] == 1 else f"{found['rows']:,} rows"
    why = ", ".join(f"{count:,} ({reason})" for reason, count in found["left_out"].items())
    lines.append(f"{rows} for {found['task']}" + (f"; left out: {why}" if why else ""))
    width = max(len(column["name"]) for column in found["columns"])
    for column in found["columns"]:
        first = ", ".join(
            json.dumps(cell, ensure_ascii=False) if isinstance(cell, str)
            else "missing" if cell is None else f"{cell:.12g}"
            for cell in column["first"]
        )
        more = ", …" if found["rows"] > FIRST else ""
        lines.append(
            f"  {column['name']:<{width}}  {column['role']:<6}  {column['kind']:<6}  {first}{more}"
        )
    return "\n".join(lines)


def _delimiter(text: str) -> str:
    mark = _WORDS.get(text, text)
    if len(mark) != 1 or mark in '"\r\n':
        names = ", ".join(DELIMITERS.values())
        raise argparse.ArgumentTypeError(f"must be one sign or {names}, got {text!r}")
    return mark


def _thousands(text: str) -> str:
    if text not in _MARKS:
        raise argparse.ArgumentTypeError(
            f"must be one of {', '.join(THOUSANDS.values())}, got {text!r}"
        )
    return _MARKS[text]


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0, got {text!r}")
    return int(text)
