"""A penalty's strength λ on a logarithmic slider whose left end is off."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.app.widgets.ladder import ladder
from playground.app.widgets.log_slider import LogSlider
from playground.engine.parameters import Parameter

LOWEST, HIGHEST = 1e-5, 1.0
"""Comfortable strengths; weaker ones do nothing that one could see."""


class PenaltySlider(LogSlider):
    """0, and from 0.00001 to 1 in round steps; any number of at least 0 can be typed."""

    def __init__(self, name: str, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(name, parameter, parent)
        self._rungs = (0.0, *ladder(LOWEST, HIGHEST, True))
        self._slider.setRange(0, len(self._rungs) - 1)
        self.set_value(parameter.default)
