"""The frame of one side panel, whose title follows the type size and the room there is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStyleOptionDockWidget, QWidget

from playground.app.look.style import font, style


class Dock(QDockWidget):
    """A panel's frame; `resized` when there is another room for its tabs.

    Qt 6.11 paints the title in the font that the application had when the dock was made, unless
    the dock has a font of its own that is not the application's. So it gets one: without kerning,
    which the title does not miss and the panel in it must not inherit.
    """

    resized = Signal()

    def __init__(self, title: str, short: str, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.title, self._short = title, short
        style.changed.connect(self._dress)
        style.changed.connect(self.resized)
        self.topLevelChanged.connect(self.resized)

    @property
    def in_front(self) -> bool:
        """Whether it is to be seen: Qt keeps a dock behind a tab visible, off the screen."""
        if self.isFloating() or not self.isVisible():
            return self.isVisible()
        window = self.parentWidget()
        return window is not None and window.rect().intersects(self.geometry())

    def set_terse(self, terse: bool) -> None:
        """Let its tab say the short title; everything else goes on saying the whole one."""
        title = self._short if terse else self.title
        if self.windowTitle() != title:
            self.setWindowTitle(title)

    @property
    def is_headless(self) -> bool:
        """Whether it has no title bar."""
        return self.titleBarWidget() is not None

    def set_headless(self, headless: bool) -> None:
        """Leave the title to the tab, where both cost too much height."""
        if headless != self.is_headless:
            before = self.titleBarWidget()
            # Qt's own title bar comes back with nothing; the type hints do not know that.
            self.setTitleBarWidget(QWidget() if headless else None)  # type: ignore[arg-type]
            if before is not None:
                before.deleteLater()

    @Slot()
    def _dress(self) -> None:
        own = font()
        own.setKerning(False)
        self.setFont(own)
        if self.widget() is not None:
            self.widget().setFont(font())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.WindowTitleChange:
            self.toggleViewAction().setText(self.title)
        return done

    def initStyleOption(self, option: QStyleOptionDockWidget) -> None:
        super().initStyleOption(option)
        option.title = self.title

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
