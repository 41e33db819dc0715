"""The training chart: its lines are exact evaluations, and hands do what they should."""

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QComboBox, QToolButton

from playground.app.charts.training import chart as training_chart
from playground.app.charts.training import series as training_series
from playground.app.charts.training.chart import TrainingChart
from playground.app.charts.training.summary import fitting
from playground.app.core.view import Scene
from playground.app.documents.picture_files import save_picture
from playground.app.look.style import style
from playground.app.plots.chart import Threshold
from playground.app.plots.ranges import axis_end
from playground.app.widgets.empty_state import EmptyState
from playground.engine.datasets import datasets
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner, new_experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.experiments.presets import CHANGED, presets
from playground.lab.runs.evaluator import Evaluator

LEFT = Qt.MouseButton.LeftButton


def scene_of(activations=("tanh",), steps=60, data="circle", batch=6, sizes=(2, 4, 4, 1),
             selected=0, settings=None, start=None, **more):
    def network(name):
        return Network(sizes, (name,) * (len(sizes) - 2) + ("linear",))

    settings = {"samples": 48} if settings is None else settings
    recipe = NetworkRecipe(
        network(activations[0]), datasets[data].from_settings(settings), "square",
        batch=BatchRecipe(batch), **more,
    )
    adam = optimizers["adam"].from_settings({"learning_rate": 0.02})
    runners = tuple(
        Runner(name, adam, start, problem=replace(recipe, network=network(name)) if k else None)
        for k, name in enumerate(activations)
    )
    experiment = Experiment(recipe, runners, StopRules())
    runs = tuple(experiment.run_of(runner) for runner in runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs, selected)


@pytest.fixture
def chart(qtbot):
    view = TrainingChart()
    qtbot.addWidget(view)
    view.resize(340, 300)
    view.show()
    return view


def plot_of(chart):
    return chart.plot


def inside(plot, place):
    """The pixel of a place at half height."""
    return plot.pixel_of(place, sum(plot.heights) / 2)


def curves_of(chart):
    return chart.curves


def parts_of(chart, slot=0):
    return {c.part: c.series for c in curves_of(chart) if c.slot == slot}


def complete(qtbot, chart, steps):
    """Wait until every line has every step (there are few)."""
    qtbot.waitUntil(lambda: all(
        len(c.series.x) == steps for c in curves_of(chart) if c.part != "noise"
    ))


def button(chart, name):
    return next(b for b in chart.findChildren(QToolButton) if b.accessibleName() == name)


def test_the_lines_are_the_risks_and_the_noise_is_recorded(qtbot, chart):
    scene = scene_of()
    chart.show_scene(scene, 20)
    complete(qtbot, chart, 61)
    parts, run = parts_of(chart), scene.runs[0]
    for step in (0, 20, 60):
        assert parts["main"].y[step] == pytest.approx(run.problem.risk_and_grad(run[step].theta)[0])
        assert parts["test"].y[step] == pytest.approx(run.problem.test_risk(run[step].theta))
    assert np.array_equal(parts["noise"].y, run.columns.loss)


def test_a_penalty_makes_a_line_of_its_own_and_both_are_named(qtbot, chart):
    scene = scene_of(l2=0.1)
    chart.show_scene(scene, 60)
    run = scene.runs[0]
    objective = run.problem.risk_and_grad(run[60].theta)[0]
    found = Evaluator(run.problem).evaluate(run[60])
    parts = parts_of(chart)
    assert parts["main"].value(60) == found.train.loss < parts["objective"].value(60)
    assert parts["objective"].value(60) == pytest.approx(objective)
    named = [entry.name for entry in chart.foot.entries]
    assert named == ["R", "R + penalty", "test", "ℓ(batch) + penalty"]
    qtbot.waitUntil(lambda: 40 in parts["main"].x)
    plot = plot_of(chart)
    with qtbot.waitSignal(chart.hovered) as heard:
        qtbot.mouseMove(plot.viewport(), inside(plot, 40))
    step = int(heard.args[0].split()[1].rstrip(":"))
    begin = f"step {step}: {run.problem.batches.made(step)} (R / R + penalty / test): tanh "
    assert heard.args[0].startswith(begin)
    assert chart.readout.title == begin.removesuffix(": tanh ")
    chart.resize(200, 300)
    qtbot.mouseMove(plot.viewport(), inside(plot, 20))
    qtbot.waitUntil(lambda: "batch" not in chart.readout.title)
    assert chart.readout.width() <= plot.viewport().width()
    chart.show_scene(scene_of(), 60)
    assert "objective" not in parts_of(chart)


def test_of_a_sum_the_penalty_counts_for_less(chart):
    recipe_batch = BatchRecipe(6, "sum")
    scene = scene_of(l2=0.1)
    experiment = replace(
        scene.experiment, problem=replace(scene.experiment.problem, batch=recipe_batch)
    )
    run = experiment.run_of(experiment.runners[0])
    run.ensure(30)
    chart.show_scene(Scene(experiment, (run,)), 30)
    parts, theta = parts_of(chart), run[30].theta
    added = parts["objective"].value(30) - parts["main"].value(30)
    assert added == pytest.approx(run.problem.penalty(theta) / 6)
    assert [entry.name for entry in chart.foot.entries] == ["R", "R + penalty/6", "test"]
    chart.set_quantity("batch_loss")
    assert [entry.name for entry in chart.foot.entries] == ["Σℓ + penalty"]


def test_the_cursor_is_exact_at_once(chart):
    scene = scene_of(steps=900)
    chart.show_scene(scene, 500)
    chart.show_cursor(333)
    run = scene.runs[0]
    expected = Evaluator(run.problem).evaluate(run[333])
    assert parts_of(chart)["main"].value(333) == expected.train.loss
    assert chart.caption == "step 333: batch 1 of epoch 84"
    shown = {entry.name: entry.value for entry in chart.foot.entries}
    assert shown["training"].startswith(f"{expected.train.loss:.3g}"[:4])
    assert set(shown) == {"training", "test", "batch"}


def test_accuracy_in_percent_from_0_to_100(qtbot, chart):
    scene = scene_of(steps=40)
    chart.show_scene(scene, 40)
    chart.set_quantity("accuracy")
    complete(qtbot, chart, 41)
    run = scene.runs[0]
    assert plot_of(chart).heights == (0, 100)
    assert parts_of(chart)["test"].y[40] == 100 * Evaluator(run.problem).evaluate(
        run[40]).test.accuracy
    assert "noise" not in parts_of(chart)


def test_numbers_have_no_accuracy_and_it_says_why(chart):
    chart.show_scene(scene_of(), 0)
    chart.set_quantity("accuracy")
    chart.show_scene(scene_of(data="sine", sizes=(1, 3, 1)), 0)
    item = chart.findChild(QComboBox).model().item(1)
    assert not item.isEnabled()
    assert "numbers, not classes" in item.toolTip()
    assert chart.shown.quantity.name == "risk"


def test_the_layers_gradients_are_compared_over_time(qtbot, chart):
    scene = scene_of(("sigmoid", "tanh"), steps=30, sizes=(2, 4, 4, 4, 4, 1), batch=None)
    chart.show_scene(scene, 30)
    chart.set_quantity("layer_ratio")
    complete(qtbot, chart, 31)
    assert chart.log
    for slot, run in enumerate(scene.runs):
        found = Evaluator(run.problem).evaluate(run[9])
        assert 10 ** parts_of(chart, slot)["main"].y[9] == pytest.approx(found.ratio)
    low, high = plot_of(chart).heights
    assert low < parts_of(chart, 0)["main"].low < parts_of(chart, 1)["main"].low
    assert low <= 0 <= high  # the line where both learn alike is in sight
    assert plot_of(chart).threshold.height == 0


def test_recorded_quantities_are_the_columns(chart):
    scene = scene_of()
    chart.show_scene(scene, 0)
    for name, column in (("batch_loss", "loss"), ("batch_gradient_norm", "gradient_norm"),
                         ("weights_step_length", "step_length")):
        chart.set_quantity(name)
        chart.set_log(False)
        trace = parts_of(chart)["main"]
        assert np.allclose(trace.y[1:], getattr(scene.runs[0].columns, column)[1:])


def test_a_click_asks_for_the_step(qtbot, chart):
    chart.show_scene(scene_of(), 0)
    plot = plot_of(chart)
    with qtbot.waitSignal(chart.cursor_requested) as asked:
        qtbot.mouseClick(plot.viewport(), LEFT, pos=inside(plot, 37))
    assert asked.args == [37]
    with qtbot.waitSignal(chart.cursor_requested) as asked:
        qtbot.mouseClick(plot.viewport(), LEFT, pos=inside(plot, 99))
    assert asked.args == [60]


def test_hovering_reads_an_exact_step(qtbot, chart):
    scene = scene_of(("tanh", "relu"), steps=1000)
    chart.show_scene(scene, 0)
    plot = plot_of(chart)
    qtbot.waitUntil(lambda: all(512 in parts_of(chart, slot)["main"].x for slot in (0, 1)))
    with qtbot.waitSignal(chart.hovered) as heard:
        qtbot.mouseMove(plot.viewport(), inside(plot, 512))
    assert "(training / test): tanh 0." in heard.args[0] or ": tanh 1." in heard.args[0]
    step = int(heard.args[0].split()[1].rstrip(":"))
    assert f"step {step}: {scene.runs[0].problem.batches.made(step)} (" in heard.args[0]
    run = scene.runs[1]
    loss = Evaluator(run.problem).evaluate(run[step]).train.loss
    assert f"relu {loss:.3f}"[:9] in heard.args[0]


def test_epochs_along_the_axis(qtbot, chart):
    chart.show_scene(scene_of(steps=60), 0)
    qtbot.mouseClick(button(chart, "Axis in epochs"), LEFT)
    assert chart.unit == "epoch"
    plot = plot_of(chart)
    assert plot.limit == 20  # 60 steps are 15 epochs of 4
    assert plot.axis("bottom").names == ("epoch",)
    chart.resize(340, 220)  # there is little room: the line below says it
    assert plot.axis("bottom").names == ("",)
    chart.set_unit("batch")
    assert plot.limit == 100
    with pytest.raises(ValueError, match="unit"):
        chart.set_unit("second")


def test_ends_and_ticks_of_epochs():
    assert [axis_end(last, 10) for last in (0, 7, 60, 101, 200, 201)] == [
        10, 10, 100, 200, 200, 500]
    assert [axis_end(last, 1) for last in (0.1, 1.04, 10.04)] == [1, 2, 20]


def race(steps=400, selected=0):
    """Three runners on 24 samples: all at once (a step is an epoch), 6 (four steps), one by one."""
    scene = scene_of(("tanh", "relu", "sigmoid"), steps=0, batch=None)
    experiment = scene.experiment
    for slot, size in ((1, 6), (2, 1)):
        runner = experiment.runners[slot]
        problem = replace(runner.problem, batch=BatchRecipe(size))
        experiment = experiment.with_runner(slot, replace(runner, problem=problem))
    experiment = replace(experiment, stop=StopRules(epochs=5, max_steps=steps))
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs, selected)


@pytest.mark.parametrize("selected", [0, 1, 2])
def test_every_runner_counts_its_own_epochs(qtbot, chart, selected):
    scene = race(selected=selected)
    assert [run.last for run in scene.runs] == [5, 20, 120]
    chart.show_scene(scene, 4)
    chart.set_unit("epoch")
    qtbot.waitUntil(lambda: all(
        run.last in parts_of(chart, k)["main"].x * run.problem.steps_per_epoch
        for k, run in enumerate(scene.runs)
    ))
    for slot in range(3):
        assert parts_of(chart, slot)["main"].x[-1] == 5
    assert plot_of(chart).limit == 5
    # Four steps are four epochs, one, and a sixth; the line stands where the selected runner is.
    frame = plot_of(chart).layer.frame
    heads = {slot: frame.place_at(x) for slot, x, _ in plot_of(chart).layer.heads()}
    assert [heads[k] for k in range(3)] == pytest.approx([4, 1, 1 / 6])
    assert plot_of(chart).layer.cursor_place() == pytest.approx([4, 1, 1 / 6][selected])
    chart.show_cursor(120)  # the end of the longest run, beyond the others'
    assert plot_of(chart).layer.cursor_place() == 5
    heads = [frame.place_at(x) for _, x, _ in plot_of(chart).layer.heads()]
    assert heads == pytest.approx([5, 5, 5])


def test_in_epochs_a_click_and_the_pointer_mean_the_runners_own_steps(qtbot, chart):
    scene = race(selected=1)
    chart.resize(700, 400)
    chart.show_scene(scene, 0)
    chart.set_unit("epoch")
    complete_of = [run.last + 1 for run in scene.runs]
    qtbot.waitUntil(lambda: [len(parts_of(chart, k)["main"].x) for k in range(3)] == complete_of)
    plot = plot_of(chart)
    with qtbot.waitSignal(chart.cursor_requested) as asked:
        qtbot.mouseClick(plot.viewport(), LEFT, pos=inside(plot, 3))
    assert asked.args == [12]  # three epochs of four steps
    with qtbot.waitSignal(chart.hovered) as heard:
        qtbot.mouseMove(plot.viewport(), inside(plot, 2))
    said = heard.args[0]
    assert said.startswith("epoch 2")
    for name, run, step in zip(("tanh", "relu", "sigmoid"), scene.runs, (2, 8, 48), strict=True):
        loss = Evaluator(run.problem).evaluate(run[step]).train.loss
        assert f"{name} (step {step}) {loss:.3g}"[:-1] in said


@pytest.mark.parametrize("selected", [0, 1, 2])
def test_samples_along_the_axis_and_marks_at_the_same_cost(qtbot, chart, selected):
    scene = race(selected=selected)  # 24, 6 and 1 samples a step
    chart.resize(700, 400)
    chart.show_scene(scene, (2, 8, 48)[selected])
    assert not chart.along_bar.same.isEnabled()  # updates: the marks are at the same ones anyway
    assert "updates" in chart.along_bar.same.toolTip()
    qtbot.mouseClick(button(chart, "Axis in samples"), LEFT)
    plot = plot_of(chart)
    assert plot.axis("bottom").names == ("samples seen", "samples")
    for slot in range(3):
        assert parts_of(chart, slot)["main"].place(scene.runs[slot].last) == 120  # 5 epochs
    qtbot.waitUntil(lambda: len(plot.layer.heads()) == 3)
    apart = {slot: round(plot.layer.frame.place_at(x)) for slot, x, _ in plot.layer.heads()}
    cursor = (2, 8, 48)[selected]
    assert apart == {0: 24 * min(cursor, 5), 1: 6 * min(cursor, 20), 2: cursor}
    with qtbot.waitSignal(chart.cost_chosen) as told:
        qtbot.mouseClick(button(chart, "Marks at the same cost"), LEFT)
    assert told.args[0].name == "samples" and chart.compared is told.args[0]
    qtbot.waitUntil(lambda: len(plot.layer.heads()) == 3)
    together = [plot.layer.frame.place_at(x) for _, x, _ in plot.layer.heads()]
    assert together == pytest.approx([48, 48, 48])
    said = chart.plot.accessibleDescription
    qtbot.waitUntil(lambda: "48 samples seen" in said())
    for name, run, step in zip(("tanh", "relu", "sigmoid"), scene.runs, (2, 8, 48), strict=True):
        loss = Evaluator(run.problem).evaluate(run[step]).train.loss
        assert f"{name} (step {step}) {loss:.3g}"[:-1] in said()
    with qtbot.waitSignal(chart.cost_chosen) as told:
        chart.set_along("updates")
    assert told.args == [None]


def test_seconds_of_computing_along_the_axis(qtbot, chart):
    scene = race(selected=1)
    chart.resize(700, 400)
    chart.show_scene(scene, 20)
    qtbot.mouseClick(button(chart, "Axis in seconds of computing, on this machine"), LEFT)
    plot = plot_of(chart)
    ends = [float(run.history.seconds_at(run.last)) for run in scene.runs]
    assert min(ends) > 0 and plot.limit >= max(ends)
    assert plot.layer.cursor_place() == pytest.approx(ends[1])
    with qtbot.waitSignal(chart.hovered) as heard:
        qtbot.mouseMove(plot.viewport(), inside(plot, ends[1] / 2))
    assert "s of computing (training / test)" in heard.args[0]
    with qtbot.waitSignal(chart.cursor_requested) as asked:
        qtbot.mouseClick(plot.viewport(), LEFT, pos=inside(plot, ends[1] / 2))
    step = scene.runs[1].history.step_at_seconds(ends[1] / 2)
    assert abs(asked.args[0] - step) <= 1.5


def test_a_full_batch_has_no_epochs_and_no_noise(chart):
    chart.show_scene(scene_of(batch=None), 3)
    assert not button(chart, "Axis in epochs").isEnabled()
    assert "noise" not in parts_of(chart)
    assert chart.caption == "step 3: epoch 3"


def test_one_runners_noise_under_the_lines_of_all(chart):
    scene = scene_of(("tanh", "relu", "sigmoid"), selected=1)
    chart.show_scene(scene, 0)
    assert [c.slot for c in curves_of(chart) if c.part == "noise"] == [1]
    assert [c.slot for c in plot_of(chart).layer.marked] == [0, 1, 2]
    hidden = scene.experiment.with_runner(1, replace(scene.experiment.runners[1], shown=False))
    chart.show_scene(Scene(hidden, scene.runs, 1), 0)
    assert {c.slot for c in curves_of(chart)} == {0, 2}


def test_it_grows_while_a_run_is_played(qtbot, chart):
    scene = scene_of(steps=0)
    chart.show_scene(scene, 0)
    run = scene.runs[0]
    for step in range(1, 120, 3):
        run.ensure(step)
        chart.show_cursor(step)
        assert np.isfinite(parts_of(chart)["main"].value(step))
    assert plot_of(chart).limit == 200
    complete(qtbot, chart, run.last + 1)
    assert np.array_equal(parts_of(chart)["main"].x, np.arange(run.last + 1))


def test_evaluations_are_kept_when_another_runner_is_selected(qtbot, chart):
    scene = scene_of(("tanh", "relu"))
    chart.show_scene(scene, 0)
    complete(qtbot, chart, 61)
    before = list(chart._work.every)
    chart.show_scene(scene._replace(selected=1), 0)
    assert chart._work.every == before
    assert len(parts_of(chart, 1)["main"].x) == 61


def test_empty_states_say_what_to_do(chart):
    def said():
        return chart.findChild(EmptyState).accessibleName()

    scene = scene_of()
    chart.show_scene(Scene(replace(scene.experiment, runners=()), ()), 0)
    assert "Add an optimizer" in said()
    hidden = replace(scene.experiment.runners[0], shown=False)
    chart.show_scene(Scene(scene.experiment.with_runner(0, hidden), scene.runs), 0)
    assert "hidden" in said()
    surface = new_experiment()
    chart.show_scene(Scene(surface, (surface.run_of(surface.runners[0]),)), 0)
    assert "of networks" in said()
    dimension = scene.runs[0].problem.dimension
    chart.show_scene(scene_of(start=(1e200,) * dimension), 0)
    assert "no first step" in said()
    chart.show_scene(scene, 5)
    assert chart.export_target() is plot_of(chart)


def test_a_run_that_explodes_is_drawn_to_its_end(qtbot, chart):
    scene = scene_of(steps=0)
    wild = optimizers["gradient_descent"].from_settings({"learning_rate": 50.0})
    runner = replace(scene.experiment.runners[0], optimizer=wild)
    experiment = scene.experiment.with_runner(0, runner)
    run = experiment.run_of(runner)
    run.ensure(500)
    assert run.stop.kind == "diverged"
    chart.show_scene(Scene(experiment, (run,)), 500)
    chart.set_log(True)
    complete(qtbot, chart, run.last + 1)
    assert chart.caption.startswith(f"step {run.last}:")


def test_a_hidden_chart_does_nothing(chart):
    chart.hide()
    scene = scene_of()
    chart.show_scene(scene, 0)
    chart.show_cursor(9)
    assert chart._work.every == []
    chart.show()
    assert chart.caption.startswith("step 9:")


def test_pictures_and_themes(chart, tmp_path):
    chart.show_scene(scene_of(("tanh", "relu")), 30)
    for suffix in ("png", "svg"):
        save_picture(chart, tmp_path / f"training.{suffix}")
        assert (tmp_path / f"training.{suffix}").stat().st_size > 1000
    style.mode, style.scale = "dark", 1.5
    assert not chart.grab().isNull()
    chart.resize(200, 120)
    assert not chart.grab().isNull()
    plot_of(chart).pointed.emit(QPointF(60, 20))


def test_who_explodes_leaves_through_the_top_and_the_start_stays_readable(qtbot, chart):
    scene = scene_of(steps=0)
    wild = optimizers["gradient_descent"].from_settings({"learning_rate": 5.0})
    runner = replace(scene.experiment.runners[0], optimizer=wild)
    experiment = scene.experiment.with_runner(0, runner)
    run = experiment.run_of(runner)
    run.ensure(60)
    chart.show_scene(Scene(experiment, (run,)), 60)
    chart.set_log(False)
    complete(qtbot, chart, run.last + 1)
    first, highest = parts_of(chart)["main"].first, parts_of(chart)["main"].high
    assert highest > 1e6 * first
    assert plot_of(chart).heights[1] < 100 * first


def picture_of(view, path):
    save_picture(view, path)
    return path.read_bytes()


def test_the_picture_of_a_hidden_chart_shows_what_there_is_now(
    qtbot, chart, tmp_path, monkeypatch
):
    monkeypatch.setattr(training_chart, "_PICTURE", 60.0)  # however slow the machine is
    chart.show_scene(scene_of(), 20)
    complete(qtbot, chart, 61)
    before = picture_of(chart, tmp_path / "before.png")
    scene = scene_of(("relu",), steps=40)
    chart.hide()
    chart.show_scene(scene, 20)
    chart.show_cursor(30)
    hidden = picture_of(chart, tmp_path / "hidden.png")
    assert {id(c.series.run) for c in curves_of(chart)} == {id(scene.run)}
    assert len(parts_of(chart)["main"].x) == 41
    assert chart.caption.startswith("step 30:")
    chart.show()
    complete(qtbot, chart, 41)
    assert hidden == picture_of(chart, tmp_path / "seen.png") != before


def test_a_chart_that_was_never_seen_makes_a_picture(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(training_chart, "_PICTURE", 60.0)  # however slow the machine is
    chart = TrainingChart()
    qtbot.addWidget(chart)
    chart.show_scene(scene_of(), 20)
    assert len(picture_of(chart, tmp_path / "never.svg")) > 1000
    assert len(parts_of(chart)["test"].x) == 61


def test_a_choice_made_while_hidden_is_drawn_when_seen(chart):
    chart.show_scene(scene_of(), 20)
    chart.hide()
    chart.set_quantity("layer_ratio")
    chart.show()
    assert set(parts_of(chart)) == {"main"}
    assert plot_of(chart).threshold.text == "as fast as the last layer"


def test_it_fits_a_narrow_and_low_dock(qtbot, chart):
    chart.resize(330, 210)
    chart.show_scene(scene_of(), 20)
    qtbot.waitUntil(lambda: chart.minimumSizeHint().width() <= 300)
    qtbot.waitUntil(lambda: plot_of(chart).layer.frame.height >= 100)
    assert not button(chart, "Axis in epochs").isVisible()
    turn = chart.along_bar.turn
    assert turn.isVisible() and turn.width() >= turn.sizeHint().width()
    assert turn.mapTo(chart, turn.rect().bottomRight()).x() < chart.width()
    counted = [chart.along.key]
    for _ in range(5):  # each click counts what comes next
        qtbot.mouseClick(turn, LEFT)
        counted.append(chart.along.key)
    assert counted == [
        "updates", "samples", "epochs", "evaluations", "seconds", "updates"
    ]
    chart.resize(500, 210)
    assert button(chart, "Axis in epochs").isVisible() and not turn.isVisible()


def test_the_name_of_the_threshold_lies_on_a_ground_of_its_own_over_the_curves(chart):
    chart.show_scene(scene_of(("tanh", "relu")), 20)
    chart.set_quantity("layer_ratio")
    names = [item for item in plot_of(chart).scene().items() if isinstance(item, pg.TextItem)]
    (name,) = [item for item in names if item.isVisible()]
    assert name.toPlainText().endswith("as fast as the last layer")
    assert name.zValue() > plot_of(chart).layer.zValue()
    assert name.fill.color().alpha() > 200
    inside = plot_of(chart).box.rect()
    assert inside.contains(name.mapRectToParent(name.boundingRect()))


def test_the_name_of_the_threshold_leaves_a_line_that_curves_lie_on(chart):
    chart.show_scene(scene_of(("tanh",)), 60)
    chart.set_quantity("layer_ratio")
    plot = plot_of(chart)
    (name,) = [item for item in plot.scene().items()
               if isinstance(item, pg.TextItem) and item.isVisible()]
    heights = plot.layer.curves[0].series.y
    for share in (0.2, 0.5, 0.8):  # wherever its line goes across, the name hides no curve
        plot.set_threshold(Threshold(float(np.nanquantile(heights, share)), "across"))
        box = name.mapRectToParent(name.boundingRect())
        assert plot.box.rect().contains(box)
        x, y = plot.layer.frame.px(plot.layer.curves[0].series.x), plot.layer.frame.py(heights)
        inside = (x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())
        assert not inside.any()
    y = float(plot.layer.frame.py(plot.threshold.height))
    assert name.toPlainText().startswith("– – ") != (box.top() - 1 <= y <= box.bottom() + 1)


def scene_for(experiment):
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    for run in runs:
        run.ensure(2)
    return Scene(experiment, runs)


def test_every_preset_begins_with_its_chart_and_within_it_a_choice_stays(chart):
    xor, duel = (presets[name].experiment() for name in ("xor", "vanishing_duel"))
    chart.show_scene(scene_for(xor), 0)
    assert chart.quantity.name == "risk" and not chart.log
    chart.set_log(True)
    chart.show_scene(scene_for(duel), 0)
    assert chart.quantity.name == "layer_ratio" and chart.log
    chart.set_quantity("accuracy")
    chart.show_scene(scene_for(replace(duel, title=duel.title + CHANGED)), 0)
    assert chart.quantity.name == "accuracy"
    spiral = presets["spiral_features"].experiment().problem.dataset
    other = replace(duel, problem=replace(duel.problem, dataset=spiral), title=spiral.title)
    chart.show_scene(scene_for(other), 0)  # the duel on other data is the duel
    assert chart.quantity.name == "accuracy"
    chart.show_scene(scene_for(xor), 0)
    assert chart.quantity.name == "risk" and not chart.log
    chooser = chart.findChild(QComboBox)
    assert chooser.currentText() == "Risk" and "training and test data" in chooser.toolTip()


def test_the_caption_loses_whole_parts_and_no_letters(chart):
    caption = "step 44: example 44 of epoch 1, estimated on 2,000 of 60,000 samples"
    found = [fitting(caption, chart.font(), room) for room in range(10_000, 80, -10)]
    whole = {caption, "step 44: example 44 of epoch 1", "step 44"}
    assert whole <= set(found) and all(text in whole or text[0] == "s" for text in found)
    assert fitting(caption, chart.font(), 20) == ""


def test_every_preset_names_a_chart_that_there_is():
    known = {shown.quantity.name for shown in training_series.CHOICES}
    assert {preset.chart for preset in presets.values()} <= known
    duel = presets["vanishing_duel"].experiment()
    assert training_series.about(duel) is training_series.RATIO
