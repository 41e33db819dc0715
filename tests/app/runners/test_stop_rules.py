"""The stop panel: rules switched on and off, typed, and what they did."""

import pytest
from desk import Desk
from PySide6.QtCore import QPoint, Qt

from playground.app.look.style import px
from playground.app.runners.stop_rules import StopPanel
from playground.lab.experiments.experiment import new_experiment


class StopDesk(Desk):
    """The panel of the stop rules."""

    def __init__(self, qtbot):
        super().__init__(qtbot, StopPanel, new_experiment(), (300, 260))

    def row(self, name):
        return self.panel._rows[name]

    def click(self, name):
        check = self.row(name)._check
        self.qtbot.mouseClick(check, Qt.MouseButton.LeftButton, pos=QPoint(8, check.height() // 2))

    def to_end(self):
        self.player.to_end()
        self.qtbot.waitUntil(lambda: not self.player.seeking)

    def type(self, name, text):
        super().type(self.row(name).entry_field, text)

    @property
    def stop(self):
        return self.player.experiment.stop


@pytest.fixture
def desk(qtbot):
    return StopDesk(qtbot)


def test_it_opens_on_the_lectures_rule(desk):
    assert desk.row("step_length")._check.isChecked()
    assert desk.row("step_length").entry_field.value == 1e-5
    assert not desk.row("gradient_norm")._check.isChecked()
    assert not desk.row("gradient_norm").entry_field.isEnabled()
    assert desk.row("max_steps").entry_field.text() == "10,000 steps"
    assert not desk.row("epochs").isVisible()


def test_a_rule_is_switched_off_and_comes_back_as_it_was(desk):
    desk.type("step_length", "1e-3")
    assert desk.stop.step_length == 1e-3
    desk.click("step_length")
    assert desk.stop.step_length == 0 and not desk.row("step_length").entry_field.isEnabled()
    desk.click("step_length")
    assert desk.stop.step_length == 1e-3
    desk.player.undo()
    assert desk.stop.step_length == 0 and not desk.row("step_length")._check.isChecked()


def test_a_rule_switched_on_has_a_sensible_number_and_stops_the_run(desk):
    desk.click("step_length")
    desk.click("gradient_norm")
    assert desk.stop.gradient_norm == 1e-5
    desk.to_end()
    assert desk.player.run.stop.rule == "gradient_norm"


def test_the_most_steps(desk):
    desk.type("max_steps", "25")
    desk.to_end()
    assert (desk.player.last, desk.player.run.stop.kind) == (25, "max_steps")
    for wrong in ("0", "2.5", "many"):
        desk.type("max_steps", wrong)
        assert desk.row("max_steps").error_line.isVisible()
        assert desk.stop.max_steps == 25
    desk.type("max_steps", "30")
    assert desk.stop.max_steps == 30 and not desk.row("max_steps").error_line.isVisible()


def test_zero_is_no_length(desk):
    desk.type("step_length", "0")
    assert desk.stop.step_length == 1e-5 and desk.row("step_length").error_line.isVisible()


def test_arrow_keys_step_through_round_values(desk):
    field = desk.row("step_length").entry_field
    field.setFocus()
    desk.qtbot.keyClick(field, Qt.Key.Key_Up)
    assert desk.stop.step_length == 1.1e-5
    desk.qtbot.keyClick(desk.row("max_steps").entry_field, Qt.Key.Key_PageDown)
    assert desk.stop.max_steps == 5000


def test_verdicts_stand_below_a_line_for_each_runner(desk):
    desk.panel.set_verdicts(["GD: converged after 61", "Adam: diverged"])
    shown = list(desk.panel.verdicts.texts)
    assert shown == ["GD: converged after 61", "Adam: diverged"]
    desk.panel.set_verdicts(["GD: running"])
    assert desk.panel.verdicts.texts == ("GD: running",)


def test_every_rule_teaches(desk):
    for row in desk.panel._rows.values():
        assert row.entry_field.toolTip() and row.entry_field.accessibleName()
        assert row._check.toolTip()


def test_a_million_steps_are_grouped_and_fit_in_their_field(desk):
    desk.type("max_steps", "1000000")
    assert desk.stop.max_steps == 1_000_000
    field = desk.row("max_steps").entry_field
    field.clearFocus()
    assert field.text() == "1,000,000 steps"
    assert field.fontMetrics().horizontalAdvance(field.text()) < field.width() - px(12)
    field.setFocus()
    assert field.text() == "1000000"


@pytest.mark.parametrize("text", ["20,000", "20.000", "20 000", "20000"])
def test_a_count_is_typed_as_it_is_shown(desk, text):
    desk.type("max_steps", text)
    assert desk.stop.max_steps == 20_000


def test_at_its_least_width_nothing_is_cut_off(desk):
    desk.panel.resize(288, 400)
    desk.qtbot.wait(1)
    for row in desk.panel._rows.values():
        if row.isVisible():
            field = row.entry_field
            assert field.visibleRegion().boundingRect().width() == field.width()
