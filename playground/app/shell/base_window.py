"""What the parts of the shell know of the window that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from playground.app.core.actions import Actions
from playground.app.core.main_window import MainWindow
from playground.app.documents.documents import Documents
from playground.app.documents.exports import Exports
from playground.app.shell.notice import Notice

if TYPE_CHECKING:
    from playground.app.errors.failures import Failures


class BaseWindow(MainWindow):
    """The parts of `Window` that its commands and menus use; `Window` makes them."""

    documents: Documents
    exports: Exports
    notice: Notice
    failures: Failures | None
    menus: Actions
    actions_by_name: dict[str, QAction]

    def complete(self) -> None:
        """Make what could wait until the first picture was painted."""
        raise NotImplementedError
