"""An action is one record: menus, keys, buttons and the sheet of keys follow from it."""

import pytest

from playground.app.core.actions import Action, Face, Menu
from playground.app.help.key_sheet import found
from playground.app.shell import actions
from playground.app.shell import window as window_module
from playground.app.shell.window import Window
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network


def opened(qtbot, experiment):
    made = Window(experiment, keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    return made


@pytest.fixture
def window(qtbot, user_folders):
    return opened(qtbot, new_experiment())


def test_a_made_up_action_needs_its_record_alone(qtbot, user_folders, monkeypatch):
    state = {"on": False, "can": True, "word": "&Made up"}

    def turn(commands):
        state["on"] = not state["on"]
        state["by"] = commands

    record = Action(
        "made_up", "&Made up", "Something made up.", turn, keys=("Ctrl+Alt+M",),
        checked=lambda c: state["on"], enabled=lambda c: state["can"],
        face=lambda c: Face(state["word"]),
    )
    menus = (*actions.MENUS, Menu("&More", (record,)))
    monkeypatch.setattr(window_module, "MENUS", menus)
    made = opened(qtbot, new_experiment())
    action = made.actions_by_name["made_up"]
    menu = made.menuBar().actions()[-1].menu()
    assert made.menuBar().actions()[-1].text() == "&More" and menu.actions() == [action]
    assert action.shortcut().toString() == "Ctrl+Alt+M" and "Ctrl+Alt+M" in action.toolTip()
    assert action.isCheckable() and not action.isChecked()
    action.trigger()
    assert action.isChecked() and state["by"] is made.commands
    state.update(on=False, can=False, word="&Otherwise")
    menu.aboutToShow.emit()
    assert not action.isChecked() and not action.isEnabled() and action.text() == "&Otherwise"
    assert [row.tip for row in found(menus, "made up")] == ["Something made up."]


def test_every_record_has_a_name_of_its_own(window):
    names = [action.name for menu in actions.MENUS for action in menu.actions]
    assert len(set(names)) == len(names) and set(names) == set(window.actions_by_name)


def test_a_key_turns_off_what_a_panel_turned_on(window):
    """The action was not told, and would have switched the probe on once more."""
    window.mode.probe.probe_toggled.emit(True)
    window.actions_by_name["probe"].trigger()
    assert window.mode.surface.probe is None
    assert not window.actions_by_name["probe"].isChecked()


def test_an_edit_is_named_where_it_can_be_undone(window):
    undo, redo = (window.actions_by_name[name] for name in ("undo", "redo"))
    assert undo.text() == "&Undo" and not undo.isEnabled() and not redo.isEnabled()
    window.actions_by_name["log_height"].trigger()
    on = window.actions_by_name["log_height"].isChecked()
    assert undo.isEnabled() and undo.text() == f"&Undo: log height {'on' if on else 'off'}"
    undo.trigger()
    assert not undo.isEnabled() and redo.text().startswith("&Redo: log height")
    assert window.actions_by_name["log_height"].isChecked() is not on


def test_a_network_has_no_probe_arrows_or_heights(qtbot, user_folders):
    made = opened(qtbot, new_network())
    for name in ("probe", "arrows", "log_height"):
        action = made.actions_by_name[name]
        assert not action.isEnabled() and not action.isChecked()
    assert made.actions_by_name["show_network"].isChecked()
    made.actions_by_name["show_network"].trigger()
    assert made.actions_by_name["show_network"].isChecked()  # pressed, it stays pressed


def test_play_shows_what_it_would_do(window):
    play = window.actions_by_name["play"]
    assert play.text() == "&Play"
    play.trigger()
    assert play.text() == "&Pause"
    window.actions_by_name["pause"].trigger()
    assert play.text() == "&Play"


def test_dark_is_checked_whoever_made_it_dark(window):
    from playground.app.look.preferences import preferences

    for mode in ("dark", "light"):
        preferences.choose("mode", mode)
        assert window.actions_by_name["dark"].isChecked() is (mode == "dark")
