"""The product's icon as Windows (.ico) and macOS (.icns) want it, drawn from its SVG files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_SIZES = (32, 64, 128, 256, 512, 1024)
SMALL = 24
"""Up to this size the icon has a drawing of its own, with bolder lines."""


def drawing(resources: Path, side: int) -> Path:
    """The drawing for a size in pixels."""
    return resources / ("app-icon-small.svg" if side <= SMALL else "app-icon.svg")


def drawn(svg: Path, side: int) -> Any:
    """The SVG as Pillow's picture of side x side pixels with transparency."""
    from PIL import Image

    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg} is no SVG that Qt can draw")
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt wants str
    return Image.open(io.BytesIO(buffer.data().data())).convert("RGBA")


def write_ico(resources: Path, target: Path) -> Path:
    """Write the .ico with every size drawn for itself, not scaled down."""
    pictures = [drawn(drawing(resources, side), side) for side in ICO_SIZES]
    pictures[-1].save(target, format="ICO", sizes=[(s, s) for s in ICO_SIZES],
                      append_images=pictures[:-1])
    return target


def write_icns(resources: Path, target: Path) -> Path:
    """Write the .icns with every size drawn for itself."""
    pictures = [drawn(drawing(resources, side), side) for side in ICNS_SIZES]
    pictures[-1].save(target, format="ICNS", append_images=pictures[:-1])
    return target
