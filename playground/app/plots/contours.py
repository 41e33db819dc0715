"""Lines of equal height as one path, traced by contourpy."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPainterPath

from playground.engine.problem import Array

CROWDED = 60_000
"""Contours of more points than this are traced on every second sample: where lines are that dense
each is drawn in fewer pixels anyhow, and tracing and drawing them takes most of the time."""
TILE = 43


def contour_path(
    shown: Array, levels: Array, rect: tuple[float, float, float, float], finite: bool
) -> QPainterPath:
    """The lines of equal height as one path, in the pixels of a rectangle."""
    from contourpy import FillType, LineType, SerialContourGenerator, ZInterp

    count = len(shown)
    places = (np.arange(count) - 0.5) / (count - 2)
    left, top, width, height = rect
    x, y = left + places * width, top + (1 - places) * height
    if crossings(shown, levels) > CROWDED:
        x, y, shown = x[::2], y[::2], shown[::2, ::2]
    across, up = np.meshgrid(x, y)
    masked = None if finite else ~np.isfinite(shown)
    gap = np.full((1, 2), np.nan)
    pieces = []
    for rows, columns in tiles(len(shown)):
        tile = shown[rows, columns]
        low, high = np.fmin.reduce(tile, axis=None), np.fmax.reduce(tile, axis=None)
        here = levels[(levels >= low) & (levels <= high)]
        if not len(here):
            continue
        # contour_generator would do the same after checks that cost as much as a small tile does
        lines = SerialContourGenerator(
            across[rows, columns], up[rows, columns], tile,
            None if masked is None else masked[rows, columns],  # type: ignore[arg-type]
            corner_mask=masked is not None, line_type=LineType.ChunkCombinedNan,
            fill_type=FillType.OuterCode, quad_as_tri=False, z_interp=ZInterp.Linear,
            x_chunk_size=0, y_chunk_size=0,
        )
        for level in here:
            for points in lines.lines(float(level))[0]:
                if points is not None:
                    pieces += [points, gap]
    if not pieces:
        return QPainterPath()
    x, y = np.concatenate(pieces).T
    path: QPainterPath = pg.arrayToQPath(x, y, connect="finite")
    return path


def tiles(count: int) -> list[tuple[slice, slice]]:
    """Squares of a grid of samples, with their common edges in both.

    Tracing a level scans all samples it is given. Most squares meet few of the levels, so that
    it takes about half the time to go square by square; the lines join up at the edges.
    """
    sides = [slice(i, min(i + TILE, count - 1) + 1) for i in range(0, count - 1, TILE)]
    return [(rows, columns) for rows in sides for columns in sides]


def crossings(shown: Array, levels: Array) -> int:
    """About how many points all contour lines have together: they have one at each edge of the
    grid with a level between its ends. Looks at every fourth row and column only.
    """
    if len(levels) < 2:
        return 0
    with np.errstate(all="ignore"):
        band = np.clip((shown - levels[0]) / (levels[1] - levels[0]), -1, len(levels))
    across, up = np.floor(band[::4]), np.floor(band[:, ::4])
    total = np.nansum(np.abs(np.diff(across, axis=1))) + np.nansum(np.abs(np.diff(up, axis=0)))
    return int(4 * total)


DASH = 2
"""Points of a dashed line that are joined, and left out, in turns."""


def level_lines(
    x: Array, y: Array, heights: Array, levels: Array, dashed: bool = False
) -> QPainterPath:
    """The lines of equal height over a grid, in the units of x (columns) and y (rows).

    `dashed` leaves every second piece out: Qt's own dashes take ten times as long to draw.
    """
    from contourpy import LineType, contour_generator

    finite = np.isfinite(heights)
    lines = contour_generator(
        x, y, np.ma.array(heights, mask=~finite) if not finite.all() else heights,
        line_type=LineType.ChunkCombinedNan,
    )
    gap = np.full((1, 2), np.nan)
    pieces = []
    for level in levels:
        for points in lines.lines(float(level))[0]:
            if points is not None:
                pieces += [points, gap]
    if not pieces:
        return QPainterPath()
    x, y = np.concatenate(pieces).T
    if not dashed:
        whole: QPainterPath = pg.arrayToQPath(x, y, connect="finite")
        return whole
    finite = np.isfinite(x)
    joined = np.append(finite[:-1] & finite[1:], False) & (np.arange(len(x)) // DASH % 2 == 0)
    path: QPainterPath = pg.arrayToQPath(
        np.where(finite, x, np.roll(x, 1)), np.where(finite, y, np.roll(y, 1)),
        connect=joined.astype(np.int32),
    )
    return path
