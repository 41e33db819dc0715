"""What is said of rows in a file: seen so far, an estimate with its error, all rows on demand."""

import json

import numpy as np
import pytest
from moving import arrive, go_to

from playground.app.core import questions
from playground.app.network.data.file_rows import FileRowsPart
from playground.app.shell.status_line import sentence
from playground.app.shell.window import Window
from playground.app.text.loss_names import loss_at
from playground.lab.experiments.files import read_experiment
from playground.lab.runs.evaluation import Evaluations
from playground.lab.runs.results import quality

RNG = np.random.default_rng(0)
X = RNG.normal(size=(20_000, 2))
ROWS = np.column_stack([X, X @ [1, -1] + RNG.normal(size=20_000)]).astype("float32")


@pytest.fixture
def opened(qtbot, user_folders, tmp_path):
    def open_window(rows=ROWS, size=32, **more):
        np.save(tmp_path / "big.npy", rows)
        (tmp_path / "lesson.json").write_text(json.dumps({
            "version": 1, "title": "Rows", "stop": {"max_steps": 50}, "seed": 0,
            "runners": [
                {"optimizer": "gradient_descent", "settings": {"learning_rate": 0.05}}
            ],
            "problem": {
                "kind": "network", "sizes": [2, 1], "activations": ["linear"], "loss": "square",
                "batch": {"size": size},
                "dataset": {"name": "file", "settings": {
                    "path": "big.npy", "evaluate_on": 500, **more
                }},
            },
        }))
        made = Window(read_experiment(tmp_path / "lesson.json"), keep_settings=False)
        qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
        with qtbot.waitExposed(made):
            made.show()
        qtbot.waitUntil(lambda: made.mode.is_complete)
        made.mode.docks.bring("data")
        arrive(made.player)
        return made

    return open_window


def part_of(window) -> FileRowsPart:
    return window.mode.data.rows_part


def test_how_much_has_been_seen_and_how_sure_the_risk_is(opened):
    window = opened()
    go_to(window.player, 25)
    part = part_of(window)
    assert part.seen.text() == "4 % of the data seen, 800 rows"
    step, problem = window.player.run[25], window.player.run.problem
    losses = problem.loss.value(problem.network.predict(step.theta, problem.X), problem.y)
    risk, error = losses.mean(), losses.std(ddof=1) / np.sqrt(500)
    assert part.estimate.text() == f"R ≈ {risk:.4f} ± {error:.2g} on 500 rows"
    found = Evaluations(window.player.run).at(25)
    assert found.train.error == pytest.approx(error) and found.train.samples == 500
    assert quality(problem, step.theta).risk_error == pytest.approx(error)
    foot = window.mode.chart.foot
    assert "estimated on 500 of 20,000 samples" in foot.caption


def test_the_risk_of_all_rows_is_computed_when_asked_for(opened, qtbot):
    window = opened()
    go_to(window.player, 25)
    part = part_of(window)
    part.full.click()
    qtbot.waitUntil(lambda: not part.task.busy)
    theta = window.player.run[25].theta
    risk = np.mean((ROWS[:, :2] @ theta[:2] + theta[2] - ROWS[:, 2]) ** 2)
    assert part.said.text().startswith(f"R = {risk:.5f}"[:9])
    assert "over all 20,000 rows, at step 25." in part.said.text()
    assert "standard errors away" in part.said.text()


def test_it_can_be_cancelled(opened, qtbot, monkeypatch):
    window = opened()
    part = part_of(window)

    def endless(self, theta, told):
        while True:
            told(1)

    monkeypatch.setattr(
        "playground.engine.networks.fitting.FittingProblem.full_risk_and_grad", endless
    )
    part.full.click()
    assert part.bar.isVisible() and not part.full.isEnabled()
    part.cancel.click()
    assert part.said.text() == "Cancelled." and part.full.isEnabled() and not part.bar.isVisible()


def test_rows_that_are_not_finite_are_counted_named_and_left_out(opened, qtbot):
    problem = read_rows_evaluated(opened())
    free = [k for k in range(20_000) if k not in problem][:3]
    rows = ROWS.copy()
    rows[free, 0] = np.nan
    window = opened(rows)
    part = part_of(window)
    part.look.click()
    qtbot.waitUntil(lambda: not part.task.busy)
    assert "3 rows of 20,000 hold a number that is not finite" in part.said.text()
    assert f"rows {free[0]:,}, {free[1]:,}, {free[2]:,}" in part.said.text()
    part.leave.click()
    arrive(window.player)
    assert window.player.run.problem.data.samples == 19_997
    assert "19,997 rows in the file" in window.mode.data.summary.text()
    window.player.undo()
    assert window.player.run.problem.data.samples == 20_000


def read_rows_evaluated(window):
    """The indices of the rows that the risk is estimated on."""
    x = window.player.run.problem.X
    places = {tuple(row): k for k, row in enumerate(ROWS[:, :2].astype(float))}
    return {places[tuple(row)] for row in x}


def test_a_file_without_such_rows_is_told_so(opened, qtbot):
    part = part_of(opened())
    part.look.click()
    qtbot.waitUntil(lambda: not part.task.busy)
    assert part.said.text() == "All 20,000 rows hold finite numbers."
    assert not part.leave.isVisible()


def test_another_file_is_located(opened, tmp_path, monkeypatch):
    window = opened()
    np.save(tmp_path / "other.npy", ROWS[:1000])
    monkeypatch.setattr(questions, "ask_rows", lambda *a: tmp_path / "other.npy")
    part_of(window).locate.click()
    arrive(window.player)
    assert window.player.run.problem.data.samples == 1000
    np.save(tmp_path / "wrong.npy", ROWS[:, 0])
    monkeypatch.setattr(questions, "ask_rows", lambda *a: tmp_path / "wrong.npy")
    part_of(window).locate.click()
    assert "must have two dimensions" in part_of(window).error_line.text()
    assert window.player.run.problem.data.samples == 1000


@pytest.mark.parametrize(("size", "sign"), [(32, "R ≈"), (None, "R =")])
def test_a_risk_that_is_an_estimate_is_called_so(opened, size, sign):
    window = opened(size=size)
    go_to(window.player, 10_000)
    run = window.player.run
    assert run.stop is not None
    found = window.verdict_of(run)
    assert ("± " in found.sentence) == (size == 32)
    assert ("estimated on 500 of 20,000 rows" in found.sentence) == (size == 32)
    assert "over all the data" not in found.sentence
    assert loss_at(run, run.last, found).sign == sign
    assert sign in sentence(window.player.runner, run, run.last, found)


def test_without_a_file_nothing_of_this_is_there(opened):
    window = opened()
    window.mode.data.chooser.chosen.emit("xor")
    assert not part_of(window).isVisible()
