"""Heights as an image of colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from playground.app.look.style import surface_lut
from playground.app.plots.heights import Scale
from playground.engine.problem import Array


def coloured(shown: Array, range_: Scale, finite: bool) -> QImage:
    """The image of shown heights, top row first; transparent where there is none."""
    table = np.zeros(257, np.uint32)
    red, green, blue = surface_lut().astype(np.uint32).T
    table[:256] = 0xFF000000 | red << 16 | green << 8 | blue
    with np.errstate(all="ignore"):
        place = (shown[::-1] - range_.low) * (255.999 / (range_.high - range_.low))
    np.clip(place, 0, 255, out=place)
    if not finite:
        place[~np.isfinite(shown[::-1])] = 256
    pixels: NDArray[np.uint32] = table.take(place.astype(np.intp))
    height, width = pixels.shape
    image = QImage(
        pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
    )
    return image.copy()  # the pixels belong to NumPy
