"""What the left button does on the output map, when asked to: edits the samples."""

# ruff: noqa: N806  (X is what everybody calls it)

from __future__ import annotations

from math import hypot
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt

from playground.app.look.style import px
from playground.app.network.facts import Facts
from playground.app.paint.viewport import Viewport
from playground.engine.problem import Array

SLACK = 3


class Touched(Protocol):
    """What is under the mouse: the canvas."""

    facts: Facts | None
    held: tuple[Array, Array] | None
    new_label: float

    @property
    def map_view(self) -> Viewport: ...
    def sample_under(self, at: QPointF) -> int | None: ...
    def hold(self, X: Array, y: Array, final: bool) -> None: ...  # noqa: N803


class OutputHand:
    """While samples are edited: the left button adds and drags them, a right click removes one.

    See `plots.view_box.Hand`. At other times the left button moves the view, as the plane does it.
    """

    def __init__(self, canvas: Touched) -> None:
        self._canvas = canvas
        self._sample: int | None = None
        self._pressed = QPointF()
        self._moved = False

    def press(self, at: QPointF) -> None:
        """Take the sample that is there, or add one."""
        if self._canvas.facts is None:
            return
        self._pressed, self._moved = at, False
        self._sample = self._canvas.sample_under(at)
        if self._sample is None:
            self._add(at)

    def drag(self, at: QPointF) -> None:
        """The sample follows."""
        if not self._moved and hypot(*(at - self._pressed).toTuple()) <= px(SLACK):
            return
        self._moved = True
        if self._sample is not None:
            self._drag(at, False)

    def release(self, at: QPointF) -> None:
        """A dragged sample is there now."""
        if self._sample is not None and self._moved:
            self._drag(at, True)
        self._sample = None

    def double_click(self, at: QPointF) -> bool:
        """A second click is a second sample."""
        self.press(at)
        return True

    def context_click(self, at: QPointF) -> bool:
        """Remove the sample that is there."""
        sample = self._canvas.sample_under(at)
        if sample is None:
            return False
        self._remove(sample)
        return True

    def cursor_at(self, at: QPointF) -> Qt.CursorShape:
        """A hand over a sample, a cross where one would be added."""
        over = self._canvas.sample_under(at) is not None
        return Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.CrossCursor

    def _data(self) -> tuple[np.ndarray, np.ndarray]:
        """The training samples, as the hand may have them already."""
        assert self._canvas.facts is not None
        data = self._canvas.facts.problem.data
        return self._canvas.held or (data.X, data.y)

    def _add(self, at: QPointF) -> None:
        X, y = self._data()
        label = np.zeros((1, y.shape[1]))
        label[0, 0] = self._canvas.new_label
        place = np.array([self._canvas.map_view.to_data(at)])
        self._canvas.hold(np.vstack([X, place]), np.vstack([y, label]), True)

    def _drag(self, at: QPointF, final: bool) -> None:
        X, y = self._data()
        area = self._canvas.map_view.area
        inside = QPointF(
            min(max(at.x(), area.left()), area.right()),
            min(max(at.y(), area.top()), area.bottom()),
        )
        X = X.copy()
        assert self._sample is not None
        X[self._sample] = self._canvas.map_view.to_data(inside)
        self._canvas.hold(X, y, final)

    def _remove(self, sample: int) -> None:
        X, y = self._data()
        if len(X) > 1:  # a network needs something to learn
            self._canvas.hold(
                np.delete(X, sample, axis=0), np.delete(y, sample, axis=0), True
            )
