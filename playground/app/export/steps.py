"""Which steps a moving picture shows."""

from __future__ import annotations

import numpy as np

MOST_FRAMES = 300


def chosen_steps(first: int, last: int, every: int, log: bool) -> list[int]:
    """From `first` to `last`, every `every`-th; with `log` ever larger strides, as many frames.

    Both ends are among them; at most MOST_FRAMES.
    """
    if last <= first:
        return [first]
    count = min(MOST_FRAMES, max(2, (last - first) // max(1, every) + 1))
    if log:
        rising = np.geomspace(1, last - first + 1, count) - 1
        return sorted({first + round(float(step)) for step in rising} | {last})
    stride = max(every, -(-(last - first) // (MOST_FRAMES - 1)))
    steps = list(range(first, last + 1, stride))
    return steps if steps[-1] == last else [*steps[: MOST_FRAMES - 1], last]
