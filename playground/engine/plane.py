"""A plane through the parameters: θ(a, b) = origin + a u + b v, and where a θ stands beside it.

A picture of a network's risk shows such a plane and nothing else. So every plane can say how far a
point lies outside of it (`residual`): a path is on the picture only where that is 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from playground.engine.problem import Array

PARALLEL = 1e-6
"""Below this sine of the angle between two directions they are one direction: no plane."""
STRAIGHT = 1e-9
"""A path whose second singular value is below this share of the first lies on a line."""


class NoPlaneError(ValueError):
    """There is no such plane, and why, in words a person can act on."""


@dataclass(frozen=True, eq=False)
class Plane:
    """`origin`, `u` and `v` have shape (dimension,); without v it is a line.

    u and v need be neither of length 1 nor at right angles. `explained` are the shares of the
    path's variance along u and v (PCA only); `note` says what to know about this plane. `signs` are
    −1 for a direction that was turned over to point as an older plane's did.
    """

    kind: str
    origin: Array
    u: Array
    v: Array | None = None
    explained: tuple[float, ...] | None = None
    note: str = ""
    signs: tuple[float, float] = (1.0, 1.0)

    def at(self, a: Array | float, b: Array | float = 0.0) -> Array:
        """θ at coordinates of one shape (...): shape (..., dimension)."""
        theta: Array = self.origin + np.multiply.outer(a, self.u)
        if self.v is not None:
            theta = theta + np.multiply.outer(b, self.v)
        return theta

    def coordinates(self, thetas: Array) -> tuple[Array, Array]:
        """a and b, each of shape (...), of the points in the plane that are nearest to `thetas`,
        which have shape (..., dimension). Through the Gram matrix of u and v, for they may stand
        askew to each other. On a line b is 0.
        """
        away = thetas - self.origin
        along = away @ self.u
        if self.v is None:
            return along / (self.u @ self.u), np.zeros_like(along)
        uu, uv, vv = self.u @ self.u, self.u @ self.v, self.v @ self.v
        across = away @ self.v
        if uv == 0:
            return along / uu, across / vv
        determinant = uu * vv - uv * uv
        return (vv * along - uv * across) / determinant, (uu * across - uv * along) / determinant

    def residual(self, thetas: Array) -> Array:
        """How far `thetas`, shape (..., dimension), are from the plane: shape (...)."""
        return np.asarray(np.linalg.norm(thetas - self.at(*self.coordinates(thetas)), axis=-1))


def two_parameters(theta: Array, i: int, j: int) -> Plane:
    """The plane of entries i and j of theta, shape (dimension,), while the others stand still.

    Its coordinates are the two values themselves. Raises NoPlaneError for one entry twice or an
    index that there is not.
    """
    for index in (i, j):
        if not 0 <= index < len(theta):
            raise NoPlaneError(
                f"must name parameters from 0 to {len(theta) - 1}, got {index}"
            )
    if i == j:
        raise NoPlaneError(f"names parameter {i} twice; name two different ones")
    origin, u, v = theta.copy(), np.zeros_like(theta), np.zeros_like(theta)
    origin[[i, j]] = 0
    u[i] = v[j] = 1
    return Plane(f"weights:{i},{j}", origin, u, v)


def line(start: Array, end: Array) -> Plane:
    """From start (a = 0) to end (a = 1), both of shape (dimension,).

    Raises NoPlaneError where they are one point.
    """
    if not np.any(end != start):
        raise NoPlaneError("needs two points, but the run ends where it starts; let it walk")
    return Plane("line", start.copy(), end - start)


def three_points(first: Array, second: Array, third: Array) -> Plane:
    """Through three points of shape (dimension,): u from the first to the second, v the part of
    the third that stands across u; both of length 1. Raises NoPlaneError for points on a line.
    """
    along, aside = second - first, third - first
    length, reach = np.linalg.norm(along), np.linalg.norm(aside)
    if length == 0:
        raise NoPlaneError("needs three points, but the run ends where it starts; let it walk")
    u = along / length
    across = aside - (aside @ u) * u
    across -= (across @ u) * u  # once more: of nearly parallel directions little is left
    if np.linalg.norm(across) < PARALLEL * reach or reach == 0:
        raise NoPlaneError(
            "needs three points that are not on one line; look along the line instead"
        )
    return Plane("points", first.copy(), u, across / np.linalg.norm(across))


def principal(path: Array, centre: str = "last") -> Plane:
    """The plane that keeps most of a path, shape (steps, dimension), around its last point
    (Li et al. 2018) or, with `centre` "mean", around its mean. u and v are the two leading right
    singular vectors. Their signs are free: u points from the path's start towards its end, and v
    where the path bends, so that no picture turns over while a path grows. Raises NoPlaneError for
    a path that does not spread in two directions.
    """
    origin = path.mean(axis=0) if centre == "mean" else path[-1].copy()
    away = path - origin
    lengths, directions = _right_singular(away)
    if len(lengths) < 2 or lengths[0] == 0:
        raise NoPlaneError("needs a path that moves in two directions; let the run make more steps")
    if lengths[1] <= STRAIGHT * lengths[0] and len(path) < 3:
        raise NoPlaneError("needs a path of two steps or more; let the run make more steps")
    if lengths[1] <= STRAIGHT * lengths[0]:
        raise NoPlaneError("needs a path that bends, but this one is straight; look along the line")
    squares = (lengths / lengths[0]) ** 2
    shares = squares / np.sum(squares)
    bend = path.mean(axis=0) - (path[0] + path[-1]) / 2
    u, v = turned(directions[0], path[-1] - path[0]), turned(directions[1], bend)
    kind = "pca:mean" if centre == "mean" else "pca"
    return Plane(kind, origin, u, v, (float(shares[0]), float(shares[1])))


def spanned(kind: str, origin: Array, u: Array, v: Array, note: str = "") -> Plane:
    """A plane of two directions, all of shape (dimension,).

    Raises NoPlaneError where one of them is 0 or both are one direction.
    """
    uu, uv, vv = u @ u, u @ v, v @ v
    if uu == 0 or vv == 0:
        raise NoPlaneError("has a direction of length 0, for all parameters that it scales are 0")
    if uu * vv - uv * uv <= (PARALLEL * PARALLEL) * uu * vv:
        raise NoPlaneError("needs two directions, but both are the same")
    return Plane(kind, origin.copy(), u, v, note=note)


def as_before(plane: Plane, before: Plane) -> Plane:
    """The same plane, its u and v turned over where they point against those of `before`: of
    directions whose signs are free a picture that goes on keeps those that it had.
    """
    assert plane.v is not None and before.v is not None
    s, t = (-1.0 if new @ old < 0 else 1.0
            for new, old in ((plane.u, before.u), (plane.v, before.v)))
    signs = plane.signs[0] * s, plane.signs[1] * t
    return replace(plane, u=s * plane.u, v=t * plane.v, signs=signs)


def random_walk_shares(count: int = 2) -> Array:
    """The shares of variance, shape (count,), that PCA finds in a pure random walk of many
    dimensions: 6/(πk)² (Antognini, Sohl-Dickstein 2018). A path that shows no more shows nothing.
    """
    return np.asarray(6 / (np.pi * np.arange(1, count + 1)) ** 2)


def _right_singular(away: Array) -> tuple[Array, Array]:
    """Singular values and right singular vectors (in rows), by way of the smaller triangle.

    A QR decomposition first keeps a long path (or a large network) cheap, and, unlike the Gram
    matrix, does not square the small singular values away.
    """
    rows, columns = away.shape
    if rows > columns:
        _, lengths, directions = np.linalg.svd(np.linalg.qr(away, mode="r"))
        return lengths, directions
    basis, triangle = np.linalg.qr(away.T)
    _, lengths, inside = np.linalg.svd(triangle.T)
    return lengths, np.asarray(inside @ basis.T)


def turned(direction: Array, towards: Array | None = None) -> Array:
    """The same or the opposite, shape (dimension,): so that it points `towards` another one; if
    there is none, or it stands across that, so that its largest entry is positive.
    """
    along = 0.0 if towards is None else float(direction @ towards)
    if along == 0:
        along = float(direction[np.argmax(np.abs(direction))])
    return direction if along > 0 else -direction
