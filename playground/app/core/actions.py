"""Every action once: its words, keys, icon and place in the menus.

The keyboard sheet is made from this table, so it cannot tell of keys that do nothing; what mouse
and keys do inside the views stands in `hands`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QToolButton, QWidget

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_S, SPACE_XS, px


class Spec(NamedTuple):
    """One action: text, keys (the first is shown), what it does in a sentence, icon."""

    text: str
    keys: tuple[str, ...]
    tip: str
    icon: str = ""
    checkable: bool = False


ACTIONS: Mapping[str, Spec] = {
    "new": Spec("&New", ("Ctrl+N",), "Start this half over with its first example."),
    "open": Spec("&Open…", ("Ctrl+O",), "Open an experiment file. Or drop one on the window.",
                 "open"),
    "plugins": Spec("Own surfaces an&d optimizers…", (),
                    "Python files of your own or your teacher's, and what they bring."),
    "save": Spec("&Save", ("Ctrl+S",), "Save the experiment: the recipe and the cursor.", "save"),
    "save_as": Spec("Save &as…", ("Ctrl+Shift+S",), "Save under another name."),
    "title": Spec("&Title…", ("F2",), "Give the experiment a title."),
    "picture": Spec("Save &picture…", ("Ctrl+E",), "Save the picture in the middle, PNG or SVG.",
                    "camera"),
    "chart_picture": Spec("&Chart as picture…", ("Ctrl+Shift+E",),
                          "Save the chart of the run as PNG or SVG."),
    "window_picture": Spec("&Whole window as picture…", (), "Save the window as it is, as PNG."),
    "csv": Spec("Selected &run as table…", ("Ctrl+T",),
                "Save every step of the selected runner as CSV or NPZ."),
    "quit": Spec("&Quit", ("Ctrl+Q",), "Close the window."),
    "undo": Spec("&Undo", ("Ctrl+Z",), "Take the last edit back.", "undo"),
    "redo": Spec("&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Do it again.", "redo"),
    "settings": Spec("&Settings…", ("Ctrl+,",),
                     "Theme, type size, decimal point or comma, motion.", "settings"),
    "play": Spec("&Play", ("Space",), "Play or pause.", "play"),
    "pause": Spec("Paus&e", ("Escape",), "Stop playing, or stop a long jump on its way."),
    "step": Spec("&Step", ("Right",), "One step forward.", "step"),
    "step_back": Spec("Step &back", ("Left",), "One step back, exactly.", "step-back"),
    "ten": Spec("&Ten steps", ("Shift+Right",), "Ten steps forward."),
    "ten_back": Spec("Ten steps bac&k", ("Shift+Left",), "Ten steps back."),
    "to_start": Spec("To the s&tart", ("Home",), "Back to step 0.", "to-start"),
    "to_end": Spec("To the &end", ("End",),
                   "Where the last run stops; long runs are computed on the way.", "to-end"),
    "faster": Spec("&Faster", ("+", "="), "More steps a second."),
    "slower": Spec("S&lower", ("-",), "Fewer steps a second."),
    "show_surface": Spec("&Surface", ("Ctrl+1",), "Walk on a surface.", "surface", True),
    "show_network": Spec("&Network", ("Ctrl+2",), "Build a network and train it.", "network",
                         True),
    "probe": Spec("&Probe", ("P",), "Which way is down? A point to drag, with its slopes.",
                  "probe", True),
    "arrows": Spec("&Arrows", ("A",),
                   "Show the gradient and velocity at the selected runner.", "", True),
    "log_height": Spec("&Log height", ("L",),
                       "Colour heights by their logarithm: shows more where f is steep.", "log",
                       True),
    "fit": Spec("&Fit the picture", ("F",), "Show the surface's whole window again.", "fit"),
    "next_runner": Spec("&Next runner", ("N",), "Select the next runner."),
    "larger": Spec("&Larger", ("Ctrl++", "Ctrl+="), "Larger type and lines, for a projector."),
    "smaller": Spec("S&maller", ("Ctrl+-",), "Smaller type and lines."),
    "usual_size": Spec("&Usual size", ("Ctrl+0",), "Type and lines as designed."),
    "dark": Spec("&Dark", ("Ctrl+D",), "Dark or light colours.", "moon", True),
    "panels": Spec("Side &panels", ("F9",), "Hide the panels, or bring them back."),
    "reset_layout": Spec("&Reset layout", (), "Bring all panels home."),
    "full_screen": Spec("F&ull screen", ("F11",), "The whole screen, for a projector.", "", True),
    "help": Spec("&Keys and hands", ("F1",), "All keys, and what the mouse does.", "help"),
    "tour": Spec("Show the &tour", (), "Five hints, each at the thing that it speaks of."),
    "diagnostics": Spec("Copy &diagnostics…", (),
                        "Versions, settings and the log, for a report when something is wrong."),
    "about": Spec("&About", (), "Versions and licences."),
}

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("&File", ("new", "open", "recent", "lessons", "-", "save", "save_as", "title", "-", "picture",
               "chart_picture", "pictures", "window_picture", "csv", "-", "plugins", "-",
               "quit")),
    ("&Edit", ("undo", "redo", "-", "settings")),
    ("&View", ("show_surface", "show_network", "-", "probe", "arrows", "log_height", "fit", "-",
               "larger", "smaller", "usual_size", "dark", "-", "panels", "docks", "reset_layout",
               "full_screen")),
    ("&Run", ("play", "pause", "step", "step_back", "ten", "ten_back", "-", "to_start", "to_end",
              "-", "faster", "slower", "-", "next_runner")),
    ("&Help", ("help", "tour", "-", "diagnostics", "about")),
)

def make_actions(
    parent: QWidget, handlers: Mapping[str, Callable[..., object]]
) -> dict[str, QAction]:
    """All actions, connected; a handler of a checkable action takes the new state."""
    made = {}
    for name, spec in ACTIONS.items():
        action = QAction(spec.text, parent)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        keys = f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
        action.setToolTip(spec.tip + (keys if spec.keys else ""))
        action.setStatusTip(spec.tip)
        action.setCheckable(spec.checkable)
        action.setIconVisibleInMenu(not spec.checkable)  # it would hide the check mark
        if spec.icon:
            action.setIcon(icon(spec.icon))
        handler = handlers[name]
        if spec.checkable:
            action.triggered.connect(handler)
        else:
            action.triggered.connect(lambda _=False, act=handler: act())
        parent.addAction(action)
        made[name] = action
    return made


def fill_menus(
    bar: QMenuBar, actions: Mapping[str, QAction], special: Mapping[str, Callable[..., object]]
) -> None:
    """The menus of MENUS; `special` fills those entries that are menus of their own."""
    for title, names in MENUS:
        menu = bar.addMenu(title)
        menu.setToolTipsVisible(True)
        for name in names:
            if name == "-":
                menu.addSeparator()
            elif name in special:
                special[name](menu)
            else:
                menu.addAction(actions[name])


def corner(actions: Sequence[QAction]) -> QWidget:
    """A row of buttons for checkable actions; the last one shows its icon alone."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, SPACE_S, 0)
    layout.setSpacing(SPACE_XS)
    for action in actions:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(px(16), px(16)))
        button.setAccessibleName(action.text().replace("&", ""))
        if action is not actions[-1]:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        layout.addWidget(button)
    return row
