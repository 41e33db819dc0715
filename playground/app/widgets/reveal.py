"""Scrolls to what was just shown, once it has its place."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from playground.app.widgets.section import Section


def reveal(scroll: QScrollArea, widget: QWidget) -> None:
    """Show a widget in a scroll area after the layout has made room for it.

    Of one that is too high the upper part is seen.
    """

    def look() -> None:
        content = scroll.widget()
        if not widget.isVisible() or content is None:
            return
        scroll.ensureWidgetVisible(widget, 0, 0)
        if widget.height() > scroll.viewport().height():
            top = widget.mapTo(content, widget.rect().topLeft()).y()
            scroll.verticalScrollBar().setValue(top)

    QTimer.singleShot(0, widget, look)


def reveal_unfolded(scroll: QScrollArea, *sections: Section) -> None:
    """Whatever section is unfolded from now on is seen, though its heading is at the lower edge."""
    for section in sections:
        section.toggled.connect(lambda opened, s=section: reveal(scroll, s) if opened else None)
