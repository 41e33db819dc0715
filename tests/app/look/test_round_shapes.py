"""What is round stays round at every type size: Qt squares a corner that is rounded too far."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QRadioButton, QStyle, QStyleOptionButton

from playground.app.look.style import SCALE_STEPS, style
from playground.app.widgets.slider import Slider

SCALES = sorted({*SCALE_STEPS, 0.85, 0.95, 1.15, 1.2, 1.3, 1.5, 1.7, 1.9, 2.1, 2.4})


def unlike(color, other):
    """The largest difference of a channel."""
    return max(abs(a - b) for a, b in zip(color.getRgb(), QColor(other).getRgb(), strict=True))


def corners_are_free(image, color, room=None):
    """Whether the box around all pixels of a colour has none of it at its corners."""
    room = room or image.rect()
    found = [
        (x, y) for x in range(room.left(), room.right() + 1)
        for y in range(room.top(), room.bottom() + 1)
        if unlike(image.pixelColor(x, y), color) < 24
    ]
    across, down = [x for x, _ in found], [y for _, y in found]
    assert max(across) - min(across) > 8 and max(down) - min(down) > 8  # it was found
    return not any(
        (x, y) in found for x in (min(across), max(across)) for y in (min(down), max(down))
    )


@pytest.mark.parametrize("scale", SCALES)
def test_the_handle_of_a_slider_is_round(qtbot, scale):
    style.scale = scale
    slider = Slider()
    qtbot.addWidget(slider)
    slider.setRange(0, 10)
    slider.resize(200, 80)
    slider.show()  # at its left end, where no groove in the accent's colour can be seen
    assert corners_are_free(slider.grab().toImage(), style.theme.accent)


@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("scale", SCALES)
def test_a_radio_button_is_round(qtbot, scale, checked):
    style.scale = scale
    button = QRadioButton("mean")
    qtbot.addWidget(button)
    button.setChecked(checked)
    button.show()
    option = QStyleOptionButton()
    button.initStyleOption(option)
    part = QStyle.SubElement.SE_RadioButtonIndicator
    room = button.style().subElementRect(part, option, button)
    color = style.theme.accent if checked else style.theme.outline
    assert corners_are_free(button.grab().toImage(), color, room)
