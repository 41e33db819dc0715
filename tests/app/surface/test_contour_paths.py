"""Paths made from arrays have the elements that drawing by hand gives."""

import numpy as np
from PySide6.QtGui import QPainterPath

from playground.app.surface.contour_paths import path_of


def elements(path):
    """(kind, x, y) of every element."""
    found = [path.elementAt(i) for i in range(path.elementCount())]
    return [(bool(e.isMoveTo()), e.x, e.y) for e in found]


def test_the_same_as_moving_and_drawing():
    nan = np.nan
    points = np.array([[0, 1], [2.5, 3], [nan, nan], [4, 5], [6, 7], [8, -9e3], [nan, nan]])
    drawn = QPainterPath()
    drawn.moveTo(0, 1)
    drawn.lineTo(2.5, 3)
    drawn.moveTo(4, 5)
    drawn.lineTo(6, 7)
    drawn.lineTo(8, -9e3)
    assert elements(path_of(points)) == elements(drawn)


def test_nothing_to_draw():
    assert path_of(np.empty((0, 2))).isEmpty()
    assert path_of(np.full((3, 2), np.nan)).isEmpty()
