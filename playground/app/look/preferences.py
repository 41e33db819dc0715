"""What is kept between starts: theme, scale, numbers, motion, the window. Never an experiment.

`preferences` is the one place to read and to change a setting: it applies at once and is written
at once. Each value is judged on its own, so that a file that is damaged, or written by a newer
version, costs no more than the settings that cannot be read; an unknown one is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QByteArray, QLocale, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from playground.app.look.style import MODES, SCALES, style
from playground.app.text.numbers import decimal, set_decimal
from playground.lab.documents.recovery import APP

SCHEMA = 3
"""Raised when docks are renamed or rearranged: an older layout is then not restored."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "mode": MODES,
    "decimal": ("system", "point", "comma"),
    "motion": ("system", "reduced", "full"),
    "window": ("keep", "home"),
}
"""The settings that are one of a few words; the first is the default."""
MARKS = {"point": ".", "comma": ","}
_LOCALES = {
    ".": QLocale(QLocale.Language.English, QLocale.Country.UnitedStates),
    ",": QLocale(QLocale.Language.German, QLocale.Country.Germany),
}
_effects: list[bool] = []  # whether menus and tooltips slide and fade, before that was changed


def stored() -> QSettings:
    """The settings file of this product."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, APP, APP)


def system_decimal() -> str:
    """The mark that the system's language writes; where it has a third one, the point."""
    return "," if QLocale.system().decimalPoint() == "," else "."


def system_reduces_motion() -> bool:
    """Whether the system asks for less motion; Qt tells it on some systems, in newer versions."""
    hints = QGuiApplication.styleHints()
    accessibility = hints.accessibility() if hasattr(hints, "accessibility") else None
    preference = getattr(accessibility, "motionPreference", lambda: None)()
    return str(getattr(preference, "name", "")).startswith("Reduced")


class Preferences(QObject):
    """The settings of this process. Without `restore` nothing is read and nothing written."""

    changed = Signal(str)  # the setting's name

    def __init__(self) -> None:
        super().__init__()
        self._words = {name: choices[0] for name, choices in CHOICES.items()}
        self._kept = False
        style.changed.connect(self._follow_style)

    def get(self, name: str) -> str:
        """What was chosen for one of CHOICES, as "system" or "comma"."""
        return style.mode if name == "mode" else self._words[name]

    def choose(self, name: str, word: str) -> None:
        """Choose one of CHOICES; it is in force when this returns."""
        if word not in CHOICES[name]:
            raise ValueError(f"{name} must be one of {', '.join(CHOICES[name])}, got {word}")
        if word == self.get(name):
            return
        self._words[name] = word
        self._apply(name)
        self._write(name, word)
        self.changed.emit(name)

    def set_scale(self, scale: float) -> None:
        """How large type and lines are, 1 as designed."""
        style.scale = scale
        self._write("scale", style.scale)

    @property
    def reduced_motion(self) -> bool:
        """Whether things move to their place at once, without being seen on their way."""
        word = self._words["motion"]
        return word == "reduced" or (word == "system" and system_reduces_motion())

    @property
    def at_defaults(self) -> bool:
        """Whether every setting is as it was when the program was first started."""
        words = all(self.get(name) == choices[0] for name, choices in CHOICES.items())
        return words and style.scale == 1.0

    def restore(self) -> None:
        """Read the settings of the last start; from now on they are kept."""
        self._kept = True
        settings = stored()
        for name, choices in CHOICES.items():
            word = settings.value(name)
            self._words[name] = word if word in choices else choices[0]
            self._apply(name)
        try:
            scale = float(str(settings.value("scale", 1.0)))
        except ValueError:
            scale = 1.0
        style.scale = scale if SCALES[0] <= scale <= SCALES[1] else 1.0

    def restore_defaults(self) -> None:
        """Every setting as it was when the program was first started."""
        for name, choices in CHOICES.items():
            self.choose(name, choices[0])
        self.set_scale(1.0)

    def forget(self) -> None:
        """Keep nothing from now on; numbers, motion and window as at first (for tests)."""
        self._kept = False
        for name in ("decimal", "motion", "window"):
            self.choose(name, CHOICES[name][0])

    def remembered(self, key: str, usual: bool) -> bool:
        """Whether something was left on or off, as "sections/weights"; else as it usually is."""
        return bool(stored().value(key, usual, type=bool)) if self._kept else usual

    def remember(self, key: str, on: bool | None) -> None:
        """Keep that it is on or off; None: as it usually is."""
        if self._kept and on is None:
            stored().remove(key)
        elif on is not None:
            self._write(key, on)

    def _apply(self, name: str) -> None:
        word = self._words[name]
        if name == "mode":
            style.mode = word
        elif name == "decimal":
            show_decimal(MARKS.get(word) or system_decimal())
        elif name == "motion":
            _show_motion(self.reduced_motion)

    def _write(self, name: str, value: object) -> None:
        if self._kept:
            stored().setValue(name, value)

    def _follow_style(self) -> None:
        """The menu changes theme and scale too; the dialog shows it."""
        self.changed.emit("mode")


def show_decimal(mark: str) -> None:
    """Write numbers with a mark; widgets that show some hear it as a change of their locale."""
    if mark == decimal() and QLocale() == _LOCALES[mark]:
        return
    set_decimal(mark)
    QLocale.setDefault(_LOCALES[mark])
    for widget in QApplication.topLevelWidgets():
        widget.setLocale(_LOCALES[mark])


def _show_motion(reduced: bool) -> None:
    """Let menus, lists, tooltips and docks slide and fade, or not."""
    effects = Qt.UIEffect.UI_General  # without it there are no others
    if reduced and not _effects:
        _effects.append(QApplication.isEffectEnabled(effects))
    if _effects:
        QApplication.setEffectEnabled(effects, _effects[0] and not reduced)
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMainWindow):
            widget.setAnimated(not reduced)


preferences = Preferences()


def restore_window(window: QMainWindow, kind: str) -> bool:
    """Geometry and the docks of one mode as they were left; False if there is nothing fitting."""
    window.setAnimated(not preferences.reduced_motion)
    settings = stored()
    if preferences.get("window") != "keep" or str(settings.value("schema", "")) != str(SCHEMA):
        return False
    geometry, state = settings.value("geometry"), settings.value(f"state_{kind}")
    if not isinstance(geometry, QByteArray) or not isinstance(state, QByteArray):
        return False
    return bool(window.restoreGeometry(geometry)) and bool(window.restoreState(state, SCHEMA))


def keep(window: QMainWindow, kind: str) -> None:
    """Remember the window; a settings file that cannot be written is no matter."""
    settings = stored()
    settings.setValue("schema", SCHEMA)
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue(f"state_{kind}", window.saveState(SCHEMA))
    settings.sync()


def seen(what: str) -> bool:
    """Whether a hint that is shown once, as "tour", has been shown."""
    return str(stored().value(f"seen/{what}", "")).lower() == "true"


def mark_seen(what: str) -> None:
    """It has been shown."""
    stored().setValue(f"seen/{what}", True)


def reset() -> None:
    """Forget everything that is kept between starts."""
    settings = stored()
    settings.clear()
    settings.sync()
