"""Presets: each opens, comes back from a file, and shows what it promises to show."""

# ruff: noqa: N806  (X, W and H are what everybody calls them)

import json

import numpy as np
import pytest

from playground.engine.networks.histograms import flat_histograms
from playground.engine.networks.walkthrough import Walkthrough
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import new_network, presets


@pytest.mark.parametrize("name", presets)
def test_it_opens_and_comes_back(name):
    preset = presets[name]
    experiment = preset.experiment()
    assert experiment.title == preset.title and preset.teaches.endswith(".")
    assert Experiment.from_dict(json.loads(json.dumps(experiment.to_dict()))) == experiment
    assert experiment == preset.experiment()
    for runner in experiment.runners:
        run = experiment.run_of(runner)
        run.ensure(5)
        assert np.isfinite(run[5].loss) or run.stop.kind == "converged"


def trained(experiment):
    ends = []
    for runner in experiment.runners:
        run = experiment.run_of(runner)
        run.ensure(10**7)
        ends.append((run.problem, run[run.last].theta))
    return ends


def accuracy(problem, theta):
    H = problem.predict(theta, problem.data.X_test)
    guess = H.argmax(axis=1) if H.shape[1] > 1 else (H[:, 0] > 0).astype(int)
    return float(np.mean(guess == problem.data.y_test[:, 0]))


@pytest.mark.parametrize(
    ("name", "least"), [("xor", 0.93), ("spiral_features", 0.95), ("digits", 0.96),
                        ("penguins", 0.93)],
)
def test_it_learns_what_it_says(name, least):
    ((problem, theta),) = trained(presets[name].experiment())
    assert accuracy(problem, theta) >= least


def test_the_lectures_example_is_the_slides():
    problem = presets["lecture_backprop"].experiment().problem.build(0)
    layers = problem.network.backprop(problem.start(), [2, 1])
    assert [layer.z.tolist() for layer in layers] == [[6, -5], [12, 6], [24]]
    assert layers[0].dH_dW.tolist() == [[8, 0], [4, 0]] and layers[-1].a.tolist() == [24]
    assert [layer.dH_db.tolist() for layer in layers] == [[4, 0], [3, -2], [1]]


def close(wanted, got, within):
    assert np.abs(np.array(wanted) - got).max() < within


def test_mazur_is_mazur():
    experiment = presets["mazur"].experiment()
    problem = experiment.problem.build(0)
    risk, grad = problem.risk_and_grad(problem.start())
    assert risk == pytest.approx(0.298371109, abs=1e-9)
    W1, W2 = (part.of(grad) for part in problem.parts[::2])
    # His rows are the lecture's columns.
    close([[.0821670406, .0826676278], [-.0226025405, -.0227402422]], W2.T, 1e-10)
    close([[.000438567734, .000877135469], [.000497712735, .000995425471]], W1.T, 1e-12)
    run = experiment.run_of(experiment.runners[0])
    run.ensure(1)
    after = problem.parts[2].of(run[1].theta)
    close([[.358916480, .408666186], [.511301270, .561370121]], after.T, 1e-9)
    assert problem.risk_and_grad(run[1].theta)[0] == pytest.approx(.280471447, abs=1e-9)
    walk = Walkthrough(problem.network, problem.start(), problem.X[0])
    assert walk.at.layers[1].a[0] == pytest.approx([.751365070, .772928465], abs=1e-9)


def test_mazurs_numbers_with_frozen_biases():
    from playground.lab.edits.network import freeze

    experiment = presets["mazur"].experiment()
    biases = [i for part in experiment.problem.network.parts[1::2]
              for i in range(part.slice.start, part.slice.stop)]
    held = freeze(experiment, biases)
    run = held.run_of(held.runners[0])
    run.ensure(1)
    assert run[1].loss == pytest.approx(.291027774, abs=1e-9)


def test_the_duel_shows_what_it_says_and_is_fair():
    experiment = presets["vanishing_duel"].experiment()
    ratios, risks, data = {}, {}, []
    for runner, (problem, theta) in zip(experiment.runners, trained(experiment), strict=True):
        grad = problem.risk_and_grad(problem.start())[1]
        ratios[runner.label] = flat_histograms(grad, problem.parts).ratio
        risks[runner.label] = problem.risk_and_grad(theta)[0]
        data.append(problem.data)
    assert ratios["sigmoid"] > 1000 and ratios["tanh"] < 10 and ratios["ReLU, He"] < 10
    assert risks["sigmoid"] > 0.65 and risks["tanh"] < 0.05 and risks["ReLU, He"] < 0.05
    assert all(np.array_equal(d.X, data[0].X) for d in data)


def test_half_of_the_seeds_are_stuck():
    ends = trained(presets["local_minima"].experiment())
    risks = np.array([problem.risk_and_grad(theta)[0] for problem, theta in ends])
    assert len(risks) == 8 and (risks < 1e-6).sum() == 4
    assert risks[risks > 1e-6] == pytest.approx(0.5, abs=0.01)
    for problem, theta in ends:
        assert np.linalg.norm(problem.risk_and_grad(theta)[1]) < 1e-2


def test_the_new_network_is_small():
    assert new_network().problem.network.sizes == (2, 4, 1)
