"""What a lesson holds fast, as it is seen: controls that are hidden, or locked and say why.

A control says with `edits(widget, "learning_rate")` which things it changes, in the words of
`playground.lab.course.locks.THINGS`. The lesson holds the player as well, so that no way leads
round; this is for the eye.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from playground.app.look.icons import pixmap
from playground.app.look.style import px

_EDITS, _WAS = "edits", "held_before"


class Held(NamedTuple):
    """Things that are hidden, and things that stay as they are with the reason."""

    hidden: frozenset[str] = frozenset()
    fixed: Mapping[str, str] = {}

    def hides(self, names: Iterable[str]) -> bool:
        """Whether a control of these things is not to be seen."""
        return not self.hidden.isdisjoint(names)

    def reason(self, names: Iterable[str]) -> str:
        """Why a control of these things cannot be used; "" if it can."""
        return next((self.fixed[name] for name in names if name in self.fixed), "")


FREE = Held()
RUN, AHEAD, VALUES, MINIMA, LAYERS = "run", "next step", "values", "minima", "layers"
"""What is kept back while a prediction is awaited, in the words of `edits` as well: what runs the
experiment by itself, the step after the one on screen, a network's numbers, the marked minima, the
gradients of a network's layers."""
SMALL_BUTTON = 28
"""A button of less width of the design has no room for a lock beside its sign."""
ARROW = "▾"
"""With which the words of a button end that opens a menu."""
KEPT_BACK = (RUN, AHEAD, VALUES, MINIMA, LAYERS)


def edits(widget: QWidget, *things: str) -> None:
    """Say what a control changes."""
    widget.setProperty(_EDITS, list(things))


def hold(view: QWidget, held: Held) -> None:
    """Hide and lock the controls of a view, and give back what is held no longer."""
    for widget in view.findChildren(QWidget):
        things = widget.property(_EDITS)
        if not things:
            continue
        hides, reason = held.hides(things), held.reason(things)
        was = widget.property(_WAS)
        if was is not None and not hides and not reason:
            _give_back(widget, was)
        elif hides or reason:
            if was is None:
                enabled = widget.isEnabledTo(widget.parentWidget() or widget)
                widget.setProperty(_WAS, [enabled, widget.toolTip(), False])
            if hides:
                _hide(widget)
            else:
                widget.setEnabled(False)
                widget.setToolTip(reason)
                _lock_of(widget).show()


def _hide(widget: QWidget) -> None:
    """Hide it, and remember that if it was not hidden by its panel before.

    A widget that is new counts as hidden until its layout shows it; it was not hidden by anybody.
    """
    by_panel = widget.isHidden() and widget.testAttribute(
        Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    )
    if not by_panel:
        enabled, tip, _ = widget.property(_WAS)
        widget.setProperty(_WAS, [enabled, tip, True])
        widget.hide()


def _give_back(widget: QWidget, was: list[object]) -> None:
    enabled, tip, taken_away = was
    widget.setProperty(_WAS, None)
    widget.setEnabled(bool(enabled))
    widget.setToolTip(str(tip))
    if taken_away:
        widget.show()
    lock = widget.findChild(_Lock, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if lock is not None:
        lock.hide()


def _lock_of(widget: QWidget) -> _Lock:
    lock = widget.findChild(_Lock, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return lock if lock is not None else _Lock(widget)


class _Lock(QLabel):
    """A small lock on what it locks, beside or instead of a sign; the mouse passes it by."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        widget.installEventFilter(self)
        self._place()

    def _place(self) -> None:
        widget = self._widget
        small = widget.width() < px(SMALL_BUTTON)
        side = px(12 if small else 10)
        self.setPixmap(pixmap("lock", side, "quiet", self.devicePixelRatioF()))
        sign, ground = _sign_of(widget)
        self.setAutoFillBackground(not sign.isNull())
        if not sign.isNull():  # in place of the sign: both cannot be told apart
            self.setBackgroundRole(ground)
            self.setGeometry(sign)
        else:
            self.adjustSize()
            self.move(_free_of(widget, self.width(), self.height()))
            if _is_full(widget):
                self.resize(0, 0)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.PaletteChange, QEvent.Type.Show):
            self._place()
        return super().eventFilter(watched, event)


def _sign_of(widget: QWidget) -> tuple[QRect, QPalette.ColorRole]:
    """Where a control has the sign of what it does (its arrow), and the colour behind that."""
    wide, high = widget.width(), widget.height()
    if isinstance(widget, QComboBox | QAbstractSpinBox):
        return QRect(wide - px(20), 2, px(18), high - 4), QPalette.ColorRole.Base
    if wide < px(SMALL_BUTTON):
        return widget.rect(), QPalette.ColorRole.Window
    if isinstance(widget, QToolButton) and widget.text().endswith(ARROW):
        metrics = widget.fontMetrics()
        whole, arrow = (metrics.horizontalAdvance(t) for t in (widget.text(), ARROW))
        left = (wide + whole) // 2 - arrow
        return QRect(left, 0, max(wide - left, px(12)), high), QPalette.ColorRole.Window
    return QRect(), QPalette.ColorRole.Window


def _free_of(widget: QWidget, wide: int, high: int) -> QPoint:
    """The upper right corner, or, where a number ends there, the field's other end."""
    end = widget.childAt(widget.width() - px(4), high)
    field = end if isinstance(end, QLineEdit) else widget
    if isinstance(field, QLineEdit) and field.alignment() & Qt.AlignmentFlag.AlignRight:
        at = field.mapTo(widget, QPoint(0, 0)) if field is not widget else QPoint(0, 0)
        return at + QPoint(px(4), (field.height() - high) // 2)
    return QPoint(max(0, widget.width() - wide - 1), 1)


def _is_full(widget: QWidget) -> bool:
    """Whether words leave no room for a lock; they are grey and say why."""
    words = widget.text() if isinstance(widget, QToolButton) else ""
    margins = widget.width() - widget.fontMetrics().horizontalAdvance(words)
    return bool(words) and margins < px(10)
