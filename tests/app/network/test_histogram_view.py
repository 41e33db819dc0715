"""The histograms: counted from the right numbers, on one axis, with the right words."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QComboBox, QScrollArea, QToolButton
from rules import rule as rule_at

from playground.app.core.view import Scene
from playground.app.documents.picture_files import save_picture
from playground.app.look.style import runner_color, style
from playground.app.network.histograms.canvas import HistogramCanvas
from playground.app.network.histograms.controls import Headline
from playground.app.network.histograms.scale import Axis
from playground.app.network.histograms.view import HistogramView
from playground.app.widgets.empty_state import EmptyState
from playground.engine.datasets import datasets
from playground.engine.networks.histograms import flat_histograms, layer_histograms
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner, new_experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.runs.run import Run

LEFT = Qt.MouseButton.LeftButton


def scene_of(activations=("tanh",), steps=20, sizes=(2, 4, 4, 1), batch=6, optimizer="momentum",
             selected=0, settings=None, start=None, reduction="mean"):
    def network(name):
        return Network(sizes, (name,) * (len(sizes) - 2) + ("linear",))

    recipe = NetworkRecipe(
        network(activations[0]), datasets["circle"].from_settings(settings or {"samples": 48}),
        "square", batch=BatchRecipe(batch, reduction),
    )
    rule = rule_at(optimizer, 0.01)
    runners = tuple(
        Runner(f"{name} {k}", rule, start,
               problem=replace(recipe, network=network(name)) if k else None)
        for k, name in enumerate(activations)
    )
    experiment = Experiment(recipe, runners, StopRules())
    runs = tuple(experiment.run_of(runner) for runner in runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs, selected)


@pytest.fixture
def view(qtbot):
    made = HistogramView()
    qtbot.addWidget(made)
    made.resize(340, 300)
    made.show()
    return made


def button(view, name):
    return next(b for b in view.findChildren(QToolButton) if b.accessibleName() == name)


def press(qtbot, view, name):
    qtbot.mouseClick(button(view, name), LEFT)


def canvas_of(view):
    return view.findChild(HistogramCanvas)


def text_in(view, column, layer):
    plot = canvas_of(view).plots[column]
    return canvas_of(view).text_at(column, plot.pixel_of(-3.0, layer - 1))


def counts(histograms):
    return [layer.counts.tolist() for layer in histograms.layers]


def same(view, flat, problem):
    return counts(view.columns[0].histograms) == counts(flat_histograms(flat, problem.parts))


def picture(widget):
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return data[:, : image.width(), 2::-1].astype(int)


def cell(canvas, column, layer):
    """The box of a layer's bars, in the canvas' pixels."""
    plot = canvas.plots[column]
    box = plot.layer.box_of(layer - 1)
    corner = plot.mapFromScene(plot.box.mapToScene(box.topLeft()))
    return QRectF(QPointF(plot.pos() + corner), box.size())


def columns_like(widget, color, box):
    """In which pixel columns of a box there is a colour."""
    wanted = np.array(QColor(color).getRgb()[:3])
    part = picture(widget)[
        round(box.top()) : round(box.bottom()), round(box.left()) : round(box.right())
    ]
    return np.flatnonzero((np.abs(part - wanted).sum(axis=2) < 12).any(axis=0))


def test_small_data_show_the_whole_risk_and_a_switch_the_batch(qtbot, view):
    scene = scene_of()
    view.show_scene(scene, 7)
    run = scene.run
    assert same(view, run.problem.risk_and_grad(run[7].theta)[1], run.problem)
    assert view.caption == "∂R/∂W over all 24 samples, step 7: batch 3 of epoch 2"
    press(qtbot, view, "Gradient of the batch")
    assert same(view, run[7].grad, run.problem)
    assert view.caption == "∂ℓ/∂W of the next 6 samples, step 7: batch 3 of epoch 2"


def test_large_data_begin_with_the_batch(view):
    view.show_scene(scene_of(settings={"samples": 5000}, steps=2), 1)
    assert button(view, "Gradient of the batch").isChecked()
    assert "of the next 6 samples" in view.caption


def test_a_sum_is_called_a_sum(qtbot, view):
    view.show_scene(scene_of(reduction="sum"), 1)
    press(qtbot, view, "Gradient of the batch")
    assert view.caption.startswith("∂Σℓ/∂W of the next 6 samples, ")


def test_a_full_batch_leaves_no_choice(view):
    view.show_scene(scene_of(batch=None), 1)
    switch = button(view, "Gradient of the batch")
    assert not switch.isEnabled()
    assert "all the data" in switch.toolTip()


def test_weights_activations_and_states(qtbot, view):
    scene = scene_of()
    view.show_scene(scene, 9)
    step, problem = scene.run[9], scene.run.problem
    view.set_kind("weight")
    assert same(view, step.theta, problem)
    assert not button(view, "Gradient of the batch").isEnabled()
    view.set_kind("velocity")
    assert same(view, step.state["velocity"], problem)
    view.set_kind("activation")
    layers = problem.network.forward(step.theta, problem.X).layers
    assert counts(view.columns[0].histograms) == counts(layer_histograms([x.a for x in layers]))
    press(qtbot, view, "Gradient of the batch")
    rows = problem.batches.rows(9)
    layers = problem.network.forward(step.theta, problem.X[rows]).layers
    assert counts(view.columns[0].histograms) == counts(layer_histograms([x.a for x in layers]))


def test_the_chooser_names_what_the_optimizer_carries(view):
    chooser = view.findChild(QComboBox)

    def names():
        return [chooser.itemText(k) for k in range(chooser.count())]

    view.show_scene(scene_of(optimizer="adam"), 1)
    assert names() == ["Gradients", "Updates", "Weights", "Activations", "m", "v"]
    view.set_kind("v")
    assert "a running mean of the squared gradients, one number for" in chooser.toolTip()
    view.show_scene(scene_of(optimizer="adagrad"), 1)
    assert names()[4:] == ["sum of squares"]
    view.show_scene(scene_of(optimizer="gradient_descent"), 1)
    assert names() == ["Gradients", "Updates", "Weights", "Activations"]
    assert view.kind == "gradient"
    assert len(view.sentences) == 1


def test_the_sentence_compares_the_layers(view):
    scene = scene_of(("sigmoid",), sizes=(2, 6, 6, 6, 6, 6, 1))
    view.show_scene(scene, 5)
    run = scene.run
    grad = run.problem.risk_and_grad(run[5].theta)[1]
    assert view.sentences == (flat_histograms(grad, run.problem.parts).sentence(),)
    assert "times smaller than layer 6" in view.sentences[0]


@pytest.mark.parametrize("name", optimizers)
def test_updates_are_what_the_next_step_moves_and_gradients_claim_no_speed(view, name):
    """Adam moves a layer whose gradient has vanished as far as any other."""
    if name == "levenberg_marquardt":  # the batches here are not all of the data
        return
    scene = scene_of(("sigmoid",), sizes=(2, 6, 6, 6, 6, 6, 1), optimizer=name)
    view.show_scene(scene, 5)
    run = scene.run
    assert "learn" not in view.sentences[0] and "gradient is" in view.sentences[0]
    view.set_kind("update")
    update = run[6].theta - run[5].theta
    assert view.sentences == (flat_histograms(update, run.problem.parts).sentence("update"),)
    gradient = flat_histograms(run[5].grad, run.problem.parts)
    moved = flat_histograms(update, run.problem.parts)
    assert gradient.ratio > 100
    if optimizers[name].scales_with_gradient:
        assert moved.ratio > 100
    elif not optimizers[name].asks:  # those that search speak of directions, not of coordinates
        assert moved.ratio < 50


def test_a_run_has_an_update_after_its_last_step(view):
    scene = scene_of()
    view.set_kind("update")
    view.show_scene(scene, scene.run.last)
    assert view.sentences[0].startswith("Layer 1's typical update is ")
    assert "of the step after step 20" in view.caption


def test_small_gradients_are_judged_by_the_risk(view):
    scene = scene_of(steps=0, sizes=(2, 4, 1))
    problem = scene.run.problem
    problem.y[:] = 0
    theta = np.full(problem.dimension, 1e-7)
    flat = Run(problem, scene.runner.optimizer, theta, StopRules(max_steps=2))
    view.show_scene(scene._replace(runs=(flat,)), 0)
    assert "as at a minimum, little is left to learn" in view.sentences[0]
    problem = scene_of(steps=0, sizes=(2, 4, 1)).run.problem
    problem.y[:] = np.resize([1.0, -1.0], problem.y.shape)
    flat = Run(problem, scene.runner.optimizer, theta, StopRules(max_steps=2))
    view.show_scene(scene._replace(runs=(flat,)), 0)
    assert "while the risk is 1: a plateau" in view.sentences[0]


def test_zeros_of_frozen_weights_are_not_put_down_to_the_gradient(view):
    recipe = scene_of(steps=0, sizes=(2, 1, 1)).experiment.problem
    held = replace(recipe, frozen=(3, 4))  # layer 2's weight, and a bias, which has no bar
    experiment = Experiment(held, (Runner("GD", rule_at("gradient_descent", 0.01)),), StopRules())
    scene = Scene(experiment, (experiment.run_of(experiment.runners[0]),), 0)
    view.show_scene(scene, 0)
    assert "Layer 2's typical gradient is 0" in view.sentences[0]
    assert view.sentences[0].endswith("One weight is frozen: it counts as 0.")
    view.set_kind("weight")
    assert "frozen" not in view.sentences[0]


def test_bars_stand_where_the_values_are(view):
    scene = scene_of(sizes=(2, 8, 8, 1))
    view.show_scene(scene, 5)
    canvas, run = canvas_of(view), scene.run
    grad = run.problem.risk_and_grad(run[5].theta)[1]
    bars = cell(canvas, 0, 2)
    values = np.log10(np.abs(grad[run.problem.parts[2].slice]))
    seen = columns_like(canvas, runner_color(0), bars) / bars.width()
    axis = canvas.axis
    lowest, highest = ((v - axis.low) / (axis.high - axis.low) for v in np.quantile(values, [0, 1]))
    bin_width = 0.25 / (axis.high - axis.low)
    assert lowest - bin_width <= seen.min() <= lowest + bin_width
    assert highest - bin_width <= seen.max() <= highest + bin_width
    median = (np.median(values) - axis.low) / (axis.high - axis.low)
    marks = columns_like(canvas, style.theme.text, bars) / bars.width()
    assert abs(marks.mean() - median) < 0.02


def test_the_wheel_zooms_all_columns_along_the_axis_and_a_double_click_fits(qtbot, view):
    view.show_scene(scene_of(("tanh", "relu")), 5)
    press(qtbot, view, "All runners side by side")
    first, second = canvas_of(view).plots
    whole, heights = first.box.ranges
    first.box.zoom(2.0)
    zoomed = first.box.ranges
    assert zoomed[0][1] - zoomed[0][0] == pytest.approx((whole[1] - whole[0]) / 2)
    assert second.box.ranges[0] == pytest.approx(zoomed[0]) and zoomed[1] == heights
    view.show_cursor(6)  # playing on does not undo it
    assert first.box.ranges[0] == pytest.approx(zoomed[0])
    first.box.zoom(1e-3)
    assert first.box.ranges[0] == pytest.approx(whole, abs=0.02)
    first.box.zoom(4.0)
    qtbot.mouseDClick(second.viewport(), LEFT, pos=second.pixel_of(-4.0, 0).toPoint())
    assert first.box.ranges[0] == pytest.approx(whole, abs=0.02)
    assert first.box.ranges[0] == pytest.approx(second.box.ranges[0])


@pytest.mark.parametrize("width", [140, 220, 340, 900])
def test_numbers_of_the_axis_do_not_touch_each_other(view, width):
    view.resize(width, 260)
    view.show_scene(scene_of(("relu",), sizes=(2, 8, 8, 1)), 5)
    view.set_kind("activation")
    (plot,) = canvas_of(view).plots
    axis = plot.axis("bottom")
    image = QImage(900, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    rects = sorted((rect.left(), rect.right()) for rect, _, _ in texts)
    assert all(left - right >= 2 for (_, right), (left, _) in pairwise(rects))
    assert "0" in [text for _, _, text in texts]


def test_exact_zeros_have_their_own_place(view):
    scene = scene_of(("relu",), sizes=(2, 8, 8, 1))
    view.show_scene(scene, 5)
    view.set_kind("activation")
    assert canvas_of(view).axis.zeros
    layer = view.columns[0].histograms.layers[0]
    assert layer.zeros > 0
    text = text_in(view, 0, 1)
    assert f"{layer.zeros:,} exactly 0" in text


def test_the_axis_grows_in_steps_and_never_shrinks_by_itself():
    axis = Axis()
    axis.follow([layer_histograms([np.array([1e-3, 1e-2])])])
    assert (axis.low, axis.high, axis.zeros) == (-8, 0, False)
    axis.follow([layer_histograms([np.array([1e-9, 300.0, 0.0])])])
    assert (axis.low, axis.high, axis.zeros) == (-10, 3, True)
    axis.follow([layer_histograms([np.array([1e-3])])])
    assert (axis.low, axis.high) == (-10, 3)
    axis.follow([layer_histograms([np.array([1e-300, 1e200])])])
    assert (axis.low, axis.high) == (-16, 4)
    histogram = layer_histograms([np.array([1e-30, 1e-3, 1e50])]).layers[0]
    axis.forget()
    bars = axis.bars(histogram.counts)
    assert (bars[0], bars[-1], bars.sum(), len(bars)) == (1, 1, 3, 32)


def test_freezing_keeps_an_outline(qtbot, view):
    scene = scene_of()
    view.show_scene(scene, 12)
    kept = counts(view.columns[0].histograms)
    press(qtbot, view, "Freeze as a reference")
    view.show_cursor(20)
    assert view.reference == "reference: step 12"
    assert counts(view.columns[0].reference) == kept
    assert counts(view.columns[0].histograms) != kept
    view.set_kind("weight")  # another quantity has nothing to compare with
    assert view.reference == ""
    view.set_kind("gradient")
    view.show_scene(scene_of(("relu",)), 3)  # another network is compared with it
    assert counts(view.columns[0].reference) == kept
    press(qtbot, view, "Freeze as a reference")
    assert view.columns[0].reference is None


def test_runners_side_by_side_on_one_axis(qtbot, view):
    scene = scene_of(("sigmoid", "tanh", "relu", "elu"), selected=3)
    view.show_scene(scene, 5)
    assert len(view.columns) == 1
    press(qtbot, view, "All runners side by side")
    assert [c.slot for c in view.columns] == [0, 1, 3]  # the selected one is among them
    assert len(view.sentences) == 3
    assert view.caption.startswith("3 of 4 runners · ∂R/∂W over all")
    assert canvas_of(view).plots[0].head.texts == ("sigmoid 0",)
    for column in view.columns:
        run = scene.runs[column.slot]
        grad = run.problem.risk_and_grad(run[5].theta)[1]
        assert counts(column.histograms) == counts(flat_histograms(grad, run.problem.parts))
    canvas = canvas_of(view)
    left, right = cell(canvas, 0, 1), cell(canvas, 2, 1)
    assert left.right() < right.left() and right.right() <= canvas.width()
    assert columns_like(canvas, runner_color(3), right).size
    assert not columns_like(canvas, runner_color(3), left).size


def test_side_by_side_wants_two_runners(view):
    scene = scene_of()
    view.show_scene(scene, 0)
    switch = button(view, "All runners side by side")
    assert not switch.isEnabled()
    assert "another activation" in switch.toolTip()


def test_runners_of_other_kinds_say_what_they_do_not_carry(qtbot, view):
    scene = scene_of(("tanh", "tanh"))
    plain = replace(scene.experiment.runners[1], optimizer=optimizers["gradient_descent"]())
    experiment = scene.experiment.with_runner(1, plain)
    run = experiment.run_of(plain)
    run.ensure(9)
    view.show_scene(Scene(experiment, (scene.runs[0], run)), 5)
    press(qtbot, view, "All runners side by side")
    view.set_kind("velocity")
    assert view.columns[1].histograms is None
    assert view.sentences[1] == "tanh 1 carries no velocity."


@pytest.mark.parametrize("layers", [1, 3, 10])
@pytest.mark.parametrize("size", [(340, 260), (560, 700)])
def test_every_layer_has_a_row_that_can_be_reached(qtbot, view, layers, size):
    view.resize(*size)
    view.show_scene(scene_of(sizes=(2, *[3] * (layers - 1), 1)), 4)
    canvas, scroll = canvas_of(view), view.findChild(QScrollArea)
    qtbot.waitUntil(lambda: canvas.height() >= canvas.minimumHeight())
    line = cell(canvas, 0, layers)
    assert line.height() >= 9
    assert line.bottom() <= canvas.height()
    reach = scroll.viewport().height() + scroll.verticalScrollBar().maximum()
    assert canvas.height() <= reach + 1
    assert len(view.columns[0].histograms.layers) == layers


def test_hovering_reads_a_row(qtbot, view):
    view.show_scene(scene_of(), 4)
    canvas = canvas_of(view)
    with qtbot.waitSignal(view.hovered) as heard:
        plot = canvas.plots[0]
        qtbot.mouseMove(plot.viewport(), plot.pixel_of(-3.0, 1).toPoint())
    assert heard.args[0].startswith("layer 2: median ")
    assert "under 10⁻⁶, of 16 values" in heard.args[0]
    with qtbot.waitSignal(view.hovered) as heard:
        qtbot.mouseMove(plot.viewport(), QPoint(1, 1))
    assert heard.args == [""]


def test_a_short_run_is_shown_at_its_last_step(view):
    scene = scene_of(steps=5)
    view.show_scene(scene, 5)
    drawn = counts(view.columns[0].histograms)
    view.show_cursor(5000)
    assert counts(view.columns[0].histograms) == drawn
    assert view.caption.endswith("step 5: batch 1 of epoch 2")


def test_empty_states_say_what_to_do(view):
    def said():
        return view.findChild(EmptyState).accessibleName()

    scene = scene_of()
    view.show_scene(Scene(replace(scene.experiment, runners=()), ()), 0)
    assert "Add an optimizer" in said()
    surface = new_experiment()
    view.show_scene(Scene(surface, (surface.run_of(surface.runners[0]),)), 0)
    assert "networks" in said()
    dimension = scene.run.problem.dimension
    view.show_scene(scene_of(start=(1e200,) * dimension), 0)
    assert "not finite" in said()
    view.show_scene(scene, 0)
    assert view.sentences


def test_exploded_numbers_are_told(view):
    scene = scene_of()
    step = scene.run[3]
    view.show_scene(scene, 3)
    broken = layer_histograms([np.array([np.nan, 1.0]), np.array([np.inf])])
    canvas_of(view).show_columns([replace(view.columns[0], histograms=broken)])
    assert "1 not finite" in text_in(view, 0, 2)
    assert not view.grab().isNull()
    assert step.index == 3


def test_pictures_and_themes(qtbot, view, tmp_path):
    view.show_scene(scene_of(("tanh", "relu")), 3)
    press(qtbot, view, "All runners side by side")
    press(qtbot, view, "Freeze as a reference")
    for suffix in ("png", "svg"):
        save_picture(view, tmp_path / f"histograms.{suffix}")
        assert (tmp_path / f"histograms.{suffix}").stat().st_size > 1000
    style.mode, style.scale = "dark", 1.5
    assert not view.grab().isNull()
    view.resize(120, 80)
    assert not view.grab().isNull()


def test_the_picture_of_a_hidden_view_shows_what_there_is_now(view, tmp_path):
    view.show_scene(scene_of(), 5)
    save_picture(view, tmp_path / "before.png")
    scene = scene_of(("relu",), sizes=(2, 3, 3, 3, 1))
    view.hide()
    view.show_scene(scene, 5)
    view.show_cursor(9)
    save_picture(view, tmp_path / "hidden.png")
    run = scene.run
    assert same(view, run.problem.risk_and_grad(run[9].theta)[1], run.problem)
    view.show()
    save_picture(view, tmp_path / "seen.png")
    before, hidden, seen = (
        (tmp_path / f"{name}.png").read_bytes() for name in ("before", "hidden", "seen")
    )
    assert hidden == seen != before


@pytest.mark.parametrize(("batch", "reduction", "whole", "of_batch"), [
    (6, "mean", "∂(R + penalty)/∂W over all 24", "∂(ℓ + penalty)/∂W of the next 6 samples"),
    (6, "sum", "∂(R + penalty/6)/∂W over all 24", "∂(Σℓ + penalty)/∂W of the next 6 samples"),
    (None, "sum", "∂(R + penalty/24)/∂W over all 24", "∂(Σℓ + penalty)/∂W of 24 samples"),
])
def test_with_a_penalty_it_is_the_gradient_of_both(qtbot, view, batch, reduction, whole, of_batch):
    plain = scene_of(batch=batch, reduction=reduction)
    experiment = replace(plain.experiment, problem=replace(plain.experiment.problem, l2=0.1))
    run = experiment.run_of(experiment.runners[0])
    run.ensure(9)
    view.show_scene(Scene(experiment, (run,)), 9)
    assert view.caption.startswith(whole)
    parts = {"mean": 1, "sum": batch or 24}[reduction]
    theta, problem = run[9].theta, run.problem
    data = replace(plain.experiment.problem, batch=BatchRecipe()).build(experiment.seed)
    expected = data.risk_and_grad(theta)[1] + problem.penalty_gradient(theta) / parts
    assert same(view, expected, problem)
    press(qtbot, view, "Gradient of the batch")
    assert view.caption.startswith(of_batch)
    assert same(view, run[9].grad, problem)


def test_a_reference_of_another_depth_is_not_drawn_over_this_network(qtbot, view):
    deep, flat = scene_of(sizes=(2, 4, 4, 4, 1)), scene_of(sizes=(2, 4, 1))
    view.show_scene(deep, 12)
    press(qtbot, view, "Freeze as a reference")
    assert view.columns[0].reference is not None
    view.show_scene(flat, 12)
    assert view.columns[0].reference is None and view.reference == ""
    view.show_scene(deep, 14)
    assert view.columns[0].reference is not None


LONG = ("Every layer's gradient is under 10⁻⁴ while the risk is 0.69: a plateau, or a minimum no "
        "lower than that.")


def test_a_long_sentence_is_read_from_its_beginning(qtbot):
    head = Headline()
    qtbot.addWidget(head)
    head.resize(340, head.sizeHint().height())

    def ink(text):
        """How much of the first line's left half is dark."""
        head.show_lines([(0, text)], "caption")
        image = head.grab().toImage()
        area = [image.pixelColor(x, y).lightness() for x in range(8, 170) for y in range(12)]
        return sum(value < 128 for value in area)

    whole, beginning = ink(LONG), ink(" ".join(LONG.split()[:9]) + " x" * 60)
    assert whole > 50
    assert whole == pytest.approx(beginning, rel=0.35)


@pytest.mark.parametrize("layers", (3, 7))
def test_all_layers_and_the_axis_fit_the_dock_of_a_small_window(view, layers):
    view.resize(352, 200)
    view.show_scene(scene_of(sizes=(2, *[4] * (layers - 1), 1)), 5)
    canvas = canvas_of(view)
    assert canvas.minimumSizeHint().height() <= 120
