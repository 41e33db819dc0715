"""Own surfaces and optimizers in the window: asked for once, loaded aside, shown everywhere."""

import os

import pytest
from moving import arrive, go_to
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from playground.app.core.registry_signal import registered
from playground.app.plugins import consent as plugins_ask
from playground.app.plugins.loader import Plugins
from playground.app.plugins.rows import FileRow
from playground.app.plugins.window import PluginsWindow
from playground.app.runners.form import OptimizerBox
from playground.app.shell.window import Window
from playground.app.widgets import show_folder
from playground.engine.optimizers import optimizers
from playground.engine.surfaces import surfaces
from playground.lab.documents.recovery import Recovery
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment
from playground.lab.plugins.crash_marks import Marks, print_of
from playground.lab.plugins.load import take_in
from playground.lab.plugins.trust import Permissions


def forget(window):
    window.player.workspace.mark_saved(window.player.experiment)


def opened(qtbot, keep_settings=False):
    """A window, complete; with `keep_settings` as a start by a person."""
    made = Window(new_experiment(), keep_settings=keep_settings)
    qtbot.addWidget(made, before_close_func=forget)
    made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    return made


def settled(qtbot, plugins):
    qtbot.waitUntil(lambda: not plugins.busy)


@pytest.fixture
def window(qtbot, own_folder):
    """A window that has loaded nothing; after it the lists are as ever."""
    yield opened(qtbot)
    registered.changed.emit()


def manager(window, qtbot):
    """File > Own surfaces and optimizers."""
    window.actions_by_name["plugins"].trigger()
    made = window.findChild(PluginsWindow)
    settled(qtbot, window.teachers.plugins)
    return made


def rows(dialog):
    return {row.text: row for row in dialog._rows}


def said(dialog):
    return [row.text for row in dialog._rows]


def press(qtbot, dialog, text):
    """Click the button that says so."""
    (button,) = [b for b in dialog.findChildren(QPushButton) if b.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, dialog.plugins)


@pytest.fixture
def answer(monkeypatch):
    """Set what a person answers; collects what was asked."""
    asked = []

    def will(yes):
        monkeypatch.setattr(plugins_ask, "ask_allow", lambda *a: asked.append(a[1:]) or yes)
        return asked

    return will


# --- permission ---------------------------------------------------------------------------------


def test_nothing_runs_before_it_was_allowed(window, qtbot, own_folder, answer):
    file = own_folder.surface("eggs", after="raise AssertionError('it ran')\n")
    dialog = manager(window, qtbot)
    assert said(dialog) == ["Not run."] and "Not allowed" in dialog._state.text()
    asked = answer(False)
    press(qtbot, dialog, "Allow…")
    assert asked == [(own_folder.path, (file,))]
    press(qtbot, dialog, "Reload")
    assert said(dialog) == ["Not run."] and "eggs" not in surfaces
    assert not Permissions().allows(own_folder.path)


def test_allowed_once_it_is_loaded_and_loaded_at_every_start(window, qtbot, own_folder, answer):
    own_folder.surface("eggs")
    own_folder.surface("wrong", slope="y")
    dialog = manager(window, qtbot)
    asked = answer(True)
    press(qtbot, dialog, "Allow…")
    assert said(dialog)[0] == "Surface “Own eggs”"
    assert said(dialog)[1].startswith("Line 12: the surface “wrong” has a wrong gradient")
    assert dialog._state.text() == "Allowed. Loaded: 1 surface. 1 file has a mistake."
    assert "eggs" in surfaces and "wrong" not in surfaces
    forget(window)
    window.close()
    again = opened(qtbot, keep_settings=True)
    qtbot.waitUntil(lambda: again.teachers.plugins.found.reports is not None)
    assert len(asked) == 1 and "eggs" in surfaces


def test_it_can_be_taken_back_and_what_is_on_screen_goes_on(window, qtbot, own_folder, answer):
    own_folder.surface("eggs")
    dialog = manager(window, qtbot)
    answer(True)
    press(qtbot, dialog, "Allow…")
    player = window.player
    player.edit(edits.choose_surface(player.experiment, surfaces["eggs"]()), "eggs")
    press(qtbot, dialog, "Disallow")
    assert "eggs" not in surfaces and said(dialog) == ["Not run."]
    assert not Permissions().allows(own_folder.path)
    player.to_end()
    qtbot.waitUntil(lambda: player.finished and not player.seeking)
    assert player.run.stop.kind == "converged"


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_folder_that_everybody_may_write_into_cannot_be_allowed(window, qtbot, own_folder):
    own_folder.surface("eggs")
    own_folder.path.chmod(0o777)
    dialog = manager(window, qtbot)
    assert "Everybody may write into" in dialog.error_line.text()
    assert not dialog.allow.isEnabled() and "Everybody may" in dialog.allow.toolTip()
    Permissions().allow(own_folder.path)  # whatever was said before
    press(qtbot, dialog, "Reload")
    assert "eggs" not in surfaces and "Everybody may write into" in dialog.error_line.text()


def test_the_question_says_what_it_means(qtbot, own_folder, monkeypatch):
    files = [own_folder.surface(f"n{k}") for k in range(8)]
    text = plugins_ask.question(own_folder.path, files)
    assert "programs" in text and str(own_folder.path) in text
    assert "n0.py, n1.py" in text and "and 2 more" in text
    boxes = []

    def execute(box):
        boxes.append((box.defaultButton().text(), box.escapeButton().text()))
        box.buttons()[0].click()

    monkeypatch.setattr(QMessageBox, "exec", execute)
    plugins_ask.ask_allow(None, own_folder.path, files)
    assert boxes == [("Not now", "Not now")]


def test_a_permission_that_cannot_be_kept_holds_until_the_end(
    window, qtbot, own_folder, answer, monkeypatch
):
    own_folder.surface("eggs")
    dialog = manager(window, qtbot)
    monkeypatch.setattr(Permissions, "_write", lambda self, places: False)
    answer(True)
    press(qtbot, dialog, "Allow…")
    assert "eggs" in surfaces and "Allowed until the program ends" in window.notice.text


# --- the window of own files --------------------------------------------------------------------


def test_an_empty_folder_says_how_to_begin_and_the_example_works(
    window, qtbot, own_folder, answer
):
    dialog = manager(window, qtbot)
    assert dialog.empty_state.isVisible() and not dialog.scroll_area.isVisible()
    assert not dialog.allow.isEnabled() and "nothing to run yet" in dialog.allow.toolTip()
    press(qtbot, dialog, "New from example")
    assert said(dialog) == ["Not run.", "Not run."] and not dialog.empty_state.isVisible()
    answer(True)
    press(qtbot, dialog, "Allow…")
    assert said(dialog) == ["Optimizer “My signs”", "Surface “My waves”"]
    press(qtbot, dialog, "New from example")
    assert len(said(dialog)) == 4 and "my_waves_2" in surfaces


def test_reload_brings_what_was_changed_and_what_is_on_screen_with_it(
    window, qtbot, own_folder, answer
):
    file = own_folder.surface("eggs")
    dialog = manager(window, qtbot)
    answer(True)
    press(qtbot, dialog, "Allow…")
    player = window.player
    player.edit(edits.choose_surface(player.experiment, surfaces["eggs"]()), "eggs")
    forget(window)
    file.write_text(file.read_text().replace("Own eggs", "Better eggs"))
    press(qtbot, dialog, "Reload")
    assert said(dialog) == ["Surface “Better eggs”"]
    assert player.experiment.problem.surface.title == "Better eggs"
    assert window.mode.problem.chooser.currentText() == "Better eggs"
    assert not window.isWindowModified() and player.workspace.undo_what == "reload own files"
    file.unlink()
    press(qtbot, dialog, "Reload")
    assert "goes on with the files as they were" in window.notice.text
    assert player.experiment.problem.surface.title == "Better eggs"
    player.to_end()
    qtbot.waitUntil(lambda: player.finished and not player.seeking)


def test_it_stays_beside_the_work_is_there_once_and_goes_with_the_window(window, qtbot):
    dialog = manager(window, qtbot)
    assert not dialog.isModal()
    window.actions_by_name["plugins"].trigger()
    assert window.findChildren(PluginsWindow) == [dialog]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    again = manager(window, qtbot)
    assert again.isVisible()
    window.close()
    assert not again.isVisible()


def test_the_folder_is_shown(window, qtbot, own_folder, monkeypatch):
    shown = []
    monkeypatch.setattr(show_folder, "open_url", lambda url: shown.append(url) or True)
    press(qtbot, manager(window, qtbot), "Open folder")
    assert shown[0].toLocalFile() == str(own_folder.path) and own_folder.path.is_dir()


def test_a_folder_that_cannot_be_read_says_so(window, qtbot, own_folder, monkeypatch):
    def refuse(folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("playground.app.plugins.loader.files_in", refuse)
    dialog = manager(window, qtbot)
    assert dialog.error_line.text() == f"{own_folder.path} cannot be read (Permission denied)."


def test_a_row_says_all_to_those_who_do_not_see_it(qtbot, own_folder):
    row = FileRow(own_folder.surface("eggs"), None)
    qtbot.addWidget(row)
    assert row.accessibleName() == "eggs.py: Not run."


# --- in the lists -------------------------------------------------------------------------------


def test_own_things_are_in_every_list_and_marked(window, qtbot, own_folder, answer):
    dialog = manager(window, qtbot)
    press(qtbot, dialog, "New from example")
    answer(True)
    press(qtbot, dialog, "Allow…")
    chooser = window.mode.problem.chooser
    place = chooser.findData("my_waves")
    assert chooser.itemText(place) == "My waves"
    assert chooser.itemData(place, Qt.ItemDataRole.ToolTipRole).endswith("From my_surface.py.")
    assert chooser.itemText(place - 1) == "YOURS"
    chooser.activated.emit(place)
    assert window.player.experiment.problem.surface.name == "my_waves"
    adds = {a.text(): a for a in window.mode.runners.tools._menu.actions()}
    assert adds["My signs (own)"].toolTip().endswith("From my_optimizer.py.")
    adds["My signs (own)"].trigger()
    assert window.player.experiment.runners[-1].optimizer.name == "my_signs"
    box = window.mode.runners.form.box
    assert box.currentText() == "My signs (own)"
    go_to(window.player, 5)
    assert window.player.cursor == 5
    press(qtbot, dialog, "Disallow")
    assert chooser.findData("my_waves") < 0 and box.findData("my_signs") < 0
    assert "My signs (own)" not in [a.text() for a in window.mode.runners.tools._menu.actions()]


def test_a_list_that_is_filled_anew_keeps_what_it_shows(qtbot, own_folder):
    box = OptimizerBox()
    qtbot.addWidget(box)
    box.set_optimizer(optimizers["adam"]())
    registered.changed.emit()
    assert box.currentData() == "adam" and box.count() == len(optimizers)


# --- at the start -------------------------------------------------------------------------------


def test_a_start_mentions_files_that_wait_for_a_permission(qtbot, own_folder):
    own_folder.surface("eggs")
    window = opened(qtbot, keep_settings=True)
    waits = "1 file with own surfaces or optimizers not allowed: see File > Own"
    qtbot.waitUntil(lambda: window.statusBar().currentMessage().startswith(waits))
    assert not window.notice.text and "eggs" not in surfaces


def test_a_start_tells_what_was_left_out(qtbot, own_folder):
    own_folder.surface("eggs")
    own_folder.write("bad.py", "x = (\n")
    Permissions().allow(own_folder.path)
    window = opened(qtbot, keep_settings=True)
    qtbot.waitUntil(lambda: "Left out bad.py: line 1" in window.notice.text)
    assert "eggs" in surfaces


def test_a_mistake_is_told_once_until_the_file_changes(qtbot, own_folder):
    file = own_folder.write("bad.py", "x = (\n")
    Permissions().allow(own_folder.path)

    def started():
        take_in(())  # as in a process of its own
        window = opened(qtbot, keep_settings=True)
        qtbot.waitUntil(lambda: window.teachers.plugins.found.reports is not None)
        settled(qtbot, window.teachers.plugins)
        return window

    assert "Left out bad.py: line 1" in started().notice.text
    again = started()
    assert again.notice.text == ""
    assert said(manager(again, qtbot))[0].startswith("Line 1"), "the window of own files has it"
    file.write_text("x = 1\ny = (\n")
    own_folder.write("worse.py", "z = [\n")
    notice = started().notice.text
    assert "Left out bad.py: line 2" in notice and "and 1 more" in notice
    assert started().notice.text == ""


def test_a_file_that_hung_the_last_start_is_not_run_again_until_it_is_asked_for(
    qtbot, own_folder, monkeypatch
):
    file = own_folder.surface("eggs")
    Permissions().allow(own_folder.path)
    Marks().begin(print_of(file, file.stat()))
    (mark,) = Recovery().folder.glob("loading-*.json")
    mark.rename(mark.with_name("loading-99999999.json"))  # as if another process had left it
    window = opened(qtbot, keep_settings=True)
    plugins = window.teachers.plugins
    qtbot.waitUntil(lambda: "hung or ended the program" in window.notice.text)
    assert "eggs" not in surfaces
    dialog = manager(window, qtbot)
    assert said(dialog)[0].startswith("Hung or ended the program")
    press(qtbot, dialog, "Reload")
    assert "eggs" in surfaces and said(dialog) == ["Surface “Own eggs”"]
    assert plugins.found.reports[0].faults == ()


def test_a_file_that_hangs_holds_neither_the_window_nor_its_end_up(qtbot, own_folder, monkeypatch):
    own_folder.write("hang.py", "import time\nwhile True:\n    time.sleep(0.01)\n")
    Permissions().allow(own_folder.path)
    monkeypatch.setattr("playground.app.plugins.loader.PATIENCE_MS", 20)
    restored = []
    monkeypatch.setattr(
        "playground.app.documents.documents.Documents.restore_after_crash",
        lambda self: restored.append(1),
    )
    window = opened(qtbot, keep_settings=True)
    plugins = window.teachers.plugins
    qtbot.waitUntil(lambda: plugins.file is not None and bool(restored))
    window.player.step(3)
    arrive(window.player)
    assert window.player.cursor == 3
    assert list(Recovery().folder.glob("loading-*.json"))
    dialog = manager_now(window)
    assert dialog._state.text() == "Running hang.py…"
    plugins._progress.since -= 60  # it was given time enough: the mark stays
    forget(window)
    assert window.close()
    assert list(Recovery().folder.glob("loading-*.json"))
    stop_hanging(own_folder)


def manager_now(window):
    """The window of own files, while they are being run."""
    window.actions_by_name["plugins"].trigger()
    return window.findChild(PluginsWindow)


def stop_hanging(own_folder):
    """End the thread that the test left: its file is interrupted as after its ten seconds."""
    import ctypes
    import threading

    from playground.lab.plugins.time_limit import TookTooLongError

    for thread in threading.enumerate():
        if thread.name == "aside":
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(TookTooLongError)
            )
            thread.join()


def test_a_window_that_closes_at_once_blames_no_file(qtbot, own_folder, monkeypatch):
    monkeypatch.setattr("playground.app.plugins.loader.INNOCENT_SECONDS", 60)
    own_folder.write("slow.py", "import time\nwhile True:\n    time.sleep(0.01)\n")
    Permissions().allow(own_folder.path)
    window = opened(qtbot, keep_settings=True)
    qtbot.waitUntil(lambda: window.teachers.plugins.file is not None)
    forget(window)
    assert window.close()
    assert not list(Recovery().folder.glob("loading-*.json"))
    stop_hanging(own_folder)


def test_crash_recovery_comes_after_own_files(qtbot, own_folder, monkeypatch):
    own_folder.surface("eggs")
    Permissions().allow(own_folder.path)
    known = []
    monkeypatch.setattr(
        "playground.app.documents.documents.Documents.restore_after_crash",
        lambda self: known.append("eggs" in surfaces),
    )
    window = opened(qtbot, keep_settings=True)
    qtbot.waitUntil(lambda: bool(known))
    assert known == [True] and isinstance(window.teachers.plugins, Plugins)
