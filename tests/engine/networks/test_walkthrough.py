"""The walk through backpropagation: its numbers are the engine's, its formulas give its results."""

import re

import numpy as np
import pytest

from playground.engine.networks.blame import blame_table
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.walkthrough import Target, Walkthrough
from playground.lab.experiments.presets import presets

KINDS = ("z", "a", "dH_da", "dH_dz", "dH_db")


def network(seed=0, sizes=(3, 4, 2, 2), names=("tanh", "sigmoid", "linear")):
    net = Network(sizes, names)
    rng = np.random.default_rng(seed)
    return net, rng.normal(size=net.dimension), rng.normal(size=sizes[0])


@pytest.mark.parametrize("output", [0, 1])
@pytest.mark.parametrize("granularity", ["node", "entry"])
def test_every_number_is_backprops(output, granularity):
    net, theta, x = network()
    walk = Walkthrough(net, theta, x, Target(output), granularity)
    layers = net.backprop(theta, x, output)
    assert walk.value == layers[-1].a[output]
    grad = np.full(net.dimension, np.nan)
    for line in walk.lines:
        blame = layers[line.layer - 1]
        if line.kind == "dH_dW":
            for edge, value in zip(line.edges, line.results, strict=True):
                assert value == blame.dH_dW[edge.i, edge.j]
        else:
            assert line.result == getattr(blame, line.kind)[line.unit]
        if line.indices:
            grad[list(line.indices)] = line.results
    assert np.array_equal(grad, walk.gradient)


def test_it_goes_forward_and_then_from_the_last_layer_to_the_first():
    net, theta, x = network()
    walk = Walkthrough(net, theta, x)
    backward = walk.lines[walk.first_backward:]
    assert all(not line.backward for line in walk.lines[: walk.first_backward])
    assert all(line.backward for line in backward)
    assert [line.kind for line in walk.lines[:4]] == ["z", "a", "z", "a"]
    assert [line.layer for line in backward] == sorted((b.layer for b in backward), reverse=True)
    seen = list(dict.fromkeys((line.layer, line.kind) for line in backward))
    kinds = ("dH_da", "dH_dz", "dH_dW", "dH_db")
    assert seen == [(layer, kind) for layer in (3, 2, 1) for kind in kinds]
    # What a line uses was computed before it.
    done = {("a", 0, i) for i in range(3)}
    for line in walk.lines:
        for node in line.nodes:
            if line.kind == "z":
                assert ("a", node.layer, node.unit) in done
            if line.kind == "dH_da" and line.layer < 3:
                assert ("dH_dz", node.layer, node.unit) in done
        done.add((line.kind, line.layer, line.unit))


@pytest.mark.parametrize("loss", [None, *losses])
def test_the_numbers_put_into_the_formula_give_the_result(loss):
    net, theta, x = network(3)
    y = {"bits": (1.0, 0.0), "one_hot": (0.0, 1.0)}.get(
        losses[loss].labels if loss else "", (0.3, -2.0)
    )
    target = Target() if loss is None else Target(loss=losses[loss](), y=y)
    walk = Walkthrough(net, theta, x, target, "entry")
    for line in walk.lines:
        if line.kind == "loss":
            continue
        text = line.numbers(repr)
        assert computed(text) == pytest.approx(line.result, rel=1e-12, abs=1e-15), (line, text)


def computed(latex):
    """The value of a line's LaTeX: only what such lines are made of is understood."""
    power = re.compile(r"e\^\{((?:[^{}])*)\}")
    text = latex
    while power.search(text):
        text = power.sub(r"exp(\1)", text)
    fraction = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
    while fraction.search(text):
        text = fraction.sub(r"((\1)/(\2))", text)
    for tex, python in ((r"\cdot", "*"), (r"\left", ""), (r"\right", ""), (r"\tanh", "tanh"),
                        (r"\sigma", "sigma"), (r"\mathrm{sign}", "sign"), ("2 (", "2*(")):
        text = text.replace(tex, python)
    names = {"exp": np.exp, "tanh": np.tanh, "sign": np.sign}
    names["sigma"] = lambda z: 1 / (1 + np.exp(-z))
    return float(eval(re.sub(r"\s+", " ", text).strip(), {"__builtins__": {}}, names))


@pytest.mark.parametrize("name", losses)
def test_with_a_loss_it_is_the_gradient_of_the_loss_at_one_example(name):
    recipe = presets["mazur"].experiment().problem
    problem = recipe.build(0)
    y = {"bits": [[0.0, 1.0]], "one_hot": [[0.0, 1.0]]}.get(losses[name].labels, [[0.01, 0.99]])
    data = type(problem.data)(problem.data.X, np.array(y), problem.data.X[:0], np.zeros((0, 2)))
    fit = FittingProblem(problem.network, data, losses[name](), problem.start())
    risk, grad = fit.risk_and_grad(problem.start())
    walk = Walkthrough(
        fit.network, problem.start(), data.X[0], Target(loss=losses[name](), y=tuple(fit.y[0]))
    )
    assert walk.value == pytest.approx(risk, rel=1e-15)
    assert np.array_equal(walk.gradient, grad)
    assert walk.lines[walk.first_backward - 1].kind == "loss"
    first = walk.lines[walk.first_backward]
    assert (first.kind, first.layer, first.unit) == ("dH_da", 2, 0) and r"\ell" in first.symbol


def test_the_lectures_example():
    problem = presets["lecture_backprop"].experiment().problem.build(0)
    walk = Walkthrough(problem.network, problem.start(), problem.X[0], granularity="entry")
    assert walk.value == 24
    grad = {part.name: part.of(walk.gradient).tolist() for part in problem.parts}
    assert grad == {
        "W1": [[8, 0], [4, 0]], "b1": [4, 0], "W2": [[18, -12], [0, 0]], "b2": [3, -2],
        "W3": [[12], [6]], "b3": [1],
    }
    line = walk.line_for_weight(2, 0, 1)
    assert line.numbers() == r"-2 \cdot 6" and line.result == -12
    assert line.symbol == r"\frac{\partial H}{\partial W_{12}^{(2)}}"
    assert line.formula == r"\frac{\partial H}{\partial z_{2}^{(2)}}\, a_{1}^{(1)}"
    summed = walk.line_for_node(1, 0)
    assert summed.numbers() == r"3 \cdot 2 + (-2) \cdot 1" and summed.result == 4
    assert {(e.layer, e.i, e.j) for e in summed.edges} == {(2, 0, 0), (2, 0, 1)}
    assert walk.line_for_node(0, 1).result == 1
    # No −0 where a sum of nothing is 0.
    assert not any(np.signbit(r) and r == 0 for li in walk.lines for r in li.results)


def test_lines_of_edges_and_biases_are_in_the_walk():
    net, theta, x = network()
    for granularity in ("node", "entry"):
        walk = Walkthrough(net, theta, x, granularity=granularity)
        for index in range(net.dimension):
            line = walk.line_for(index)
            assert line.indices == (index,) and line.result == walk.gradient[index]
            there = walk.lines[walk.index_of(line)]
            assert index in there.indices


def test_long_sums_are_shortened_but_their_numbers_are_all_there():
    net, theta, x = network(sizes=(20, 12, 1), names=("relu", "linear"))
    walk = Walkthrough(net, theta, x)
    line = walk.lines[0]
    assert r"\cdots" in line.numbers() and len(line.operands) == 41
    column = next(line for line in walk.lines if line.kind == "dH_dW" and line.layer == 1)
    assert r"\vdots" in column.numbers() and len(column.results) == 20
    assert r"W_{10,12}" in walk.line_for_weight(1, 9, 11).symbol


def test_numbers_that_explode_are_shown_and_nothing_breaks():
    net, theta, x = network()
    walk = Walkthrough(net, theta * 1e200, x * 1e200)
    assert all(isinstance(line.numbers(), str) for line in walk.lines)


def test_the_risk_is_error_times_blame_averaged():
    recipe = presets["penguins"].experiment().problem
    problem = FittingProblem(
        recipe.network, recipe.dataset.make(0), losses[recipe.loss](), l1=0.01, l2=0.1, frozen=(1,)
    )
    theta = problem.start()
    _, grad = problem.risk_and_grad(theta)
    for index in range(problem.dimension):
        table = blame_table(problem, theta, index)
        assert table.frozen == (index == 1)
        if not table.frozen:
            assert table.gradient == pytest.approx(grad[index], rel=1e-12, abs=1e-16)
    assert table.errors.shape == table.blames.shape == (len(problem.X), 3)
    assert table.products == pytest.approx((table.errors * table.blames).sum(axis=1))
    one = net_blame(problem, theta, 4, sample=7)
    assert blame_table(problem, theta, 4).blames[7] == pytest.approx(one)


def net_blame(problem, theta, index, sample):
    """∂H_k/∂w by Network.backprop, one output at a time."""
    outputs = range(problem.network.sizes[-1])
    walks = [Walkthrough(problem.network, theta, problem.X[sample], Target(k)) for k in outputs]
    return [walk.gradient[index] for walk in walks]
