"""The list of surfaces: grouped under headings, and found by typing a part of a name."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget
from shiboken6 import isValid

from playground.app.core.registry_signal import registered
from playground.app.look.style import BODY, SMALL, font, px, style
from playground.app.widgets.combo import Combo, ComboField
from playground.app.widgets.slider import quiet_wheel
from playground.engine.surface import GROUPS
from playground.engine.surfaces import surfaces

OWN = "typed"
OWN_TITLE = "Your own function"
_TIP = (
    "The function to minimize. Open the list, or type a part of a name. Choosing one puts every "
    "runner at its recommended start."
)


class SurfaceChooser(Combo):
    """Says `chosen(name)` for a hand's choice: a registered surface's name, or OWN.

    A click anywhere opens the list; what is typed then, or after Tab, searches. After a choice,
    and on Escape, the keyboard is the window's again.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(self._filled())
        self.setEditable(True)
        self._line = ComboField(self)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(18)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setAccessibleName("Surface")
        self._complete()
        quiet_wheel(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._line.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._line.setCursor(Qt.CursorShape.ArrowCursor)
        self._line.installEventFilter(self)
        self.view().installEventFilter(self)
        self._shown = ""
        self.activated.connect(self._activated)
        self._line.returnPressed.connect(self._entered)
        self._line.editingFinished.connect(self._typed)
        style.changed.connect(self._restyle)
        registered.changed.connect(self._refill)
        self._restyle()

    def set_surface(self, name: str) -> None:
        """Show what is walked on, without saying so."""
        self._shown = name
        self.setCurrentIndex(self.findData(name))
        self._line.setText(self.itemText(self.currentIndex()))
        self._line.setCursorPosition(0)
        self.setToolTip(f"{self.currentText()}\n{_TIP}")

    def _complete(self) -> None:
        """Find what is listed by any part of its title."""
        titles = [self.itemText(k) for k in range(self.count()) if self.itemData(k)]
        completer = QCompleter(titles, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    @Slot()
    def _refill(self) -> None:
        """Surfaces of one's own came or went."""
        old, completer = self.model(), self.completer()
        self.setModel(self._filled())
        self._complete()
        self.set_surface(self._shown)
        self._restyle()
        old.deleteLater()
        if completer is not None:
            completer.deleteLater()

    @staticmethod
    def _filled() -> QStandardItemModel:
        model = QStandardItemModel()
        for group in GROUPS:
            model.appendRow(_heading(group))
            for name, surface in surfaces.items():
                if name not in surfaces.own and surface.group == group:
                    model.appendRow(_entry(surface.title, name, surface.teaches))
        model.appendRow(_heading("Yours"))
        for name, file in surfaces.own.items():
            surface = surfaces[name]
            model.appendRow(_entry(surface.title, name, f"{surface.teaches}\nFrom {file}."))
        model.appendRow(_entry(OWN_TITLE, OWN, "Type any function of x and y."))
        return model

    @Slot(int)
    def _activated(self, index: int) -> None:
        name = self.itemData(index)
        if name and name != self._shown:
            self._shown = name
            self.chosen.emit(name)
        self._leave()

    @Slot()
    def _entered(self) -> None:
        self._typed()
        self._leave()

    @Slot()
    def _leave(self) -> None:
        """Show what is walked on; the keyboard is the window's again."""
        self.set_surface(self._shown)
        self.clearFocus()

    @Slot()
    def _typed(self) -> None:
        """Take what was typed if it means one surface, else show again what is walked on."""
        if not isValid(self._line):  # a list that goes away loses the focus first
            return
        text = self._line.text().strip().casefold()
        titles = {k: self.itemText(k).casefold() for k in range(self.count()) if self.itemData(k)}
        fits = [k for k, title in titles.items() if title == text]
        fits = fits or [k for k, title in titles.items() if text and text in title]
        if len(fits) == 1 and self.itemData(fits[0]) != self._shown:
            self._activated(fits[0])
        else:
            self.set_surface(self._shown)

    @Slot()
    def _restyle(self) -> None:
        model = self.entries
        for row in range(self.count()):
            item = model.item(row)
            item.setFont(font(BODY) if self.itemData(row) else font(SMALL, bold=True))
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + px(24))

    def _search(self, event: QKeyEvent) -> None:
        """What is typed into the open list is typed into the field, over what stands there."""
        self.hidePopup()
        self.setFocus()
        self._line.selectAll()
        QCoreApplication.sendEvent(self._line, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._line and isinstance(event, QMouseEvent):
            if event.button() == Qt.MouseButton.LeftButton:
                if kind == QEvent.Type.MouseButtonRelease:  # a press would choose on its release
                    self.showPopup()
                return True
        elif (
            kind == QEvent.Type.KeyPress and watched is not self._line
            and isinstance(event, QKeyEvent)
            and event.text().strip() and event.text().isprintable()
        ):
            self._search(event)
            return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # leaves the field; the window's Escape waits its turn
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)


def _heading(text: str) -> QStandardItem:
    item = QStandardItem(text.upper())
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setAccessibleText(text)
    return item


def _entry(title: str, name: str, teaches: str) -> QStandardItem:
    item = QStandardItem(title)
    item.setData(name, Qt.ItemDataRole.UserRole)
    item.setToolTip(teaches)
    return item
