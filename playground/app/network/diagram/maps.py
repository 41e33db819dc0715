"""What the nodes do: a small map of each over the input plane, or its value at one input."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from playground.app.look.style import style
from playground.app.network.facts import Facts
from playground.app.network.input_plane import Plane
from playground.app.network.scales import Steps, largest
from playground.app.paint.diverging import diverging_pixels, image_of
from playground.engine.networks.activations import activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.landscape import Landscape, Map
from playground.engine.problem import Array

CELLS = 20
"""A node's map has so many cells along each side."""
LARGE_CELLS = 64


class NodeMaps:
    """Kept for one problem; `update` evaluates it at other weights."""

    def __init__(self) -> None:
        self.plane: Plane | None = None
        self.values: list[Array] = []
        self.shares: list[Array] = []
        self.scales: list[float] = []
        self._problem: FittingProblem | None = None
        self._maps: list[Map] = []
        self._grid: Landscape | None = None
        self._large: Landscape | None = None
        self._steps: list[Steps] = []
        self._strips: dict[object, QImage] = {}
        self._input_ends: Array = np.ones(1)

    def update(self, facts: Facts, example: Array | None) -> None:
        """Evaluate every node: over the plane if the data has one, and at the example if given."""
        if facts.problem is not self._problem:
            self._begin(facts.problem)
        self._strips = {}
        self._maps = [] if self._grid is None else self._grid.layers(facts.theta)
        if example is not None:
            given = facts.problem.inputs(np.asarray(example, dtype=float)[None])
            through = facts.network.forward(facts.theta, given)
            self.values = [given[0], *(layer.a[0] for layer in through.layers)]
        else:
            with np.errstate(all="ignore"):
                self.values = [maps.mean(axis=(1, 2)) for maps in self._maps]
        self._fit_scales(facts)
        with np.errstate(all="ignore"):
            self.shares = [np.clip(values / scale, -1, 1)
                           for values, scale in zip(self.values, self._ends(), strict=True)]

    def _begin(self, problem: FittingProblem) -> None:
        self._problem = problem
        self.plane = Plane.of(problem.data) if problem.data.X.shape[1] == 2 else None
        self._grid = None if self.plane is None else self.plane.landscape(problem, CELLS)
        self._large = None
        own = (
            np.maximum(problem.X.max(axis=0), -problem.X.min(axis=0)) if self._grid is None
            else np.abs(self._grid.layer(problem.start(), 0)).max(axis=(1, 2))
        )
        self._input_ends = np.where(own > 0, own, 1.0)
        self._steps = [Steps() for _ in problem.network.sizes]

    def _fit_scales(self, facts: Facts) -> None:
        """The end of each layer's colours: 1 for squashing activations, else a round number."""
        self.scales = [1.0]
        for k, name in enumerate(facts.network.activations, 1):
            seen: Any = self._maps[k] if self._maps else self.values[k]
            bound = max(map(abs, activations[name].range))
            self.scales.append(bound if bound < inf else self._steps[k].follow(largest(seen)))

    def _ends(self) -> list[Any]:
        """The scales, with one for each input: they are measured in different units."""
        return [self._input_ends, *self.scales[1:]]

    @property
    def mapped(self) -> bool:
        """Whether there are maps: the data has two inputs."""
        return bool(self._maps)

    def strip(self, layer: int, side: int) -> QImage:
        """The maps of a layer in one image, the first on top, each of side × side pixels.

        They are enlarged together: that costs a tenth of painting each enlarged.
        """
        key = (layer, side, style.theme.name)
        if key not in self._strips:
            maps, end = self._maps[layer], self._ends()[layer]
            pixels = diverging_pixels(maps / np.reshape(end, (-1, 1, 1)).astype(np.float32))
            pixels = pixels[:, ::-1]
            for corner in ((0, 0), (0, -1), (-1, 0), (-1, -1)):
                pixels[:, corner[0], corner[1]] = 0  # rounds the maps a little
            image = image_of(pixels.reshape(-1, CELLS)[::-1])
            self._strips[key] = image.scaled(
                side, side * len(maps), mode=Qt.TransformationMode.SmoothTransformation
            )
        return self._strips[key]

    def large(self, facts: Facts, layer: int, j: int) -> QImage | None:
        """One node's map in more detail."""
        if self.plane is None:
            return None
        if self._large is None:
            self._large = self.plane.landscape(facts.problem, LARGE_CELLS)
        end = np.broadcast_to(self._ends()[layer], (facts.network.sizes[layer],))[j]
        shares = self._large.layer(facts.theta, layer)[j] / np.float32(end)
        return image_of(diverging_pixels(shares))

    def extremes(self, layer: int, j: int) -> tuple[float, float] | None:
        """The lowest and highest activation of a node over the plane."""
        if not self._maps:
            return None
        return float(self._maps[layer][j].min()), float(self._maps[layer][j].max())
