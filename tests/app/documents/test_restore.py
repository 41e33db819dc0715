"""After a crash: the work is offered, and stays until somebody decides about it."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from playground.app.documents import restore_dialog
from playground.app.documents.autosave import KEEP_AFTER_MS
from playground.app.documents.restore_dialog import RestoreDialog, describe
from playground.lab.documents import recovery
from playground.lab.documents.recovery import Recovery
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment


def forget(window):
    window.player.workspace.mark_all_saved()


@pytest.fixture
def window(open_window):
    return open_window()


@pytest.fixture
def left(user_folders):
    """Puts work there as crashed windows would have."""

    def leave(*names):
        folder = recovery.state_folder()
        for age, name in enumerate(names):
            net = Recovery()
            assert net.keep(new_experiment(name)) == ""
            old = folder / f"unsaved-x-9999999{age}-0.json"
            net.file("surface").rename(old)
            net.close()
            os.utime(old, (1_000_000_000 - age,) * 2)
        return folder

    # of another machine, so long ago that nobody there can be at work on it
    return leave


def on_disk(folder):
    return len(list(folder.glob("unsaved-*.json")))


def answering(monkeypatch, *answers):
    asked, answers = [], list(answers)

    def ask(parent, works):
        asked.append([work.experiment.title for work in works])
        return answers.pop(0)

    monkeypatch.setattr(restore_dialog, "ask_restore", ask)
    return asked


def test_opening_it_shows_it_unsaved_and_keeps_it_as_this_windows_own(window, left, monkeypatch):
    folder = left("booth")
    answering(monkeypatch, ("open", 0))
    window.documents.restore_after_crash()
    assert window.player.experiment == new_experiment("booth")
    assert window.isWindowModified() and window.documents.path is None
    assert on_disk(folder) == 1  # a second crash would lose nothing
    assert Recovery().left_behind() == []


def test_keeping_it_for_later_offers_it_again(window, left, monkeypatch):
    folder = left("booth")
    asked = answering(monkeypatch, ("later", 0), ("later", 0))
    before = window.player.experiment
    window.documents.restore_after_crash()
    window.documents.restore_after_crash()
    assert window.player.experiment is before and on_disk(folder) == 1
    assert len(asked) == 2


def test_discarding_one_of_several_asks_about_the_rest(window, left, monkeypatch):
    folder = left("booth", "beale", "himmelblau")
    asked = answering(monkeypatch, ("discard", 1), ("open", 0))
    window.documents.restore_after_crash()
    assert [len(titles) for titles in asked] == [3, 2]
    assert new_experiment("beale").title not in asked[1]
    assert window.player.experiment == new_experiment("booth")
    assert on_disk(folder) == 2  # booth in this window's name, and himmelblau for the next start
    assert [one.experiment.title for one in Recovery().left_behind()] == [
        new_experiment("himmelblau").title
    ]


def test_work_that_this_window_cannot_keep_stays_where_it_was(window, left, monkeypatch):
    folder = left("booth")
    answering(monkeypatch, ("open", 0))
    monkeypatch.setattr(Recovery, "keep", lambda *_: "/home: No space left on device")
    window.documents.restore_after_crash()
    assert window.player.experiment == new_experiment("booth") and on_disk(folder) == 1
    assert "No space left on device" in window.notice.text


def test_edits_are_kept_while_one_goes_on_editing(window, qtbot):
    kept = window.documents.net.recovery.file("surface")
    count = 0

    def edit():
        nonlocal count
        count += 1
        window.mode.surface.start_dragged.emit((1.0, count / 1000), True)
        return kept.exists()

    qtbot.waitUntil(edit, timeout=KEEP_AFTER_MS * 10)
    forget(window)
    window.close()
    assert list(kept.parent.glob("unsaved-*")) == []


def shown(qtbot, window, works):
    dialog = RestoreDialog(window, works)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_dialog_names_the_work_and_enter_opens_it(qtbot, window, left):
    left("booth", "beale")
    works = Recovery().left_behind()
    dialog = shown(qtbot, window, works)
    assert dialog.works.count() == 2 and "Surface, 1 runner" in describe(works[0])
    assert "2001-09-09" in dialog.works.item(0).text()
    qtbot.keyClick(dialog.works, Qt.Key.Key_Down)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert (dialog.answer, dialog.place) == ("open", 1)
    assert all(button.toolTip() for button in (dialog.open_, dialog.later, dialog.discard))


@pytest.mark.parametrize(("button", "answer"), [
    ("open_", "open"), ("later", "later"), ("discard", "discard"),
])
def test_each_button_says_what_it_says(qtbot, window, left, button, answer):
    left("booth")
    dialog = shown(qtbot, window, Recovery().left_behind())
    qtbot.mouseClick(getattr(dialog, button), Qt.MouseButton.LeftButton)
    assert dialog.answer == answer and not dialog.isVisible()


def test_its_buttons_wear_our_icons(qtbot, window, left):
    left("booth")
    dialog = RestoreDialog(window, Recovery().left_behind())
    qtbot.addWidget(dialog)
    buttons = dialog.findChildren(QPushButton)
    assert len(buttons) == 3 and not any(button.icon().isNull() for button in buttons)


def test_escape_throws_nothing_away(qtbot, window, left):
    left("booth")
    works = Recovery().left_behind()
    answered = []
    QTimer.singleShot(0, lambda: qtbot.keyClick(
        QApplication.activeModalWidget(), Qt.Key.Key_Escape
    ))
    answered.append(restore_dialog.ask_restore(window, works))
    assert answered == [("later", 0)]


CRASHING = """
import os, signal, sys
from playground.app.shell.start import make_application, make_window
from playground.lab.experiments.experiment import new_experiment
from playground.app.help import tour
tour.at_first_start = lambda window: None
app = make_application()
window = make_window(new_experiment())
window.show()
while not window.mode.is_complete:
    app.processEvents()
window.mode.surface.start_dragged.emit((1.5, 0.5), True)
while not window.documents.net.recovery.file("surface").exists():
    app.processEvents()
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


def test_a_window_that_is_killed_in_the_middle_of_an_edit_loses_nothing(window, monkeypatch):
    assert subprocess.run([sys.executable, "-c", CRASHING], timeout=100).returncode != 0
    answering(monkeypatch, ("open", 0))
    window.documents.restore_after_crash()
    assert window.player.experiment.runners[0].start == (1.5, 0.5)
    assert window.isWindowModified()


def test_the_place_where_the_cursor_rests_is_kept_too(window, qtbot):
    player, folder = window.player, recovery.state_folder()
    player.edit(new_experiment("booth"), "another surface")
    qtbot.waitUntil(lambda: on_disk(folder) == 1, timeout=5 * KEEP_AFTER_MS)
    player.step(1)
    player.step(1)
    [file] = folder.glob("unsaved-*.json")
    qtbot.waitUntil(lambda: read_experiment(file).cursor == 2, timeout=5 * KEEP_AFTER_MS)


def test_the_dialog_is_off_the_screen_before_its_work_is_opened(window, left):
    left("booth")
    (kept, *_) = Recovery().left_behind()
    seen = []

    def press():
        dialog = window.findChild(RestoreDialog)
        dialog.finished.connect(
            lambda: QTimer.singleShot(0, lambda: seen.append(dialog.isVisible()))
        )
        dialog.open_.click()

    QTimer.singleShot(0, press)
    assert restore_dialog.ask_restore(window, [kept]) == ("open", 0)
    assert seen == [False]  # the window could paint what lay below
    kept.leave()
