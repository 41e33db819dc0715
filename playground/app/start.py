"""The application object and the first window."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from playground import __version__
from playground.app import dialogs, settings
from playground.app.icons import app_icon
from playground.app.keys import KeyRouter
from playground.app.style import style
from playground.app.window import Window
from playground.lab.experiment import Experiment


def make_application(keep_settings: bool = True) -> QApplication:
    """The QApplication, dressed as it was left."""
    existing = QCoreApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("optimization-playground")
    app.setApplicationDisplayName("Optimization Playground")
    app.setOrganizationName("optimization-playground")  # sections keep their state under it
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("optimization-playground")
    if keep_settings:
        settings.restore_style()
    style.apply(app)
    app.setWindowIcon(app_icon())
    app.installEventFilter(KeyRouter(app))
    return app


def make_window(
    experiment: Experiment, file: str | None = None, keep_settings: bool = True
) -> Window:
    """The window on an experiment; unexpected errors from now on are shown, not printed."""
    window = Window(experiment, Path(file) if file else None, keep_settings)
    sys.excepthook = _Reporter(window)
    return window


class _Reporter:
    """Shows an unexpected exception once at a time, and lets the person go on."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._showing = False

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        self._window.player.pause()
        if self._showing:
            return
        self._showing = True
        try:
            details = "".join(traceback.format_exception(kind, error, trace))
            dialogs.show_failure(self._window, f"{kind.__name__}: {error}", details)
        finally:
            self._showing = False
