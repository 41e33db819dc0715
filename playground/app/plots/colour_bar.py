"""The colour bar of a plane: pyqtgraph's, with our ticks and its name along it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from playground.app.look.style import SMALL, font, px
from playground.app.plots.axis import SHORT, NumberAxis, tick_room
from playground.app.plots.dress import dress

WIDTH = 12


class ColourBar(pg.ColorBarItem):  # type: ignore[misc]
    """Which colour is which value."""

    widest = "−0.0×10⁻⁰"
    """The widest number at the bar: its room is fixed, so that the map never moves."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(values=(0, 1), width=WIDTH, interactive=False, colorMapMenu=False)
        menu = self.ctrlMenu  # pyqtgraph's own, which would outlive the plot
        menu.setParent(owner, menu.windowFlags())
        self.axis = NumberAxis("right")
        self.setAxisItems({"right": self.axis})
        self.axis.unlinkFromView()
        self.axis.setRange(0, 1)
        self.axis.setZValue(0.5)
        self.layout.setContentsMargins(0, 0, 0, 0)
        self._table: object = None
        self._ticks: tuple[tuple[float, str], ...] = ()

    @property
    def name(self) -> str:
        """What the colours stand for."""
        return self.axis.name

    @property
    def labels(self) -> list[str]:
        """The numbers at the bar, from below."""
        return [text for _, text in self._ticks]

    def show_scale(
        self, table: np.ndarray, name: str, ticks: Sequence[tuple[float, str]]
    ) -> None:
        """Colours (n, 3) from the lowest up, what they stand for, and numbers at places 0 to 1."""
        if table is not self._table:
            self._table = table
            self.setColorMap(pg.ColorMap(None, table))
        if name != self.axis.name:
            self.axis.set_name(name, italic=len(name) <= SHORT)
        if tuple(ticks) != self._ticks:
            self._ticks = tuple(ticks)
            self.axis.setTicks([list(ticks)])
            self._place_name()

    def _place_name(self) -> None:
        self.axis.keep_name_near(max(map(tick_room, self.labels), default=0.0))

    def dress(self) -> None:
        """Colours and sizes of the theme."""
        self.layout.setColumnFixedWidth(1, px(WIDTH))
        dress(self)
        self.getAxis("top").setHeight(1)
        self.getAxis("bottom").setHeight(1)
        self.getAxis("left").setWidth(1)
        # pyqtgraph puts the name 5 pixels outside of its axis; the plane leaves them free.
        self.axis.setWidth(round(tick_room(self.widest) + px(8) + 1.2 * font(SMALL).pixelSize()))
        self._place_name()
