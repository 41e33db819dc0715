"""This step: the update rule, and the same rule with its numbers, for the selected runner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from playground.app.core.held import AHEAD
from playground.app.core.view import View
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, set_role, style
from playground.app.sketch.box import SketchBox
from playground.app.step.head import StepHead
from playground.app.step.line import StepLine
from playground.app.step.table import StepTable
from playground.app.step.update import (
    Update,
    as_text,
    change_text,
    end_text,
    left_out,
    rate_text,
    rows_of,
    update_at,
)
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.scroll_area import ScrollArea
from playground.engine.optimizer import Line
from playground.lab.experiments.experiment import Runner
from playground.lab.verdicts.surface import Verdict

if TYPE_CHECKING:  # a surface needs no networks
    from playground.engine.networks.place import Place

EMPTY = "Here each step is explained with its numbers. Add a runner to see one."
TAKES_LONG = (
    "Here each step is explained with its numbers. With so many samples a step takes long, and "
    "would have to be made once more to be explained: choose fewer samples to see it."
)


class StepPanel(View):
    """Explains the update from the cursor's step to the next: rule, numbers, table.

    The update of the point comes first, then all quantities as a table, then where each of them
    comes from. Widgets are made anew only when the rule changes; a frame only fills in numbers.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._update: Update | None = None
        self._built: object = None
        self._verdict_text = ""
        self._sketched = True
        self._place: Place | None = None
        self._lines: list[StepLine] = []
        self._table: StepTable | None = None
        self.head = StepHead()
        self._make_body()
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._verdict.setAccessibleName("Why the run stopped")
        set_role(self._verdict, "small")
        full = QWidget()
        self._column = QVBoxLayout(full)
        self._top = QVBoxLayout()
        self._top.addWidget(self.head)
        self._column.addLayout(self._top)
        self._column.addWidget(self.scroll_area, 1)
        self._column.addWidget(self._verdict)
        self._empty = EmptyState("step", EMPTY)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        self._add_copy()
        self._space()
        style.changed.connect(self._restyle)

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        selected = self.scene.selected if self.scene is not None else 0
        self.set_verdict(verdicts[selected].sentence if selected < len(verdicts) else "")

    def set_verdict(self, sentence: str) -> None:
        """Why the selected run stopped, in the window's words; shown at the run's last step."""
        if sentence != self._verdict_text:
            self._verdict_text = sentence
            self._show_verdict()

    def show_sketch(self, on: bool) -> None:
        """Show f along the way of the step among the numbers, or not."""
        self._sketched = on
        if self._update is not None:
            self.draw_cursor()

    def set_selection(self, selection: Place | None) -> None:
        """Write out the numbers of this weight or bias of a network."""
        known = selection if selection is not None and selection.index >= 0 else None
        if known != self._place:
            self._place = known
            if self._update is not None:
                self.draw_cursor()

    @property
    def update_shown(self) -> Update | None:
        """The update that is explained, with all its numbers."""
        return self._update

    @property
    def verdict(self) -> str:
        """The sentence that stands under the numbers; empty while the run goes on."""
        return self._verdict.text()

    def draw_scene(self) -> None:
        """Another runner, recipe or rule."""
        scene = self.scene
        runner, run = (scene.runner, scene.run) if scene else (None, None)
        if scene is None or runner is None or run is None:
            self._update = None
            self._empty.set_sentence(EMPTY)
            self._stack.setCurrentIndex(1)
            return
        reason = self.held.reason([AHEAD])
        if reason or run.problem.takes_long:
            self._update = None
            self._empty.set_sentence(reason or TAKES_LONG)
            self._stack.setCurrentIndex(1)
            return
        self.head.set_runner(runner.slot, runner.label, _says_more(runner))
        self._stack.setCurrentIndex(0)
        self.draw_cursor()

    def draw_cursor(self) -> None:
        """The numbers of another step."""
        runner = self.scene.runner if self.scene else None
        run = self.scene.run if self.scene else None
        if runner is None or run is None or run.problem.takes_long or self.held.reason([AHEAD]):
            return
        update = self._update = update_at(run, self.cursor, self._place)
        self._fit(update)
        for widget, line in zip(self._lines, _ordered(update), strict=True):
            widget.show_line(line)
        assert self._table is not None
        self._table.show_update(update)
        drawn = run if update.lines and self._sketched else None
        self.sketch_box.show_update(drawn, update.before.index)
        first, after = update.before.index, update.after
        span = f"step {first}" if after is None else f"step {first} → {after.index}"
        said = change_text(runner, first), rate_text(runner, update)
        self.head.show_step(span, " · ".join(filter(None, said)))
        self._show_verdict()
        if QAccessible.isActive():
            self._table.setAccessibleDescription(as_text(update, runner.label))

    @Slot()
    def copy(self) -> None:
        """Put the numbers with all their digits on the clipboard, as a table with tabs."""
        if self._update is not None and self.scene and self.scene.runner:
            text = as_text(self._update, self.scene.runner.label)
            QGuiApplication.clipboard().setText(text)

    def _make_body(self) -> None:
        self.scroll_area = ScrollArea()
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setAccessibleName("The update rule with its numbers")
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._where = QLabel("WHERE", self._body)
        set_role(self._where, "heading")
        self.note_label = QLabel(self._body)
        self.note_label.setWordWrap(True)
        set_role(self.note_label, "small")
        self.sketch_box = SketchBox(self._body)
        self.sketch_box.save_asked.connect(self.picture_asked)
        self.scroll_area.setWidget(self._body)
        for widget in (self._body, self.scroll_area.viewport()):
            widget.setAutoFillBackground(False)  # what the panel stands on shines through

    def _add_copy(self) -> None:
        action = QAction(icon("copy"), "Copy with all digits", self)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip("Copies every number of this step, for a spreadsheet.")
        action.triggered.connect(self.copy)
        self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _fit(self, update: Update) -> None:
        """Make the widgets for a rule, if they are another rule's."""
        wanted = (
            [(line.symbol, line.formula, line.numbers) for line in update.lines],
            [(symbol, name) for symbol, name, _ in rows_of(update)], update.columns,
        )
        if wanted == self._built:
            return
        self._built = wanted
        while self._rows.takeAt(0):
            pass
        for old in (*self._lines, self._table):
            if old is not None:
                old.hide()
                old.deleteLater()
        self._lines = [StepLine(line, update.columns, self._body) for line in _ordered(update)]
        self._table = StepTable(update, update.columns, self._body)
        self._where.setVisible(len(self._lines) > 1)
        self.note_label.setText(left_out(update))
        self.note_label.setVisible(bool(self.note_label.text()))
        first, rest = self._lines[:1], self._lines[1:]
        shown: list[QWidget] = [
            *first, self.sketch_box, self._table, self._where, *rest, self.note_label
        ]
        width = self.scroll_area.viewport().width() - px(SPACE_M)
        for widget in shown:
            # The width that it will have: else it would be laid out twice, once for no width.
            widget.resize(width, widget.sizeHint().height())
            self._rows.addWidget(widget)
        self._rows.addStretch(1)
        self._dress()

    def _dress(self) -> None:
        for line in self._lines:
            line.restyle()
        if self._table is not None:
            self._table.restyle()

    def _show_verdict(self) -> None:
        stop = self._update.stop if self._update else None
        text = (self._verdict_text or end_text(stop)) if stop else ""
        if text != self._verdict.text() or self._verdict.isVisibleTo(self) != bool(text):
            self._verdict.setText(text)
            self._verdict.setVisible(bool(text))

    def _space(self) -> None:
        self._column.setContentsMargins(px(SPACE_M), px(SPACE_XS), 0, px(SPACE_S))
        self._column.setSpacing(px(SPACE_XS))
        self._top.setContentsMargins(0, 0, px(SPACE_M), 0)
        self._verdict.setContentsMargins(0, 0, px(SPACE_M), 0)
        self._rows.setContentsMargins(0, 0, px(SPACE_M), 0)
        self._rows.setSpacing(px(SPACE_XS))

    @Slot()
    def _restyle(self) -> None:
        self._space()
        self.head.restyle()
        self._dress()


def _ordered(update: Update) -> list[Line]:
    """The lines as the panel shows them: the new point first, then what it is made of."""
    return [*update.lines[-1:], *update.lines[:-1]]


def _says_more(runner: Runner) -> bool:
    """Whether there is something to say of a runner's step beside which one it is."""
    return bool(runner.changes) or runner.optimizer.schedule is not None
