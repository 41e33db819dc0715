"""Where the panels live: docks at home, movable, hidden with one key, brought back with another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QMenu, QScrollArea, QWidget

from playground.app.docks.dock import Dock
from playground.app.docks.entry import PanelEntry, Place
from playground.app.docks.tabs import DockTabs
from playground.app.docks.widths import AREAS, DockWidths
from playground.app.widgets.scroll_area import ScrollArea

SHARES = ((5, 5), (6, 4))  # of the height, from top to bottom


class Docks:
    """The side panels of a mode, by name, in the order of its entries."""

    def __init__(self, window: QMainWindow, kind: str, entries: Sequence[PanelEntry]) -> None:
        self._window = window
        self._sides = _sides(entries)
        self._asked = {entry.name for entry in entries if entry.asked}
        self._away: list[Dock] = []
        self._aside: list[Dock] = []
        self._front: list[Dock] = []  # of those aside, which stood in front of their tabs
        self.docks: dict[str, Dock] = {}
        self._tabs = DockTabs(window, self.docks)
        self.widths = DockWidths(window, self.docks)
        self._refit = QTimer(window, singleShot=True, interval=0)
        self._refit.timeout.connect(self._settle)
        for entry in entries:
            dock = Dock(entry.title, entry.short or entry.title, window)
            # Both modes have runners, and Qt is to tell them apart.
            dock.setObjectName(f"{kind}-{entry.name}")
            dock.resized.connect(self._refit.start)
            frame = ScrollArea()
            frame.setFrameShape(QScrollArea.Shape.NoFrame)
            frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its panel has the places for keys
            frame.setMinimumSize(1, 1)
            dock.setWidget(frame)
            dock.hide()
            self.docks[entry.name] = dock

    def fill(self, name: str, panel: QWidget) -> None:
        """Put a panel into its dock; one that is too large for it scrolls, and never pushes."""
        dock = self.docks[name]
        frame = dock.widget()
        assert isinstance(frame, QScrollArea)
        frame.setWidget(panel)
        # Qt keeps a dock behind a tab "visible", off the screen: hide what it holds, so that a
        # view that nobody sees knows it and draws nothing.
        dock.visibilityChanged.connect(panel.setVisible)
        if self._window.isVisible():
            panel.setVisible(dock.in_front)

    def refit(self) -> None:
        """Tabs were put elsewhere: soon their bars and titles fit again."""
        self._refit.start()

    def _settle(self) -> None:
        """There is another room for the docks: titles that fit, and no panel in front is hidden."""
        self._tabs.fit()
        if self._window.isVisible():
            for dock in self.docks.values():
                frame = dock.widget()
                panel = frame.widget() if isinstance(frame, QScrollArea) else None
                if dock.in_front and panel is not None:
                    panel.show()  # Qt says nothing of a dock that begins to float

    def home(self) -> None:
        """Every panel where it belongs: the recipe on the left, what happens on the right."""
        for dock in self.docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        for area, side in zip(AREAS, self._sides, strict=True):
            for names in side:
                first, *others = (self.docks[name] for name in names)
                self._window.addDockWidget(area, first)
                for other in others:
                    self._window.tabifyDockWidget(first, other)
                for name in names:
                    self.docks[name].setVisible(name not in self._asked)
                first.raise_()
        self.spread()
        self._away = []

    def spread(self) -> None:
        """The usual sizes at the present scale."""
        height = max(self._window.height(), 600)
        self.widths.forget()
        for side, width, shares in zip(self._sides, self.widths.usual(), SHARES, strict=True):
            tops = [self.docks[names[0]] for names in side]
            self._window.resizeDocks(tops[:1], [width], Qt.Orientation.Horizontal)
            self._window.resizeDocks(
                tops, [height * share // 10 for share in shares[: len(tops)]],
                Qt.Orientation.Vertical,
            )

    def put_away(self) -> None:
        """Another mode takes the sides."""
        for dock in self.docks.values():
            dock.hide()

    def toggle_all(self) -> None:
        """Hide all side panels, or bring back those that were hidden."""
        shown = [dock for dock in self.docks.values() if not dock.isHidden()]
        if shown:
            self._away = shown
            for dock in shown:
                dock.hide()
        else:
            usual = [dock for name, dock in self.docks.items() if name not in self._asked]
            for dock in self._away or usual:
                dock.show()

    def make_room(self) -> None:
        """Something takes the left side: its panels hide until `take_back`."""
        self.set_aside(self.left)

    def set_aside(self, names: Iterable[str]) -> None:
        """These hide until `take_back`, as far as they are shown."""
        docks = [dock for name in names if not (dock := self.docks[name]).isHidden()]
        self._front += [dock for dock in docks if dock.in_front]
        for dock in docks:
            dock.hide()
            if dock not in self._aside:
                self._aside.append(dock)

    def take_back(self) -> None:
        """The panels that made room are there again."""
        for dock in self._aside:
            dock.show()
        for dock in self._front:
            dock.raise_()  # of tabs the one that was in front, not the last one
        self._aside, self._front = [], []

    @property
    def left_rows(self) -> list[list[str]]:
        """The panels on the left that are not hidden, from top to bottom, tabs together."""
        rows = ([n for n in row if not self.docks[n].isHidden()] for row in self._sides[0])
        return [row for row in rows if row]

    @property
    def right_rows(self) -> list[list[str]]:
        """The same of those on the right."""
        rows = ([n for n in row if not self.docks[n].isHidden()] for row in self._sides[1])
        return [row for row in rows if row]

    @property
    def left(self) -> list[str]:
        """The panels that belong on the left."""
        return [name for row in self._sides[0] for name in row]

    def bring(self, name: str) -> None:
        """Show a panel and put it in front of its tabs."""
        self.docks[name].show()
        self.docks[name].raise_()

    def fill_menu(self, menu: QMenu) -> None:
        """A menu entry to show or hide each panel."""
        for dock in self.docks.values():
            menu.addAction(dock.toggleViewAction())


def _sides(entries: Sequence[PanelEntry]) -> tuple[list[list[str]], ...]:
    """For the left and the right side, from top to bottom, the names of the panels in a place."""
    at: dict[str, list[str]] = {place: [] for place in get_args(Place)}
    for entry in entries:
        at[entry.place].append(entry.name)
    left, left_below, right, right_below = at.values()
    return tuple([row for row in side if row]
                 for side in ((left, left_below), (right, right_below)))
