"""The sweep's panel: points for runs, theory beside them, and a point that becomes the runner."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from playground.app.core import questions
from playground.app.sweeps import panel as panels
from playground.app.sweeps.panel import SweepPanel
from playground.engine.stopping import StopRules
from playground.lab.edits import surface as edits
from playground.lab.edits.runners import add_runner
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.sweeps.over import Over
from playground.lab.sweeps.ready import READY
from tests.app.desk import Desk

RATES = Over("learning_rate", 0.01, 1.0, 5, True)
MOMENTA = Over("momentum", 0.0, 0.8, 3)


def bowl(*rules):
    made = new_experiment("bowl")
    for rule in rules:
        made = add_runner(made, rule)
    return replace(made, stop=StopRules(step_length=1e-5, max_steps=300))


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """On threads: a process takes a second to begin."""
    monkeypatch.setattr(panels, "executor_for", lambda experiment: "threads")


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot, SweepPanel, bowl("momentum"), (420, 520))


def sweep(desk, *overs):
    """Ask for it and wait until it is there, and what theory says of it."""
    if overs:
        desk.panel.question.set_overs(*overs)
    desk.click(desk.panel.question.go)
    wait(desk)


def wait(desk):
    panel = desk.panel
    desk.qtbot.waitUntil(lambda: not panel.search.busy and bool(panel.swept.starts), timeout=20000)


def test_it_teaches_before_it_has_run(desk):
    assert "press Sweep" in desk.panel.empty_state.accessibleName() or (
        desk.panel.empty_state.isVisible()
    )
    assert desk.panel.question.overs[0].name == "learning_rate"
    assert not desk.panel.question.more.isEnabled()


def test_every_runner_walks_with_every_value(desk):
    sweep(desk, RATES)
    swept = desk.panel.swept
    assert len(swept.outcomes) == 10 and swept.slots == (0, 1)
    assert desk.panel.curves.isVisible() and not desk.panel.map.isVisible()
    assert "GD, η = 0.1: " in desk.panel.said.text()
    assert "10 of 10 runs" in desk.panel.said.text()
    away = [swept.trials[k].values[0] for k in swept.places(0) if swept.ran_away(k)]
    assert min(away) > 0.2 and len(away) == 2  # beyond 2/λmax
    assert "3 ran away (×)" in desk.panel.said.text()


def test_a_point_that_ran_away_is_no_number(desk):
    sweep(desk, RATES)
    swept = desk.panel.swept
    gone = next(k for k in swept.places(0) if swept.ran_away(k))
    desk.panel.question.show_measure("loss")
    pixel = desk.panel.curves.pixel_of_place(gone)
    others = [desk.panel.curves.pixel_of_place(k) for k in swept.places(0) if k != gone]
    assert all(pixel.y() <= other.y() for other in others)
    assert str(swept.outcomes[gone].loss)[:4] not in desk.panel.said.text()


def test_the_bound_and_the_theory_are_there_where_they_are_true(desk):
    sweep(desk, RATES)
    drawn = panels.pictures.bounds_of(desk.panel.swept, desk.panel.theory)
    assert [(b.slot, b.formula) for b in drawn] == [(0, "2/λₘₐₓ"), (1, "2(1+μ)/λₘₐₓ")]
    assert drawn[0].at == pytest.approx(0.2) and drawn[1].at == pytest.approx(0.38)
    measure = panels.MEASURES["steps"]
    curve = panels.pictures.curves_of(desk.panel.swept, measure, desk.panel.theory)[0]
    for k in desk.panel.swept.places(0):
        rate = desk.panel.swept.trials[k].values[0]
        if rate < 0.2:
            expected = np.interp(np.log(rate), np.log(curve.x), curve.y)
            assert desk.panel.swept.outcomes[k].steps == pytest.approx(expected, rel=0.02, abs=1)
    assert np.isnan(curve.y[curve.x > 0.2]).all()


def test_there_is_no_bound_where_the_curvature_changes(qtbot):
    desk = Desk(qtbot, SweepPanel, new_experiment("rosenbrock"), (420, 520))
    sweep(desk, Over("learning_rate", 1e-4, 1e-2, 3, True))
    assert desk.panel.theory == {}


def test_a_click_makes_a_point_the_runner_and_undo_takes_it_back(desk):
    sweep(desk, RATES)
    swept, before = desk.panel.swept, desk.player.experiment
    place = swept.places(1)[1]
    at = desk.panel.curves.pixel_of_place(place).toPoint()
    desk.qtbot.mouseClick(desk.panel.curves.viewport(), Qt.MouseButton.LeftButton, pos=at)
    rule = desk.player.experiment.runners[1].optimizer
    assert rule.learning_rate == swept.trials[place].values[0]
    assert desk.player.experiment.runners[0] == before.runners[0]
    assert desk.player.workspace.undo_what == "Momentum, η = 0.03162"
    assert "Momentum, η = 0.03162: " in desk.panel.bar.label.text()
    assert len(swept.outcomes) == 10 and "Sweep again" not in desk.panel.said.text()
    run = desk.player.runs[1]
    run.ensure(10_000)
    assert run.last == swept.outcomes[place].steps
    desk.player.undo()
    assert desk.player.experiment == before


def test_a_drag_moves_the_view_and_takes_nothing(desk):
    sweep(desk, RATES)
    before = desk.player.experiment
    at = desk.panel.curves.pixel_of_place(1).toPoint()
    viewport = desk.panel.curves.viewport()
    ranges = desk.panel.curves.box.ranges
    desk.qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at)
    desk.qtbot.mouseMove(viewport, at + at.__class__(30, 5))
    desk.qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at + at.__class__(30, 5))
    assert desk.player.experiment == before
    assert desk.panel.curves.box.ranges != ranges


def test_keys_reach_every_point(desk):
    sweep(desk, RATES)
    bar, panel = desk.panel.bar, desk.panel
    assert not bar.take.isEnabled()
    for _ in range(2):
        desk.qtbot.keyClick(bar.forth, Qt.Key.Key_Space)
    assert panel.place == 1 and "η = 0.03162" in bar.label.text()
    desk.qtbot.keyClick(bar.back, Qt.Key.Key_Space)
    desk.qtbot.keyClick(bar.back, Qt.Key.Key_Space)
    assert panel.place == 9
    desk.qtbot.keyClick(bar.take, Qt.Key.Key_Space)
    assert desk.player.experiment.runners[1].optimizer.learning_rate == 1.0


def test_two_settings_make_a_map_of_the_selected_runner(desk):
    desk.player.select(1)
    sweep(desk, RATES, MOMENTA)
    panel = desk.panel
    assert panel.swept.slots == (1,) and len(panel.swept.outcomes) == 15
    assert panel.map.isVisible()
    fields = panel.map.fields
    assert fields.x.tolist() == pytest.approx(np.geomspace(0.01, 1, 5).tolist())
    assert fields.y.tolist() == pytest.approx([0, 0.4, 0.8])
    for k, trial in enumerate(panel.swept.trials):
        row, column = np.argwhere(fields.places == k)[0]
        assert (fields.x[column], fields.y[row]) == trial.values
        assert fields.numbers[row, column] == panel.swept.outcomes[k].steps
    assert panel.map.bar.labels
    at = panel.map.pixel_of_place(4).toPoint()
    assert panel.map.place_at(panel.map.pixel_of_place(4)) == 4
    desk.qtbot.mouseClick(panel.map.viewport(), Qt.MouseButton.LeftButton, pos=at)
    rule = desk.player.experiment.runners[1].optimizer
    assert (rule.learning_rate, rule.momentum) == panel.swept.trials[4].values


def test_momentums_stability_is_a_ready_sweep(desk):
    before = desk.player.experiment
    desk.panel.run_ready(READY["stability"])
    wait(desk)
    swept, fields = desk.panel.swept, desk.panel.map.fields
    assert len(swept.outcomes) == 25 * 20
    inside = fields.x[None, :] < (2 + 2 * fields.y[:, None]) / 10
    clear = np.abs(fields.x[None, :] - (2 + 2 * fields.y[:, None]) / 10) > 0.006
    assert (fields.away == ~inside)[clear].all()
    border = panels.pictures.border_of(swept, desk.panel.theory)
    assert border.x == pytest.approx((2 + 2 * border.y) / 10)
    assert border.formula == "η = 2(1+μ)/λₘₐₓ"
    desk.player.undo()
    assert desk.player.experiment == before


def test_a_map_needs_a_rule_with_both_settings(qtbot):
    desk = Desk(qtbot, SweepPanel, bowl(), (420, 520))
    desk.panel.run_ready(READY["rate_and_momentum"])
    assert "needs a runner with momentum" in desk.panel.question.error_line.text()
    assert desk.panel.swept is None


@pytest.mark.parametrize(("over", "said", "field"), [
    (Over("learning_rate", 0.0, 1.0, 5, True), "greater than 0", "low"),
    (Over("learning_rate", 1.0, 0.1, 5, True), "upper end must be greater", "high"),
    (Over("learning_rate", -1.0, 1.0, 5), "must be greater than 0, got -1", "low"),
    (Over("learning_rate", 0.1, 1e9, 5), "must be at most 1000000", "high"),
])
def test_bad_ends_are_told_beside_the_fields(desk, over, said, field):
    desk.panel.question.set_overs(over)
    desk.click(desk.panel.question.go)
    assert said in desk.panel.question.error_line.text().lower().replace("−", "-")
    assert getattr(desk.panel.question.across, field).property("invalid")
    assert desk.panel.swept is None and not desk.panel.search.busy


def test_what_is_typed_is_swept_over(desk):
    row = desk.panel.question.across
    desk.type(row.low, "0.05")
    desk.type(row.high, "0.1")
    desk.type(row.count, "3")
    row.log.click()
    assert desk.panel.question.overs == (Over("learning_rate", 0.05, 0.1, 3, False),)
    desk.type(row.count, "2.5")
    assert "whole number" in desk.panel.question.error_line.text()
    desk.type(row.count, "3")
    sweep(desk)
    assert [t.values[0] for t in desk.panel.swept.trials[:3]] == pytest.approx([0.05, 0.075, 0.1])


def test_it_can_be_given_up_and_what_is_done_stays(desk):
    desk.player.edit(replace(
        desk.player.experiment, stop=StopRules(max_steps=200_000)), "stop", None)
    panel = desk.panel
    panel.question.set_overs(Over("learning_rate", 1e-6, 1e-3, 60, True))
    desk.click(panel.question.go)
    assert panel.question.go.text() == "Stop" and panel.question.progress.isVisible()
    desk.qtbot.wait(150)
    desk.click(panel.question.go)
    assert not panel.search.busy and panel.question.go.text() == "Sweep"
    done = dict(panel.swept.outcomes)
    assert len(done) < 120
    desk.qtbot.wait(150)
    assert panel.swept.outcomes == done


def test_another_problem_makes_it_stale_and_loses_nothing(desk):
    sweep(desk, RATES)
    desk.player.edit(edits.set_stop(desk.player.experiment, "max_steps", 20), "stop", None)
    assert "Sweep again" in desk.panel.said.text()
    assert len(desk.panel.swept.outcomes) == 10
    desk.player.undo()
    assert "Sweep again" not in desk.panel.said.text()
    desk.player.edit(edits.remove_runner(desk.player.experiment, 1), "remove", None)
    desk.panel.point_out(desk.panel.swept.places(1)[0])
    desk.panel.take_point()
    assert "not there any more" in desk.panel.question.error_line.text()


def test_it_is_saved_as_a_table(desk, tmp_path, monkeypatch):
    sweep(desk, RATES)
    path = tmp_path / "s.csv"
    monkeypatch.setattr(questions, "ask_save", lambda *_: path)
    desk.panel.question.save_table.trigger()
    rows = list(csv.reader(path.read_text().splitlines()))
    assert rows[0][:3] == ["runner", "learning_rate", "stop"] and len(rows) == 11
    assert float(rows[2][1]) == desk.panel.swept.trials[1].values[0]
    monkeypatch.setattr(questions, "ask_save", lambda *_: tmp_path / "no" / "s.csv")
    desk.panel.question.save_table.trigger()
    assert "s.csv" in desk.panel.question.error_line.text()


def test_a_picture_is_asked_for(desk, qtbot):
    sweep(desk, RATES)
    with qtbot.waitSignal(desk.panel.picture_asked):
        desk.panel.question.save_picture.trigger()
    assert desk.panel.export_target() is desk.panel.curves


def test_a_network_is_swept_too(qtbot):
    made = presets["four_points"].experiment()
    desk = Desk(qtbot, SweepPanel, replace(made, stop=StopRules(max_steps=30)), (420, 520))
    assert desk.panel.question.shown == "loss"  # no rule ends it but its steps
    sweep(desk, Over("learning_rate", 1e-3, 10.0, 6, True))
    assert desk.panel.curves.isVisible() and "Lowest: " in desk.panel.said.text()


def test_whole_numbers_are_tried_as_such(qtbot):
    made = Experiment.from_dict({
        "version": 1, "problem": {"kind": "surface", "surface": "bowl"},
        "runners": [{"optimizer": "lbfgs", "start": [3, 1]}], "stop": {"max_steps": 20},
    })
    desk = Desk(qtbot, SweepPanel, made, (420, 520))
    assert desk.panel.question.overs[0].name == "memory"
    sweep(desk, Over("memory", 1, 9, 5))
    assert [t.values[0] for t in desk.panel.swept.trials] == [1, 3, 5, 7, 9]
    desk.panel.point_out(1)
    desk.panel.take_point()
    assert desk.player.experiment.runners[0].optimizer.memory == 3


def test_processes_make_the_same_points(desk, monkeypatch):
    sweep(desk, RATES)
    here = desk.panel.swept.outcomes
    monkeypatch.setattr(panels, "executor_for", lambda experiment: "processes")
    sweep(desk, RATES)
    assert desk.panel.swept.outcomes == here


def test_nobody_runs(qtbot):
    desk = Desk(qtbot, SweepPanel, replace(bowl(), runners=()), (420, 520))
    assert not desk.panel.question.go.isEnabled()
