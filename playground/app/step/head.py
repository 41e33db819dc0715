"""The head of the step panel: whose step this is, which one, and what was changed on the way."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.style import BODY, SMALL, SPACE_S, px, runner_color, runner_marker
from playground.app.widgets.cells import Cell, Cells, ruler

_ROW = 22
_SECOND = 17
_MARKER = 12


class StepHead(Cells):
    """A runner's marker and label, "step 37 → 38", and a line for the change in force."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slot, self.label = 0, ""
        self._second = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_runner(self, slot: int, label: str, changes: bool) -> None:
        """Whose step this is; `changes` keeps a line free for what was changed on the way."""
        self._slot, self.label, self._second = slot, label, changes
        self.setAccessibleName(f"Step of {label}")
        self.updateGeometry()
        self._place()

    def show_step(self, step: str, change: str) -> None:
        """Which update is explained, and the change that it is made under."""
        self.show_values([step, change] if self._second else [step])

    def restyle(self) -> None:
        """Another theme or scale."""
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        body, bold = ruler(BODY), ruler(BODY, bold=True)
        left = px(_MARKER) + px(SPACE_S)
        steps = round(body.width("step 10000 → 10001"))
        room = self.width() - left - steps - px(SPACE_S)
        label = bold.elided(self.label, room)
        name = Cell(QRect(left, 0, room, px(_ROW)), bold, "text", label, right=False)
        name.tip = self.label
        step = Cell(QRect(self.width() - steps, 0, steps, px(_ROW)), body)
        step.tip = "The update explained here: from this step to the next."
        cells = [name, step]
        if self._second:
            place = QRect(0, px(_ROW), self.width(), px(_SECOND))
            cells.append(Cell(place, ruler(SMALL), "accent", right=False))
        shown = [cell.value for cell in self._changing]
        self.set_cells(cells)
        if len(shown) == len(self._changing):
            self.show_values(shown)

    def sizeHint(self) -> QSize:
        return QSize(px(280), px(_ROW) + self._second * px(_SECOND))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(px(_MARKER) / 2 + 1, px(_ROW) / 2)
        painter.scale(px(_MARKER), px(_MARKER))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(runner_marker(self._slot), runner_color(self._slot))
        painter.end()
        super().paintEvent(event)
