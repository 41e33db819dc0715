"""The widget that shows the drawn network and takes what mouse and keyboard do to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from playground.app.look.style import px
from playground.app.network.diagram.marks import paint_picture
from playground.app.network.diagram.mouse import NetworkMouse
from playground.app.network.diagram.picture import NetworkPicture
from playground.app.network.diagram.tips import hover_reading, paint_large_map, tip_for
from playground.app.network.diagram.value_editor import ValueEditor, is_for_selection
from playground.app.network.facts import Facts
from playground.app.paint.chips import paint_chip
from playground.app.text.numbers import number
from playground.engine.networks.place import Place

REST_MS = 150


class NetworkCanvas(QWidget):
    """See the signals of NetworkView: this is where they come from."""

    place_selected = Signal(object)
    value_edited = Signal(int, float, bool)
    freeze_requested = Signal(int, bool)
    hovered = Signal(str)
    laid_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = NetworkPicture()
        self._facts: Facts | None = None
        self._hands = NetworkMouse(self)
        self._pointer: QPointF | None = None
        self._said = ""
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.editor = ValueEditor(self)
        self.editor.entered.connect(self._entered)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._draw_at_rest)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Drawn network")

    # What is shown

    def show_facts(self, facts: Facts | None, moving: bool = False) -> None:
        """Another step, run or network; `moving` while steps follow each other."""
        before, self._facts = self.picture.facts, facts
        self.picture.smooth = not moving
        self.picture.show(facts)
        if facts is not None and (before is None or before.network != facts.network):
            self.editor.close_quietly()
            self.picture.place(QSizeF(self.size()))
            self.laid_out.emit()
        if moving:
            self._rest.start()
        self._tell()
        self.update()

    def place(self) -> None:
        """Lay out for the size at hand, keeping zoom and place."""
        layout = self.picture.layout
        self.picture.place(QSizeF(self.size()), layout.zoom, layout.shift)
        self._place_editor()
        self.laid_out.emit()
        self.update()

    @Slot()
    def _draw_at_rest(self) -> None:
        self.picture.smooth = True
        self.update()

    # What the hand does

    def select(self, selection: Place | None, tell: bool = True) -> None:
        """Select something, or nothing."""
        if selection != self.picture.selection:
            self.editor.close_quietly()
            self.picture.selection = selection
            self.update()
            if tell:
                self.place_selected.emit(selection)

    def scrub(self, value: float, final: bool) -> None:
        """The hand holds the selected parameter at a value; it is drawn before the runs follow."""
        selection = self.picture.selection
        if selection is None or selection.index < 0:
            return
        self.picture.held = (selection.index, value)
        self.picture.show(self._facts)
        self.value_edited.emit(selection.index, value, final)
        if final:
            self.picture.held = None
            self.picture.show(self._facts)
        self._tell()
        self.update()

    def hover(self, at: QPointF | None) -> None:
        """The pointer is here, or has left."""
        self._pointer = at
        under = None if at is None else self.picture.under(at)
        shape = Qt.CursorShape.ArrowCursor if under is None else Qt.CursorShape.PointingHandCursor
        if QWidget.cursor(self).shape() != shape:
            self.setCursor(shape)
        if under != self.picture.hover:
            self.picture.hover = under
            self._tell()
            self.update()
        elif under is not None:
            self.update()

    def show_hand(self, shape: Qt.CursorShape) -> None:
        """Another pointer, while something is held."""
        QWidget.setCursor(self, shape)

    def _tell(self) -> None:
        """Say what is under the pointer if that, or its number, is another than was said."""
        said = self.hover_text()
        if said != self._said:
            self._said = said
            self.hovered.emit(said)

    def hover_text(self) -> str:
        """What is under the pointer, in words."""
        return hover_reading(self.picture)

    def pan(self, dx: float, dy: float) -> None:
        """Move the network."""
        self._look(lambda: self.picture.panned(dx, dy))

    def zoom(self, factor: float, about: QPointF) -> None:
        """Show it so many times as large."""
        self._look(lambda: self.picture.zoomed(factor, about))

    def fit(self) -> None:
        """Show all of it."""
        self._look(self.picture.fitted)

    def _look(self, change: Callable[[], None]) -> None:
        before = self.picture.layout
        change()
        if self.picture.layout != before:
            self.picture.smooth = False
            self._rest.start()
            self._place_editor()
            self.laid_out.emit()
            self.update()

    # Typing

    def open_editor(self, begun: str = "") -> None:
        """A field for the selected parameter's value; `begun` is what was typed already."""
        selection, facts = self.picture.selection, self.picture.facts
        if selection is not None and selection.index >= 0 and facts is not None:
            self._place_editor()
            self.editor.open(float(facts.theta[selection.index]), selection.name, begun)
            self.update()

    def _place_editor(self) -> None:
        selection = self.picture.selection
        if selection is not None and self.picture.facts is not None:
            self.editor.stand_at(self.picture.place_of(selection))

    @Slot(float)
    def _entered(self, value: float) -> None:
        selection = self.picture.selection
        if selection is not None:
            self.value_edited.emit(selection.index, value, True)

    # The menu

    def open_menu(self, at: QPointF) -> None:
        """What can be done with the parameter under a pixel."""
        under = self.picture.under(at)
        if under is not None and under.index >= 0:
            self.select(under)
            self.fill_menu(under).popup(self.mapToGlobal(at.toPoint()))

    def fill_menu(self, of: Place) -> QMenu:
        """The menu of a weight or a bias."""
        assert self._facts is not None
        frozen = of.index in self._facts.problem.frozen
        menu, value = self._menu, number(float(self._facts.theta[of.index]))
        menu.clear()
        typed = menu.addAction("Type a value…", self.open_editor)
        typed.setToolTip("You can also just type a number while the edge is selected.")
        zero = menu.addAction("Set to 0", lambda: self.value_edited.emit(of.index, 0.0, True))
        zero.setToolTip("Cut this connection: nothing passes through a weight of 0.")
        menu.addSeparator()
        hold = menu.addAction(f"Thaw {of.name}" if frozen else f"Freeze at {value}")
        hold.setToolTip("A frozen weight keeps its value: no optimizer moves it.")
        hold.triggered.connect(lambda: self.freeze_requested.emit(of.index, not frozen))
        return menu

    def _next(self, step: int) -> None:
        """Select the next parameter, the next one after the last being the first."""
        facts, selection = self.picture.facts, self.picture.selection
        if facts is not None:
            index = selection.index if selection is not None else -1
            self.select(facts.network.place_of((index + step) % facts.network.dimension))

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(px(760), px(420))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tip_for(self.picture, self.picture.hover), self)
            return True
        if isinstance(event, QKeyEvent) and self._wants(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the selection."""
        selection = self.picture.selection
        return selection is not None and selection.index >= 0 and is_for_selection(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self._wants(event):
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.picture.facts is not None:
                self._next(1)
            else:
                super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._next(1 if key == Qt.Key.Key_Tab else -1)
        elif key == Qt.Key.Key_Escape:
            self.select(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.open_editor()
        else:
            self.open_editor(event.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio, size = self.devicePixelRatioF(), QSizeF(self.size())
        raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        direct = not raster or abs(painter.deviceTransform().m11() - ratio) > 1e-6
        paint_picture(painter, self.picture, size, ratio, direct)
        if direct or self.picture.facts is None:
            return
        view = QRectF(self.rect()).adjusted(px(4), px(4), -px(4), -px(4))
        self.editor.paint_refusal(painter, view)
        under = self.picture.hover
        if under is None or self._pointer is None or self.editor.is_open:
            return
        if not paint_large_map(painter, self.picture, under, view):
            beside = self._pointer + QPointF(px(14), -px(24))
            paint_chip(painter, beside, self.hover_text(), view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.2 ** (event.angleDelta().y() / 120), event.position())
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._hands.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # By mouse the menu opens when the button is let go, for it may also move the view.
        selection = self.picture.selection
        if event.reason() == QContextMenuEvent.Reason.Keyboard and selection is not None:
            self.open_menu(self.picture.place_of(selection))

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(None)
        super().leaveEvent(event)
