"""For pictures of panels: all that is in them, every row, without scroll bars.

A panel on the screen has the room that its dock has, and scrolls. For a picture it is as large as
what it holds, for a moment in which nothing is painted on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QDockWidget,
    QMainWindow,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from playground.app.core.view import View
from playground.app.look.style import px

LAID_OUT = 200
"""A frame less wide, in pixels of the design, belongs to a tab that was never opened."""
USUAL = QSize(352, 320)
MOST = 16_000
"""Pixels: what is larger does not fit into a picture whole."""
_ROUNDS = 8
_HIDDEN = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


class _Before(NamedTuple):
    """How an area was."""

    least: QSize
    most: QSize
    policies: tuple[Qt.ScrollBarPolicy, Qt.ScrollBarPolicy]
    values: tuple[int, int]


@contextmanager
def whole(panel: View) -> Iterator[None]:
    """Meanwhile the panel shows its scene, is as large as what it holds, and nothing scrolls."""
    size, frame = panel.size(), _frame(panel)
    if frame is not None:
        frame.setWidgetResizable(False)  # else it gives the panel the room that it has itself
    if (frame or panel).width() < px(LAID_OUT):
        panel.resize(panel.minimumSizeHint().expandedTo(_place(frame)))
        lay_out(panel)
    before: dict[QAbstractScrollArea, _Before] = {}
    try:
        catch_up(panel)
        height = panel.height()
        _grow_all(panel, before)
        _limit_as_before(before)  # and again, now that lines are broken at the width it needs
        panel.resize(panel.width(), height)
        lay_out(panel)
        _grow_all(panel, before)
        blank = _blank_foot(panel)
        if blank:
            panel.resize(panel.width(), max(panel.height() - blank, _least(panel).height()))
            lay_out(panel)
        yield
    finally:
        _limit_as_before(before)
        for area, was in before.items():
            area.setHorizontalScrollBarPolicy(was.policies[0])
            area.setVerticalScrollBarPolicy(was.policies[1])
        panel.resize(size)
        if frame is not None:
            frame.setWidgetResizable(True)
        _settle(panel, before)
        QTimer.singleShot(0, panel, lambda: _settle(panel, before))  # once all has its place


def _limit_as_before(before: dict[QAbstractScrollArea, _Before]) -> None:
    for area, was in before.items():
        area.setMinimumSize(was.least)
        area.setMaximumSize(was.most)


def _settle(panel: QWidget, before: dict[QAbstractScrollArea, _Before]) -> None:
    """Lines are broken as before, which makes the contents as high, and then scroll them."""
    lay_out(panel)
    _scroll_as_before(before)


def _scroll_as_before(before: dict[QAbstractScrollArea, _Before]) -> None:
    for area, was in before.items():
        if isValid(area):
            area.horizontalScrollBar().setValue(was.values[0])
            area.verticalScrollBar().setValue(was.values[1])


def _frame(panel: QWidget) -> QScrollArea | None:
    """The scroll area of the dock that the panel stands in, if it does."""
    viewport = panel.parentWidget()
    frame = viewport.parentWidget() if viewport is not None else None
    return frame if isinstance(frame, QScrollArea) and frame.widget() is panel else None


def _place(frame: QScrollArea | None) -> QSize:
    """How large a panel will be when its tab is opened: as those in front of it are."""
    dock = frame.parentWidget() if frame is not None else None
    window = dock.parentWidget() if dock is not None else None
    if isinstance(dock, QDockWidget) and isinstance(window, QMainWindow):
        for other in window.tabifiedDockWidgets(dock):
            if other.widget().width() >= px(LAID_OUT):
                return other.widget().size()
    return QSize(px(USUAL.width()), px(USUAL.height()))


def lay_out(panel: QWidget) -> None:
    """Lay out what asks for it now. Qt lays hidden widgets out only to paint them: one pixel."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        panel.grab(QRect(0, 0, 1, 1))


def _least(panel: QWidget) -> QSize:
    """What the panel needs, at the width that it has if that is enough."""
    layout = panel.layout()
    if layout is None:
        return panel.minimumSizeHint()
    least = layout.totalMinimumSize()
    if not layout.hasHeightForWidth():
        return least
    width = max(panel.width(), least.width())
    return QSize(width, max(least.height(), layout.totalMinimumHeightForWidth(width)))


def _blank_foot(panel: QWidget) -> int:
    """The height below the last row of a panel of rows, which keep together at its top."""
    areas = [area for area in panel.findChildren(QScrollArea) if area.isVisibleTo(panel)]
    content = areas[0].widget() if len(areas) == 1 else None
    layout = content.layout() if content is not None else None
    last = layout.itemAt(layout.count() - 1) if layout is not None and layout.count() else None
    return last.geometry().height() if last is not None and last.spacerItem() is not None else 0


def _grow_all(panel: QWidget, before: dict[QAbstractScrollArea, _Before]) -> None:
    for _ in range(_ROUNDS):
        if not _grow(panel, before):
            break


def _grow(panel: QWidget, before: dict[QAbstractScrollArea, _Before]) -> bool:
    """Give every area the room that it lacks; False if none lacks any."""
    grown, more = False, QSize(0, 0)
    areas = [*panel.findChildren(QScrollArea), *panel.findChildren(QAbstractItemView)]
    for area in areas:
        if not area.isVisibleTo(panel):
            continue
        across, down = area.horizontalScrollBar(), area.verticalScrollBar()
        if area not in before:
            before[area] = _Before(
                area.minimumSize(), area.maximumSize(),
                (area.horizontalScrollBarPolicy(), area.verticalScrollBarPolicy()),
                (across.value(), down.value()),
            )
            area.setHorizontalScrollBarPolicy(_HIDDEN)
            area.setVerticalScrollBarPolicy(_HIDDEN)
            grown = True
        lacks = QSize(across.maximum() - across.minimum(), down.maximum() - down.minimum())
        if lacks.width() or lacks.height():
            wanted = (area.size() + lacks).boundedTo(QSize(MOST, MOST))
            grown = grown or wanted != area.size()
            if lacks.width():
                area.setMinimumWidth(wanted.width())
            area.setMaximumHeight(max(area.maximumHeight(), wanted.height()))
            area.setMinimumHeight(wanted.height())
            # Some have limits of their own that they set again: the panel's size reaches those.
            more = QSize(max(more.width(), lacks.width()), more.height() + lacks.height())
    if grown:
        wanted = (panel.size() + more).boundedTo(QSize(MOST, MOST))
        lay_out(panel)
        panel.resize(wanted.expandedTo(_least(panel)))
        lay_out(panel)
    return grown


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
