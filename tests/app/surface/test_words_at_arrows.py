"""Words at arrows that lie on each other can all be read."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from playground.app.look.style import style
from playground.app.paint.chips import paint_chip
from playground.app.paint.viewport import Viewport
from playground.app.surface.arrows import Arrow, Probe, paint_arrow

WITHIN = QRectF(10, 10, 380, 280)


@pytest.fixture
def painter(qapp):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    made = QPainter(image)
    yield made
    made.end()


def apart(boxes):
    return not any(a.intersects(b) for a, b in combinations(boxes, 2))


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("tip", [(200, 150), (12, 12), (388, 288)], ids=["middle", "top", "below"])
def test_the_words_of_arrows_with_one_direction_stand_beside_each_other(painter, scale, tip):
    style.scale = scale
    words = []
    for label, off in (("−∇f", 0), ("−v", 4), ("δ", 8)):
        arrow = Arrow(QPointF(210, 160), QPointF(*tip) + QPointF(off, 0), label, "#000000")
        paint_arrow(painter, arrow, WITHIN, words)
    assert len(words) == 3 and apart(words)
    assert all(WITHIN.contains(word) for word in words)


def test_a_word_alone_and_one_with_room_stay_where_they_belong(painter):
    words = []
    first = paint_chip(painter, QPointF(50, 60), "−∇f", WITHIN, None, words)
    second = paint_chip(painter, QPointF(200, 60), "−v", WITHIN, None, words)
    assert (first.topLeft(), second.topLeft()) == (QPointF(50, 60), QPointF(200, 60))
    near = paint_chip(painter, QPointF(54, 66), "δ", WITHIN, None, words)
    assert apart(words) and (near.center() - first.center()).manhattanLength() < 40


def test_a_word_stays_in_its_place_where_nothing_is_free(painter):
    tight = QRectF(0, 0, 30, 16)
    words = []
    paint_chip(painter, QPointF(0, 0), "−∇f", tight, None, words)
    assert paint_chip(painter, QPointF(0, 0), "−v", tight, None, words).topLeft() == QPointF(0, 0)


def test_the_probe_at_a_runners_head_hides_none_of_its_words(painter):
    view = Viewport.fitted(((-2.0, 2.0), (-2.0, 2.0)), WITHIN)
    at = view.pixel((0.0, 0.0))
    words = []
    paint_arrow(painter, Arrow(at, at + QPointF(60, -60), "−∇f", "#000000"), WITHIN, words)
    probe = Probe()
    probe.point, probe.displacement = (0.0, 0.0), (0.5, 0.5)
    probe.paint(painter, view, (-1.0, -1.0), 1.0, words)
    assert len(words) == 6 and apart(words)  # the runner's; level, ∇f, −∇f, δ and P
