"""What the hand does on the output map: looks closer; and, when asked to, edits the samples."""

# ruff: noqa: N806  (X is what everybody calls it)

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from playground.app.look.style import px

if TYPE_CHECKING:
    from playground.app.network.output.canvas import OutputCanvas

SLACK = 3


class OutputHands:
    """Left, while editing: adds and drags samples; right: removes one. Else any button moves."""

    def __init__(self, canvas: OutputCanvas) -> None:
        self._canvas = canvas
        self._held: str | None = None  # "view" or "point"
        self._sample = -1
        self._pressed = QPointF()
        self._last = QPointF()
        self._moved = False

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        canvas, at = self._canvas, event.position()
        if canvas.facts is None or not canvas.viewport.area.contains(at):
            return
        self._pressed = self._last = at
        self._moved = False
        if not canvas.editing or event.button() == Qt.MouseButton.MiddleButton:
            self._held = "view"
            return
        sample = canvas.sample_under(at)
        if event.button() == Qt.MouseButton.RightButton:
            if sample is None:
                self._held = "view"
            else:
                self._remove(sample)
        elif event.button() == Qt.MouseButton.LeftButton:
            if sample is None:
                self._add(at)
            else:
                self._held, self._sample = "point", sample

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves."""
        canvas, at = self._canvas, event.position()
        if self._held is None:
            self._show_cursor(at)
            canvas.hover(at)
            return
        if not self._moved and hypot(*(at - self._pressed).toTuple()) <= px(SLACK):
            return
        self._moved = True
        if self._held == "point":
            self._drag(at, False)
        elif canvas.plane is not None:
            step, self._last = at - self._last, at
            QWidget.setCursor(canvas, Qt.CursorShape.ClosedHandCursor)
            canvas.look(canvas.viewport.panned(step.x(), step.y(), canvas.plane.window))

    def release(self, event: QMouseEvent) -> None:
        """A button goes up: a dragged sample is there now."""
        held, self._held = self._held, None
        if held == "point" and self._moved:
            self._drag(event.position(), True)
        elif held is not None:
            self._show_cursor(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """Fit; while editing a second click is a second sample."""
        if self._canvas.editing:
            self.press(event)
        else:
            self._canvas.fit()

    def _show_cursor(self, at: QPointF) -> None:
        canvas = self._canvas
        shape = Qt.CursorShape.ArrowCursor
        if canvas.editing and canvas.viewport.area.contains(at):
            over = canvas.sample_under(at) is not None
            shape = Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.CrossCursor
        if QWidget.cursor(canvas).shape() != shape:
            canvas.setCursor(shape)

    def _data(self) -> tuple[np.ndarray, np.ndarray]:
        """The training samples, as the hand may have them already."""
        assert self._canvas.facts is not None
        data = self._canvas.facts.problem.data
        return self._canvas.held or (data.X, data.y)

    def _add(self, at: QPointF) -> None:
        X, y = self._data()
        label = np.zeros((1, y.shape[1]))
        label[0, 0] = self._canvas.new_label
        place = np.array([self._canvas.viewport.to_data(at)])
        self._canvas.hold(np.vstack([X, place]), np.vstack([y, label]), True)

    def _drag(self, at: QPointF, final: bool) -> None:
        X, y = self._data()
        area = self._canvas.viewport.area
        inside = QPointF(
            min(max(at.x(), area.left()), area.right()),
            min(max(at.y(), area.top()), area.bottom()),
        )
        X = X.copy()
        X[self._sample] = self._canvas.viewport.to_data(inside)
        self._canvas.hold(X, y, final)

    def _remove(self, sample: int) -> None:
        X, y = self._data()
        if len(X) > 1:  # a network needs something to learn
            self._canvas.hold(
                np.delete(X, sample, axis=0), np.delete(y, sample, axis=0), True
            )
