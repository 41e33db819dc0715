"""What goes wrong inside: told once, counted, never in the way of saving and going on."""

import os
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from playground.app.core import questions as dialogs
from playground.app.errors import failure_dialog, failures
from playground.app.errors.failure import Failure
from playground.app.errors.failure_dialog import FailureDialog
from playground.app.errors.failures import Failures
from playground.app.errors.log import log
from playground.app.work.background import Background
from playground.lab.experiments.files import read_experiment


@pytest.fixture
def window(open_window):
    return open_window()


@pytest.fixture
def hooked(window, monkeypatch):
    """The window's hooks in force, put back after the test."""
    for module, name in (
        (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    window.failures = Failures(window, window.documents.save_copy)
    window.failures.install()
    return window.failures


class Told(list):
    """The failures that got a dialog; what the person answers is `no_more`."""

    no_more = False

    def show(self, parent, failure, save):
        self.append((failure.sentence, failure.times))
        return self.no_more


@pytest.fixture
def shown(monkeypatch):
    """Answers the dialog for a person."""
    told = Told()
    monkeypatch.setattr(failure_dialog, "show_failure", told.show)
    return told


def fail(hook, what="velocity"):
    try:
        {}[what]
    except KeyError as error:
        hook(KeyError, error, error.__traceback__)


def test_an_exception_is_told_outside_of_what_raised_it(hooked, shown, qtbot, window):
    window.player.play()
    fail(sys.excepthook)
    assert shown == []  # not before the event loop comes round
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert shown == [("KeyError: 'velocity'", 1)]
    assert not window.player.playing
    assert "Traceback" in "\n".join(log.last(20))


def test_the_same_failure_gets_two_dialogs_and_then_the_notice(hooked, shown, qtbot, window):
    for _ in range(6):
        fail(sys.excepthook)
        qtbot.waitUntil(lambda: not hooked.waiting)
    assert len(shown) == failures.MOST_ALIKE
    assert "keeps going wrong" in window.notice.text
    assert hooked.summary == ["KeyError: 'velocity' (6×)"]


def test_what_is_not_to_be_shown_again_is_only_counted(hooked, shown, qtbot, window):
    shown.no_more = True
    for _ in range(3):
        fail(sys.excepthook)
        qtbot.waitUntil(lambda: not hooked.waiting)
    assert len(shown) == 1 and hooked.summary == ["KeyError: 'velocity' (3×)"]
    assert window.notice.text == ""


def test_many_different_failures_end_in_the_notice(hooked, shown, qtbot, window):
    for k in range(failures.MOST_DIALOGS + 3):
        code = compile("\n" * k + "{}[0]", "somewhere.py", "exec")
        try:
            exec(code)
        except KeyError as error:
            sys.excepthook(KeyError, error, error.__traceback__.tb_next)
        qtbot.waitUntil(lambda: not hooked.waiting)
    assert len(shown) == failures.MOST_DIALOGS
    assert "keeps going wrong" in window.notice.text


class Broken(QWidget):
    """A widget that cannot be painted."""

    times = 0

    def paintEvent(self, event):
        Broken.times += 1
        raise RuntimeError("no paint")


def test_an_exception_while_painting_makes_no_endless_chain(hooked, shown, qtbot, capfd):
    widget = Broken()
    qtbot.addWidget(widget)
    with qtbot.captureExceptions():  # pytest's own hook steps aside
        sys.excepthook = hooked.take
        widget.show()
        qtbot.waitUntil(lambda: len(shown) == 1)
        for times in range(2, 20):
            widget.update()
            qtbot.waitUntil(lambda times=times: Broken.times >= times)
    assert len(shown) <= failures.MOST_ALIKE
    widget.hide()


def test_an_exception_on_a_thread_arrives_on_the_windows(hooked, shown, qtbot):
    def work():
        raise ValueError("on a thread")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: shown == [("ValueError: on a thread", 1)])


def test_an_exception_in_the_background_arrives_too(hooked, shown, qtbot):
    background = Background()

    def work():
        raise ValueError("in the background")

    with qtbot.captureExceptions():
        sys.excepthook = hooked.take
        background.submit("key", work, lambda _: None)
        qtbot.waitUntil(lambda: len(shown) == 1)
    assert shown == [("ValueError: in the background", 1)]
    background.stop()


def test_ctrl_c_closes_the_window(hooked, window):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not window.isVisible()


def dialog_on(qtbot, window, save=lambda: "", **changes):
    made = FailureDialog(window, Failure("KeyError: 'velocity'", "Traceback\n  …", **changes), save)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_dialog_saves_a_copy_and_goes_on(qtbot, window, monkeypatch, tmp_path):
    target = tmp_path / "copy.playground.json"
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: target)
    window.mode.surface.start_dragged.emit((1.0, 1.0), True)
    dialog = dialog_on(qtbot, window, window.documents.save_copy)
    qtbot.mouseClick(dialog.save_copy, Qt.MouseButton.LeftButton)
    assert read_experiment(target).runners[0].start == (1.0, 1.0)
    assert dialog.isVisible() and dialog.outcome.text() == f"Saved to {target}."
    assert window.isWindowModified()  # a copy: the document itself is as unsaved as before
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible() and not dialog.no_more


def test_a_copy_that_cannot_be_saved_says_so_in_the_dialog(qtbot, window, monkeypatch, tmp_path):
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: tmp_path / "no" / "folder" / "a.json")
    dialog = dialog_on(qtbot, window, window.documents.save_copy)
    qtbot.mouseClick(dialog.save_copy, Qt.MouseButton.LeftButton)
    assert "cannot be written" in dialog.outcome.text() and dialog.isVisible()


def test_the_details_are_shown_and_copied(qtbot, window):
    dialog = dialog_on(qtbot, window)
    assert not dialog.details.isVisible()
    qtbot.mouseClick(dialog.more, Qt.MouseButton.LeftButton)
    assert dialog.details.isVisible() and "Traceback" in dialog.details.toPlainText()
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Traceback\n  …"


def test_when_it_happens_again_the_way_out_is_chosen_already(qtbot, window):
    assert not dialog_on(qtbot, window).no_more_box.isChecked()
    again = dialog_on(qtbot, window, times=3)
    assert again.no_more and any(
        "3 times" in label.text() for label in again.findChildren(type(again.outcome))
    )
    assert "anything" in dialog_on(qtbot, window, last=True).no_more_box.text()


def test_a_copy_gets_no_name_that_is_there(qtbot, window, tmp_path, monkeypatch):
    """Qt asks about the name that was typed; the suffix is added after that."""
    typed = tmp_path / "week 1.2"
    (tmp_path / "week 1.2.playground.json").write_text("mine")
    monkeypatch.setattr(
        dialogs.QFileDialog, "getSaveFileName", lambda *a: (str(typed), dialogs.EXPERIMENTS)
    )
    asked = []
    monkeypatch.setattr(dialogs, "ask_replace", lambda parent, path: asked.append(path.name))
    assert window.documents.save_copy() == ""
    assert asked == ["week 1.2.playground.json"]
    assert os.listdir(tmp_path) == ["week 1.2.playground.json"]
    assert (tmp_path / "week 1.2.playground.json").read_text() == "mine"
