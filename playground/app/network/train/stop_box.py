"""When training stops, with the rules of the stop panel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_XS, px, set_role
from playground.app.runners.stop_rules import StopRow
from playground.app.widgets.labels import sentence
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
