"""The axes of the training chart: its end and ticks in epochs, and the heights it shows."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf
from typing import Any

from playground.app.charts.training.series import RATIO, Shown
from playground.app.paint import scale
from playground.app.paint.scale import Ticks

_RUNAWAY = 5.0  # who only rises is followed to so many times the height of the start
_FEW = 2  # with fewer epochs on screen there are ticks between them, too


def axis_limit(last: int, per_epoch: int) -> int:
    """The end of the axis, at a round number of epochs, or of steps where `per_epoch` is 0."""
    if per_epoch <= 1:
        return scale.step_limit(last)
    epochs = max(ceil(last / per_epoch), 1)
    nice = next((n for n in (1, 2, 5) if n >= epochs), 0) or scale.step_limit(epochs)
    return max(nice * per_epoch, scale.FIRST_STEPS)


def epoch_ticks(first: float, last: float, per_epoch: int, most: int) -> Ticks:
    """Labels count epochs, places count steps."""
    low, high = first / per_epoch, last / per_epoch
    few = high - low < _FEW and per_epoch > 1
    ticks = (scale.linear_ticks if few else scale.step_ticks)(low, high, most)
    return Ticks(
        [(place * per_epoch, label) for place, label in ticks.major],
        [place * per_epoch for place in ticks.minor],
    )


def extremes(traces: Sequence[Any], shown: Shown, log: bool, equal: float) -> tuple[float, float]:
    """What the axis is to show: all of it, but one that runs away leaves through the top.

    `equal` is the height at which two layers learn alike.
    """
    low = min((trace.low for trace in traces), default=inf)
    high = max((trace.high for trace in traces), default=-inf)
    if low > high:
        low, high = 0.0, 1.0
    began = [trace.first for trace in traces if trace.first is not None]
    if shown.percent and not log:
        return 0.0, 100.0
    if began and not log:
        fallen, height = max(began) - low, abs(max(began))
        high = min(high, low + max(scale.RUNAWAY * fallen, _RUNAWAY * height))
    if shown is RATIO:
        low, high = min(low, equal), max(high, equal)
    return low, high
