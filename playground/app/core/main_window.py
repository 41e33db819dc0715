"""What the rooms below the shell know of the window they are shown in."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QMainWindow, QWidget

from playground.app.core.held import FREE, Held
from playground.app.core.mode import Mode
from playground.app.core.player import Player


class MainWindow(QMainWindow):
    """A window that shows a document; the shell's `Window` is the one there is."""

    player: Player
    mode: Mode
    modes: dict[str, Mode]
    """The halves that were made so far, by their kind."""
    held: Held = FREE
    """What a half that is made now holds from its first moment."""

    def tell(self, sentence: str, error: bool = True) -> None:
        """Say something above the picture (a failure) or in the status bar for a while."""
        raise NotImplementedError

    def landmark(self, name: str) -> tuple[QWidget, QRect]:
        """Where a part of the window is: "play" or "switch"; a widget and a rectangle in it."""
        raise NotImplementedError
