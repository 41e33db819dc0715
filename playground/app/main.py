"""Opens the window: guards first, then Qt, then everything else that the first picture needs."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

PROGRAM = "playground"
LINUX_LIBRARIES = (
    "libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libxcb-cursor0 "
    "libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)


def open_window(arguments: list[str], first_line: float) -> int:
    """Parse what is no command, open the window (on a file), run until it closes."""
    try:
        options = _parser().parse_args(arguments)
    except _BadUsageError as error:
        return _refuse(str(error))
    missing = _no_display(options.self_test) or _no_qt()
    if missing:
        return _refuse(missing)
    if options.self_test:
        from playground.app.selftest import run_self_test

        return run_self_test(first_line, as_json=options.json)
    if options.reset_settings:
        from playground.app.settings import reset

        reset()
    return _run(options.file)


def _run(file: str | None) -> int:
    from playground.lab.experiment import new_experiment
    from playground.lab.files import FileProblemError, read_experiment

    try:
        experiment = read_experiment(file) if file else new_experiment()
    except FileProblemError as error:
        return _refuse(str(error))
    from playground.app.start import make_application, make_window

    app = make_application()
    window = make_window(experiment, file)
    window.show()
    return app.exec()


class _BadUsageError(Exception):
    pass


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _BadUsageError(f"{message} (see {PROGRAM} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, add_help=False)
    parser.add_argument("file", nargs="?", metavar="FILE")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--reset-settings", action="store_true")
    return parser


def _refuse(sentence: str) -> int:
    line = "".join(c if c.isprintable() else " " for c in sentence)
    print(f"{PROGRAM}: {line}", file=sys.stderr)
    return 2


def _no_display(self_test: bool) -> str:
    """Without a display Qt aborts the process; say it before it does (or test offscreen)."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    if self_test:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return ""
    return (
        "there is no display to open a window on; log in to a desktop, or use the commands "
        f"that need none ({PROGRAM} --help)"
    )


def _no_qt() -> str:
    """Import Qt's binding; why it cannot be used here, or "" if it can."""
    try:
        import PySide6
        from PySide6 import QtCore, QtGui, QtWidgets  # noqa: F401
    except ImportError as error:
        reason = str(error).splitlines()[0]
        mend = (
            f"install Qt's system libraries: sudo apt install {LINUX_LIBRARIES}"
            if ".so" in reason else "install it with: pip install PySide6-Essentials==6.11.3"
        )
        return f"Qt cannot be loaded ({reason}); {mend}"
    if PySide6.__version__.startswith("6.12.0") and sys.version_info < (3, 12):
        return (
            "PySide6 6.12.0 crashes on Python 3.11; install another with: "
            'pip install "PySide6-Essentials==6.11.3"'
        )
    return ""
