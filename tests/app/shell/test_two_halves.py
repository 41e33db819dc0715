"""Surface and network in one window: each with its own file, undo and unsaved mark."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from moving import go_to
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QPushButton

from playground.app.core import questions as dialogs
from playground.app.documents import file_reading, restore_dialog
from playground.app.documents.autosave import KEEP_AFTER_MS
from playground.app.documents.restore_dialog import RestoreDialog
from playground.lab.documents import recovery
from playground.lab.documents.recovery import Recovery
from playground.lab.experiments import files
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.presets import new_network, presets

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window):
    return open_window()


def change(window):
    """Drag the start, or type a weight: the half on screen has unsaved work then."""
    if window.mode.kind == "surface":
        window.mode.surface.start_dragged.emit((1.0, 1.0), True)
    else:
        window.mode.network.value_edited.emit(0, 0.5, True)


def go(window, kind):
    window.actions_by_name[f"show_{kind}"].trigger()
    assert window.mode.kind == kind


def change_both(window):
    """Unsaved work in the surface, its cursor at 5, and in the network, on screen, at 3."""
    change(window)
    go_to(window.player, 5)
    go(window, "network")
    change(window)
    go_to(window.player, 3)


def answering(monkeypatch, *answers):
    """What a person answers when asked about unsaved work; collects (title, other half)."""
    asked, answers = [], list(answers)

    def ask(parent, title, elsewhere=""):
        asked.append((title, elsewhere))
        return answers.pop(0)

    monkeypatch.setattr(dialogs, "ask_unsaved", ask)
    return asked


def choosing(monkeypatch, *paths):
    """Where a person saves; collects what was suggested."""
    asked, paths = [], list(paths)
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: asked.append(a[2]) or paths.pop(0))
    return asked


def kept(window):
    """The recovery files of the window, by their halves."""
    net = window.documents.net
    net.keep()
    return {kind for kind in ("surface", "network") if net.recovery.file(kind).exists()}


# --- unsaved marks ------------------------------------------------------------------------------


def test_the_title_and_its_star_are_those_of_the_half_on_screen(window, tmp_path, monkeypatch):
    choosing(monkeypatch, tmp_path / "hill.playground.json")
    change(window)
    assert window.isWindowModified() and window.documents.save()
    assert window.windowTitle().endswith("– hill.playground.json")
    assert not window.isWindowModified()
    go(window, "network")
    assert window.windowTitle() == f"{new_network().title}[*]" and not window.isWindowModified()
    change(window)
    assert window.isWindowModified()
    go(window, "surface")
    assert not window.isWindowModified() and "hill.playground.json" in window.windowTitle()
    assert window.documents.path == tmp_path / "hill.playground.json"


def test_closing_asks_for_each_half_by_name_and_cancel_keeps_everything(window, monkeypatch):
    change_both(window)
    network, surface = window.documents.title, new_experiment().title
    asked = answering(monkeypatch, "discard", "cancel")
    assert not window.close()
    assert asked == [(network, ""), (surface, "surface")]
    assert kept(window) == {"surface", "network"} and window.isWindowModified()
    asked = answering(monkeypatch, "discard", "discard")
    assert window.close() and len(asked) == 2
    assert list(recovery.state_folder().glob("unsaved-*")) == []


def test_only_the_half_that_is_not_on_screen_is_unsaved(window, tmp_path, monkeypatch):
    change(window)
    go_to(window.player, 4)
    go(window, "network")
    asked = answering(monkeypatch, "save")
    path = tmp_path / "mine.json"
    choosing(monkeypatch, path)
    assert window.close() and asked == [(new_experiment().title, "surface")]
    saved = read_experiment(path)
    assert saved.runners[0].start == (1.0, 1.0) and saved.cursor == 4


def test_a_save_that_fails_keeps_the_window_open(window, tmp_path, monkeypatch):
    change_both(window)
    choosing(monkeypatch, tmp_path / "net.json", tmp_path / "no" / "folder" / "a.json")
    answering(monkeypatch, "save", "save")
    assert not window.close() and "cannot be written" in window.notice.text
    assert not window.isWindowModified() and kept(window) == {"surface"}


def test_the_question_says_which_half_it_is_about(window, monkeypatch):
    said = []

    def execute(box):
        said.append((box.text(), box.informativeText()))
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "exec", execute)
    change_both(window)
    go(window, "surface")
    window.player.workspace.mark_saved(window.player.experiment)
    assert not window.close()
    [(text, more)] = said
    assert new_network().title in text and "other half, Network" in more


def test_saving_one_half_keeps_the_other_unsaved_and_its_file_for_a_crash(
    window, tmp_path, monkeypatch
):
    change_both(window)
    assert kept(window) == {"surface", "network"}
    suggested = choosing(monkeypatch, tmp_path / "net.json", tmp_path / "hill.json")
    assert window.documents.save() and not window.isWindowModified()
    assert kept(window) == {"surface"}
    go(window, "surface")
    assert window.isWindowModified() and window.documents.path is None
    assert window.documents.save() and kept(window) == set()
    assert suggested[1].name.startswith("The lectures example")
    assert read_experiment(tmp_path / "net.json").problem.kind == "network"
    assert read_experiment(tmp_path / "hill.json").problem.kind == "surface"


def test_a_file_holds_one_half_only(window, tmp_path, monkeypatch):
    path = tmp_path / "one.json"
    choosing(monkeypatch, path, path)
    assert window.documents.save()
    go(window, "network")
    assert window.documents.save_as() and not window.isWindowModified()  # the person replaced it
    go(window, "surface")
    assert window.isWindowModified() and window.documents.path is None


# --- undo, new, open ----------------------------------------------------------------------------


def test_undo_stays_in_its_half(window, qtbot):
    change_both(window)
    changed = window.player.experiment
    go(window, "surface")
    qtbot.keyClick(window.mode.surface, Qt.Key.Key_Z, CONTROL)
    assert window.mode.kind == "surface" and window.player.experiment == new_experiment()
    assert not window.actions_by_name["undo"].isEnabled()
    go(window, "network")
    assert window.player.experiment == changed and window.actions_by_name["undo"].isEnabled()


@pytest.mark.parametrize(("kind", "first"), [
    ("surface", new_experiment), ("network", new_network),
])
def test_new_starts_the_half_on_screen_over_and_leaves_the_other(
    window, monkeypatch, kind, first
):
    change_both(window)
    go(window, kind)
    asked = answering(monkeypatch, "cancel", "discard")
    window.actions_by_name["new"].trigger()
    assert window.player.experiment != first()
    window.actions_by_name["new"].trigger()
    assert window.player.experiment == first() and not window.isWindowModified()
    assert asked == [(first().title, "")] * 2 or kind == "network"
    go(window, "network" if kind == "surface" else "surface")
    assert window.isWindowModified() and window.player.cursor == (3 if kind == "surface" else 5)


def test_opening_asks_about_the_half_that_the_file_goes_into(
    window, qtbot, tmp_path, monkeypatch
):
    path = tmp_path / "net.json"
    write_experiment(path, presets["mazur"].experiment())
    change(window)
    asked = answering(monkeypatch)
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.mode.kind == "network")
    assert asked == [] and window.documents.path == path
    change(window)
    go(window, "surface")
    assert window.isWindowModified() and window.player.experiment.runners[0].start == (1.0, 1.0)
    asked = answering(monkeypatch, "cancel")
    window.documents.open(path)
    qtbot.waitUntil(lambda: asked != [])
    assert asked[0][1] == "network" and window.mode.kind == "surface"
    go(window, "network")
    assert window.isWindowModified(), "what was changed is there still"


# --- after a crash ------------------------------------------------------------------------------

CRASHING = """
import os, signal
from dataclasses import replace
from playground.app.help import tour
from playground.app.shell.start import make_application, make_window
from playground.lab.experiments.experiment import new_experiment
tour.at_first_start = lambda window: None
app = make_application()
window = make_window(new_experiment())
window.show()
while not window.mode.is_complete:
    app.processEvents()
window.mode.surface.start_dragged.emit((1.5, 0.5), True)
window.player.go_to(5)
while window.player.seeking:
    app.processEvents()
window.commands.show_network()
window.mode.network.value_edited.emit(0, 0.5, True)
window.player.go_to(3)
while window.player.seeking:
    app.processEvents()
file = window.documents.net.recovery.file
if {surface_in_front}:
    while not file("network").exists():
        app.processEvents()
    window.commands.show_surface()
    before = file("surface").stat().st_mtime_ns
    while file("surface").stat().st_mtime_ns == before:
        app.processEvents()
else:
    while not (file("surface").exists() and file("network").exists()):
        app.processEvents()
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


@pytest.mark.parametrize("front", ["surface", "network"])
def test_a_window_that_is_killed_loses_nothing_of_either_half(window, monkeypatch, front):
    code = CRASHING.replace("{surface_in_front}", str(front == "surface"))
    assert subprocess.run([sys.executable, "-c", code], timeout=100).returncode < 0
    works = []
    monkeypatch.setattr(
        restore_dialog, "ask_restore", lambda _, left: works.extend(left) or ("open", 0)
    )
    window.documents.restore_after_crash()
    assert len(works) == 1 and len(works[0].works) == 2
    assert window.mode.kind == front and window.isWindowModified()
    for kind in (front, "network" if front == "surface" else "surface"):
        go(window, kind)
        assert window.isWindowModified()
        assert window.player.cursor == {"surface": 5, "network": 3}[kind]
    go(window, "surface")
    assert window.player.experiment.runners[0].start == (1.5, 0.5)
    go(window, "network")
    assert window.player.runs[0][0].theta[0] == 0.5
    assert Recovery().left_behind() == [] and kept(window) == {"surface", "network"}


def left_by_a_crash(*experiments):
    net = Recovery()
    for experiment in experiments:
        assert net.keep(experiment) == ""
    net._lock.release(remove=False)


def test_the_dialog_names_both_halves(window, qtbot):
    left_by_a_crash(new_network(), new_experiment("booth"))
    dialog = RestoreDialog(window, Recovery().left_behind())
    qtbot.addWidget(dialog)
    [text] = [dialog.works.item(0).text()]
    first, second = text.split("\n")
    assert "Surface, 1 runner" in first and "today" in first and "Network, 1 runner" in second
    assert any("come back together" in label.text() for label in dialog.findChildren(QLabel))


def test_work_is_not_opened_over_unsaved_work(window, monkeypatch):
    left_by_a_crash(new_network(), new_experiment("booth"))
    change(window)
    asked = answering(monkeypatch, "cancel")
    monkeypatch.setattr(restore_dialog, "ask_restore", lambda *a: ("open", 0))
    window.documents.restore_after_crash()
    assert len(asked) == 1 and window.player.experiment.runners[0].start == (1.0, 1.0)
    [left] = Recovery().left_behind()
    assert len(left.works) == 2
    left.leave()


def test_where_the_cursor_was_is_kept_of_the_half_behind(window, qtbot):
    change_both(window)
    file = window.documents.net.recovery.file("surface")
    qtbot.waitUntil(file.exists, timeout=5 * KEEP_AFTER_MS)
    assert read_experiment(file).cursor == 5


def test_a_cursor_on_its_way_is_not_forgotten(window, qtbot, tmp_path):
    far, path = 20_000, tmp_path / "far.json"
    network = presets["xor"].experiment()
    endless = replace(network, stop=replace(network.stop, max_steps=10 * far), cursor=far)
    write_experiment(path, endless)
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.documents.path == path)
    player, net = window.player, window.documents.net
    assert player.cursor < far and net.as_seen(player.workspace.front).cursor == far
    go(window, "surface")
    assert net.as_seen(player.workspace.half("network")).cursor == far
    go(window, "network")
    assert player.cursor < far and net.as_seen(player.workspace.front).cursor == far
    player.pause()
    assert net.as_seen(player.workspace.front).cursor == player.cursor < far


# --- large files --------------------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch):
    """Opening stops after its first word until `set` is called."""
    gate, real = threading.Event(), files.read_in_parts
    monkeypatch.setattr(files, "LARGE", 10)

    def read(path, instead=None):
        parts = real(path, instead)
        yield next(parts)
        gate.wait(20)
        yield from parts

    monkeypatch.setattr(file_reading, "read_in_parts", read)
    yield gate
    gate.set()


def stop_button(window):
    [button] = [b for b in window.notice.findChildren(QPushButton) if b.text() == "Cancel"]
    return button


def test_while_a_large_file_is_read_the_window_goes_on(window, qtbot, tmp_path, slow):
    path = tmp_path / "large.json"
    write_experiment(path, replace(new_experiment("booth"), cursor=2))
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.notice.text == "Opening large.json: reading the file…")
    assert stop_button(window).isVisible() and stop_button(window).toolTip()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    window.actions_by_name["step"].trigger()
    assert window.player.cursor >= 1
    slow.set()
    qtbot.waitUntil(lambda: window.documents.path == path)
    assert window.notice.text == "" and window.player.cursor == 2


def test_a_large_file_that_is_not_wanted_any_more_changes_nothing(
    window, qtbot, tmp_path, slow
):
    path = tmp_path / "large.json"
    write_experiment(path, new_experiment("booth"))
    before = window.player.experiment
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.notice.text != "")
    qtbot.mouseClick(stop_button(window), Qt.MouseButton.LeftButton)
    assert window.notice.text == "" and not window.documents.reading.busy
    slow.set()
    QApplication.processEvents()
    assert window.player.experiment is before and window.documents.path is None


def test_a_large_file_that_is_wrong_says_so_in_place_of_the_wait(window, qtbot, tmp_path, slow):
    path = tmp_path / "large.json"
    path.write_text("{, and more than ten")
    window.documents.open(path)
    slow.set()
    qtbot.waitUntil(lambda: "line 1, column 2" in window.notice.text)
    assert not stop_button(window).isVisible()


# --- what never comes back ----------------------------------------------------------------------


@pytest.fixture
def stalled(monkeypatch):
    """Files called "share" are on a network that stalls until `set` is called."""
    gate, real = threading.Event(), files.read_in_parts

    def read(path, instead=None):
        if path.stem == "share":
            gate.wait(60)
        yield from real(path, instead)

    monkeypatch.setattr(file_reading, "read_in_parts", read)
    yield gate
    gate.set()


def test_a_share_that_stalls_is_waited_for_in_sight_and_blocks_no_later_file(
    window, qtbot, tmp_path, stalled
):
    path = tmp_path / "near.json"
    write_experiment(path, new_experiment("booth"))
    window.documents.open(tmp_path / "share.json")
    qtbot.waitUntil(lambda: window.notice.text == "Opening share.json: waiting for the file…")
    assert stop_button(window).isVisible()
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.documents.path == path)
    assert window.notice.text == ""
    write_experiment(tmp_path / "share.json", new_experiment("himmelblau"))
    stalled.set()
    qtbot.wait(100)
    assert window.documents.path == path


def test_a_wait_for_a_share_can_be_ended_and_does_not_hold_the_closing(
    window, qtbot, tmp_path, stalled
):
    window.documents.open(tmp_path / "share.json")
    qtbot.waitUntil(lambda: window.notice.text != "")
    qtbot.mouseClick(stop_button(window), Qt.MouseButton.LeftButton)
    assert window.notice.text == ""
    window.documents.open(tmp_path / "share.json")
    window.documents.close()  # returns: the gate is still shut
    assert not stalled.is_set() and window.notice.text == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_is_refused_and_blocks_no_later_file(window, qtbot, tmp_path):
    pipe, path = tmp_path / "pipe.json", tmp_path / "near.json"
    os.mkfifo(pipe)
    write_experiment(path, new_experiment("booth"))
    window.documents.open(pipe)
    qtbot.waitUntil(lambda: "it is a pipe; choose a regular file" in window.notice.text)
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.documents.path == path)


def test_recent_files_on_a_share_that_stalls_hold_neither_menu_nor_opening(
    window, qtbot, tmp_path, monkeypatch
):
    gate, real, path = threading.Event(), Path.is_file, tmp_path / "near.json"
    write_experiment(path, new_experiment("booth"))
    window.documents.recent.add(tmp_path / "share.json")
    monkeypatch.setattr(
        Path, "is_file", lambda p: gate.wait(60) if p.stem == "share" else real(p)
    )
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.documents.path == path)
    menu = QMenu()
    window.commands.fill_recent(menu)
    names = [action.text() for action in menu.actions()]
    assert names[:2] == [str(path), str(tmp_path / "share.json")]
    gate.set()


def test_escape_in_the_question_about_a_hidden_half_cancels(window, qtbot):
    change(window)
    go(window, "network")
    QTimer.singleShot(0, lambda: qtbot.keyClick(
        QApplication.activeModalWidget(), Qt.Key.Key_Escape
    ))
    assert not window.close()
