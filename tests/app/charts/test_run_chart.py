"""The run's chart: what it shows is what was recorded, and hands do what they should."""

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QToolButton

from playground.app.charts.run_chart import RunChart
from playground.app.charts.trace import LOSS, STEP_LENGTH, Trace
from playground.app.core.view import Scene
from playground.app.look.style import runner_color, style
from playground.app.plots.axis import tick_label
from playground.app.plots.ranges import linear_range
from playground.app.text.numbers import number
from playground.app.widgets.empty_state import EmptyState
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.optimizers import optimizers
from playground.engine.schedules import schedules
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def runner(label, name, rate, start):
    optimizer = optimizers[name].from_settings({"learning_rate": rate})
    return Runner(label, optimizer, tuple(map(float, start)))


def experiment(surface=None, rates=(0.01, 0.05), stop=None, start=None):
    surface = surface or surfaces["lecture_example"]()
    start = start or surface.start
    names = ["gradient_descent", "adam", "momentum"]
    runners = [
        runner(label, name, rate, start)
        for label, name, rate in zip(["GD", "Adam", "Mom"], names, rates, strict=False)
    ]
    return Experiment(SurfaceRecipe(surface), tuple(runners), stop or StopRules(step_length=1e-5))


def scene_of(recipe, steps):
    runs = tuple(recipe.run_of(each) for each in recipe.runners)
    for run in runs:
        run.ensure(steps)
    return Scene(recipe, runs)


@pytest.fixture
def chart(qtbot):
    view = RunChart()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    return view


def plot_of(chart):
    return chart.plot


def curves_of(chart):
    return chart.curves


def show(chart, recipe, steps, cursor=0):
    scene = scene_of(recipe, steps)
    chart.show_scene(scene, cursor)
    return scene


def button(chart, name):
    return next(b for b in chart.findChildren(QToolButton) if b.accessibleName() == name)


def wait_for_minima(qtbot, chart, place=3):
    item = chart.findChild(QComboBox).model().item(place)
    qtbot.waitUntil(lambda: item.isEnabled() or "looked for" not in item.toolTip())
    return item


def picture(widget):
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return data[:, : image.width(), :3].astype(int)


def pixels_like(widget, color):
    wanted = np.array([color.blue(), color.green(), color.red()])
    return int((np.abs(picture(widget) - wanted).sum(axis=2) < 12).sum())


def test_the_learning_rate_along_a_schedule_and_a_branch(chart):
    recipe = experiment(rates=(0.01, 0.05))
    gd, adam = recipe.runners
    falling = replace(gd.optimizer, schedule=schedules["inverse"](rate=0.1))
    branched = gd.changed_from(30, replace(gd.optimizer, learning_rate=0.002))
    bfgs = replace(adam, label="BFGS", optimizer=optimizers["bfgs"]())
    recipe = replace(recipe, runners=(
        replace(gd, optimizer=falling), replace(branched, label="two"), bfgs,
    ), stop=StopRules(max_steps=60))
    show(chart, recipe, 60)
    chart.set_quantity("learning_rate")
    first, second, third = (curve.series for curve in curves_of(chart))
    for k in (0, 1, 30, 59):
        assert first.value(k) == pytest.approx(0.01 / (1 + 0.1 * k), rel=1e-12)
    assert [second.value(k) for k in (0, 29, 30, 60)] == [0.01, 0.01, 0.002, 0.002]
    assert np.isnan(third.value(5))
    assert "learning rate η" in chart.plot.axis("left").names


def test_a_plateaus_rate_is_that_of_its_steps(chart):
    plateau = schedules["plateau"](factor=0.5, patience=3)
    recipe = experiment(rates=(0.12,), stop=StopRules(max_steps=80))
    runner = recipe.runners[0]
    rule = replace(runner.optimizer, schedule=plateau)
    recipe = replace(recipe, runners=(replace(runner, optimizer=rule),))
    scene = show(chart, recipe, 80)
    chart.set_quantity("learning_rate")
    series = curves_of(chart)[0].series
    rates = [series.value(k) for k in range(80)]
    assert rates == [scene.runs[0].rule_at(k).learning_rate for k in range(80)]
    assert rates[-1] < rates[0]


def test_the_curves_are_the_columns(chart):
    scene = show(chart, experiment(), 100)
    for curve, run in zip(curves_of(chart), scene.runs, strict=True):
        assert np.array_equal(curve.series.x, run.columns.steps)
        assert np.array_equal(curve.series.y, run.columns.loss)
    chart.set_quantity("gradient_norm")
    first = curves_of(chart)[0].series
    assert chart.log
    assert np.allclose(10**first.y, scene.runs[0].columns.gradient_norm)


def test_step_lengths_begin_with_the_first_step(chart):
    scene = show(chart, experiment(), 50)
    chart.set_quantity("step_length")
    trace = curves_of(chart)[0].series
    assert np.isnan(trace.y[0])
    path = scene.runs[0].columns.path
    assert 10 ** trace.y[1] == pytest.approx(np.hypot(*(path[1] - path[0])))


def test_long_runs_keep_their_extremes_on_few_points(chart):
    wild = experiment(surfaces["rastrigin"](), (0.02,), StopRules(max_steps=20_000))
    run = show(chart, wild, 20_000).runs[0]
    trace = curves_of(chart)[0].series
    assert len(trace.x) <= 2 * (plot_of(chart).pixels + 2)
    assert trace.y.min() == run.columns.loss.min()
    assert trace.y.max() == run.columns.loss.max()
    # Each pixel has the extremes of its own steps, not of any others.
    bucket = trace.bucket
    values = run.columns.loss[: 20_000 // bucket * bucket].reshape(-1, bucket)
    pairs = trace.y[: 2 * len(values)].reshape(-1, 2)
    assert np.array_equal(pairs.min(axis=1), values.min(axis=1))
    assert np.array_equal(pairs.max(axis=1), values.max(axis=1))


@pytest.mark.parametrize("budget", [2**16, 2**24])
def test_growing_bit_by_bit_ends_as_if_seen_at_once(budget):
    wild = experiment(surfaces["rastrigin"](), (0.02,), StopRules(max_steps=5_000))
    run = wild.run_of(wild.runners[0], budget=budget)
    slow = Trace(run, LOSS, log=True)
    slow.set_range(0, 5_000, 100)
    for last in range(0, 5_001, 37):
        run.ensure(last)
        slow.grow()
    run.ensure(5_000)
    slow.grow()
    at_once = Trace(run, LOSS, log=True)
    at_once.set_range(0, 5_000, 100)
    at_once.grow()
    assert len(slow.x) > 150
    assert np.array_equal(slow.x, at_once.x)
    assert np.array_equal(slow.y, at_once.y)


def test_values_are_exact_where_the_history_is_thinned():
    wild = experiment(surfaces["rastrigin"](), (0.02,), StopRules(max_steps=5_000))
    run = wild.run_of(wild.runners[0], budget=2**16)
    run.ensure(4_999)
    assert run.history.every > 1
    trace = Trace(run, LOSS, log=False)
    for step in (0, run.history.every * 5, 4_999):
        assert trace.value(step) == run[step].loss
    assert np.isfinite(Trace(run, STEP_LENGTH, log=True).at(4_999))


def test_a_click_and_a_drag_ask_for_the_step_under_the_pointer(chart, qtbot):
    show(chart, experiment(), 150)
    plot = plot_of(chart)
    asked = []
    chart.cursor_requested.connect(asked.append)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=plot.pixel_of(60, 10))
    assert asked == [60]
    qtbot.mousePress(plot.viewport(), LEFT, pos=plot.pixel_of(10, 10))
    for step in (20, 90):
        qtbot.mouseMove(plot.viewport(), plot.pixel_of(step, 10))
    qtbot.mouseRelease(plot.viewport(), LEFT, pos=plot.pixel_of(90, 10))
    assert asked[0] == 60 and asked[1] == 10
    asked.clear()
    qtbot.mouseClick(plot.viewport(), LEFT, pos=plot.pixel_of(199, 10))
    qtbot.mouseClick(plot.viewport(), LEFT, pos=plot.pixel_of(-2, 10))
    assert asked == [150, 0]


def test_a_double_click_fits_and_takes_back_what_its_first_click_did(chart, qtbot):
    show(chart, experiment(), 150, cursor=40)
    plot = plot_of(chart)
    chart.cursor_requested.connect(chart.show_cursor)
    _wheel(plot, plot.pixel_of(60, 10), 480)
    assert plot.zoomed
    qtbot.mouseClick(plot.viewport(), LEFT, pos=plot.pixel_of(60, 10))
    assert chart.cursor == 60
    qtbot.mouseDClick(plot.viewport(), LEFT, pos=plot.pixel_of(60, 10))
    assert chart.cursor == 40 and not plot.zoomed


@pytest.fixture
def every_move_counts():
    """pyqtgraph looks at a hundred moves of the mouse in a second."""
    before = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", -1)
    yield
    pg.setConfigOption("mouseRateLimit", before)


def test_dragging_the_axis_moves_along_it_as_far_as_it_goes(chart, qtbot, every_move_counts):
    show(chart, experiment(), 150)
    plot = plot_of(chart)
    plot.box.zoom(4.0)
    (left, right), heights = plot.box.ranges
    bottom = plot.axis("bottom")
    begin = plot.mapFromScene(bottom.mapToScene(bottom.rect().center()))
    for moved, whole in ((-30, False), (4000, True)):
        qtbot.mousePress(plot.viewport(), LEFT, pos=begin)
        for part in (0.5, 1.0):
            place = QPoint(begin.x() + round(part * moved), begin.y())
            QApplication.sendEvent(plot.viewport(), _move(place, LEFT))
        qtbot.mouseRelease(plot.viewport(), LEFT, pos=QPoint(begin.x() + moved, begin.y()))
        (first, last), now = plot.box.ranges
        assert now == heights and last - first == pytest.approx(right - left)
        assert plot.span[0] == 0 if whole else first > left
    assert chart.cursor == 0


def test_the_context_menu_is_every_plots(chart, qtbot):
    show(chart, experiment(), 150)
    plot = plot_of(chart)
    menu = plot.make_menu()
    with qtbot.waitSignal(chart.picture_asked):
        menu.save.trigger()
    assert "Moves the cursor" in [
        action.text() for sub in menu.findChildren(QMenu) for action in sub.actions()
    ]


def test_the_line_stands_at_the_cursor(chart):
    show(chart, experiment(), 150, cursor=40)
    plot = plot_of(chart)
    for step in (40, 120):
        chart.show_cursor(step)
        seen = picture(plot)
        x = plot.pixel_of(step).x()
        blue = (seen[:, x - 3 : x + 4, 0] - seen[:, x - 3 : x + 4, 2]) > 100  # accent
        assert blue.any(axis=1).mean() > 0.6, f"no line at step {step}"


def test_hovering_reads_the_values(chart, qtbot):
    scene = show(chart, experiment(), 150)
    plot = plot_of(chart)
    said = []
    chart.hovered.connect(said.append)
    qtbot.mouseMove(plot.viewport(), plot.pixel_of(37, 12))
    gd, adam = (number(run[37].loss, zeros=True) for run in scene.runs)
    assert said == [f"step 37: GD {gd}, Adam {adam}"]
    assert chart.readout.isVisible()
    assert plot.rect().contains(chart.readout.geometry())
    QApplication.sendEvent(plot, _leave())
    assert said[-1] == "" and not chart.readout.isVisible()


def _leave():
    return QEvent(QEvent.Type.Leave)


def test_axes_grow_in_steps(chart):
    recipe = experiment(stop=StopRules(max_steps=600))
    scene = show(chart, recipe, 1)
    plot, limits, heights = plot_of(chart), set(), set()
    for step in range(1, 600, 3):
        for run in scene.runs:
            run.ensure(step)
        chart.show_cursor(step)
        assert plot.span[1] >= step
        limits.add(plot.span[1])
        heights.add(plot.heights)
        low = min(curve.series.low for curve in curves_of(chart))
        assert plot.heights[0] <= low
    assert limits == {10, 20, 50, 100, 200, 500, 1000}
    assert len(heights) < 6


def test_what_is_added_looks_as_if_painted_at_once(chart):
    scene = show(chart, experiment(stop=StopRules(max_steps=190)), 101)
    picture(chart)
    for step in range(102, 191, 7):
        for run in scene.runs:
            run.ensure(step)
        chart.show_cursor(step)
        picture(chart)
    for run in scene.runs:
        run.ensure(190)
    chart.show_cursor(190)
    added = picture(plot_of(chart))
    plot_of(chart).layer.redraw()
    anew = picture(plot_of(chart))
    assert (np.abs(added - anew).sum(axis=2) > 60).mean() < 0.002


def test_a_hidden_chart_waits(chart):
    scene = show(chart, experiment(), 20)
    chart.hide()
    scene.runs[0].ensure(50)
    chart.show_cursor(50)
    assert plot_of(chart).layer.cursor == 0
    chart.show()
    assert plot_of(chart).layer.cursor == 50
    assert curves_of(chart)[0].series.x[-1] == 50


def test_each_quantity_remembers_its_axis(chart, qtbot):
    show(chart, experiment(), 30)
    chooser, log = chart.findChild(QComboBox), button(chart, "Logarithmic axis")
    assert not chart.log
    log.setFocus()
    qtbot.keyClick(log, Qt.Key.Key_Space)
    assert chart.log
    assert np.allclose(10 ** curves_of(chart)[0].series.y, chart.scene.runs[0].columns.loss)
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert chart.quantity.name == "gradient_norm" and log.isChecked()
    qtbot.mouseClick(log, LEFT)
    qtbot.keyClick(chooser, Qt.Key.Key_Up)
    assert chart.log and log.isChecked()
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert not chart.log and not log.isChecked()


def test_the_distance_is_measured_to_the_minimum(chart, qtbot):
    surface = surfaces["himmelblau"]()
    scene = show(chart, experiment(surface, (0.01,)), 80)
    assert wait_for_minima(qtbot, chart).isEnabled()
    chart.set_quantity("distance")
    path, minima = scene.runs[0].columns.path, np.array(surface.minima)
    expected = np.hypot(*(path[:, None] - minima).transpose(2, 0, 1)).min(axis=1)
    assert np.allclose(10 ** curves_of(chart)[0].series.y, expected, atol=1e-6)


def test_without_a_minimum_the_distance_says_why_not(chart, qtbot):
    show(chart, experiment(), 30)
    wait_for_minima(qtbot, chart)
    chart.set_quantity("distance")
    show(chart, experiment(TypedSurface("x + y")), 30)
    item = wait_for_minima(qtbot, chart)
    assert not item.isEnabled() and "No minimum" in item.toolTip()
    assert chart.quantity.name == "loss"


def test_the_stop_threshold_is_drawn_where_it_counts(chart):
    show(chart, experiment(), 100)
    plot = plot_of(chart)
    assert plot.threshold is None
    chart.set_quantity("step_length")
    assert plot.threshold.text == "stop: 1×10⁻⁵"
    assert plot.threshold.height == pytest.approx(-5)
    assert plot_of(chart).heights[0] <= -5
    chart.set_quantity("gradient_norm")
    assert plot.threshold is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda e: e, "Press Space to play: the loss appears here step by step."),
        (lambda e: replace(e, runners=()), "Add an optimizer"),
        (lambda e: replace(e, runners=tuple(replace(r, shown=False) for r in e.runners)),
         "All runners are hidden"),
        (lambda e: replace(e, runners=tuple(replace(r, start=(1e200, 0.0)) for r in e.runners)),
         "Move the start"),
        (lambda e: replace(e, stop=StopRules(gradient_norm=1e6)), "stops where it starts"),
        (lambda e: edits.set_start(edits.type_function(e, "cbrt(x) + y^2"), (0.0, 0.0)),
         "f has no gradient there"),
    ],
)
def test_an_empty_chart_says_how_to_fill_it(chart, change, says):
    show(chart, change(experiment()), 0)
    empty = chart.findChild(EmptyState)
    assert empty.isVisible() and not plot_of(chart).isVisible()
    assert says in empty.accessibleName()


def test_the_first_step_takes_the_place_of_the_sentence(chart):
    scene = show(chart, experiment(), 0)
    for run in scene.runs:
        run.ensure(1)
    chart.show_cursor(1)
    assert plot_of(chart).isVisible()
    assert len(curves_of(chart)[0].series.x) == 2


def test_runs_that_leave_the_numbers_leave_the_others_readable(chart):
    recipe = experiment(rates=(0.5, 0.05))
    broken = replace(recipe.runners[0], label="far", start=(1e200, 0.0))
    recipe = replace(recipe, runners=(*recipe.runners, broken))
    scene = show(chart, recipe, 60, cursor=50)
    assert scene.runs[0].stop.kind == "diverged" and scene.runs[0].columns.loss.max() > 1e5
    assert plot_of(chart).heights[1] < 1000
    for name in ("gradient_norm", "step_length", "loss"):
        chart.set_quantity(name)
        for log in (True, False):
            chart.set_log(log)
            picture(chart)


def test_what_a_logarithm_cannot_show_is_skipped(chart):
    # f falls from 0.85 through 0 to −1: the second part has no logarithm.
    recipe = experiment(TypedSurface("x^2 + y^2 - 1"), (0.05,), start=(1.3, 0.4))
    run = show(chart, recipe, 40).runs[0]
    chart.set_log(True)
    y, loss = curves_of(chart)[0].series.y, run.columns.loss
    assert np.array_equal(np.isfinite(y), loss > 0)
    assert 0 < np.isfinite(y).sum() < len(y)
    assert "Values of 0 or less have no logarithm" in chart.note


def test_values_without_a_logarithm_are_told_and_f_minus_its_minimum_is_offered(chart, qtbot):
    recipe = experiment(TypedSurface("x^2 + y^2 - 5"), (0.05,), start=(1.3, 0.4))
    run = show(chart, recipe, 40).runs[0]
    assert chart.note == ""
    chart.set_log(True)
    assert "No value here is above 0" in chart.note
    wait_for_minima(qtbot, chart, 4)
    label = next(one for one in chart.plot.findChildren(QLabel) if "f − f*" in one.text())
    label.linkActivated.emit("offer")
    assert chart.quantity.name == "gap" and chart.log and chart.note == ""
    expected = run.columns.loss + 5
    assert np.allclose(10 ** curves_of(chart)[0].series.y, expected, rtol=1e-6)
    chart.set_quantity("loss")
    assert chart.log
    label.linkActivated.emit("linear")
    assert not chart.log and chart.note == ""


def test_without_a_known_minimum_only_the_linear_axis_is_offered(chart, qtbot):
    show(chart, experiment(TypedSurface("x + y - 50"), (0.05,)), 40)
    wait_for_minima(qtbot, chart)
    chart.set_log(True)
    text = next(one.text() for one in chart.plot.findChildren(QLabel) if chart.note in one.text())
    assert chart.note and "f − f*" not in text and "Linear axis" in text


def test_only_shown_runners_are_painted_in_their_colours(chart):
    recipe = experiment()
    show(chart, recipe, 100, cursor=20)
    assert pixels_like(plot_of(chart), runner_color(0)) > 60
    assert pixels_like(plot_of(chart), runner_color(1)) > 60
    hidden = recipe.with_runner(0, replace(recipe.runners[0], shown=False))
    show(chart, hidden, 100, cursor=20)
    assert pixels_like(plot_of(chart), runner_color(0)) == 0
    assert curves_of(chart)[0].slot == 1


def test_a_dark_theme_repaints(chart):
    show(chart, experiment(), 100, cursor=20)
    light = runner_color(0)
    style.mode = "dark"
    assert pixels_like(plot_of(chart), light) == 0
    assert pixels_like(plot_of(chart), runner_color(0)) > 60
    assert picture(plot_of(chart))[3, 3].sum() < 150


def test_the_wheel_zooms_steps_only_and_a_double_click_fits(chart, qtbot):
    show(chart, experiment(), 150)
    plot, fit = plot_of(chart), button(chart, "Show all steps")
    heights = plot.heights
    assert not fit.isEnabled()
    _wheel(plot, plot.pixel_of(100, 10), 480)
    first, last = plot.span
    assert 0 < first < 100 < last < 200 and fit.isEnabled()
    assert plot.heights == heights
    assert (100 - first) / (last - first) == pytest.approx(0.5, abs=0.02)
    begin, end = plot.pixel_of(100, 10), plot.pixel_of(90, 10)
    qtbot.mousePress(plot.viewport(), RIGHT, pos=begin)
    for place in (QPoint(begin.x() + 10, begin.y()), end):
        QApplication.sendEvent(plot.viewport(), _move(place))
    qtbot.mouseRelease(plot.viewport(), RIGHT, pos=end)
    assert plot.span[0] == pytest.approx(first + 10, abs=0.7)
    qtbot.mouseDClick(plot.viewport(), LEFT, pos=begin)
    assert plot.span == (0, 200) and not fit.isEnabled()
    assert plot.heights == heights
    _wheel(plot, plot.pixel_of(100, 10), 480)
    qtbot.mouseClick(fit, LEFT)
    assert plot.span == (0, 200)


def _move(place, button=RIGHT):
    return QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), QPointF(place), button, button,
        Qt.KeyboardModifier.NoModifier,
    )


def _wheel(plot, place, turned):
    where = QPointF(place)
    event = QWheelEvent(
        where, plot.viewport().mapToGlobal(where), QPoint(), QPoint(0, turned),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def test_a_run_that_has_ended_is_told_at_its_last_step(chart, qtbot):
    scene = show(chart, experiment(), 400, cursor=150)
    last = scene.runs[0].last
    assert last < 150 and scene.runs[0].stop.kind == "converged"
    said = plot_of(chart).accessibleDescription()
    value = number(scene.runs[0][last].loss, zeros=True)
    assert f"GD: {value} at step {last}" in said
    assert f"converged after {last} steps" in said
    heads = {slot: x for slot, x, _ in plot_of(chart).layer.heads()}
    assert heads[0] == pytest.approx(plot_of(chart).layer.frame.px(last))
    assert heads[1] == pytest.approx(plot_of(chart).layer.frame.px(150))
    chart.show_cursor(120)
    qtbot.waitUntil(lambda: "at step 120" in plot_of(chart).accessibleDescription())


def test_keys_zoom_and_pan_and_the_others_are_left_to_the_player(chart, qtbot):
    show(chart, experiment(), 150)
    plot = plot_of(chart)
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_PageUp)
    (first, last), _ = plot.box.ranges
    assert 0 < first < last < 200
    qtbot.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    (left, right), _ = plot.box.ranges
    assert left > first and right - left == pytest.approx(last - first)
    before = plot.span
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Home):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        event.accept()
        plot.keyPressEvent(event)
        assert not event.isAccepted() and plot.span == before
    assert not {w for w in chart.findChildren(QToolButton) if not w.toolTip()}


def test_on_a_plateau_the_axis_has_numbers_that_differ():
    for low, high in ((1.0, 1.0 + 1e-13), (-3e5 - 1e-6, -3e5), (1e-9, 1e-9 + 1e-20)):
        bottom, top = linear_range(low, high)
        assert bottom <= low and high <= top
        step = (top - bottom) / 4
        labels = [tick_label(bottom + k * step, step) for k in range(5)]
        assert len(labels) == len(set(labels))


def test_an_axis_of_nothing_but_zeros_is_written_in_whole_numbers():
    bottom, top = linear_range(0.0, 0.0)
    assert (bottom, top) == (-1.0, 1.0)


def test_markers_along_a_curve_tell_it_from_others_and_a_single_one_has_none(chart):
    recipe = experiment(rates=(0.01, 1e-5), stop=StopRules(max_steps=150))
    alone = replace(recipe, runners=recipe.runners[:1])
    style.scale, found = 2.0, []
    for shown in (alone, recipe):
        show(chart, shown, 150, cursor=0)
        seen, plot, run = picture(chart.plot), chart.plot, chart.scene.runs[0]
        color = runner_color(0)
        wanted = np.array([color.blue(), color.green(), color.red()])
        rows, columns = np.nonzero(np.abs(seen - wanted).sum(axis=2) < 12)
        steps = np.array([plot.place_at(QPoint(int(x), 0)) for x in columns])
        flat = (steps > 60) & (steps < 140)
        curve = plot.pixel_of(100, run[100].loss).y()
        found.append(int((np.abs(rows[flat] - curve) > 4).sum()))
    assert found[0] == 0 < found[1]
