"""A run as a table: every step, and of a network what it is worth on all its data."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from playground.app.documents.exports import written_steps
from playground.engine.datasets import datasets
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner, new_experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.runs.trace import SCORES


def network(data="circle", sizes=(2, 3, 1), **settings):
    recipe = NetworkRecipe(
        Network(sizes, ("tanh", "linear")), datasets[data].from_settings(settings), "square",
        batch=BatchRecipe(5), l2=0.1,
    )
    adam = optimizers["adam"].from_settings({"learning_rate": 0.05})
    return Experiment(recipe, (Runner("Adam", adam),), StopRules())


def written(experiment, path, last=6):
    assert list(written_steps(experiment, experiment.runners[0], last, path))[-1] == last + 1
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_networks_table_has_risks_and_accuracies_of_all_its_data(tmp_path):
    experiment = network(samples=40)
    rows = written(experiment, tmp_path / "run.csv")
    assert list(rows[0])[:9] == ["run", "step", "loss", "step_length", "gradient_norm", *SCORES]
    problem = experiment.problem_of(experiment.runners[0])
    data, square = problem.data, problem.loss
    for row in rows:
        theta = np.array([float(row[f"p{k}"]) for k in range(problem.dimension)])
        for name, X, y in (  # noqa: N806
            ("", problem.data.X, problem.y), ("test_", data.X_test, problem.y_test)
        ):
            H = problem.predict(theta, X)  # noqa: N806
            risk = float(np.mean(square.value(H, y)))  # the penalty is left out
            assert float(row[f"{name}risk"]) == pytest.approx(risk, rel=1e-12)
            right = np.mean((H[:, 0] > 0) == (y[:, 0] > 0))
            assert float(row[f"{name}accuracy"]) == right
    assert {row["risk"] for row in rows} != {row["loss"] for row in rows}


def test_what_there_is_no_score_of_is_empty(tmp_path):
    rows = written(network("sine", (1, 3, 1), samples=20, test_fraction=0.0), tmp_path / "a.csv")
    assert all(row["risk"] for row in rows)
    assert {row[name] for row in rows for name in SCORES[1:]} == {""}
    surface = written(new_experiment(), tmp_path / "b.csv")
    assert not set(SCORES) & set(surface[0]) and "p0" in surface[0]


def test_arrays_have_the_same_scores(tmp_path):
    experiment = network(samples=40)
    rows = written(experiment, tmp_path / "run.csv")
    list(written_steps(experiment, experiment.runners[0], 6, tmp_path / "run.npz"))
    with np.load(tmp_path / "run.npz") as arrays:
        for name in SCORES:
            assert arrays[f"Adam/{name}"].tolist() == [float(row[name]) for row in rows]


def test_it_can_be_given_up_while_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("playground.app.documents.exports.REPORT_EVERY", 0.0)
    experiment = replace(network(samples=40), stop=StopRules(max_steps=50))
    steps = written_steps(experiment, experiment.runners[0], 50, tmp_path / "run.csv")
    assert [next(steps) for _ in range(3)] == [0, 1, 2]
    steps.close()
    assert not list(tmp_path.iterdir())
