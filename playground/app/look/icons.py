"""Icons from resources/icons, drawn in the theme's colours at the moment they are painted.

They are painted anew each time, so a change of theme or scale needs no second `setIcon`.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from playground.app.look.style import style
from playground.desktop.names import DESKTOP_ID
from playground.lab.experiments.resources import resource

APP_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def icon(name: str, tint: str = "text", checked_tint: str = "") -> QIcon:
    """The icon resources/icons/NAME.svg in the theme's colour `tint` (a field of Theme).

    `checked_tint` is its colour while its button is checked; without one it keeps `tint`.
    """
    _source(name)  # a misspelt name should fail here, not while painting
    return QIcon(_Engine(name, tint, checked_tint or tint))


def pixmap(name: str, size: int, tint: str = "text", ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` pixels of the window on a screen with that pixel ratio."""
    made = _drawn(name, round(size * ratio), getattr(style.theme, tint))
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """The product's own icon; its files are read when a size is asked for."""
    made = QIcon()
    for size in APP_ICON_SIZES:
        file = resource(f"desktop/hicolor/{size}x{size}/apps/{DESKTOP_ID}.png")
        made.addFile(str(file), QSize(size, size))
    return made


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def _drawn(name: str, size: int, color: str) -> QPixmap:
    """One icon, one size, one colour, kept in Qt's own cache of pixmaps."""
    key = f"playground/{name}/{size}/{color}"
    made = QPixmap()
    if not QPixmapCache.find(key, made):
        svg = _source(name).replace("currentColor", color)
        made = _rendered(QSvgRenderer(svg.encode()), size)
        QPixmapCache.insert(key, made)
    return made


def _rendered(renderer: QSvgRenderer, size: int) -> QPixmap:
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


class _Engine(QIconEngine):
    """Paints one icon in the colours of the theme that is in force when it is painted."""

    def __init__(self, name: str, tint: str, checked_tint: str) -> None:
        super().__init__()
        self._name = name
        self._tints = {QIcon.State.Off: tint, QIcon.State.On: checked_tint}

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        theme = style.theme
        if mode == QIcon.Mode.Disabled:
            return theme.disabled
        return QColor(getattr(theme, self._tints[state])).name()

    def paint(
        self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State
    ) -> None:
        device = painter.device()
        ratio = device.devicePixelRatio() if device is not None else 1.0
        side = min(rect.width(), rect.height())
        drawn = _drawn(self._name, max(round(side * ratio), 1), self._color(mode, state))
        drawn.setDevicePixelRatio(ratio)
        corner = QPointF(rect.center()) - QPointF(side - 1, side - 1) / 2
        painter.drawPixmap(corner, drawn)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        side = max(min(size.width(), size.height()), 1)
        return _drawn(self._name, side, self._color(mode, state))

    def clone(self) -> QIconEngine:
        return _Engine(self._name, *self._tints.values())
