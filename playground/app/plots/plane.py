"""Two coordinates seen from above: what is in view, its axes, its colour bar, and its layers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolTip, QWidget

from playground.app.look.style import BODY, SMALL, font, px
from playground.app.paint.viewport import Viewport
from playground.app.plots.axis import tick_room
from playground.app.plots.base import Plot
from playground.app.plots.colour_bar import ColourBar
from playground.app.plots.layers import KeptLayer, Layer
from playground.app.plots.view_box import Ranges
from playground.engine.surface import Window

UNIT: Window = ((0.0, 1.0), (0.0, 1.0))
NARROW = 225
"""With less width of the design the map has the colour bar's room, too."""


class Plane(Plot):
    """A plot whose ranges are a `Viewport` on a window of the plane.

    `map_view` is that viewport, in the widget's pixels. While `fitted`, it follows the widget's
    size; once a person has zoomed or panned, what they look at stays in the middle.
    """

    widest_tick = "−0.0000"
    """The widest number at the left axis: its room is fixed, so that the map never moves."""

    viewed = Signal()
    """`map_view` is another one: other ranges, or another size."""
    handled = Signal()
    """A person zoomed or panned."""
    pointed = Signal(object)
    """Where the pointer is over the map, a QPointF; None when it has left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, framed=True)
        self.fitted = True
        self.tip_at: Callable[[QPointF], str] = lambda at: ""
        """What the tooltip says at a pixel."""
        self._window = UNIT
        self._view = Viewport.fitted(UNIT, QRectF(0, 0, 1, 1))
        self._layers: list[Layer] = []
        self._placing = False
        self._has_bar = self._wide = True
        self.bar = ColourBar(self)
        self.plot.layout.addItem(self.bar, 2, 5)
        self.box.bound = self._bound
        self.box.fit_asked.connect(self.fit)
        self.box.looked.connect(self._looked)
        self.box.sigResized.connect(self.place)
        self.box.sigRangeChanged.connect(self._ranged)
        self.dress()

    # What is in view

    @property
    def map_view(self) -> Viewport:
        """The ranges in view and where they are in the widget."""
        return self._view

    @property
    def window_shown(self) -> Window:
        """What `fit` shows."""
        return self._window

    def show_window(self, window: Window, fit: bool = False) -> None:
        """Make a window the one that `fit` shows; look at it if what was seen was fitted."""
        self._window = window
        self.fitted = self.fitted or fit
        self.place()

    def fit(self) -> None:
        """Show all of the window."""
        self.fitted = True
        self.place()

    def look(self, view: Viewport) -> None:
        """Show other ranges."""
        self._placing = True
        self.box.show_ranges((view.x, view.y))
        self._placing = False
        self._take(view)

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Show everything so many times as large, about a pixel or the middle."""
        self.box.zoom(factor, about)

    def pan(self, dx: float, dy: float) -> None:
        """Move what is in view by so many pixels."""
        self.box.pan(dx, dy)

    def place(self, _: object = None) -> None:
        """Bring what is in view to the widget's size."""
        area = self.box.area
        if area.width() < 1 or area.height() < 1:
            return
        fitted = self.fitted
        self.look(Viewport.fitted(self._window, area) if fitted else self._view.placed(area))

    def _bound(self, ranges: Ranges) -> Ranges | None:
        """Refuse to get lost in space, or finer than floats can tell apart."""
        return ranges if self._view.seen(ranges).sensible(self._window) else None

    def _looked(self) -> None:
        self.fitted = False
        self.handled.emit()

    def _ranged(self, *_: object) -> None:
        if not self._placing:  # the mouse, a key, or a linked axis
            self._take(self._view.seen(self.box.ranges))

    def _take(self, view: Viewport) -> None:
        if view != self._view:
            self._view = view
            self.viewed.emit()

    def show_bar(self, on: bool) -> None:
        """Whether there is a colour bar, where there is room for it."""
        self._has_bar = on
        self._fit_bar()

    def _fit_bar(self) -> None:
        if self.isVisible():  # else its width is not its own, and what was so far stays
            self._wide = self.width() >= px(NARROW)
        shown = self._has_bar and self._wide
        if shown != self.bar.isVisible():
            self.bar.setVisible(shown)
            self._make_room()
            self.plot.layout.activate()  # at once: the map does not jump later

    # Layers

    def add_layer(
        self, draw: Callable[..., None], z: float, key: Callable[[], object] | None = None
    ) -> Layer:
        """Paint something over the map, see `Layer`; with a key it is kept until the key changes.
        """
        layer = Layer(self.box, draw, z) if key is None else KeptLayer(self.box, draw, z, key)
        self._layers.append(layer)
        return layer

    def refresh(self) -> None:
        """Paint the layers anew."""
        for layer in self._layers:
            layer.update()

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed width, so that the map never moves."""
        super().dress()
        small, body = QFontMetricsF(font(SMALL)), QFontMetricsF(font(BODY))
        left, below = self.plot.getAxis("left"), self.plot.getAxis("bottom")
        turned = body.height() - px(12) if len(left.name) > 2 else 0
        left.setWidth(round(tick_room(self.widest_tick) + px(26) + turned))
        below.setHeight(round(small.height() + body.height() + px(14)))
        self.plot.getAxis("top").setHeight(1)
        self.plot.getAxis("right").setWidth(1)
        self.bar.dress()
        self._fit_bar()
        self._make_room()

    def _make_room(self) -> None:
        """Beside the map: for the bar, or for the last number below."""
        right = px(6) if self.bar.isVisible() else px(12)
        self.plot.layout.setContentsMargins(0, px(10), right, 0)
        self.plot.layout.setColumnFixedWidth(4, px(12) if self.bar.isVisible() else 0)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "bar") and not self.closed:  # closing empties the scene first
            self._fit_bar()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_bar()

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip says what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return bool(super().viewportEvent(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """While no button is down, pyqtgraph's search for what is hovered over is left out."""
        inside = self.box.area.contains(event.position())
        if event.buttons():
            super().mouseMoveEvent(event)
            inside = False
        self.pointed.emit(event.position() if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)
