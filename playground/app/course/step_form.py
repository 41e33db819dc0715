"""The form of one step of a lesson that is being written."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from playground.app.look.style import px
from playground.app.widgets.slider import quiet_wheel
from playground.lab.course.lesson import CHOSEN, PANELS, TYPES
from playground.lab.course.quantities import explained
from playground.lab.course.slips import SENTENCES
from playground.lab.course.writing import kind_of

RUNS = ("converged", "1", "10", "100", "0")
TEXT = {"say": "say", "do": "text", "goal": "goal"}
"""Under which key a step of a kind has its text; elsewhere under "text"."""


class StepForm(QWidget):
    """Edits a step's dictionary in place; `changed` when it did."""

    changed = Signal()

    def __init__(self, step: dict[str, Any], scenes: list[str]) -> None:
        super().__init__()
        self.step, self.kind = step, kind_of(step)
        self.rows = QFormLayout(self)
        self.rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._text("Text", TEXT.get(self.kind, "text"), 120,
                   "Markdown; formulas in LaTeX between $ signs.")
        if self.kind == "do":
            self._run(scenes)
        elif self.kind != "say":
            self._line("Id", "explain" if self.kind == "explain" else "id")
        if self.kind in ("predict", "check"):
            self._type()
            self._answer()
        if self.kind == "explain" or step.get("type") in CHOSEN:
            self._choices()
        if self.kind == "check":
            self._numbers()
        if self.kind == "goal":
            self._formula("Reached when above 0", step.get("reached", ""), self._reached)
        self._panels()
        if self.kind in ("say", "predict", "check"):
            self._at()
        if self.kind in ("check", "explain", "goal"):
            self._list("Hints, one a line", "hints",
                       "In order: formula, where to look, numbers, answer.")

    def _set(self, key: str, value: Any) -> None:
        if value in (None, "", [], {}) and key not in ("say", "goal", "text"):
            self.step.pop(key, None)
        else:
            self.step[key] = value
        self.changed.emit()

    def _text(self, label: str, key: str, height: int, tip: str) -> None:
        field = QPlainTextEdit(str(self.step.get(key, "")))
        field.setAccessibleName(label)
        field.setToolTip(tip)
        field.setTabChangesFocus(True)
        field.setFixedHeight(px(height))
        field.textChanged.connect(lambda: self._set(key, field.toPlainText()))
        self.rows.addRow(label, field)

    def _line(self, label: str, key: str) -> None:
        field = QLineEdit(str(self.step.get(key, "")))
        field.setAccessibleName(label)
        field.textEdited.connect(lambda text: self._set(key, text.strip()))
        self.rows.addRow(label, field)

    def _list(self, label: str, key: str, tip: str) -> None:
        field = QPlainTextEdit("\n".join(map(str, self.step.get(key, []))))
        field.setAccessibleName(label)
        field.setToolTip(tip)
        field.setTabChangesFocus(True)
        field.setFixedHeight(px(84))
        field.textChanged.connect(lambda: self._set(
            key, [line for line in field.toPlainText().splitlines() if line.strip()]))
        self.rows.addRow(label, field)

    def _panels(self) -> None:
        field = QLineEdit(", ".join(map(str, self.step.get("show", []))))
        field.setAccessibleName("Show")
        field.setPlaceholderText("surface, chart:log")
        field.setToolTip(
            f"The panels that this page puts in front: {', '.join(PANELS)}; with a colon the way "
            "one is looked at, as chart:log or batch:floor."
        )
        field.textEdited.connect(lambda text: self._set(
            "show", [name.strip() for name in text.split(",") if name.strip()]))
        self.rows.addRow("Show", field)

    def _at(self) -> None:
        field = QLineEdit(str(self.step.get("at", "")))
        field.setAccessibleName("At update")
        field.setPlaceholderText("where one is")
        field.setToolTip(
            "The update that this page looks at: 0 for the start, a number, or end; empty leaves "
            "the run where it is."
        )
        field.textEdited.connect(lambda text: self._set(
            "at", whole_or_text(text)))
        self.rows.addRow("At update", field)

    def _run(self, scenes: list[str]) -> None:
        box = QComboBox()
        quiet_wheel(box)
        box.setEditable(True)
        box.addItems(RUNS)
        box.setToolTip("How far it runs: converged, or a number of updates (0: only look).")
        box.setAccessibleName("Run")
        box.setCurrentText(str(self.step["do"].get("run", "")))

        def run(text: str) -> None:
            text = text.strip()
            value = whole_or_text(text)
            self.step["do"] = {**self.step["do"], "run": value} if text else {
                k: v for k, v in self.step["do"].items() if k != "run"}
            self.changed.emit()

        box.currentTextChanged.connect(run)
        self.rows.addRow("Run", box)
        if scenes:
            scene = QComboBox()
            quiet_wheel(scene)
            scene.addItems(["(stay)", "(first)", *scenes])
            scene.setAccessibleName("Scene")
            now = self.step["do"].get("scene")
            scene.setCurrentText("(stay)" if now is None else now or "(first)")

            def change(text: str) -> None:
                rest = {k: v for k, v in self.step["do"].items() if k != "scene"}
                self.step["do"] = rest if text == "(stay)" else {
                    **rest, "scene": "" if text == "(first)" else text}
                self.changed.emit()

            scene.currentTextChanged.connect(change)
            self.rows.addRow("Scene", scene)

    def _type(self) -> None:
        box = QComboBox()
        quiet_wheel(box)
        box.addItems(TYPES)
        box.setAccessibleName("Type")
        box.setCurrentText(str(self.step.get("type", "number")))

        def change(text: str) -> None:
            self.step["type"] = text
            if text in CHOSEN:
                self.step.setdefault("choices", ["One.", "Another."])
                if "from" in self.step.get("answer", {}) and text != "order":
                    self.step["answer"] = {"value": 0}
            else:
                self.step.pop("choices", None)
                if "value" in self.step.get("answer", {}):
                    self.step["answer"] = {"from": "loss"}
            self.changed.emit()

        box.currentTextChanged.connect(change)
        self.rows.addRow("Type", box)

    def _formula(self, label: str, text: str, take: Any) -> None:
        """A formula over quantities, with the list of what there is."""
        box = QComboBox()
        quiet_wheel(box)
        box.setEditable(True)
        box.setAccessibleName(label)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setMinimumContentsLength(12)
        for place, (name, what) in enumerate(explained.items()):
            box.addItem(name)
            box.setItemData(place, what, Qt.ItemDataRole.ToolTipRole)
        box.setCurrentText(text)
        box.setToolTip(
            "A quantity, or a formula over several: gradient / norm(gradient). It is computed "
            "from the scene, so a changed scene changes the key."
        )
        box.currentTextChanged.connect(take)
        self.rows.addRow(label, box)

    def _reached(self, text: str) -> None:
        self._set("reached", text.strip())

    def _answer(self) -> None:
        answer = self.step.get("answer", {})
        if "value" in answer:
            field = QLineEdit(", ".join(map(str, answer["value"])) if isinstance(
                answer["value"], list) else str(answer["value"]))
            field.setAccessibleName("Right choice")
            field.setToolTip("The place of the right choice, from 0; several with commas.")

            def change(text: str) -> None:
                places = [whole_or_text(t) for t in text.split(",") if t.strip()]
                many = self.step.get("type") in ("choices", "order")
                self._set("answer", {"value": places if many or len(places) > 1 else (
                    places[0] if places else "")})

            field.textEdited.connect(change)
            self.rows.addRow("Right choice", field)
        elif self.step.get("type") != "text":
            self._formula("Answer", str(answer.get("from", "")), lambda text: self._set(
                "answer", {"from": text.strip()} if text.strip() else None))

    def _choices(self) -> None:
        self._list("Choices, one a line", "choices", "2 to 20 choices.")
        if self.kind == "explain":
            field = QLineEdit(str(self.step.get("right", 0)))
            field.setAccessibleName("Right choice")
            field.setToolTip("The place of the right choice, from 0.")
            field.textEdited.connect(
                lambda text: self._set("right", whole_or_text(text)))
            self.rows.addRow("Right choice", field)

    def _numbers(self) -> None:
        for key in ("relative", "absolute"):
            label = f"Tolerance, {key}"
            field = QLineEdit(str(self.step.get("tolerance", {}).get(key, "")))
            field.setAccessibleName(label)

            def change(text: str, key: str = key) -> None:
                rest = {k: v for k, v in self.step.get("tolerance", {}).items() if k != key}
                self._set("tolerance", {**rest, key: _number(text)} if text.strip() else rest)

            field.textEdited.connect(change)
            self.rows.addRow(label, field)
        points = QLineEdit(str(self.step.get("points", 1)))
        points.setAccessibleName("Points")
        points.textEdited.connect(lambda text: self._set("points", _number(text)))
        self.rows.addRow("Points", points)
        follow = QLineEdit(", ".join(self.step.get("follow", [])))
        follow.setAccessibleName("Follows from")
        follow.setToolTip("Ids of earlier questions: what follows from them gets its marks.")
        follow.textEdited.connect(lambda text: self._set(
            "follow", [t.strip() for t in text.split(",") if t.strip()]))
        self.rows.addRow("Follows from", follow)
        wrong = QLineEdit(", ".join(
            str(w["if"]) for w in self.step.get("wrong", []) if isinstance(w.get("if"), str)))
        wrong.setAccessibleName("Known mistakes")
        wrong.setToolTip(f"Named when they are made: {', '.join(SENTENCES)}.")
        wrong.textEdited.connect(lambda text: self._set("wrong", [
            *({"if": t.strip()} for t in text.split(",") if t.strip()),
            *(w for w in self.step.get("wrong", []) if not isinstance(w.get("if"), str))]))
        self.rows.addRow("Known mistakes", wrong)


def whole_or_text(text: str) -> int | str:
    """A whole number, or what is none as it was typed: the lesson's check says what is wrong."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 9 else text


def _number(text: str) -> float | str:
    """A number, or what is none as it was typed."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text.strip()
