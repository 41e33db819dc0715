"""The gradient as an average that one can see: every sample's gradient as a point of a cloud.

A sample's gradient is a⁽ℓ⁻¹⁾ ⊗ δ⁽ℓ⁾ layer by layer, δ = ∂ℓ/∂z. What is drawn of it are its shares
along two directions p, and these need no gradients: ∇ℓ · p = Σ_ℓ δ · (Pᵀ a + p_b), P and p_b being
the parts of p. So clouds of networks of any size take as much room as one pass through them.
Penalties belong to no sample and are left out; frozen parameters have 0, as in training.
"""

# ruff: noqa: N803, N806  (the lecture's names)

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.eigen import ends_of_spectrum
from playground.engine.networks.batches import Rows
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array
from playground.engine.streams import generator


class Cloud:
    """The gradients of samples at theta, shape (dimension,): by default of all that the risk is
    taken on; or of X as the network sees it, shape (samples, n(0)), with y, shape (samples, n(L)).
    """

    def __init__(
        self, problem: FittingProblem, theta: Array, X: Array | None = None, y: Array | None = None
    ) -> None:
        self.problem = problem
        X, y = (problem.X, problem.y) if X is None or y is None else (X, y)
        self.samples = len(X)
        with np.errstate(all="ignore"):
            through = problem.network.forward(theta, X)
            self.output: Array = through.output
            """H of every sample, shape (samples, n(L))."""
            self.errors: Array = problem.loss.derivative(through.output, y)
            """∂ℓ/∂H of every sample, shape (samples, n(L))."""
            through.dH_da[:] = self.errors
            through.backward()
        self._layers = through.layers
        self._free = np.ones(problem.dimension)
        self._free[list(problem.frozen)] = 0
        self.mean: Array = self.combined(np.full(self.samples, 1 / self.samples))
        """The mean of all gradients, shape (dimension,)."""

    def along(self, direction: Array) -> Array:
        """The share of every gradient along a direction, shape (dimension,); shape (samples,)."""
        p = direction * self._free
        total = np.zeros(self.samples)
        parts = self.problem.parts
        with np.errstate(all="ignore"):
            for at, W, b in zip(self._layers, parts[::2], parts[1::2], strict=True):
                total += np.einsum("nj,nj->n", at.below @ W.of(p) + b.of(p), at.dH_dz)
        return total

    def combined(self, weights: Array) -> Array:
        """Σ wᵢ ∇ℓᵢ, shape (dimension,), with a weight for every sample, shape (samples,)."""
        made = np.empty(self.problem.dimension)
        parts = self.problem.parts
        with np.errstate(all="ignore"):
            for at, W, b in zip(self._layers, parts[::2], parts[1::2], strict=True):
                weighted = at.dH_dz * weights[:, None]
                W.of(made)[...] = at.below.T @ weighted
                b.of(made)[...] = weighted.sum(axis=0)
        return np.asarray(made * self._free)

    def batch_mean(self, rows: Rows) -> Array:
        """The mean gradient of a batch, shape (dimension,), of the samples at rows, shape (m,)."""
        often = np.bincount(rows, minlength=self.samples)
        return self.combined(often / len(rows))

    def widest(self, across: Array) -> Array:
        """The unit vector at right angles to `across` along which the cloud is widest; 0 if it has
        no width there. Both have the shape (dimension,).
        """
        mean, n = self.mean, self.samples
        square = float(across @ across)
        known = across / np.sqrt(square) if square > 0 else across

        def spread(v: Array) -> Array:
            v = (v - known * (known @ v)) * self._free
            away = self.along(v) - mean @ v
            found = self.combined(away / n) - mean * float(away.mean())
            return np.asarray(found - known * (known @ found))

        found = ends_of_spectrum(spread, self.problem.dimension)
        if not found.largest[0] > 0:
            return np.zeros_like(across)
        best = found.vectors[0] - known * (known @ found.vectors[0])
        largest = int(np.abs(best).argmax())
        return np.asarray(best * np.sign(best[largest]) / np.linalg.norm(best))


class Ellipse(NamedTuple):
    """The 1-sigma ellipse of points in the plane: its middle (2,), half axes (2,) and their unit
    directions in the columns of `axes`, (2, 2); the longer one first.
    """

    middle: Array
    half: Array
    axes: Array

    def outline(self, times: float = 1.0, points: int = 97) -> Array:
        """The ellipse so many times as large, shape (points, 2), closed."""
        t = np.linspace(0, 2 * np.pi, points)
        circle = np.stack([np.cos(t), np.sin(t)])
        return np.asarray(self.middle + times * ((self.axes * self.half) @ circle).T)

    def scaled(self, variance: float) -> Ellipse:
        """With so many times the covariance: a batch mean's of size m has 1/m of a sample's."""
        return self._replace(half=self.half * np.sqrt(variance))


def ellipse(middle: Array, covariance: Array) -> Ellipse:
    """Of a covariance, shape (2, 2)."""
    values, vectors = np.linalg.eigh(covariance)
    return Ellipse(
        np.asarray(middle, dtype=float), np.sqrt(np.maximum(values[::-1], 0)), vectors[:, ::-1]
    )


def ellipse_of(points: Array) -> Ellipse:
    """Of points, shape (n, 2), about their mean; the covariance has divisor n."""
    middle = points.mean(axis=0)
    away = points - middle
    return ellipse(middle, away.T @ away / len(points))


def drawn(samples: int, size: int, replace: bool, seed: int, index: int) -> Rows:
    """The rows, shape (size,), of a batch that nobody steps with: the same for (seed, index).

    Without replacement at most all samples are drawn.
    """
    rng = generator(seed, "noise", 1000 + index)
    if replace:
        return rng.integers(samples, size=size)
    return rng.choice(samples, min(size, samples), replace=False, shuffle=False)


def angle(one: Array, other: Array) -> float:
    """Between two vectors of one shape, in degrees; nan where one of them is 0."""
    lengths = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    if not 0 < lengths < np.inf:
        return float("nan")
    # The cosine alone loses small angles.
    a, b = one / np.linalg.norm(one), other / np.linalg.norm(other)
    return float(np.degrees(2 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b))))
