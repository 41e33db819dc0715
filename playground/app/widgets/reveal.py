"""Scrolls to what was just shown, once it has its place."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget


def reveal(scroll: QScrollArea, widget: QWidget) -> None:
    """Show a widget in a scroll area after the layout has made room for it.

    Of one that is too high the upper part is seen.
    """

    def look() -> None:
        if widget.isVisible():
            scroll.ensureWidgetVisible(widget, 0, 0)

    QTimer.singleShot(0, widget, look)
