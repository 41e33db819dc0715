"""What the network makes of the input plane, with the data it learns from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.core.held import VALUES
from playground.app.core.view import View
from playground.app.look.style import SPACE_M, SPACE_XS, least_panel, px, style
from playground.app.network.facts import Facts, facts_of, output_labels
from playground.app.network.input_plane import telling_inputs
from playground.app.network.output.canvas import OutputCanvas
from playground.app.network.output.controls import OutputBar
from playground.app.network.output.reading import Reading
from playground.app.network.output.samples import MOST
from playground.app.text.numbers import grouped, number
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.text_line import Line

SUMMARY_MS = 300
EMPTY = "What the network makes of the data is drawn here. Add a runner to see it learn."


class OutputMap(View):
    """Shows, and hands on the samples that the hand edits."""

    points_edited = Signal(object, object, bool)
    """The training samples X (n, 2) and y as the data holds them, and if the hand has let go."""
    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar, self.canvas, self.caption = OutputBar(), OutputCanvas(), Line()
        self.empty_state = EmptyState("surface", EMPTY)
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.addWidget(self.bar)
        self._column.addWidget(self.canvas, 1)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.caption)
        self._column.addLayout(self._foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._body)
        outer.addWidget(self.empty_state)
        self._body.hide()
        self.bar.changed.connect(self._rechoose)
        self.canvas.hovered.connect(self._tell)
        self.canvas.points_edited.connect(self.points_edited)
        self.canvas.save_asked.connect(self.picture_asked)
        self.summary = QTimer(self, singleShot=True, interval=SUMMARY_MS)
        self.summary.timeout.connect(self._describe)
        self.setAccessibleName("Output map")
        style.changed.connect(self._restyle)
        self._restyle()

    @Slot(str)
    def _tell(self, text: str) -> None:
        """What is under the pointer, unless it is asked for."""
        self.hovered.emit(text and (self.held.reason([VALUES]) or text))

    def export_target(self) -> QWidget:
        """What a picture file is rendered from."""
        return self.canvas

    def draw_scene(self) -> None:
        facts = facts_of(self.scene, self.cursor)
        self._body.setVisible(facts is not None)
        self.empty_state.setVisible(facts is None)
        if facts is not None:
            data, problem = facts.problem.data, facts.problem
            parted = Reading.of(problem).parted and data.X.shape[1] > 1
            outputs = () if parted or data.classes else output_labels(problem)
            self.bar.offer(
                data.columns, data.class_labels, outputs, parted, telling_inputs(data.X)
            )
        self._apply()
        assert self.scene is not None
        self.canvas.slot = max(0, self.scene.slot)
        self.canvas.show_facts(facts, self.bar.inputs, self.bar.output)
        if facts is not None:
            self.caption.set_text(self._caption(facts))
        self.summary.start()

    def set_sample(self, sample: int | None) -> None:
        """Ring a training sample that was taken elsewhere; None: none."""
        self.canvas.light(sample)

    def draw_cursor(self) -> None:
        facts = facts_of(self.scene, self.cursor)
        if facts is not None:
            self.canvas.show_step(facts)
            if not self.summary.isActive():
                self.summary.start()

    @Slot()
    def _rechoose(self) -> None:
        if self.scene is not None:
            self.draw_scene()

    def _apply(self) -> None:
        """Hand the canvas what the bar says."""
        self.canvas.editing = self.bar.editing
        self.canvas.new_label = self.bar.new_label
        self.canvas.layer.show_boundary = self.bar.boundary

    def _caption(self, facts: Facts) -> str:
        """How many samples are shown, and where the other inputs stand."""
        data = facts.problem.data
        text = _count(len(data.X), "training sample")
        if facts.problem.is_estimated:
            text = f"{grouped(len(data.X))} of {_count(data.samples, 'row')}"
        if len(data.X_test):
            text += f", {_count(len(data.X_test), 'test sample')} (hollow)"
        plane = self.canvas.plane
        if plane is not None and len(plane.fixed) > 2:
            others = [k for k in range(len(plane.fixed)) if k not in plane.inputs]
            told = ", ".join(
                f"{data.columns[k]} = {number(plane.fixed[k], 3)}" for k in others[:3]
            )
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            text = f"Other inputs at their mean: {told}{more}. {text}"
        return text

    @Slot()
    def _describe(self) -> None:
        """In words, for screen readers: how much of the plane is which class."""
        facts, outputs = self.canvas.facts, self.canvas.layer.outputs
        text = EMPTY if facts is None else self.caption.text
        reading = self.canvas.reading
        if facts is not None and outputs is not None and not self.canvas.is_curve:
            values = np.asarray(reading.values(outputs), dtype=float)
            if reading.parted:
                seen = "in view" if self.canvas.layer.has_boundary() else "not in view"
                text += f". The boundary is {seen}"
            elif np.isfinite(values).any():
                low, high = np.nanmin(values), np.nanmax(values)
                text += f". H from {number(low, 3)} to {number(high, 3)}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    @Slot()
    def _restyle(self) -> None:
        self.setMinimumSize(least_panel(), px(200))
        self._column.setContentsMargins(0, 0, 0, px(SPACE_XS))
        self._column.setSpacing(0)
        self._foot.setContentsMargins(px(SPACE_M), 0, px(SPACE_M), 0)
        self.bar.restyle()

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(460))


def _count(n: int, what: str) -> str:
    text = f"{number(n)} {what}{'s' * (n != 1)}"
    return f"{text} ({number(MOST)} shown)" if n > MOST else text


