"""`playground data make` and `data convert`: files of rows that need not fit in memory."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from playground.cli.chosen import Progress, whole
from playground.cli.output import as_json
from playground.engine.datasets.linear import MOST_INPUTS, Linear
from playground.engine.parameters import SettingError, declared
from playground.engine.problem import Array
from playground.lab.experiments.reader import BadInputError
from playground.lab.tables.convert import converted
from playground.lab.tables.errors import TableError
from playground.lab.tables.making import KINDS, Wanted
from playground.lab.tables.npy import DTYPES, write_rows
from playground.lab.tables.rows import Reading

MOST_SAMPLES = 10**11


def add_make(actions: Any) -> None:
    """`data make linear OUT.npy` and `data make halves OUT.npy`, below `data`."""
    make = actions.add_parser("make", help="write a dataset of any length to a .npy file")
    make.add_argument("kind", choices=tuple(KINDS), help="which dataset")
    make.add_argument("out", metavar="OUT.npy", help="the file to write")
    make.add_argument(
        "--samples", type=whole(1, MOST_SAMPLES), required=True, metavar="N", help="rows"
    )
    make.add_argument(
        "--inputs", type=whole(1, MOST_INPUTS), required=True, metavar="D", help="columns before y"
    )
    for name in ("noise", "condition"):
        known = declared(Linear)[name]
        make.add_argument(
            f"--{name}", type=_setting(name), default=known.default, metavar=known.symbol,
            help=f"{known.help} ({known.default:g})",
        )
    make.add_argument("--seed", type=whole(0, 2**53), default=0, metavar="SEED", help="(0)")
    _dtype(make)
    make.add_argument("--json", action="store_true", help="print strict JSON")


def add_convert(actions: Any, add_reading: Any) -> None:
    """`data convert IN.csv OUT.npy`; `add_reading` adds the options that tell how to read."""
    convert = actions.add_parser("convert", help="write a table's rows to a .npy file, in one pass")
    convert.add_argument("file", metavar="IN.csv", help="table")
    convert.add_argument("out", metavar="OUT.npy", help="the file to write")
    add_reading(convert)
    _dtype(convert)
    convert.add_argument("--json", action="store_true", help="print strict JSON")


def made(options: argparse.Namespace) -> str:
    """Write a dataset; says what was written."""
    rows, inputs = options.samples, options.inputs
    blocks = Wanted(
        options.kind, rows, inputs, options.noise, options.condition, options.seed, options.dtype
    ).blocks()
    progress = Progress("writing: row", rows)
    written = write_rows(options.out, _told(blocks, progress), inputs + 1, options.dtype, rows)
    progress.clear()
    found = {"path": options.out, "rows": written, "columns": inputs + 1, "dtype": options.dtype}
    return as_json(found) if options.json else _said(found)


def convert(options: argparse.Namespace, how: Reading) -> str:
    """Write a table's numbers; says what was written and what was left out."""
    progress = Progress("converting: row")
    try:
        with converted(options.file, how) as table:
            rows = write_rows(
                options.out, _told(table.blocks(), progress), len(table.columns), options.dtype
            )
            found = {
                "path": options.out, "rows": rows, "columns": [*table.columns],
                "outputs": 1, "dtype": options.dtype, "left_out": dict(table.left_out),
            }
    except TableError as error:
        raise BadInputError(options.file, str(error)) from None
    finally:
        progress.clear()
    if options.json:
        return as_json(found)
    why = ", ".join(f"{count:,} ({reason})" for reason, count in table.left_out.items())
    return (
        _said(found | {"columns": len(table.columns)})
        + f"; the last is {table.columns[-1]}" + (f"; left out: {why}" if why else "")
    )


def _told(blocks: Iterable[Array], progress: Progress) -> Iterator[Array]:
    done = 0
    for block in blocks:
        yield block
        done += len(block)
        progress.show(done)


def _said(found: dict[str, Any]) -> str:
    size = found["rows"] * found["columns"] * np.dtype(found["dtype"]).itemsize
    return (
        f"{found['path']}: {found['rows']:,} rows of {found['columns']:,} numbers "
        f"({found['dtype']}, {size / 1e6:,.1f} MB)"
    )


def _dtype(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--dtype", choices=DTYPES, default=DTYPES[0],
        help=f"float32 takes half the space and keeps seven digits ({DTYPES[0]})",
    )


def _setting(name: str) -> Any:
    def read(text: str) -> float:
        try:
            return float(declared(Linear)[name].check(name, float(text)))
        except SettingError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a number, got {text!r:.60}") from None

    return read
