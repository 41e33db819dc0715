"""While steps race, views take turns: what is for who reads waits for rest."""

from itertools import pairwise

import pytest

from playground.app.core.player import SPEEDS
from playground.app.network.pace import Pace
from playground.app.network.paced_mode import LANDSCAPE
from playground.app.network.turns import Turns
from playground.lab.edits.landscape import set_landscape
from playground.lab.experiments.presets import presets


@pytest.fixture
def window(qtbot, open_window):
    made = open_window(presets["batch_race"].experiment(), size=(1920, 1080))
    qtbot.waitUntil(lambda: made.mode.landscape.settled, timeout=20_000)
    return made


def test_views_are_hurried_while_steps_race_and_agree_when_they_rest(window, qtbot):
    player, mode = window.player, window.mode
    player.set_speed(SPEEDS.index(300))
    player.play()
    qtbot.waitUntil(lambda: player.cursor > 30)
    assert all(view.hurried for view in mode.views)
    drawn = []
    look = mode.landscape.looking  # on a loaded machine it may come to rest between two frames
    mode.landscape.canvas.pictured.connect(
        lambda picture: drawn.append(player.phase) if look.moving else None
    )
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


def thetas(window):
    """What the drawing and the output map show."""
    mode = window.mode
    return [canvas.facts.theta.tolist() for canvas in (mode.network.canvas.picture,
                                                       mode.output.canvas)]


def test_a_weight_that_is_dragged_is_followed_in_turns_and_all_agree_in_the_end(window, qtbot):
    mode = window.mode
    mode.docks.bring("output")
    before = thetas(window)
    for value in (0.5, 0.6, 0.7):
        mode.set_value(0, value, False)
    assert thetas(window) == before and window.player.run[0].theta[0] == 0.7
    qtbot.waitUntil(lambda: all(theta[0] == 0.7 for theta in thetas(window)))
    mode.set_value(0, 0.8, False)
    mode.set_value(0, 0.9, True)  # let go: at once
    assert all(theta[0] == 0.9 for theta in thetas(window))
    assert mode.chart.scene.runs is window.player.runs
    mode.set_value(0, 1.1, False)
    window.player.go_to(2)  # who looks elsewhere sees it on the dragged network's run
    qtbot.waitUntil(lambda: window.player.cursor == 2)
    shown = window.player.run[2].theta.tolist()
    assert thetas(window) == [shown, shown]


def test_while_a_weight_is_dragged_the_loss_surface_is_drawn_in_a_turn_of_its_own(window, qtbot):
    player, mode, said = window.player, window.mode, []
    player.edit(set_landscape(player.experiment, plane="random:1"), "plane")
    view, look = mode.landscape, mode.landscape.looking
    qtbot.waitUntil(lambda: view.settled, timeout=20_000)
    taken = mode.turns.taken  # says who has had a turn
    taken.connect(lambda who: said.append(who))
    # On a loaded machine it may come to rest between two turns: what is drawn then does not count.
    view.canvas.pictured.connect(lambda _: said.append("picture") if look.dragged else None)
    sides = []
    view.survey.drawn.connect(lambda d: sides.append(len(d.grid.a)) if look.dragged else None)
    for k in range(400):  # a hand that moves on
        mode.set_value(0, 0.5 + 0.001 * k, False)
        qtbot.wait(8)
        if len(sides) >= 3 and said.count("picture") >= 3:
            break
    assert sides and max(sides) <= 33  # coarse
    pictures = [k for k, what in enumerate(said) if what == "picture"]
    assert pictures
    # Each is followed by the end of the turn in which it was drawn: no answer draws by itself.
    assert all(said[k + 1] == LANDSCAPE for k in pictures if k + 1 < len(said))
    mode.set_value(0, 0.25, True)
    assert not (look.dragged or view.hurried)
    qtbot.waitUntil(lambda: view.settled, timeout=20_000)
    assert len(view.picture.grid.a) == 129
    assert view.picture.grid.plane.origin[0] == pytest.approx(0.25)


def test_while_playing_each_group_of_views_has_a_frame_of_its_own(window, qtbot):
    player, mode, said = window.player, window.mode, []
    mode.docks.bring("output")
    show = {name: getattr(mode, name).draw_cursor for name in ("network", "output", "chart")}
    for name in show:
        def draw(name=name):
            said.append((name, player.cursor))
            show[name]()
        getattr(mode, name).draw_cursor = draw
    mode.turns.taken.connect(lambda who: said.append(("turn", who)))
    player.set_speed(SPEEDS.index(5))
    player.play()
    qtbot.waitUntil(lambda: player.cursor >= 3)
    played = [name for name, _ in said]
    player.pause()
    assert {"network", "turn"} <= set(played)
    assert not [pair for pair in pairwise(played) if "turn" not in pair]
    assert {name for name, cursor in said if cursor == player.cursor} == set(show)


def test_turns_go_round_and_nobody_starves(qtbot):
    turns, said = Turns(), []

    def draw(who, k):
        said.append((who, k))
        if said == [("a", 2)]:
            turns.owe("a", lambda: said.append(("a", 9)))  # behind those who wait

    for k in range(3):
        for who in "abc":
            turns.owe(who, lambda who=who, k=k: draw(who, k))
    assert turns.waiting == ("a", "b", "c") and not said
    qtbot.waitUntil(lambda: len(said) == 4)
    assert said == [("a", 2), ("b", 2), ("c", 2), ("a", 9)]
    turns.owe("a", lambda: said.append("never"))
    turns.drop()
    qtbot.wait(40)
    assert len(said) == 4 and not turns.waiting
