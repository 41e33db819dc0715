"""The order in which Tab goes through the window: as it is read, whatever was made when.

Qt's own order is the one in which widgets came into the window. Panels are filled late and rows
come and go, so that it would lead from the sixth row of a panel to another panel, and through
frames that are off the screen.
"""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QScrollArea,
    QTabBar,
    QToolBar,
    QWidget,
)
from shiboken6 import isValid

_left: list[ref[QWidget]] = []  # the field that gave the keys back last


def leave(field: QWidget) -> None:
    """Take the focus from a field; Tab goes on from there."""
    field.clearFocus()
    _left[:] = [ref(field)]


def _field_left(window: QMainWindow) -> QWidget | None:
    """The field of this window that was left last, if it is still there."""
    field = _left[0]() if _left else None
    return field if field is not None and isValid(field) and window.isAncestorOf(field) else None


def focus_order(window: QMainWindow) -> list[QWidget]:
    """Every widget on screen that Tab reaches.

    Column by column, the left docks first, each from the top; then the transport and the corner
    of the menu bar.
    """
    parts: dict[QWidget, list[QWidget]] = {}
    for widget in window.findChildren(QWidget):
        part = _part(window, widget)
        if part is not None and _takes_tab(widget) and _on_screen(window, part):
            parts.setdefault(part, []).append(widget)
    return [
        widget
        for part in sorted(parts, key=lambda part: _place_of(window, part))
        for widget in _read(window, parts[part])
    ]


def move(window: QMainWindow, forward: bool) -> bool:
    """Give the focus to the next or the previous widget, and scroll to it; False if none is there.

    Where no widget has it, from the field that was left last with Enter or Escape; from a widget
    that is no stop itself (what was just disabled) it goes on from what holds it.
    """
    order = focus_order(window)
    if not order:
        return False
    at: QWidget | None = window.focusWidget() or _field_left(window)
    while at is not None and at not in order:
        at = at.parentWidget()
    step = 1 if forward else -1
    index = order.index(at) + step if at is not None else min(step, 0)
    target = order[index % len(order)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    _scroll_to(target)
    return True


def _takes_tab(widget: QWidget) -> bool:
    """Of buttons of which one is down, only that one: the arrow keys go on from it."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    down = group.checkedButton() if group is not None and group.exclusive() else None
    wants = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return (
        (wants if down is None else widget is down)
        and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
        and not widget.size().isEmpty()
    )


def _part(window: QMainWindow, widget: QWidget) -> QWidget | None:
    """The dock, tab bar, tool bar or other child of the window that a widget is in."""
    while widget.parentWidget() is not window:
        parent = widget.parentWidget()
        if parent is None or widget.isWindow():
            return None
        widget = parent
    return None if widget.isWindow() else widget


def _on_screen(window: QMainWindow, part: QWidget) -> bool:
    """Qt keeps docks behind tabs, and tab bars without tabs, "visible" beyond the window's edge."""
    return window.rect().intersects(part.geometry())


def _place_of(window: QMainWindow, part: QWidget) -> tuple[int, int, int]:
    """Sorts the parts: what is worked with by columns, then the bars of the window."""
    columns = isinstance(part, (QDockWidget, QTabBar)) or part is window.centralWidget()
    floor = 0 if columns else 1 if isinstance(part, QToolBar) else 2
    at = part.geometry()
    return floor, at.left(), at.top()


def _read(root: QWidget, widgets: list[QWidget]) -> list[QWidget]:
    """Widgets inside `root`, row by row; what a scroll area holds is gone through at its place.

    A row goes on while the next one's middle is above the bottom of all before it.
    """
    items: dict[QWidget, list[QWidget]] = {}
    for widget in widgets:
        items.setdefault(_outermost_area(root, widget) or widget, []).append(widget)
    places = {item: QRect(item.mapTo(root, QPoint(0, 0)), item.size()) for item in items}
    rows: list[list[QWidget]] = []
    bottom = 0
    for item in sorted(items, key=lambda item: (places[item].top(), places[item].left())):
        place = places[item]
        if rows and place.center().y() < bottom:
            rows[-1].append(item)
            bottom = min(bottom, place.bottom())
        else:
            rows.append([item])
            bottom = place.bottom()
    order: list[QWidget] = []
    for row in rows:
        for item in sorted(row, key=lambda item: places[item].left()):
            inside = [widget for widget in items[item] if widget is not item]
            order += [item] if item in items[item] else []
            content = item.widget() if isinstance(item, QScrollArea) else None
            if content is not None:
                order += _read(content, inside)
    return order


def _outermost_area(root: QWidget, widget: QWidget) -> QScrollArea | None:
    """The largest scroll area below `root` that holds a widget."""
    found, parent = None, widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, QScrollArea):
            found = parent
        parent = parent.parentWidget()
    return found


def _scroll_to(widget: QWidget) -> None:
    """Every scroll area around a widget shows it."""
    around: list[QWidget] = [widget]
    while (parent := around[-1].parentWidget()) is not None:
        around.append(parent)
    for area in around:
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget)
