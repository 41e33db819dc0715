"""`playground sweep`: an experiment with every combination of some of its settings."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from typing import Any

from playground.cli.chosen import Progress, add_file, choose
from playground.cli.output import as_json
from playground.lab.experiments.reader import BadInputError
from playground.lab.sweeps.axis import Axis, read_axis
from playground.lab.sweeps.outcome import Outcome
from playground.lab.sweeps.sweep import EXECUTORS, Values, combinations, documents, run_all
from playground.lab.sweeps.table import SweepTable


def add_command(commands: Any) -> argparse.ArgumentParser:
    """`sweep`; returns its parser."""
    command = commands.add_parser(
        "sweep", help="run an experiment with every combination of some settings"
    )
    add_file(command)
    command.add_argument(
        "--over", action="append", required=True, metavar="PATH=LOW:HIGH:COUNT[:log]",
        help="a setting, by its place in the file, and its values; may be given again",
    )
    command.add_argument(
        "--executor", default=EXECUTORS[0], metavar="WHERE",
        help=f"{', '.join(EXECUTORS)} or a Dask scheduler's tcp://HOST:PORT ({EXECUTORS[0]})",
    )
    command.add_argument("--csv", metavar="OUT", help="also write a table, row by row")
    command.add_argument(
        "--resume", metavar="OUT.csv", help="go on with an interrupted sweep's table"
    )
    return command  # type: ignore[no-any-return]


def answer(options: argparse.Namespace) -> str:
    """How each run ended, in the order of the values, the last --over fastest."""
    axes = [read_axis(text) for text in options.over]
    if len({axis.path for axis in axes}) < len(axes):
        raise BadInputError("--over", "goes over one setting twice")
    if options.csv and options.resume:
        raise BadInputError("--resume", "goes on with its own table; leave --csv out")
    chosen = choose(options)
    place = chosen.experiment.runners.index(chosen.runner)
    every = combinations(axes)
    table = _table(options, axes)
    done: dict[Values, Outcome] = {}
    if table is not None and options.resume:
        known = table.done()
        done = {values: known[values] for values in every if values in known}
    todo = [values for values in every if values not in done]
    try:
        made = documents(chosen.experiment, axes, todo)
    except BadInputError as error:
        raise BadInputError(options.file, str(error)) from None
    progress = Progress("sweep: run", len(every))
    with table or nullcontext():
        for values, found in done.items():
            if table is not None:
                table.append(values, found)

        def take(k: int, found: Outcome) -> None:
            done[todo[k]] = found
            if table is not None:
                table.append(todo[k], found)
            progress.show(len(done))

        run_all(made, place, options.executor, take)
    progress.clear()
    runs = [{"values": list(values), **done[values]._asdict()} for values in every]
    if options.json:
        over = [{"path": axis.path, "values": list(axis.values)} for axis in axes]
        return as_json({"over": over, "runs": runs})
    return "\n".join(_line(axes, values, done[values]) for values in every)


def _table(options: argparse.Namespace, axes: list[Axis]) -> SweepTable | None:
    path = options.resume or options.csv
    return SweepTable(path, axes) if path else None


def _line(axes: list[Axis], values: Values, found: Outcome) -> str:
    given = ", ".join(
        f"{axis.path.rsplit('.')[-1]} = {value:g}" for axis, value in zip(axes, values, strict=True)
    )
    test = "" if found.test_loss is None else f", test loss {found.test_loss:.6g}"
    return f"{given}: {found.stop} after {found.steps} steps, loss {found.loss:.6g}{test}"
