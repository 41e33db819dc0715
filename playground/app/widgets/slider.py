"""A horizontal slider that goes where it is clicked and leaves the wheel to the panel."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class Slider(QSlider):
    """Says `moved(position, final)` for a hand's moves only, never for `set_position`.

    `final` is False while the handle is dragged and True when it is let go. Arrow and page keys
    are given away as `stepped(steps)`: the owner knows the value between two positions.
    """

    moved = Signal(int, bool)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dragged = False
        self.valueChanged.connect(self._moved)
        quiet_wheel(self)

    def set_position(self, position: int) -> None:
        """Put the handle somewhere without a word."""
        blocked = self.blockSignals(True)
        self.setValue(position)
        self.blockSignals(blocked)

    @Slot(int)
    def _moved(self, position: int) -> None:
        self.moved.emit(position, not self._dragged)

    def _position_at(self, x: float) -> int:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl
        control = QStyle.ComplexControl.CC_Slider
        groove = self.style().subControlRect(control, option, part.SC_SliderGroove, self)
        handle = self.style().subControlRect(control, option, part.SC_SliderHandle, self)
        span = groove.width() - handle.width()
        along = round(x) - groove.x() - handle.width() // 2
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), along, span, option.upsideDown
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = True
            self.setValue(self._position_at(event.position().x()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._dragged and event.button() == Qt.MouseButton.LeftButton:
            self._dragged = False
            self.moved.emit(self.value(), True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key
        steps = {key.Key_Right: 1, key.Key_Up: 1, key.Key_Left: -1, key.Key_Down: -1,
                 key.Key_PageUp: 10, key.Key_PageDown: -10}.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(steps)


class _WheelGuard(QObject):
    """Lets the wheel through only to a widget that has the focus: else the panel scrolls."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        wheel = event.type() == QEvent.Type.Wheel
        if wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def quiet_wheel(widget: QWidget) -> None:
    """Make a widget heed the wheel only while it has the focus."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(_WheelGuard(widget))
