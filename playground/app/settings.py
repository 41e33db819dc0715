"""What is kept between starts: geometry, docks, theme, scale. Never part of an experiment."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from playground.app.style import MODES, SCALES, style
from playground.lab.recovery import APP

SCHEMA = 2
"""Raised when docks are renamed or rearranged: an older layout is then not restored."""


def stored() -> QSettings:
    """The settings file of this product."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, APP, APP)


def restore_style() -> None:
    """Theme and scale as they were left; anything odd in the file is passed over."""
    settings = stored()
    mode = settings.value("mode", "system")
    if mode in MODES:
        style.mode = mode
    try:
        scale = float(str(settings.value("scale", 1.0)))
    except (TypeError, ValueError):
        scale = 1.0
    if SCALES[0] <= scale <= SCALES[1]:
        style.scale = scale


def restore_window(window: QMainWindow, kind: str) -> bool:
    """Geometry and the docks of one mode as they were left; False if there is nothing fitting."""
    settings = stored()
    if str(settings.value("schema", "")) != str(SCHEMA):
        return False
    geometry, state = settings.value("geometry"), settings.value(f"state_{kind}")
    if not isinstance(geometry, QByteArray) or not isinstance(state, QByteArray):
        return False
    return bool(window.restoreGeometry(geometry)) and bool(window.restoreState(state, SCHEMA))


def keep(window: QMainWindow, kind: str) -> None:
    """Remember the window and the style; a settings file that cannot be written is no matter."""
    settings = stored()
    settings.setValue("schema", SCHEMA)
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue(f"state_{kind}", window.saveState(SCHEMA))
    settings.setValue("mode", style.mode)
    settings.setValue("scale", style.scale)
    settings.sync()


def reset() -> None:
    """Forget everything that is kept between starts."""
    settings = stored()
    settings.clear()
    settings.sync()
