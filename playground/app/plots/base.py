"""What all plots have in common: a PlotItem in its widget, with our axes, mouse, keys and menu."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from playground.app.look.style import style
from playground.app.plots.axis import NumberAxis
from playground.app.plots.dress import dress
from playground.app.plots.menu import PAN_WORD, PlotMenu
from playground.app.plots.picture import plot_image
from playground.app.plots.view_box import PlotViewBox

pg.setConfigOption("exitCleanup", False)  # it would quit a process that other windows still use


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """A plot that is ready to be filled. `box` is what is in view, `plot` the PlotItem."""

    save_asked = Signal()
    """The menu's "Save picture…": whoever owns the plot asks where to."""

    pointed = Signal(object)
    """Where the pointer is in the widget, a QPointF; None when it has left."""

    left_button = PAN_WORD
    """What the left button does, for the menu."""
    axis_type: type[NumberAxis] = NumberAxis

    def __init__(self, parent: QWidget | None = None, framed: bool = False) -> None:
        """`framed`: with lines at the top and at the right as well."""
        self.box = PlotViewBox()
        names = ("left", "bottom", "right", "top") if framed else ("left", "bottom")
        super().__init__(
            parent, viewBox=self.box, axisItems={name: self.axis_type(name) for name in names}
        )
        self.plot: pg.PlotItem = self.getPlotItem()
        self.plot.hideButtons()
        self.plot.setMenuEnabled(False)
        adopt_menu(self.plot, self)
        for name in names[2:]:
            self.plot.getAxis(name).setStyle(showValues=False, tickLength=0)
            self.plot.getAxis(name).setTicks([])
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.menu_asked.connect(self.open_menu)
        style.changed.connect(self.dress)

    def dress(self) -> None:
        """Put on the theme's colours and sizes; subclasses size their axes here."""
        self.setBackground(QColor(style.theme.panel))
        dress(self.plot)

    def make_menu(self) -> PlotMenu:
        """The context menu; subclasses add what they alone can do."""
        menu = PlotMenu(self, self.box, self.left_button)
        menu.save.triggered.connect(self.save_asked)
        menu.copy.triggered.connect(self.copy_picture)
        return menu

    def open_menu(self, at: QPoint) -> None:
        """Open the context menu at a place of the screen."""
        self.make_menu().popup(at)

    def copy_picture(self) -> None:
        """Put a picture of the plot on the clipboard."""
        QGuiApplication.clipboard().setImage(plot_image(self))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By key; the mouse's is the view box's, when nothing was dragged."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.open_menu(self.mapToGlobal(self.rect().center()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """While no button is down, pyqtgraph's search for what is hovered over is left out."""
        if event.buttons():
            super().mouseMoveEvent(event)
        self.pointed.emit(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and pan; other keys are the window's."""
        if not self.box.press_key(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange:  # numbers are written another way
            self.dress()
        super().changeEvent(event)


def adopt_menu(plot: pg.PlotItem, owner: QWidget) -> None:
    """pyqtgraph makes a menu of its own for every plot, which would outlive it."""
    menu = plot.ctrlMenu
    menu.setParent(owner, menu.windowFlags())
