"""The list of up to eight runners."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.panels.runner_row import RunnerRow
from playground.app.view import Scene
from playground.lab.experiment import MOST_RUNNERS


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
                row.show_runner(runners[k], k == scene.selected)
        self.show_cursor(scene, cursor)

    def show_cursor(self, scene: Scene, cursor: int) -> None:
        """Show where they are."""
        for row, runner, run in zip(self.rows, scene.experiment.runners, scene.runs, strict=False):
            row.show_run(runner, run, cursor)

    @Slot(int, int)
    def _move(self, index: int, by: int) -> None:
        to = index + by
        if 0 <= to < self._count:
            self.rows[to].setFocus()
            self.selected.emit(to)
