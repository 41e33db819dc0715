"""The race "all, 100, 10, 1" in the window: one table at the same cost, one axis for all."""

import pytest
from moving import arrive, go_to
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from playground.app.shell.window import Window
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.runs import results_table as table

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot, experiment):
    made = Window(experiment, keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_saved(
        w.player.experiment))
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    return made


@pytest.fixture
def window(qtbot, user_folders):
    made = shown(qtbot, presets["xor"].experiment())
    made.mode.open_preset("batch_race")
    return made


def button(view, name):
    return next(b for b in view.findChildren(QToolButton) if b.accessibleName() == name)


def risks(window):
    """From the table, in the runners' order."""
    return [row.values.get(table.RISK.name) for row in window.mode.results.results.rows]


def seen(window):
    return [row.values.get(table.SEEN.name) for row in window.mode.results.results.rows]


def near(found, expected):
    there = [value is not None for value in found]
    return all(there) and len(found) == 4 and found == pytest.approx(expected, rel=1e-4)


def test_the_table_of_the_race(window, qtbot):
    mode = window.mode
    assert mode.chart.along.key == "samples"  # the preset is about cost
    mode.docks.bring("results")
    go_to(window.player, 1)
    qtbot.waitUntil(lambda: seen(window) == [1000, 100, 10, 1])
    # At the same cost: the others are computed as far as that, though the cursor stays.
    qtbot.mouseClick(mode.results.same, LEFT)
    qtbot.waitUntil(lambda: seen(window) == [1000] * 4, timeout=20_000)
    qtbot.waitUntil(lambda: near(risks(window), [0.130962, 0.020047, 0.0063448, 0.0070852]))
    assert window.player.cursor == 1 and window.player.runs[3].last >= 1000
    assert mode.chart.compared.name == "samples"
    window.player.to_end()
    arrive(window.player)
    qtbot.waitUntil(lambda: seen(window) == [20_000] * 4, timeout=20_000)
    qtbot.waitUntil(lambda: near(risks(window), [0.0075018, 0.0062833, 0.0063107, 0.0079431]))
    # As seen from another runner it is the same table: 20 epochs of m = 1 are 20,000 updates.
    window.player.select(3)
    go_to(window.player, 1000)
    qtbot.waitUntil(lambda: near(risks(window), [0.130962, 0.020047, 0.0063448, 0.0070852]))
    qtbot.mouseClick(mode.results.same, LEFT)
    assert mode.chart.compared is None
    qtbot.waitUntil(lambda: seen(window) == [20_000, 20_000, 10_000, 1000])


def test_one_click_counts_something_else_and_the_switch_follows(window, qtbot):
    chart, results = window.mode.chart, window.mode.results
    window.mode.docks.bring("chart")
    window.player.to_end()
    arrive(window.player)
    for name, key, limit in (
        ("Axis in updates", "updates", 20_000), ("Axis in epochs", "epochs", 20),
        ("Axis in samples", "samples", 20_000),
    ):
        button(chart, name).click()
        assert chart.along.key == key and chart.plot.limit == limit
    button(chart, "Marks at the same cost").click()
    assert results.same.isChecked()
    button(chart, "Axis in updates").click()
    assert not results.same.isChecked()  # updates are what the cursor counts anyway
    button(chart, "Axis in seconds of computing, on this machine").click()
    assert results.same.isChecked() and chart.compared.name == "seconds"
    limit = max(run.history.seconds_at(run.last) for run in window.player.runs)
    assert chart.plot.limit >= limit


def test_the_floor_is_a_line_in_the_chart(window, qtbot):
    chart = window.mode.chart
    window.mode.docks.bring("chart")
    window.player.to_end()
    arrive(window.player)
    chart.set_log(True)
    assert chart.plot.threshold is None  # the selected runner sees all the data: no noise
    window.player.select(3)
    qtbot.waitUntil(lambda: chart.plot.threshold is not None)
    assert "predicted: 0.00714" in chart.plot.threshold.text
    window.player.select(2)
    qtbot.waitUntil(lambda: "0.006369" in chart.plot.threshold.text)
    chart.set_quantity("batch_loss")
    assert chart.plot.threshold is None


def test_on_a_surface_there_are_updates_and_seconds(qtbot, user_folders):
    window = shown(qtbot, new_experiment())
    chart = window.mode.chart
    window.mode.docks.bring("chart")
    go_to(window.player, 30)
    button(chart, "Axis in seconds of computing, on this machine").click()
    run = window.player.runs[0]
    assert chart.along.key == "seconds"
    assert chart.plot.layer.cursor_place() == pytest.approx(float(run.history.seconds_at(30)))
    plot = chart.plot
    with qtbot.waitSignal(chart.hovered) as told:
        middle = float(run.history.seconds_at(15))
        at = plot.pixel_of(middle, sum(plot.heights) / 2)
        qtbot.mouseMove(plot.viewport(), at)
    assert "s of computing: " in told.args[0]
