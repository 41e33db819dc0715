"""How large the window is when it is first opened: as designed, and never larger than the screen.

What is saved of an earlier window is checked by Qt itself when it is restored.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

USUAL = QSize(1280, 720)
FRAME = QSize(16, 48)
"""What a window manager adds for borders and title bar, at most; no one tells before it shows."""


def fit(window: QWidget, room: QRect) -> None:
    """The usual size; where the screen has not that much room, maximized, and smaller after it."""
    most = room.size() - FRAME
    window.resize(USUAL.boundedTo(most))
    if most.width() < USUAL.width() or most.height() < USUAL.height():
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
