"""A runner keeps its colour and marker when others come and go, in every view, and answers to a
click where it is seen.
"""

import pytest
from PySide6.QtCore import Qt

from playground.app.charts.run_chart import RunChart
from playground.app.charts.training.chart import TrainingChart
from playground.app.core.player import Player
from playground.app.core.view import Scene
from playground.app.look.style import runner_color
from playground.app.network.histograms.view import HistogramView
from playground.app.network.train.panel import TrainPanel
from playground.app.runners.panel import RunnersPanel
from playground.app.runners.stop_rules import StopPanel
from playground.app.surface.view import SurfaceView
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network
from playground.lab.verdicts.surface import verdict


def colours(view):
    """Which of the first seven colours (the eighth is black) the picture of a view has."""
    image = view.grab().toImage()
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return {slot for slot in range(7) if runner_color(slot).rgb() in seen}


def shown(qtbot, view, experiment, selected=0):
    player = Player(experiment)
    qtbot.addWidget(view, before_close_func=lambda _: player.pause())
    player.select(selected)
    player.to_end()
    qtbot.waitUntil(lambda: player.finished)
    view.resize(420, 420)
    view.show()
    view.show_scene(Scene(player.experiment, player.runs, player.selected), player.cursor)
    return player


@pytest.fixture
def left():
    """Two runners on a surface, the first of three gone."""
    three = edits.add_runner(edits.add_runner(new_experiment(), "momentum"), "nesterov")
    return edits.set_stop(edits.remove_runner(three, 0), "max_steps", 50)


@pytest.fixture
def left_networks():
    """The same with networks."""
    three = edits.add_runner(edits.add_runner(new_network(), "momentum"), "nesterov")
    return edits.set_stop(edits.remove_runner(three, 0), "max_steps", 20)


@pytest.mark.parametrize("kind", [RunnersPanel, RunChart])
def test_on_a_surface(qtbot, left, kind):
    view = kind()
    shown(qtbot, view, left)
    assert colours(view) == {1, 2}


def test_in_the_legend_a_click_takes_the_runner_that_is_seen_there(qtbot, left):
    view = SurfaceView()
    player = shown(qtbot, view, left)
    labels = [entry.label for entry in view.picture.entries()]
    assert labels == [runner.label for runner in left.runners]
    assert [entry.slot for entry in view.picture.entries()] == [1, 2]
    assert [entry.selected for entry in view.picture.entries()] == [True, False]
    _, at = view.picture.heads()[1]
    with qtbot.waitSignal(view.runner_clicked) as clicked:
        # Both start at one point and the selected one answers first, so look at the other's end.
        player.select(1)
        view.show_scene(Scene(player.experiment, player.runs, 1), player.cursor)
        qtbot.mouseClick(
            view.plane.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint()
        )
    assert clicked.args == [1]


@pytest.mark.parametrize("kind", [TrainingChart, RunnersPanel])
def test_of_networks(qtbot, left_networks, kind):
    view = kind()
    shown(qtbot, view, left_networks)
    qtbot.waitUntil(lambda: colours(view) == {1, 2}, timeout=5000)


def test_the_histograms_are_in_the_runners_own_colour(qtbot, left_networks):
    view = HistogramView()
    shown(qtbot, view, left_networks, selected=1)
    assert colours(view) == {2}


@pytest.mark.parametrize("kind", [StopPanel, TrainPanel])
def test_the_verdicts_have_the_runners_marker(qtbot, left, left_networks, kind):
    view = kind()
    player = shown(qtbot, view, left if kind is StopPanel else left_networks)
    view.set_verdicts([verdict(run).sentence for run in player.runs])
    view.resize(420, 1200)
    assert colours(view) == {1, 2}
