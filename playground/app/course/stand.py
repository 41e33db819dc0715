"""Where a lesson's panel stands: in place of the panels on the left, or below them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QDockWidget

from playground.app.core.main_window import MainWindow
from playground.app.docks.dock import Dock
from playground.app.docks.tabs import LOW as LOW_WINDOW
from playground.app.docks.widths import EDGE
from playground.app.look.style import px, style

PANEL_OF = {
    "problem": "problem", "surface": "problem", "data": "data",
    "runners": "runners", "stop": "stop",
}
"""The panel that is of nothing but a thing that a lesson may hide or hold fast."""

LOW = 170
"""Tabs of panels that are less high than this (in pixels of the design) are of no use."""
ROOM = 270
"""And this high they are well used."""
LEAST = 240
"""The lesson itself is not less high than this beside them."""


class Stand:
    """Puts the dock there; `controls` says whether the window's own panels stand above it.

    `is_on` from when it took its place until it left.
    """

    def __init__(self, window: MainWindow, dock: Dock) -> None:
        self._window, self.dock = window, dock
        self.controls = self.is_on = False
        self.kind = ""
        self._tabbed: list[QDockWidget] = []
        self._before: QByteArray | None = None
        dock.resized.connect(self._fit)

    @property
    def _low(self) -> bool:
        return self._window.height() < LOW_WINDOW * style.scale

    def _fit(self) -> None:
        """In a low window the panel's own line says what it is, and how to leave."""
        self.dock.set_headless(self._low and not self.dock.isFloating())
        self._window.mode.docks.refit()

    def take_place(self) -> None:
        """The lesson's panel in place of the panels on the left."""
        docks, window = self._window.mode.docks, self._window
        self.is_on = True
        size = window.size()
        if not self.controls:
            self._part()
            docks.make_room()
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        there = window.dockWidgetArea(self.dock) == left and self.kind == window.mode.kind
        if self.dock.isHidden() or not there:
            self.kind = window.mode.kind
            window.addDockWidget(left, self.dock)
            self.dock.show()
            wanted = self.dock.widget().sizeHint().width() if self.dock.widget() else 0
            usual, other = docks.widths.usual()
            middle = window.centralWidget()
            picture = middle.minimumSizeHint().width() if middle is not None else 0
            width = max(usual, min(wanted, window.width() - picture - other - 2 * px(EDGE)))
            window.resizeDocks([self.dock], [width], Qt.Orientation.Horizontal)
        self.dock.raise_()
        self.keep_size(size)

    def keep_size(self, size: QSize) -> None:
        """The window is as large as before, though for a moment all panels stood on the left."""
        window = self._window
        if window.size() != size and not window.isMaximized() and not window.isFullScreen():
            layout = window.layout()
            if layout is not None:
                layout.activate()
            window.resize(size)

    def has_controls(self, names: Collection[str]) -> bool:
        """Whether one of these panels is among those in whose place the lesson's stands."""
        return not set(self._window.mode.docks.left).isdisjoint(names)

    def show_controls(
        self, on: bool, away: Collection[str], needed: Collection[str], wanted: int
    ) -> None:
        """The panels on the left above the lesson's, or no longer; in a low window behind it.

        Panels of things that are `away` stay away; the lesson's is to be as high as `wanted`. Where
        there is little room, only the tabs with a panel that is `needed` stand there.
        """
        self.controls = on
        size = self._window.size()
        self._show_controls(on, away, needed, wanted)
        self.keep_size(size)

    def _show_controls(
        self, on: bool, away: Collection[str], needed: Collection[str], wanted: int
    ) -> None:
        docks = self._window.mode.docks
        self._part()
        if not on:
            docks.make_room()
            return
        before = self._window.saveState()
        docks.take_back()
        docks.set_aside(self._panels(away))
        rows = docks.left_rows
        if self._low:
            self._put_behind((name for row in rows for name in row), before)
            return
        height = self._window.mode.middle.height()
        lesson = min(wanted, height * 6 // 10)
        low = (height - lesson) // max(1, len(rows)) < px(LOW)
        in_use = [row for row in rows if set(needed) & set(row)] or rows
        if low and in_use != rows:
            docks.set_aside(name for row in rows if row not in in_use for name in row)
            lesson = min(lesson, max(height // 2, height - len(in_use) * px(ROOM)))
        elif low:
            lesson = min(lesson, max(px(LEAST), height - len(rows) * px(LOW)))
        if not docks.docks["runners"].isHidden():
            docks.bring("runners")
        for name in needed:
            if any(name in row for row in in_use):
                docks.bring(name)
        self._divide(height, lesson)

    def show_beside(self, names: Collection[str], wanted: int) -> None:
        """Those of the panels that are on the left, above the lesson's (in a low window behind it)
        and no others.
        """
        docks = self._window.mode.docks
        own = [name for name in names if name in docks.left]
        self._part()
        before = self._window.saveState()
        docks.set_aside(name for name in docks.left if name not in own)
        for name in own[::-1]:
            docks.bring(name)
        if own and self._low:
            self._put_behind(own, before)
        elif own:
            height = self._window.mode.middle.height()
            self._divide(height, min(max(wanted, height // 2), height * 6 // 10))
        else:
            self.dock.raise_()

    def _divide(self, height: int, lesson: int) -> None:
        """The height of the side: so much for the lesson, the rest in equal parts for what stands
        above it.
        """
        docks = self._window.mode.docks
        tops: list[QDockWidget] = [docks.docks[row[0]] for row in docks.left_rows]
        heights = [(height - lesson) // len(tops) for _ in tops]
        self._window.resizeDocks([*tops, self.dock], [*heights, lesson], Qt.Orientation.Vertical)
        self.dock.raise_()

    def _put_behind(self, names: Iterable[str], before: QByteArray) -> None:
        """These panels as tabs behind the lesson's, which they leave for the layout `before`."""
        docks = self._window.mode.docks.docks
        self._before, self._tabbed = before, [docks[name] for name in names]
        for dock in self._tabbed:
            self._window.tabifyDockWidget(self.dock, dock)
        self.dock.raise_()

    def leave(self) -> None:
        """The panels on the left are back."""
        self.controls = self.is_on = False
        size = self._window.size()
        self._part()
        self.dock.hide()
        self._window.mode.docks.take_back()
        self.keep_size(size)

    def _part(self) -> None:
        """The panels beside the lesson's stand where they did."""
        if self._before is not None:
            self._window.restoreState(self._before)
            self._before = None
        for dock in self._tabbed:
            dock.show()
        self._tabbed = []

    def follow(self) -> None:
        """The other half of the window is in front, perhaps with the layout of an earlier lesson.

        Each half keeps its own layout: one that was left in a lesson shows the lesson's panel.
        """
        if not self.is_on:
            if not self.dock.isHidden():
                self.leave()
        elif self.kind not in ("", self._window.mode.kind):
            self.take_place()

    def _panels(self, things: Collection[str]) -> list[str]:
        """The panels of things in a lesson's words, as far as this window has them."""
        names = {PANEL_OF.get(thing) for thing in things}
        return [name for name in self._window.mode.docks.docks if name in names]
