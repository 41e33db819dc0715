"""Predicted against true values: on the diagonal the network is right."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look import style as look
from playground.app.plots.pairs import Pairs
from playground.app.plots.ranges import linear_range
from playground.app.text.numbers import grouped, number
from playground.engine.problem import Array

_AWAY = 1.0  # predictions farther from the true values than so many times their range are outside


class Scatter(Pairs):
    """Dots at (true, predicted); the axes are alike, follow the true values and grow in steps."""

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._true, self._found = np.empty(0), np.empty(0)
        self._known: tuple[float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.axis("left").offer_names("predicted")
        self.pointed.connect(self._point)

    @property
    def values(self) -> tuple[Array, Array]:
        """True and predicted values."""
        return self._true, self._found

    @property
    def note(self) -> str:
        """How many predictions lie outside of the picture, in a sentence."""
        count = self.outside
        if not count:
            return ""
        return f"{grouped(count)} outside the picture: ▸ points to {'them' if count > 1 else 'it'}."

    def forget(self) -> None:
        """Other data: axes that fit them."""
        self._known, self.fitted = None, True

    def show_values(self, slot: int, name: str, true: Array, found: Array) -> None:
        """Show these; `name` is what is predicted."""
        self._name, self._true, self._found = name, true, found
        self.axis("bottom").offer_names(f"true {name}", "true")
        self._known = self._followed()
        self.show_pairs(slot, true, found, self._known)

    def text_at(self, at: QPointF) -> str:
        """The sample under a pixel, in words."""
        sample = self.nearest(at)
        if sample is None:
            return ""
        true, found = float(self._true[sample]), float(self._found[sample])
        return (
            f"true {self._name} {number(true)}, predicted {number(found)}: "
            f"off by {number(found - true, zeros=True)}"
        )

    def _followed(self) -> tuple[float, float]:
        low, high = (float(self._true.min()), float(self._true.max())) if len(self._true) else (
            0.0, 0.0
        )
        seen = self._found[np.isfinite(self._found)]
        room = _AWAY * (high - low)
        if len(seen):
            low = min(low, max(float(seen.min()), low - room))
            high = max(high, min(float(seen.max()), high + room))
        if self._known is not None and self._known[0] <= low and high <= self._known[1]:
            return self._known
        return linear_range(low, high)

    def _point(self, at: QPointF | None) -> None:
        self.hovered.emit("" if at is None else self.text_at(at))

    def sizeHint(self) -> QSize:
        return QSize(look.px(320), look.px(240))


def r_squared(true: Array, found: Array) -> float:
    """1 − Σ(y − H)² / Σ(y − ȳ)²; nan where all true values are the same."""
    with np.errstate(all="ignore"):
        spread = float(((true - true.mean()) ** 2).sum()) if len(true) else 0.0
        return 1 - float(((true - found) ** 2).sum()) / spread if spread > 0 else np.nan
