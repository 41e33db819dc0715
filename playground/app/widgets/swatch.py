"""A runner's marker in its colour, as in lists, tables and legends."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.style import faded, px, runner_color, runner_marker


class Swatch(QWidget):
    """The marker of one runner; pale while the runner is hidden."""

    def __init__(self, slot: int, label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._slot = slot
        self._pale = False
        self.set_runner(slot, label)

    def set_runner(self, slot: int, label: str = "") -> None:
        """Whose marker this is."""
        self._slot = slot
        self.setAccessibleName(label)
        self.setToolTip(label)
        self.update()

    def set_pale(self, pale: bool) -> None:
        """Whether its runner is hidden."""
        if pale != self._pale:
            self._pale = pale
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(16), px(16))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = runner_color(self._slot)
        if not self.isEnabled():
            color = self.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(px(12), px(12))
        painter.fillPath(runner_marker(self._slot), faded(color, 0.3 if self._pale else 1.0))
        painter.end()
