"""A number in a node: as many digits as there is room for, and never none."""

import math

import pytest
from PySide6.QtGui import QFontMetricsF

from playground.app.look.style import SMALL, font
from playground.app.network.diagram.nodes import fitting
from playground.app.text.numbers import MINUS


@pytest.mark.parametrize("value", [-3.14159e-5, 2.5e-7, -0.123456, 1234567.0, -98765.4, 3e200, 0.0])
def test_a_value_gets_shorter_and_stays(qapp, value):
    metrics = QFontMetricsF(font(SMALL))
    least = metrics.horizontalAdvance(f"<{MINUS}1") + 2
    texts = [fitting(value, metrics, width) for width in range(math.ceil(least), 120)]
    for width, text in enumerate(texts, math.ceil(least)):
        assert text and "-" not in text
        assert metrics.horizontalAdvance(text) <= width - 2
    assert len(texts[-1]) >= len(texts[0])


def test_what_it_becomes_on_the_way(qapp):
    metrics = QFontMetricsF(font(SMALL))
    seen = dict.fromkeys(fitting(-3.14159e-5, metrics, width) for width in range(200, 5, -1))
    assert list(seen) == [
        "−3.142×10⁻⁵", "−3.14×10⁻⁵", "−3.1×10⁻⁵", "−3×10⁻⁵", "−3e−5", "≈0",
    ]


@pytest.mark.parametrize(("value", "text"), [
    (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "nan"), (1e9, ">1"), (-1e9, "<−1"),
])
def test_what_is_not_finite_or_has_no_room(qapp, value, text):
    assert fitting(value, QFontMetricsF(font(SMALL)), 3.0) == text
