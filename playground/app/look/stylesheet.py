"""What every widget looks like, in words of the tokens: `@accent` is a colour, `8dp` a length,
`half(8dp + 2dp)` the radius that makes a circle of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

if TYPE_CHECKING:
    from playground.app.look.theme import Theme


def written(tokens: Mapping[str, str], px: Callable[[float], int]) -> str:
    """The stylesheet with a theme's colours and with lengths in pixels."""
    colored = re.sub(r"@(\w+)", lambda m: tokens[m[1]], SHEET)
    sized = re.sub(r"(\d+)dp", lambda m: f"{px(int(m[1]))}px", colored)
    return re.sub(r"half\(([^)]*)\)", lambda m: f"{_half(m[1])}px", sized)


def _half(sums: str) -> int:
    """Half of the least of "10px + 2px | 9px + 2px": a corner that Qt rounds. It leaves one
    square whose radius is more than that, as it may be by a pixel once lengths are rounded.
    """
    return min(sum(map(int, re.findall(r"\d+", lengths))) for lengths in sums.split("|")) // 2


def palette(theme: Theme) -> QPalette:
    """The theme as Qt's palette, for all that the stylesheet does not draw."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.window, role.WindowText: theme.text, role.Base: theme.field,
        role.AlternateBase: theme.hover, role.Text: theme.text, role.Button: theme.panel,
        role.ButtonText: theme.text, role.BrightText: theme.error, role.Accent: theme.accent,
        role.Highlight: theme.accent, role.HighlightedText: theme.on_accent,
        role.ToolTipBase: theme.panel, role.ToolTipText: theme.text, role.Link: theme.accent,
        role.LinkVisited: theme.accent, role.PlaceholderText: theme.quiet, role.Mid: theme.outline,
        role.Light: theme.panel, role.Midlight: theme.hover, role.Dark: theme.outline,
        role.Shadow: theme.line,
    }
    made = QPalette()
    for which, color in colors.items():
        made.setColor(which, QColor(color))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.line))
    return made


DIALOG_ICONS = ("save", "trash", "close", "check", "open", "undo", "help")
"""What the usual buttons of dialogs wear: our icons in a theme's colour."""

SHEET = """
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: @window; width: 8dp; height: 8dp; }
QMainWindow::separator:hover, QSplitter::handle:hover { background: @selection; }
QSplitter::handle { background: @line; }
QDockWidget { titlebar-close-icon: url("@dock_close"); titlebar-normal-icon: url("@dock_float"); }
QDockWidget::close-button, QDockWidget::float-button { border: none; border-radius: 4dp;
    padding: 0px; icon-size: 14dp; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: @hover; }
QDockWidget::title { background: @window; padding: 4dp 8dp; text-align: left; }
QToolTip { background: @panel; color: @text; border: 1px solid @outline; padding: 4dp 8dp; }
QStatusBar { background: @window; color: @quiet; }
QFrame#tour { background: @panel; border: 1px solid @outline; border-radius: 6dp; }
QFrame[role="line"] { background: @line; border: none; }
QStatusBar::item { border: none; }
QScrollArea { border: none; background: transparent; }

QLabel[role="title"] { font-size: 20dp; font-weight: 600; }
QLabel[role="heading"] { font-size: 11dp; font-weight: 600; color: @quiet; }
QLabel[role="large"] { font-size: 15dp; }
QLabel[role="quiet"] { color: @quiet; }
QLabel[role="small"] { color: @quiet; font-size: 11dp; }
QLabel[role="error"] { color: @error; font-size: 11dp; }
QLabel[role="warning"] { color: @warning; }
QLabel:disabled { color: @disabled; }

QMenuBar { background: @window; }
QMenuBar::item { padding: 4dp 8dp; border-radius: 4dp; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @panel; border: 1px solid @outline; padding: 4dp; }
QMenu::item { padding: 4dp 24dp 4dp 8dp; border-radius: 4dp; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @disabled; background: transparent; }
QMenu::icon { padding-left: 4dp; }
QMenu::separator { height: 1px; background: @line; margin: 4dp 8dp; }

QToolBar { background: @window; border: none; spacing: 4dp; padding: 4dp; }
QToolBar::separator { background: @line; width: 1px; margin: 4dp; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6dp;
    padding: 4dp; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @pressed; }
QToolButton:checked { background: @selection; border-color: @accent; }
QToolButton:focus { border: 2px solid @accent; padding: 3dp; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="primary"] { background: @accent; color: @on_accent; }
QToolButton[role="primary"]:focus { border: 2px solid @text; }
QToolButton[role="primary"]:disabled { background: @line; color: @disabled; }
QToolButton[role="tight"] { padding: 4dp 0px; }
QToolButton[role="tight"]:focus { padding: 3dp 0px; }
QToolButton[role="count"] { padding: 4dp 3dp; font-size: 11dp; }
QToolButton[role="count"]:focus { padding: 3dp 2dp; }
QToolButton[role="section"] { padding: 4dp 0px; text-align: left; color: @quiet;
    font-size: 11dp; font-weight: 600; border-radius: 4dp; }
QToolButton[role="section"]:checked { background: transparent; border-color: transparent; }
QToolButton[role="section"]:hover { background: transparent; color: @text; }
QToolButton[role="section"]:focus { border: 2px solid @accent; padding: 3dp 0px; }

QToolButton, QPushButton { icon-size: 16dp; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 1;
    dialog-save-icon: url("@dialog_save"); dialog-discard-icon: url("@dialog_trash");
    dialog-cancel-icon: url("@dialog_close"); dialog-close-icon: url("@dialog_close");
    dialog-no-icon: url("@dialog_close"); dialog-ok-icon: url("@dialog_check");
    dialog-yes-icon: url("@dialog_check"); dialog-apply-icon: url("@dialog_check");
    dialog-open-icon: url("@dialog_open"); dialog-reset-icon: url("@dialog_undo");
    dialog-help-icon: url("@dialog_help"); }
QPushButton { background: @panel; border: 1px solid @outline; border-radius: 6dp;
    padding: 4dp 12dp; min-height: 18dp; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:checked { background: @selection; border-color: @accent; }
QPushButton:focus { border: 2px solid @accent; padding: 3dp 11dp; }
QPushButton[role="segment"] { padding: 4dp 4dp; }
QPushButton[role="segment"]:focus { padding: 3dp 3dp; }
QPushButton:disabled { color: @disabled; border-color: @line; }
QPushButton[role="primary"] { background: @accent; color: @on_accent; border-color: @accent; }
QPushButton[role="primary"]:focus { border: 2px solid @text; }
QPushButton[role="primary"]:disabled { background: @line; color: @disabled; border-color: @line; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: @field;
    border: 1px solid @outline; border-radius: 6dp; padding: 2dp 6dp; min-height: 18dp;
    selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border: 2px solid @accent; padding: 1dp 5dp; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: @disabled;
    border-color: @line; }
QTextEdit[role="page"], QTextEdit[role="page"]:focus { background: transparent; border: none;
    padding: 0px; }
QLineEdit[mark="right"] { border: 2px solid @success; }
QLineEdit[mark="wrong"] { border: 2px solid @error; }
QLabel[role="right"] { color: @success; font-weight: 600; }
QLabel[role="wrong"] { color: @error; font-weight: 600; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"] { border: 2px solid @error;
    padding: 1dp 5dp; }
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView::item { min-height: 24dp; padding: 0px 6dp; }
QComboBox::drop-down { border: none; width: 20dp; }
QComboBox::down-arrow { image: url("@arrow_down"); width: 14dp; height: 14dp; }
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus { background: @panel;
    border: 1px solid @outline; outline: none;
    selection-background-color: @selection; selection-color: @text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 18dp;
    background: transparent; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-arrow { image: url("@arrow_up"); width: 12dp; height: 12dp; }
QAbstractSpinBox::down-arrow { image: url("@arrow_down"); width: 12dp; height: 12dp; }

QCheckBox, QRadioButton { spacing: 8dp; border: 2px solid transparent; border-radius: 4dp; }
QCheckBox[role="bare"] { spacing: 0px; }
QCheckBox:focus, QRadioButton:focus { border-color: @accent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14dp; height: 14dp; background: @field;
    border: 1px solid @outline; border-radius: 4dp; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent;
    image: url("@check"); }
QRadioButton::indicator { border-radius: half(14dp + 1px + 1px); }
QRadioButton::indicator:checked { width: 6dp; height: 6dp; border: 5dp solid @accent;
    border-radius: half(6dp + 5dp + 5dp); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line; }
QCheckBox::indicator:checked:disabled { background: @disabled; }
QRadioButton::indicator:checked:disabled { border-color: @disabled; }

QSlider:horizontal { min-height: 20dp; }
QSlider::groove:horizontal { height: 4dp; border-radius: half(4dp); background: @outline; }
QSlider::sub-page:horizontal { border-radius: half(4dp); background: @accent; }
QSlider::handle:horizontal { width: 10dp; height: 10dp; margin: -5dp 0px;
    border-radius: half(10dp + 2dp + 2dp | 4dp + 5dp + 5dp); background: @panel;
    border: 2dp solid @accent; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:pressed { background: @accent; }
QSlider::handle:horizontal:focus { background: @accent; border-color: @text; }
QSlider::sub-page:horizontal:disabled { background: @line; }
QSlider::groove:horizontal:disabled { background: @line; }
QSlider::handle:horizontal:disabled { border-color: @disabled; background: @panel; }

QTabBar::tab { padding: 6dp 10dp; border: none; border-bottom: 2dp solid transparent;
    color: @quiet; background: transparent; }
QTabBar::tab:hover { color: @text; background: @hover; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::scroller { width: 20dp; }
QTabBar QToolButton, QTabBar QToolButton:focus { padding: 0px; }
QTabBar::tab:focus { background: @selection; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }

QScrollBar { background: transparent; border: none; margin: 0px; }
QScrollBar:vertical { width: 12dp; }
QScrollBar:horizontal { height: 12dp; }
QScrollBar::handle { background: @outline; border-radius: 3px; margin: 3dp; }
QScrollBar::handle:vertical { min-height: 24dp; }
QScrollBar::handle:horizontal { min-width: 24dp; }
QScrollBar::handle:hover { background: @quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView, QListView, QTreeView { background: @panel; border: none; gridline-color: @line;
    selection-background-color: @selection; selection-color: @text; outline: none; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 1px solid @accent; }
QListView[role="framed"], QListView[role="framed"]:focus { border: 1px solid @outline;
    border-radius: 6dp; padding: 2dp; }
QListView[role="framed"]:focus { border-color: @accent; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @quiet; border: none;
    border-bottom: 1px solid @outline; padding: 4dp 8dp; font-size: 11dp; font-weight: normal; }
QTableCornerButton::section { background: @panel; border: none; }
QGroupBox { border: 1px solid @line; border-radius: 6dp; margin-top: 12dp; padding: 8dp; }
QGroupBox::title { subcontrol-origin: margin; left: 8dp; color: @quiet; }
QProgressBar { border: none; border-radius: 2px; background: @line; max-height: 4dp; }
QProgressBar::chunk { border-radius: 2px; background: @accent; }
"""
