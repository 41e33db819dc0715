"""Files that the desktop asks a running program to open: macOS sends them as events."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent


class OpenedFiles(QObject):
    """An event filter for the application. What comes before there is a window waits for it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._open: Callable[[Path], object] | None = None
        self.waiting: Path | None = None

    def connect_to(self, open_: Callable[[Path], object]) -> None:
        """The window is there: open what came before, and what comes from now on."""
        self._open = open_
        if self.waiting is not None:
            self._open_soon(self.waiting)
            self.waiting = None

    def _open_soon(self, path: Path) -> None:
        """Once the system has its answer: opening may ask whether to save first."""
        open_ = self._open
        if open_ is not None:
            QTimer.singleShot(0, self, lambda: open_(path))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            path = Path(event.file() or event.url().toLocalFile())
            if self._open is None:
                self.waiting = path
            else:
                self._open_soon(path)
            return True
        return False
