"""Weight decay beside the gradient: of all parameters, or of weights alone."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from playground.engine.by_parts import Decaying
from playground.engine.conventions import CONVENTIONS, has_convention, in_convention
from playground.engine.descent import descend, explained, first_step, update
from playground.engine.optimizers import optimizers
from playground.engine.problem import Part, Problem
from playground.engine.schedules import schedules
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces


class Bowls(Problem):
    """½ ‖θ‖² over two matrices and a bias: every gradient hangs on its own parameter alone."""

    parts = (Part("W1", 0, (2, 2)), Part("b", 4, (2,)), Part("W2", 6, (2, 1)))
    biases = (4, 5)

    def start(self):
        return np.array([1.0, -2.0, 0.5, 3.0, -1.5, 2.0, 0.7, -0.2])

    def loss_and_grad(self, theta, index=0):
        return float(theta @ theta) / 2, theta.copy()


DECAYING = sorted(
    (name, form) for name, kind in optimizers.items() if issubclass(kind, Decaying)
    for form in CONVENTIONS if has_convention(kind, form)
)
SCHEDULES = [None, schedules["cosine"].from_settings({"steps": 8})]


def rule(name, form, **settings):
    return in_convention(optimizers[name].from_settings({"learning_rate": 0.05, **settings}), form)


def path(problem, optimizer, steps=12):
    step = first_step(problem, optimizer, problem.start())
    return np.array([s.theta for s in islice(descend(problem, optimizer, step), steps)])


def test_who_decays():
    assert {name for name, _ in DECAYING} == {"adamw", "lion", "muon"}
    assert ("muon", "keras") in DECAYING
    assert {n for n, kind in optimizers.items() if hasattr(kind, "weight_decay")} == {
        name for name, _ in DECAYING
    }


@pytest.mark.parametrize("schedule", SCHEDULES, ids=["constant", "cosine"])
@pytest.mark.parametrize(("name", "form"), DECAYING)
def test_biases_that_do_not_decay_walk_as_without_decay_and_weights_as_with_it(
    name, form, schedule
):
    made = [
        replace(rule(name, form, **settings), schedule=schedule) for settings in (
            {"weight_decay": 0.5, "decay_biases": False}, {"weight_decay": 0.5},
            {"weight_decay": 0.0},
        )
    ]
    apart, whole, none = (path(Bowls(), optimizer) for optimizer in made)
    bias = list(Bowls.biases)
    weights = [k for k in range(8) if k not in bias]
    assert (apart[:, bias] == none[:, bias]).all()
    assert (apart[:, weights] == whole[:, weights]).all()
    assert (whole[-1] != none[-1]).all()


@pytest.mark.parametrize(("name", "form"), DECAYING)
def test_the_lines_of_a_step_end_where_it_does(name, form):
    problem = Bowls()
    optimizer = rule(name, form, weight_decay=0.5, decay_biases=False)
    step = next(descend(problem, optimizer, first_step(problem, optimizer, problem.start())))
    *_, line = explained(problem, optimizer, step)
    theta, _ = update(problem, optimizer, step)
    assert line.value.tolist() == theta.tolist()


@pytest.mark.parametrize(("name", "form"), DECAYING)
def test_a_surface_has_no_biases(name, form):
    problem = SurfaceProblem(surfaces["bowl"]())
    apart = rule(name, form, weight_decay=0.5, decay_biases=False)
    lines = explained(problem, apart, first_step(problem, apart, problem.start()))
    assert not any("weights" in line.name for line in lines)
    paths = [
        path(problem, rule(name, form, weight_decay=0.5, decay_biases=on)) for on in (True, False)
    ]
    assert (paths[0] == paths[1]).all()


def test_a_rule_taken_to_another_problem_knows_its_parts():
    """A rule that has been on one problem is on the other when it walks there."""
    optimizer = rule("muon", "pytorch", weight_decay=0.5, decay_biases=False)
    there = optimizer.on((Part("W", 0, (1, 8)),))
    assert path(Bowls(), there).tolist() == path(Bowls(), optimizer).tolist()
    assert there == optimizer and there.settings == optimizer.settings
