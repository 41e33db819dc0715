"""The drawn network: what is shown, where, and its edges as an image. No widget here."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from playground.app.look.style import SMALL, font, px, style
from playground.app.network.diagram.edges import paint_edges
from playground.app.network.diagram.layout import LARGEST_NODE, ZOOMS, Layout
from playground.app.network.diagram.maps import NodeMaps
from playground.app.network.diagram.nodes import drawn_labels, label_room
from playground.app.network.facts import Facts
from playground.app.network.scales import GradientScale, WeightScale
from playground.engine.networks.place import Place, node_at
from playground.engine.problem import Array

COLOURS = ("weight", "gradient")


class Lit(NamedTuple):
    """What a step of backpropagation used: nodes (layer, j), and places in theta."""

    nodes: tuple[tuple[int, int], ...]
    parameters: tuple[int, ...]


class NetworkPicture:
    """Everything that is drawn, and the things that change how."""

    def __init__(self) -> None:
        self.facts: Facts | None = None
        self.maps = NodeMaps()
        self.scales = {"weight": WeightScale(), "gradient": GradientScale()}
        self.colour_by = COLOURS[0]
        self.example: Array | None = None
        self.selection: Place | None = None
        self.hover: Place | None = None
        self.lit: Lit | None = None
        self.axes: tuple[int, int] | None = None
        self.texts: dict[tuple[int, int], str] | None = None
        self.held: tuple[int, float] | None = None
        self.smooth = True
        self.layout = Layout((1, 1), (0.0, 0.0, 1.0, 1.0))
        self.shares: Array = np.zeros(0)
        self._frozen = np.zeros(0, bool)
        self._version = 0
        self._key: object = None
        self._edges = QImage()

    # What is shown

    def show(self, facts: Facts | None) -> None:
        """Another step, another run or another network."""
        before, self.facts = self.facts, facts
        if facts is None:
            return
        if before is None or before.network != facts.network:
            for scale in self.scales.values():
                scale.forget()
            self.hover = self.lit = None
            if self.selection is not None and not facts.network.has(self.selection):
                self.selection = None
        if self.held is not None:
            theta = facts.theta.copy()
            theta[self.held[0]] = self.held[1]
            self.facts = facts = facts._replace(theta=theta)
        self.maps.update(facts, self.shown_example)
        self.recolour()

    def recolour(self) -> None:
        """Colours and widths anew, for other numbers or another `colour_by`."""
        if self.facts is None:
            return
        scale, values = self.scale, self.values
        weights = np.ones(len(values), bool) if self.colour_by == "gradient" else self.is_weight
        scale.follow(values[weights])
        self.shares = scale.shares(values)
        self._frozen = np.zeros(len(values), bool)
        self._frozen[list(self.facts.problem.frozen)] = True
        self._version += 1

    @property
    def scale(self) -> WeightScale:
        """The scale of the colours in use."""
        return self.scales[self.colour_by]

    @property
    def values(self) -> Array:
        """What the edges and biases are coloured by, in theta's order."""
        assert self.facts is not None
        return self.facts.grad if self.colour_by == "gradient" else self.facts.theta

    @property
    def is_weight(self) -> np.ndarray:
        """Which places of theta hold weights."""
        assert self.facts is not None
        made = np.zeros(self.facts.network.dimension, bool)
        for part in self.facts.network.parts[::2]:
            made[part.slice] = True
        return made

    @property
    def shown_example(self) -> Array | None:
        """The input at which nodes show their value; None where they show maps."""
        if self.facts is None:
            return None
        data = self.facts.problem.data
        if self.example is not None and len(self.example) == data.X.shape[1]:
            return self.example
        if not len(data.X) or (data.X.shape[1] == 2 and len(data.X) > 1):
            return None
        first: Array = data.X[0]
        return first

    @property
    def shows_values(self) -> bool:
        """Whether nodes are discs with a number in them, and not maps."""
        return self.texts is not None or self.shown_example is not None

    @property
    def edge_shares(self) -> Array:
        """The shares of the edges in the layout's order."""
        return self.shares[self.layout.edge_index]

    # Where it stands

    def place(self, size: QSizeF, zoom: float = 1.0, shift: tuple[float, float] = (0, 0)) -> None:
        """Lay everything out on a canvas of this size."""
        if self.facts is None:
            return
        metrics = QFontMetricsF(font(SMALL))
        left, right = (
            min(max(metrics.horizontalAdvance(label) for label in labels),
                label_room(size.width()))
            + px(16) + px(LARGEST_NODE) / 2
            for labels in drawn_labels(self.facts.problem)
        )
        area = (left, px(10), max(size.width() - left - right, 1.0),
                max(size.height() - px(20), 1.0))
        made = Layout(self.facts.network.sizes, area, style.scale, zoom, shift)
        if made != self.layout:
            self.layout = made

    def zoomed(self, factor: float, about: QPointF) -> None:
        """Everything so many times as large, a pixel staying in place."""
        layout = self.layout
        zoom = float(np.clip(layout.zoom * factor, *ZOOMS))
        up = zoom / layout.zoom
        across = replace(layout, zoom=zoom).across / layout.across
        middle = layout.rect.center()
        self._look(zoom, (
            (layout.shift[0] + middle.x() - about.x()) * across + about.x() - middle.x(),
            (layout.shift[1] + middle.y() - about.y()) * up + about.y() - middle.y(),
        ))

    def panned(self, dx: float, dy: float) -> None:
        """Everything moved by so many pixels."""
        self._look(self.layout.zoom, (self.layout.shift[0] + dx, self.layout.shift[1] + dy))

    def fitted(self) -> None:
        """All of it in view."""
        self._look(1.0, (0.0, 0.0))

    def _look(self, zoom: float, shift: tuple[float, float]) -> None:
        made = replace(self.layout, zoom=zoom)
        # The network may be moved as far as its own overhang, never out of sight.
        most = (made.area[2] * (made.across - 1) / 2, made.area[3] * (zoom - 1) / 2)
        x, y = (float(np.clip(s, -m, m)) for s, m in zip(shift, most, strict=True))
        self.layout = replace(made, shift=(x, y))

    def under(self, at: QPointF) -> Place | None:
        """What is at a pixel: a bias's mark before a node, a node before an edge."""
        if self.facts is None:
            return None
        bias = self.layout.bias_under(at)
        if bias is not None:
            return self.facts.network.place_at(bias[0], -1, bias[1])
        node = self.layout.node_under(at)
        if node is not None:
            return node_at(*node)
        edge = self.layout.edge_under(at, self.edge_shares)
        if edge is None:
            return None
        return self.facts.network.place_of(int(self.layout.edge_index[edge]))

    def place_of(self, selection: Place) -> QPointF:
        """The middle of an edge, a mark or a node."""
        if selection.kind == "bias":
            return self.layout.bias_place(selection.layer, selection.j)
        if selection.kind == "node":
            return self.layout.node_rect(selection.layer, selection.j).center()
        x1, y1, x2, y2 = self.layout.segments[self.edge_of(selection.index)]
        return QPointF((x1 + x2) / 2, (y1 + y2) / 2)

    def edge_of(self, index: int) -> int:
        """The place among the edges of a weight's place in theta."""
        return int(np.searchsorted(self.layout.edge_index, index))

    # How its edges are painted; the rest is painted over them, by `marks`

    def paint_edges(
        self, painter: QPainter, size: QSizeF, ratio: float, direct: bool = False
    ) -> None:
        """The edges; `direct` for pictures in files, where nothing is taken from an image."""
        if direct:
            paint_edges(painter, self.layout, self.edge_shares, self._edges_frozen(), True)
        else:
            painter.drawImage(QPointF(), self._edge_image(size, ratio))

    def _edges_frozen(self) -> np.ndarray:
        made: np.ndarray = self._frozen[self.layout.edge_index]
        return made

    def _edge_image(self, size: QSizeF, ratio: float) -> QImage:
        key = (self._version, self.layout, style.theme.name, self.smooth, size, ratio)
        if key != self._key:
            self._key = key
            pixels = (size * ratio).toSize()
            if self._edges.size() != pixels:
                self._edges = QImage(pixels, QImage.Format.Format_ARGB32_Premultiplied)
            self._edges.setDevicePixelRatio(ratio)
            self._edges.fill(0)
            painter = QPainter(self._edges)
            paint_edges(
                painter, self.layout, self.edge_shares, self._edges_frozen(), self.smooth
            )
            painter.end()
        return self._edges
