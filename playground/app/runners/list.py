"""The list of up to eight runners."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.core.view import Scene
from playground.app.look.style import SPACE_S, SPACE_XS, px, style
from playground.app.runners.own_text import own_lines
from playground.app.runners.row import RunnerRow
from playground.app.widgets.panel_scroll import PanelScroll
from playground.lab.experiments.experiment import MOST_RUNNERS
from playground.lab.verdicts.surface import Verdict

_ROOMY, _MOST = 0.3, 0.45
"""Shares of the panel's height: rows of two lines may take the first, the list the second."""


class RunnerList(QWidget):
    """Rows for the scene's runners; the rows are made once, so that nothing flickers."""

    selected = Signal(int)
    renamed = Signal(int, str)
    toggled = Signal(int)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Runners")
        self.rows = tuple(RunnerRow(k) for k in range(MOST_RUNNERS))
        self._count = 0
        self.verdicts: Sequence[Verdict] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for row in self.rows:
            row.hide()
            layout.addWidget(row)
            row.clicked.connect(self.selected)
            row.moved.connect(self._move)
            row.renamed.connect(self.renamed)
            row.toggled.connect(self.toggled)
            row.removed.connect(self.removed)

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """Show who runs, and where they are."""
        runners = scene.experiment.runners
        self._count = len(runners)
        for k, row in enumerate(self.rows):
            row.setVisible(k < self._count)
            if k < self._count:
                own = own_lines(scene.experiment, k)
                row.show_runner(runners[k], k == scene.selected, own)
        self.show_cursor(scene, cursor)

    def show_cursor(self, scene: Scene, cursor: int) -> None:
        """Show where they are."""
        pairs = zip(scene.experiment.runners, scene.runs, strict=False)
        for k, (row, (runner, run)) in enumerate(zip(self.rows, pairs, strict=False)):
            row.show_run(runner, run, cursor, self.verdicts[k] if k < len(self.verdicts) else None)

    def set_compact(self, compact: bool) -> None:
        """Rows of one line instead of two."""
        for row in self.rows:
            row.set_compact(compact)

    def height_when(self, compact: bool) -> int:
        """How high the rows are together, in one line each or in two."""
        return self._count * self.rows[0].height_when(compact)

    @Slot(int, int)
    def _move(self, index: int, by: int) -> None:
        to = index + by
        if 0 <= to < self._count:
            self.rows[to].setFocus()
            self.selected.emit(to)


class RunnerScroll(PanelScroll):
    """The list, which scrolls by itself beside the settings."""

    def __init__(self, listed: RunnerList, parent: QWidget | None = None) -> None:
        self._inside = QWidget()
        self._list = listed
        self._row = 0  # to be kept in sight
        self._column = QVBoxLayout(self._inside)
        self._column.addWidget(listed)
        self._column.addStretch(1)
        super().__init__(self._inside, parent)
        self._space()
        style.changed.connect(self._space)

    @Slot()
    def _space(self) -> None:
        self._column.setContentsMargins(px(SPACE_S), 0, px(SPACE_XS), px(SPACE_XS))

    def share(self, height: int) -> None:
        """The settings get the larger share: where two lines a row would take much, one does."""
        listed = self._list
        compact = listed.height_when(False) > _ROOMY * height
        listed.set_compact(compact)
        self._lay_out()
        needed = self.sizeHint().height()
        least = min(needed, 2 * listed.rows[0].height_when(compact))
        self.setMinimumHeight(least)
        self.setMaximumHeight(min(needed, max(round(_MOST * height), least)))

    def show_row(self, index: int) -> None:
        """Scroll to a row where it will stand: a new one is nowhere before it is laid out."""
        around = self.parentWidget()
        self._row = index
        above = None if around is None else around.layout()
        if above is not None:
            above.activate()
        self._lay_out()
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))  # the bar's range too
        self.ensureWidgetVisible(self._list.rows[index], 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is unfolded below it takes its room, not the row in hand out of sight."""
        super().resizeEvent(event)
        row = self._list.rows[self._row]
        if row.isVisible():
            self.ensureWidgetVisible(row, 0, 0)

    def _lay_out(self) -> None:
        for part in (*self._list.rows, self._list, self._inside):
            layout = part.layout()
            if layout is not None:
                layout.activate()
