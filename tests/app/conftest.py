"""Guards for tests of the window: what a test starts, it ends.

A timer, a thread or a window that outlives its test makes another one crash much later; the idea
is napari's (its conftest.py).
"""

import gc
import os
import threading
import weakref

import pyqtgraph
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import getCppPointer, isValid

from playground.app.look.preferences import preferences, show_decimal, stored
from playground.app.look.style import style
from playground.app.work import background
from playground.lab.experiments.experiment import new_experiment

pyqtgraph.setConfigOption("exitCleanup", False)


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    """A clock that the test turns by hand."""
    return Clock()


@pytest.fixture(scope="session", autouse=True)
def _settings_folder(tmp_path_factory):
    """QSettings write where nobody reads."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    folder = str(tmp_path_factory.mktemp("settings"))
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)


@pytest.fixture
def own_settings(tmp_path):
    """The folder of settings of this test's own, empty."""
    before = os.path.dirname(os.path.dirname(stored().fileName()))
    folder = tmp_path / "own settings"
    folder.mkdir()
    user = QSettings.Scope.UserScope
    QSettings.setPath(QSettings.Format.IniFormat, user, str(folder))
    yield folder
    QSettings.setPath(QSettings.Format.IniFormat, user, before)


@pytest.fixture
def open_window(qtbot, user_folders):
    """Opens windows on an experiment (the lecture's) of a file, `size` large: complete, shown and
    active, with settings of nobody; closed after the test without a question.
    """

    def opened(experiment=None, file=None, size=None):
        from playground.app.shell.window import Window  # not for every test

        made = Window(experiment or new_experiment(), file, keep_settings=False)
        qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
        if size is not None:
            made.resize(*size)
        with qtbot.waitExposed(made):
            made.show()
        qtbot.waitUntil(lambda: made.mode.is_complete)
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    return opened


@pytest.fixture(autouse=True)
def _dressed(qapp):
    """Every test starts in the light theme at scale 1, with a decimal point."""
    style.apply(qapp)
    preferences.forget()
    style.mode, style.scale, style.pixel_ratio = "light", 1.0, 1.0
    style.surface_map = "viridis"
    show_decimal(".")
    yield


@pytest.fixture(autouse=True)
def _collected_between_tests(_dressed):
    """No test is collected in the middle of an event.

    pytest-qt holds what a test adds weakly, and lets events run after the test: a dialog that
    nobody else holds was then destroyed while Qt was giving it the focus, one time in thousands.
    """
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_left(qapp, monkeypatch, _collected_between_tests):
    """Fail a test that leaves a running timer or thread, or a window."""
    timers = _watched(monkeypatch, QTimer)
    threads = _watched(monkeypatch, QThread)
    python_threads = set(threading.enumerate())
    windows = set(_windows(qapp))
    yield
    background.stop_all()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if _windows(qapp).keys() - windows or any(map(_runs, timers)):
        gc.collect()  # what only waits for Python's collector is no leak
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [repr(window) for at, window in _windows(qapp).items() if at not in windows]
    left += [repr(timer) for timer in timers if _runs(timer)]
    left += [repr(thread) for thread in threads if isValid(thread) and thread.isRunning()]
    left += [repr(t) for t in set(threading.enumerate()) - python_threads if not t.daemon]
    assert not left, f"left behind by this test: {', '.join(left)}"


def _watched(monkeypatch, kind):
    """The objects of a Qt class that are started while a test runs."""
    started = weakref.WeakSet()
    start = kind.start

    def watched_start(self, *args):
        started.add(self)
        return start(self, *args)

    monkeypatch.setattr(kind, "start", watched_start)
    return started


def _runs(timer):
    return isValid(timer) and timer.isActive()


def _windows(qapp: QApplication):
    """Top-level widgets that nobody owns (menus and pop-ups go with their owner), by where Qt has
    them: Python may make another object of a widget meanwhile.
    """
    return {
        getCppPointer(widget)[0]: widget
        for widget in qapp.topLevelWidgets() if widget.parent() is None
    }
