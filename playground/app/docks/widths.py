"""How wide the two sides are: as usual for the window's width and the type size, or as a hand
left them. Qt takes width from the sides while a window is small and never gives it back; here the
sides have theirs again as soon as there is room.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QMainWindow

from playground.app.docks.dock import Dock
from playground.app.look.style import px

AREAS = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
WIDTHS = (292, 352)
PICTURE = 320  # what stands in the middle is at least so wide
LEAST = 216  # with less, panels scroll aside
EDGE = 8  # between a side and the picture: what a hand drags
NEAR = 3
"""Pixels by which rounding moves a width: more was a hand."""


class DockWidths(QObject):
    """Looks after the left and the right side of some docks of a window."""

    def __init__(self, window: QMainWindow, docks: Mapping[str, Dock]) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._chosen: dict[Qt.DockWidgetArea, int] = {}
        self._restored = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.follow)
        window.installEventFilter(self)

    def usual(self) -> tuple[int, int]:
        """The widths of the left and the right side as designed, if there is room for them."""
        # The picture keeps the most, however large type; what it does not need at least is theirs.
        picture = self._window.centralWidget()
        needs = picture.minimumSizeHint().width() if picture else 0
        width = self._window.width()
        spare = (width - max(needs, px(PICTURE))) // 2
        most = (width - needs) // 2 - px(EDGE)
        widest = min(max(round(0.3 * width), spare, px(LEAST)), round(0.34 * width), most)
        left, right = (min(px(side), widest) for side in WIDTHS)
        return left, right

    def forget(self) -> None:
        """As usual again, whatever a hand did."""
        self._chosen.clear()
        self._restored = False

    def restored(self) -> None:
        """The docks are as they were left; their widths count as soon as they are on screen."""
        self._restored = True

    @Slot()
    def follow(self) -> None:
        """The window has another width: each side has what it should, as far as there is room."""
        if not self._window.isVisible():
            return
        if self._restored:
            self._restored = False
            self._learn()
        for area, usual in zip(AREAS, self.usual(), strict=True):
            dock, wanted = self._column(area), self._chosen.get(area, usual)
            if dock is not None and abs(dock.width() - wanted) > NEAR:
                self._window.resizeDocks([dock], [wanted], Qt.Orientation.Horizontal)

    def _learn(self) -> None:
        """What differs from the usual was chosen by a hand."""
        for area, usual in zip(AREAS, self.usual(), strict=True):
            dock = self._column(area)
            if dock is not None and abs(dock.width() - usual) > NEAR:
                self._chosen[area] = dock.width()

    def _column(self, area: Qt.DockWidgetArea) -> Dock | None:
        """A dock as wide as its side; None if none is there, or if they stand side by side."""
        there = [
            dock for dock in self._docks.values()
            if dock.in_front and not dock.isFloating()
            and self._window.dockWidgetArea(dock) == area
        ]
        return there[0] if len({dock.x() for dock in there}) == 1 else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() == QEvent.Type.Resize:
                self._soon.start()
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._learn()  # the window itself has the mouse while an edge of a side is dragged
        return False
