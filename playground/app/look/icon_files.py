"""Makes resources/desktop/hicolor, the icons that a desktop asks for, from their drawings.

    python -m playground.app.look.icon_files

Run it after a drawing was changed; a test compares.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from playground.desktop.names import DESKTOP_ID, MIME_ICON
from playground.lab.experiments.resources import resource

APP_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
FILE_SIZES = (16, 24, 32, 48, 64, 128)
SMALL = 24
"""Up to this size the program's icon has a drawing of its own, with bolder lines."""


def drawing(size: int) -> Path:
    """The drawing of the program's icon for a size in pixels."""
    return resource("app-icon-small.svg" if size <= SMALL else "app-icon.svg")


def rendered(svg: Path, size: int) -> QImage:
    """A drawing as a square picture."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def pictures() -> dict[str, tuple[Path, int]]:
    """Every file under hicolor: its drawing and size; size 0 is the drawing itself."""
    found = {f"scalable/apps/{DESKTOP_ID}.svg": (drawing(512), 0)}
    for size in APP_SIZES:
        found[f"{size}x{size}/apps/{DESKTOP_ID}.png"] = drawing(size), size
    document = resource("desktop/experiment-icon.svg")
    found[f"scalable/mimetypes/{MIME_ICON}.svg"] = document, 0
    for size in FILE_SIZES:
        found[f"{size}x{size}/mimetypes/{MIME_ICON}.png"] = document, size
    return found


def write(folder: Path) -> None:
    """Write them all into a folder."""
    for name, (svg, size) in pictures().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if size:
            rendered(svg, size).save(str(target))
        else:
            shutil.copyfile(svg, target)


if __name__ == "__main__":
    application = QGuiApplication([])
    write(resource("desktop/hicolor"))
