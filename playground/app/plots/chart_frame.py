"""Where a chart's places, heights and steps are, in pixels."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from playground.app.look import style as look
from playground.app.plots.series import Curve
from playground.app.plots.view_box import Span

PAD = 8
"""Pixels between the axes' ends and the curves, so that markers there are whole."""
APART = 88
"""Pixels between markers along a curve."""


class Frame(NamedTuple):
    """What is in view, and the pixels there are for it."""

    x: Span = (0.0, 10.0)
    y: Span = (0.0, 1.0)
    width: float = 100.0
    height: float = 100.0

    @property
    def scale(self) -> float:
        """Pixels for one of what the axis counts."""
        return self.width / (self.x[1] - self.x[0])

    def px(self, place: Any) -> Any:
        """Where places are, in pixels from the left."""
        return (place - self.x[0]) * self.scale

    def py(self, height: Any) -> Any:
        """Where heights are, in pixels from the top; what is far outside stays near."""
        share = (height - self.y[0]) / (self.y[1] - self.y[0])
        return self.height - np.clip(share, -3, 4) * self.height

    def edge_py(self, height: float) -> float:
        """The same for one height; what is outside stays at the edge."""
        share = (height - self.y[0]) / (self.y[1] - self.y[0])
        pad = look.px(PAD)
        return min(max(self.height - share * self.height, pad), self.height - pad)

    def place_at(self, x: float) -> float:
        """What stands at a pixel."""
        return self.x[0] + x / self.scale

    def shows(self, place: float) -> bool:
        """Whether a place is in view."""
        return self.x[0] <= place <= self.x[1]


def marked_steps(curve: Curve, frame: Frame) -> list[int]:
    """Steps about `APART` pixels from each other, other ones for every runner."""
    apart = look.px(APART) / frame.scale
    first = apart * (0.35 + 0.618 * curve.slot % 1.0)
    begin = max(int((frame.x[0] - first) / apart), 0)
    end = int(max(frame.x[1] - first, 0) / apart) + 1
    steps = (round(curve.series.step(first + k * apart)) for k in range(begin, end))
    return sorted({step for step in steps if step <= curve.series.run.last})


def joined(spans: list[Span]) -> list[Span]:
    """The same stretches, those that overlap as one."""
    found: list[Span] = []
    for left, right in sorted(spans):
        if found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def pixels_a_step(curve: Curve, frame: Frame) -> float:
    """How far a curve's steps lie apart, on average."""
    last = max(curve.series.run.last, 1)
    return (curve.series.place(last) - curve.series.place(0)) / last * frame.scale
