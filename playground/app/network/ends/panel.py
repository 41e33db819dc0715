"""Where the runners end: a table of risks, and of the barriers between each two of them."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.view import View
from playground.app.look.style import SPACE_M, SPACE_XS, faded, px, runner_color, style
from playground.app.network.ends.text import EMPTY, TOO_LARGE, WAITING, caption, cell_text, cell_tip
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.labels import sentence
from playground.app.work.background import Background
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array
from playground.lab.landscapes.ends import POINTS, Ends, ends_of
from playground.lab.runs.run import Run

REST_MS = 350
"""Ends are compared when no run has moved on for so long."""
MOST = 2e10
"""Multiplications of all lines together: more would hold up what else waits for the machine."""


class EndsPanel(View):
    """Compares the last recorded steps of the runners whose networks have one shape.

    `runner_selected(index)` asks for another selection, `line_wanted(i, j)` for the risk along the
    line between two runners' ends.
    """

    runner_selected = Signal(int)
    line_wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ends: Ends | None = None
        self._who: list[int] = []
        self._key: object = None
        self._background = Background(self)
        self.caption = sentence("small")
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAccessibleName("Risks and barriers")
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.setTabKeyNavigation(False)
        self.table.cellClicked.connect(self._clicked)
        self.table.verticalHeader().sectionClicked.connect(lambda row: self._clicked(row, 0))
        self.empty_state = EmptyState("network", EMPTY)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), px(SPACE_XS))
        for part, stretch in ((self.caption, 0), (self.table, 1), (self.empty_state, 1)):
            column.addWidget(part, stretch)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)

    @property
    def busy(self) -> bool:
        """Whether there is more to come."""
        return self._rest.isActive() or self._background.busy

    def draw_scene(self) -> None:
        self._show_parts()
        self._rest.start()

    def draw_cursor(self) -> None:
        self._rest.start()

    def _comparable(self) -> list[tuple[int, Run]]:
        """The runners that can be compared with the selected one: index and run."""
        scene = self.scene
        if scene is None or scene.run is None or not isinstance(scene.run.problem, FittingProblem):
            return []
        own = scene.run.problem
        return [
            (k, run) for k, run in enumerate(scene.runs)
            if isinstance(run.problem, FittingProblem) and len(run.columns.loss)
            and run.problem.network.sizes == own.network.sizes
            and run.problem.network.activations == own.network.activations
        ]

    def _show_parts(self) -> None:
        enough = len(self._comparable()) > 1
        self.table.setVisible(enough and self.ends is not None)
        if enough and self.ends is None:
            self.caption.setText(WAITING)
        self.caption.setVisible(enough)
        self.empty_state.setVisible(not enough)

    def _ask(self) -> None:
        found, scene = self._comparable(), self.scene
        self._show_parts()
        if len(found) < 2 or scene is None or scene.run is None or not self.isVisible():
            return
        problem = scene.run.problem
        assert isinstance(problem, FittingProblem)
        key = id(problem), tuple((k, id(run), run.last) for k, run in found)
        if key == self._key:
            return
        self._key, self._who, self.ends = key, [k for k, _ in found], None
        lines = len(found) * (len(found) - 1) / 2
        if lines * POINTS * len(problem.X) * problem.dimension > MOST:
            self._background.cancel("ends")
            self.table.hide()
            self.caption.setText(TOO_LARGE)
            return
        thetas: list[Array] = [run[run.last].theta for _, run in found]
        self._background.submit("ends", partial(ends_of, problem, thetas), self._show)

    def _show(self, ends: Ends) -> None:
        scene = self.scene
        if scene is None or len(ends.risk) != len(self._who):
            return
        self.ends = ends
        self._show_parts()
        labels = [scene.experiment.runners[k].label for k in self._who]
        slots = [scene.experiment.runners[k].slot for k in self._who]
        table, count = self.table, len(labels)
        table.setRowCount(count)
        table.setColumnCount(count + 1)
        table.setHorizontalHeaderLabels(["R", *labels])
        table.setVerticalHeaderLabels(labels)
        finite = ends.barrier[np.isfinite(ends.barrier)]
        top = float(finite.max(initial=0.0)) or 1.0
        for i in range(count):
            header = table.verticalHeaderItem(i)
            if header is not None:
                header.setForeground(runner_color(slots[i]))
            for j in range(count + 1):
                item = QTableWidgetItem(cell_text(ends, i, j - 1))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(cell_tip(ends, labels, i, j - 1))
                if j and i != j - 1:
                    share = min(float(np.nan_to_num(ends.barrier[i, j - 1])) / top, 1.0)
                    item.setBackground(faded(style.theme.negative, 0.45 * share))
                if j and i == j - 1:
                    item.setForeground(QColor(style.theme.quiet))
                table.setItem(i, j, item)
        table.resizeColumnsToContents()
        self.caption.setText(caption(ends))

    def _clicked(self, row: int, column: int) -> None:
        """Its runner; of a barrier, the line that has it."""
        if row < len(self._who):
            self.runner_selected.emit(self._who[row])
        if max(row, column - 1) < len(self._who) and column and row != column - 1:
            self.line_wanted.emit(self._who[row], self._who[column - 1])
