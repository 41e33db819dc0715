"""Help > Copy diagnostics: what is in it, what is not, and where it goes."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from playground import __version__
from playground.app.core import questions as dialogs
from playground.app.errors.diagnostics import diagnostics, without_home
from playground.app.errors.diagnostics_dialog import Diagnostics
from playground.app.errors.log import log
from playground.app.shell.window import Window
from playground.lab.experiments.experiment import new_experiment


@pytest.fixture
def window(qtbot, user_folders):
    made = Window(new_experiment(), keep_settings=False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    return made


def shown(window):
    window.actions_by_name["diagnostics"].trigger()
    return window.findChildren(Diagnostics)[-1]


def test_it_tells_what_somebody_who_mends_wants_to_know(window):
    log.write("note", "a line of the log")
    text = diagnostics(window)
    for part in (
        f"Optimization Playground {__version__}", "Python 3.", "Qt 6.", "pyqtgraph 0.", "numpy 2.",
        "platform offscreen", "theme light", "screen ", "window 1280×720", "a line of the log",
        "surface, saved", "runner gradient_descent", "cursor 0 of",
    ):
        assert part in text, part
    assert "nothing" in text.partition("What went wrong\n")[2].splitlines()[0]


def test_the_home_folder_is_a_tilde(window, user_folders):
    assert str(user_folders) not in diagnostics(window)
    assert without_home(f"in {os.path.expanduser('~')}/x") == "in ~/x"


def test_it_is_copied_shown_and_said(window, qtbot):
    QGuiApplication.clipboard().clear()
    sheet = shown(window)
    assert QGuiApplication.clipboard().text() == sheet.text == sheet.view.toPlainText()
    assert "copied" in window.notice.text
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(sheet.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == sheet.text and sheet.outcome.text() == "Copied."
    qtbot.keyClick(sheet.dialog, Qt.Key.Key_Escape)
    assert not sheet.dialog.isVisible()


def test_it_is_saved_and_a_failure_is_said(window, qtbot, tmp_path, monkeypatch):
    sheet = shown(window)
    suggested = []
    monkeypatch.setattr(
        dialogs, "ask_save", lambda *a: suggested.append(a[2]) or tmp_path / "d.txt"
    )
    qtbot.mouseClick(sheet.save, Qt.MouseButton.LeftButton)
    assert suggested[0].parent.is_dir()  # without one's documents: home
    assert (tmp_path / "d.txt").read_text(encoding="utf-8") == sheet.text
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: tmp_path / "no" / "d.txt")
    qtbot.mouseClick(sheet.save, Qt.MouseButton.LeftButton)
    assert "cannot be written" in sheet.outcome.text()
    sheet.dialog.reject()
