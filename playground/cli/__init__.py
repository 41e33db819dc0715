"""The command line: run experiments, differentiate, list what there is. Never imports Qt."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
import traceback
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import NoReturn

import numpy as np

from playground import __version__
from playground.cli import (
    basins,
    code,
    curvature,
    data,
    export,
    gradient,
    landscape,
    lesson,
    listing,
    mark,
    noise,
    run,
    sweep,
)
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.reader import BadInputError
from playground.lab.plugins.load import blame
from playground.lab.plugins.start import load_for_commands
from playground.lab.streams import MOST_CHARACTERS, PROGRAM, print_answer, refusal, tell

BAD_INPUT, BROKEN = 2, 70  # exit codes
_NEGATIVE = re.compile(r"-(\.?[0-9]|inf|nan)", re.IGNORECASE)


def main(arguments: list[str]) -> int:
    """Run a command; the exit code: 0, or 2 with one line on stderr for bad input.

    74 where the answer could not be written, 70 where the program itself is at fault.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # replaced streams may lack it; a console may lack letters
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        try:
            with redirect_stdout(StringIO()) as said:
                options = _parser().parse_args(_with_negative_values(arguments))
        except SystemExit:  # --help or --version
            return print_answer(said.getvalue().rstrip("\n"))
        # What one's own files print is no part of the answer. Numbers may leave the floats: the
        # answer says so, not NumPy.
        with redirect_stdout(sys.stderr), np.errstate(all="ignore"):
            answer = _answer(options)
        return _print(answer, options.json)
    except (FileProblemError, BadInputError) as error:
        return refuse(str(error))
    except KeyboardInterrupt:
        return refuse("interrupted", code=130)
    except MemoryError:
        return refuse("there is not enough memory for this; use fewer steps or a smaller network")
    except Exception as error:
        return refuse(_broken(error), BROKEN)


def _with_negative_values(arguments: list[str]) -> list[str]:
    """ "--input", "-1,2" as "--input=-1,2": argparse takes what begins with a minus for an option.

    None of our options begins with a minus and a number.
    """
    joined: list[str] = []
    for argument in arguments:
        before = joined[-1] if joined else ""
        if before.startswith("--") and "=" not in before and _NEGATIVE.match(argument):
            joined[-1] = f"{before}={argument}"
        else:
            joined.append(argument)
    return joined


def _broken(error: Exception) -> str:
    """A fault of the program's own: where, for a report."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}; {Path(last.filename).name}, line {last.lineno}"
    return f"something is wrong in the program ({what}); report it"


def _answer(options: argparse.Namespace) -> str:
    """What a command has to say; a failure inside of one's own files is bad input."""
    options.remarks = {}  # each once, in their order
    left_out = load_for_commands(options.plugins) if "plugins" in options else []
    try:
        answer = COMMANDS[options.command](options)
    except (FileProblemError, BadInputError) as error:
        if not left_out:
            raise
        raise BadInputError("", _with_left_out(str(error), left_out)) from None
    except (Exception, SystemExit) as error:
        sentence = blame(error)
        if not sentence:
            raise
        raise BadInputError("", sentence) from None
    for sentence in left_out:
        tell(refusal(f"left out {sentence}"))
    for sentence in options.remarks:
        tell(refusal(f"warning: {sentence}"))
    return answer


def _with_left_out(sentence: str, left_out: list[str]) -> str:
    """A refusal together with what may be its cause, each with some room."""
    sentence = textwrap.shorten(sentence, MOST_CHARACTERS // 2, placeholder=" …")
    first = textwrap.shorten(left_out[0], MOST_CHARACTERS // 3, placeholder=" …")
    more = f", and {len(left_out) - 1} more" if len(left_out) > 1 else ""
    return f"{sentence} (left out {first}{more})"


def refuse(sentence: str, code: int = BAD_INPUT) -> int:
    """One line on stderr; returns the exit code."""
    tell(refusal(sentence))
    return code


class _Parser(argparse.ArgumentParser):
    """argparse that refuses in one line."""

    def error(self, message: str) -> NoReturn:
        raise BadInputError("", f"{message} (see {PROGRAM} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description="Watch optimization work. Without a command, open the window "
        "(on FILE, if one is named).",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    running = commands.add_parser("run", help="run every runner of an experiment to its stop")
    running.add_argument("file", metavar="FILE", help="experiment file")
    running.add_argument("--json", action="store_true", help="print strict JSON")
    running.add_argument("--steps", type=_steps, metavar="N", help="at most N steps a runner")
    running.add_argument(
        "--full-risk", action="store_true",
        help="the loss over all rows of a data file, not estimated on some",
    )
    running.add_argument("--trace", metavar="OUT", help="write every step to OUT.csv or OUT.npz")

    slope = commands.add_parser("gradient", help="gradient at the start, with a check")
    slope.add_argument("file", metavar="FILE", help="experiment file")
    slope.add_argument("--json", action="store_true", help="print strict JSON")
    slope.add_argument("--input", metavar="X1,X2", help="backprop at one input (networks)")

    names = commands.add_parser("list", help="everything registered, with its settings")
    names.add_argument("--json", action="store_true", help="print strict JSON")

    parts = (landscape, curvature, basins, noise, export, code)
    seen = [part.add_command(commands) for part in parts]

    data.add_commands(commands)
    seen.append(sweep.add_command(commands))
    lesson.add_command(commands)
    mark.add_command(commands)

    desktop = commands.add_parser("desktop", help="a menu entry and icons for you, or none again")
    desktop.add_argument("action", choices=("install", "remove"))
    desktop.set_defaults(json=False)

    for command in (running, slope, names, *seen):
        command.add_argument(
            "--plugins", metavar="FOLDER",
            help="run the Python files in FOLDER, for the surfaces and optimizers that they bring",
        )
    return parser


def _steps(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0, got {text!r}")
    return int(text)


def _desktop(options: argparse.Namespace) -> str:
    from playground.desktop.command import answer

    return answer(options.action)


def _print(text: str, as_json: bool) -> int:
    if as_json:
        with suppress(AttributeError):  # replaced streams may lack reconfigure
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    return print_answer(text)


COMMANDS = {
    "run": run.answer, "gradient": gradient.answer, "list": listing.answer, "data": data.answer,
    "landscape": landscape.answer, "curvature": curvature.answer, "basins": basins.answer,
    "noise": noise.answer, "lesson": lesson.answer, "mark": mark.answer,
    "export": export.answer, "code": code.answer, "sweep": sweep.answer,
    "desktop": _desktop,
}
