"""How a picture is looked at is found again: in the file, by undo, in both halves."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from playground.app.look.preferences import preferences
from playground.app.shell.window import Window
from playground.lab.edits.view import set_view, view_of
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.presets import presets

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(qtbot, user_folders):
    preferences.choose("motion", "reduced")

    def open_(experiment, size=(1900, 1000)):
        made = Window(experiment, keep_settings=False)
        qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
        made.resize(*size)
        with qtbot.waitExposed(made):
            made.show()
        qtbot.waitUntil(lambda: made.mode.is_complete)
        return made

    yield open_
    preferences.forget()


def turn(qtbot, round_, across, up):
    """Drag the landscape, and wait until it rests."""
    middle = round_.rect().center()
    qtbot.mousePress(round_, LEFT, pos=middle)
    qtbot.mouseMove(round_, middle + QPoint(across, up))
    with qtbot.waitSignal(round_.turned):
        qtbot.mouseRelease(round_, LEFT, pos=middle + QPoint(across, up))


def as_file(window):
    """What File > Open would make of what File > Save writes."""
    return Experiment.from_dict(window.player.experiment.to_dict())


def test_a_surface_opens_as_it_was_looked_at(opened, qtbot):
    window = opened(new_experiment())
    surface = window.mode.surface
    surface.tools.looks.button("both").click()
    surface.tools.parabola.click()
    surface.tools.basins.click()
    surface.tools.sketch.click()
    turn(qtbot, surface.looks.round, 80, 25)
    surface.looks.round.stretch(1.5)
    qtbot.waitUntil(lambda: window.player.experiment.view.stretch == 1.5)
    camera = surface.looks.round.camera
    again = as_file(window)
    window.player.open(new_experiment())
    assert surface.look == "map" and not surface.basins.on and not surface.parabola.on
    assert surface.sketch.on and surface.tools.looks.value == "map"
    window.player.open(again)
    assert surface.look == "both" and surface.tools.looks.value == "both"
    assert surface.basins.on and surface.parabola.on and not surface.sketch.on
    assert surface.tools.basins.isChecked() and surface.tools.parabola.isChecked()
    assert surface.looks.round.camera.kept == camera.kept
    assert not window.player.workspace.unsaved


def test_a_look_is_an_edit_like_others(opened, qtbot):
    window = opened(new_experiment())
    surface, player = window.mode.surface, window.player
    surface.tools.looks.button("round").click()
    assert player.workspace.unsaved and player.workspace.undo_what == "in the round"
    before = surface.looks.round.camera
    turn(qtbot, surface.looks.round, 60, 0)
    turn(qtbot, surface.looks.round, 60, 0)
    surface.tools.basins.click()
    assert player.workspace.undo_what == "basins on"
    player.undo()
    assert not surface.basins.on and not surface.tools.basins.isChecked()
    assert player.workspace.undo_what == "turned"
    player.undo()  # both turns
    assert surface.looks.round.camera.kept == before.kept and surface.look == "round"
    player.undo()
    assert surface.look == "map" and surface.plane.isVisible()
    assert not player.workspace.unsaved
    player.redo()
    assert surface.look == "round" and surface.looks.round.isVisible()


def test_a_file_of_a_surface_opens_the_window_in_the_round(opened, qtbot):
    experiment = set_view(new_experiment(), look="round", azimuth=-60.0, elevation=20.0,
                          basins=True, sketch=False)
    window = opened(experiment)
    surface = window.mode.surface
    assert surface.looks.round.isVisible() and not surface.plane.isVisible()
    assert surface.looks.round.camera.kept == {"azimuth": -60, "elevation": 20, "stretch": 1}
    assert surface.basins.on and not surface.sketch.on
    assert surface.looks.round.ground is not None
    assert window.player.experiment == experiment  # nothing was edited by looking at it


@pytest.mark.parametrize("look", ["round", "both"])
@pytest.mark.parametrize("size", [(1900, 1000), (1280, 720)])
def test_a_networks_loss_surface_opens_as_it_was_looked_at(opened, qtbot, size, look):
    plain = replace(presets["two_minima"].experiment(), cursor=20)
    window = opened(plain, size)
    window.mode.bring_landscape()
    view = window.mode.landscape
    qtbot.waitUntil(lambda: view.settled and view.picture is not None, timeout=20_000)
    view.bar.looks.button(look).click()
    turn(qtbot, view.pictures.rounds[0].view, 50, 30)
    camera = view.pictures.rounds[0].view.camera
    again = as_file(window)
    assert again.view.look == look and again.view.turn != (32, 34, 1)
    window.player.open(plain)
    assert view.pictures.look == "map" and view.canvas.isVisible()
    window.player.open(again)
    assert view.pictures.look == look and view.pictures.rounds[0].view.camera.kept == camera.kept
    other = opened(again, size)
    other.mode.bring_landscape()
    view = other.mode.landscape
    qtbot.waitUntil(lambda: view.settled and view.picture is not None, timeout=20_000)
    round_ = view.pictures.rounds[0].view
    assert round_.isVisible() and round_.ground is not None
    assert view.canvas.isVisible() == (look == "both")
    assert other.player.experiment == replace(again, cursor=0)
    other.player.undo()
    assert view.pictures.look == look


def test_playing_goes_on_while_somebody_looks_another_way(opened, qtbot):
    window = opened(new_experiment())
    window.player.play()
    window.mode.surface.tools.looks.button("both").click()
    turn(qtbot, window.mode.surface.looks.round, 40, 10)
    assert window.player.playing
    window.player.pause()


def test_keys_choose_the_look_of_a_networks_loss_surface(opened, qtbot):
    window = opened(presets["two_minima"].experiment(), (1280, 720))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert not window.mode.landscape.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_R)  # it comes forward
    view = window.mode.landscape
    assert view.isVisible() and view.pictures.look == "round"
    qtbot.waitUntil(lambda: view.settled and view.picture is not None, timeout=20_000)
    round_ = view.pictures.rounds[0].view
    assert round_.hasFocus()
    azimuth = round_.camera.azimuth
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert round_.camera.azimuth != azimuth and view.looking.settings.plane == "weights:0,2"
    window.mode.bring_landscape()
    assert round_.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert view.pictures.look == "both" and view.canvas.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_R)
    assert view.pictures.look == "map" and view_of(window.player.experiment).look == "map"
    assert view.canvas.hasFocus()
