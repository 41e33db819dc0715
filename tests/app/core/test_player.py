"""The player on a clock that the test turns by hand."""

from dataclasses import replace

import pytest
from moving import arrive, go_to

from playground.app.core.player import SPEEDS, Player
from playground.engine import optimizers, surfaces
from playground.engine.stopping import StopRules
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.runs.run import Run


@pytest.fixture
def player(qtbot, clock):
    """A player on the lecture's example, with its signals noted in `heard`."""
    made = Player(new_experiment(), clock=clock)
    made.heard = []
    made.moved.connect(lambda i: made.heard.append(("moved", i)))
    made.playing_changed.connect(lambda on: made.heard.append(("playing", on)))
    made.experiment_changed.connect(lambda: made.heard.append(("experiment",)))
    yield made
    made.pause()


def frames(player, clock, count, seconds=0.016):
    """Let the clock go on and the timer fire."""
    for _ in range(count):
        clock.now += seconds
        player.tick()


def test_playing_moves_by_the_clock_not_by_the_frame(player, clock):
    player.set_speed(SPEEDS.index(20))
    player.play()
    frames(player, clock, 50, 0.02)  # one second in fifty frames
    assert player.cursor == 21  # twenty, and the first that is taken at once
    player.pause()
    player.to_start()
    player.play()
    frames(player, clock, 10, 0.1)  # the same second in ten
    assert player.cursor == 21


def test_a_frame_that_comes_very_late_does_not_jump(player, clock):
    player.play()
    frames(player, clock, 1, 30.0)
    assert player.cursor <= 3


def test_many_steps_a_frame(player, clock):
    player.edit(replace(player.experiment, stop=StopRules(max_steps=5000)), "no stop")
    player.set_speed(SPEEDS.index(10_000))
    player.play()
    frames(player, clock, 4)
    assert 400 <= player.cursor <= 641


def test_it_pauses_where_the_last_run_stops(player, clock):
    player.set_speed(len(SPEEDS) - 1)
    player.play()
    frames(player, clock, 40)
    assert player.cursor == player.last == 61 and player.finished
    assert not player.playing
    assert player.heard[-1] == ("playing", False)


def test_play_at_the_end_begins_again(player, clock):
    player.to_end()
    arrive(player)
    assert player.cursor == 61
    player.play()
    assert player.cursor == 0 and player.playing


def test_a_jump_gives_way_to_the_next_one(player, qtbot):
    endless = replace(player.experiment, stop=StopRules(max_steps=10_000_000))
    player.edit(endless, "no end")
    go_to(player, 3)
    player.to_end()
    assert player.seeking
    player.go_to(2)
    assert player.cursor == 2 and not player.moving
    qtbot.wait(60)  # a few frames, in which the older jump would have gone on
    assert player.cursor == 2 and not player.moving


def test_step_and_step_back_are_exact(player):
    for _ in range(10):
        player.step(1)
    there = player.run[10].theta.tobytes()
    player.step(-4)
    assert player.cursor == 6
    player.step(4)
    assert player.cursor == 10 and player.run[10].theta.tobytes() == there
    player.step(-99)
    assert player.cursor == 0
    player.step(-1)
    assert player.cursor == 0


def test_nothing_is_said_when_nothing_moves(player):
    player.step(3)
    arrive(player)
    heard = len(player.heard)
    player.go_to(3)
    player.pause()
    player.edit(player.experiment, "nothing")
    player.select(0)
    assert len(player.heard) == heard


def test_a_long_way_is_gone_in_several_frames_and_can_be_cancelled(player, clock):
    slow = edits.set_setting(player.experiment, 0, "learning_rate", 1e-7, 0)
    player.edit(replace(slow, stop=StopRules(max_steps=1_000_000)), "long")
    player.to_end()
    assert player.seeking and 0 < player.cursor < 1_000_000
    first = player.cursor
    frames(player, clock, 3)
    assert player.cursor > first and player.seeking
    player.toggle()  # Space
    assert not player.seeking and not player.playing
    here = player.cursor
    frames(player, clock, 1)
    assert player.cursor >= here


def test_runners_of_different_lengths_are_walked_to_the_end_of_the_longest(player, clock):
    player.edit(edits.race_all(player.experiment), "race")
    player.to_end()
    frames(player, clock, 200)
    lasts = [run.last for run in player.runs]
    assert player.cursor == max(lasts) and len(set(lasts)) > 1
    assert all(run.stop for run in player.runs)


def test_a_change_in_the_middle_branches_and_undo_brings_the_old_future_back(player):
    go_to(player, 20)
    old = player.runs[0]
    old.ensure(60)
    runner = player.experiment.runners[0]
    halved = runner.changed_from(20, optimizers["gradient_descent"](0.005))
    player.edit(player.experiment.with_runner(player.selected, halved), "half")
    assert player.cursor == 20
    new = player.runs[0]
    assert new is not old
    player.step(1)
    assert new[20].theta.tobytes() == old[20].theta.tobytes()
    assert new[21].theta.tobytes() != old[21].theta.tobytes()
    player.undo()
    go_to(player, 40)
    assert player.runs[0][40].theta.tobytes() == old[40].theta.tobytes()
    player.redo()
    go_to(player, 40)
    assert player.runs[0][40].theta.tobytes() != old[40].theta.tobytes()


def test_runs_that_an_edit_does_not_touch_are_kept(player):
    player.edit(edits.race_all(player.experiment), "race")
    go_to(player, 30)
    before = player.runs
    player.edit(edits.set_setting(player.experiment, 2, "learning_rate", 0.001, 0), "one rate")
    assert [a is b for a, b in zip(before, player.runs, strict=True)] == [
        True, True, False, True, True, True
    ]
    player.edit(replace(player.experiment, title="another"), "title")
    assert player.runs[0] is before[0]


def test_a_drag_is_one_undo(player):
    start = player.experiment
    for x in (0.1, 0.2, 0.3):
        player.edit(edits.set_start(player.experiment, (x, 0)), "start", "start")
    player.seal()
    player.edit(edits.set_start(player.experiment, (0.9, 0)), "start", "start")
    player.undo()
    assert player.experiment.runners[0].start == (0.3, 0)
    player.undo()
    assert player.experiment == start


def test_opening_shows_the_cursor_of_the_file(player):
    player.open(replace(new_experiment("himmelblau"), cursor=12))
    arrive(player)
    assert player.cursor == 12
    assert not player.workspace.unsaved and player.workspace.undo_what is None


def test_a_run_that_ends_without_the_cursor_moving_is_told(player):
    steep = edits.set_setting(player.experiment, 0, "learning_rate", 0.4, 0)
    player.edit(steep, "steep")
    player.step(1)
    player.heard.clear()
    player.step(1)
    assert player.cursor == 1 and player.runs[0].stop.kind == "diverged"
    assert ("moved", 1) in player.heard


def test_without_runners_nothing_breaks(player, clock):
    player.edit(replace(player.experiment, runners=()), "none")
    player.play()
    player.step(1)
    player.to_end()
    frames(player, clock, 2)
    assert player.cursor == 0 and not player.playing and player.runner is None


def test_removing_the_last_runner_selects_one_that_exists(player):
    player.edit(edits.race_all(player.experiment), "race")
    player.select(5)
    player.edit(edits.remove_runner(player.experiment, 5), "remove")
    assert player.selected == 4


def test_memory_is_shared_between_runs(player):
    player.edit(edits.race_all(player.experiment), "race")
    budgets = {run.history.budget for run in player.runs}
    assert len(budgets) == 1 and budgets.pop() * 6 <= 64 * 2**20


def test_a_step_that_takes_long_to_replay_is_come_by_over_frames(player, clock, monkeypatch):
    monkeypatch.setattr("playground.app.core.player.SEEKING_SECONDS", 0.0)
    player.go_to(60)
    while player.moving:
        player.tick()
    there = player.run[30].theta.tobytes()
    player.go_to(60)
    run = player.run
    run._block = []
    player.heard.clear()
    player.go_to(30)
    assert player.cursor == 60  # nothing waits, and nothing false is shown
    assert player.heard == [("playing", True)]
    count = 0
    while player.moving:
        player.tick()
        count += 1
    assert 5 < count < 40
    assert player.cursor == 30
    assert player.heard[-2:] == [("moved", 30), ("playing", False)]
    assert run[30].theta.tobytes() == there


def slowly(player):
    """Ten thousand steps of a tiny rate, all of them recorded, the cursor on the last."""
    slow = edits.set_setting(player.experiment, 0, "learning_rate", 1e-6, 0)
    player.edit(replace(slow, stop=StopRules(max_steps=10_000)), "slow")
    player.to_end()
    arrive(player)
    assert player.cursor == player.last == 10_000


def state(player):
    """All that an edit may change, and that taking it back has to bring back."""
    columns = [[column.tobytes() for column in run.columns] for run in player.runs]
    stops = [(run.last, run.stop, run.plan) for run in player.runs]
    return player.experiment, player.cursor, player.selected, stops, columns


def changes(experiment):
    """Edits of all kinds."""
    gd = optimizers["gradient_descent"]
    runner = experiment.runners[0]
    return {
        "start": edits.set_start(experiment, (1.5, -1.0)),
        "rate": edits.set_setting(experiment, 0, "learning_rate", 0.02, 0),
        "a branch": experiment.with_runner(0, runner.changed_from(5000, gd(0.02))),
        "a branch at the end": experiment.with_runner(0, runner.changed_from(10_000, gd(0.02))),
        "stop": edits.set_stop(experiment, "max_steps", 200),
        "surface": edits.choose_surface(experiment, surfaces["rosenbrock"]()),
        "typed": edits.type_function(experiment, "x^2 + 3 y^2"),
        "race": edits.race_all(experiment),
        "nobody": edits.remove_runner(experiment, 0),
        "name": edits.rename(experiment, 0, "mine"),
        "seed": edits.set_seed(experiment, 7),
    }


@pytest.mark.parametrize("name", changes(new_experiment()))
def test_undo_brings_the_recorded_run_back_as_it_was(player, name):
    slowly(player)
    before, runs = state(player), player.runs
    player.edit(changes(player.experiment)[name], name)
    player.undo()
    assert player.runs == runs and player.cursor == 10_000
    assert state(player) == before and not player.moving
    player.redo()
    arrive(player)
    player.undo()
    assert state(player) == before and player.runs == runs


def test_undo_leads_back_to_the_step_that_an_edit_led_away_from(player):
    """The numbers on screen were made a start: of the new run one looks at step 0."""
    slowly(player)
    player.go_to(5)
    for x in (0.5, 1.0):
        player.edit(edits.set_start(player.experiment, (x, 0)), "held", "held", cursor=0)
    assert player.cursor == 0 and not player.moving
    player.undo()
    assert player.cursor == 5 and player.workspace.undo_what == "slow"
    player.redo()
    assert player.cursor == 0 and player.experiment.runners[0].start == (1.0, 0)
    player.undo()
    player.edit(edits.rename(player.experiment, 0, "mine"), "name")
    player.go_to(7)
    player.undo()
    assert player.cursor == 7  # this one led nowhere: who looks stays


def test_a_click_that_is_taken_back_leaves_run_cursor_and_redo_as_they_were(player):
    slowly(player)
    player.edit(edits.rename(player.experiment, 0, "mine"), "name")
    player.undo()
    before, runs = state(player), player.runs
    for x in (0.5, 1.0, 1.5):
        player.edit(edits.set_start(player.experiment, (x, 0)), "start", "start 0")
    player.seal()
    assert player.cursor < 10_000 and player.workspace.redo_what is None
    player.take_back()
    assert state(player) == before and player.runs == runs
    assert not player.moving and player.workspace.redo_what == "name"
    player.redo()
    assert player.experiment.runners[0].label == "mine" and player.cursor == 10_000
    player.take_back()  # nothing was done after: it is only taken back
    assert player.experiment.runners[0].label == "GD"


def test_an_edit_that_makes_the_runs_short_lets_the_cursor_come_back(player):
    slowly(player)
    player.edit(edits.set_stop(player.experiment, "max_steps", 50), "short")
    assert player.cursor == 50
    player.edit(edits.set_stop(player.experiment, "max_steps", 300), "longer")
    arrive(player)
    assert player.cursor == 300
    player.step(-1)  # a hand chooses another step: from now on it is that one
    player.edit(edits.set_stop(player.experiment, "max_steps", 1000), "longer still")
    assert player.cursor == 299


def fail(*arguments, **named):
    raise RuntimeError("it cannot be run")


@pytest.mark.parametrize(("where", "name", "which"), [
    (Run, "with_plan", "a branch"), (Experiment, "run_of", "start"),
    (Experiment, "run_of", "surface"), (Run, "ensure", "rate"),
    (Run, "ensure", "race"), (Run, "ensure", "a branch"), (Run, "ensure", "seed"),
])
def test_an_edit_that_cannot_be_run_is_not_done_at_all(player, monkeypatch, where, name, which):
    slowly(player)
    player.edit(edits.rename(player.experiment, 0, "mine"), "name")
    player.edit(edits.set_start(player.experiment, (1.0, 0.0)), "start", "start 0")
    player.undo()
    before, runs, undo = state(player), player.runs, player.workspace.undo_what
    player.heard.clear()
    with monkeypatch.context() as patched:
        patched.setattr(where, name, fail)
        with pytest.raises(RuntimeError):
            player.edit(changes(player.experiment)[which], which, "start 0")
    assert player.heard == [("experiment",)]  # forms show again what is so
    assert state(player) == before and player.runs == runs
    assert player.workspace.undo_what == undo
    player.redo()
    assert player.experiment.runners[0].start == (1.0, 0.0)


def test_a_document_that_cannot_be_run_is_not_opened(player, monkeypatch):
    slowly(player)
    before, undo = state(player), player.workspace.undo_what
    with monkeypatch.context() as patched:
        patched.setattr("playground.lab.runs.run.Run.ensure", fail)
        with pytest.raises(RuntimeError):
            player.open(new_experiment("himmelblau"))
    assert state(player) == before and player.workspace.undo_what == undo


def test_an_undo_that_cannot_be_run_is_not_done_either(player, monkeypatch):
    player.edit(edits.set_start(player.experiment, (1.0, 0.0)), "start")
    before = state(player)
    for turn, what in ((player.undo, "undo_what"), (player.redo, "redo_what")):
        with monkeypatch.context() as patched:
            patched.setattr("playground.lab.runs.cache.RunCache.find", fail)
            with pytest.raises(RuntimeError):
                turn()
        assert state(player) == before and getattr(player.workspace, what) == "start"
        player.undo()
        before = state(player)


def test_a_long_way_goes_on_through_an_edit(player):
    slow = edits.set_setting(player.experiment, 0, "learning_rate", 1e-7, 0)
    player.edit(replace(slow, stop=StopRules(max_steps=1_000_000)), "long")
    player.to_end()
    assert player.seeking
    player.edit(edits.set_stop(player.experiment, "max_steps", 3000), "shorter")
    arrive(player)
    assert player.cursor == 3000
