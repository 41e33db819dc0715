"""Input features and frozen parameters: what the network sees, and what no optimizer moves."""

# ruff: noqa: N806  (X, W and H are what everybody calls them)

import numpy as np
import pytest
from rules import walkers

from playground.engine.check import check_gradient
from playground.engine.datasets import datasets
from playground.engine.descent import descend, first_step
from playground.engine.networks.features import checked, features, inputs_of
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError

ALL = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")


def make(names=(), frozen=(), sizes=None, dataset="xor", **kwargs):
    data = datasets[dataset].from_settings({"samples": 40}).make(1)
    network = Network(sizes or (len(names) or 2, 3, 1), ("tanh", "linear"))
    return FittingProblem(
        network, data, losses["square"](), features=names, frozen=frozen, **kwargs
    )


def test_each_feature_is_what_it_says():
    assert tuple(features) == ALL
    X = np.array([[2.0, -3.0], [0.5, 1.0]])
    assert inputs_of(X, ALL) == pytest.approx(np.array([
        [2, -3, 4, 9, -6, np.sin(2), np.sin(-3)], [0.5, 1, 0.25, 1, 0.5, np.sin(0.5), np.sin(1)],
    ]))
    assert inputs_of(X, ()) is X
    assert inputs_of(X, ("x2", "x1")).tolist() == X[:, ::-1].tolist()
    for name, feature in features.items():
        assert feature.label and feature.latex and feature.help.endswith("."), name


def test_a_problem_with_features_fits_the_same_as_the_network_on_those_columns():
    problem = make(ALL)
    X = problem.data.X
    assert X.shape == (20, 2) and problem.X.shape == (20, 7) and problem.X_test.shape == (20, 7)
    theta = problem.start()
    H = problem.network.predict(theta, inputs_of(X, ALL))
    assert np.array_equal(problem.predict(theta, X), H)
    assert problem.risk_and_grad(theta)[0] == pytest.approx(np.mean((H - problem.y) ** 2))
    assert problem.input_labels[2] == "x₁²"
    assert make().input_labels == ("x₁", "x₂")
    assert check_gradient(problem, theta).max_relative_difference < 1e-7
    assert problem.test_risk(theta) is not None


@pytest.mark.parametrize(
    ("names", "place", "says"),
    [
        ([], "features", "must list at least one"),
        ("x1", "features", 'must be a list of features, got "x1"'),
        (["x1", "x1_square"], "features[1]", "did you mean x1_squared?"),
        (["x1", "x1"], "features[1]", "x1 is listed twice"),
        ([3], "features[0]", "there is no feature 3"),
    ],
)
def test_lists_that_cannot_be(names, place, says):
    with pytest.raises(SettingError) as error:
        checked(names)
    assert error.value.name == place and says in str(error.value)


def test_features_that_do_not_fit():
    with pytest.raises(SettingError, match="must be 3, the number of input features chosen, got 2"):
        make(("x1", "x2", "x1_x2"), sizes=(2, 3, 1))
    with pytest.raises(SettingError, match="need data with 2 inputs, and this data has 1"):
        make(("x1",), dataset="sine")


@pytest.mark.parametrize("name", optimizers)
def test_no_optimizer_moves_a_frozen_parameter(name):
    frozen = (0, 4, 7, 12)
    problem = make(frozen=frozen, l1=0.1, l2=0.3)
    if name not in walkers(problem):
        problem = make(frozen=frozen, l2=0.3)
    start, chosen = problem.start(), optimizers[name]()
    for step in descend(problem, chosen, first_step(problem, chosen, start)):
        if step.index == 30:
            break
    assert np.array_equal(step.theta[list(frozen)], start[list(frozen)])
    free = np.setdiff1d(np.arange(problem.dimension), frozen)
    assert (step.theta[free] != start[free]).all()
    assert not step.grad[list(frozen)].any()


def test_the_gradient_of_the_free_ones_is_what_it_is_without_frozen_ones():
    frozen = (1, 5)
    held, free = make(frozen=frozen, l2=0.2), make(l2=0.2)
    theta = free.start()
    (loss, grad), (same_loss, full) = held.risk_and_grad(theta), free.risk_and_grad(theta)
    assert loss == same_loss
    rest = np.setdiff1d(np.arange(held.dimension), frozen)
    assert np.array_equal(grad[rest], full[rest]) and not grad[list(frozen)].any()
    assert check_gradient(held, theta).relative[rest].max() < 1e-7


@pytest.mark.parametrize("bad", [[13], [-1], [1.5], [True], ["0"], 3])
def test_frozen_indices_that_cannot_be(bad):
    with pytest.raises(SettingError) as error:
        make(frozen=bad) if isinstance(bad, list) else make(frozen=[[bad]])
    assert error.value.name == "frozen[0]" and "from 0 to 12" in str(error.value)
