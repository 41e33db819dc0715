"""The window, driven as a person drives it."""

import json
import sys
import weakref
from dataclasses import replace

import pytest
from moving import arrive
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QWidget

from playground.app.core import questions as dialogs
from playground.app.look import preferences as settings
from playground.app.look.style import style
from playground.app.shell import self_test as selftest
from playground.app.shell.key_router import KeyRouter
from playground.app.shell.window import Window
from playground.app.widgets.log_slider import LogSlider
from playground.app.widgets.number_field import NumberField
from playground.engine.stopping import StopRules
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.presets import presets

Key = Qt.Key


@pytest.fixture
def window(qtbot, user_folders):
    """A window on the lecture's example, complete and shown."""
    return opened(qtbot, keep_settings=False)


def opened(qtbot, **options):
    """A window that is shown, active, complete, and closed after the test without a question."""
    made = Window(new_experiment(), **options)
    qtbot.addWidget(made, before_close_func=forget)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.mode.surface.setFocus()
    return made


def forget(window):
    """Nothing is unsaved."""
    window.player.workspace.mark_all_saved()


def press(window, *keys):
    """Key presses that reach the window's shortcuts."""
    for key in keys:
        modifier = Qt.KeyboardModifier.NoModifier
        if isinstance(key, tuple):
            modifier, key = key
        QTest.keyClick(window.mode.surface, key, modifier)


def test_it_opens_on_the_lectures_example_and_space_plays(window, qtbot):
    assert "lecture" in window.windowTitle()
    assert window.player.cursor == 0 and not window.player.playing
    window.player.set_speed(6)
    press(window, Key.Key_Space)
    assert window.player.playing
    qtbot.waitUntil(lambda: window.player.cursor > 3)
    press(window, Key.Key_Space)
    assert not window.player.playing


def test_the_picture_has_the_keyboard_at_first_and_no_button(window, qtbot):
    assert window.focusWidget() is window.mode.surface.plane
    network = Window(presets["xor"].experiment(), keep_settings=False)
    qtbot.addWidget(network, before_close_func=forget)
    with qtbot.waitExposed(network):
        network.show()
    assert network.focusWidget() is network.mode.network.canvas


def test_a_tip_does_not_stand_over_the_status(window, qtbot):
    """The window may open under the pointer: the button there says what it does before the bar
    has laid itself out, which shows what the message had hidden.
    """
    bar, line = window.statusBar(), window.status_line
    bar.showMessage("Where the last run stops.")
    assert not line.isVisible()
    line.parentWidget().show()  # what laying out anew comes to
    qtbot.waitUntil(lambda: not line.isVisible())
    bar.clearMessage()
    assert line.isVisible()
    QApplication.processEvents()
    assert line.isVisible()


def test_everything_agrees_on_the_cursor(window):
    press(window, *[Key.Key_Right] * 5, (Qt.KeyboardModifier.ShiftModifier, Key.Key_Right))
    assert window.player.cursor == 15
    assert {view.cursor for view in window.mode.views} == {15}
    assert "step 15" in window.transport._step.text()
    assert "GD: f = " in window.status_line.text()
    press(window, Key.Key_Left)
    assert {view.cursor for view in window.mode.views} == {14}
    press(window, Key.Key_End)
    arrive(window.player)
    assert window.player.cursor == 61
    assert "converged after 61 steps" in window.status_line.text()
    press(window, Key.Key_Home)
    assert window.player.cursor == 0


def test_it_fits_a_small_screen(window):
    smallest = window.minimumSizeHint()
    assert smallest.width() <= 1280 and smallest.height() <= 720
    assert window.mode.surface.width() >= 1280 * 0.44


def test_dragging_the_start_moves_all_runners_or_one(window):
    window.player.edit(edits.race_all(window.player.experiment), "race")
    window.mode.surface.start_dragged.emit((1.0, -1.0), True)
    assert {r.start for r in window.player.experiment.runners} == {(1.0, -1.0)}
    window.mode.runners.set_shared_start(False)
    window.player.select(2)
    window.mode.surface.start_dragged.emit((0.5, 0.5), True)
    starts = [r.start for r in window.player.experiment.runners]
    assert starts[2] == (0.5, 0.5) and starts.count((1.0, -1.0)) == 5


def test_a_click_on_the_surface_sets_the_start(window, qtbot):
    target = QPoint(window.mode.surface.width() // 3, window.mode.surface.height() // 3)
    qtbot.mouseClick(window.mode.surface.plane.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert window.player.experiment.runners[0].start != (0.0, 0.0)
    assert window.isWindowModified()
    press(window, (Qt.KeyboardModifier.ControlModifier, Key.Key_Z))
    assert window.player.experiment.runners[0].start == (0.0, 0.0)
    assert not window.isWindowModified()


def test_a_double_click_fits_and_leaves_the_start_alone(window, qtbot):
    before, plane = window.player.experiment, window.mode.surface.plane
    plane.zoom(2.0)
    target = QPoint(window.mode.surface.width() // 3, window.mode.surface.height() // 3)
    qtbot.mouseClick(plane.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert window.player.experiment != before
    qtbot.mouseDClick(plane.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert window.player.experiment == before and plane.fitted


def test_a_double_click_leaves_a_long_run_its_verdict_and_its_redo_alone(window, qtbot):
    player, surface = window.player, window.mode.surface
    rate = edits.set_setting(player.experiment, 0, "learning_rate", 1e-6, 0)
    player.edit(replace(rate, stop=StopRules(max_steps=10_000)), "slow")
    player.edit(edits.set_seed(player.experiment, 3), "seed")
    player.undo()
    player.to_end()
    arrive(player)
    said, run, experiment = window.verdict_of(player.run), player.run, player.experiment
    columns = [column.tobytes() for column in run.columns]
    surface.plane.zoom(2.0)
    target = QPoint(surface.width() // 3, surface.height() // 3)
    qtbot.mouseClick(surface.plane.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert player.experiment != experiment and player.cursor < 10_000
    qtbot.mouseDClick(surface.plane.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert player.experiment == experiment and player.run is run
    assert player.cursor == run.last == 10_000 and not player.moving
    assert [column.tobytes() for column in run.columns] == columns
    assert window.verdict_of(run) == said and said.kind == "limit"
    assert player.workspace.redo_what == "seed"


def test_a_double_click_takes_nothing_back_but_its_own_click(window, qtbot):
    surface, left = window.mode.surface, Qt.MouseButton.LeftButton
    surface.start_dragged.emit((1.0, -1.0), True)
    moved = window.player.experiment
    start = surface.plane.map_view.pixel((1.0, -1.0)).toPoint()
    qtbot.mouseClick(surface.plane.viewport(), left, pos=start)  # on the start: chooses its runner
    qtbot.mouseDClick(surface.plane.viewport(), left, pos=start)
    assert window.player.experiment is moved
    press(window, Key.Key_P)
    target = QPoint(surface.width() // 3, surface.height() // 3)
    qtbot.mouseClick(surface.plane.viewport(), left, pos=target)  # moves the probe
    qtbot.mouseDClick(surface.plane.viewport(), left, pos=target)
    assert window.player.experiment is moved


def cannot(*arguments, **named):
    raise RuntimeError("it cannot be run")


def test_a_form_says_again_what_is_so_after_an_edit_that_failed(window, qtbot, monkeypatch):
    player = window.player
    player.go_to(20)
    arrive(player)
    experiment, run = player.experiment, player.run
    rate = window.mode.runners.findChild(LogSlider)
    field = rate.findChild(NumberField)
    boxes = window.mode.runners.findChildren(QComboBox)
    (box,) = [box for box in boxes if box.accessibleName() == "Optimizer"]
    with qtbot.captureExceptions() as failures, monkeypatch.context() as patched:
        patched.setattr("playground.lab.runs.run.Run.with_plan", cannot)
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, "0.03")
        qtbot.keyClick(field, Key.Key_Return)
        box.setCurrentIndex(box.findText("Adam"))
        box.activated.emit(box.currentIndex())
    assert len(failures) == 2
    assert player.experiment is experiment and player.run is run
    assert rate.value == field.value == 0.01 and box.currentText() == "Gradient descent"
    assert player.workspace.undo_what is None and player.cursor == 20
    field.selectAll()
    qtbot.keyClicks(field, "0.03")
    qtbot.keyClick(field, Key.Key_Return)
    assert player.run.optimizer_at(20).learning_rate == 0.03 == rate.value
    player.undo()
    assert player.run is run and rate.value == 0.01


def test_the_probe(window):
    press(window, Key.Key_P)
    assert window.mode.surface.probe is not None and window.mode.probe.isVisible()
    window.mode.surface.probe_dragged.emit((0.0, 0.0), True)
    assert window.mode.probe.probe.value == 14.0
    assert tuple(window.mode.probe.probe.gradient) == (-4.0, -6.0)
    press(window, Key.Key_P)
    assert window.mode.surface.probe is None


def test_clicking_the_chart_moves_the_cursor(window):
    press(window, Key.Key_End)
    window.mode.chart.cursor_requested.emit(20)
    assert window.player.cursor == 20


def test_undo_says_what_it_undoes(window):
    window.commands.set_log_height(False)
    assert "log height" in window.actions_by_name["undo"].text()
    assert not window.actions_by_name["log_height"].isChecked()
    press(window, (Qt.KeyboardModifier.ControlModifier, Key.Key_Z))
    assert not window.actions_by_name["undo"].isEnabled()
    assert window.actions_by_name["redo"].isEnabled()
    assert window.actions_by_name["log_height"].isChecked()


def test_save_open_and_recent(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "mine.json"
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: path)
    press(window, *[Key.Key_Right] * 7)
    window.mode.surface.start_dragged.emit((1.0, 1.0), True)
    assert window.documents.save()
    assert not window.isWindowModified()
    saved = read_experiment(path)
    assert saved.runners[0].start == (1.0, 1.0) and saved.cursor == 7
    window.player.edit(new_experiment("booth"), "another")
    window.player.workspace.mark_all_saved()
    assert window.documents.recent.paths() == [path]
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.player.experiment == replace(saved, cursor=0))
    assert window.player.cursor == 7 and not window.isWindowModified()


def test_a_file_that_cannot_be_opened_changes_nothing(window, qtbot, tmp_path):
    path = tmp_path / "broken.json"
    document = new_experiment().to_dict()
    document["runners"][0]["settings"]["learning_rate"] = -1
    path.write_text(json.dumps(document))
    before = window.player.experiment
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.notice.text != "")
    assert "runners[0].settings.learning_rate: must be greater than 0" in window.notice.text
    assert window.player.experiment is before


def test_a_file_dropped_on_the_window_is_opened(window, qtbot, tmp_path):
    path = tmp_path / "dropped.json"
    write_experiment(path, new_experiment("himmelblau"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: "Himmelblau" in window.windowTitle())


def test_a_save_that_fails_keeps_the_work_and_says_so(window, tmp_path, monkeypatch):
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: tmp_path / "no" / "folder" / "a.json")
    window.mode.surface.start_dragged.emit((1.0, 1.0), True)
    assert not window.documents.save()
    assert "cannot be written" in window.notice.text
    assert window.isWindowModified()


@pytest.mark.parametrize(("answer", "closes"), [("cancel", False), ("discard", True)])
def test_closing_asks_about_unsaved_work(window, monkeypatch, answer, closes):
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *a: answer)
    window.mode.surface.start_dragged.emit((1.0, 1.0), True)
    assert window.close() is closes


def test_pictures_and_tables_are_saved(window, qtbot, tmp_path, monkeypatch):
    press(window, Key.Key_End)
    for name, save in (("a.png", "picture"), ("b.svg", "picture"), ("c.png", "chart_picture"),
                       ("d.svg", "chart_picture"), ("e.png", "window_picture")):
        path = tmp_path / name
        monkeypatch.setattr(dialogs, "ask_save", lambda *a, path=path: path)
        window.actions_by_name[save].trigger()
        assert path.stat().st_size > 1000, name
    menu = QMenu(window)
    window.commands.fill_pictures(menu)
    assert len(menu.actions()) == len(window.mode.panels) == len(window.mode.entries)
    path = tmp_path / "step.png"
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: path)
    next(a for a in menu.actions() if a.text().startswith("This step")).trigger()
    assert path.stat().st_size > 1000
    path = tmp_path / "run.csv"
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: path)
    window.commands.save_table()
    qtbot.waitUntil(path.exists)
    rows = path.read_text().splitlines()
    assert len(rows) == 63 and rows[1].startswith("GD,0,14.0,")
    assert float(rows[-1].split(",")[2]) == window.player.run[61].loss


def test_themes_scale_and_panels(window):
    window.actions_by_name["dark"].trigger()
    assert style.theme.dark
    press(window, (Qt.KeyboardModifier.ControlModifier, Key.Key_Plus))
    assert style.scale > 1
    press(window, (Qt.KeyboardModifier.ControlModifier, Key.Key_0))
    assert style.scale == 1
    press(window, Key.Key_F9)
    assert not any(dock.isVisible() for dock in window.mode.docks.docks.values())
    press(window, Key.Key_F9)
    assert window.mode.problem.isVisible()
    window.mode.docks.docks["problem"].setFloating(True)
    window.actions_by_name["reset_layout"].trigger()
    assert not window.mode.docks.docks["problem"].isFloating()


def test_no_two_actions_share_a_key(window):
    keys = [s.toString() for a in window.actions_by_name.values() for s in a.shortcuts()]
    assert len(keys) == len(set(keys))


def test_the_layout_is_kept_between_starts(qtbot, user_folders):
    one = opened(qtbot)
    one.mode.docks.docks["problem"].hide()
    one.close()
    assert opened(qtbot).mode.docks.docks["problem"].isHidden()
    settings.reset()
    assert not opened(qtbot).mode.docks.docks["problem"].isHidden()


def test_a_control_reached_with_tab_keeps_its_keys(window, qapp):
    router = KeyRouter()
    qapp.installEventFilter(router)
    try:
        step = window.transport._buttons[3]
        step.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(step, Key.Key_Space)
        assert window.player.cursor == 1 and not window.player.playing
        window.mode.surface.setFocus(Qt.FocusReason.MouseFocusReason)
        press(window, Key.Key_Space)
        assert window.player.playing
    finally:
        qapp.removeEventFilter(router)
    window.player.pause()


def test_the_filter_for_keys_holds_no_widget(qapp):
    """Its last holder letting go of a dialog in the middle of a focus event ended the process."""
    router = KeyRouter()
    dialog = QWidget()
    router.eventFilter(dialog, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    there = weakref.ref(dialog)
    del dialog
    assert there() is None


def test_the_self_test_holds(qtbot, user_folders, capsys, monkeypatch):
    monkeypatch.setattr(selftest, "FRAMES", 10)
    hook = sys.excepthook
    try:
        assert selftest.run_self_test(0.0, as_json=True) == 0
    finally:
        sys.excepthook = hook
    result = json.loads(capsys.readouterr().out)
    assert result["ok"] and result["frames"] >= 10
    assert {"first_paint_s", "frame_p50_ms", "frame_p95_ms", "checks"} <= set(result)


def test_looking_at_the_other_half_changes_nothing(window, monkeypatch):
    window.actions_by_name["show_network"].trigger()
    assert window.mode.kind == "network" and not window.isWindowModified()
    window.actions_by_name["show_surface"].trigger()
    assert not window.isWindowModified()
    window.mode.surface.start_dragged.emit((1.0, 1.0), True)
    window.actions_by_name["show_network"].trigger()
    assert not window.isWindowModified(), "of the half on screen nothing was changed"
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *a: "cancel")
    assert not window.close(), "the surface was changed and is not saved"


def test_the_other_half_never_overwrites_the_file(window, tmp_path, monkeypatch):
    path, other = tmp_path / "mine.json", tmp_path / "net.json"
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: path)
    assert window.documents.save()
    before = path.read_text()
    window.actions_by_name["show_network"].trigger()
    asked = []
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: asked.append(a) or other)
    assert window.documents.save()
    assert asked and asked[0][2] != path and path.read_text() == before
    assert read_experiment(other).problem.kind == "network"


def test_the_network_half_is_made_while_the_keys_rest(window):
    resting = []
    style.dressing.connect(resting.append)
    try:
        window.commands.show_network()
    finally:
        style.dressing.disconnect(resting.append)
    assert window.mode.is_complete and resting[:1] == [True] and resting[-1:] == [False]
