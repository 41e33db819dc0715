"""Without a command: open the window. With one: the command line, which never imports Qt."""

import time

FIRST_LINE = time.perf_counter()  # the self-test counts the first paint from here

import os  # noqa: E402
import sys  # noqa: E402
from typing import TextIO  # noqa: E402

# The matrices here are small: BLAS threads cost more than they bring, and take the frame's time.
# To be said before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

COMMANDS = (
    "run", "gradient", "list", "data", "landscape", "curvature", "basins", "noise", "export",
    "code", "desktop", "lesson", "mark", "sweep", "-h", "--help", "--version",
)
"""What the command line answers; the window needs none of its modules."""


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a sweep's process is this program again, and must not open a window
        _keep_libraries_to_ourselves()
    no_console = sys.stdout is None or sys.stderr is None
    if no_console:  # Windows, started by a click: what is printed goes nowhere
        sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    if arguments and arguments[0] in COMMANDS:
        from playground.cli import main as command

        return command(arguments)
    from playground.app.main import open_window

    if arguments[:1] == ["open"]:  # `playground open CODE` is `playground FILE` for a code
        arguments = [_as_file(argument) for argument in arguments[1:]]
    unread = no_console or _was_clicked()
    return open_window(["--windowed"] * unread + arguments, FIRST_LINE)


def _as_file(argument: str) -> str:
    """A code as it stands in a file's place; anything else as it is."""
    return f"code:{argument}" if argument.lstrip().startswith("OP1.") else argument


def windowed() -> int:
    """Run the program for somebody without a terminal: what it refuses is said in a box."""
    return main(["--windowed", *sys.argv[1:]])


def _was_clicked() -> bool:
    """Whether this is the built program for the desktop, and nobody reads what it prints.

    Under its other name, for terminals, it is the same file; who started it by that name, or from
    a terminal, reads it there.
    """
    if not getattr(sys, "frozen", False):
        return False
    from playground.desktop.names import NAME

    name = os.path.splitext(os.path.basename(sys.argv[0]))[0].lower()
    return name == NAME and not any(
        stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr) if stream is not None
    )


def _keep_libraries_to_ourselves() -> None:
    """The frozen program was started with its own folder of libraries, which other programs that
    it starts (a file manager) must not get. Ours are found all the same: the loader read the
    variable when the process began.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
