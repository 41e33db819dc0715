"""A titled part of a panel that folds away, and stays as it was left."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.look import icons
from playground.app.look.preferences import preferences
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, set_role

_ICON_MARGIN = 6  # left of a tool button's icon in the Fusion style


class Section(QWidget):
    """A heading and a content: click the heading, or press Space on it, to fold.

    With a `name` the section remembers over restarts whether it was open. `tools` is an empty
    row at the right of the heading, for a small button or two.
    """

    toggled = Signal(bool)

    def __init__(
        self, title: str, content: QWidget | None = None, name: str = "", opened: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._head = QToolButton()
        set_role(self._head, "section")
        self._head.setCheckable(True)
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._head.setMinimumWidth(1)  # words of a heading give way before the tools beside them
        self._head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self.tools = QHBoxLayout()
        row = QHBoxLayout()
        row.addWidget(self._head, 1)
        row.addLayout(self.tools)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(row)
        self._layout.addWidget(self._body)
        self._space()
        self.set_title(title)
        if content is not None:
            self.set_content(content)
        self._head.setChecked(self._remembered(opened))
        self._show_opened(self.opened)
        self._head.toggled.connect(self._toggle)

    @property
    def opened(self) -> bool:
        """Whether the content is to be seen."""
        return self._head.isChecked()

    def set_opened(self, opened: bool) -> None:
        """Fold or unfold."""
        self._head.setChecked(opened)

    def set_title(self, title: str) -> None:
        """What the heading says."""
        self._head.setText(title.upper())
        self._head.setAccessibleName(title)

    def set_content(self, content: QWidget) -> None:
        """What stands under the heading; takes the place of an earlier content."""
        while (item := self._inside.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._inside.addWidget(content)

    @Slot(bool)
    def _toggle(self, opened: bool) -> None:
        self._show_opened(opened)
        if self.objectName():
            preferences.remember(self._key, opened)
        self.toggled.emit(opened)

    def _show_opened(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self._head.setIcon(icons.icon("chevron-down" if opened else "chevron-right", "quiet"))
        self._head.setToolTip("Click to fold away." if opened else "Click to unfold.")

    @property
    def _key(self) -> str:
        return f"sections/{self.objectName()}"

    def _remembered(self, opened: bool) -> bool:
        return preferences.remembered(self._key, opened) if self.objectName() else opened

    def _space(self) -> None:
        self._head.setIconSize(QSize(px(14), px(14)))
        indent = px(_ICON_MARGIN)  # so that the chevron stands above the content's left edge
        self._inside.setContentsMargins(indent, 0, 0, 0)
        side = px(SPACE_M)
        self._layout.setContentsMargins(side - indent, px(SPACE_XS), side, px(SPACE_S))
        self._layout.setSpacing(px(SPACE_XS))
        self.tools.setSpacing(px(SPACE_XS))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)


class Separator(QFrame):
    """A thin line between two sections."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "line")
        self.setFixedHeight(1)


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


class Pages(QStackedLayout):
    """Pages that scroll by themselves: a sentence that wraps in one of them must not make the
    dock around it scroll, too.
    """

    def hasHeightForWidth(self) -> bool:
        return False
