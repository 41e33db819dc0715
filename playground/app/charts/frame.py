"""Which steps and heights a chart shows, on how many pixels."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Frame(NamedTuple):
    """Steps and heights on the axes, and the pixels there are for them.

    Between the axes' ends and the curves are `pad` pixels, so that markers there are whole.
    """

    first: float = 0.0
    last: float = 10.0
    low: float = 0.0
    high: float = 1.0
    width: float = 100.0
    height: float = 100.0
    pad: int = 8

    @property
    def step(self) -> float:
        """Pixels a step."""
        return (self.width - 2 * self.pad) / (self.last - self.first)

    def px(self, step: Any) -> Any:
        """Where a step is (or steps are), in pixels from the left."""
        return self.pad + (step - self.first) * self.step

    def py(self, height: Any) -> Any:
        """Where heights are, in pixels from the top; what is far outside stays near."""
        share = (height - self.low) / (self.high - self.low)
        return self.height - self.pad - np.clip(share, -3, 4) * (self.height - 2 * self.pad)

    def edge_py(self, height: float) -> float:
        """The same for one height; what is outside stays at the edge."""
        share = (height - self.low) / (self.high - self.low)
        return self.height - self.pad - min(max(share, 0.0), 1.0) * (self.height - 2 * self.pad)

    def step_at(self, x: float) -> float:
        """The step under a pixel."""
        return self.first + (x - self.pad) / self.step

    def shows(self, step: float) -> bool:
        """Whether a step is on screen."""
        return self.first <= step <= self.last
