"""The training panel: batches, units, stop rules and seeds."""

import pytest
from desk import Desk
from moving import go_to
from PySide6.QtCore import QPoint, Qt

from playground.app.network.train.panel import TrainPanel
from playground.app.network.train.seeds import WAITING
from playground.lab.edits import network as edits
from playground.lab.edits.runners import set_optimizer
from playground.lab.edits.seeds import many_seeds, outcome
from playground.lab.edits.weights import set_initializer
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets

Key = Qt.Key


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot, TrainPanel, presets["xor"].experiment(), (300, 760))
    made.player.moved.connect(made.panel.show_cursor)
    return made


@pytest.fixture
def units(desk):
    heard = []
    desk.panel.unit_changed.connect(heard.append)
    return heard


def kind(desk, key):
    desk.click(desk.panel._size._kinds.button(key))


def test_what_a_step_is_stands_there(desk):
    assert desk.panel.granularity.text() == "One step = one batch of 10; 15 steps are an epoch."
    go_to(desk.player, 37)
    assert desk.panel._position.text() == "Step 37: batch 7 of epoch 3."
    batches = desk.player.run.problem.batches
    assert batches.made(37) == "batch 7 of epoch 3" and batches.per_epoch == 15
    assert batches.made(15) == "batch 15 of epoch 1"  # the last of an epoch, not the next one's
    go_to(desk.player, 0)
    assert desk.panel._position.text() == "Step 0: the start."


def test_the_batch_size_is_typed(desk):
    field = desk.panel._size.entry_field
    assert field.text() == "10 of 150"
    desk.type(field, "40")
    assert desk.recipe.batch.size == 40
    assert desk.panel.granularity.text().endswith("4 steps are an epoch. The last batch has 30.")
    for wrong in ("0", "-1", "2.5", "many"):
        desk.type(field, wrong)
        assert desk.recipe.batch.size == 40 and desk.panel._size.error_line.isVisible(), wrong
    desk.type(field, "150")
    assert desk.recipe.batch.size == 150 and not desk.panel._size.error_line.isVisible()
    desk.type(field, "200")  # as Keras' 32 on a small table
    assert desk.recipe.batch.size == field.value == 200
    assert desk.panel.granularity.text() == (
        "One step = all 150 samples; every step is an epoch."
    )
    assert desk.player.run.problem.batches.is_full


def test_from_one_example_to_all_of_them(desk):
    kind(desk, "one")
    assert desk.recipe.batch.size == 1
    assert desk.panel.granularity.text() == "One step = one example; 150 steps are an epoch."
    kind(desk, "all")
    assert desk.recipe.batch.size is None and desk.panel._size.entry_field.text() == "150 (all)"
    assert desk.panel.granularity.text().endswith("every step is an epoch.")
    kind(desk, "batch")
    assert desk.recipe.batch.size == 10  # the last batch that there was


def test_the_slider_goes_to_all(desk):
    slider = desk.panel._size.slider
    slider.setFocus()
    desk.qtbot.keyClick(slider, Key.Key_Right)
    assert desk.recipe.batch.size == 11
    y = slider.height() // 2
    desk.qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 2, y))
    assert desk.recipe.batch.size is None
    desk.qtbot.keyClick(slider, Key.Key_Left)
    assert desk.recipe.batch.size == 150
    desk.qtbot.keyClick(slider, Key.Key_Right)
    assert desk.recipe.batch.size is None
    desk.qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(2, y))
    assert desk.recipe.batch.size == 1
    desk.qtbot.keyClick(slider, Key.Key_Left)
    assert desk.recipe.batch.size == 1


def test_a_drag_is_one_undo(desk):
    slider, y = desk.panel._size.slider, 10
    desk.qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, y))
    for share in (0.6, 0.7, 0.8):
        desk.qtbot.mouseMove(slider, QPoint(round(slider.width() * share), y))
    there = QPoint(slider.width() * 8 // 10, y)
    desk.qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=there)
    assert desk.recipe.batch.size > 30
    desk.player.undo()
    assert desk.recipe.batch.size == 10 and desk.panel._size.entry_field.text() == "10 of 150"


def test_the_unit_of_the_buttons(desk, units):
    assert (desk.panel.unit, desk.panel.unit_steps) == ("batch", 1)
    desk.click(desk.panel._units.button("epoch"))
    assert (desk.panel.unit, desk.panel.unit_steps) == ("epoch", 15)
    kind(desk, "one")
    assert (desk.panel.unit, desk.panel.unit_steps) == ("epoch", 150)
    desk.click(desk.panel._units.button("batch"))
    assert desk.panel._units.button("batch").text() == "One example"
    kind(desk, "batch")
    assert units == ["epoch", "example", "batch"] and desk.panel.unit == "batch"


def test_where_a_step_is_an_epoch_there_is_no_choice(desk, units):
    desk.click(desk.panel._units.button("epoch"))
    kind(desk, "all")
    assert not desk.panel._units.button("epoch").isEnabled()
    assert "already" in desk.panel._units.button("epoch").toolTip()
    assert units == ["epoch", "batch"] and desk.panel.unit_steps == 1


def test_the_sum_says_what_it_does_to_the_learning_rate(desk):
    desk.choose(desk.panel.reduction, "sum")
    assert desk.recipe.batch.reduction == "sum"
    assert "10 times as long" in desk.panel.added_rows.text()
    assert "a learning rate 10 times larger" in desk.panel.added_rows.text()
    assert "η = 0.03 with the sum takes the steps of η = 0.3 with the mean" in (
        desk.panel.added_rows.text()
    )
    first = desk.player.run[0].grad
    desk.choose(desk.panel.reduction, "mean")
    assert first == pytest.approx(10 * desk.player.run[0].grad)


def test_sampling_is_explained(desk):
    for name, word in (("replacement", "twice"), ("in_order", "same every epoch")):
        desk.choose(desk.panel.sampling, name)
        assert desk.recipe.batch.sampling == name and word in desk.panel._drawn.text()
    kind(desk, "all")
    assert "nothing is drawn" in desk.panel._drawn.text()


def test_stop_rules(desk):
    row = desk.panel.stop_part.rows["epochs"]
    assert (row._check.text(), row.entry_field.text()) == ("Epochs, at most", "300")
    assert desk.panel.stop_part.rows["max_steps"].entry_field.accessibleName() == "Steps, at most"
    desk.type(row.entry_field, "2")
    assert desk.player.experiment.stop.epochs == 2
    desk.player.to_end()
    desk.qtbot.waitUntil(lambda: not desk.player.seeking)
    assert desk.player.run.last == 30
    assert not desk.panel.stop_part.noisy.isVisible()
    check = desk.panel.stop_part.rows["gradient_norm"]._check
    desk.click(check, QPoint(8, check.height() // 2))
    assert desk.player.experiment.stop.gradient_norm == 1e-5
    assert desk.panel.stop_part.noisy.isVisible()
    kind(desk, "all")
    assert not desk.panel.stop_part.noisy.isVisible()


def test_verdicts(desk):
    desk.panel.set_verdicts(["GD: stopped after 300 epochs", "Adam: diverged"])
    assert desk.panel.verdicts.texts == ("GD: stopped after 300 epochs", "Adam: diverged")
    desk.panel.set_verdicts(["GD: running"])
    assert desk.panel.verdicts.texts == ("GD: running",)


def test_seeds_are_asked_for_and_their_outcome_said(qtbot):
    desk = Desk(qtbot, TrainPanel, presets["local_minima"].experiment(), (300, 760))
    asked = []
    desk.panel.seeds_requested.connect(asked.append)
    desk.panel.seeds_requested.connect(
        lambda n: desk.player.edit(many_seeds(desk.player.experiment, n), "seeds")
    )
    box = desk.panel.seeds
    desk.type(box._count.lineEdit(), "6")
    assert box._go.text() == "Train 6 seeds" and box.outcome.text() == WAITING
    desk.click(box._go)
    assert asked == [6] and len(desk.player.runs) == 6
    desk.player.to_end()
    qtbot.waitUntil(lambda: not desk.player.seeking, timeout=20_000)
    desk.panel.set_outcome(outcome(desk.player.experiment, desk.player.runs))
    assert "of 6 reach a loss R under" in box.outcome.text() and "stuck" in box.outcome.text()
    desk.panel.set_outcome("")
    assert box.outcome.text() == WAITING


def test_one_sample_only(qtbot):
    desk = Desk(qtbot, TrainPanel, presets["lecture_backprop"].experiment(), (300, 760))
    assert not desk.panel._size.slider.isEnabled()
    assert not desk.panel._size._kinds.button("batch").isEnabled()
    desk.click(desk.panel._size._kinds.button("one"))
    assert desk.recipe.batch.size == 1 and desk.player.run.problem.batches.per_epoch == 1


def test_fewer_samples_make_the_batch_smaller(desk):
    desk.type(desk.panel._size.entry_field, "150")
    fewer = edits.set_dataset_setting(desk.player.experiment, "samples", 40)
    desk.player.edit(fewer, "samples")
    assert desk.panel._size.entry_field.value == desk.recipe.batch.size == 20


def test_no_runner_and_a_surface(qtbot):
    desk = Desk(qtbot, TrainPanel, new_experiment())
    assert desk.panel.empty_state.isVisible()
    xor = presets["xor"].experiment()
    empty = Desk(qtbot, TrainPanel, type(xor)(xor.problem, ()))
    assert "one batch of 10" in empty.panel.granularity.text()


def test_it_fits_the_column(desk):
    assert desk.panel.scroll_area.widget().minimumSizeHint().width() <= 276


def test_many_seeds_lead_with_their_outcome(qtbot):
    desk = Desk(qtbot, TrainPanel, presets["xor"].experiment(), (300, 420))
    panel, top = desk.panel, lambda part: part.mapTo(desk.panel, QPoint(0, 0)).y()
    assert top(panel.seeds) > top(panel.stop_part)
    desk.player.edit(many_seeds(desk.player.experiment, 4), "seeds")
    whole = ["Stopped by the limit of epochs, after 9,000 steps: loss 0.01, slope 0.2."] * 4
    panel.set_verdicts(whole)
    panel.set_outcome("2 of 4 reach a loss R under 0.02.")
    qtbot.waitUntil(lambda: top(panel.seeds) < top(panel._size))
    outcome = panel.seeds.outcome
    assert top(outcome) >= 0 and top(outcome) + outcome.height() <= panel.height()
    assert top(outcome) < top(panel.seeds._go) < top(panel.verdicts)
    assert panel.verdicts.texts == ("Stopped by the limit of epochs: loss 0.01.",) * 4
    assert panel.verdicts._lines[0][1].toolTip() == whole[0]
    desk.player.undo()
    qtbot.waitUntil(lambda: top(panel.seeds) > top(panel.stop_part))


def test_what_the_reduction_means_for_the_rate_depends_on_the_optimizer(desk):
    assert "η = 0.03 with the mean takes the steps of η = 0.003 with the sum" in (
        desk.panel.added_rows.text()
    )
    desk.player.edit(set_optimizer(desk.player.experiment, 0, "adam"), "Adam")
    assert "Adam divides by the gradient's own size" in desk.panel.added_rows.text()
    kind(desk, "one")
    assert "the mean and the sum are the same" in desk.panel.added_rows.text()
    assert "Adam" not in desk.panel.added_rows.text()


def test_stop_rules_speak_of_weights_and_risk(desk):
    tips = [row.entry_field.toolTip() for row in desk.panel.stop_part.rows.values()]
    assert not any("∇f" in tip or "x(i" in tip for tip in tips)
    assert any("‖∇R‖" in tip for tip in tips) and any("‖w(i+1) − w(i)‖" in tip for tip in tips)


def test_a_penalty_makes_two_numbers_and_it_is_said(desk):
    note = desk.panel._penalized
    assert not note.isVisible()
    desk.player.edit(edits.set_regularization(desk.player.experiment, l2=0.1), "L2")
    assert note.isVisible()
    assert "the risk R" in note.text() and "R + penalty, which is what the steps minimize" in (
        note.text()
    )
    desk.player.edit(edits.set_batch(desk.player.experiment, reduction="sum"), "sum")
    assert "R + penalty/10" in note.text() and "10 times as much" in note.text()
    desk.player.undo()
    desk.player.undo()
    assert not note.isVisible()


def test_a_network_that_is_flat_says_so_while_it_stands_so(desk):
    panel = desk.panel
    assert not panel._flat.isVisible()
    desk.player.edit(set_initializer(desk.player.experiment, "zeros"), "zeros")
    assert panel._flat.isVisible()
    assert panel._flat.text() == (
        "The output varies by less than 0.1 % of the targets' range over all samples; another "
        "start or other layers may tell the samples apart."
    )
    desk.player.undo()
    assert not panel._flat.isVisible()
