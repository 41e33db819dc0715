"""An action is one record: its words, keys and icon, what it does, when it can be done.

Where a record stands in the menus is its place there. Menus, buttons and the sheet of keys are
all made from the records, so the sheet cannot tell of keys that do nothing; what mouse and keys do
inside the views stands in `mouse_help`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QToolButton, QWidget

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_S, SPACE_XS

C = TypeVar("C")
"""What the functions of a record are given: who can do what the action asks for."""
LINE: Final = "-"
"""Between two entries of a menu."""


class Face(NamedTuple):
    """What an action looks like at the moment."""

    text: str
    icon: str = ""


@dataclass(frozen=True)
class Action(Generic[C]):
    """One action: its name in the program, text, what it does in a sentence, and how.

    The first of `keys` is shown. `run` does it; with `checked` it is a switch, on or off as that
    says. `enabled` says whether it can be done now, and `face` what it looks like now; without
    them it always can, and looks as `text` and `icon` say.
    """

    name: str
    text: str
    tip: str
    run: Callable[[C], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    checked: Callable[[C], bool] | None = None
    enabled: Callable[[C], bool] | None = None
    face: Callable[[C], Face] | None = None


@dataclass(frozen=True)
class Submenu(Generic[C]):
    """A menu in a menu, filled each time that it opens."""

    text: str
    fill: Callable[[C, QMenu], object]


@dataclass(frozen=True)
class Menu(Generic[C]):
    """A menu of the window: actions, menus and lines, from top to bottom."""

    title: str
    entries: tuple[Action[C] | Submenu[C] | str, ...]

    @property
    def actions(self) -> Iterator[Action[C]]:
        """Its records of actions."""
        return (entry for entry in self.entries if isinstance(entry, Action))


class Actions(QObject):
    """The actions of a window's menus, by name; `context` is what their functions are given."""

    def __init__(self, parent: QWidget, menus: Sequence[Menu[Any]], context: object) -> None:
        super().__init__(parent)
        self.menus, self._context = menus, context
        self._records = {action.name: action for menu in menus for action in menu.actions}
        self._faces: dict[str, Face] = {}
        self.by_name = {name: self._made(one, parent) for name, one in self._records.items()}

    def _made(self, record: Action[Any], parent: QWidget) -> QAction:
        action = QAction(record.text, parent)
        action.setShortcuts([QKeySequence(key) for key in record.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        keys = f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
        action.setToolTip(record.tip + (keys if record.keys else ""))
        action.setStatusTip(record.tip)
        action.setCheckable(record.checked is not None)
        action.setIconVisibleInMenu(record.checked is None)  # it would hide the check mark
        if record.icon:
            action.setIcon(icon(record.icon))
        action.triggered.connect(partial(self._run, record))
        parent.addAction(action)
        return action

    def _run(self, record: Action[Any], _checked: bool = False) -> None:
        try:
            record.run(self._context)
        finally:
            self.refresh()  # Qt has turned a switch over, whether or not anything came of it

    @Slot()
    def refresh(self) -> None:
        """Let every action show what is true now: whether it can be done, is on, and its words."""
        for name, record in self._records.items():
            action = self.by_name[name]
            if record.enabled is not None:
                action.setEnabled(record.enabled(self._context))
            if record.checked is not None:
                action.setChecked(record.checked(self._context))
            face = record.face(self._context) if record.face is not None else None
            if face is not None and face != self._faces.get(name):
                self._faces[name] = face
                action.setText(face.text)
                if face.icon:
                    action.setIcon(icon(face.icon))

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus."""
        for one in self.menus:
            menu = bar.addMenu(one.title)
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self.refresh)
            for entry in one.entries:
                if isinstance(entry, Action):
                    menu.addAction(self.by_name[entry.name])
                elif isinstance(entry, Submenu):
                    inner = menu.addMenu(entry.text)
                    inner.aboutToShow.connect(partial(entry.fill, self._context, inner))
                else:
                    menu.addSeparator()


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
        button.setAccessibleName(action.text().replace("&", ""))
        if action is not actions[-1]:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        layout.addWidget(button)
    return row
