"""Where the panels live: docks at home, movable, hidden with one key, brought back with another."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from playground.app.style import px

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
WIDTHS = {LEFT: 312, RIGHT: 348}


class Docks:
    """The side panels of a window, by name."""

    def __init__(self, window: QMainWindow, panels: dict[str, tuple[str, QWidget | None]]) -> None:
        self._window = window
        self._hidden: list[QDockWidget] = []
        self.docks: dict[str, QDockWidget] = {}
        for name, (title, panel) in panels.items():
            dock = QDockWidget(title, window)
            dock.setObjectName(name)
            dock.setWidget(panel or QWidget())
            self.docks[name] = dock

    def fill(self, name: str, panel: QWidget) -> None:
        """Put a panel in its dock that was not there from the beginning."""
        empty = self.docks[name].widget()
        self.docks[name].setWidget(panel)
        empty.deleteLater()

    def home(self) -> None:
        """Every panel where it belongs: recipe on the left, what happens on the right."""
        window, docks = self._window, self.docks
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        for name in ("problem", "runners", "stop"):
            window.addDockWidget(LEFT, docks[name])
        for name in ("step", "probe", "chart"):
            window.addDockWidget(RIGHT, docks[name])
        window.tabifyDockWidget(docks["runners"], docks["stop"])
        window.tabifyDockWidget(docks["step"], docks["probe"])
        for dock in docks.values():
            dock.show()
        docks["runners"].raise_()
        docks["step"].raise_()
        self.spread()
        self._hidden = []

    def spread(self) -> None:
        """The usual sizes at the present scale."""
        docks = self.docks
        window = self._window
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        window.resizeDocks(
            [docks["problem"], docks["step"]], [px(WIDTHS[LEFT]), px(WIDTHS[RIGHT])], across
        )
        height = max(window.height(), 600)
        window.resizeDocks([docks["problem"], docks["runners"]], [height // 2] * 2, down)
        window.resizeDocks(
            [docks["step"], docks["chart"]], [height * 6 // 10, height * 4 // 10], down
        )

    def toggle_all(self) -> None:
        """Hide all side panels, or bring back those that were hidden."""
        shown = [dock for dock in self.docks.values() if not dock.isHidden()]
        if shown:
            self._hidden = shown
            for dock in shown:
                dock.hide()
        else:
            for dock in self._hidden or self.docks.values():
                dock.show()

    def bring(self, name: str) -> None:
        """Show a panel and put it in front of its tabs."""
        self.docks[name].show()
        self.docks[name].raise_()

    def fill_menu(self, menu: QMenu) -> None:
        """A menu entry to show or hide each panel."""
        for dock in self.docks.values():
            menu.addAction(dock.toggleViewAction())
