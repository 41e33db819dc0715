"""Keys that mean something everywhere, without taking them from a control that was tabbed to.

Space plays, arrows step, Home and End jump: those are shortcuts of the window. But someone who
works by keyboard must be able to press a button with Space and move a slider with arrows. So a
control that was reached with Tab keeps its own keys; one that was clicked gives them up, but for
the keys that choose in a list, a table or a box of choices. A field has all keys while one types
in it, and gives them back with Enter or Escape.
"""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QMainWindow,
    QTabBar,
    QWidget,
)

from playground.app.shell import focus_order

Key = Qt.Key
MOVES = {Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End}
BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
TYPING = (QLineEdit, QAbstractSpinBox)


LEAVING = {Key.Key_Return, Key.Key_Enter, Key.Key_Escape}


def leave(field: QWidget) -> None:
    """Give up the focus, unless what was typed is wrong and waits to be mended."""
    if not field.property("invalid"):
        focus_order.leave(field)


def is_in_a_table(field: QWidget) -> bool:
    """Whether it is the editor of a cell, which the table opens and closes itself."""
    parent = field.parentWidget()
    while parent is not None and not isinstance(parent, QAbstractItemView):
        parent = parent.parentWidget()
    return parent is not None


def own_keys(widget: QWidget) -> set[Qt.Key]:
    """The keys that a kind of control needs for itself."""
    if isinstance(widget, QAbstractButton):
        group = widget.group()
        one_of = group is not None and group.exclusive() and len(group.buttons()) > 1
        return {Key.Key_Space} | (MOVES if one_of else set())
    if isinstance(widget, QTabBar):
        return MOVES
    if isinstance(widget, (QAbstractSlider, QAbstractItemView, QComboBox)):
        return MOVES | {Key.Key_Space, Key.Key_Plus, Key.Key_Minus}
    return set()


def choosing_keys(widget: QWidget) -> set[Qt.Key]:
    """The keys that choose in a control, which it keeps when it was clicked, too."""
    if isinstance(widget, QAbstractItemView):
        rows = widget.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows
        one_way = isinstance(widget, QListView) or rows
        return MOVES - ({Key.Key_Left, Key.Key_Right} if one_way else set())
    if isinstance(widget, QComboBox):
        return MOVES - {Key.Key_Left, Key.Key_Right}
    return set()


class KeyRouter(QObject):
    """An event filter for the application; see above."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Weak: a widget whose last holder lets go of it here dies while Qt is focusing it.
        self._tabbed_to: ref[QWidget] | None = None

    @Slot(bool)
    def rest(self, resting: bool) -> None:
        """Look at no event for a while: a new look sends tens of thousands, none of them keys."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self) if resting else app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if (
            kind == QEvent.Type.KeyPress and isinstance(watched, TYPING)
            and isinstance(event, QKeyEvent)
        ):
            in_window = isinstance(watched.window(), QMainWindow)
            if event.key() in LEAVING and in_window and not is_in_a_table(watched):
                QTimer.singleShot(0, watched, lambda: leave(watched))
        elif (
            kind == QEvent.Type.FocusIn and isinstance(watched, QWidget)
            and isinstance(event, QFocusEvent)
        ):
            self._tabbed_to = ref(watched) if event.reason() in BY_KEYBOARD else None
        elif (
            kind == QEvent.Type.ShortcutOverride
            and isinstance(watched, QAbstractItemView)
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            event.accept()  # into the table's cells, not a code into the window
            return True
        elif (
            kind == QEvent.Type.ShortcutOverride
            and isinstance(watched, QWidget)
            and watched.hasFocus()
            and not isinstance(watched, TYPING)
            and isinstance(event, QKeyEvent)
        ):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
            )
            tabbed_to = self._tabbed_to is not None and watched is self._tabbed_to()
            if plain and event.key() in (own_keys if tabbed_to else choosing_keys)(watched):
                event.accept()
                return True
        return False
