"""The sketch of a step in the real window: key, button, menu, undo, scrubbing, playing."""

from dataclasses import replace

import pytest
from moving import go_to
from PySide6.QtCore import Qt

from playground.app.look.preferences import preferences
from playground.engine.optimizers import optimizers
from playground.engine.surfaces import surfaces
from playground.lab.edits import runners as edits
from playground.lab.edits.apply import apply
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe

FAR = (-1.2, 1.0)


@pytest.fixture
def window(open_window):
    preferences.choose("motion", "reduced")
    runner = Runner("Newton", optimizers["newton"](), FAR)
    experiment = Experiment(SurfaceRecipe(surfaces["rosenbrock"]()), (runner,))
    made = open_window(experiment)
    made.mode.surface.setFocus()
    yield made
    preferences.forget()


def test_a_key_takes_it_away_from_map_and_panel_and_brings_it_back(window, qtbot):
    surface, box = window.mode.surface, window.mode.step.sketch_box
    go_to(window.player, 1)
    assert "The step climbs: f goes from 4.732 to 1412." in surface.sketch.lines()
    assert not box.isHidden() and box.way_plot.note == "f = 1412 at α = 1 ↑"
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_K)
    window.menus.refresh()
    assert surface.sketch.lines() == [] and box.isHidden()
    assert not window.actions_by_name["sketch"].isChecked()
    assert not surface.tools.sketch.isChecked()
    qtbot.mouseClick(surface.tools.sketch, Qt.MouseButton.LeftButton)
    window.menus.refresh()
    assert surface.sketch.on and not box.isHidden()
    assert window.actions_by_name["sketch"].isChecked()


def test_it_follows_scrubbing_another_rule_and_undo(window):
    surface, player = window.mode.surface, window.player
    for cursor in (3, 1, 0):
        go_to(player, cursor)
        assert surface.sketch.step == cursor
        assert f"step {cursor} → {cursor + 1}" == surface.sketch.lines()[0]
    runner = replace(player.experiment.runners[0], optimizer=optimizers["nelder_mead"]())
    player.edit(*apply(
        player.experiment, lambda e, _: replace(e, runners=(runner,)), "optimizer",
    ))
    assert "simplex now" in surface.sketch.lines()
    player.undo()
    assert "Newton's step" in surface.sketch.lines()


def test_at_a_branch_the_step_is_the_new_rules(window):
    player, surface = window.player, window.mode.surface
    go_to(player, 2)
    player.edit(*apply(
        player.experiment,
        lambda e, _: edits.set_optimizer(e, 0, "cma_es", 2), "optimizer",
    ))
    go_to(player, 2)
    assert "σ and C now" in surface.sketch.lines()
    go_to(player, 1)
    assert "Newton's step" in surface.sketch.lines()


def test_while_it_plays_the_map_shows_the_step_at_the_cursor(window, qtbot):
    player, surface = window.player, window.mode.surface
    go_to(player, 0)
    player.toggle()
    qtbot.waitUntil(lambda: player.cursor >= 2 or not player.playing)
    player.pause()
    run = player.runs[0]
    assert surface.sketch.step == run.explained_at(player.cursor)
    assert surface.sketch.lines()[0].startswith(f"step {surface.sketch.step} →")
