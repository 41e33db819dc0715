"""Where the nodes and edges of a network stand: columns of nodes in a rectangle, zoomed, moved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from playground.engine.problem import Array

WIDEST_GAP, TALLEST_ROW, LARGEST_NODE = 300, 124, 60
"""In pixels of the design: small networks do not spread over a whole screen."""
SMALLEST_NODE = 3.5
MAP_FROM, BIAS_FROM, TEXT_FROM = 13, 15, 26
"""How large a node must be to hold a map, a mark for its bias, a number."""
ZOOMS = (1.0, 16.0)


@dataclass(frozen=True)
class Layout:
    """The places of everything, in the canvas's pixels. `unit` is a pixel of the design."""

    sizes: tuple[int, ...]
    area: tuple[float, float, float, float]
    unit: float = 1.0
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    @property
    def rect(self) -> QRectF:
        """What the network may fill."""
        return QRectF(*self.area)

    @property
    def across(self) -> float:
        """The zoom from left to right. It is less than from top to bottom, where nodes crowd: so
        an edge can still be seen from end to end.
        """
        return float(self.zoom**0.4)

    @cached_property
    def gap(self) -> float:
        """From one column to the next."""
        gaps = max(len(self.sizes) - 1, 1)
        return min(self.area[2] / gaps, WIDEST_GAP * self.unit) * self.across

    @cached_property
    def columns(self) -> Array:
        """The middle of each layer's column."""
        k = np.arange(len(self.sizes)) - (len(self.sizes) - 1) / 2
        return np.asarray(self.rect.center().x() + self.shift[0] + k * self.gap, float)

    @cached_property
    def rows(self) -> tuple[float, ...]:
        """From one node to the next, in each column."""
        tallest = TALLEST_ROW * self.unit
        return tuple(min(self.area[3] / n, tallest) * self.zoom for n in self.sizes)

    @cached_property
    def diameters(self) -> tuple[float, ...]:
        """How large the nodes of each column are."""
        most = LARGEST_NODE * self.unit * max(1.0, self.zoom**0.5)
        made = []
        for row in self.rows:
            fits = min(row * (0.72 if row > 8 * self.unit else 0.8), self.gap * 0.42)
            made.append(float(round(max(min(fits, most), SMALLEST_NODE * self.unit))))
        return tuple(made)

    @cached_property
    def nodes(self) -> tuple[Array, ...]:
        """The middle of each node, an array (n, 2) for each layer."""
        middle = self.rect.center().y() + self.shift[1]
        made = []
        for x, row, n in zip(self.columns, self.rows, self.sizes, strict=True):
            y = middle + (np.arange(n) - (n - 1) / 2) * row
            made.append(np.column_stack([np.full(n, x), y]))
        return tuple(made)

    @cached_property
    def segments(self) -> Array:
        """Both ends of every edge, shape (edges, 4), in theta's order of the weights."""
        pieces = []
        for k, (below, above) in enumerate(pairwise(self.nodes)):
            made = np.empty((len(below), len(above), 4))
            made[..., :2] = below[:, None]
            made[..., 2:] = above[None]
            made[..., 0] += self.diameters[k] / 2
            made[..., 2] -= self.diameters[k + 1] / 2
            pieces.append(made.reshape(-1, 4))
        return np.concatenate(pieces)

    @cached_property
    def seen(self) -> NDArray[np.intp]:
        """The edges that begin or end in view; the others only pass by."""
        if self.zoom == 1:
            return np.arange(len(self.segments))
        x, y = self.segments[:, ::2], self.segments[:, 1::2]
        left, top, width, height = self.area
        pad = 0.06 * height + 20
        inside = (x > left - pad) & (x < left + width + pad)
        inside &= (y > top - pad) & (y < top + height + pad)
        return np.flatnonzero(inside.any(axis=1))

    @cached_property
    def mean_length(self) -> float:
        """How long edges are on average."""
        delta = self.segments[:, 2:] - self.segments[:, :2]
        return max(float(np.hypot(*delta.T).mean()), 1.0)

    @cached_property
    def edge_index(self) -> NDArray[np.intp]:
        """The place in theta of every edge's weight."""
        pieces, start = [], 0
        for below, above in pairwise(self.sizes):
            pieces.append(np.arange(start, start + below * above))
            start += (below + 1) * above
        return np.concatenate(pieces)

    @cached_property
    def edge_layers(self) -> NDArray[np.intp]:
        """Where each layer's edges begin among all edges, and where the last ones end."""
        counts = [below * above for below, above in pairwise(self.sizes)]
        return np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def widest_edge(self) -> float:
        """How wide the heaviest edge may be: less where edges crowd."""
        crowd = min(min(self.rows[k], self.rows[k + 1]) for k in range(len(self.rows) - 1))
        return float(np.clip(crowd * 0.1, 1.2 * self.unit, 5 * self.unit))

    def node_rect(self, layer: int, j: int) -> QRectF:
        """The square that a node fills, on whole pixels."""
        x, y = self.nodes[layer][j]
        d = self.diameters[layer]
        return QRectF(round(x - d / 2), round(y - d / 2), d, d)

    def bias_place(self, layer: int, j: int) -> QPointF:
        """Where a bias's mark stands: at the lower left of its node."""
        x, y = self.nodes[layer][j]
        d = self.diameters[layer] / 2
        return QPointF(x - d * 0.86, y + d * 0.86)

    @cached_property
    def bias_radius(self) -> float:
        """How large the mark of a bias is."""
        return float(np.clip(max(self.diameters) * 0.1, 4 * self.unit, 7 * self.unit))

    def has_biases(self, layer: int) -> bool:
        """Whether marks of biases are drawn at this layer's nodes."""
        return layer > 0 and self.diameters[layer] >= BIAS_FROM * self.unit

    def node_under(self, at: QPointF) -> tuple[int, int] | None:
        """The node (layer, j) at a pixel; small ones are met from a little way off."""
        for layer, places in enumerate(self.nodes):
            reach = max(self.diameters[layer] / 2, min(5 * self.unit, self.rows[layer] / 2))
            if abs(at.x() - self.columns[layer]) <= reach:
                distance = np.abs(places[:, 1] - at.y())
                j = int(distance.argmin())
                if distance[j] <= reach:
                    return layer, j
        return None

    def bias_under(self, at: QPointF) -> tuple[int, int] | None:
        """The node (layer, j) whose bias mark is at a pixel."""
        reach = self.bias_radius + 1.5 * self.unit
        for layer in range(1, len(self.sizes)):
            if not self.has_biases(layer):
                continue
            places = self.nodes[layer] + (-0.43, 0.43) * np.array(self.diameters[layer])
            distance = np.hypot(*(places - (at.x(), at.y())).T)
            j = int(distance.argmin())
            if distance[j] <= reach:
                return layer, j
        return None

    def edge_under(self, at: QPointF, shares: Array | None = None) -> int | None:
        """The edge (its place among the edges) at a pixel, the heavier one of two that cross."""
        start, end = self.segments[:, :2], self.segments[:, 2:]
        delta, here = end - start, np.array([at.x(), at.y()])
        with np.errstate(all="ignore"):
            t = ((here - start) * delta).sum(axis=1) / (delta * delta).sum(axis=1)
            foot = start + np.clip(t, 0, 1)[:, None] * delta
        distance = np.hypot(*(foot - here).T)
        if shares is not None:  # within a pixel or two, what is seen best is meant
            distance = distance - 1.5 * self.unit * np.nan_to_num(np.abs(shares))
        k = int(np.nanargmin(distance))
        return k if distance[k] <= 4 * self.unit else None
