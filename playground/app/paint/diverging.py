"""Numbers as images: around zero in the diverging colours, or in the colours of classes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from playground.app.look.style import diverging_lut, mixed, runner_color, style

Table = NDArray[np.uint32]
NOTHING = 256
"""The place in a table for what is not finite: transparent, the hatching shows through."""


QUIET = 0.36
"""How much of the ground is mixed into a map that samples stand on: they are to be seen on it."""


def diverging_table(quiet: bool = False) -> Table:
    """The diverging colours of the theme in force, −1 to +1 in 256 entries, and one for nothing."""
    return _diverging_table(style.theme.name, quiet)


@lru_cache(maxsize=8)
def _diverging_table(theme: str, quiet: bool) -> Table:
    table = np.zeros(NOTHING + 1, np.uint32)
    colors: NDArray[np.float64] = diverging_lut().astype(float)
    if quiet:
        panel = QColor(style.theme.panel)
        colors += QUIET * (np.array((panel.red(), panel.green(), panel.blue())) - colors)
    red, green, blue = colors.round().astype(np.uint32).T
    table[:NOTHING] = 0xFF000000 | red << 16 | green << 8 | blue
    return table


def class_table(classes: int) -> Table:
    """Eight shades of each class's colour, from undecided to sure, then one for nothing."""
    return _class_table(classes, style.theme.name)


SHADES = 8


@lru_cache(maxsize=8)
def _class_table(classes: int, theme: str) -> Table:
    table = np.zeros(classes * SHADES + 1, np.uint32)
    for k in range(classes):
        for shade in range(SHADES):
            color = mixed(style.theme.panel, class_color(k), 0.12 + 0.5 * shade / (SHADES - 1))
            table[k * SHADES + shade] = color.rgba()
    return table


def class_color(k: int) -> QColor:
    """The colour of a class, where there are more than two; beyond eight, paler ones."""
    colors = len(style.theme.runners)
    return runner_color(k) if k < colors else mixed(runner_color(k), style.theme.zero, 0.45)


def diverging_pixels(shares: Any, quiet: bool = False) -> Table:
    """A pixel for each number from −1 to +1, whatever the shape."""
    with np.errstate(all="ignore"):
        place = shares * np.float32(127.5) + np.float32(128)
        np.clip(place, 0, 255, out=place)
    finite = np.isfinite(shares)
    if not finite.all():
        place = np.where(finite, place, NOTHING)
    pixels: Table = diverging_table(quiet).take(place.astype(np.int16))
    return pixels


def image_of(pixels: Table) -> QImage:
    """Pixels (rows, columns), the lowest row first, as an image of its own."""
    pixels = np.ascontiguousarray(pixels[::-1])
    rows, columns = pixels.shape
    image = QImage(
        pixels.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
    )
    return image.copy()  # the pixels belong to NumPy
