"""Where a surface is exactly level over an area: the floor of a dish, a step, all of a constant."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from playground.engine.problem import Array
from playground.engine.surface import Surface

Level = Literal["", "lowest", "higher", "everywhere"]
_NODES = 97  # along each side of the window; two rows of cells are an area


def level_area(surface: Surface) -> Level:
    """Whether f is level over an area of its window, and whether that is where f is lowest.

    Level means equal heights on a patch of 5 x 5 nodes and no slope at any of them, so slopes too
    small to see do not count. "lowest" also where a higher area is level too.
    """
    f, slopes = _heights(surface), _slopes(surface)
    patches = sliding_window_view(f, (5, 5))
    level = (patches == patches[:, :, :1, :1]).all(axis=(2, 3))
    level &= ~sliding_window_view(slopes, (5, 5)).any(axis=(2, 3))
    if not level.any():
        return ""
    if level.all():
        return "everywhere"
    return "lowest" if (patches[..., 0, 0][level] == np.nanmin(f)).any() else "higher"


def lowest_seen(surface: Surface) -> float:
    """The least height at the nodes of a grid over the window; NaN where there is none."""
    f = _heights(surface)
    return float(np.nanmin(f)) if np.isfinite(f).any() else math.nan


def _nodes(surface: Surface) -> tuple[Array, Array]:
    x, y = np.meshgrid(*(np.linspace(low, high, _NODES) for low, high in surface.window))
    return x, y


def _heights(surface: Surface) -> Array:
    """f at the nodes, NaN where it is not finite."""
    x, y = _nodes(surface)
    with np.errstate(all="ignore"):
        f = np.broadcast_to(np.asarray(surface.value(x, y), dtype=float), x.shape)
    return np.where(np.isfinite(f), f, np.nan)


def _slopes(surface: Surface) -> NDArray[np.bool_]:
    """Where the gradient is there and not 0."""
    x, y = _nodes(surface)
    with np.errstate(all="ignore"):
        gx, gy = (np.broadcast_to(np.asarray(g, dtype=float), x.shape)
                  for g in surface.gradient(x, y))
    steep: NDArray[np.bool_] = np.nan_to_num(gx).astype(bool) | np.nan_to_num(gy).astype(bool)
    return steep
