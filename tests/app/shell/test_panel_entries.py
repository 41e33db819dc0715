"""A panel is one class and one entry in its document's list: everything else follows from those."""

import sys
from types import ModuleType

import pytest
from moving import go_to
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu

from playground.app.core.player import SPEEDS
from playground.app.core.view import Panel, View
from playground.app.docks.entry import PanelEntry
from playground.app.network.mode import NetworkMode
from playground.app.shell.window import Window
from playground.app.surface.mode import SurfaceMode
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network

MODES = {"surface": SurfaceMode, "network": NetworkMode}
NEW = {"surface": new_experiment, "network": new_network}


class MadeUpPanel(Panel):
    """What the author of a new panel writes, and all of it."""

    hovered = Signal(str)
    cursor_requested = Signal(int)
    runner_selected = Signal(int)

    def __init__(self):
        super().__init__()
        self.drawn, self.verdicts = [], ()

    def draw_scene(self):
        self.drawn.append("scene")

    def draw_cursor(self):
        self.drawn.append(self.cursor)

    def show_verdicts(self, verdicts):
        self.verdicts = tuple(verdicts)


@pytest.fixture(params=[("surface", False), ("surface", True), ("network", False)])
def window(qtbot, user_folders, monkeypatch, request):
    kind, first = request.param
    module = ModuleType("made_up_panel")
    module.MadeUpPanel = MadeUpPanel
    monkeypatch.setitem(sys.modules, "made_up_panel", module)
    entry = PanelEntry("made_up", "A panel made up", "right below", "made_up_panel:MadeUpPanel",
                       short="Made up", first=first)
    monkeypatch.setattr(MODES[kind], "entries", (*MODES[kind].entries, entry))
    made = Window(NEW[kind](), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    assert ("made_up" in made.mode.panels) is first
    made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    made.mode.docks.bring("made_up")
    qtbot.waitUntil(made.mode.panels["made_up"].isVisible)
    return made


def test_it_has_its_dock_its_title_and_its_lines_in_the_menus(window):
    dock = window.mode.docks.docks["made_up"]
    assert dock.title == "A panel made up"
    assert window.dockWidgetArea(dock) == Qt.DockWidgetArea.RightDockWidgetArea
    assert window.mode.docks.docks["chart"] in window.tabifiedDockWidgets(dock)
    dock.set_terse(True)
    assert dock.windowTitle() == "Made up"
    menu = QMenu(window)
    window.commands.fill_panels(menu)
    assert menu.actions()[-1].text() == "A panel made up"
    window.commands.fill_pictures(menu)
    assert menu.actions()[-1].text() == "A panel made up…"
    menu.deleteLater()


def test_it_is_shown_what_there_is_and_follows_the_cursor(window, qtbot):
    panel = window.mode.panels["made_up"]
    assert panel.scene.experiment == window.player.experiment
    go_to(window.player, 3)
    assert panel.drawn[-1] == 3
    window.player.to_end()
    qtbot.waitUntil(lambda: window.player.finished and not window.player.moving, timeout=20000)
    assert [verdict.kind for verdict in panel.verdicts] != ["running"]
    assert len(panel.verdicts) == len(window.player.runs)


def test_it_takes_its_turn_in_a_race(window, qtbot):
    panel = window.mode.panels["made_up"]
    panel.drawn.clear()
    window.player.set_speed(len(SPEEDS) - 1)
    window.player.play()
    qtbot.waitUntil(lambda: any(isinstance(one, int) and one > 0 for one in panel.drawn))
    window.player.pause()
    assert panel.cursor == window.player.cursor


def test_what_it_says_is_heard(window):
    panel, player = window.mode.panels["made_up"], window.player
    said = []
    window.mode.say = said.append
    panel.hovered.emit("f = 3")
    assert said == ["f = 3"]
    panel.cursor_requested.emit(2)
    assert player.cursor == 2
    before = player.experiment
    panel.edited.emit(edits.add_runner(before, "momentum"), "one more", None)
    panel.edit_done.emit()
    assert len(player.experiment.runners) == len(before.runners) + 1
    assert player.workspace.undo_what == "one more"
    panel.runner_selected.emit(len(before.runners))
    assert player.selected == len(before.runners)
    saved = []
    window.mode.save_picture = lambda view, name: saved.append((view, name))
    panel.picture_asked.emit()
    assert saved == [(panel, "made_up")]


def declared_signals(view):
    """The names of the signals that the class of a view declares, its bases down to `View` too."""
    classes = [one for one in type(view).__mro__ if issubclass(one, View)]
    return {
        name for one in classes for name, value in vars(one).items() if isinstance(value, Signal)
    }


@pytest.mark.parametrize("kind", ["surface", "network"])
def test_every_signal_of_a_panel_has_an_answer(qtbot, user_folders, kind):
    """A name that nobody answers would be a hand that does nothing."""
    made = Window(NEW[kind](), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    made.complete()
    seen = set()
    for view in made.mode.views:
        names = declared_signals(view)
        seen |= names
        assert names - {"picture_asked"} <= set(made.mode.answers), type(view).__name__
    assert seen - {"picture_asked"} == set(made.mode.answers)  # and nothing is answered in vain


@pytest.mark.parametrize("kind", ["surface", "network"])
def test_entries_are_what_the_classes_are(kind):
    mode = MODES[kind]
    names = [entry.name for entry in mode.entries]
    assert len(set(names)) == len(names)
    assert not any(hasattr(mode, name) for name in names)  # a panel becomes an attribute
    for entry in mode.entries:
        assert len(entry.short or entry.title) <= 12, entry.name


def test_what_stands_under_the_pointer_is_told_for_every_view(qtbot, user_folders):
    made = Window(new_network(), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    made.complete()
    told = []
    made.mode.say = told.append
    for name in ("output", "chart", "histograms", "confusion"):
        made.mode.panels[name].hovered.emit(name)
    assert told == ["output", "chart", "histograms", "confusion"]
