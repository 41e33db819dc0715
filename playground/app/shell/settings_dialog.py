"""The settings, each with a line that says what it does; what is chosen is in force at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.app.look.preferences import preferences, system_decimal, system_reduces_motion
from playground.app.look.style import (
    BODY,
    SCALE_STEPS,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XS,
    font,
    px,
    set_role,
    style,
)
from playground.app.text.numbers import fixed, number, point
from playground.app.widgets.choices import Segments
from playground.app.widgets.ladder import nearest, stepped
from playground.app.widgets.scroll_area import ScrollArea
from playground.app.widgets.slider import Slider

WIDTH, PREVIEW_WIDTH = 620, 420
THEMES = (
    ("system", "As the system", "Follow the desktop, by day and by night."),
    ("light", "Light", "Dark text on a light ground: best on a projector."),
    ("dark", "Dark", "Light text on a dark ground: easy on the eyes in a dark room."),
)
MOTION = (
    ("system", "As the system", "Follow the desktop's own setting, where it tells."),
    ("reduced", "Reduced", "Everything is where it belongs at once."),
    ("full", "Full", "Panels slide, menus and hints fade in."),
)
ABOUT_SIZE = (
    "Larger for a projector or for tired eyes. In the window: Ctrl with + and −, and Ctrl+0 for "
    "the usual size."
)
ABOUT_NUMBERS = (
    "How numbers are shown; both are understood when you type or paste them. Typed functions, "
    "files and CSV keep the point: there, the comma separates arguments."
)
ABOUT_MOTION = (
    "Reduced: panels, menus and hints are there at once, without sliding or fading. A run still "
    "plays when you press play."
)
ABOUT_WINDOW = "Otherwise every start opens with all panels at home."


class SettingsDialog(QDialog):
    """Theme, type size, numbers, motion, window. `resize_type(scale)` changes the type's size."""

    def __init__(self, parent: QWidget, resize_type: Callable[[float], None]) -> None:
        super().__init__(parent)
        self._window = parent
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        self._resize_type = resize_type
        self.theme = Segments(THEMES, "Theme")
        self.numbers = Segments(_marks(), "Decimal mark")
        self.motion = Segments(MOTION, "Motion")
        self._make_size()
        self.window_kept = QCheckBox("Keep the window's size and its panels between starts")
        self.window_kept.setAccessibleDescription(ABOUT_WINDOW)
        self.window_kept.setToolTip(ABOUT_WINDOW)
        self._place()
        self.theme.chosen.connect(lambda word: preferences.choose("mode", word))
        self.numbers.chosen.connect(lambda word: preferences.choose("decimal", word))
        self.motion.chosen.connect(lambda word: preferences.choose("motion", word))
        self.window_kept.clicked.connect(
            lambda on: preferences.choose("window", "keep" if on else "home")
        )
        preferences.changed.connect(self._show)
        self._show()
        self._space()
        self.theme.button(self.theme.value).setFocus()

    def _make_size(self) -> None:
        self.size_slider = Slider()
        self.size_slider.setRange(0, len(SCALE_STEPS) - 1)
        self.size_slider.setAccessibleName("Type size")
        self.size_slider.setAccessibleDescription(ABOUT_SIZE)
        self.size_slider.setToolTip(ABOUT_SIZE)
        self.size_slider.moved.connect(self._size_moved)
        self.size_slider.stepped.connect(
            lambda steps: self._take_size(stepped(SCALE_STEPS, style.scale, steps))
        )
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._percent = QLabel(alignment=right)
        self.preview = QLabel()
        self.preview.setAccessibleName("A line of text in this size")
        self.preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _place(self) -> None:
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setColumnStretch(1, 1)
        self.gaps: list[int] = []
        size = QHBoxLayout()
        size.addWidget(self.size_slider, 1)
        size.addSpacing(px(SPACE_S))
        size.addWidget(self._percent)
        self._about_theme = self._row("Theme", self.theme, "")
        self._row("Type size", size, ABOUT_SIZE, self.size_slider, self.preview)
        self._row("Decimal mark", self.numbers, ABOUT_NUMBERS)
        self._about_motion = self._row("Motion", self.motion, ABOUT_MOTION)
        self._row("Window", self.window_kept, ABOUT_WINDOW)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        area = ScrollArea()
        area.setWidget(body)
        area.setFrameShape(ScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area, self._body = area, body
        self.defaults = QPushButton("Restore &defaults")
        self.defaults.setToolTip("Every setting as it was when the program was first started.")
        self.defaults.setAutoDefault(False)
        self.defaults.clicked.connect(self._restore_defaults)
        self.closer = QPushButton("&Close")
        self.closer.setToolTip("Close the settings; they are in force already.")
        self.closer.setDefault(True)
        self.closer.clicked.connect(self.accept)
        for segments in (self.theme, self.numbers, self.motion):
            for button in segments.findChildren(QPushButton):
                button.setAutoDefault(False)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.defaults)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.closer)
        self._column = QVBoxLayout(self)
        self._column.addWidget(area, 1)
        self._column.addLayout(self._buttons)

    def _row(
        self, name: str, control: QWidget | QHBoxLayout, about: str, buddy: QWidget | None = None,
        below: QWidget | None = None,
    ) -> QLabel:
        """A setting: its name, its control, what it does; returns the label of the last."""
        row = self._grid.rowCount()
        label = QLabel(name)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        if isinstance(control, QWidget):
            buddy = buddy or control
            self._grid.addWidget(control, row, 1)
        else:
            self._grid.addLayout(control, row, 1)
        if buddy is not None:
            label.setBuddy(buddy)
        if below is not None:
            self._grid.addWidget(below, row + 1, 1)
        words = QLabel(about)
        words.setWordWrap(True)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_role(words, "small")
        self._grid.addWidget(words, row + 2, 1)
        self.gaps.append(row + 3)
        self._grid.addWidget(QWidget(), row + 3, 1)
        return words

    @Slot()
    def _show(self) -> None:
        """What is in force, wherever it was changed."""
        self.theme.set_value(preferences.get("mode"))
        self.numbers.set_value(preferences.get("decimal"))
        self.motion.set_value(preferences.get("motion"))
        self.window_kept.setChecked(preferences.get("window") == "keep")
        self.size_slider.set_position(nearest(SCALE_STEPS, style.scale, True))
        self._show_size(style.scale)
        self._about_theme.setText(_theme_words())
        system = "reduced" if system_reduces_motion() else "full"
        tell = f" Here the system's motion is {system}."
        self._about_motion.setText(ABOUT_MOTION + tell * (preferences.get("motion") == "system"))
        first = preferences.at_defaults
        self.defaults.setEnabled(not first)
        self.defaults.setToolTip(
            "Every setting is as it was when the program was first started." if first else
            "Every setting as it was when the program was first started."
        )

    def _show_size(self, scale: float) -> None:
        self._percent.setText(f"{fixed(100 * scale, 0)} %")
        sample = font(BODY)
        sample.setPixelSize(round(BODY * scale))
        self.preview.setFont(sample)
        self.preview.setText(f"∇f = {point(-0.25, 1.5)}, step {number(0.0411)}")
        self.preview.setFixedHeight(round(BODY * max(scale, style.scale) * 1.6))

    @Slot(int, bool)
    def _size_moved(self, position: int, final: bool) -> None:
        """While the handle is dragged only the sample follows: the dialog would run from it."""
        if final:
            self._take_size(SCALE_STEPS[position])
        else:
            self._show_size(SCALE_STEPS[position])

    def _take_size(self, scale: float) -> None:
        self._resize_type(scale)
        self._show()

    @Slot()
    def _restore_defaults(self) -> None:
        preferences.restore_defaults()
        self._resize_type(1.0)
        self._show()

    def _space(self) -> None:
        """Sizes at the present scale; never larger than the window that it belongs to."""
        self._grid.setContentsMargins(px(SPACE_L), px(SPACE_L), px(SPACE_L), 0)
        self._grid.setHorizontalSpacing(px(SPACE_L))
        self._grid.setVerticalSpacing(px(SPACE_XS))
        for row in self.gaps:
            self._grid.setRowMinimumHeight(row, px(SPACE_M))
        self._percent.setFixedWidth(self._percent.fontMetrics().horizontalAdvance("888 %"))
        self._column.setContentsMargins(0, 0, 0, 0)
        margin = px(SPACE_M)
        self._buttons.setContentsMargins(margin, px(SPACE_S), margin, margin)
        for child in self.findChildren(QWidget):
            child.ensurePolished()
        self._grid.invalidate()
        parent = self._window
        width = min(px(WIDTH), parent.width() - px(SPACE_L))
        height = self._body.heightForWidth(width)
        self._body.setMinimumHeight(height)  # of a lower dialog it scrolls
        height += self.closer.sizeHint().height() + px(SPACE_S) + 2 * margin
        self.resize(width, min(height, parent.height() - px(SPACE_L)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_buttons"):
            self._space()
        elif event.type() == QEvent.Type.LocaleChange and hasattr(self, "_preview"):
            self._show_size(style.scale)
        super().changeEvent(event)


def _marks() -> tuple[tuple[str, str, str], ...]:
    example = f"0{system_decimal()}05"
    return (
        ("system", f"As the system: {example}", f"As the system's language writes: {example}."),
        ("point", "Point: 0.05", "A decimal point, as in 0.05 and 12,500 steps."),
        ("comma", "Comma: 0,05", "A decimal comma, as in 0,05 and 12\u202f500 steps."),
    )


def _theme_words() -> str:
    """What "as the system" comes to here."""
    unknown = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Unknown
    if unknown:
        return "The colours of the window. This desktop does not tell its own: then they are light."
    shown = "dark" if style.theme.dark else "light"
    return f"The colours of the window; now they are {shown}."
