"""File > Open lesson: experiments that a teacher put into a folder, by their titles.

The folders are read when the menu opens, never before: nothing of this costs time at start.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from playground.app.widgets.show_folder import show_folder
from playground.app.work.daemon_work import Aside
from playground.lab.documents.disk import one_line
from playground.lab.experiments.lessons import VARIABLE, Lesson, Lessons, Shelf
from playground.lab.plugins.load import documents_folder

AT_ONCE = 0.4
"""Seconds the menu waits for the folders, so that it opens filled: a local disk needs less."""
LONGEST = 70
READY = "Ready lessons"


class LessonsMenu(QObject):
    """Fills the menu; says `opened(path)` when a lesson is chosen."""

    opened = Signal(Path)
    told = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lessons = Lessons()
        self.aside = Aside(self)
        self._shelves: list[Shelf] | None = None
        self._menu: QMenu | None = None
        self._written: object = None

    def fill(self, menu: QMenu) -> None:
        """What the folders hold now, as the menu opens; slow folders are waited for in place."""
        menu.setToolTipsVisible(True)
        self._menu, self._written = menu, None
        self.aside.ask(self._lessons.read, self._show)
        self.aside.wait(AT_ONCE)
        if self.aside.busy:
            self._write(menu)

    def close(self) -> None:
        """The window closes."""
        self.aside.forget()

    def _show(self, shelves: list[Shelf]) -> None:
        """The folders have been read: write the menu, unless just this stands in it already."""
        self._shelves = shelves
        if self._menu is not None and isValid(self._menu) and shelves != self._written:
            self._write(self._menu)

    def _write(self, menu: QMenu) -> None:
        self._written = self._shelves
        menu.clear()
        for inner in menu.findChildren(QMenu):
            inner.deleteLater()
        if self._shelves is None:
            _note(menu, "Looking for lessons…", "The folders are being read; this one is slow.")
            menu.addSeparator()
            self._add_folder(menu)
            return
        ready = [shelf for shelf in self._shelves if shelf.title == READY]
        others = [shelf for shelf in self._shelves if shelf.title != READY]
        for shelf in others:
            self._add_shelf(menu, shelf)
            menu.addSeparator()
        if not others:
            _note(
                menu, "Your teacher's experiments appear here",
                f"Put experiment files into {documents_folder()}, into the folder “lessons” beside "
                f"the program, or into a folder that the environment variable {VARIABLE} names.",
            )
            menu.addSeparator()
        for shelf in ready:
            self._add_shelf(_inner(menu, READY, str(shelf.folder)), shelf)
        menu.addSeparator()
        self._add_folder(menu)

    def _add_shelf(self, menu: QMenu, shelf: Shelf) -> None:
        """The folders of a folder as menus, then its lessons."""
        for inner in shelf.shelves:
            self._add_shelf(_inner(menu, inner.title, one_line(str(inner.folder))), inner)
        for lesson in shelf.lessons:
            self._add_lesson(menu, lesson)
        if shelf.problem:
            _note(menu, f"“{shelf.title}” cannot be read", shelf.problem)
        if shelf.more:
            action = menu.addAction("More in the folder…")
            action.setToolTip(f"This is not all that {shelf.folder} holds. Open the folder.")
            action.triggered.connect(lambda _=False, folder=shelf.folder: self.show_folder(folder))

    def _add_lesson(self, menu: QMenu, lesson: Lesson) -> None:
        action = menu.addAction(_text(lesson.title))
        path = one_line(str(lesson.path))
        action.setToolTip(lesson.problem or path)
        action.setStatusTip(lesson.problem or f"Open {path}")
        if lesson.problem:
            action.setText(f"{action.text()} (cannot be opened)")
            action.setEnabled(False)
        else:
            action.triggered.connect(lambda _=False, path=lesson.path: self.opened.emit(path))

    def _add_folder(self, menu: QMenu) -> None:
        folder = documents_folder()
        action = menu.addAction("Open the folder for lessons")
        action.setToolTip(f"Show {folder}; it is made if it is not there yet.")
        action.triggered.connect(lambda: self.show_folder(folder))

    def show_folder(self, folder: Path) -> None:
        """Show a folder in the system's file manager, making it first."""
        show_folder(folder, self.told.emit)


def _text(title: str) -> str:
    """A title as a menu writes it: short, and with no letter underlined."""
    short = title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
    return short.replace("&", "&&")


def _inner(menu: QMenu, title: str, tip: str) -> QMenu:
    inner = QMenu(_text(title), menu)
    inner.setToolTipsVisible(True)
    inner.menuAction().setToolTip(tip)
    menu.addMenu(inner)
    return inner


def _note(menu: QMenu, text: str, tip: str) -> QAction:
    action = menu.addAction(text)
    action.setToolTip(tip)
    action.setStatusTip(tip)
    action.setEnabled(False)
    return action
