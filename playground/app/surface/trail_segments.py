"""A run's path as segments of pixels: each pair of pixels once, clipped, with its step.

Nothing here draws. The segments stand in the order of the steps, and one that repeats an earlier
one is left out; so the trail up to any step is a prefix, and a scrub through 100,000 steps looks
at the few that show.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from playground.app.paint.viewport import Viewport
from playground.engine.problem import Array
from playground.lab.runs.history import Columns

SLOTS = 1 << 15
"""Places of the table of pixel pairs that were seen; one that is overwritten is drawn again."""


AT_LEAST = 4.0
"""What a segment costs to draw beside its length, in pixels of length."""


def clip(segments: Array, area: QRectF) -> tuple[Array, NDArray[np.bool_]]:
    """The parts of segments (n, 4) inside a rectangle, and which have such a part at all.

    Liang and Barsky's way, for all segments at once: what is outside never reaches QPainter.
    """
    low = np.array([area.left(), area.top()])
    high = np.array([area.right(), area.bottom()])
    corners = segments.reshape(-1, 2)
    if len(segments) and (corners.min(axis=0) >= low).all() and (corners.max(axis=0) <= high).all():
        return segments, np.ones(len(segments), bool)
    start, delta = segments[:, :2], segments[:, 2:] - segments[:, :2]
    with np.errstate(all="ignore"):
        first, second = (low - start) / delta, (high - start) / delta
        enter = np.where(delta == 0, -np.inf, np.minimum(first, second)).max(axis=1)
        leave = np.where(delta == 0, np.inf, np.maximum(first, second)).min(axis=1)
        flat_outside = ((delta == 0) & ((start < low) | (start > high))).any(axis=1)
        enter, leave = np.maximum(enter, 0.0), np.minimum(leave, 1.0)
        inside = (enter <= leave) & ~flat_outside & np.isfinite(segments).all(axis=1)
        clipped = np.hstack([start + enter[:, None] * delta, start + leave[:, None] * delta])
    return clipped[inside], inside


class TrailSegments:
    """The segments of one run in one viewport; `extend` takes the rows that are new."""

    def __init__(self, viewport: Viewport) -> None:
        self._viewport = viewport
        pad = viewport.rect[2] * 0.02 + 8
        self.area = viewport.area.adjusted(-pad, -pad, pad, pad)
        self.rows = 0
        self._every = 0
        self._count = 0
        self._ends = np.empty(256, np.intp)
        self._segments = np.empty((256, 4))
        self._ink = np.empty(256)
        self._kept: Array = np.empty((0, 2))  # the last point that began a pixel
        self._cell: NDArray[np.int64] = np.empty((0, 2), np.int64)
        self._seen = np.zeros(SLOTS, np.int64)

    @property
    def ends(self) -> NDArray[np.intp]:
        """The step at which each segment ends, rising."""
        return self._ends[: self._count]

    @property
    def segments(self) -> Array:
        """x and y of both ends, in pixels, shape (n, 4)."""
        return self._segments[: self._count]

    def chosen(self, first: int, end: int, ink: float) -> NDArray[np.intp]:
        """Which of the segments from `first` to `end` to draw within a budget of ink: all; or
        half the budget's newest ones, and ones evenly picked from the rest.
        """
        total = self._ink_before(end) - self._ink_before(first)
        if total <= ink:
            return np.arange(first, end)
        newest = int(np.searchsorted(self._ink[:end], self._ink_before(end) - ink / 2))
        every = max(2, int(np.ceil(total / (ink / 2))))
        return np.concatenate([np.arange(first, newest, every), np.arange(newest, end)])

    def _ink_before(self, count: int) -> float:
        """The ink that so many segments take, the first ones."""
        return float(self._ink[count - 1]) if count else 0.0

    def fits(self, columns: Columns) -> bool:
        """Whether these columns go on where the ones taken so far ended."""
        steps = columns.steps
        every = int(steps[1] - steps[0]) if len(steps) > 1 else 0
        return len(steps) >= self.rows and (self._every in (0, every) or not every)

    def extend(self, columns: Columns) -> None:
        """Take the rows that are new."""
        new = columns.path[self.rows :]
        if not len(new):
            return
        steps = columns.steps[self.rows :]
        if len(columns.steps) > 1:
            self._every = int(columns.steps[1] - columns.steps[0])
        self.rows += len(new)
        pixels = self._viewport.to_pixels(new)
        with np.errstate(invalid="ignore"):
            cells = np.floor(pixels).astype(np.int64)
        cells_before = np.concatenate([self._cell, cells])
        moved = (cells_before[1:] != cells_before[:-1]).any(axis=1)
        if not len(self._cell):
            moved = np.concatenate([[True], moved])
        self._cell = cells[-1:]
        kept = pixels[moved]
        if not len(kept):
            return
        points = np.concatenate([self._kept, kept])
        ends = steps[moved][len(kept) + 1 - len(points) :]
        self._kept = points[-1:]
        self._add(np.hstack([points[:-1], points[1:]]), ends)

    def _add(self, segments: Array, ends: NDArray[np.intp]) -> None:
        segments, inside = clip(segments, self.area)
        ends = ends[inside]
        fresh = self._fresh(segments)
        segments, ends = segments[fresh], ends[fresh]
        count = self._count + len(ends)
        if count > len(self._ends):
            room = max(count, 2 * len(self._ends))
            self._ends = np.resize(self._ends, room)
            self._segments = np.resize(self._segments, (room, 4))
            self._ink = np.resize(self._ink, room)
        self._ends[self._count : count] = ends
        self._segments[self._count : count] = segments
        cost = np.abs(segments[:, :2] - segments[:, 2:]).sum(axis=1) + AT_LEAST
        self._ink[self._count : count] = self._ink_before(self._count) + np.cumsum(cost)
        self._count = count

    def _fresh(self, segments: Array) -> NDArray[np.bool_]:
        """Which segments join two pixels that no earlier one joined, in either direction.

        The table forgets where two pairs share a slot; then a segment is drawn twice, no harm.
        """
        corner = self.area.topLeft()
        cells = (segments - np.array([corner.x(), corner.y()] * 2)).astype(np.int64)
        a, b = (cells[:, i] << 15 | cells[:, i + 1] for i in (0, 2))
        key = (np.minimum(a, b) << 30 | np.maximum(a, b)) + 1
        slot = ((key * 0x9E3779B1) >> 16) % SLOTS
        order = np.arange(len(key))
        first = np.zeros(SLOTS, np.intp) if len(key) > 64 else None
        fresh: NDArray[np.bool_] = self._seen[slot] != key
        if first is not None:
            first[slot[::-1]] = order[::-1]
            leader = first[slot]
            fresh &= (leader == order) | (key[leader] != key)
        elif len(key) > 1:
            unique = np.zeros(len(key), bool)
            unique[np.unique(key, return_index=True)[1]] = True
            fresh &= unique
        self._seen[slot] = key
        return fresh
