"""Shows a folder in the desktop's file manager."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_folder(folder: Path, tell: Callable[[str, bool], object]) -> None:
    """Show a folder in the system's file manager, making it first; `tell` a failure."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        tell(f"{folder}: cannot be made ({error.strerror or error})", True)
        return
    if open_url(QUrl.fromLocalFile(str(folder))):
        tell(f"Showing {folder}.", False)
    else:
        tell(f"No file manager was found to show {folder}.", True)


def open_url(url: QUrl) -> bool:
    """Let the system open something; its own function, so that tests open nothing."""
    return QDesktopServices.openUrl(url)
