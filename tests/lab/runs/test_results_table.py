"""The table of results: the winner on top, whoever ran away last, and text that reads back."""

import csv
import io
from math import inf, nan

import pytest

from playground.lab.documents.disk import FileProblemError
from playground.lab.runs.results import quality, samples_seen
from playground.lab.runs.results_table import (
    FILED,
    LABEL,
    NETWORK,
    RIGHT,
    RISK,
    RULE,
    STEPS,
    SURFACE,
    TEST,
    Row,
    as_text,
    columns_of,
    order,
    winner,
    write_table,
)

ROWS = [
    Row(0, {"label": "b", "risk": 0.5, "accuracy": 0.5, "steps": 10}),
    Row(1, {"label": "A", "risk": nan, "accuracy": 0.9, "steps": 3}),
    Row(2, {"label": "c", "risk": 0.25, "accuracy": None, "steps": 7}),
    Row(3, {"label": "d", "risk": inf, "accuracy": 0.7, "steps": 7}),
]


@pytest.mark.parametrize(("column", "best", "places"), [
    (RISK, True, [2, 0, 1, 3]), (RISK, False, [0, 2, 1, 3]),
    (RIGHT, True, [1, 3, 0, 2]), (RIGHT, False, [0, 3, 1, 2]),
    (LABEL, True, [1, 0, 2, 3]), (STEPS, True, [1, 2, 3, 0]),
])
def test_the_best_is_on_top_and_who_has_no_number_is_last(column, best, places):
    assert order(ROWS, column, best) == places


def test_the_winner_has_a_number_and_somebody_to_beat():
    assert winner(ROWS, RISK) == 2 and winner(ROWS, RIGHT) == 1
    assert winner(ROWS, LABEL) is None and winner(ROWS[:1], RISK) is None
    assert winner([ROWS[1], ROWS[3]], RISK) is None


def test_columns_that_say_nothing_are_left_out():
    assert RIGHT in columns_of(ROWS, NETWORK) and TEST not in columns_of(ROWS, NETWORK)
    assert set(SURFACE) | set(NETWORK) == set(FILED)


def test_the_text_reads_back_with_every_digit(tmp_path):
    rows = [Row(0, {"label": 'a, "b"\nc', "risk": 0.1 + 0.2, "rule": "Adam", "steps": 12})]
    columns = (LABEL, RULE, STEPS, RISK, TEST)
    for text, separator in ((as_text(rows, columns), "\t"), (None, ",")):
        if text is None:
            write_table(tmp_path / "results.csv", rows, columns)
            text = (tmp_path / "results.csv").read_text(encoding="utf-8")
        head, row = csv.reader(io.StringIO(text), delimiter=separator)
        assert head == ["label", "rule", "steps", "risk", "test_risk"]
        assert row == ['a, "b" c', "Adam", "12", repr(0.1 + 0.2), ""]
        assert float(row[3]) == 0.1 + 0.2


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(FileProblemError, match="cannot be written"):
        write_table(tmp_path / "missing" / "results.csv", ROWS, (LABEL,))
    assert list(tmp_path.iterdir()) == []


def test_a_surface_has_a_height_and_no_samples():
    from playground.lab.experiments.experiment import new_experiment

    experiment = new_experiment()
    problem = experiment.problem_of(experiment.runners[0])
    found = quality(problem, problem.start())
    assert found.risk == 14.0  # e⁰ + (0 − 2)² + (0 − 3)²
    assert found[1:] == (None, None, None, None) and samples_seen(problem, 7) is None


def test_the_risk_is_without_the_penalty_and_of_all_the_data():
    from playground.lab.edits import network as network_edits
    from playground.lab.experiments.presets import new_network
    from playground.lab.runs.objective import objective_at

    experiment = network_edits.set_regularization(new_network(), l2=0.5)
    problem = experiment.problem_of(experiment.runners[0])
    theta = problem.start()
    objective, _ = objective_at(problem, theta)
    found = quality(problem, theta)
    assert objective.penalty > 0
    assert found.risk == pytest.approx(objective.risk, rel=1e-12)
    assert found.test_risk == pytest.approx(problem.test_risk(theta), rel=1e-15)
