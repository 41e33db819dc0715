"""A first look around: five hints, each at the thing it speaks of. Nothing waits for it.

It is shown at the very first start, unless a file was opened then: someone who double-clicked a
teacher's experiment wants to see that, and the hints can wait for the next start. It is back at
any time by Help > Show the tour.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from playground.app.core.main_window import MainWindow
from playground.app.help.tour_card import GAP, Card, Ring, card_place
from playground.app.help.tour_hints import Hint, hints_for
from playground.app.look.preferences import mark_seen, preferences, seen, stored
from playground.app.look.style import SPACE_S, px, style

NAME = "tour"
_WITH_ENTER = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
)
_RESIZED = QEvent.Type.Resize
_MOVES = {
    _RESIZED, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Paint,
    QEvent.Type.LayoutRequest,
}


def at_first_start(window: MainWindow) -> Tour | None:
    """Show the tour if it never was; where nothing can be kept it would come every time."""
    if stored().isWritable() and not seen(NAME):
        mark_seen(NAME)
        return show(window)
    return None


def show(window: MainWindow) -> Tour:
    """Show the tour from its first hint."""
    for old in window.findChildren(Tour):
        old.end()
    return Tour(window)


class Tour(QObject):
    """Goes through the hints; ends itself after the last one, or when it is skipped."""

    course_asked = Signal()
    """Somebody would rather take the course."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._place = 0
        self._doing: SignalInstance | None = None  # of a person who does what the hint says
        self._watched: QWidget | None = None
        self._before = QApplication.focusWidget()
        self.ring, self.card = Ring(window), Card(window)
        self.card.next_pressed.connect(self.next)
        self.card.back_pressed.connect(self.back)
        self.card.skip_pressed.connect(self.end)
        self.card.course_pressed.connect(self._ask_course)
        self._moved = QTimer(self, singleShot=True, interval=0)
        self._moved.timeout.connect(self.place)
        window.installEventFilter(self)
        window.player.experiment_changed.connect(self._follow_mode)
        style.changed.connect(self._restyle)
        self._kind = ""
        self._corner: QPoint | None = None
        self.card.show()
        self._show_hint()
        self.card.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _ask_course(self) -> None:
        self.end()
        self.course_asked.emit()

    @property
    def hint(self) -> Hint:
        """The one on screen."""
        return hints_for(self._window.mode)[self._place]

    @Slot()
    def next(self) -> None:
        """The next hint; after the last one, the end."""
        if self._place + 1 < len(hints_for(self._window.mode)):
            self._place += 1
            self._show_hint()
        else:
            self.end()

    @Slot()
    def back(self) -> None:
        """The hint before."""
        if self._place:
            self._place -= 1
            self._show_hint()

    @Slot()
    def end(self) -> None:
        """Take everything away; the keyboard goes back to where it was."""
        self._listen(None)
        self._watch(None)
        self._moved.stop()
        self._window.removeEventFilter(self)
        self._window.player.experiment_changed.disconnect(self._follow_mode)
        style.changed.disconnect(self._restyle)
        had_focus = self.card.isAncestorOf(QApplication.focusWidget() or self._window)
        self.ring.stop()
        for widget in (self.ring, self.card):
            widget.hide()
            widget.deleteLater()
        if had_focus:
            (self._before or self._window.mode.picture).setFocus()
        self.setParent(None)
        self.deleteLater()

    @Slot()
    def place(self) -> None:
        """Ring and card to where the thing is now, inside the window whatever its size."""
        window = self._window
        found = self.hint.place(window)
        target = QRect()
        if found is not None:
            widget, box = found
            margin = px(SPACE_S) // 2
            box = box.adjusted(-margin, -margin, margin, margin)
            target = QRect(widget.mapTo(window, box.topLeft()), box.size()) & window.rect()
        self._watch(found[0] if found else None)
        margin = px(SPACE_S)
        room = window.rect().adjusted(margin, margin, -margin, -margin)
        at = self._kept(target, room)
        if at is None:
            at = card_place(self.card.size(), target, room, px(GAP), self.hint.sides)
        self.card.move(at)
        self._corner = self.card.geometry().bottomRight()
        self.ring.point_at(target, self.card.geometry())

    def _kept(self, target: QRect, room: QRect) -> QPoint | None:
        """Where "Next" stays under the pointer that pressed it, if the card is not in the way."""
        if self._corner is None:
            return None
        box = QRect(QPoint(), self.card.size())
        box.moveBottomRight(self._corner)
        near = px(GAP) // 2
        covers = box.intersects(target.adjusted(-near, -near, near, near))
        return box.topLeft() if room.contains(box) and not covers else None

    def _show_hint(self) -> None:
        hints = hints_for(self._window.mode)
        self._kind = self._window.mode.kind
        self.card.show_hint(self.hint.title, self.hint.text, self._place, len(hints))
        self._listen(self.hint.done(self._window.mode) if self.hint.done else None)
        self.place()
        self.ring.raise_()
        self.card.raise_()
        self.ring.appear(at_once=preferences.reduced_motion)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.card, self.card.text))

    def _listen(self, signal: SignalInstance | None) -> None:
        if self._doing is not None:
            self._doing.disconnect(self._done)
        self._doing = signal
        if signal is not None:
            signal.connect(self._done)

    def _watch(self, widget: QWidget | None) -> None:
        """Hear of it when the thing moves."""
        if widget is not self._watched:
            if self._watched is not None:
                self._watched.removeEventFilter(self)
            self._watched = widget
            if widget is not None:
                widget.installEventFilter(self)

    @Slot(object, bool)
    def _done(self, what: object, final: bool) -> None:
        """The person did what the hint says, and has let go."""
        if final:
            QTimer.singleShot(0, self, self.next)

    @Slot()
    def _follow_mode(self) -> None:
        if self._window.mode.kind != self._kind:
            self._show_hint()

    @Slot()
    def _restyle(self) -> None:
        self.card.restyle()
        self.card.fit()
        self._moved.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and (watched is not self._window or event.type() == _RESIZED):
            self._moved.start()
        elif isinstance(event, QKeyEvent) and watched is self._window:
            if event.key() == Qt.Key.Key_Escape and not event.modifiers():
                return self._escape(event)
            enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enters and event.type() == QEvent.Type.KeyPress and self._takes_enter():
                self.next()
                return True
        return False

    def _escape(self, event: QKeyEvent) -> bool:
        """Escape ends the tour, if nobody under the keyboard's focus wants it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # it comes again as a key, first to the field that is being typed in
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.end()
        return event.type() == QEvent.Type.KeyPress

    def _takes_enter(self) -> bool:
        focus = QApplication.focusWidget()
        inside = focus is not None and self.card.isAncestorOf(focus)
        return inside or not isinstance(focus, _WITH_ENTER)
