"""What Qt says on its own: into the log, and a plain sentence where Qt would end the process.

Without a display that can be reached, or without a library of its platform plugin, Qt calls
abort() in the middle of making the application object. Its last message comes through here
first: the sentence is said, and the process ends with exit code 2 as with any other refusal.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QMessageLogContext, QtMsgType, qInstallMessageHandler

from playground.app.errors.log import log
from playground.app.errors.preflight import LINUX_LIBRARIES

KINDS = {
    QtMsgType.QtDebugMsg: "Qt note", QtMsgType.QtInfoMsg: "Qt note",
    QtMsgType.QtWarningMsg: "Qt warning", QtMsgType.QtCriticalMsg: "Qt error",
    QtMsgType.QtFatalMsg: "Qt, fatal",
}
NO_PLATFORM = "no Qt platform plugin could be initialized"
MOST_ALIKE = 20  # times one message is written to the log


class QtMessages:
    """The message handler. `refuse` says a sentence; with `quiet` nothing else goes to stderr."""

    def __init__(self, refuse: Callable[[str], int], quiet: bool) -> None:
        self._refuse = refuse
        # Whoever asks Qt to talk wants to see it.
        self._quiet = quiet and not {"QT_DEBUG_PLUGINS", "QT_LOGGING_RULES"} & set(os.environ)
        self._seen: dict[str, int] = {}

    def __enter__(self) -> None:
        """Take all of Qt's messages from now on."""
        self._before = qInstallMessageHandler(self)

    def __exit__(self, *_: object) -> None:
        qInstallMessageHandler(self._before)

    def __call__(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """One message; a fatal one is the last thing that this process does."""
        self._seen[text] = times = self._seen.get(text, 0) + 1
        if times <= MOST_ALIKE:
            log.write(KINDS[kind], text)
        if kind == QtMsgType.QtFatalMsg:
            self._end(text)
        if not self._quiet and sys.stderr is not None:
            print(text, file=sys.stderr)

    def _end(self, text: str) -> None:
        """Say what Qt could not start with, and leave before it calls abort()."""
        code = 70
        if NO_PLATFORM in text:
            code = self._refuse(why_no_platform(text, list(self._seen)))
        else:
            self._refuse(f"Qt cannot go on ({text.splitlines()[0] if text else 'no reason given'})")
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)


def why_no_platform(fatal: str, said: list[str]) -> str:
    """Why no window system can be used, and the mend, from what Qt said before it gave up."""
    asked = os.environ.get("QT_QPA_PLATFORM", "")
    unknown = [found[1] for text in said
               if (found := re.search(r'Could not find the Qt platform plugin "([^"]*)"', text))]
    missing = missing_library(asked.partition(":")[0].partition(";")[0] or "xcb")
    if unknown and asked:
        listed = fatal.partition("plugins are: ")[2].partition(".")[0].split(", ")
        usual = [name for name in ("xcb", "wayland", "windows", "cocoa", "offscreen")
                 if name in listed]
        return (
            f'QT_QPA_PLATFORM asks for "{unknown[0]}", which this Qt does not have; unset it, or '
            f"set it to one of: {', '.join(usual or listed)}"
        )
    if missing:
        return (
            f"Qt cannot open a window ({missing}); install its system libraries: "
            f"sudo apt install {LINUX_LIBRARIES}"
        )
    for text in said:
        if text.startswith("could not connect to display"):
            named = text.removeprefix("could not connect to display").strip()
            return _unreachable(named, "DISPLAY (over ssh: connect with ssh -X)") if named else (
                _unreachable(os.environ.get("WAYLAND_DISPLAY", ""), "WAYLAND_DISPLAY")
            )
    if any("wl_display" in text for text in said):
        return _unreachable(os.environ.get("WAYLAND_DISPLAY", "wayland-0"), "WAYLAND_DISPLAY")
    return (
        "Qt cannot open a window here; start with QT_DEBUG_PLUGINS=1 to see why, or use the "
        "commands that need none (playground --help)"
    )


def _unreachable(display: str, variable: str) -> str:
    return (
        f"the display {display or '(none)'} cannot be reached; log in to a desktop, check "
        f"{variable}, or use the commands that need none (playground --help)"
    )


def missing_library(platform: str) -> str:
    """The library that a platform plugin lacks, in the loader's words; "" if it loads.

    Asked only once Qt has failed, so that a start which goes well does not pay for it.
    """
    if not sys.platform.startswith("linux"):
        return ""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    plugin = folder / f"libq{platform}.so"
    if not plugin.is_file():
        return ""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error).splitlines()[0]
    return ""
