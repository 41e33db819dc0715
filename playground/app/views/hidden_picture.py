"""For pictures of views that are hidden: they draw nothing until they are seen, or saved."""

from __future__ import annotations

from PySide6.QtCore import QRect

from playground.app.core.view import View


def catch_up(view: View) -> None:
    """Let a hidden view draw its present scene, laid out as if it were seen."""
    if view.isVisible() or view.scene is None:
        return
    _lay_out(view)
    view.draw_for_picture()
    _lay_out(view)


def _lay_out(view: View) -> None:
    """Qt lays hidden widgets out only to paint them: paint one pixel."""
    view.grab(QRect(0, 0, 1, 1))
