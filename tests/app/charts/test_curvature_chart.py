"""Curvature as a chart: computed beside the window, with the bound of the rule, while it plays."""

import pytest

from playground.app.charts.training.chart import TrainingChart
from playground.app.charts.training.text import NO_CURVATURE
from playground.app.core.view import Scene
from playground.lab.experiments.presets import presets


def scene_of(name="edge_of_stability", steps=60):
    experiment = presets[name].experiment()
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs)


@pytest.fixture
def chart(qtbot):
    made = TrainingChart()
    made.resize(460, 380)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def curve_of(chart, part, slot=0):
    return next(c.series for c in chart.curves if c.part == part and c.slot == slot)


def test_the_edge_of_stability_begins_with_its_chart(chart):
    chart.show_scene(scene_of(), 0)
    assert chart.quantity.name == "sharpness"


def test_lambda_max_and_the_bound_come_from_the_worker(chart, qtbot):
    chart.show_scene(scene_of(), 60)
    chart.set_quantity("sharpness")
    qtbot.waitUntil(lambda: len(curve_of(chart, "main", 2).x) > 20, timeout=30_000)
    qtbot.waitUntil(lambda: curve_of(chart, "main").value(60) > 0, timeout=30_000)
    assert [curve_of(chart, "bound", k).value(0) for k in range(3)] == pytest.approx([10, 20, 40])
    assert curve_of(chart, "main").value(0) == pytest.approx(12.1, abs=0.2)
    entries = {entry.name: entry.value for entry in chart.foot.entries}
    assert entries["2/η"] == "10.00" and float(entries["λmax"]) > 5


def test_the_share_in_the_sharpest_direction_is_in_percent(chart, qtbot):
    chart.show_scene(scene_of(), 60)
    chart.set_quantity("gradient_in_sharpest")
    qtbot.waitUntil(lambda: len(curve_of(chart, "main").x) > 5, timeout=30_000)
    assert ((curve_of(chart, "main").y >= 0) & (curve_of(chart, "main").y <= 100)).all()


def test_a_run_of_batches_says_why_there_is_no_curvature(chart):
    chart.show_scene(scene_of("xor"), 10)
    chart.set_quantity("sharpness")
    assert chart.empty_state.accessibleName() == NO_CURVATURE


def test_it_follows_the_cursor_while_steps_are_made(chart, qtbot):
    scene = scene_of(steps=5)
    chart.show_scene(scene, 5)
    chart.set_quantity("sharpness")
    for cursor in (40, 80, 200):
        for run in scene.runs:
            run.ensure(cursor)
        chart.show_cursor(cursor)
    qtbot.waitUntil(lambda: curve_of(chart, "main").value(200) > 0, timeout=30_000)
