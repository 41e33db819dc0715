"""A network that is flat somewhere says so, with the mend; one that is not, says nothing."""

from dataclasses import replace

import numpy as np
import pytest

from playground.engine import optimizers
from playground.engine.dataset import Data
from playground.engine.networks.activations import activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.stopping import StopRules
from playground.lab.edits import network as network_edits
from playground.lab.experiments.presets import presets
from playground.lab.runs.run import Run
from playground.lab.verdicts.flat_network import SATURATED, flat_at, saturates, steepest
from playground.lab.verdicts.surface import verdict

X = np.random.default_rng(7).normal(size=(40, 2))
Y = X[:, :1] - X[:, 1:]


def run_of(names, theta=None, x=X, y=Y, rate=0.0001, steps=1, classes=0, loss="half_square"):
    """A finished run of 2-3-...-1."""
    network = Network((2, *[3] * (len(names) - 1), 1), tuple(names))
    data = Data(x, y, x[:0], y[:0], classes=classes)
    problem = FittingProblem(network, data, losses[loss](), theta)
    run = Run(problem, optimizers["gradient_descent"](rate), rules=StopRules(max_steps=steps))
    run.ensure(steps)
    return run


def biased(names, layer, value, weight=0.1):
    """Weights all alike, and one layer's biases."""
    network = Network((2, *[3] * (len(names) - 1), 1), tuple(names))
    theta = np.full(network.dimension, weight)
    network.biases(layer).of(theta)[...] = value
    return theta


def far_end(name):
    """A z far out where the activation is flat, but not exactly; None where it never is."""
    g = activations[name]()
    z = np.linspace(-9, 9, 1801)
    slope = np.abs(g.derivative(z, g.value(z)))
    flat = z[(slope > 0) & (slope < SATURATED / 4 * steepest(name))]
    return flat[len(flat) // 4] if len(flat) else None


@pytest.mark.parametrize("name", activations)
def test_a_layer_is_saturated_where_its_activation_is_nearly_flat(name):
    far = far_end(name)
    if far is None:
        assert name in ("linear", "relu", "leaky_relu")
        return
    assert saturates(activations[name])
    run = run_of((name, "linear"), biased((name, "linear"), 1, far, 0.001))
    found = flat_at(run, 0)
    assert found.kind == "saturated" and found.layer == 1
    assert "nodes of layer 1 are saturated" in found.sentence
    assert found.sentence.endswith("; try smaller weights to start from.")
    through = run.problem.network.forward(run[0].theta, X)
    at = through.layers[0]
    slopes = np.abs(at.g.derivative(at.z, at.a))
    assert 0 < slopes.max() < 0.01 * steepest(name)
    assert verdict(run).sentence.endswith(flat_at(run, run.last).sentence)


@pytest.mark.parametrize("name", activations)
def test_at_a_usual_start_nothing_is_flat(name):
    assert flat_at(run_of((name, name, "linear")), 0) is None


def test_one_sample_or_one_node_that_is_not_flat_is_enough():
    names = ("tanh", "linear")
    theta = biased(names, 1, 5.0, 0.001)
    assert flat_at(run_of(names, theta), 0).kind == "saturated"
    theta[Network((2, 3, 1), names).biases(1).start] = 0.0
    assert flat_at(run_of(names, theta), 0).kind == "constant"  # but for 0.001 of it
    names = ("tanh", "linear")
    far = X.copy()
    theta = biased(names, 1, 5.0, 0.1)
    far[-1] = -25  # beyond the first few rows
    assert flat_at(run_of(names, theta, far), 0) is None


@pytest.mark.parametrize(("x", "y", "rate", "mend"), [
    (100 * X + 900, Y, 1e-3, "; standardize the inputs."),
    (X, 1000 * Y + 5000, 1e-2, "; standardize the target."),
    (X + 50, 1000 * Y + 5000, 1e-3, "; standardize the inputs and the target."),
    (0.1 * X, Y + 2, 20.0, "; try a smaller learning rate, or another start."),
])
def test_what_is_out_of_scale_is_what_to_mend(x, y, rate, mend):
    """Saturated from the start by large inputs, by the first step on large targets."""
    run = run_of(("tanh", "linear"), x=x, y=y, rate=rate)
    found = flat_at(run, 1)
    assert "All tanh nodes of layer 1 are saturated" in found.sentence
    assert found.sentence.endswith(mend)


def test_a_start_is_not_the_targets_fault():
    names = ("tanh", "linear")
    found = flat_at(run_of(names, biased(names, 1, 5.0), y=1000 * Y), 0)
    assert found.kind == "saturated"
    assert found.sentence.endswith("; try smaller weights to start from.")


def test_an_output_too_small_beside_large_targets_is_theirs():
    found = flat_at(run_of(("tanh", "linear"), y=1e5 * Y), 0)
    assert found.kind == "constant"
    assert found.sentence == (
        "The output varies by less than 0.1 % of the targets' range over all samples; "
        "standardize the target."
    )


def test_an_output_at_its_ends_is_right_for_classes_and_wrong_beyond_them():
    names = ("sigmoid",)
    labels = (X[:, :1] > 0).astype(float)
    theta = np.array([4000.0, 0.0, 0.0])
    sharp = X[np.abs(X[:, 0]) > 0.05]
    right = labels[np.abs(X[:, 0]) > 0.05]
    apart = run_of(names, theta, sharp, right, classes=2, loss="binary_cross_entropy")
    found = flat_at(apart, 0)
    assert found is None or found.kind == "dead"
    beyond = run_of(names, np.array([0.01, 0.01, 8.0]), X, 2 + np.abs(Y))
    found = flat_at(beyond, 0)
    assert found.kind == "saturated"
    assert found.sentence == (
        "The sigmoid node of layer 1 is saturated: for every sample the slope g′(z) is below 1 % "
        "of its largest, and the output varies by less than 0.1 % of the targets' range; targets "
        "lie beyond its ends: take a linear output."
    )


def test_a_constant_output_is_told_unless_the_targets_are_constant_too():
    """Weights of 0 are no fault of the inputs, however large these are."""
    names = ("tanh", "linear")
    zeros = np.zeros(Network((2, 3, 1), names).dimension)
    found = flat_at(run_of(names, zeros, 100 * X), 0)
    assert found.kind == "constant" and found.layer == 0
    assert "standardize" not in found.sentence
    assert found.sentence.startswith("The output varies by less than 0.1 % of the targets' range")
    assert flat_at(run_of(names, zeros, y=np.ones_like(Y)), 0) is None


def test_a_tanh_that_floats_call_exactly_flat_is_saturated_not_dead():
    names = ("tanh", "linear")
    found = flat_at(run_of(names, biased(names, 1, 40.0)), 0)
    assert found.kind == "dead"
    said = "All tanh nodes of layer 1 are saturated: for every sample the slope g′(z) is exactly 0"
    assert said in found.sentence


def test_a_minimum_with_a_gradient_of_exactly_zero_is_not_dead():
    x = np.array([[-1.0, 0], [1, 0], [-1, 0], [1, 0]])
    y = np.array([[1.0], [1], [-1], [-1]])
    run = run_of(("linear",), np.zeros(3), x, y)
    found = verdict(run)
    assert found.kind == "level"
    assert "the gradient is exactly 0 while the risk is 0.5: level ground" in found.sentence
    assert "dead" not in found.sentence


def test_the_usual_experiments_say_nothing_while_they_learn():
    for name in ("xor", "circle", "spiral"):
        if name not in presets:
            continue
        made = network_edits.set_batch(presets[name].experiment(), size=None)
        run = replace(made, stop=StopRules(max_steps=30)).run_of(made.runners[0])
        run.ensure(30)
        assert flat_at(run, 0) is None and flat_at(run, 30) is None
