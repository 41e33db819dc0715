"""The application object and the first window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from playground import __version__
from playground.app.documents.opened_files import OpenedFiles
from playground.app.errors.failures import Failures
from playground.app.errors.log import log
from playground.app.look import preferences as settings
from playground.app.look.icons import app_icon
from playground.app.look.style import style
from playground.app.shell.key_router import KeyRouter
from playground.app.shell.window import Window
from playground.app.work.garbage import Collector
from playground.desktop.names import DESKTOP_ID, NAME, TITLE
from playground.lab.documents.recovery import state_folder, why_not_kept
from playground.lab.experiments.experiment import Experiment


def make_application(keep_settings: bool = True) -> QApplication:
    """The QApplication, dressed as it was left."""
    existing = QCoreApplication.instance()
    # X11 takes the windows' class from here, and finds the menu entry by it.
    words = [*sys.argv[:1], *(("-name", DESKTOP_ID) if sys.platform == "linux" else ())]
    app = existing if isinstance(existing, QApplication) else QApplication(words)
    app.setApplicationName(NAME)
    app.setApplicationDisplayName(TITLE)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(DESKTOP_ID)
    if keep_settings:
        settings.preferences.restore()
    style.apply(app)
    app.setWindowIcon(app_icon())
    # Keys come when the window is there; making it sends thousands of events that are no keys.
    router = KeyRouter(app)
    QTimer.singleShot(0, router, lambda: _listen(app, router))
    if sys.platform == "darwin":  # elsewhere it would only see every event, for nothing
        app.installEventFilter(OpenedFiles(app))
    return app


def _listen(app: QApplication, router: KeyRouter) -> None:
    """To every event from now on, except while many widgets are made or dressed."""
    app.installEventFilter(router)
    style.dressing.connect(router.rest)


def make_window(
    experiment: Experiment, file: str | None = None, keep_settings: bool = True,
    with_tour: bool = True,
) -> Window:
    """The window on an experiment; with `keep_settings` it is a person's, not a test's: unexpected
    errors are then shown, not printed, and what cannot be kept is told. Without a file, and
    `with_tour`, the very first start shows the tour.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with style.dressed_afterwards(app):
        window = Window(experiment, Path(file) if file else None, keep_settings)
    Collector(window)
    if keep_settings:
        window.failures = Failures(window, window.documents.save_copy)
        window.failures.install()
        window.first_paint.happened.connect(lambda: _settle(window, with_tour and not file))
    for opened in app.findChildren(OpenedFiles):
        opened.connect_to(window.commands.open_path)
    return window


def _settle(window: Window, with_tour: bool) -> None:
    """What follows the first picture: the tour, at the very first start, and the log's start."""
    _tell_what_is_not_kept(window)
    if with_tour:
        from playground.app.help.tour import at_first_start

        tour = at_first_start(window)
        if tour is not None:
            tour.course_asked.connect(window.commands.show_course)


def _tell_what_is_not_kept(window: Window) -> None:
    """A home folder that is full, locked, read-only or missing: said once, and nothing else."""
    places = {
        "settings": Path(settings.stored().fileName()).parent,
        "unsaved work": state_folder(),
    }
    reasons = {what: why_not_kept(folder) for what, folder in places.items()}
    lost = [what for what, why in reasons.items() if why]
    window.documents.net.has_none(reasons["unsaved work"])
    if lost:
        why = reasons[lost[0]]
        log.write("note", f"not kept: {reasons}")
        what = " and ".join(lost)
        window.notice.tell(
            f"{what[0].upper()}{what[1:]} cannot be kept here ({why}). Everything else works; "
            "save your experiments yourself, in a folder that can be written.", error=False
        )
