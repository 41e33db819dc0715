"""While steps race, views take turns: what is for who reads waits for rest."""

import pytest

from playground.app.core.player import SPEEDS
from playground.app.network.pace import Pace
from playground.app.shell.window import Window
from playground.lab.experiments.presets import presets


@pytest.fixture
def window(qtbot, user_folders):
    made = Window(presets["batch_race"].experiment(), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    made.resize(1920, 1080)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    qtbot.waitUntil(lambda: made.mode.landscape.settled, timeout=20_000)
    return made


def test_views_are_hurried_while_steps_race_and_agree_when_they_rest(window, qtbot):
    player, mode = window.player, window.mode
    player.set_speed(SPEEDS.index(300))
    player.play()
    qtbot.waitUntil(lambda: player.cursor > 30)
    assert all(view.hurried for view in mode.views)
    drawn = []
    mode.landscape.canvas.pictured.connect(lambda picture: drawn.append(player.phase))
    qtbot.waitUntil(lambda: len(drawn) >= 4, timeout=10_000)
    assert len(set(drawn)) == 1  # in its own turn only
    player.pause()
    assert not any(view.hurried for view in mode.views)
    qtbot.waitUntil(lambda: mode.landscape.settled, timeout=20_000)
    picture = mode.landscape.picture
    assert picture.cursor == player.cursor and len(picture.grid.a) == 129


def test_slow_playing_hurries_nobody(window, qtbot):
    window.player.set_speed(SPEEDS.index(20))
    window.player.play()
    qtbot.waitUntil(lambda: window.player.cursor > 3)
    assert not any(view.hurried for view in window.mode.views)
    window.player.pause()


def test_who_is_hurried_is_told_at_once_or_not_at_all(qtbot):
    pace, told = Pace(), []
    pace.due.connect(lambda: told.append(1))
    pace.ask(hurried=True)
    assert told == [1]
    for _ in range(5):
        pace.ask(hurried=True)
    assert told == [1] and not pace.timer.isActive()
    qtbot.wait(150)
    assert told == [1]
    pace.ask(hurried=True)
    assert told == [1, 1]
    pace.ask()  # at rest: at once, or before long
    pace.ask()
    qtbot.waitUntil(lambda: len(told) == 4)
