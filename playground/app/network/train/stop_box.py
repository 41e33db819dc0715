"""When training stops, with the rules of the stop panel, and why each runner did."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.runners.stop_rules import StopRow
from playground.app.widgets.labels import sentence
from playground.app.widgets.swatch import Swatch
from playground.engine.stop_rules import Limit, StopRules, stop_rules

ORDER = sorted(
    stop_rules.values(), key=lambda rule: (not isinstance(rule, Limit), not rule.of_data)
)
"""The limits before the others, and first the one that only training has."""
NOISY = (
    "With batches smaller than the data each step sees another gradient, so a short one may be "
    "luck: the two rules about lengths look at one batch. The risk's gradient is looked at over "
    "all the training data instead, every so often."
)
NO_TEST = "There are no test data to stop by: choose a test share in the data panel."


class StopBox(QWidget):
    """Says `edited(rule, value)`; 0 switches a rule off."""

    edited = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {rule.name: StopRow(rule, training=True) for rule in ORDER}
        self.noisy = QLabel(NOISY)
        self.noisy.setWordWrap(True)
        set_role(self.noisy, "small")
        self.noisy.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(SPACE_XS))
        for row in self.rows.values():
            row.edited.connect(self.edited)
            row.setMinimumWidth(1)  # and in a narrower one they are cut, not the whole panel
            layout.addWidget(row)
        layout.addWidget(self.noisy)
        self.no_test = sentence("warning")
        self.no_test.setText(NO_TEST)
        self.no_test.hide()
        layout.addWidget(self.no_test)

    def show_rules(self, stop: StopRules, full: bool, tested: bool = True) -> None:
        """Show the rules; `full`: every step sees all the data; `tested`: there are test data."""
        for name, row in self.rows.items():
            row.show_value(stop.settings[name])
        self.noisy.setVisible(not full and bool(stop.checks))
        self.no_test.setVisible(bool(stop.patience) and not tested)


FEW = 3
"""So many runners' ends are told in full; of more only how and with what loss."""


def shortened(verdict: str) -> str:
    """ "Stopped by the limit of epochs: loss 0.1.", without how many steps and what slope."""
    return re.sub(r", slope .+\.$", ".", re.sub(r", after [\d,\u202f]+ steps?", "", verdict))


class Verdicts(QWidget):
    """A line for each runner, in the runners' order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
            text = shortened(whole) if len(verdicts) > FEW else whole
            label.setToolTip(whole if whole != text else "")
            if label.text() != text:
                label.setText(text)
            line.setVisible(bool(text))
        self.setVisible(any(verdicts))

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
