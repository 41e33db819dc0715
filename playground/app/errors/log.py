"""The log: a small file that tells what happened, when somebody has to find out.

Nothing here may disturb: a log that cannot be written is kept in memory alone. It holds what Qt
complains about and what went wrong inside, never what is in an experiment.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import IO

from platformdirs import user_log_path

APP = "optimization-playground"
MOST_BYTES = 2**20
"""Size at which the file becomes NAME.old and a new one begins: two files at most."""
MOST_LINE = 20_000
REMEMBERED = 200  # lines


def log_folder() -> Path:
    """Where the log and the crash report live; may not exist yet."""
    return user_log_path(APP, appauthor=False)


class Log:
    """Lines with a time, remembered, and written to a file once there is one."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=REMEMBERED)
        self.why_not = ""
        self.file: Path | None = None
        self.crashes: Path | None = None
        self._crash_stream: IO[bytes] | None = None

    def open(self, folder: Path) -> None:
        """Write to `log.txt` in a folder from now on, and hard crashes to `crash.txt`."""
        self.close()
        self.file, self.crashes = folder / "log.txt", folder / "crash.txt"
        try:
            if not folder.is_absolute():  # "~", as it stands: it would be made where we are
                raise OSError("there is no home folder")
            folder.mkdir(parents=True, exist_ok=True)
            _make_room(self.file)
            _make_room(self.crashes)
            # Unbuffered, and open for as long as the process lives: faulthandler keeps its number.
            self._crash_stream = open(self.crashes, "ab", buffering=0)  # noqa: SIM115
            faulthandler.enable(self._crash_stream)
        except (OSError, ValueError) as error:
            self.why_not = f"{folder}: {getattr(error, 'strerror', None) or error}"

    def close(self) -> None:
        """Let go of the files; lines are remembered only."""
        if self._crash_stream is not None:
            faulthandler.disable()
            self._crash_stream.close()
        self.file = self.crashes = self._crash_stream = None

    def write(self, kind: str, text: str) -> None:
        """Add an entry; of several lines, the later ones are indented."""
        text = text.strip()[:MOST_LINE].replace("\n", "\n    ")
        entry = f"{time.strftime('%Y-%m-%d %H:%M:%S')} [{os.getpid()}] {kind}: {text}"
        self.lines.extend(entry.split("\n"))
        if self.file is None or self.why_not:
            return
        try:
            _make_room(self.file)
            with open(self.file, "a", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(f"{entry}\n")
        except OSError as error:
            self.why_not = f"{self.file}: {error.strerror or error}"

    def last(self, count: int) -> list[str]:
        """The newest lines of this process."""
        return list(self.lines)[-count:]

    def last_crash(self, count: int) -> list[str]:
        """The end of the crash report, if there ever was a hard crash."""
        if self.crashes is not None:
            with suppress(OSError):
                text = self.crashes.read_text(encoding="utf-8", errors="replace")
                return text.splitlines()[-count:]
        return []


def _make_room(file: Path) -> None:
    """Put a file that has grown large aside; another process may be doing the same."""
    with suppress(FileNotFoundError):
        if file.stat().st_size >= MOST_BYTES:
            with suppress(OSError):  # Windows does not move what another process has open
                os.replace(file, file.with_suffix(".old"))


log = Log()
"""This process's log."""


def start_line() -> str:
    """The versions that matter, from what is loaded already."""
    import platform

    import numpy
    import PySide6
    from PySide6.QtGui import QGuiApplication

    from playground import __version__

    how = "built program" if getattr(sys, "frozen", False) else "Python package"
    return (
        f"Optimization Playground {__version__} ({how}), Python {platform.python_version()}, "
        f"PySide6 {PySide6.__version__}, NumPy {numpy.__version__}, "
        f"{platform.system()} {platform.release()}, {QGuiApplication.platformName()}"
    )
