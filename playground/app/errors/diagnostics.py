"""What somebody who mends the program wants to know, as plain text; nothing that is private."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QByteArray, QLocale, qVersion
from PySide6.QtGui import QFontInfo, QGuiApplication

from playground import __version__
from playground.app.core.main_window import MainWindow
from playground.app.errors.log import log
from playground.app.look.preferences import stored
from playground.app.look.style import style
from playground.lab.documents.recovery import state_folder
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.resources import resources_folder

PACKAGES = (
    "PySide6-Essentials", "shiboken6", "pyqtgraph", "numpy", "sympy", "contourpy", "ziamath",
    "platformdirs",
)
ASKED = ("QT_", "XDG_", "DISPLAY", "WAYLAND_DISPLAY", "LANG", "LC_", "DESKTOP_SESSION",
         "OPENBLAS_NUM_THREADS", "OPTIMIZATION_PLAYGROUND")
"""Names of environment variables, or their beginnings, that change how the program works."""
LOG_LINES, CRASH_LINES = 60, 40
TEXT = "Text (*.txt)"


def diagnostics(window: MainWindow, failures: Iterable[str] = ()) -> str:
    """Everything, by heading; the home folder is written as ~. `failures` is a line for each."""
    parts = (
        ("Program", _program()), ("System", _system()), ("Screen", _screen(window)),
        ("Folders", _folders()), ("Settings", _settings()),
        ("Experiment", _experiment(window.player.experiment, window)),
        ("What went wrong", iter(failures)),
        ("Last lines of the log", iter(log.last(LOG_LINES))),
        ("Last hard crash", iter(log.last_crash(CRASH_LINES))),
    )
    written = []
    for heading, lines in parts:
        body = "\n".join(f"  {line}" for line in lines) or "  nothing"
        written.append(f"{heading}\n{body}")
    return without_home("\n\n".join(written) + "\n")


def without_home(text: str) -> str:
    """The text with ~ for the person's own folder, which mostly has their name in it."""
    homes = {os.path.expanduser("~"), os.path.realpath(os.path.expanduser("~"))}
    for home in sorted(homes, key=len, reverse=True):
        if len(home) > 2:
            text = text.replace(home, "~")
    return text


def _program() -> Iterator[str]:
    frozen = getattr(sys, "frozen", False)
    yield f"Optimization Playground {__version__} ({'built program' if frozen else 'package'})"
    yield f"Python {platform.python_version()} ({sys.executable})"
    yield f"Qt {qVersion()}"
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} not found"


def _system() -> Iterator[str]:
    yield f"{platform.platform()}, {os.cpu_count()} processors"
    yield f"language {QLocale.system().name()}, decimal mark {QLocale().decimalPoint()}"
    for name in sorted(os.environ):
        if name.startswith(ASKED):
            yield f"{name}={os.environ[name]}"


def _screen(window: MainWindow) -> Iterator[str]:
    yield f"platform {QGuiApplication.platformName()}"
    scheme = QGuiApplication.styleHints().colorScheme().name
    yield f"theme {style.theme.name} (chosen {style.mode}, desktop {scheme}), type {style.scale}×"
    info = QFontInfo(window.font())
    yield f"font {info.family()} {info.pixelSize()} px"
    for screen in QGuiApplication.screens():
        size = screen.size()
        yield (
            f"screen {screen.name()}: {size.width()}×{size.height()}, ratio "
            f"{screen.devicePixelRatio():g}, {screen.refreshRate():g} Hz"
        )
    size, ratio = window.size(), window.devicePixelRatio()
    yield f"window {size.width()}×{size.height()} on {window.screen().name()}, ratio {ratio:g}"


def _folders() -> Iterator[str]:
    yield f"settings {stored().fileName()}"
    yield f"unsaved work {state_folder()}"
    yield f"log {log.file or 'none'}"
    if log.why_not:
        yield f"  which cannot be written: {log.why_not}"
    yield f"resources {resources_folder()}"


def _settings() -> Iterator[str]:
    settings = stored()
    for key in sorted(settings.allKeys()):
        value = settings.value(key)
        shown = f"{value.size()} bytes" if isinstance(value, QByteArray) else value
        yield f"{key} = {shown}"


def _experiment(experiment: Experiment, window: MainWindow) -> Iterator[str]:
    for half in window.player.workspace.halves:  # the one on screen first
        yield f"{half.kind}, {'unsaved' if half.unsaved else 'saved'}, file {half.path or 'none'}"
    yield f"cursor {window.player.cursor} of {window.player.last}"
    for runner in experiment.runners:
        yield f"runner {runner.optimizer.name}"
