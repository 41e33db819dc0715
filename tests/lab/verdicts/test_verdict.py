"""Verdicts: a minimum, a saddle, a plateau and a rate too large are told apart."""

from dataclasses import replace

import numpy as np
import pytest

from playground.engine import SurfaceProblem, TypedSurface, optimizers, surfaces
from playground.engine.networks.network import Network
from playground.engine.optimizer import Optimizer
from playground.engine.stopping import StopRules
from playground.lab.experiments.network_recipe import BatchRecipe
from playground.lab.experiments.presets import presets
from playground.lab.runs.run import Run
from playground.lab.verdicts.ground import ground_near
from playground.lab.verdicts.surface import learning_rate_bound, verdict

LECTURES = StopRules(step_length=1e-5)


def judged(surface, optimizer, start, rules=LECTURES):
    """The verdict on a finished run."""
    run = Run(SurfaceProblem(surface), optimizer, np.array(start, dtype=float), rules)
    assert verdict(run).kind in ("running", "start")
    run.ensure(20_000)
    assert run.stop
    return verdict(run)


def gd(rate):
    return optimizers["gradient_descent"](rate)


def test_a_minimum():
    found = judged(surfaces["lecture_example"](), gd(0.01), (0, 0))
    assert found.kind == "minimum"
    assert "reached the minimum at (0.5477, 0.8216)" in found.sentence
    assert "after 61 steps" in found.sentence


def test_a_saddle_that_a_nudge_would_leave():
    found = judged(surfaces["saddle"](), gd(0.1), (1.5, 0))
    assert found.kind == "saddle" and "stuck at the saddle" in found.sentence
    escaped = judged(surfaces["saddle"](), gd(0.1), (1.5, 1e-3))
    assert escaped.kind == "diverged" and "no lowest value" in escaped.sentence


def test_a_plateau():
    found = judged(surfaces["plateau"](), gd(0.5), (2, 2))
    assert found.kind == "plateau" and "not a minimum" in found.sentence


def test_steps_that_are_short_because_the_rate_is():
    found = judged(surfaces["bowl"](), gd(1e-9), (8, 8))
    assert found.kind == "slow" and "learning rate of 1e-09" in found.sentence


def test_a_generous_limit_on_the_slope_is_no_fault_of_the_learning_rate():
    rules = StopRules(gradient_norm=0.5)
    found = judged(surfaces["bowl"](), gd(0.05), (8, 8), rules)
    assert found.kind == "early"
    assert "you asked to stop at this slope" in found.sentence
    assert "learning rate" not in found.sentence


def test_the_limit_of_steps():
    found = judged(surfaces["rosenbrock"](), gd(1e-4), (-1.5, 2), StopRules(max_steps=50))
    assert found.kind == "limit" and "limit, after 50 steps" in found.sentence


def test_a_typed_minimum_is_found_too():
    found = judged(TypedSurface("(x-1)^2 + 3(y+1)^2", ((-3, 3), (-3, 3))), gd(0.1), (0, 0))
    assert found.kind == "minimum" and "(1, -1)" in found.sentence


@pytest.mark.parametrize(("kappa", "rate", "bound"), [(50, 0.06, "0.04"), (10, 0.21, "0.2")])
def test_divergence_names_the_rate_and_its_bound(kappa, rate, bound):
    found = judged(surfaces["bowl"](kappa=kappa), gd(rate), (8, 8))
    assert found.kind == "diverged"
    assert f"learning rate {rate} is above 2/λₘₐₓ = {bound} at the minimum (0, 0)" in found.sentence


def test_divergence_far_from_the_minimum_names_the_point():
    found = judged(surfaces["rosenbrock"](), gd(0.0018), (2, -1))
    assert found.kind == "diverged" and "2/λₘₐₓ" in found.sentence


@pytest.mark.parametrize(
    ("text", "rate", "start", "said"),
    [
        ("log(x) + y^2", 0.1, (0.3, 0), "Diverged at once: the next one would land at (-0.03333, "),
        ("log(x) + y^2", 0.1, (0.8, 0), "Diverged after 4 steps: the next one would land at (-"),
        ("y^2 - x - sqrt(1 - x^2) / 9", 0.4, (0.9, 0), ", 0), where f has no value; try a smaller"),
    ],
)
def test_a_step_out_of_where_f_is_defined_says_where_it_lands(text, rate, start, said):
    found = judged(TypedSurface(text), gd(rate), start)
    assert found.kind == "diverged" and said in found.sentence
    assert "where f has no value; try a smaller learning rate." in found.sentence
    assert "finite numbers" not in found.sentence


def test_far_from_the_window_a_missing_value_is_no_gap_of_the_function():
    # Both parts overflow on the way: ∞ − ∞ says nothing about where f is defined.
    found = judged(TypedSurface("exp(x^2) - exp(y^2) + 0 x"), gd(50.0), (1, 1))
    assert found.kind == "diverged" and "no value" not in found.sentence


@pytest.mark.parametrize("text", ["abs(x) + y^2", "sqrt(x^2 + y^2)", "max(x, -x) + y^2"])
def test_no_bound_on_the_rate_is_named_at_a_kink_which_has_no_curvature(text):
    found = judged(TypedSurface(text), gd(0.1), (1, 1))
    assert found.kind == "limit" and "λ" not in found.sentence
    assert "near the minimum (0, 0), still jumping by 0.1" in found.sentence


def test_a_start_without_a_value():
    found = judged(TypedSurface("log(x)"), gd(0.1), (-1, 0))
    assert found.kind == "start"


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "nesterov"])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("curvature", [1.0, 40.0])
def test_the_bound_is_where_a_parabola_stops_being_stable(name, momentum, curvature):
    settings = {} if name == "gradient_descent" else {"momentum": momentum}
    bound, _ = learning_rate_bound(optimizers[name].from_settings(settings), curvature)
    surface = TypedSurface(f"{curvature} x^2 / 2", ((-2, 2), (-2, 2)))
    for factor, stable in ((0.98, True), (1.02, False)):
        optimizer = optimizers[name].from_settings({**settings, "learning_rate": factor * bound})
        run = Run(SurfaceProblem(surface), optimizer, np.array([1.0, 0]), StopRules(max_steps=3000))
        run.ensure(3000)
        assert (abs(run[run.last].theta[0]) < 1) == stable


def test_adaptive_methods_have_no_such_bound():
    for name in ("adagrad", "rmsprop", "adam"):
        assert learning_rate_bound(optimizers[name](), 10.0) is None
    assert learning_rate_bound(gd(0.1), -1.0) is None


def test_gradients_of_exactly_zero_are_told_with_the_dead_layer():
    experiment = presets["lecture_backprop"].experiment()
    problem = experiment.problem_of(experiment.runners[0])
    run = Run(problem, gd(0.1), -np.ones(problem.dimension), StopRules(max_steps=3))
    run.ensure(10)
    risk, slope = problem.risk_and_grad(run[run.last].theta)
    assert not slope.any() and risk > 0
    found = verdict(run)
    assert found.kind == "dead" and f"the risk is {risk:.4g}" in found.sentence
    assert "All ReLU nodes of layer 1 are dead" in found.sentence
    assert found.sentence.endswith("; try another start.")
    problem.frozen = tuple(range(problem.dimension))  # held, not dead
    assert verdict(run).kind != "dead"


@pytest.mark.parametrize(("batch", "name", "parts"), [
    (BatchRecipe(None), "R + penalty", 1),
    (BatchRecipe(10), "R + penalty", 1),
    (BatchRecipe(10, "sum"), "R + penalty/10", 10),
    (BatchRecipe(None, "sum"), "R + penalty/150", 150),
])
def test_the_risk_and_what_is_minimized_are_two_numbers(batch, name, parts):
    made = presets["xor"].experiment()
    recipe = replace(made.problem, batch=batch, l2=0.05)
    rate = 0.01 / parts
    runner = replace(made.runners[0], optimizer=gd(rate))
    run = replace(made, problem=recipe, stop=StopRules(max_steps=40)).run_of(runner)
    run.ensure(40)
    theta = run[40].theta
    plain = replace(recipe, l2=0.0, batch=BatchRecipe()).build(made.seed)
    risk, slope = plain.risk_and_grad(theta)
    problem = run.problem
    slope = slope + problem.penalty_gradient(theta) / parts
    total = risk + problem.penalty(theta) / parts
    assert verdict(run).sentence.endswith(
        f": risk R = {risk:.4g}, {name} = {total:.4g}, slope {np.linalg.norm(slope):.4g}."
    )


def test_a_sum_that_diverges_is_told_of_the_mean():
    made = presets["xor"].experiment()
    recipe = replace(
        made.problem, batch=BatchRecipe(None, "sum"), network=Network((2, 4, 1), ("relu", "linear"))
    )
    run = replace(made, problem=recipe).run_of(replace(made.runners[0], optimizer=gd(1.0)))
    run.ensure(500)
    found = verdict(run)
    assert found.kind == "diverged"
    assert "or the mean: the sum makes a gradient 150 times as long" in found.sentence


@pytest.mark.parametrize(("text", "start", "says"), [
    ("max(0, x^2 + y^2 - 1)", (1.5, 0.5), "is exactly 0 here, and f was found nowhere lower in"),
    ("-max(0, x^2 + y^2 - 1)", (0.2, 0.1), "here, so it rests, although f is lower elsewhere."),
    ("1", (1.5, 0.5), "f is level all over this window: the gradient is exactly 0."),
])
def test_level_ground_is_neither_a_plateau_nor_too_short_a_step(text, start, says):
    found = judged(TypedSurface(text, ((-2, 2), (-2, 2))), gd(0.1), start)
    assert found.kind == "level" and says in found.sentence
    assert "not a minimum" not in found.sentence and "learning rate" not in found.sentence


def test_a_rule_without_a_learning_rate_is_not_told_of_one():
    class Doubling(Optimizer):
        """Steps twice as long as the last."""

        name, title = "doubling", "Doubling"

        def init(self, theta):
            return {"length": np.ones(1)}

        def step(self, theta, grad, state):
            return theta + state["length"], {"length": 2 * state["length"]}

    found = judged(TypedSurface("exp(x) + y", ((-2, 2), (-2, 2))), Doubling(), (0.0, 0.0))
    assert found.kind == "diverged" and "learning rate" not in found.sentence


def quartic(half):
    return TypedSurface("x^4 + y^4", ((-half, half), (-half, half)))


@pytest.mark.parametrize(("half", "rate"), [(4, 0.001), (2, 0.01)])
def test_the_flat_floor_around_a_minimum_is_no_plateau(half, rate):
    found = judged(quartic(half), gd(rate), (1, 1))
    assert found.kind == "slow" and "plateau" not in found.sentence
    assert "on the floor around the minimum at (0, 0), 0." in found.sentence
    assert " away, where the slope is only 0.0" in found.sentence


@pytest.mark.parametrize("half", [2, 4, 100])
@pytest.mark.parametrize(("sign", "kind"), [("", "minimum"), ("-", "maximum")])
def test_a_level_point_without_curvature_is_known_by_the_heights_around(half, sign, kind):
    surface = TypedSurface(f"{sign}(x^4 + y^4)", ((-half, half), (-half, half)))
    near = ground_near(surface, half / 1000, half / 1000)
    assert near.kind == kind and near.at == (0, 0)
    ridge = TypedSurface("x^4 - y^4", ((-half, half), (-half, half)))
    assert ground_near(ridge, half / 1000, half / 1000).kind == "level"


def test_a_plateau_from_which_a_ridge_parts_the_minimum_is_one():
    surface = TypedSurface("-3exp(-9((x-3)^2 + y^2)) + exp(-(x^2 + y^2))", ((-9, 9), (-9, 9)))
    found = judged(surface, gd(0.5), (-8, 0))
    assert found.kind == "plateau"


@pytest.mark.parametrize("most", [5, 20, 200, 1000])
def test_jumps_that_grow_are_not_called_a_jumping_to_and_fro(most):
    bowl = TypedSurface("(x^2 + 10y^2)/2", ((-4, 4), (-4, 4)))
    found = judged(bowl, gd(0.21), (3, 2), StopRules(max_steps=most))
    assert "its jumps to and fro across the minimum (0, 0) grow, the last was " in found.sentence
    assert found.sentence.endswith(
        "learning rate 0.21 is above 2/λₘₐₓ = 0.2 there, so it moves away; try a smaller one."
    )
    assert "still jumping" not in found.sentence


@pytest.mark.parametrize("rate", [0.2, 0.19])
def test_jumps_that_do_not_grow_are_not_said_to(rate):
    bowl = TypedSurface("(x^2 + 10y^2)/2", ((-4, 4), (-4, 4)))
    found = judged(bowl, gd(rate), (3, 2), StopRules(max_steps=20))
    assert "still jumping by " in found.sentence and "grow" not in found.sentence
