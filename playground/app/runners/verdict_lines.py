"""Why each runner has stopped: a line for each, with its marker."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.widgets.swatch import Swatch


def shortened(verdict: str) -> str:
    """ "Stopped by the limit of epochs: loss 0.1.", without how many steps and what slope."""
    return re.sub(r", slope .+\.$", ".", re.sub(r", after [\d,\u202f]+ steps?", "", verdict))


class VerdictLines(QWidget):
    """A line for each runner, in the runners' order."""

    def __init__(self, most_in_full: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_in_full = most_in_full  # of more it is told only how and with what loss
        self._lines: list[tuple[QWidget, QLabel, Swatch]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(SPACE_XS))

    @property
    def texts(self) -> tuple[str, ...]:
        """What is to be read."""
        return tuple(label.text() for line, label, _ in self._lines if not line.isHidden())

    def set_verdicts(self, verdicts: Sequence[str], slots: Sequence[int] = ()) -> None:
        """Say why each runner stopped; `slots` are the runners' colours and markers."""
        while len(self._lines) < len(verdicts):
            self._add_line(len(self._lines))
        for k, (line, label, swatch) in enumerate(self._lines):
            swatch.set_runner(slots[k] if k < len(slots) else k)
            whole = verdicts[k] if k < len(verdicts) else ""
            text = whole if self._in_full(len(verdicts)) else shortened(whole)
            label.setToolTip(whole if whole != text else "")
            if label.text() != text:
                label.setText(text)
            line.setVisible(bool(text))
        self.setVisible(any(verdicts))

    def _in_full(self, runners: int) -> bool:
        return self._most_in_full is None or runners <= self._most_in_full

    def _add_line(self, slot: int) -> None:
        line, swatch, label = QWidget(), Swatch(slot), QLabel()
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        set_role(label, "small")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_S))
        row.addWidget(swatch, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        self._layout.addWidget(line)
        self._lines.append((line, label, swatch))
