"""Paths that are kept as pixels look like paths that are painted anew."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from playground.app.network.landscape.path_ink import PathInk
from playground.app.network.landscape.trails import APART, ENOUGH, MOST, Head, apart, trail_of
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import Range
from playground.lab.landscapes.picture import Path

VIEW = Viewport((0.0, 4.0), (0.0, 4.0), (10.0, 20.0, 200.0, 200.0), True)
SCALE = Range(True, 0.0, 0.0, 2.0)


def wandering(slot, seed, steps=300, beside=True, known=True):
    """A path of random steps; beside the plane, or in it for its second half."""
    rng = np.random.default_rng(seed)
    a, b = (np.clip(2 + np.cumsum(rng.normal(0, 0.05, steps)), 0.2, 3.8) for _ in range(2))
    away = np.full(steps, 0.5 if beside else 0.0)
    away[: steps // 2] = 0.5
    loss = 10 ** rng.uniform(0, 2, steps)
    return Path(slot, "GD", np.arange(steps), a, b, away, np.ones(steps),
                loss if known else np.full(steps, np.nan))


def painted(ink, paths, cursor, view=VIEW):
    """The picture, as an array of pixels."""
    image = QImage(220, 240, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    heads = [Head(p.slot, "GD", cursor, p.a[cursor], p.b[cursor], p.residual[cursor], 1.0)
             for p in paths]
    ink.paint(painter, [trail_of(p, h, cursor, view) for p, h in zip(paths, heads, strict=True)],
              view, SCALE)
    painter.end()
    return np.array(image.constBits(), copy=True).reshape(240, 220, 4).astype(int)


def differing(one, other):
    """The share of pixels that clearly differ."""
    return float((abs(one - other).max(axis=2) > 60).mean())


@pytest.mark.parametrize("beside", [True, False])
def test_what_was_added_looks_like_what_is_painted_anew(qapp, beside):
    paths = [wandering(0, 1, beside=beside), wandering(2, 2, beside=beside)]
    ink = PathInk()
    nothing = painted(PathInk(), paths, 1)
    for cursor in range(1, 300, 7):
        grown = painted(ink, paths, cursor)
        anew = painted(PathInk(), paths, cursor)
        assert differing(grown, anew) < 0.01
    assert differing(grown, nothing) > 0.03


def test_a_step_back_another_view_and_another_path_are_painted_anew(qapp):
    path, ink = wandering(0, 3), PathInk()
    painted(ink, [path], 250)
    assert (painted(ink, [path], 40) == painted(PathInk(), [path], 40)).all()
    closer = VIEW.seen(((1.0, 3.0), (1.0, 3.0)))
    assert (painted(ink, [path], 40, closer) == painted(PathInk(), [path], 40, closer)).all()
    other = wandering(0, 4)
    assert (painted(ink, [other], 60, closer) == painted(PathInk(), [other], 60, closer)).all()


def test_true_risks_that_come_later_are_coloured_then(qapp):
    ink = PathInk()
    unknown = painted(ink, [wandering(0, 5, known=False)], 200)
    known = painted(ink, [wandering(0, 5)], 200)
    assert differing(known, painted(PathInk(), [wandering(0, 5)], 200)) < 0.01
    assert differing(known, unknown) > 0.005


def test_points_that_were_chosen_stay_until_there_are_too_many(qapp):
    points = np.cumsum(np.random.default_rng(6).normal(0, 3, (2000, 2)), axis=0)
    before, gap, wider = *apart(points[:5]), 0
    for count in range(6, 2000, 11):
        now, new_gap = apart(points[:count], gap)
        assert len(now) <= MOST and now[0] == 0
        if new_gap == gap:
            assert (now[: len(before)] == before).all()
        else:
            assert len(now) <= ENOUGH
            wider += 1
        before, gap = now, new_gap
    assert 2 <= wider <= 9
    far = np.array([[0.0, 0.0], [APART * 3, 0.0], [APART * 3 + 0.1, 0.0]])
    assert apart(far)[0].tolist() == [0, 1] and not len(apart(far[:0])[0])
