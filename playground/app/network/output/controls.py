"""The controls over the output map: which inputs, the boundary, and editing the samples."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.app.look.style import FIELD_WIDTH, SPACE_M, SPACE_S, SPACE_XS, px, set_role
from playground.app.text.column_names import short_name
from playground.app.widgets.combo import Combo
from playground.app.widgets.number_field import NumberField
from playground.app.widgets.slider import quiet_wheel
from playground.app.widgets.wrap_row import WrapRow

LEAST, NAME_WIDTH, WORD = 56, 132, 52


class OutputBar(QWidget):
    """Says `changed` when the view is to look again at what is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.across, self._up = (_combo() for _ in range(2))
        self._output, self.label = _combo(), _combo()
        self._words = [QLabel(text) for text in ("across", "up")]
        self._pairs = [QHBoxLayout(), QHBoxLayout()]  # a word and its list stay in one line
        self._value = NumberField()
        self._value.set_value(1.0)
        self._edit, self._boundary = _toggle("Edit points"), _toggle("Boundary")
        self._boundary.setChecked(True)
        self._known: object = None
        self._columns: tuple[str, ...] = ()
        self._row = WrapRow(self)
        chosen = zip(self._pairs, self._words, (self.across, self._up), strict=True)
        self._boxes = [QWidget(), QWidget()]
        for both, (pair, word, combo) in zip(self._boxes, chosen, strict=True):
            both.setLayout(pair)
            pair.setContentsMargins(0, 0, 0, 0)
            pair.addWidget(word)
            pair.addWidget(combo, 1)
            self._row.addWidget(both, 1)
        self._row.addWidget(self._output)
        self._row.addStretch(1)
        for control in (self.label, self._value, self._edit, self._boundary):
            self._row.addWidget(control)
        for word in self._words:
            set_role(word, "quiet")
        self._teach()
        for combo in (self.across, self._up, self._output, self.label):
            combo.activated.connect(self._chosen)
        for button in (self._edit, self._boundary):
            button.toggled.connect(lambda _: self._chosen())
        self._value.typed.connect(self._typed)
        self.restyle()

    def _teach(self) -> None:
        told = (
            (self.across, "Input across", "Which input runs from left to right."),
            (self._up, "Input up", "Which input runs from bottom to top."),
            (self._output, "Output", "Which of the outputs is shown."),
            (self.label, "Class of new points", "The class that a click adds a point of."),
            (self._value, "Value of new points", "The number wanted where a click adds a point."),
        )
        for widget, name, tip in told:
            widget.setAccessibleName(name)
            widget.setToolTip(tip)

    @property
    def inputs(self) -> tuple[int, int]:
        """The two inputs, by number."""
        return max(self.across.currentIndex(), 0), max(self._up.currentIndex(), 0)

    @property
    def output(self) -> int:
        """The output, by number."""
        return max(self._output.currentIndex(), 0)

    @property
    def editing(self) -> bool:
        """Whether clicks edit the samples."""
        return self._edit.isChecked() and self._edit.isEnabled()

    @property
    def boundary(self) -> bool:
        """Whether the boundary is drawn."""
        return self._boundary.isChecked()

    @property
    def new_label(self) -> float:
        """The label of a sample that is added: a class number, or a number."""
        if self.label.count():
            return float(max(self.label.currentIndex(), 0))
        return self._value.value

    def offer(
        self, columns: Sequence[str], classes: Sequence[str], outputs: Sequence[str],
        parted: bool, telling: tuple[int, int],
    ) -> None:
        """What there is to choose from; `telling` are the inputs to begin with."""
        known = tuple(columns), tuple(classes), tuple(outputs), parted
        if known == self._known:
            return
        self._known = known
        many, plane = len(columns) > 2, len(columns) == 2
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            for combo, at in zip((self.across, self._up), telling, strict=True):
                _fill(combo, columns)
                combo.setCurrentIndex(at)
        for widget in (self.across, self._up, *self._words):
            widget.setVisible(many)
        for box in self._boxes:
            box.setVisible(many)
        _fill(self._output, outputs)
        self._output.setVisible(len(outputs) > 1)
        _fill(self.label, classes)
        self._boundary.setVisible(parted)
        self._edit.setEnabled(plane)
        self._edit.setVisible(not many)  # the two combo boxes need its place
        self._edit.setToolTip(
            "Click adds a training point, drag moves one, right click removes it." if plane else
            "Points can be edited by hand where the data has two inputs."
        )
        self._show_label()

    def _show_label(self) -> None:
        classes = self.label.count() > 0
        self.label.setVisible(self.editing and classes)
        self._value.setVisible(self.editing and not classes)

    def _chosen(self) -> None:
        across, up = self.inputs
        if across == up and self.across.count() > 1:  # the other one gives way
            moved, stays = (
                (self._up, across) if self.sender() is self.across else (self.across, up)
            )
            moved.setCurrentIndex(1 if stays == 0 else 0)
        self._show_label()
        self.changed.emit()

    def _typed(self, value: float) -> None:
        self._value.set_value(value)
        self.changed.emit()

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._row.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), 0)
        for row in (self._row, *self._pairs):
            row.setSpacing(px(SPACE_S))
        for combo in (self.across, self._up, self._output, self.label):
            combo.setMinimumWidth(px(LEAST))
            combo.setMaximumWidth(px(NAME_WIDTH))
        for box in self._boxes:
            box.setMaximumWidth(px(NAME_WIDTH + WORD))
        self._value.setFixedWidth(px(FIELD_WIDTH))


def _combo() -> QComboBox:
    combo = Combo()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(3)
    quiet_wheel(combo)
    return combo


def _fill(combo: QComboBox, names: Sequence[str]) -> None:
    """Short names, so that those of many pixels can be told apart; the whole in the tooltip."""
    combo.clear()
    for k, name in enumerate(names):
        combo.addItem(short_name(name))
        combo.setItemData(k, name, Qt.ItemDataRole.ToolTipRole)
        combo.setItemData(k, name, Qt.ItemDataRole.AccessibleTextRole)


def _toggle(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setAccessibleName(text)
    button.setToolTip(
        "The line where the network changes its mind between the classes."
        if text == "Boundary" else ""
    )
    return button
