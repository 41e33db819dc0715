"""The context menu of every plot, in plain words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from playground.app.plots.view_box import WHEEL, PlotViewBox

PAN_WORD = "moves the view"


class PlotMenu(QMenu):
    """Show all, zoom, what the left button does, and pictures."""

    def __init__(self, parent: QWidget, box: PlotViewBox, left: str = PAN_WORD) -> None:
        """`left` says what the left button does when it does not zoom: "moves the start"."""
        super().__init__("Plot", parent)
        self.show_all = self._add("Show all", "Double click")
        self.show_all.triggered.connect(box.fit_asked)
        for text, keys, factor in (
            ("Zoom in", "Page Up", WHEEL**2), ("Zoom out", "Page Down", WHEEL**-2)
        ):
            self._add(text, keys).triggered.connect(lambda _=False, f=factor: box.zoom(f))
        self.addSeparator()
        modes = self.addMenu("Left button")
        group = QActionGroup(self)
        for text, zooming in (
            (left[:1].upper() + left[1:], False), ("Draws a rectangle to zoom into", True)
        ):
            action = QAction(text, group, checkable=True)
            action.setChecked(box.zooming == zooming)
            action.triggered.connect(lambda _=False, z=zooming: setattr(box, "zooming", z))
            modes.addAction(action)
        self.addSeparator()
        self.save = self._add("Save picture…")
        self.copy = self._add("Copy picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _add(self, text: str, keys: str = "") -> QAction:
        """An entry with the keys or the gesture that do the same, as a hint."""
        action = self.addAction(f"{text}\t{keys}" if keys else text)
        assert action is not None
        return action
