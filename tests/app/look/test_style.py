"""Tokens are legible, changes are told once, tables have the shapes that views rely on."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.look import style as module
from playground.app.look.style import font, pen, px, runner_color, runner_marker, style
from playground.app.look.theme import DARK, LIGHT

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def xyz(color):
    color = QColor(color)
    rgb = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ) @ linear


def luminance(color):
    return xyz(color)[1]


def lab(color):
    t = xyz(color) / xyz("#ffffff")
    x, y, z = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(first, second):
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@THEMES
@pytest.mark.parametrize("ink", ["text", "quiet", "accent", "error", "warning", "success"])
def test_text_is_legible_on_every_ground(theme, ink):
    grounds = ["window", "panel", "field", "hover"] + ["selection"] * (ink == "text")
    for ground in grounds:
        assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5, ground


@THEMES
def test_text_on_accent_is_legible(theme):
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@THEMES
def test_lines_with_a_meaning_are_seen(theme):
    lines = [theme.outline, theme.accent, theme.positive, theme.negative, *theme.runners]
    for ground in (theme.window, theme.panel, theme.field):
        for line in lines:
            assert contrast(line, ground) >= 3, (line, ground)


@THEMES
def test_trails_win_over_the_surface(theme):
    """Each trail stands out from its halo, so the ground beneath does not matter."""
    for runner in theme.runners:
        assert contrast(runner, theme.halo) >= 3, runner


@THEMES
def test_runners_differ_from_each_other(theme):
    """By 18 units of CIE Lab at least (2 are just seen), besides their markers."""
    for k, one in enumerate(theme.runners):
        for other in theme.runners[:k]:
            assert np.linalg.norm(lab(one) - lab(other)) > 18, (one, other)


def test_markers_fit_the_unit_square():
    markers = [runner_marker(slot) for slot in range(8)]
    for marker in markers:
        assert QRectF(-0.56, -0.56, 1.12, 1.12).contains(marker.boundingRect())
        assert 0.2 < abs(marker.toFillPolygon().boundingRect().width()) <= 1.12
    assert len({str(marker.toFillPolygon()) for marker in markers}) == 8
    assert runner_marker(9) is runner_marker(1) or runner_marker(9) == runner_marker(1)


def test_a_change_is_told_once(qtbot):
    heard = []
    style.changed.connect(lambda: heard.append(style.theme.name))
    style.mode = "dark"
    style.mode = "dark"
    style.scale = 1.5
    style.scale = 1.5
    assert heard == ["dark", "dark"]
    assert px(4) == 6
    assert font(13).pixelSize() == 20


def test_scale_stays_in_its_range():
    style.scale = 9
    assert style.scale == 2.5
    style.scale = 0.1
    assert style.scale == 0.8
    assert px(0.4) == 1
    assert px(0) == 0


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="system, light, dark"):
        style.mode = "sepia"
    with pytest.raises(ValueError, match="viridis"):
        style.surface_map = "jet"


def test_the_application_wears_the_theme(qapp, qtbot):
    label = QLabel("text")
    qtbot.addWidget(label)
    label.show()  # Qt dresses what was never shown when it is
    style.mode = "dark"
    assert label.palette().windowText().color() == QColor(DARK.text)
    assert DARK.accent in qapp.styleSheet()
    assert "@" not in qapp.styleSheet()
    assert "dp" not in qapp.styleSheet()
    height = label.sizeHint().height()
    style.scale = 2
    assert label.sizeHint().height() > 1.8 * height


def test_pens_are_scaled_and_cosmetic():
    style.scale, style.pixel_ratio = 1.5, 2.0
    made = pen("#123456", 2)
    assert made.isCosmetic()
    assert made.widthF() == 6


@pytest.mark.parametrize("name", module.SURFACE_MAPS)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_surface_table_rises_in_lightness(name, mode):
    style.mode, style.surface_map = mode, name
    table = module.surface_lut()
    assert table.shape == (256, 3)
    assert table.dtype == np.uint8
    light = [luminance(QColor(*map(int, row))) for row in table]
    assert np.all(np.diff(light) > -0.004)
    assert light[-1] - light[0] > 0.3


def test_diverging_is_quiet_at_zero():
    assert module.diverging(0) == QColor(LIGHT.zero)
    assert module.diverging(7) == QColor(LIGHT.positive)
    assert module.diverging(-1) == QColor(LIGHT.negative)
    assert module.diverging(float("nan")) == QColor(LIGHT.zero)
    assert module.diverging_lut().shape == (256, 3)


def test_mixed_and_faded():
    assert module.mixed("#000000", "#ffffff", 0.5).red() in (127, 128)
    assert module.faded("#000000", 2).alpha() == 255


def test_roles_change_the_look(qtbot):
    button = QPushButton("Go")
    qtbot.addWidget(button)
    module.set_role(button, "primary")
    button.resize(80, 30)
    image = button.grab().toImage()
    assert image.pixelColor(8, 15) == QColor(LIGHT.accent)
    assert runner_color(8) == runner_color(0)


class Counts(QWidget):
    """Counts how often it is told of another style."""

    times = 0

    def changeEvent(self, event):
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_a_new_look_reaches_a_widget_few_times_however_deep_it_lies(qapp, qtbot):
    style.apply(qapp)
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = outer
    for _ in range(12):
        inner = Counts(inner) if inner is not outer else QWidget(outer)
    outer.show()
    for mode in ("dark", "light"):
        inner.times = 0
        style.mode = mode
        assert 1 <= inner.times <= 4


def test_what_was_never_shown_is_dressed_when_it_is(qapp, qtbot):
    label = QLabel("text")
    qtbot.addWidget(label)
    style.mode = "dark"
    label.show()
    assert label.palette().windowText().color() == QColor(DARK.text)


def test_a_switch_there_and_back_leaves_no_trace(qapp, qtbot):
    style.mode = "light"
    style.apply(qapp)
    box = QWidget()
    qtbot.addWidget(box)
    column = QVBoxLayout(box)
    for made in (QPushButton("Play"), QLabel("loss"), QComboBox(), QLineEdit("1"), QCheckBox("x")):
        column.addWidget(made)
    module.set_role(column.itemAt(1).widget(), "small")
    box.show()
    light = box.grab().toImage()
    style.mode = "dark"
    dark = box.grab().toImage()
    assert dark.size() == light.size() and dark != light
    assert box.palette().window().color() == QColor(DARK.window)
    style.mode = "light"
    assert box.grab().toImage() == light
