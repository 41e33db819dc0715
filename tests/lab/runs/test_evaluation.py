"""Evaluations are what the problem itself says, at any step, whatever the way to it."""

from time import perf_counter

import numpy as np
import pytest

from playground.engine.datasets import datasets
from playground.engine.networks.histograms import flat_histograms
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.runs.evaluation import Evaluations
from playground.lab.runs.evaluator import Evaluator
from playground.lab.tables.classes import Classes


def run_of(data="circle", loss="square", sizes=(2, 4, 1), steps=50, rate=0.02, settings=None,
           stop=None, **more):
    network = Network(sizes, ("tanh",) * (len(sizes) - 2) + ("linear",))
    settings = {"samples": 60} if settings is None else settings
    recipe = NetworkRecipe(
        network, datasets[data].from_settings(settings), loss, batch=BatchRecipe(7), **more
    )
    adam = optimizers["adam"].from_settings({"learning_rate": rate})
    experiment = Experiment(recipe, (Runner("Adam", adam),), stop or StopRules())
    run = experiment.run_of(experiment.runners[0])
    run.ensure(steps)
    return run


@pytest.mark.parametrize("more", [{}, {"l1": 0.01, "l2": 0.02}, {"frozen": (0, 3)}])
def test_it_agrees_with_the_problem(more):
    run = run_of(**more)
    evaluator, step = Evaluator(run.problem), run[30]
    found = evaluator.evaluate(step)
    risk, grad = run.problem.risk_and_grad(step.theta)
    assert found.objective == pytest.approx(risk, rel=1e-12)
    assert found.test.loss == pytest.approx(run.problem.test_risk(step.theta), rel=1e-12)
    assert np.allclose(evaluator.gradient(step.theta), grad, rtol=1e-12, atol=1e-15)
    ratio = flat_histograms(grad, run.problem.parts).ratio
    assert found.ratio == pytest.approx(1 / ratio, rel=1e-9)
    assert (found.penalty > 0) == bool(more.get("l1"))


def test_accuracy_is_the_share_of_right_signs():
    run = run_of(steps=80)
    theta, problem = run[80].theta, run.problem
    H = problem.predict(theta, problem.data.X_test)  # noqa: N806
    right = int(((H[:, 0] > 0) == (problem.data.y_test[:, 0] == 1)).sum())
    found = Evaluator(problem).evaluate(run[80])
    assert (found.test.right, found.test.samples) == (right, len(H))
    assert found.test.accuracy == right / len(H)


@pytest.mark.parametrize("loss, outputs", [
    ("softmax_cross_entropy", 3), ("square", 3), ("binary_cross_entropy", 3),
])
def test_the_confusion_matrix_counts_every_sample_once(loss, outputs):
    run = run_of("penguins", loss, (4, 5, outputs), settings={})
    evaluator, theta = Evaluator(run.problem), run[50].theta
    for test, y in ((False, run.problem.data.y), (True, run.problem.data.y_test)):
        found = evaluator.confusion(theta, test)
        assert found.labels == run.problem.data.class_labels
        assert np.array_equal(found.counts.sum(axis=1), np.bincount(y[:, 0].astype(int)))
        scores = evaluator.evaluate(run[50])
        assert found.right == (scores.test if test else scores.train).right
    H = run.problem.predict(theta, run.problem.data.X)  # noqa: N806
    true, predicted = run.problem.data.y[:, 0], H.argmax(axis=1)
    counts = evaluator.confusion(theta).counts
    assert counts[0, 1] == ((true == 0) & (predicted == 1)).sum()
    assert counts[2, 0] == ((true == 2) & (predicted == 0)).sum()


def test_numbers_have_no_classes_but_predictions():
    run = run_of("sine", sizes=(1, 3, 1))
    evaluator = Evaluator(run.problem)
    assert Classes.of(run.problem) is None
    assert evaluator.confusion(run[5].theta) is None
    assert evaluator.evaluate(run[5]).train.right is None
    true, predicted = evaluator.predictions(run[5].theta, test=True)
    assert np.array_equal(true, run.problem.y_test)
    assert np.allclose(predicted, run.problem.predict(run[5].theta, run.problem.data.X_test))


def test_outputs_that_are_not_finite_are_no_class():
    run = run_of()
    theta = np.full_like(run[0].theta, np.nan)
    found = Evaluator(run.problem).confusion(theta)
    assert found.lost == found.samples == len(run.problem.X)
    assert found.right == 0


def test_without_test_data_there_is_no_test_score():
    run = run_of(settings={"samples": 40, "test_fraction": 0.0})
    evaluator = Evaluator(run.problem)
    assert evaluator.evaluate(run[3]).test is None
    assert not evaluator.has_test
    assert evaluator.confusion(run[3].theta, test=True) is None


def test_large_data_are_sampled_and_it_is_said():
    run = run_of(settings={"samples": 4000}, steps=1)
    evaluator = Evaluator(run.problem, most_work=1)
    assert evaluator.sampled
    assert evaluator.samples() == (200, 2000)
    whole, part = Evaluator(run.problem), evaluator.evaluate(run[1])
    assert not whole.sampled
    assert part.train.samples == 200
    assert part.objective == pytest.approx(whole.evaluate(run[1]).objective, rel=0.2)
    assert part.objective == Evaluator(run.problem, most_work=1).evaluate(run[1]).objective


def finished(evaluations):
    for _ in range(10_000):
        if evaluations.work(perf_counter()):
            return evaluations
    raise AssertionError("it never ends")


@pytest.mark.parametrize("steps", [0, 1, 57, 200, 201, 1500])
def test_work_covers_what_is_recorded_exactly(steps):
    run = run_of(steps=steps, sizes=(2, 2, 1))
    evaluations = finished(Evaluations(run))
    grid = {*range(0, run.last + 1, evaluations.spacing), run.last}
    assert set(evaluations.steps) == grid
    assert len(grid) <= 202
    assert evaluations.steps == sorted(evaluations.steps)
    fresh = Evaluator(run.problem)
    for step in sorted(grid)[:: max(len(grid) // 7, 1)]:
        assert evaluations.at(step).objective == fresh.evaluate(run[step]).objective
        assert evaluations.at(step).step == step


def test_it_grows_with_the_run_and_stays_bounded():
    run = run_of(steps=40, sizes=(2, 2, 1), stop=StopRules(max_steps=3000))
    evaluations = Evaluations(run, points=50)
    most = 0
    for last in range(40, 3001, 37):
        run.ensure(last)
        evaluations.at(run.last)
        evaluations.work(perf_counter() + 0.0005)
        most = max(most, len(evaluations.steps))
    run.ensure(3000)
    finished(evaluations)
    assert most <= 151
    assert {*range(0, 3001, evaluations.spacing), 3000} <= set(evaluations.steps)
    assert evaluations.work(perf_counter())  # nothing is left to do


def test_the_runs_own_block_stays(monkeypatch):
    """Who looks at the cursor would have to replay it otherwise, in every frame."""
    run = run_of(steps=400, sizes=(2, 2, 1))
    step = run[77]
    finished(Evaluations(run))
    monkeypatch.setattr(run, "_replay", lambda index: pytest.fail("replayed"))
    assert run[77] is step


def test_a_start_that_is_not_finite_has_nothing_to_evaluate():
    network = Network((2, 1), ("linear",))
    recipe = NetworkRecipe(network, datasets["gauss"].from_settings({"samples": 10}), "square")
    runner = Runner("GD", optimizers["gradient_descent"](), (1e200, 1e200, 0.0))
    run = Experiment(recipe, (runner,)).run_of(runner)
    evaluations = Evaluations(run)
    assert run.stop.rule == "start"
    assert evaluations.work(perf_counter())
    assert evaluations.at(0) is None
    assert evaluations.steps == []


def test_beyond_the_record_there_is_nothing():
    run = run_of(steps=5)
    assert Evaluations(run).at(6) is None
