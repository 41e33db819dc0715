"""The network against the lecture, Mazur's blog and PyTorch (oracles/gradients.json)."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground.engine.dataset import Data
from playground.engine.networks.activations import activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.place import node_at
from playground.engine.parameters import SettingError

ORACLES = json.loads((Path(__file__).parents[1] / "oracles" / "gradients.json").read_text())


def flat(network: Network, weights: list, biases: list) -> np.ndarray:
    return network.with_weights(np.zeros(network.dimension), weights, biases)


def test_the_parameters_lie_row_by_row() -> None:
    network = Network((2, 3, 1), ("tanh", "linear"))
    assert [(p.name, p.start, p.shape) for p in network.parts] == [
        ("W1", 0, (2, 3)), ("b1", 6, (3,)), ("W2", 9, (3, 1)), ("b2", 12, (1,)),
    ]
    theta = flat(network, [[[0, 1, 2], [3, 4, 5]], [[9], [10], [11]]], [[6, 7, 8], [12]])
    assert theta.tolist() == list(range(13))
    assert network.with_weights(theta, biases=[[0, 0, 0], [0]])[:6].tolist() == [0, 1, 2, 3, 4, 5]


def test_the_lectures_example() -> None:
    network = Network((2, 2, 2, 1), ("relu", "relu", "relu"))
    theta = flat(
        network, [[[2, -3], [2, 1]], [[2, 1], [0, 1]], [[3], [-2]]], [[0, 0], [0, 0], [0]]
    )
    first, second, third = network.backprop(theta, np.array([2.0, 1.0]))
    assert [first.z.tolist(), second.z.tolist(), third.z.tolist()] == [[6, -5], [12, 6], [24]]
    assert [first.a.tolist(), second.a.tolist(), third.a.tolist()] == [[6, 0], [12, 6], [24]]
    assert third.dH_da.tolist() == third.dH_dz.tolist() == third.dH_db.tolist() == [1]
    assert third.dH_dW.tolist() == [[12], [6]]
    assert second.dH_da.tolist() == second.dH_dz.tolist() == second.dH_db.tolist() == [3, -2]
    assert second.dH_dW.tolist() == [[18, -12], [0, 0]]
    assert first.dH_da.tolist() == [4, -2]
    assert first.dH_dz.tolist() == first.dH_db.tolist() == [4, 0]
    assert first.dH_dW.tolist() == [[8, 0], [4, 0]]


def test_mazurs_example() -> None:
    network = Network((2, 2, 2), ("sigmoid", "sigmoid"))
    weights = [[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]]
    # Mazur draws w1, w2 into h1: his rows are the columns of W.
    weights = [np.transpose(w).tolist() for w in weights]
    theta = flat(network, weights, [[0.35, 0.35], [0.60, 0.60]])
    X, t = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])  # noqa: N806
    problem = FittingProblem(network, Data(X, t, X[:0], t[:0]), losses["half_square"](), theta)
    loss, grad = problem.loss_and_grad(theta)
    assert loss == pytest.approx(0.298371109, rel=1e-8)
    first, _, second, _ = (part.of(grad).T for part in network.parts)
    assert second == pytest.approx(
        np.array([[0.0821670406, 0.0826676278], [-0.0226025405, -0.0227402422]]), rel=1e-8
    )
    assert first == pytest.approx(
        np.array([[0.000438567734, 0.000877135469], [0.000497712735, 0.000995425471]]), rel=1e-8
    )
    assert problem.loss_and_grad(theta - 0.5 * grad)[0] == pytest.approx(0.280471447, rel=1e-8)
    layers = network.backprop(theta, X[0])
    assert layers[0].z == pytest.approx([0.3775, 0.3925], rel=1e-12)
    assert layers[0].a == pytest.approx([0.593269992, 0.596884378], rel=1e-8)
    assert layers[1].z == pytest.approx([1.10590597, 1.22492140], rel=1e-8)
    assert layers[1].a == pytest.approx([0.751365070, 0.772928465], rel=1e-8)


@pytest.mark.parametrize("case", ORACLES, ids=lambda case: "-".join(map(str, case["sizes"])))
def test_pytorch_agrees(case: dict) -> None:
    network = Network(tuple(case["sizes"]), tuple(case["activations"]))
    theta = flat(network, case["weights"], case["biases"])
    X, y = np.array(case["X"]), np.array(case["y"])  # noqa: N806
    assert network.predict(theta, X) == pytest.approx(np.array(case["outputs"]), rel=1e-9)
    problem = FittingProblem(network, Data(X, y, X[:0], y[:0]), losses[case["loss"]](), theta)
    risk, grad = problem.risk_and_grad(theta)
    assert risk == pytest.approx(case["risk"], rel=1e-9)
    expected = case["risk_gradient"]
    assert grad == pytest.approx(
        flat(network, expected["weights"], expected["biases"]), rel=1e-9, abs=1e-15
    )
    blames = network.backprop(theta, X[0])
    for name, layers in case["first_output_at_first_sample"].items():
        for blame, values in zip(blames, layers, strict=True):
            assert getattr(blame, name) == pytest.approx(np.array(values), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("registry", [activations, losses], ids=["activations", "losses"])
def test_pytorch_was_asked_about_all_that_name_it(registry) -> None:
    asked = {name for case in ORACLES for name in (*case["activations"], case["loss"])}
    missing = {name for name in registry if registry[name].pytorch} - asked
    assert not missing, "run tests/engine/oracles/make.py"


def test_any_output_can_be_asked_for() -> None:
    network = Network((2, 3, 2), ("tanh", "sigmoid"))
    theta = np.random.default_rng(0).normal(size=network.dimension)
    x = np.array([0.3, -0.7])
    for output in range(2):
        blames = network.backprop(theta, x, output)
        flat_grad = np.concatenate([d.ravel() for b in blames for d in (b.dH_dW, b.dH_db)])
        for i in range(network.dimension):
            h = np.zeros_like(theta)
            h[i] = 1e-6
            up, down = (network.predict(theta + s * h, x[None])[0, output] for s in (1, -1))
            assert flat_grad[i] == pytest.approx((up - down) / 2e-6, rel=1e-6, abs=1e-9)
    with pytest.raises(ValueError, match="from 0 to 1"):
        network.backprop(theta, x, 2)


def test_wrong_shapes_are_refused() -> None:
    network = Network((2, 1), ("linear",))
    with pytest.raises(ValueError, match=r"theta must have shape \(3,\), got \(1,\)"):
        network.predict(np.zeros(1), np.zeros((4, 2)))
    for X in (np.zeros((4, 3)), np.zeros(2)):  # noqa: N806
        with pytest.raises(ValueError, match="X must have shape"):
            network.predict(np.zeros(3), X)


@pytest.mark.parametrize(
    ("sizes", "activations", "place", "says"),
    [
        ([2], [], "sizes", "must list at least 2 layers, the input and the output"),
        (3, [], "sizes", "must be a list, got 3"),
        ([2, 0, 1], ["tanh", "tanh"], "sizes[1]",
         "must be a whole number of at least 1, got 0"),
        ([2, 1.5], ["tanh"], "sizes[1]", "must be a whole number of at least 1, got 1.5"),
        ([2, True], ["tanh"], "sizes[1]", "must be a whole number of at least 1, got true"),
        ([10**400, 1], ["tanh"], "sizes",
         "must make at most 1000000 parameters, got a number of more than 60 digits"),
        ([2, 1], ["tanh", "linear"], "activations",
         "must list 1, one a layer after the input, got 2"),
        ([2, 1], ["tan"], "activations[0]",
         'there is no activation "tan"; did you mean tanh?'),
        ([2, 1], [[]], "activations[0]",
         "there is no activation a list of 0; known: "),
    ],
)
def test_what_cannot_be_a_network(sizes, activations, place, says) -> None:
    with pytest.raises(SettingError) as error:
        Network(sizes, activations)
    assert error.value.name == place
    assert str(error.value).startswith(says) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("weights", "biases", "place", "says"),
    [
        ([[[1, 2], [3, 4]]], None, "weights", "must list 2 layers, got 1"),
        ([[[1, 2]], [[5], [6]]], None, "weights[0]",
         "must be a list of 2 lists of numbers, got 1"),
        ([[[1, 2], [3]], [[5], [6]]], None, "weights[0][1]",
         "must be a list of 2 numbers, got 1"),
        ([[[1, 2], [3, None]], [[5], [6]]], None, "weights[0][1][1]",
         "must be a number, got null"),
        ([[[1, 2], [3, float("nan")]], [[5], [6]]], None, "weights[0][1][1]",
         "must be a finite number, got nan"),
        (None, [[1, 2], 3], "biases[1]", "must be a list of numbers, got 3"),
        (None, "no", "biases", 'must list 2 layers, got "no"'),
    ],
)
def test_weights_that_do_not_fit(weights, biases, place, says) -> None:
    network = Network((2, 2, 1), ("tanh", "linear"))
    with pytest.raises(SettingError) as error:
        network.with_weights(np.zeros(9), weights, biases)
    assert (error.value.name, str(error.value)) == (place, says)


def test_networks_are_equal_by_value() -> None:
    assert Network([2, 1], ["tanh"]) == Network((2, 1), ("tanh",))
    assert len({Network((2, 1), ("tanh",)), Network((2, 1), ("tanh",))}) == 1


def test_every_index_of_theta_is_one_place_and_back():
    net = Network((2, 3, 2), ("tanh", "linear"))
    places = [net.place_of(index) for index in range(net.dimension)]
    assert [net.index_of(place) for place in places] == list(range(net.dimension))
    assert len(set(places)) == net.dimension and all(map(net.has, places))
    for place in places:
        part = net.biases(place.layer) if place.kind == "bias" else net.weights(place.layer)
        theta = np.zeros(net.dimension)
        theta[place.index] = 1
        at = (place.j,) if place.kind == "bias" else (place.i, place.j)
        assert part.of(theta)[at] == 1
        assert net.place_at(place.layer, place.i, place.j) == place
    wide = Network((12, 1), ("linear",))
    assert wide.place_of(11).name == "W₁₂,₁⁽¹⁾" and wide.place_of(8).name == "W₉₁⁽¹⁾"
    assert places[4].name == "W₂₂⁽¹⁾" and places[6].name == "b₁⁽¹⁾"
    assert node_at(2, 1).name == "a₂⁽²⁾"
    for index in (-1, net.dimension):
        with pytest.raises(IndexError):
            net.place_of(index)


def test_what_another_network_has_is_not_had():
    net, wider = Network((2, 3, 2), ("tanh", "linear")), Network((2, 9, 2), ("tanh", "linear"))
    assert not net.has(wider.place_at(1, 1, 8)) and not net.has(wider.place_at(2, 0, 0))
    assert net.has(node_at(0, 1)) and not net.has(node_at(0, 2)) and not net.has(node_at(3, 0))
    for place in (wider.place_at(1, 1, 8), node_at(1, 0)):
        with pytest.raises(IndexError):
            net.index_of(place)


def test_inputs_that_lie_by_column_give_the_same_pass():
    rng = np.random.default_rng(4)
    network = Network((3, 5, 2), ("tanh", "linear"))
    theta, inputs = rng.normal(size=network.dimension), rng.normal(size=(40, 3))
    found = []
    for by_column in (False, True):
        through = network.make_pass(40, by_column)
        through.x[:] = inputs
        assert through.x_and_one.T.flags.c_contiguous == by_column
        output = through.forward(theta).copy()
        through.dH_da[:] = 1
        found.append((output, through.backward()))
    for one, other in zip(*found, strict=True):
        assert one == pytest.approx(other, rel=1e-13)
