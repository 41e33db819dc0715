"""Histograms of magnitudes: counted right, honest about zeros and explosions, and fast."""


import numpy as np
import pytest

from playground.engine.descent import descend, first_step
from playground.engine.networks.histograms import (
    activation_histograms,
    flat_histograms,
    layer_histograms,
    layered_states,
)
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.lab.experiments.presets import presets


@pytest.mark.parametrize("size", [1, 2, 7, 64, 5001, 100_000])
def test_against_numpy(size):
    values = np.random.default_rng(size).normal(size=size) * 1e-5
    (found,) = layer_histograms([values]).layers
    assert found.median == np.median(np.abs(values))
    assert found.small == np.mean(np.abs(values) < 1e-6)
    edges = layer_histograms([values]).edges
    counts, _ = np.histogram(np.log10(np.abs(values)), edges)
    assert np.abs(found.counts - counts).sum() <= 2 + size // 10_000  # float32 at the very edges
    assert found.counts.sum() == found.size == size and found.zeros == found.broken == 0


def test_zeros_and_what_lies_outside_the_axis():
    (found,) = layer_histograms([np.array([0.0, 0.0, -0.0, 1e-300, 1e-20, -3.0, 1e30])]).layers
    assert found.zeros == 3 and found.counts.sum() == 4
    assert found.counts[0] == 2 and found.counts[-1] == 1
    assert found.median == 1e-300 and found.small == 5 / 7
    (dead,) = layer_histograms([np.zeros((8, 8))]).layers
    assert dead.median == 0 and dead.zeros == 64 and dead.log_median == -np.inf
    many = np.zeros(3000)
    many[:1400] = 1.0
    assert layer_histograms([many]).layers[0].median == 0


def test_broken_numbers_are_counted_and_said():
    found = layer_histograms([np.array([1.0, np.nan, -np.inf, 3.0]), np.array([1e300, 1e308])])
    first, second = found.layers
    assert first.broken == 2 and first.median == 2 and first.counts.sum() == 2
    assert second.broken == 0 and second.counts[-1] == 2
    assert "Layer 1 has values that are not finite" in found.sentence()
    (nothing,) = layer_histograms([np.full(3, np.nan)]).layers
    assert np.isnan(nothing.median) and nothing.broken == 3


@pytest.mark.parametrize(
    ("scales", "says"),
    [
        ((1e-3, 4.0), "Layer 1's gradient is 4,000 times smaller than layer 2's."),
        ((1.0, 1.0), "Layer 1's gradient is about as large as layer 2's."),
        ((7.0, 2.0, 0.5), "Layer 1's gradient is 14 times larger than layer 3's."),
        ((1e-3, 9.0, 1e-7, 5.0), "Layer 1's gradient is 5,000 times smaller than layer 4's."),
        ((1e-5, 9e-5), "Every layer's typical gradient is under 10⁻⁴, as at a minimum, "),
        ((1e-8, 2e-4), "Layer 1's gradient is 20,000 times smaller than layer 2's."),
        ((0.0, 0.0), "Every layer's typical gradient is 0"),
        ((0.0, 1.0), "Layer 1's typical gradient is 0: 100 % of its weights get no push"),
        ((1e-9, 2.5), "2.5 billion times smaller"),
        ((1.0,), "There is one layer"),
        ((2.0, 7.0), "3.5 times smaller"),
    ],
)
def test_the_sentence(scales, says):
    assert says in layer_histograms([np.full(10, s) for s in scales]).sentence()


def test_small_weights_are_not_said_to_learn_nothing():
    weights = layer_histograms([np.full(10, 1e-5), np.full(10, 4e-5)])
    said = weights.sentence("weight")
    assert said == "Layer 1's typical weight is 4 times smaller than layer 2's."
    weights = layer_histograms([np.full(10, 2.0), np.full(10, 1.0)])
    assert weights.sentence("weight") == "Layer 1's typical weight is about as large as layer 2's."


def test_gradients_weights_activations_and_states_of_a_network():
    problem = presets["vanishing_duel"].experiment().problem.build(0)
    theta, grad = problem.start(), problem.risk_and_grad(problem.start())[1]
    found = flat_histograms(grad, problem.parts)
    for layer, part in zip(found.layers, problem.parts[::2], strict=True):
        assert layer.median == np.median(np.abs(part.of(grad)))
    assert found.ratio > 1000 and "Layer 1's gradient is" in found.sentence()
    with_biases = flat_histograms(grad, problem.parts, biases=True)
    assert sum(layer.size for layer in with_biases.layers) == problem.dimension
    activations = activation_histograms(problem.network.forward(theta, problem.X))
    assert [h.size for h in activations.layers] == [150 * n for n in problem.network.sizes[1:]]
    assert activations.sentence("activation").startswith("Layer 1's typical activation is ")
    adam = optimizers["adam"]()
    for step in descend(problem, adam, first_step(problem, adam, theta)):
        if step.index == 3:
            break
    names = layered_states(step.state, problem.dimension)
    assert len(names) == 2
    assert flat_histograms(step.state[names[0]], problem.parts).layers[0].counts.sum() > 0


@pytest.mark.parametrize("sizes", [(8,) * 9, (784, 128, 10)])
def test_no_call_for_each_parameter(sizes, work):
    network = Network(sizes, ("tanh",) * (len(sizes) - 1))
    grad = np.random.default_rng(0).normal(size=network.dimension)
    with work:
        flat_histograms(grad, network.parts)
    assert work.calls < 100 * len(sizes)
