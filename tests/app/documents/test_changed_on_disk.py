"""A file that another program changed while it was open is never written over silently."""

import os
import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from playground.app.core import questions as dialogs
from playground.app.documents import documents, restore_dialog
from playground.lab.documents.known_file import KnownFile
from playground.lab.documents.recovery import Recovery
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.presets import new_network


def mine(window, x=1.0):
    """An edit of the surface on screen."""
    window.mode.surface.start_dragged.emit((x, 1.0), True)


THEIRS = replace(new_experiment("booth"), title="Theirs", cursor=2)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "shared.json"
    write_experiment(file, replace(new_experiment(), title="As it began"))
    return file


@pytest.fixture
def opened(open_window):
    def open_(path):
        return open_window(read_experiment(path), path)

    return open_


@pytest.fixture
def asked(monkeypatch):
    """What is answered when the file has changed, and how often that was asked."""

    class Asked(list):
        answer = "cancel"

    found = Asked()
    monkeypatch.setattr(dialogs, "ask_changed", lambda _, path: found.append(path) or found.answer)
    return found


def test_a_file_that_only_this_window_writes_is_never_asked_about(opened, path, asked):
    window = opened(path)
    for x in (1.0, 2.0):
        mine(window, x)
        assert window.documents.save()
    os.utime(path, (1, 1))  # touched, and nothing else
    mine(window, 3.0)
    assert window.documents.save() and asked == []
    assert read_experiment(path).runners[0].start == (3.0, 1.0)


@pytest.mark.parametrize("saved_here_first", [False, True])
def test_what_another_program_wrote_stays_until_the_person_decides(
    opened, path, asked, saved_here_first
):
    window = opened(path)
    if saved_here_first:
        mine(window, 5.0)
        assert window.documents.save()
    write_experiment(path, THEIRS)
    mine(window)
    assert not window.documents.save() and asked == [path]
    assert read_experiment(path) == THEIRS and window.isWindowModified()
    asked.answer = "overwrite"
    assert window.documents.save() and len(asked) == 2
    assert read_experiment(path).runners[0].start == (1.0, 1.0)
    mine(window, 2.0)
    assert window.documents.save() and len(asked) == 2


def test_the_same_number_of_bytes_at_the_same_time_is_seen_too(opened, path, asked):
    window = opened(path)
    found, text = path.stat(), path.read_text()
    path.write_text(text.replace("As it began", "As it ended"))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert path.stat().st_size == found.st_size
    mine(window)
    assert not window.documents.save() and asked == [path]


def test_saving_elsewhere_leaves_their_file_alone(opened, path, asked, tmp_path, monkeypatch):
    window = opened(path)
    write_experiment(path, THEIRS)
    mine(window)
    asked.answer = "save_as"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: tmp_path / "own.json")
    assert window.documents.save() and window.documents.path == tmp_path / "own.json"
    assert read_experiment(path) == THEIRS
    mine(window, 2.0)
    assert window.documents.save() and len(asked) == 1


def test_reloading_shows_their_file_and_undo_brings_ones_own_back(opened, path, asked, qtbot):
    window = opened(path)
    mine(window)
    own = window.player.experiment
    write_experiment(path, THEIRS)
    asked.answer = "reload"
    assert not window.documents.save()
    qtbot.waitUntil(lambda: window.player.experiment == replace(THEIRS, cursor=0))
    assert window.player.cursor == 2
    assert not window.isWindowModified() and window.documents.path == path
    window.player.undo()
    assert window.player.experiment == own and window.isWindowModified()
    assert window.documents.save() and len(asked) == 1  # one has seen what was there


def test_a_file_that_became_a_network_is_opened_as_one(opened, path, asked, qtbot):
    window = opened(path)
    mine(window)
    write_experiment(path, new_network())
    asked.answer = "reload"
    assert not window.documents.save()
    qtbot.waitUntil(lambda: window.mode.kind == "network")
    assert window.documents.path == path
    window.documents.show_half("surface")
    assert window.documents.path is None and window.isWindowModified()


def test_a_damaged_file_is_told_and_changes_nothing(opened, path, asked, qtbot):
    window = opened(path)
    mine(window)
    own = window.player.experiment
    path.write_text("{")
    asked.answer = "reload"
    assert not window.documents.save()
    qtbot.waitUntil(lambda: "shared.json" in window.notice.text)
    assert window.player.experiment == own and window.documents.path == path


def test_two_windows_on_one_file_go_the_same_way(opened, path, asked):
    first, second = opened(path), opened(path)
    mine(first, 1.0)
    mine(second, 2.0)
    assert first.documents.save() and not second.documents.save()
    assert asked == [path] and read_experiment(path).runners[0].start == (1.0, 1.0)
    asked.answer = "overwrite"
    assert second.documents.save()
    asked.answer = "cancel"
    mine(first, 3.0)
    assert not first.documents.save() and len(asked) == 3


def test_saving_on_the_way_out_asks_too(opened, path, asked, monkeypatch):
    window = opened(path)
    mine(window)
    write_experiment(path, THEIRS)
    window.documents.show_half("network")
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *_: "save")
    assert not window.close() and asked == [path] and read_experiment(path) == THEIRS


def test_a_file_that_is_gone_is_written_again(opened, path, asked):
    window = opened(path)
    path.unlink()
    mine(window)
    assert window.documents.save() and path.exists() and asked == []


def test_what_came_between_reading_and_the_window_is_a_change_too(opened, path, asked):
    known = KnownFile.now(path)
    write_experiment(path, THEIRS)
    window = opened(path)
    window.documents.read_from(path, known)
    mine(window)
    assert not window.documents.save() and asked == [path]


# --- after a crash ------------------------------------------------------------------------------


def crashed(*works):
    """A window on another machine ended long ago with this unsaved, what was on screen last."""
    net = Recovery()
    for age, (experiment, known) in enumerate(works):
        assert net.keep(experiment, known) == ""
        kind = experiment.problem.kind
        left = net.file(kind).rename(net.folder / f"unsaved-x-99999990-0-{kind}.json")
        os.utime(left, (1_000_000_000 + age,) * 2)
        if known is not None:
            net.file(kind).with_suffix(".origin").rename(left.with_suffix(".origin"))
    net.close()


@pytest.mark.parametrize("changed", [False, True])
def test_recovered_work_knows_its_file_and_what_was_in_it(
    opened, path, asked, tmp_path, monkeypatch, changed
):
    other = tmp_path / "net.json"
    other_known = write_experiment(other, new_network())
    own = replace(new_network(), title="Mine")
    crashed((own, other_known),
            (replace(new_experiment("beale"), title="Kept"), KnownFile.now(path)))
    if changed:
        write_experiment(path, THEIRS)
    start = tmp_path / "start.json"
    write_experiment(start, new_experiment())
    window = opened(start)
    monkeypatch.setattr(restore_dialog, "ask_restore", lambda *_: ("open", 0))
    window.documents.restore_after_crash()
    assert window.documents.path == path and window.isWindowModified()
    assert window.documents.save() is not changed and len(asked) == changed
    assert read_experiment(path).title == ("Theirs" if changed else "Kept")
    window.documents.show_half("network")
    assert window.documents.path == other and window.documents.save()
    assert read_experiment(other).title == "Mine"


def test_what_the_window_keeps_says_which_file_it_is_of(opened, path, asked):
    window = opened(path)
    mine(window)
    assert window.documents.net.keep()
    kept = window.documents.net.recovery.file("surface").with_suffix(".origin")
    assert KnownFile.from_json(kept.read_text()) == KnownFile.now(path)
    assert window.documents.save() and not kept.exists()


# --- the question -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("press", "answer"),
    [("Overwrite", "overwrite"), ("Save as…", "save_as"), ("Reload", "reload"),
     ("Cancel", "cancel"), ("", "cancel")],
)
def test_each_button_is_what_it_says(opened, path, press, answer):
    window = opened(path)
    seen = []

    def choose():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text() + box.informativeText())
        buttons = {button.text().replace("&", ""): button for button in box.buttons()}
        if press:
            buttons[press].click()
        else:
            box.reject()  # Escape

    QTimer.singleShot(0, window, choose)
    assert dialogs.ask_changed(window, path) == answer
    assert "shared.json was changed" in seen[0]


# a share that stalls


@pytest.fixture
def stalled(monkeypatch):
    """From now on the disk does not answer."""
    never = threading.Event()
    monkeypatch.setattr(documents, "SAVING_S", 0.01)

    def stall():
        monkeypatch.setattr(documents, "before_saving", lambda *a: never.wait())
        monkeypatch.setattr(documents, "answers", lambda *a: never.wait())
        monkeypatch.setattr(documents, "write_experiment", lambda *a: pytest.fail("it was written"))

    yield stall
    never.set()


def test_saving_to_a_share_that_stalls_gives_the_window_back(opened, path, stalled):
    window = opened(path)
    mine(window)
    told = []
    window.documents.told.connect(lambda text, wrong: told.append((text, wrong)))
    stalled()
    assert not window.documents.save() and window.documents.unsaved
    [(text, wrong)] = told
    assert wrong and text.startswith(f"{path}: cannot be written now (its folder does not answer)")


def test_a_new_place_on_a_share_that_stalls_is_told_alike(opened, path, stalled, monkeypatch):
    window = opened(path)
    mine(window)
    told = []
    window.documents.told.connect(lambda text, wrong: told.append(text))
    stalled()
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: path.with_name("other.json"))
    assert not window.documents.save_as() and window.documents.unsaved
    assert "its folder does not answer" in told[0]
