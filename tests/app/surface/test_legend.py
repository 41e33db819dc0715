"""The legend says who walks here, in whatever room there is."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from playground.app.look.style import style
from playground.app.surface.legend import Entry, Legend


class Listening(QPainter):
    """A painter that remembers the words."""

    def __init__(self, device):
        super().__init__(device)
        self.words = []

    def drawText(self, *args):
        self.words.append(args[-1])
        super().drawText(*args)


def words(entries, width):
    image = QImage(800, 400, QImage.Format.Format_RGB32)
    painter = Listening(image)
    Legend().paint(painter, entries, QRectF(0, 0, width, 400))
    painter.end()
    return painter.words


@pytest.mark.parametrize("scale", (1.0, 1.5))
@pytest.mark.parametrize("label", ("GD", "Adam", "Gradient descent 2"))
@pytest.mark.parametrize("value", (14.0, -1.2345e-11, None))
def test_where_there_is_room_the_name_is_whole(qapp, scale, label, value):
    style.scale = scale
    for selected in (False, True):
        assert words([Entry(0, label, value, selected)], 700)[0] == label


def test_short_names_are_whole_beside_long_ones(qapp):
    entries = [Entry(0, "GD", 14.0, True), Entry(1, "Nesterov with momentum 0.95", 2.5, False)]
    first, _, second, _ = words(entries, 700)
    assert first == "GD" and second.startswith("Nesterov with")


def test_in_a_narrow_picture_there_is_a_name_or_none_but_no_letter(qapp):
    entry = Entry(0, "Gradient descent", 1.2345e-11, True)
    for width in range(60, 300, 20):
        name = words([entry], width)[0]
        assert name == "" or len(name) > 2, (width, name)


def test_where_there_is_little_room_the_name_stays_and_the_number_gives_digits(qapp):
    style.scale = 1.5
    said = [words([Entry(0, "GD", 9.4444e-7, True)], width) for width in (700, 185, 170)]
    assert said == [["GD", "9.444×10⁻⁷"], ["GD", "9.44×10⁻⁷"], ["GD", "9.4×10⁻⁷"]]
