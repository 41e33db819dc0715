"""Where a lesson's panel stands: in place of the panels on the left, or below them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget

from playground.app.core.main_window import MainWindow
from playground.app.docks.dock import Dock

PANEL_OF = {
    "problem": "problem", "surface": "problem", "data": "data",
    "runners": "runners", "stop": "stop",
}
"""The panel that is of nothing but a thing that a lesson may hide or hold fast."""


class Stand:
    """Puts the dock there; `controls` says whether the window's own panels stand above it."""

    def __init__(self, window: MainWindow, dock: Dock) -> None:
        self._window, self.dock = window, dock
        self.controls = False
        self.kind = ""

    def take_place(self) -> None:
        """The lesson's panel in place of the panels on the left."""
        docks, window = self._window.mode.docks, self._window
        if not self.controls:
            docks.make_room()
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        there = window.dockWidgetArea(self.dock) == left and self.kind == window.mode.kind
        if self.dock.isHidden() or not there:
            self.kind = window.mode.kind
            window.addDockWidget(left, self.dock)
            self.dock.show()
            wanted = self.dock.widget().sizeHint().width() if self.dock.widget() else 0
            width = max(docks.widths.usual()[0], wanted)
            window.resizeDocks([self.dock], [width], Qt.Orientation.Horizontal)
        self.dock.raise_()

    def show_controls(self, on: bool, away: Collection[str], wanted: int) -> None:
        """The panels on the left above the lesson's, or no longer.

        Panels of things that are `away` stay away; the lesson's is to be as high as `wanted`.
        """
        self.controls = on
        docks = self._window.mode.docks
        if not on:
            docks.make_room()
            return
        docks.take_back(self._panels(away))
        if not docks.docks["runners"].isHidden():
            docks.bring("runners")
        self._share(wanted)

    def show_beside(self, names: Collection[str], wanted: int) -> None:
        """Those of the panels that are on the left, above the lesson's and no others."""
        docks = self._window.mode.docks
        own = [name for name in names if name in docks.left]
        docks.make_room(but=own)
        if own:
            for name in own[::-1]:
                docks.bring(name)
            self._share(max(wanted, self._window.mode.middle.height() // 2))

    def _share(self, wanted: int) -> None:
        """The height between the lesson's panel, which wants so much, and those above it."""
        docks = self._window.mode.docks
        tops: list[QDockWidget] = [docks.docks[row[0]] for row in docks.left_rows]
        height = self._window.mode.middle.height()
        lesson = min(wanted, height * 6 // 10)
        heights = [(height - lesson) // len(tops) for _ in tops]
        self._window.resizeDocks([*tops, self.dock], [*heights, lesson], Qt.Orientation.Vertical)
        self.dock.raise_()

    def leave(self) -> None:
        """The panels on the left are back."""
        self.controls = False
        self.dock.hide()
        self._window.mode.docks.take_back()

    def _panels(self, things: Collection[str]) -> list[str]:
        """The panels of things in a lesson's words, as far as this window has them."""
        names = {PANEL_OF.get(thing) for thing in things}
        return [name for name in self._window.mode.docks.docks if name in names]
