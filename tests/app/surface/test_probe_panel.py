"""The probe panel: typed, clicked and told from outside, on smooth ground and at kinks."""

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPainter

from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.plots.ranges import nice, stepped_range
from playground.app.surface.probe.panel import ProbePanel
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.surface_recipe import SurfaceRecipe


def scene_of(surface) -> Scene:
    return Scene(replace(new_experiment(), problem=SurfaceRecipe(surface), runners=()), ())


@pytest.fixture
def panel(qtbot):
    made = ProbePanel()
    qtbot.addWidget(made)
    made.resize(340, 330)
    with qtbot.waitExposed(made):
        made.show()
    made.show_scene(scene_of(surfaces["lecture_example"]()), 0)
    made.set_active(True)
    return made


def fact(panel, name: str) -> str:
    facts = {f.name: f.value for f in (*panel.here.facts, *panel.ways.facts, *panel.there.facts)}
    return facts[name]


def type_into(qtbot, field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_the_lectures_numbers(panel):
    panel.set_point((0.0, 0.0))
    panel.set_displacement((0.1, 0.1))
    assert fact(panel, "f(P)") == "14.00"
    assert fact(panel, "gradient ∇f(P)") == "(−4.000, −6.000)"
    assert fact(panel, "steepness ‖∇f‖") == "7.211"
    assert fact(panel, "steepest descent") == "(0.5547, 0.8321), 56.3°"
    assert fact(panel, "") == "≈ 14.00 + 0.1000·(−4.000) + 0.1000·(−6.000)"
    assert fact(panel, "plane at P + δ") == "13.00"
    assert fact(panel, "true f(P + δ)") == "13.04"
    assert fact(panel, "error").startswith("0.04020")
    assert panel.cuts.slope_texts() == ("∂f/∂x = −4.000", "∂f/∂y = −6.000")


def test_the_button_switches_it_on_and_off(panel, qtbot):
    with qtbot.waitSignal(panel.probe_toggled) as told:
        qtbot.mouseClick(panel._toggle, Qt.MouseButton.LeftButton)
    assert told.args == [False] and panel.probe is None
    assert panel.empty_state.isVisible()
    with qtbot.waitSignal(panel.probe_toggled) as told:
        qtbot.mouseClick(panel._toggle, Qt.MouseButton.LeftButton)
    assert told.args == [True] and panel.probe.point == (0.0, 0.0)
    with qtbot.assertNotEmitted(panel.probe_toggled):
        panel.set_active(False)
    assert not panel._toggle.isChecked()


def test_typing_p_moves_the_probe(panel, qtbot):
    with qtbot.waitSignal(panel.probe_moved) as told:
        type_into(qtbot, panel._fields.fields[0], "0,5")
    assert told.args == [(0.5, 0.0), True]
    assert panel.probe.point == (0.5, 0.0)
    with qtbot.waitSignal(panel.probe_moved):
        qtbot.keyClick(panel._fields.fields[1], Qt.Key.Key_Up)
    assert panel.probe.point == (0.5, 0.1)
    with qtbot.assertNotEmitted(panel.probe_moved):
        type_into(qtbot, panel._fields.fields[0], "left")
    assert "not a number" in panel.error_line.text() and panel.probe.point == (0.5, 0.1)


def test_a_point_from_outside_is_not_said_back(panel, qtbot):
    with qtbot.assertNotEmitted(panel.probe_moved):
        panel.set_point((0.25, -0.5))
    assert panel._fields.fields[0].text() == "0.25"
    assert panel.probe.point == (0.25, -0.5)


def test_delta_follows_the_descent_until_it_is_typed(panel, qtbot):
    with qtbot.waitSignal(panel.displacement_changed) as told:
        panel.set_point((1.0, -1.0))
    dx, dy = told.args[0]
    gx, gy = panel.probe.gradient
    assert dx * gy == pytest.approx(dy * gx) and dx * gx + dy * gy < 0
    with qtbot.waitSignal(panel.displacement_changed) as told:
        type_into(qtbot, panel.delta_part.fields.fields[0], "0.3")
    assert told.args[0] == (0.3, pytest.approx(dy))
    with qtbot.assertNotEmitted(panel.displacement_changed):
        panel.set_point((0.0, 0.0))
    assert panel.displacement[0] == 0.3


@pytest.mark.parametrize("way", ["descent", "level", "x", "y"])
def test_the_direction_buttons(panel, qtbot, way):
    panel.set_point((0.5, 0.25))
    panel.set_displacement((0.1, 0.0))
    button = panel.delta_part.buttons[way]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()
    unit = {"descent": panel.probe.descent, "level": panel.probe.level, "x": (1, 0), "y": (0, 1)}
    assert panel.displacement == pytest.approx((0.1 * unit[way][0], 0.1 * unit[way][1]))
    if way == "level":
        assert panel.probe.approximation == pytest.approx(panel.probe.value)
    with qtbot.waitSignal(panel.displacement_changed):
        type_into(qtbot, panel.delta_part.length, "0.4")
    assert panel.displacement == pytest.approx((0.4 * unit[way][0], 0.4 * unit[way][1]))


def test_halving_shows_the_fourfold_smaller_error(panel, qtbot):
    panel.set_displacement((0.04, 0.02))
    before = panel.probe.error
    with qtbot.waitSignal(panel.displacement_changed) as told:
        qtbot.mouseClick(panel.delta_part.halve, Qt.MouseButton.LeftButton)
    assert told.args[0] == pytest.approx((0.02, 0.01))
    assert before / panel.probe.error == pytest.approx(4, rel=0.05)
    assert "times smaller" in panel.sentence and "δ halved" in panel.sentence


def test_a_length_must_be_positive(panel, qtbot):
    before = panel.displacement
    type_into(qtbot, panel.delta_part.length, "-1")
    assert "greater than 0" in panel.delta_part.error_line.text()
    assert panel.displacement == before


def test_a_kink_tells_both_slopes(panel):
    panel.show_scene(scene_of(TypedSurface("abs(x) + 2*abs(y)")), 0)
    panel.set_point((0.0, 0.0))
    assert panel.cuts.slope_texts() == ("slopes −1 | 1", "slopes −2 | 2")
    for section, slope in zip(panel.cuts.sections, (1, 2), strict=True):
        assert section.tangents == [(pytest.approx(-slope), -1), (pytest.approx(slope), 1)]
    assert "−1 on the left, +1 on the right" in panel.sentence
    assert fact(panel, "steepest descent") == "none"
    panel.grab()
    panel.set_point((0.5, 0.0))
    assert panel.cuts.slope_texts()[0] == "∂f/∂x = 1.000"


def test_a_saddle_is_level_ground(panel):
    panel.show_scene(scene_of(surfaces["saddle"]()), 0)
    panel.set_point((0.0, 0.0))
    assert "gradient is zero" in panel.sentence
    assert fact(panel, "level direction") == "none"
    assert not panel.delta_part.buttons["descent"].isEnabled()
    assert panel.delta_part.buttons["x"].isEnabled()
    assert panel.displacement != (0.0, 0.0)


@pytest.mark.parametrize("text, point", [
    ("log(x)", (-1.0, 0.0)), ("1/x", (0.0, 0.0)), ("sqrt(x^2 + y^2)", (0.0, 0.0)),
    ("exp(exp(x^2))", (1e3, 0.0)), ("3", (0.0, 0.0)),
])
def test_where_there_is_no_ground(panel, text, point):
    panel.show_scene(scene_of(TypedSurface(text)), 0)
    panel.set_point(point)
    panel.grab()
    panel.copy()
    assert panel.sentence and QGuiApplication.clipboard().text()


def test_copy_has_all_digits(panel):
    panel.set_point((0.1, 0.2))
    panel.copy()
    assert repr(panel.probe.value) in QGuiApplication.clipboard().text()


def test_another_surface_keeps_p_only_inside_its_window(panel):
    panel.set_point((1.9, 1.9))
    small = TypedSurface("x + y", ((-1.0, 1.0), (-1.0, 1.0)))
    panel.show_scene(scene_of(small), 0)
    assert panel.probe.point == pytest.approx(small.start)


def test_hidden_it_waits(panel):
    panel.hide()
    before = panel.probe
    panel.set_point((0.5, 0.5))
    assert panel.probe is before
    panel.show()
    assert panel.probe.point == (0.5, 0.5)


def test_theme_and_scale(panel):
    style.mode, style.scale = "dark", 1.5
    panel.grab()
    assert panel.here.sizeHint().height() > 50


def test_ranges_change_in_steps():
    assert [nice(v) for v in (0.7, 1, 4.99, 5, 23)] == [0.5, 1, 2, 5, 20]
    wide = stepped_range(0.0, 10.0, (0.0, 1.0))
    assert wide[0] <= 0 and wide[1] >= 10
    assert stepped_range(1.0, 8.0, wide) == wide
    assert stepped_range(1.0, 1.1, wide) != wide
    assert stepped_range(5.0, 5.0, (0.0, 1.0))[0] < 5 < stepped_range(5.0, 5.0, (0.0, 1.0))[1]


def test_both_cuts_have_one_scale_to_compare_their_slopes(panel):
    panel.set_point((0.3, -0.4))
    first, second = panel.cuts.sections
    widths = [high - low for low, high in (first.box.ranges[0], second.box.ranges[0])]
    assert widths[0] == pytest.approx(widths[1])
    assert first.heights == second.heights == panel.cuts.heights
    panel.grab()
    assert first.box.rect().width() == pytest.approx(second.box.rect().width(), abs=1.5)
    for axis, section in enumerate(panel.cuts.sections):
        exact = panel.probe.gradient[axis]
        assert section.tangents == [(pytest.approx(exact), -1), (pytest.approx(exact), 1)]
        left, right = section.box.ranges[0]
        assert panel.probe.point[axis] == pytest.approx((left + right) / 2)
        low, high = section.heights
        assert low <= panel.probe.value <= high
    assert "the steeper line is the larger slope" in first.toolTip()


def test_a_long_window_leaves_each_cut_its_own_width(panel):
    panel.show_scene(scene_of(TypedSurface("x + y", ((-100.0, 100.0), (-1.0, 1.0)))), 0)
    first, second = panel.cuts.sections
    assert first.around[1] > 10 * second.around[1]
    assert first.heights == second.heights
    assert "the steeper line" not in first.toolTip() and "same heights" in first.toolTip()


def test_zooming_one_cut_zooms_both_and_a_double_click_fits(panel, qtbot):
    panel.set_point((0.3, -0.4))
    first, second = panel.cuts.sections
    usual = first.around
    first.box.zoom(4.0)
    assert second.around == first.around == pytest.approx((usual[0] / 4, usual[1] / 4))
    assert second.box.ranges[0] == pytest.approx((-0.4 + usual[0] / 4, -0.4 + usual[1] / 4))
    panel.set_point((0.5, 0.5))  # it goes on with the probe
    assert first.box.ranges[0] == pytest.approx((0.5 + usual[0] / 4, 0.5 + usual[1] / 4))
    qtbot.mouseDClick(
        second.viewport(), Qt.MouseButton.LeftButton, pos=second.viewport().rect().center()
    )
    assert first.around == second.around == usual


def test_at_330_pixels_the_plane_and_its_error_need_no_scrolling(panel):
    panel.resize(336, 330)
    panel.set_point((0.0, 0.0))
    panel.grab()
    for part in (panel.here, panel.delta_part.fields, panel.delta_part.halve, panel.there):
        assert part.visibleRegion().boundingRect().height() == part.height(), part


def test_off_it_says_how_to_switch_on(panel):
    panel.set_active(False)
    assert panel.empty_state.isVisible() and "Press P" in panel.empty_state._sentence.text()


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("point", [(0.0, 0.0), (0.93, 0.97)])
def test_each_cut_says_how_much_of_its_axis_it_shows(panel, scale, point):
    style.scale = scale
    panel.resize(round(270 * scale), round(330 * scale))
    panel.set_point(point)
    picture = panel.grab()
    painter = QPainter(picture)
    axes = [section.axis("bottom") for section in panel.cuts.sections]
    written = [axis.generateDrawSpecs(painter)[2] for axis in axes]
    painter.end()
    for texts in written:
        assert len(texts) >= 2, [text for *_, text in texts]
        assert not any(a[0].intersects(b[0]) for a, b in combinations(texts, 2))
