"""`playground code`: an experiment as one line of text, and back into a file."""

from __future__ import annotations

import argparse
from typing import Any

from playground.cli.output import as_json, naming
from playground.lab.experiments.code_text import code_of
from playground.lab.experiments.files import read_experiment, write_experiment


def add_command(commands: Any) -> argparse.ArgumentParser:
    """`code`; returns its parser."""
    command = commands.add_parser(
        "code", help="an experiment as one line of text; commands take code:OP1.… for a FILE"
    )
    command.add_argument("file", metavar="FILE", help="experiment file, or code:OP1.…")
    command.add_argument("--json", action="store_true", help="print strict JSON")
    command.add_argument("--out", metavar="OUT", help="write the experiment to OUT.json instead")
    return command  # type: ignore[no-any-return]


def answer(options: argparse.Namespace) -> str:
    """The code, or what was written."""
    experiment = read_experiment(options.file)
    if options.out:
        write_experiment(options.out, experiment)
        return as_json({"file": options.out}) if options.json else f"wrote {options.out}"
    with naming(options.file, ""):
        code = code_of(experiment)
    return as_json({"code": code, "characters": len(code)}) if options.json else code
