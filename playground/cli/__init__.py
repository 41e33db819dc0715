"""The command line: run experiments, differentiate, list what there is. Never imports Qt."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import redirect_stdout, suppress
from typing import NoReturn

from playground import __version__
from playground.cli import data, gradient, listing, run
from playground.lab.experiments.files import FileProblemError, one_line
from playground.lab.experiments.reader import BadInputError
from playground.lab.plugins.load import blame
from playground.lab.plugins.start import load_for_commands

PROGRAM = "playground"
BAD_INPUT = 2


def main(arguments: list[str]) -> int:
    """Run a command; the exit code: 0, or 2 with one line on stderr for bad input."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # replaced streams may lack it; a console may lack letters
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        options = _parser().parse_args(arguments)
        with redirect_stdout(sys.stderr):  # what one's own files print is no part of the answer
            answer = _answer(options)
        _print(answer, options.json)
    except (FileProblemError, BadInputError) as error:
        return refuse(str(error))
    except KeyboardInterrupt:
        return refuse("interrupted", code=130)
    except BrokenPipeError:  # the reader of a pipe went away (`| head`): nothing left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MemoryError:
        return refuse("there is not enough memory for this; use fewer steps or a smaller network")
    return 0


def _answer(options: argparse.Namespace) -> str:
    """What a command has to say; a failure inside of one's own files is bad input."""
    left_out = load_for_commands(options.plugins) if "plugins" in options else []
    try:
        answer = COMMANDS[options.command](options)
    except (FileProblemError, BadInputError) as error:
        if not left_out:
            raise
        raise BadInputError("", f"{error} (left out {'; '.join(left_out)})") from None
    except (Exception, SystemExit) as error:
        sentence = blame(error)
        if not sentence:
            raise
        raise BadInputError("", sentence) from None
    for sentence in left_out:
        print(f"{PROGRAM}: left out {sentence}", file=sys.stderr)
    return answer


def refuse(sentence: str, code: int = BAD_INPUT) -> int:
    """One line on stderr; returns the exit code."""
    print(f"{PROGRAM}: {one_line(sentence)}", file=sys.stderr)
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
    running.add_argument("--trace", metavar="OUT", help="write every step to OUT.csv or OUT.npz")

    slope = commands.add_parser("gradient", help="gradient at the start, with a check")
    slope.add_argument("file", metavar="FILE", help="experiment file")
    slope.add_argument("--json", action="store_true", help="print strict JSON")
    slope.add_argument("--input", metavar="X1,X2", help="backprop at one input (networks)")

    names = commands.add_parser("list", help="everything registered, with its settings")
    names.add_argument("--json", action="store_true", help="print strict JSON")

    data.add_commands(commands)

    desktop = commands.add_parser("desktop", help="a menu entry and icons for you, or none again")
    desktop.add_argument("action", choices=("install", "remove"))
    desktop.set_defaults(json=False)

    for command in (running, slope, names):
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


def _print(text: str, as_json: bool) -> None:
    if as_json:
        with suppress(AttributeError):  # replaced streams may lack reconfigure
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(text, flush=True)


COMMANDS = {
    "run": run.answer, "gradient": gradient.answer, "list": listing.answer, "data": data.answer,
    "desktop": _desktop,
}
