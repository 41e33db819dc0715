"""The sheet of keys and hands, made from what is true: the actions and the grammar of hands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QTextBrowser,
    QWidget,
)

from playground.app.core.actions import Menu
from playground.app.help.mouse_help import HANDS
from playground.app.look.style import SPACE_L, SPACE_M, SPACE_XS, px, style
from playground.app.widgets.sheet import close_box, sheet

WIDTH, HEIGHT = 700, 640
_SCROLLS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Row(NamedTuple):
    """A line of the sheet: the keys or what the hand does, and what happens; the action's name is
    there to be searched for.
    """

    group: str
    keys: str
    tip: str
    name: str = ""


def rows(menus: Sequence[Menu[Any]]) -> Iterator[Row]:
    """All lines, group by group: the menus' keys, then the hands."""
    for menu in menus:
        for action in menu.actions:
            if action.keys:
                keys, words = " or ".join(map(native, action.keys)), action.text.replace("&", "")
                yield Row(menu.title.replace("&", ""), keys, action.tip, words)
    for group, hands in HANDS:
        for hand, does in hands:
            yield Row(group, hand, f"{does[0].upper()}{does[1:]}.")


def native(keys: str) -> str:
    """A key sequence as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def found(menus: Sequence[Menu[Any]], words: str) -> list[Row]:
    """The lines with all of some words in them, in any case; all lines for none."""
    wanted = words.casefold().split()
    return [row for row in rows(menus) if all(word in " ".join(row).casefold() for word in wanted)]


def keys_html(menus: Sequence[Menu[Any]], words: str = "") -> str:
    """The lines with these words as a table; a sentence if there are none."""
    theme, shown, group = style.theme, found(menus, words), ""
    if not shown:
        return (
            f"<p>No key and no gesture is about “{escape(words.strip())}”. Try another word, such "
            "as <i>zoom</i>, <i>step</i> or <i>Ctrl</i>.</p>"
        )
    lines = []
    for row in shown:
        if row.group != group:
            group = row.group
            lines.append(
                f"<tr><td colspan='2' style='padding-top:{px(SPACE_M)}px; color:{theme.quiet}; "
                f"font-weight:600'>{escape(group)}</td></tr>"
            )
        lines.append(
            f"<tr><td width='38%' style='padding:{px(SPACE_XS) // 2}px {px(SPACE_L)}px "
            f"{px(SPACE_XS) // 2}px 0; color:{theme.accent}'>{escape(row.keys)}</td>"
            f"<td style='padding:{px(SPACE_XS) // 2}px 0'>{escape(row.tip)}</td></tr>"
        )
    return f"<table width='100%' cellspacing='0'>{''.join(lines)}</table>"


def text_view(name: str) -> QTextBrowser:
    """A text to read and to copy from, by keyboard as well."""
    view = QTextBrowser()
    view.setOpenLinks(False)
    view.setAccessibleName(name)
    view.document().setDocumentMargin(px(SPACE_M))
    return view


class KeysSheet(QObject):
    """The sheet with a field to search in it; lives as long as its dialog."""

    def __init__(self, parent: QWidget, menus: Sequence[Menu[Any]]) -> None:
        dialog, column = sheet(parent, "Keys and hands", WIDTH, HEIGHT)
        super().__init__(dialog)
        self.dialog = dialog
        self._menus = menus
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search: a key, or what it does")
        self.search.setToolTip("Type a key or a word: zoom, undo, Ctrl. ↑ and ↓ scroll the list.")
        self.search.setAccessibleName("Search keys and hands")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.search.installEventFilter(self)
        self.view = text_view("Keys and hands")
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        column.addWidget(close_box(dialog))
        self._show("")
        self.search.setFocus()
        dialog.open()

    @Slot(str)
    def _show(self, words: str) -> None:
        self.view.setHtml(keys_html(self._menus, words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _SCROLLS:
            QApplication.sendEvent(self.view, event)
            return True
        return False
