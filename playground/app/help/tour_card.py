"""What the tour is seen by: a small card with a hint, and a ring around the thing it speaks of.

Both float over the window. The ring lets the mouse through, and the card is no larger than it
must be: what is under and beside them goes on working.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.app.look.style import (
    RADIUS,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XS,
    faded,
    font,
    pen,
    px,
    set_role,
    style,
)

CARD_WIDTH = 288
GAP = 22  # between the ring and the card: room for the arrow
FADE_MS = 180


class Card(QFrame):
    """One hint with its number and the three ways on."""

    next_pressed = Signal()
    back_pressed = Signal()
    skip_pressed = Signal()
    course_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setObjectName("tour")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._number, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._title.setWordWrap(True)
        self._text.setWordWrap(True)
        set_role(self._number, "small")
        self.next_button = _button("&Next", "The next hint (Enter).", self.next_pressed)
        self.back_button = _button("&Back", "The hint before.", self.back_pressed)
        self.skip_button = _button(
            "S&kip", "No more hints (Esc). Help > Show the tour brings them back.",
            self.skip_pressed,
        )
        self.course_button = _button(
            "&Course…", "Fourteen lessons instead of hints. File > Course is there at any time.",
            self.course_pressed,
        )
        set_role(self.next_button, "primary")
        self._row = QHBoxLayout()
        self._row.addWidget(self.skip_button)
        self._row.addWidget(self.course_button)
        self._row.addStretch(1)
        self._row.addWidget(self.back_button)
        self._row.addWidget(self.next_button)
        self._column = QVBoxLayout(self)
        for label in (self._number, self._title, self._text):
            self._column.addWidget(label)
        self._column.addLayout(self._row)
        self.restyle()

    def show_hint(self, title: str, text: str, place: int, count: int) -> None:
        """Write a hint; `place` counts from 0."""
        last = place == count - 1
        self._number.setText(f"{place + 1} of {count}")
        self._title.setText(title)
        self._text.setText(text)
        self.back_button.setEnabled(place > 0)
        self.back_button.setToolTip("The hint before." if place else "This is the first hint.")
        self.next_button.setText("&Done" if last else "&Next")
        self.next_button.setToolTip(f"{'Close the hints' if last else 'The next hint'} (Enter).")
        self.skip_button.setVisible(not last)
        said = f"Hint {place + 1} of {count}: {title}. {text}"
        self.setAccessibleName(said)
        self.next_button.setAccessibleDescription(said)
        self.fit()

    @property
    def text(self) -> str:
        """All that it says, for assistive technology and tests."""
        return self.accessibleName()

    def fit(self) -> None:
        """As wide as designed, or as its buttons need; as high as its words need."""
        self.ensurePolished()
        for child in self.findChildren(QWidget):
            child.ensurePolished()
        self._row.invalidate()  # it may have been asked before its buttons had their look
        wanted = max(px(CARD_WIDTH), self._row.sizeHint().width() + 2 * px(SPACE_M))
        width = min(wanted, self._window.width() - 2 * px(SPACE_S))
        self._column.activate()
        height = self._column.totalHeightForWidth(width)
        self.resize(width, height)

    def restyle(self) -> None:
        """Another theme or scale."""
        self._column.setContentsMargins(*[px(SPACE_M)] * 4)
        self._column.setSpacing(px(SPACE_XS))
        self._row.setContentsMargins(0, px(SPACE_S), 0, 0)
        self._row.setSpacing(px(SPACE_S))
        self._title.setFont(font(bold=True))
        self._text.setFont(font())


def _button(text: str, tip: str, pressed: SignalInstance) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.clicked.connect(pressed)
    return button


class Ring(QWidget):
    """An outline around the thing, and an arrow from the card to it. Mouse and focus pass by."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target, self._card = QRect(), QRect()
        self._shown = 1.0
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(FADE_MS)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.valueChanged.connect(self._appear)

    @property
    def target(self) -> QRect:
        """What is outlined, in the parent's pixels; empty for nothing."""
        return self._target

    @property
    def fading(self) -> bool:
        """Whether it is still on its way to be seen in full."""
        return self._fade.state() == QVariantAnimation.State.Running

    def point_at(self, target: QRect, card: QRect) -> None:
        """Outline a rectangle of the parent, which the card speaks of."""
        if (target, card) != (self._target, self._card):
            self._target, self._card = target, card
            room = px(GAP)
            around = target.united(card).adjusted(-room, -room, room, room)
            self.setGeometry(around & self._window.rect())
            self.setVisible(not target.isEmpty())
            self.update()

    def appear(self, at_once: bool) -> None:
        """Come into sight, or be there."""
        self._fade.stop()
        if at_once:
            self._appear(1.0)
        else:
            self._fade.start()

    def stop(self) -> None:
        """The tour is over."""
        self._fade.stop()

    def _appear(self, share: float) -> None:
        self._shown = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(self._shown)
        painter.translate(-self.pos())
        ring = QRectF(self._target).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(ring, px(RADIUS), px(RADIUS))
        arrow = arrow_path(QRectF(self._card), ring)
        painter.strokePath(path, pen(faded(style.theme.halo, 0.8), 5))
        painter.strokePath(path, pen(style.theme.accent, 2))
        painter.strokePath(arrow, pen(faded(style.theme.halo, 0.8), 4))
        painter.strokePath(arrow, pen(style.theme.accent, 2))
        painter.fillPath(arrow, pen(style.theme.accent).color())
        painter.end()


def arrow_path(card: QRectF, ring: QRectF) -> QPainterPath:
    """A small arrow that stands on the card's edge and points at the ring; none if they touch."""
    path = QPainterPath()
    tail = QPointF(
        min(max(ring.center().x(), card.left() + px(SPACE_L)), card.right() - px(SPACE_L)),
        min(max(ring.center().y(), card.top() + px(SPACE_L)), card.bottom() - px(SPACE_L)),
    )
    if ring.left() >= card.right():
        tail.setX(card.right())
    elif ring.right() <= card.left():
        tail.setX(card.left())
    elif ring.top() >= card.bottom():
        tail.setY(card.bottom())
    elif ring.bottom() <= card.top():
        tail.setY(card.top())
    else:
        return path
    tip = QPointF(
        min(max(tail.x(), ring.left()), ring.right()),
        min(max(tail.y(), ring.top()), ring.bottom()),
    )
    along = tip - tail
    length = (along.x() ** 2 + along.y() ** 2) ** 0.5
    if length < px(SPACE_S):
        return path
    along /= length
    if length > px(GAP):  # it would cross the words between: it says where to, and the ring what
        tip = tail + along * px(GAP)
    across = QPointF(-along.y(), along.x()) * px(5)
    base = tip - along * px(9)
    path.moveTo(tail)
    path.lineTo(base)
    path.addPolygon(QPolygonF([tip, base + across, base - across, tip]))
    return path


SIDES = ("right", "left", "above", "below")


def card_place(
    card: QSize, target: QRect, room: QRect, gap: int, sides: Sequence[str] = SIDES
) -> QPoint:
    """Where a card of a size stands beside a target: inside `room`, always.

    On the first of the sides where it fits without covering the target, else in front of it.
    """
    middle = target.center() - QPoint(card.width() // 2, card.height() // 2)
    if target.isEmpty():
        middle = room.center() - QPoint(card.width() // 2, card.height() // 2)
        return _inside(QRect(middle, card), room).topLeft()
    places = {
        "right": QPoint(target.right() + gap, middle.y()),
        "left": QPoint(target.left() - gap - card.width(), middle.y()),
        "above": QPoint(middle.x(), target.top() - gap - card.height()),
        "below": QPoint(middle.x(), target.bottom() + gap),
    }
    boxes = [_inside(QRect(places[side], card), room) for side in sides]
    near = target.adjusted(-gap // 2, -gap // 2, gap // 2, gap // 2)
    free = [box for box in boxes if not box.intersects(near)]
    return (free or [_inside(QRect(middle, card), room)])[0].topLeft()


def _inside(box: QRect, room: QRect) -> QRect:
    """The box, pushed into the room."""
    box.moveLeft(max(room.left(), min(box.left(), room.right() - box.width())))
    box.moveTop(max(room.top(), min(box.top(), room.bottom() - box.height())))
    return box
