"""The verdict and the engine's stop say the same, whatever ran; and what a limit leaves open.

What the command line writes as `stop` is the engine's; see test_cli_stop for the two together.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from rules import rates, rule, walkers

from playground.engine import SurfaceProblem, TypedSurface, optimizers, surfaces
from playground.engine.stopping import StopRules, norm
from playground.lab.edits import network as network_edits
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.presets import presets
from playground.lab.experiments.surface_recipe import SurfaceRecipe
from playground.lab.runs.run import Run
from playground.lab.verdicts.sentences import KINDS
from playground.lab.verdicts.surface import verdict

RULES = {
    "limit": StopRules(max_steps=60),
    "step": StopRules(step_length=1e-3, max_steps=300),
    "gradient": StopRules(gradient_norm=1e-2, max_steps=300),
    "both": StopRules(step_length=0.05, gradient_norm=0.5, max_steps=300),
    "epochs": StopRules(epochs=30, step_length=1e-4),
    "at once": StopRules(gradient_norm=1e6),
}
RATES = (1e-9, 0.02, 1.0)
CONVERGED = ("converged", "it reached", "it is near the minimum", "stuck", "plateau")


def agrees(run):
    """The verdict on a run that has ended is one of its stop's; its words claim no more."""
    found, stop = verdict(run), run.stop
    assert found.kind in KINDS[stop.kind], (found, stop)
    text = found.sentence
    if stop.kind != "converged":
        assert not any(words in text for words in CONVERGED), text
    assert text.endswith(".") and "nan" not in text and "None" not in text, text
    steps = f"after {run.last:,} step"
    assert (steps in text) == (found.kind != "start"), text
    if stop.kind == "max_steps":
        limit = "epochs" if stop.rule == "epochs" and "Stopped by the limit of" in text else ""
        assert text.startswith("Stopped by the limit") or found.kind == "dead", (limit, text)
    if stop.kind == "batch_converged":
        assert text.startswith("Stopped by one batch, after ") or found.kind == "dead"
    if stop == ("converged", "step_length"):
        length = norm(run[run.last].theta - run[run.last - 1].theta)
        assert length < run.rules.step_length
    return True


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("name", optimizers)
@pytest.mark.parametrize("surface", surfaces)
def test_on_every_surface_the_verdict_is_the_stops(surface, name, rules):
    problem = SurfaceProblem(surfaces[surface]())
    if name not in walkers(problem):
        return
    for rate in rates(name, RATES):
        run = Run(problem, rule(name, rate), rules=rules)
        run.ensure(1000)
        assert agrees(run)


TYPED = ("x^2 + y^2", "1", "x", "|x| + |y|", "x^2 - y^2", "-x^2 - y^2", "x^4 + y^4", "log(x)",
         "max(0, x)", "sin(x) sin(y)")


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("text", TYPED)
def test_of_typed_functions_too(text, rules):
    problem = SurfaceProblem(TypedSurface(text, ((-2, 2), (-2, 2))))
    for name in walkers(problem):
        for start in ((1.0, 0.5), (0.0, 0.0), (1.0, 0.0)):
            run = Run(problem, optimizers[name](), np.array(start), rules)
            run.ensure(1000)
            assert agrees(run)


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("size", [None, 1, 10, 150, 400])
@pytest.mark.parametrize("sampling", ["shuffle", "replacement"])
def test_of_networks_too(size, sampling, rules):
    made = network_edits.set_batch(presets["xor"].experiment(), size=size, sampling=sampling)
    sees_all = size is None or (size >= 150 and sampling == "shuffle")
    for name in walkers(made.problem_of(made.runners[0])):
        for rate in rates(name, (1e-9, 0.05, 1e3)):
            optimizer = rule(name, rate)
            experiment = replace(
                made, runners=(Runner(name, optimizer),), stop=replace(rules, max_steps=60)
            )
            run = experiment.run_of(experiment.runners[0])
            run.ensure(100)
            assert agrees(run)
            assert run.stop.kind != ("batch_converged" if sees_all else "converged")


# --- out of steps


LECTURE, ROSENBROCK = surfaces["lecture_example"](), surfaces["rosenbrock"]()
BOUND = 0.113355  # 2/λₘₐₓ at the lecture's minimum


def told(surface, optimizer, rules, start=None):
    """What is said of a finished run, after the count of its steps."""
    run = Run(SurfaceProblem(surface), optimizer, start, rules)
    run.ensure(20_000)
    found = verdict(run)
    assert found.kind == "limit" and run.stop.kind == "max_steps"
    begin, said = found.sentence.split(": ", 1)
    assert begin == f"Stopped by the limit, after {run.last:,} steps"
    return said, run


def gd(rate):
    return optimizers["gradient_descent"](rate)


def test_a_jump_between_two_points_beside_the_minimum_is_no_convergence():
    said, run = told(ROSENBROCK, optimizers["rmsprop"](), StopRules())
    assert run.step_length(run.last) == pytest.approx(0.01414, rel=1e-3)
    assert said == "near the minimum (1, 1), still jumping by 0.01414."


@pytest.mark.parametrize("rate", [0.114, 0.12, 0.14, 0.16])
def test_a_stable_cycle_above_the_bound_is_named_with_it(rate):
    said, run = told(LECTURE, gd(rate), StopRules(step_length=1e-5))
    length = f"{run.step_length(run.last):.4g}"
    assert said == (
        f"still jumping by {length}, to and fro across the minimum (0.5477, 0.8216): learning "
        f"rate {rate} is above 2/λₘₐₓ = 0.1134 there, so it cannot settle; try a smaller one."
    )


@pytest.mark.parametrize("most", [30, 10_000])
def test_a_rate_just_above_the_bound_is_not_said_to_be_its_equal(most):
    said, _ = told(LECTURE, gd(0.1134), StopRules(step_length=1e-5, max_steps=most))
    assert BOUND < 0.1134
    assert "learning rate 0.1134 is just above 2/λₘₐₓ there, so it cannot settle" in said
    assert "still jumping by 0." in said and "the minimum (0.5477, 0.8216)" in said


def test_below_the_bound_no_rate_is_blamed():
    said, _ = told(LECTURE, gd(0.1133), StopRules(max_steps=30))
    assert said.startswith("still jumping by 0.") and "across the minimum" in said
    assert "rate" not in said


@pytest.mark.parametrize(("optimizer", "bound"), [
    (optimizers["momentum"](0.1621, 0.3), "2(1+μ)/λₘₐₓ = 0.1474"),
    (optimizers["nesterov"](0.0846, 0.9), "2(1+μ)/((1+2μ)λₘₐₓ) = 0.07692"),
])
def test_a_cycle_with_momentum_has_its_own_bound(optimizer, bound):
    said, _ = told(LECTURE, optimizer, StopRules())
    assert f"across the minimum (0.5477, 0.8216): learning rate {optimizer.learning_rate} " in said
    assert f"is above {bound} there" in said


@pytest.mark.parametrize(("surface", "start", "rules", "says"), [
    (ROSENBROCK, None, StopRules(), r"near the minimum (1, 1), "),
    (surfaces["saddle"](), (1.5, 0.0), StopRules(max_steps=200), "near the saddle (0, 0), "),
    (TypedSurface("-x^2 - y^2", ((-2, 2), (-2, 2))), (0.0, 0.0), StopRules(max_steps=5),
     "near the maximum (0, 0), it does not move any more."),
    (TypedSurface("1", ((-2, 2), (-2, 2))), (1.0, 0.0), StopRules(max_steps=5),
     "it does not move any more."),
    (surfaces["bowl"](), (8.0, 8.0), StopRules(max_steps=3), "the slope is still "),
])
def test_where_a_limit_left_a_run(surface, start, rules, says):
    optimizer = optimizers["adam"]() if surface is ROSENBROCK else gd(0.01)
    said, run = told(surface, optimizer, rules, None if start is None else np.array(start))
    assert says in said
    if "away" in said:
        x, y = run[run.last].theta
        at = (1, 1) if surface is ROSENBROCK else (0, 0)
        away, length = math.hypot(x - at[0], y - at[1]), run.step_length(run.last)
        assert f"{away:.4g} away; its last step was {length:.4g} long." in said


def test_epochs_are_what_more_of_is_needed():
    said, _ = told(surfaces["bowl"](), gd(0.01), StopRules(epochs=3), np.array([8.0, 8.0]))
    assert said.endswith("; more epochs would go on.")


# --- converged, and how near


def test_a_rule_that_is_met_near_a_minimum_says_how_near():
    run = Run(SurfaceProblem(surfaces["bowl"](kappa=1)), gd(0.05), np.array([8.0, 8.0]),
              StopRules(gradient_norm=0.15))
    run.ensure(1000)
    away = math.hypot(*run[run.last].theta)
    assert verdict(run).kind == "minimum"
    assert f"near the minimum at (0, 0), {away:.4g} away." in verdict(run).sentence


def test_tiny_steps_beside_a_minimum_have_not_arrived():
    run = Run(SurfaceProblem(surfaces["bowl"]()), gd(1e-9), np.array([0.1, 0.0]),
              StopRules(step_length=1e-5))
    run.ensure(10)
    assert verdict(run).kind == "slow"
    assert "learning rate of 1e-09 the steps have become too short" in verdict(run).sentence


@pytest.mark.parametrize("rules", [StopRules(step_length=1e-5), StopRules(gradient_norm=1e-4)])
def test_the_lectures_count_is_said_where_its_loop_would_end(rules):
    def count(optimizer):
        run = Run(SurfaceProblem(LECTURE), optimizer, np.zeros(2), rules)
        run.ensure(10_000)
        return verdict(run).sentence, run.last

    said, last = count(gd(0.01))
    note = " The lecture's loop returns the point before this last step, so it counts "
    assert said.endswith(f"(0.5477, 0.8216).{note}60.") == bool(rules.step_length)
    assert (note in said) == bool(rules.step_length)
    if rules.step_length:
        x, steps = np.zeros(2), 0  # the slide's loop
        while np.linalg.norm(x - (new := x - 0.01 * SurfaceProblem(LECTURE).loss_and_grad(x)[1])
                             ) >= 1e-5:
            x, steps = new, steps + 1
        assert (steps, last) == (60, 61)
    assert note not in count(optimizers["adam"](0.05))[0]  # the slide does not speak of it


def test_the_lectures_count_of_a_network():
    made = network_edits.set_batch(presets["xor"].experiment(), size=None)
    experiment = replace(made, stop=StopRules(step_length=1e-3, max_steps=5000))
    run = experiment.run_of(replace(made.runners[0], optimizer=gd(0.01)))
    run.ensure(5000)
    assert verdict(run).sentence.endswith(f" so it counts {run.last - 1:,}.")


def test_an_experiment_says_the_same_as_its_run():
    """Recipes build what the tests above built by hand."""
    runner = Runner("GD", gd(0.12), (0.0, 0.0))
    experiment = Experiment(SurfaceRecipe(LECTURE), (runner,), StopRules(step_length=1e-5))
    run = experiment.run_of(runner)
    run.ensure(20_000)
    assert agrees(run)
