"""What the tabs under the side panels say: whole titles where they fit, else a short word each."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QMainWindow, QTabBar, QToolTip

from playground.app.docks.dock import Dock
from playground.app.look.style import SPACE_M, font, px, style

LOW = 560
"""In a window of less height of the design, a panel behind tabs has no title bar besides."""
NEAR = 8
_FLOATS = "Double-click: as a window of its own, which can be moved and closed."


class DockTabs(QObject):
    """Looks after the tabs of some docks of a window."""

    def __init__(self, window: QMainWindow, docks: Mapping[str, Dock]) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks

    @Slot()
    def fit(self) -> None:
        """Whole titles in a group of tabs if all of them have room."""
        metrics, sides = QFontMetricsF(font()), 2 * px(SPACE_M)
        low = self._window.height() < LOW * style.scale
        for dock in self._docks.values():
            group = self._tabbed(dock)
            # Behind other tabs a dock keeps the width that it had when it was in front.
            room = next((one.width() for one in group if one.in_front), 0)
            room = room or max(one.width() for one in group)
            needs = sum(metrics.horizontalAdvance(one.title) + sides for one in group)
            dock.set_terse(len(group) > 1 and needs > room)
            dock.set_headless(len(group) > 1 and low)
        self._show_bars()
        self._name()

    def _show_bars(self) -> None:
        """Each group of tabs has its bar, and nothing else has one.

        Qt shows a new bar at the end of an animation, which may not come, and leaves a bar of tabs
        that were moved elsewhere where it was.
        """
        groups: list[tuple[set[str], Dock]] = []
        for dock in self._window.findChildren(Dock):
            group = [one for one in self._tabbed(dock) if not one.isHidden()]
            if dock.in_front and len(group) > 1:
                groups.append(({one.windowTitle() for one in group}, dock))
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=direct):
            titles = {bar.tabText(k) for k in range(bar.count())}
            fronts = [front for group, front in groups if group == titles]
            bar.setVisible(any(_below(bar, front) for front in fronts))

    def _tabbed(self, dock: Dock) -> list[Dock]:
        """A dock and those that share its place."""
        if dock.isFloating() or dock.isHidden():
            return [dock]
        others = self._window.tabifiedDockWidgets(dock)
        return [dock, *(other for other in others if isinstance(other, Dock))]

    def _name(self) -> None:
        """The whole titles, for tooltips and for who cannot see the tabs."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=direct):
            bar.installEventFilter(self)
            bar.setElideMode(Qt.TextElideMode.ElideNone)  # rather scrolled than "O…"
            titles = [self._whole(bar.tabText(k)) for k in range(bar.count())]
            bar.setAccessibleName(f"Panels: {', '.join(titles)}")
            for k, title in enumerate(titles):
                bar.setAccessibleTabName(k, title)

    def _whole(self, text: str) -> str:
        dock = self._dock(text)
        return dock.title if dock is not None else text

    def _dock(self, text: str) -> Dock | None:
        """The dock whose tab says this."""
        shown = (dock for dock in self._docks.values() if not dock.isHidden())
        return next((dock for dock in shown if dock.windowTitle() == text), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QTabBar):
            return False
        if isinstance(event, QHelpEvent):
            return self._tell(watched, event)
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
            dock = self._dock(watched.tabText(watched.tabAt(event.position().toPoint())))
            if dock is not None and dock.is_headless:
                dock.setFloating(True)
                return True
        return False

    def _tell(self, bar: QTabBar, event: QHelpEvent) -> bool:
        text = bar.tabText(bar.tabAt(event.pos()))
        dock = self._dock(text)
        if dock is None or (dock.title == text and not dock.is_headless):
            return False
        more = f"\n{_FLOATS}" if dock.is_headless else ""
        QToolTip.showText(event.globalPos(), f"{dock.title}{more}", bar)
        return True


def _below(bar: QTabBar, dock: Dock) -> bool:
    """Whether the bar stands at the lower edge of the dock."""
    edge = dock.geometry().bottom() + 1
    return abs(bar.x() - dock.x()) <= NEAR and abs(bar.y() - edge) <= NEAR
