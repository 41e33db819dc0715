"""A form from declared parameters: says what a hand changed, and nothing else."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.ladder import ladder, nearest, stepped
from playground.app.widgets.param_form import LogSlider, ParamForm
from playground.app.widgets.setting_row import label_of
from playground.app.widgets.slider import Slider
from playground.engine.optimizer import optimizers
from playground.engine.parameters import Declared, Parameter, declared, parameter
from playground.engine.surfaces import surfaces


@dataclass(frozen=True)
class Recipe(Declared):
    rate: float = parameter(
        0.01, low=0, above=True, high=10, log=True, slider=(1e-4, 1), symbol="η", help="A rate."
    )
    noise: float = parameter(0.1, low=0, high=5, slider=(0, 1), help="Noise.")
    samples: int = parameter(500, low=1, high=1000, help="Samples.")
    shuffle: bool = parameter(True, help="Shuffle.")
    sampling: str = parameter("shuffle", choices=("shuffle", "in_order"), help="Sampling.")


@pytest.fixture
def form(qtbot):
    made = ParamForm(Recipe)
    qtbot.addWidget(made)
    made.resize(280, 400)
    made.heard = []
    made.edited.connect(lambda *edit: made.heard.append(edit))
    made.show()
    made.activateWindow()  # under Xvfb nobody else does
    return made


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def part(form, name, kind):
    return form.row(name).findChild(kind)


def error(form, name):
    line = form.row(name).findChild(ErrorLine)
    return line.text() if line.isVisible() else ""


def test_each_kind_has_its_control(form):
    assert part(form, "rate", Slider)
    assert part(form, "samples", QSpinBox)
    assert part(form, "shuffle", QCheckBox)
    assert part(form, "sampling", QComboBox)
    assert form.settings == Recipe().settings


def test_setting_says_nothing(form):
    new = {"rate": 0.5, "noise": 0.0, "samples": 7, "shuffle": False, "sampling": "in_order"}
    form.set_settings(new)
    assert form.settings == new
    assert form.heard == []


def test_typing_is_final_and_may_leave_the_slider(form, qtbot):
    field = part(form, "rate", QLineEdit)
    type_into(qtbot, field, "5")
    assert form.heard == [("rate", 5.0, True)]
    type_into(qtbot, field, "3×10^-5")
    assert form.settings["rate"] == pytest.approx(3e-5)
    assert len(form.heard) == 2
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(form.heard) == 2


@pytest.mark.parametrize(("text", "word"), [("abc", "not a number"), ("0", "greater than 0"),
                                            ("11", "at most 10"), ("-1", "greater than 0")])
def test_a_bad_value_stays_in_place_with_a_sentence(form, qtbot, text, word):
    field = part(form, "rate", QLineEdit)
    type_into(qtbot, field, text)
    assert form.heard == []
    assert form.settings["rate"] == 0.01
    assert field.text() == text
    assert field.property("invalid")
    assert word in error(form, "rate")
    part(form, "noise", QLineEdit).setFocus()
    assert field.text() == text
    type_into(qtbot, field, "0.01")
    assert error(form, "rate") == ""
    assert not field.property("invalid")


def test_escape_takes_a_bad_value_back(form, qtbot):
    field = part(form, "rate", QLineEdit)
    type_into(qtbot, field, "abc")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert error(form, "rate") == ""
    assert field.text() == "0.01"


def test_looking_into_a_field_changes_nothing(form, qtbot):
    form.set_settings({"rate": 0.0123456789})
    field = part(form, "rate", QLineEdit)
    part(form, "noise", QLineEdit).setFocus()
    assert field.text() == "0.01235"
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.text() == "0.0123456789"
    part(form, "noise", QLineEdit).setFocus()
    assert field.text() == "0.01235"
    assert form.heard == []


def test_dragging_is_final_when_let_go(form, qtbot):
    slider = part(form, "rate", Slider)
    y = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, y))
    for x in (40, 60, 80):
        qtbot.mouseMove(slider, QPoint(x, y))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(80, y))
    assert [final for *_, final in form.heard[:-1]] == [False] * (len(form.heard) - 1)
    assert len(form.heard) >= 2
    assert form.heard[-1][2] is True
    assert all(len(f"{value:.12g}".strip("0.e-")) <= 2 for _, value, _ in form.heard)


def test_a_click_on_the_groove_goes_there(form, qtbot):
    slider = part(form, "noise", Slider)
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=middle)
    assert form.settings["noise"] == pytest.approx(0.5, abs=0.02)
    assert form.heard[-1][2] is True


def test_touching_the_handle_rounds_nothing(form, qtbot):
    form.set_settings({"noise": 0.50321})
    slider = part(form, "noise", Slider)
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=middle)
    assert form.settings["noise"] == 0.50321


def test_keys_step_to_round_values(form, qtbot):
    form.set_settings({"rate": 0.0123})
    slider = part(form, "rate", Slider)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(part(form, "rate", QLineEdit), Qt.Key.Key_Down)
    assert form.heard == [("rate", 0.013, True), ("rate", 0.014, True), ("rate", 0.013, True)]


def turn_wheel(widget):
    spot = QPointF(widget.rect().center())
    event = QWheelEvent(
        spot, widget.mapToGlobal(spot), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize(("name", "kind"), [("rate", Slider), ("samples", QSpinBox)])
def test_the_wheel_needs_the_focus(form, qtbot, name, kind):
    control = part(form, name, kind)
    part(form, "noise", QLineEdit).setFocus()
    turn_wheel(control)
    assert form.heard == []
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    turn_wheel(control)
    assert len(form.heard) == 1
    assert form.heard[0][1] > Recipe().settings[name]


def test_double_click_on_the_name_sets_the_default(form, qtbot):
    form.set_settings({"rate": 0.5})
    label = part(form, "rate", QLabel)
    assert label.text() == "Rate η"
    qtbot.mouseDClick(label, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(label, Qt.MouseButton.LeftButton)
    assert form.heard == [("rate", 0.01, True)]
    assert part(form, "rate", QLineEdit).text() == "0.01"


def test_the_other_controls_speak(form, qtbot):
    spin = part(form, "samples", QSpinBox)
    spin.setValue(20)
    part(form, "shuffle", QCheckBox).click()
    combo = part(form, "sampling", QComboBox)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert form.heard == [
        ("samples", 20, True), ("shuffle", False, True), ("sampling", "in_order", True)
    ]


def test_every_control_teaches_and_has_a_name(form):
    for name, words in (("rate", "A rate."), ("samples", "Samples.")):
        row = form.row(name)
        assert words in row.toolTip()
        assert "Default" in row.toolTip()
    assert part(form, "rate", Slider).accessibleName() == "Rate η"
    assert part(form, "rate", QLineEdit).accessibleName() == "Rate η"
    assert "Greater than 0, at most 10." in form.row("rate").toolTip()


def test_a_disabled_row_says_why(form):
    form.row("noise").set_disabled("Only for noisy data.")
    assert not part(form, "noise", Slider).isEnabled()
    assert form.row("noise").toolTip() == "Only for noisy data."
    form.row("noise").set_disabled("")
    assert "Noise." in form.row("noise").toolTip()


def test_an_error_from_outside_stands_beside_its_control(form):
    form.set_error("samples", "More samples than the file has.")
    assert error(form, "samples") == "More samples than the file has."
    form.set_settings({"samples": 8})
    assert error(form, "samples") == ""


def test_another_source_makes_other_rows(form):
    form.set_source({"k": Parameter(3, low=0, high=9)})
    assert form.settings == {"k": 3}
    form.set_source(Recipe)
    assert list(form.settings) == list(Recipe().settings)


def test_a_form_that_waits_shows_what_it_was_told_before_it_was_seen(qtbot):
    form = ParamForm(Recipe, waits=True)
    qtbot.addWidget(form)
    form.set_settings({"samples": 7})
    form.set_disabled("noise", "Only for noisy data.")
    assert not form.findChildren(QLineEdit)
    form.show()
    assert form.findChildren(QLineEdit)
    assert form.settings == {**Recipe().settings, "samples": 7}
    assert form.row("noise").toolTip() == "Only for noisy data."


def test_a_form_that_waits_answers_before_it_is_seen(qtbot):
    form = ParamForm(Recipe, waits=True)
    qtbot.addWidget(form)
    assert form.settings == Recipe().settings
    assert form.row("rate").value == 0.01


def test_tab_comes_to_rows_where_their_form_stands(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    before, form, after = QLineEdit(), ParamForm(), QLineEdit()
    column = QVBoxLayout(window)
    for widget in (before, form, after):
        column.addWidget(widget)
    window.show()
    form.set_source(Recipe)
    reached = [before]
    while reached[-1] is not after:
        following = reached[-1].nextInFocusChain()
        reached.append(following)
        assert len(reached) < 100
    assert {part(form, "rate", QLineEdit), part(form, "shuffle", QCheckBox)} <= set(reached)


@pytest.mark.parametrize("name", list(optimizers))
def test_a_form_fits_every_optimizer(name, qtbot):
    cls = optimizers[name]
    form = ParamForm(cls)
    qtbot.addWidget(form)
    assert form.settings == cls().settings
    assert form.minimumSizeHint().width() < 260


def test_a_number_without_a_range_has_no_slider(qtbot):
    row = LogSlider("x", Parameter(1.0))
    qtbot.addWidget(row)
    row.show()
    assert not row.findChild(Slider).isVisible()
    row.findChild(QLineEdit).stepped.emit(1)
    assert row.value == 1.0


@pytest.mark.parametrize(
    ("low", "high", "log"), [(1e-5, 1, True), (3e-4, 7, True), (0, 1, False), (-2, 3, False),
                             (0, 0.999, False), (0, 1e-2, True), (1, 1000, True)]
)
def test_ladders_rise_evenly_in_round_numbers(low, high, log):
    rungs = ladder(low, high, log)
    assert (rungs[0], rungs[-1]) == (low, high)
    assert list(rungs) == sorted(set(rungs))
    assert 40 <= len(rungs) <= 300
    for k, value in enumerate(rungs):
        assert nearest(rungs, value, log) == k
    middle = rungs[len(rungs) // 2]
    assert stepped(rungs, stepped(rungs, middle, 1), -1) == middle
    assert stepped(rungs, high * 2, 1) == high
    assert stepped(rungs, high * 2, -1) == high


def test_no_ladder_without_ends():
    assert ladder(0, float("inf"), True) == ()
    assert ladder(1, 1, False) == ()


@pytest.mark.parametrize("name", [n for n, kind in surfaces.items() if declared(kind)])
def test_a_parameters_name_in_the_form_has_the_letter_of_the_formula(name):
    for key, found in declared(surfaces[name]).items():
        letter = label_of(key, found).rpartition(" ")[2]
        assert letter == (found.symbol or key)


def test_a_setting_is_named_once(qapp):
    adam = declared(optimizers["adamw"])
    named = {name: label_of(name, parameter) for name, parameter in adam.items()}
    assert named["amsgrad"] == "AMSGrad" and named["decay_biases"] == "Decay biases"
    assert named["learning_rate"] == "Learning rate η" and named["beta1"] == "Beta β₁"
    assert label_of("b", Parameter(0.0, symbol="b")) == "b"
