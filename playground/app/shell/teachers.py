"""What a teacher brings: lessons in the menu, and own surfaces and optimizers.

Made when it is first asked for: the first picture needs nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from playground.app.shell.base_window import BaseWindow

if TYPE_CHECKING:
    from playground.app.course.course import Course
    from playground.app.documents.lessons_menu import LessonsMenu
    from playground.app.plugins.loader import Plugins
    from playground.app.plugins.window import PluginsWindow


class Teachers:
    """The window's lessons and own files, connected."""

    def __init__(self, window: BaseWindow) -> None:
        self._window = window
        self._dialog: PluginsWindow | None = None

    @cached_property
    def lessons(self) -> LessonsMenu:
        """Fills File > Open lesson."""
        from playground.app.documents.lessons_menu import LessonsMenu

        made = LessonsMenu(self._window)
        made.told.connect(self._window.tell)
        made.opened.connect(self._window.documents.open)
        return made

    @cached_property
    def course(self) -> Course:
        """The lessons with questions, in a panel of their own."""
        from playground.app.course.course import Course

        documents = self._window.documents
        return Course(self._window, documents.show_scene, documents.let_go)

    def may_close(self) -> bool:
        """Whether nothing that is being written would be lost."""
        return "course" not in self.__dict__ or self.course.may_close()

    def close_course(self) -> None:
        """The window closes: its layout is kept without the lesson's panel."""
        if "course" in self.__dict__:
            self.course.close()

    def begin_lesson(self, path: Path) -> None:
        """A lesson's file was opened."""
        self._window.complete()
        self.course.begin(path)

    @cached_property
    def plugins(self) -> Plugins:
        """Loads own surfaces and optimizers, if their folder is allowed."""
        from playground.app.plugins.loader import Plugins

        made = Plugins(self._window)
        made.told.connect(self._window.tell)
        made.reloaded.connect(self.renew)
        return made

    def start(self, then: Callable[[], object]) -> None:
        """The window is there: load what is allowed, and go on with `then`."""
        self.plugins.start(then)

    def fill_lessons(self, menu: QMenu) -> None:
        """The lessons there are now, as the menu opens."""
        self.lessons.fill(menu)

    def show_plugins(self) -> None:
        """The window of own surfaces and optimizers; it stays while one works and reloads."""
        from playground.app.plugins.window import PluginsWindow

        if self._dialog is None or not isValid(self._dialog):
            self._dialog = PluginsWindow(self.plugins, self._window)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def renew(self) -> None:
        """Own files were run again: what is on screen is made of what they bring now."""
        from playground.lab.experiments.reader import BadInputError
        from playground.lab.plugins.load import renewed

        window, player = self._window, self._window.player
        unsaved = player.workspace.unsaved
        try:
            after = renewed(player.experiment)
        except BadInputError as error:
            window.tell(f"What is on screen goes on with the files as they were: {error}")
            return
        player.edit(after, "reload own files")
        if not unsaved:
            player.workspace.mark_saved(after)
            window.documents.changed.emit()

    def close(self) -> None:
        """The window closes."""
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.close()
        for name in ("lessons", "plugins"):
            if name in self.__dict__:  # was ever made
                getattr(self, name).close()
