"""The status line: what each runner is at, in the lecture's words, and short among many."""

from dataclasses import replace

import numpy as np
import pytest

from playground.app.runners.row import RunnerRow
from playground.app.shell.status_line import FEW, sentence, spoken, status_of
from playground.app.text.loss_names import loss_at, loss_words
from playground.app.text.numbers import number
from playground.app.text.run_state import state_of
from playground.engine.stopping import StopRules
from playground.lab.edits import network as network_edits
from playground.lab.edits import surface as edits
from playground.lab.edits.seeds import many_seeds
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.runs.evaluator import Evaluator
from playground.lab.verdicts.surface import verdict


def of(experiment):
    """The runs of an experiment, to their ends."""
    runs = [experiment.run_of(runner) for runner in experiment.runners]
    for run in runs:
        run.ensure(1000)
    return runs


def two_epochs(**batch):
    """The XOR preset, stopped after two epochs."""
    experiment = replace(presets["xor"].experiment(), stop=StopRules(epochs=2))
    return network_edits.set_batch(experiment, **batch) if batch else experiment


@pytest.mark.parametrize(("batch", "loss", "slope", "made"), [
    ({}, "ℓ(batch) ", "‖∇ℓ‖ = ", "batch 7 of epoch 1"),
    ({"size": None}, "R = ", "‖∇R‖ = ", "epoch 1"),
    ({"size": 1}, "ℓ(batch) ", "‖∇ℓ‖ = ", "example 7 of epoch 1"),
    ({"reduction": "sum"}, "Σℓ = ", "‖Σ∇ℓ‖ = ", "batch 7 of epoch 1"),
])
def test_a_networks_number_is_the_risk_and_not_f(batch, loss, slope, made):
    experiment = two_epochs(**batch)
    (run,) = of(experiment)
    index = min(7, run.last - 1)
    said = sentence(experiment.runners[0], run, index, verdict(run))
    assert said.startswith(f"GD: {loss}{number(run[index].loss)}, {slope}")
    assert said.endswith(made) and "f =" not in said


def test_on_a_surface_it_is_f():
    experiment = new_experiment()
    (run,) = of(experiment)
    assert sentence(experiment.runners[0], run, 3, verdict(run)).startswith("GD: f = ")
    assert "f = " in spoken(experiment.runners[0], run, 3)


@pytest.mark.parametrize(("text", "start", "why"), [
    ("log(x)", (-1.0, 0.0), "the loss is not finite there"),
    ("cbrt(x) + y^2", (0.0, 1.0), "f has no gradient there"),
])
def test_why_a_run_cannot_start_is_said(text, start, why):
    experiment = edits.set_start(edits.type_function(new_experiment(), text), start)
    (run,) = of(experiment)
    assert sentence(experiment.runners[0], run, 0, verdict(run)) == f"GD: cannot start: {why}"
    assert state_of(run, 0, verdict(run)) == ("cannot start", "error")


def test_a_run_that_rests_at_the_tip_of_a_cone_is_not_said_to_diverge():
    experiment = edits.type_function(new_experiment(), "sqrt(x^2 + y^2)")
    experiment = edits.set_start(experiment, (0.0, 0.0))
    (run,) = of(experiment)
    assert "f = 0, converged" in sentence(experiment.runners[0], run, run.last, verdict(run))


def test_out_of_epochs_is_said_in_epochs_and_with_the_risk_over_all_data():
    experiment = two_epochs()
    (run,) = of(experiment)
    risk, _ = run.problem.risk_and_grad(run[run.last].theta)
    found = verdict(run).objective
    assert found.risk == found.total == risk != run[run.last].loss
    said = sentence(experiment.runners[0], run, run.last, verdict(run))
    assert said == f"GD: R = {number(risk)}, reached the limit of 2 epochs"
    assert state_of(run, run.last, verdict(run)) == ("out of epochs", "warning")
    told = verdict(run, number).sentence
    assert told.startswith(f"Stopped by the limit of 2 epochs, after {run.last} steps: risk R = ")
    assert number(risk) in told


PENALIZED = [
    ({"size": None}, "R + penalty = ", "‖∇(R + penalty)‖ = ", 1),
    ({"size": 10}, "ℓ(batch) + penalty = ", "‖∇(ℓ + penalty)‖ = ", 1),
    ({"size": 10, "reduction": "sum"}, "Σℓ + penalty = ", "‖∇(Σℓ + penalty)‖ = ", 10),
]


def by_hand(problem, theta, rows, l1, l2, summed):
    """The loss of the data and the penalty, in plain NumPy and apart from the engine."""
    a, k, weights = problem.X, 0, []
    for n, m in zip(problem.network.sizes, problem.network.sizes[1:], strict=False):
        weights.append(theta[k : k + n * m])
        bias = theta[k + n * m : k + n * m + m]
        a, k = np.tanh(a @ weights[-1].reshape(n, m) + bias), k + n * m + m
    each = ((a - problem.y) ** 2).sum(axis=1)
    each, w = each if rows is None else each[rows], np.concatenate(weights)
    data = each.sum() if summed else each.mean()
    return data, l1 * np.abs(w).sum() + l2 / 2 * (w**2).sum()


@pytest.mark.parametrize(("batch", "loss", "slope", "parts"), PENALIZED)
def test_a_penalty_is_told_beside_the_loss(batch, loss, slope, parts):
    made = two_epochs()
    batch = replace(made.problem.batch, **batch)
    experiment = replace(made, problem=replace(made.problem, l1=0.01, l2=0.1, batch=batch))
    (run,), (runner,) = of(experiment), experiment.runners
    problem, at = run.problem, min(7, run.last - 1)
    rows = problem.batches.rows(at)
    data, penalty = by_hand(problem, run[at].theta, rows, 0.01, 0.1, parts > 1)
    said = sentence(runner, run, at, verdict(run))
    assert f": {loss}{number(data)} + {number(penalty)} = {number(data + penalty)}, " in said
    assert slope in said
    end = loss_at(run, run.last, verdict(run))
    assert end.sign == {1: "R + penalty =", 10: "R + penalty/10 ="}[parts]
    risk, penalty = by_hand(problem, run[run.last].theta, None, 0.01, 0.1, False)
    assert end.parts == pytest.approx((risk, penalty / parts))
    assert "0.01 · Σ|w| + 0.1/2 · Σw²" in end.help and "R is the risk" in end.help


def test_out_of_steps_is_said_in_steps():
    experiment = replace(two_epochs(), stop=StopRules(max_steps=5))
    (run,) = of(experiment)
    said = sentence(experiment.runners[0], run, 5, verdict(run))
    assert said.endswith("reached the limit after 5 steps")
    assert state_of(run, 5, verdict(run)) == ("out of steps", "warning")


def test_of_many_runners_only_the_selected_one_is_told_in_full():
    experiment = presets["local_minima"].experiment()
    runs = of(experiment)
    said = status_of(experiment.runners, runs, 40, verdict, selected=5)
    parts = said.text.split("  ·  ")
    assert len(parts) == len(runs) == 8 > FEW
    assert parts[0].startswith("seed 5: R = ") and "‖∇R‖" in parts[0]
    assert parts[1] == f"seed 0: {number(runs[0][40].loss)}"
    assert len(said.text) < 190  # what a window of 1280 pixels has room for
    lines = said.tip.splitlines()  # and everything stands in the tooltip
    assert len(lines) == 8 and all("‖∇R‖" in line for line in lines)


def test_finished_runners_are_all_told_by_their_risk_and_who_goes_on_by_name():
    experiment = replace(
        many_seeds(presets["xor"].experiment(), 4), stop=StopRules(epochs=2)
    )
    runs = of(experiment)
    end = runs[0].last
    risks = [run.problem.risk_and_grad(run[end].theta)[0] for run in runs]
    parts = status_of(experiment.runners, runs, end, verdict).text.split("  ·  ")
    labels = [runner.label for runner in experiment.runners]
    assert parts[0].startswith(f"{labels[0]}: R = {number(risks[0])}, ")
    assert parts[1:] == [
        f"{label}: {number(risk)}" for label, risk in zip(labels[1:], risks[1:], strict=True)
    ]
    goes_on = replace(experiment, stop=StopRules(epochs=3)).run_of(experiment.runners[1])
    goes_on.ensure(end + 1)
    parts = status_of(
        experiment.runners, [runs[0], goes_on, *runs[2:]], end, verdict
    ).text.split("  ·  ")
    assert parts[1] == f"{labels[1]}: ℓ(batch) {number(goes_on[end].loss)}"
    assert parts[2] == f"{labels[2]}: {number(risks[2])}"


def test_words_without_a_runner_or_with_all_hidden():
    experiment = presets["xor"].experiment()
    runs = of(experiment)
    assert status_of((), (), 0, verdict).text == "No runner: add one to begin."
    hidden = [replace(runner, shown=False) for runner in experiment.runners]
    assert status_of(hidden, runs, 0, verdict).text == "No runner: show one to read it here."


def test_each_name_explains_itself():
    for batch in ({}, {"size": None}, {"reduction": "sum"}):
        (run,) = of(two_epochs(**batch))
        assert loss_words(run.problem).help.endswith(".")


def test_a_row_names_the_loss_of_the_data_alone_and_explains_the_rest(qtbot):
    made = two_epochs(size=None)
    experiment = replace(made, problem=replace(made.problem, l2=0.1))
    (run,), (runner,) = of(experiment), experiment.runners
    row = RunnerRow(0)
    qtbot.addWidget(row)
    row.show_run(runner, run, 1, verdict(run))
    risk = Evaluator(run.problem).evaluate(run[1]).train.loss  # as the chart's line has it
    assert row.texts()[2] == f"R = {number(risk, zeros=True)}"
    assert f"R + penalty = {number(risk)} + " in row.value_part.toolTip()
