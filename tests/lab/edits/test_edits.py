"""What hands can do to an experiment: each edit changes what it says, and nothing else."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from playground.engine.expressions.expression import ExpressionError
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError
from playground.engine.surfaces import surfaces
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import MOST_RUNNERS, Experiment, new_experiment


@pytest.fixture
def experiment():
    """Gradient descent on the lecture's example."""
    return new_experiment()


def on(surface: str) -> Experiment:
    """Gradient descent with the recommended rate on a surface."""
    return edits.choose_surface(new_experiment(), surfaces[surface]())


# --- the problem


@pytest.mark.parametrize("name", surfaces)
def test_a_surface_brings_its_start_and_its_rate(experiment, name):
    surface = surfaces[name]()
    branched = edits.set_setting(experiment, 0, "learning_rate", 0.01, 5)
    branched = edits.set_log_height(branched, False)
    chosen = edits.choose_surface(branched, surface)
    (runner,) = chosen.runners
    assert chosen.problem.surface == surface
    assert runner.start == tuple(map(float, surface.start))
    assert runner.optimizer.learning_rate == surface.learning_rate
    assert runner.changes == ()
    assert (chosen.title, chosen.log_height) == (surface.title, None)
    assert Experiment.from_dict(chosen.to_dict()) == chosen


def test_a_rate_chosen_by_hand_stays_and_a_title_of_ones_own_says_that_it_is_changed(experiment):
    mine = edits.set_setting(replace(experiment, title="Homework 3"), 0, "learning_rate", 0.037)
    chosen = edits.choose_surface(mine, surfaces["bowl"]())
    assert chosen.runners[0].optimizer.learning_rate == 0.037
    assert chosen.title == "Homework 3 (changed)"
    assert edits.choose_surface(chosen, surfaces["booth"]()).title == "Homework 3 (changed)"
    typed = edits.type_function(mine, "x^2 + y^2")
    assert typed.title == "Homework 3 (changed)"
    assert edits.type_function(replace(typed, title="A"), "x^2 + y^2").title == "A"
    kappa = edits.choose_surface(mine, surfaces["bowl"]())
    same = edits.choose_surface(replace(kappa, title="B"), surfaces["bowl"](kappa=5.0))
    assert same.title == "B"  # its parameters are no other surface


def test_the_adaptive_keep_their_rates(experiment):
    chosen = edits.choose_surface(edits.add_runner(experiment, "adam"), surfaces["matyas"]())
    assert chosen.runners[0].optimizer.learning_rate == surfaces["matyas"].learning_rate
    assert chosen.runners[1].optimizer == optimizers["adam"]()


@pytest.mark.parametrize("name", [n for n in surfaces if n != "monkey_saddle"])
def test_no_racer_leaves_for_infinity_with_the_suggested_settings(name):
    race = edits.race_all(on(name))
    for runner in race.runners:
        run = race.run_of(runner)
        run.ensure(600)
        assert run.stop is None or run.stop.kind == "converged", runner.label


def test_a_parameter_of_the_surface():
    bowl = edits.set_surface_setting(on("bowl"), "kappa", 50.0)
    assert bowl.problem.surface == surfaces["bowl"](kappa=50.0)
    with pytest.raises(SettingError):
        edits.set_surface_setting(bowl, "kappa", -1.0)


@pytest.mark.parametrize("name", surfaces)
def test_ones_own_text_is_the_same_function(name):
    surface = surfaces[name]()
    own = TypedSurface(edits.own_text(surface), surface.window)
    for x, y in ((0.3, 0.4), (-1.1, 0.7)):
        assert own.value(x, y) == pytest.approx(surface.value(x, y), rel=1e-10, abs=1e-12)


def test_values_are_filled_in_without_running_into_digits():
    ten = edits.own_text(surfaces["rastrigin"](amplitude=7.0))
    assert TypedSurface(ten).value(0.5, 0.0) == pytest.approx(surfaces["rastrigin"](
        amplitude=7.0).value(0.5, 0.0))
    tilted = surfaces["rotated_ravine"](angle=-20.0, kappa=3.0)
    own = TypedSurface(edits.own_text(tilted), tilted.window)
    assert own.value(1.0, 2.0) == pytest.approx(tilted.value(1.0, 2.0))


def test_typing_keeps_the_window_and_the_starts_that_it_shows(experiment):
    two = edits.set_start(edits.add_runner(experiment, "adam"), (1.5, 1.5), 1)
    typed = edits.type_function(two, "x^2 + y^4")
    assert typed.problem.surface.window == two.problem.surface.window
    assert [r.start for r in typed.runners] == [(0.0, 0.0), (1.5, 1.5)]
    assert typed.title == "Your own function"
    narrow = edits.type_function(typed, "x^2 + y^4", ((-1, 1), (-1, 1)))
    assert narrow.runners[0].start == (0.0, 0.0)
    assert narrow.runners[1].start == narrow.problem.surface.start
    assert Experiment.from_dict(narrow.to_dict()) == narrow


def test_a_text_that_is_no_function_is_refused(experiment):
    with pytest.raises(ExpressionError):
        edits.type_function(experiment, "x + z")


def test_log_height_as_recommended_is_not_written_down(experiment):
    assert edits.log_height_of(experiment)  # the lecture's example recommends it
    flat = edits.set_log_height(experiment, False)
    assert (flat.log_height, edits.log_height_of(flat)) == (False, False)
    assert edits.set_log_height(flat, True) == experiment


# --- starts


def test_a_start_is_everybodys_or_ones_own(experiment):
    two = edits.add_runner(experiment, "adam")
    assert [r.start for r in edits.set_start(two, (1, 2)).runners] == [(1.0, 2.0)] * 2
    assert [r.start for r in edits.set_start(two, (1, 2), 1).runners] == [(0.0, 0.0), (1.0, 2.0)]
    moved = edits.set_start(two, (1, 2))
    assert edits.use_recommended_start(moved) == two


# --- an optimizer


def test_a_setting_from_the_start_and_from_a_step_on(experiment):
    whole = edits.set_setting(experiment, 0, "learning_rate", 0.02)
    assert whole.runners[0].plan == ((0, optimizers["gradient_descent"](learning_rate=0.02)),)
    late = edits.set_setting(experiment, 0, "learning_rate", 0.02, 7)
    assert late.runners[0].optimizer == experiment.runners[0].optimizer
    assert late.runners[0].optimizer_at(7).learning_rate == 0.02
    with pytest.raises(SettingError):
        edits.set_setting(experiment, 0, "learning_rate", -1.0)


def test_the_other_settings_are_those_that_were_seen(experiment):
    adam = edits.set_optimizer(experiment, 0, "adam")
    branched = edits.set_setting(adam, 0, "beta1", 0.5, 10)
    seen = edits.set_setting(branched, 0, "learning_rate", 0.1, 0, seen_at=12)
    assert seen.runners[0].optimizer == optimizers["adam"](learning_rate=0.1, beta1=0.5)
    assert seen.runners[0].changes == ()


def test_a_slider_dragged_to_and_fro_leaves_no_branch(experiment):
    there = edits.set_setting(experiment, 0, "learning_rate", 0.5, 7)
    assert edits.set_setting(there, 0, "learning_rate", 0.01, 7) == experiment


def test_a_branch_is_taken_back_and_later_ones_stay(experiment):
    first = edits.set_setting(experiment, 0, "learning_rate", 0.02, 7)
    both = edits.set_setting(first, 0, "learning_rate", 0.03, 9)
    only_late = edits.remove_change(both, 0, 7)
    assert [(c.step, c.optimizer.learning_rate) for c in only_late.runners[0].changes] == [
        (9, 0.03)
    ]
    assert edits.remove_change(both, 0, 9) == first


def test_where_an_edit_branches_off(experiment):
    runner = experiment.runners[0]
    run = experiment.run_of(runner)
    run.ensure(20)
    assert [edits.step_of_change(runner, run, c) for c in (0, 5, 20, 30)] == [0, 5, 20, 20]
    run.ensure(10_000)
    assert run.stop is not None
    assert edits.step_of_change(runner, run, run.last - 1) == run.last - 1
    assert edits.step_of_change(runner, run, run.last) == 0


def test_a_branch_that_ended_the_run_at_once_can_be_mended(experiment):
    wild = edits.set_setting(experiment, 0, "learning_rate", 1000.0, 5)
    runner = wild.runners[0]
    run = wild.run_of(runner)
    run.ensure(100)
    assert run.stop.kind == "diverged" and run.last == 5
    assert edits.step_of_change(runner, run, 5) == 5


def test_where_a_rule_stopped_the_run_no_branch_can_begin(experiment):
    changed = edits.set_setting(experiment, 0, "learning_rate", 0.02, 7)
    stopped = edits.set_stop(changed, "max_steps", 7)
    run = stopped.run_of(stopped.runners[0])
    run.ensure(100)
    assert run.stop.kind == "max_steps" and run.last == 7
    assert edits.step_of_change(stopped.runners[0], run, 7) == 0


def test_another_optimizer_keeps_what_was_changed_and_means_the_same(experiment):
    momentum = edits.set_optimizer(experiment, 0, "momentum")
    assert momentum.runners[0].label == "Momentum"
    tuned = edits.set_setting(momentum, 0, "momentum", 0.7)
    tuned = edits.set_setting(tuned, 0, "learning_rate", 0.003)
    nesterov = edits.set_optimizer(tuned, 0, "nesterov").runners[0].optimizer
    assert nesterov == optimizers["nesterov"](momentum=0.7, learning_rate=0.003)


def test_the_learning_rate_does_not_cross_to_another_scale():
    adam = edits.set_optimizer(on("bowl"), 0, "adam")
    assert adam.runners[0].optimizer == optimizers["adam"]()
    back = edits.set_optimizer(
        edits.set_setting(adam, 0, "learning_rate", 0.4), 0, "gradient_descent"
    )
    assert back.runners[0].optimizer.learning_rate == surfaces["bowl"].learning_rate


def test_a_name_given_by_hand_stays_when_the_optimizer_changes(experiment):
    named = edits.rename(experiment, 0, "mine")
    assert edits.set_optimizer(named, 0, "adam").runners[0].label == "mine"
    assert edits.set_optimizer(experiment, 0, "adam", 5).runners[0].label == "GD"


# --- the field


def test_add_duplicate_remove(experiment):
    two = edits.add_runner(edits.set_start(experiment, (1, 1)), "gradient_descent")
    assert [r.label for r in two.runners] == ["GD", "GD 2"]
    assert two.runners[1].start == (1.0, 1.0)
    branched = edits.set_setting(two, 0, "learning_rate", 0.02, 4)
    three = edits.duplicate_runner(branched, 0)
    assert three.runners[2] == replace(branched.runners[0], label="GD 3", slot=2)
    assert edits.remove_runner(three, 2) == branched
    assert edits.remove_runner(experiment, 0).runners == ()


def test_never_more_than_eight(experiment):
    many = experiment
    for _ in range(20):
        many = edits.add_runner(many, "adam")
    assert len(many.runners) == MOST_RUNNERS
    assert edits.duplicate_runner(many, 0) == many
    assert len({r.label for r in many.runners}) == MOST_RUNNERS


def test_race_all_from_one_start(experiment):
    tuned = edits.set_setting(edits.set_start(experiment, (1, 1)), 0, "learning_rate", 0.033, 0)
    race = edits.race_all(edits.set_setting(tuned, 0, "learning_rate", 0.04, 9))
    assert [r.optimizer.name for r in race.runners] == [
        "gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam",
    ]
    assert {r.start for r in race.runners} == {(1.0, 1.0)}
    assert race.runners[0].plan == ((0, optimizers["gradient_descent"](learning_rate=0.033)),)
    assert edits.race_all(edits.remove_runner(experiment, 0)).runners[0].start == (0.0, 0.0)


def test_random_restarts_follow_from_the_seed(experiment):
    drawn = edits.random_restarts(experiment, 0, 5)
    starts = [r.start for r in drawn.runners]
    assert len(set(starts)) == 5
    window = experiment.problem.surface.window
    assert all(edits.inside(start, window) for start in starts)
    assert {r.optimizer for r in drawn.runners} == {experiment.runners[0].optimizer}
    assert [r.label for r in drawn.runners] == ["GD", "GD 2", "GD 3", "GD 4", "GD 5"]
    assert edits.random_restarts(experiment, 0, 5) == drawn
    assert edits.random_restarts(drawn, 2, 3).runners == drawn.runners[:3]
    assert edits.random_restarts(edits.set_seed(experiment, 1), 0, 5).runners != drawn.runners


def test_random_restarts_leave_the_others_and_their_colours(experiment):
    two = edits.add_runner(experiment, "adam")
    drawn = edits.random_restarts(two, 0, 99)
    assert len(drawn.runners) == MOST_RUNNERS
    assert drawn.runners[1] == two.runners[1]
    assert edits.most_restarts(two, 0) == 7


def test_names_are_kept_apart(experiment):
    two = edits.add_runner(experiment, "adam")
    assert edits.rename(two, 1, "  GD ").runners[1].label == "GD 2"
    assert edits.rename(two, 1, " ").runners[1].label == "Adam"
    assert edits.rename(two, 1, "Adam") == two


def test_hide_and_show(experiment):
    hidden = edits.toggle_shown(experiment, 0)
    assert not hidden.runners[0].shown
    assert edits.toggle_shown(hidden, 0) == experiment


def test_stop_rules(experiment):
    assert edits.set_stop(experiment, "step_length", 0.0).stop.step_length == 0
    assert edits.set_stop(experiment, "max_steps", 50).stop.max_steps == 50
    with pytest.raises(SettingError):
        edits.set_stop(experiment, "gradient_norm", -1.0)


def test_a_typed_function_is_drawn_as_high_as_what_it_replaces():
    logarithmic = new_experiment("rosenbrock")
    assert edits.log_height_of(logarithmic)
    typed = edits.type_function(logarithmic, "x^2 + y^2")
    assert edits.log_height_of(typed)
    assert edits.log_height_of(edits.type_function(typed, "x^2 + 2y^2"))
    linear = edits.set_log_height(typed, False)
    assert linear.log_height is None
    assert not edits.log_height_of(edits.type_function(linear, "x^2 + 3y^2"))
    assert not edits.log_height_of(edits.choose_surface(typed, surfaces["saddle"]()))


@pytest.mark.parametrize("text", ["log(x)", "sqrt(x - 1) + 1/y", "1/(x + 1)", "log(x - 1.85) + y"])
def test_the_start_of_a_typed_function_is_where_it_is_finite(text):
    surface = TypedSurface(text)
    assert np.all(np.isfinite([surface.value(*surface.start), *surface.gradient(*surface.start)]))
    assert edits.inside(surface.start, surface.window)


def test_the_start_of_a_typed_function_is_the_rules_where_that_will_do():
    assert TypedSurface("x^2 + y^2").start == (-1.0, pytest.approx(0.8))
    for text in ("log(-1 - x^2)", "no formula ("):
        assert TypedSurface(text).start == TypedSurface("x").start
    x, y = TypedSurface("log(x)").start
    assert 0 < x < 0.3 and y == pytest.approx(0.8)  # the nearest


def test_making_a_typed_surface_does_not_load_sympy():
    code = (
        "import sys; from playground.engine.expressions.typed_surface import TypedSurface;"
        "TypedSurface('log(x)'); print('sympy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
