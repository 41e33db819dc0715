"""The look: the only file that names a colour, a size or a font.

Widgets ask `style` (one object, signal `changed`) for the theme's tokens and use the functions
below it; what can be said once for every widget stands in `stylesheet`, in words of the tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPen
from PySide6.QtWidgets import QApplication, QWidget

from playground.app.look import stylesheet
from playground.app.look.markers import runner_marker as runner_marker
from playground.app.look.theme import DARK, LIGHT, Theme
from playground.lab.experiments.resources import resource

if TYPE_CHECKING:
    from numpy import ndarray

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 12, 16, 24
RADIUS = 6
SMALL, BODY, LARGE, TITLE = 11, 13, 15, 20
FIELD_WIDTH = 96  # of fields for one number
SCALE_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8, 2.0, 2.25, 2.5)
SCALES = SCALE_STEPS[0], SCALE_STEPS[-1]
MODES = ("system", "light", "dark")
SURFACE_MAPS = ("viridis", "cividis")


class Style(QObject):
    """What the whole window looks like now: theme, scale, map. Says `changed` when it does."""

    changed = Signal()
    dressing = Signal(bool)  # many widgets are about to get their look, and have it

    def __init__(self) -> None:
        super().__init__()
        self._mode = "system"
        self._scale = 1.0
        self._surface_map = SURFACE_MAPS[0]
        self._pixel_ratio = 1.0
        self._theme = LIGHT
        self._app: QApplication | None = None
        self._family = ""

    @property
    def theme(self) -> Theme:
        """The colours in force."""
        return self._theme

    @property
    def mode(self) -> str:
        """"system", "light" or "dark"."""
        return self._mode

    @mode.setter
    def mode(self, mode: str) -> None:
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode}")
        self._set("_mode", mode)

    @property
    def scale(self) -> float:
        """How much larger than designed everything is, 0.8 to 2.5."""
        return self._scale

    @scale.setter
    def scale(self, scale: float) -> None:
        self._set("_scale", round(min(max(scale, SCALES[0]), SCALES[1]), 3))

    @property
    def surface_map(self) -> str:
        """The colour map of surfaces, by name."""
        return self._surface_map

    @surface_map.setter
    def surface_map(self, name: str) -> None:
        if name not in SURFACE_MAPS:
            raise ValueError(f"map must be one of {', '.join(SURFACE_MAPS)}, got {name}")
        self._set("_surface_map", name)

    @property
    def pixel_ratio(self) -> float:
        """Device pixels for each pixel of a pen: the screen's ratio, or a picture's on export."""
        return self._pixel_ratio

    @pixel_ratio.setter
    def pixel_ratio(self, ratio: float) -> None:
        self._set("_pixel_ratio", ratio)

    def apply(self, app: QApplication) -> None:
        """Dress the application, and keep it dressed when anything here changes."""
        if self._app is not app:
            self._app = app
            self._family = app.font().family()
            self._pixel_ratio = app.devicePixelRatio()
            app.setStyle("Fusion")
            app.styleHints().colorSchemeChanged.connect(self._refresh)
        self._dress(app)

    @contextmanager
    def dressed_afterwards(self, app: QApplication) -> Iterator[None]:
        """Make many widgets, which get the style sheet together at the end.

        With a style sheet in force, Qt dresses a widget anew with all that it holds each time when
        it gets a parent: for a whole window, that is once for each of its levels.
        """
        sheet = app.styleSheet()
        app.setStyleSheet("")
        try:
            yield
        finally:
            if not app.styleSheet():  # else the look was chosen anew meanwhile
                app.setStyleSheet(sheet)

    @contextmanager
    def many(self) -> Iterator[None]:
        """Make many widgets: they tell their looks in tens of thousands of events, none for us."""
        self.dressing.emit(True)
        try:
            yield
        finally:
            self.dressing.emit(False)

    def _set(self, name: str, value: object) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self._refresh()

    def _refresh(self) -> None:
        if self._app is not None:
            self._dress(self._app)
        else:
            self._theme = self._chosen(None)
        self.changed.emit()

    def _dress(self, app: QApplication) -> None:
        self._theme = self._chosen(app)
        self.dressing.emit(True)
        # To exchange it, Qt would dress every widget once for each of its ancestors; taken off and
        # put on again, it is done twice.
        app.setStyleSheet("")
        app.setPalette(stylesheet.palette(self._theme))
        app.setFont(font(BODY))
        tokens = asdict(self._theme)
        for mark in ("arrow_up", "arrow_down", "dock_close", "dock_float"):
            tokens[mark] = resource(f"icons/{mark}.svg").as_posix()
        tokens["check"] = resource(f"icons/check_{self._theme.name}.svg").as_posix()
        for mark in stylesheet.DIALOG_ICONS:  # an icon's file has one colour
            file = resource(f"icons/dialog/{mark}_{self._theme.name}.svg")
            tokens[f"dialog_{mark}"] = file.as_posix()
        app.setStyleSheet(stylesheet.written(tokens, px))
        self.dressing.emit(False)

    def _chosen(self, app: QApplication | None) -> Theme:
        if self._mode == "system":
            dark = app is not None and app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if self._mode == "dark" else LIGHT


style = Style()


def px(n: float) -> int:
    """A length of the design in the window's pixels; something that is there stays visible."""
    scaled = round(n * style.scale)
    return max(scaled, 1) if n > 0 else scaled


def least_picture() -> QSize:
    """How small a picture in the middle may get: as designed, but large type asks for no more than
    a screen of 1280 × 720 can spare beside the panels."""
    return QSize(min(px(320), 384), min(px(240), 280))


def least_panel() -> int:
    """What every panel makes do with; with large type a column of a small screen, less a scroll
    bar, is no wider."""
    return min(px(216), 400)


def font(size: float = BODY, bold: bool = False, tabular: bool = True) -> QFont:
    """The system's family at a size of the design; digits of one width, so numbers do not dance."""
    made = QFont(QGuiApplication.font())
    made.setPixelSize(px(size))
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def pen(
    color: str | QColor, width: float = 1.0, line: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    """A pen of a width of the design, for plots and painters alike.

    It is cosmetic (pyqtgraph needs that), so the screen's pixel ratio is in its width.
    """
    made = QPen(QColor(color), width * style.scale * style.pixel_ratio, line)
    made.setCosmetic(True)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def faded(color: str | QColor, opacity: float) -> QColor:
    """The colour with an opacity of 0 to 1."""
    made = QColor(color)
    made.setAlphaF(min(max(opacity, 0.0), 1.0))
    return made


def mixed(first: str | QColor, second: str | QColor, share: float) -> QColor:
    """`first` with a share (0 to 1) of `second` mixed in."""
    a, b = QColor(first), QColor(second)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
        a.alphaF() + (b.alphaF() - a.alphaF()) * share,
    )


def runner_color(slot: int) -> QColor:
    """The colour of a runner, everywhere the same: trail, chart, list, table."""
    return QColor(style.theme.runners[slot % len(style.theme.runners)])


def basin_color(k: int) -> QColor:
    """The colour of a minimum's basin; with many minima colours come again, so say its letter."""
    return QColor(style.theme.basins[k % len(style.theme.basins)])


def halo() -> QColor:
    """What trails and markers are outlined with, to be seen on any colour of the map."""
    return QColor(style.theme.halo)


def diverging(value: float) -> QColor:
    """A weight's or gradient's colour: −1 orange, 0 quiet, +1 blue (beyond: as at the end)."""
    theme = style.theme
    share = min(abs(value), 1.0) if value == value else 0.0
    return mixed(theme.zero, theme.positive if value > 0 else theme.negative, share)


def diverging_lut() -> ndarray:
    """`diverging` from −1 to +1 as a (256, 3) table, for images."""
    import numpy as np

    return np.array([_rgb(diverging(v)) for v in np.linspace(-1, 1, 256)], np.uint8)


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def surface_lut() -> ndarray:
    """The surface's colours as a (256, 3) table: the named map, quieted so that trails win."""
    return _surface_lut(style.surface_map, style.theme)


@lru_cache(maxsize=8)
def _surface_lut(name: str, theme: Theme) -> ndarray:
    import numpy as np

    lines = resource(f"colormaps/{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
    table = np.array([line.split(",") for line in lines], dtype=float)
    grey = table @ [[0.299], [0.587], [0.114]]
    toward = np.array(_rgb(QColor(theme.window)))
    saturation, veil = (0.8, 0.3) if theme.dark else (0.75, 0.3)
    table = grey + saturation * (table - grey)
    quiet: ndarray = (table + veil * (toward - table)).round().astype(np.uint8)
    quiet.setflags(write=False)
    return quiet


def set_role(widget: QWidget, role: str, name: str = "role") -> None:
    """Give a widget a look of the stylesheet: heading, title, quiet, small, error, primary, ...

    Another `name` than "role" is that of a further property that the stylesheet knows.
    """
    if widget.property(name) != role:
        widget.setProperty(name, role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
