"""File > Open lesson, and the templates that it opens."""

import json
import os
import threading

import pytest
from PySide6.QtWidgets import QMenu

from playground.app.core import questions as dialogs
from playground.app.documents import lessons_menu
from playground.app.widgets import show_folder
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.lessons import VARIABLE, Lessons
from playground.lab.plugins.load import documents_folder


@pytest.fixture
def window(open_window):
    """A window that leaves no question when it closes."""
    return open_window()


def put(path, title):
    """An experiment with a title."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(new_experiment("booth").to_dict() | {"title": title}))
    return path


def menu_of(window):
    """File > Open lesson."""
    return next(
        inner for inner in window.menuBar().findChildren(QMenu)
        if inner.title().replace("&", "") == "Open lesson"
    )


def filled(window, qtbot):
    """The menu as it stands when it is opened."""
    menu = menu_of(window)
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: not window.teachers.lessons.aside.busy)
    return menu


def texts(menu):
    return [a.text() for a in menu.actions() if not a.isSeparator()]


def entry(menu, text):
    return next(a for a in menu.actions() if a.text() == text)


def test_nothing_is_read_before_the_menu_opens(window):
    assert "lessons" not in window.teachers.__dict__


def test_an_empty_menu_says_where_to_put_files(window, qtbot):
    menu = filled(window, qtbot)
    assert texts(menu) == [
        "Your teacher's experiments appear here", "Ready lessons", "Open the folder for lessons"
    ]
    note = menu.actions()[0]
    assert not note.isEnabled() and str(documents_folder()) in note.toolTip()
    assert VARIABLE in note.toolTip()
    inner = entry(menu, "Ready lessons").menu()
    assert texts(inner) == ["1 Walking downhill", "2 Networks", "Course"]
    assert "Three learning rates: too small, good, too large" in texts(inner.actions()[0].menu())


def test_lessons_stand_in_the_menu_by_their_titles_and_open(window, qtbot):
    put(documents_folder() / "Week 10" / "a.json", "Tom & Jerry")
    path = put(documents_folder() / "Week 2" / "a.json", "A valley")
    put(documents_folder() / "long.json", "x" * 200)
    menu = filled(window, qtbot)
    assert texts(menu)[:2] == ["Week 2", "Week 10"] and menu.toolTipsVisible()
    assert len(texts(menu)[2]) == lessons_menu.LONGEST
    assert texts(entry(menu, "Week 10").menu()) == ["Tom && Jerry"]
    (action,) = entry(menu, "Week 2").menu().actions()
    assert action.toolTip() == str(path)
    action.trigger()
    qtbot.waitUntil(lambda: window.documents.path == path)
    assert "A valley" in window.windowTitle() and "a.json" in window.windowTitle()
    assert window.documents.recent.paths() == [path]


def test_a_broken_lesson_stands_there_with_the_reason(window, qtbot):
    put(documents_folder() / "a.json", "").write_text('{"version": 1}')
    action = entry(filled(window, qtbot), "a (cannot be opened)")
    assert not action.isEnabled()
    assert action.toolTip().endswith("a.json: problem: is missing")
    assert action.statusTip() == action.toolTip()


def test_the_menu_is_read_anew_each_time(window, qtbot):
    path = put(documents_folder() / "a.json", "First")
    assert "First" in texts(filled(window, qtbot))
    path.unlink()
    put(documents_folder() / "b.json", "Second")
    assert texts(filled(window, qtbot))[0] == "Second"
    assert len(menu_of(window).findChildren(QMenu)) <= 8  # the ready ones, and no old ones


def test_a_folder_that_cannot_be_read_says_so(window, qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "share"))
    (tmp_path / "share").write_text("a file")
    note = filled(window, qtbot).actions()[0]
    assert note.text() == "“share” cannot be read" and not note.isEnabled()
    assert "cannot be read (" in note.toolTip()


def test_a_large_folder_is_cut_off_with_a_way_to_the_rest(window, qtbot, monkeypatch):
    put(documents_folder() / "1.json", "n")
    for k in range(2, 80):
        os.link(documents_folder() / "1.json", documents_folder() / f"{k}.json")
    shown = []
    monkeypatch.setattr(show_folder, "open_url", lambda url: shown.append(url) or True)
    menu = filled(window, qtbot)
    assert texts(menu).count("n") == 50
    entry(menu, "More in the folder…").trigger()
    assert shown[0].toLocalFile() == str(documents_folder())


def test_a_slow_folder_does_not_hold_the_window_up(window, qtbot, monkeypatch):
    come = threading.Event()
    real = Lessons.read
    monkeypatch.setattr(Lessons, "read", lambda self: come.wait() and real(self))
    monkeypatch.setattr(lessons_menu, "AT_ONCE", 0.01)
    put(documents_folder() / "a.json", "At last")
    menu = menu_of(window)
    menu.aboutToShow.emit()
    assert texts(menu) == ["Looking for lessons…", "Open the folder for lessons"]
    come.set()
    qtbot.waitUntil(lambda: "At last" in texts(menu))


def test_the_window_closes_while_a_folder_never_answers(window, monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(Lessons, "read", lambda self: never.wait())
    monkeypatch.setattr(lessons_menu, "AT_ONCE", 0.01)
    menu_of(window).aboutToShow.emit()
    assert window.close()
    never.set()


def test_the_folder_is_made_and_shown(window, qtbot, monkeypatch):
    shown = []
    monkeypatch.setattr(show_folder, "open_url", lambda url: shown.append(url) or len(shown) < 2)
    action = entry(filled(window, qtbot), "Open the folder for lessons")
    action.trigger()
    assert documents_folder().is_dir() and shown[0].toLocalFile() == str(documents_folder())
    action.trigger()
    assert "No file manager was found" in window.notice.text


def test_a_folder_that_cannot_be_made_is_told(window, qtbot, monkeypatch):
    documents_folder().parent.mkdir(parents=True, exist_ok=True)
    documents_folder().write_text("a file")
    menu = filled(window, qtbot)
    entry(menu, "Open the folder for lessons").trigger()
    assert "cannot be made" in window.notice.text


# --- templates ----------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What the save dialog suggested; it answers with copy.json."""
    suggestions = []
    copy = tmp_path / "copy.json"
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: suggestions.append(a[2]) or copy)
    return suggestions


def opened(window, qtbot, path):
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.documents.path == path)
    window.player.edit(new_experiment("matyas"), "another")
    return path.read_bytes()


def test_saving_a_handed_out_lesson_asks_for_a_place(
    window, qtbot, asked, monkeypatch, tmp_path
):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "share"))
    path = put(tmp_path / "share" / "week.json", "Handed out")
    before = opened(window, qtbot, path)
    documents_folder().mkdir(parents=True)
    told = []
    window.documents.told.connect(lambda sentence, error: told.append(sentence))
    assert window.documents.save()
    assert path.read_bytes() == before and asked == [documents_folder() / "week.json"]
    assert told[0] == (
        "week.json is a lesson that stays as it is. Choose where to save a copy of your own."
    )
    assert read_experiment(tmp_path / "copy.json").problem.surface.name == "matyas"
    assert window.documents.path == tmp_path / "copy.json"
    window.player.edit(new_experiment("booth"), "more")
    assert window.documents.save() and len(asked) == 1  # the copy is one's own


def test_a_read_only_file_is_a_template_too(window, qtbot, asked, tmp_path):
    path = tmp_path / "read only.json"
    write_experiment(path, new_experiment("booth"))
    path.chmod(0o444)
    before = opened(window, qtbot, path)
    assert window.documents.save() and path.read_bytes() == before and len(asked) == 1


def test_a_lesson_in_ones_documents_is_saved_in_place(window, qtbot, asked):
    path = put(documents_folder() / "mine.json", "Mine")
    opened(window, qtbot, path)
    assert window.documents.save() and not asked
    assert read_experiment(path).problem.surface.name == "matyas"


def test_thinking_better_of_it_saves_nothing(window, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: None)
    path = put(tmp_path / "a.json", "A")
    path.chmod(0o444)
    before = opened(window, qtbot, path)
    assert not window.documents.save() and path.read_bytes() == before
    assert window.isWindowModified()
