"""The gradient, typeset; one that would fill the panel is folded to its beginning."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from playground.app.look.math_label import MathLabel
from playground.app.look.style import SPACE_XS, px

MOST_PARTS = 8
"""More rows than this in both derivatives together are folded."""
_BEGINNING = 2


class GradientView(QWidget):
    """One vector, or two derivatives in parts."""

    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[tuple[str, ...], ...] = ()
        self._text = ""
        self.labels = (MathLabel(), MathLabel())
        self._all = QToolButton()
        self._all.setText("Show the whole gradient")
        self._all.setCheckable(True)
        self._all.setToolTip("This gradient is long; here is its beginning, or all of it.")
        self._all.toggled.connect(self._write)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(SPACE_XS))
        for part in (*self.labels, self._all):
            layout.addWidget(part)
            part.hide()

    def set_lines(self, lines: tuple[tuple[str, ...], ...], text: str) -> None:
        """Show a gradient; `text` says the same without LaTeX."""
        self._lines, self._text = lines, text
        self._all.setVisible(self._long)
        self._write()

    def wait(self) -> None:
        """Show nothing until the next gradient comes, and keep the height for it."""
        for label in self.labels:
            label.wait()

    @property
    def _long(self) -> bool:
        return sum(map(len, self._lines)) > MOST_PARTS

    @Slot()
    def _write(self) -> None:
        folded = self._long and not self._all.isChecked()
        texts = self._text.split("; ")
        for k, label in enumerate(self.labels):
            parts = self._lines[k] if k < len(self._lines) else ()
            text = texts[k] if len(self._lines) == len(texts) else self._text
            if folded and len(parts) > _BEGINNING:
                parts = (*parts[:_BEGINNING], r"\cdots")
            label.set_lines(parts, text if parts else "")
            label.setVisible(bool(parts))
