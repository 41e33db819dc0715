"""The axis of the training chart in epochs: its end and its ticks, in steps."""

from __future__ import annotations

from math import ceil

from playground.app.views import chart_scale as scale
from playground.app.views.chart_scale import Ticks

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
