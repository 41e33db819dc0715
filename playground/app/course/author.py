"""Writing a lesson in the window: scene, pages, questions over computed quantities, locks."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from playground.app.core import questions
from playground.app.core.player import Player
from playground.app.course.step_form import StepForm, whole_or_text
from playground.app.look.style import SPACE_M, px, set_role
from playground.app.text.numbers import number
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital, sentence
from playground.app.widgets.scroll_area import ScrollArea
from playground.app.widgets.slider import quiet_wheel
from playground.lab.course.answers import AnswerError, read_answer
from playground.lab.course.exports import gift, moodle_xml
from playground.lab.course.key import Key
from playground.lab.course.locks import NUMBERS, THINGS
from playground.lab.course.reader import lesson_from, read_lesson
from playground.lab.course.writing import (
    NEW_STEPS,
    add_step,
    checked,
    kind_of,
    new_document,
    plain_id,
    scene_of,
    write_lesson,
)
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.experiments.files import read_document
from playground.lab.experiments.reader import BadInputError

LESSONS = "Lessons (*.lesson.json)"
EXPORTS: dict[str, tuple[Callable[[Key], str], str]] = {
    "Moodle XML…": (moodle_xml, "Moodle XML (*.xml)"), "GIFT…": (gift, "GIFT (*.gift)"),
}
STATES = ("free", "fixed", "hidden")


class Author(QDialog):
    """Stays beside the window, so that the scene can be set up there meanwhile."""

    tried = Signal(Path)
    """A lesson was saved, and is to be played."""

    def __init__(self, player: Player, parent: QWidget) -> None:
        super().__init__(parent)
        self.player = player
        self.document: dict[str, Any] = new_document(player.experiment)
        self.path: Path | None = None
        self._kept = deepcopy(self.document)  # as it is in the file, or as it was begun
        self.setWindowTitle("Write a lesson")
        self.resize(px(760), px(600))
        self.steps = QListWidget()
        self.steps.setAccessibleName("Pages of the lesson")
        self.steps.setWordWrap(True)
        self.steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.steps.currentRowChanged.connect(self._show_step)
        self.form = ScrollArea()
        self.error = ErrorLine()
        self.said = sentence("quiet")
        self.tabs = QTabWidget()
        self.tabs.addTab(self._make_pages(), "Pages")
        self.head, self.head_rows = QWidget(), QFormLayout()
        self.tabs.addTab(self.head, "Lesson")
        self.locks = ScrollArea()
        self.tabs.addTab(self.locks, "Locks")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*[px(SPACE_M)] * 4)
        rows.addWidget(self.tabs, 1)
        rows.addWidget(self.error)
        rows.addWidget(self.said)
        rows.addLayout(self._make_foot())
        self.show_document()

    # the parts

    def _make_pages(self) -> QWidget:
        pages = QWidget()
        columns = QHBoxLayout(pages)
        left = QVBoxLayout()
        left.addWidget(self.steps, 1)
        add = QPushButton("Add")
        menu = QMenu(add)
        for kind, (word, _) in NEW_STEPS.items():
            menu.addAction(word).triggered.connect(lambda _=False, kind=kind: self.add(kind))
        add.setMenu(menu)
        buttons = QHBoxLayout()
        buttons.addWidget(add)
        for text, name, slot in (
            ("↑", "One place up", lambda: self.move_step(-1)),
            ("↓", "One place down", lambda: self.move_step(1)), ("Remove", "Remove", self.remove),
        ):
            button = QPushButton(text)
            button.setAccessibleName(name)
            button.setToolTip(f"{name}.")
            button.clicked.connect(slot)
            buttons.addWidget(button)
        left.addLayout(buttons)
        columns.addLayout(left, 2)
        columns.addWidget(self.form, 3)
        return pages

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        for text, tip, slot in (
            ("Scene from screen", "The experiment on screen, at its start, becomes the scene.",
             self.take_scene),
            ("Check", "Compute every answer, and say what does not run.", self.check),
            ("Open…", "Go on with a lesson's file.", self.open),
            ("Save", "Check the lesson, and save it where it was saved before.", self.save),
            ("Save as…", "Check the lesson, and save it to another file.", self.save_as),
            ("Try", "Save, and play the lesson as a pupil would.", self.try_it),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            foot.addWidget(button)
            if text == "Try":
                set_role(button, "primary")
        export = QPushButton("Export")
        menu = QMenu(export)
        for name in EXPORTS:
            menu.addAction(name).triggered.connect(lambda _=False, name=name: self.export(name))
        export.setMenu(menu)
        foot.insertWidget(5, export)
        return foot

    # showing

    def show_document(self, row: int = 0) -> None:
        """The document as it is now."""
        self.steps.blockSignals(True)
        self.steps.clear()
        for place, step in enumerate(self.document["steps"], 1):
            self.steps.addItem(f"{place}. {_words(step)}")
        self.steps.blockSignals(False)
        if self.document["steps"]:
            row = max(0, min(row, len(self.document["steps"]) - 1))
            self.steps.setCurrentRow(row)
        self._show_step(self.steps.currentRow())
        self._show_head()
        self._show_locks()

    @Slot(int)
    def _show_step(self, row: int) -> None:
        if not 0 <= row < len(self.document["steps"]):
            self.form.setWidget(QLabel("Add a page, a question, or a run."))
            return
        step = self.document["steps"][row]
        form = StepForm(step, list(self.document.get("scenes", {})))
        kind = step.get("type")
        form.changed.connect(lambda: self._step_changed(row, kind))
        self.form.setWidget(form)

    def _step_changed(self, row: int, kind: object) -> None:
        step = self.document["steps"][row]
        item = self.steps.item(row)
        if item is not None:
            item.setText(f"{row + 1}. {_words(step)}")
        self.said.setText("")
        self.error.set_error("")
        if step.get("type") != kind:  # other fields
            self._show_step(row)

    def _show_head(self) -> None:
        fresh = QWidget()
        rows = QFormLayout(fresh)
        for label, key in (("Title", "title"), ("Id", "id"), ("Language", "language"),
                           ("Minutes", "minutes"), ("About", "about"), ("Needs", "needs"),
                           ("Signing key", "key")):
            value = self.document.get(key, "")
            field = QLineEdit(", ".join(value) if isinstance(value, list) else str(value))
            field.setAccessibleName(label)
            field.textEdited.connect(lambda text, key=key: self._head_changed(key, text))
            rows.addRow(label, field)
        self.scene_words = sentence("quiet")
        rows.addRow("Scene", self.scene_words)
        self._describe_scene()
        self.tabs.removeTab(1)
        self.head = fresh
        self.tabs.insertTab(1, fresh, "Lesson")

    def _head_changed(self, key: str, text: str) -> None:
        value: Any = text.strip()
        if key == "minutes":
            value = whole_or_text(value)
        if key == "needs":
            value = [t.strip() for t in text.split(",") if t.strip()]
        if value or key in ("title", "id"):
            self.document[key] = value
        else:
            self.document.pop(key, None)

    def _describe_scene(self) -> None:
        scene = self.document["scene"]
        labels = ", ".join(str(r.get("label", r["optimizer"])) for r in scene["runners"])
        self.scene_words.setText(f"{scene.get('title') or 'untitled'}: {labels}")

    def _show_locks(self) -> None:
        fresh = QWidget()
        rows = QFormLayout(fresh)
        locks = self.document.get("locks", {})
        for name, (words, _) in THINGS.items():
            box = QComboBox()
            quiet_wheel(box)
            box.addItems(STATES)
            box.setAccessibleName(capital(words))
            box.setCurrentText("hidden" if name in locks.get("hidden", []) else
                               "fixed" if name in locks.get("fixed", []) else "free")
            box.currentTextChanged.connect(lambda state, name=name: self._lock(name, state))
            rows.addRow(capital(words).rstrip("."), box)
            if name in NUMBERS:
                field = QLineEdit(", ".join(map(str, locks.get("range", {}).get(name, []))))
                field.setPlaceholderText("low, high")
                field.setAccessibleName(f"Range of {words}")
                field.textEdited.connect(lambda text, name=name: self._range(name, text))
                rows.addRow("      from, to", field)
        self.locks.setWidget(fresh)

    def _lock(self, name: str, state: str) -> None:
        locks = self.document.setdefault("locks", {})
        for group in ("hidden", "fixed"):
            names = [n for n in locks.get(group, []) if n != name]
            locks[group] = [*names, name] if state == group else names
        self._tidy_locks()

    def _range(self, name: str, text: str) -> None:
        """Two numbers; what is none stands there as it is typed, so that a check refuses it."""
        ranges = self.document.setdefault("locks", {}).setdefault("range", {})
        ranges.pop(name, None)
        try:
            if text.strip():
                ranges[name] = read_answer(text, (2,)).values.tolist()
        except AnswerError:
            ranges[name] = text
        self._tidy_locks()

    def _tidy_locks(self) -> None:
        locks = {group: value for group, value in self.document.get("locks", {}).items() if value}
        self.document.pop("locks", None)
        if locks:
            self.document["locks"] = locks

    # editing

    def add(self, kind: str) -> None:
        """A new step behind the one that is shown."""
        place = self.steps.currentRow() + 1
        add_step(self.document, kind, place)
        self.show_document(place)

    def move_step(self, by: int) -> None:
        """The step that is shown, up or down."""
        row, steps = self.steps.currentRow(), self.document["steps"]
        if 0 <= row < len(steps) and 0 <= row + by < len(steps):
            steps.insert(row + by, steps.pop(row))
            self.show_document(row + by)

    @Slot()
    def remove(self) -> None:
        """Remove the step that is shown."""
        row = self.steps.currentRow()
        if 0 <= row < len(self.document["steps"]):
            del self.document["steps"][row]
            self.show_document(row)

    @Slot()
    def take_scene(self) -> None:
        """The experiment on screen becomes the scene."""
        self.document["scene"] = scene_of(self.player.experiment)
        self._describe_scene()
        self.said.setText("The scene is what is on screen now.")

    # checking and files

    @Slot()
    def check(self) -> bool:
        """Compute every answer; the first place that does not run is shown, with its mend."""
        try:
            _, key = checked(self.document)
        except BadInputError as error:
            self._refuse(error)
            return False
        self.error.set_error("")
        answers = "; ".join(f"{name} = {_value(value)}" for name, value in key.items())
        self.said.setText(f"Everything runs. The key: {answers or 'no questions'}"[:600])
        return True

    def _refuse(self, error: BadInputError | FileProblemError) -> None:
        self.said.setText("")
        self.error.set_error(capital(error))
        place = getattr(error, "place", "")
        if place.startswith("steps["):
            row = int(place[6:].split("]")[0])
            self.tabs.setCurrentIndex(0)
            self.steps.setCurrentRow(row)

    def may_leave(self) -> bool:
        """Whether what was written may go: it is saved, or is not to be."""
        if self.document == self._kept:
            return True
        answer = questions.ask_unsaved(self, str(self.document.get("title", "")))
        return self.save() if answer == "save" else answer == "discard"

    @Slot()
    def open(self) -> None:
        """Go on with a lesson's file."""
        if not self.may_leave():
            return
        path = questions.ask_lesson(self, self._folder())
        if path is None:
            return
        try:
            read_lesson(path)
            self.document, self.path = read_document(path), path
            self._kept = deepcopy(self.document)
        except (FileProblemError, BadInputError) as error:
            self._refuse(error)
            return
        self.error.set_error("")
        self.show_document()

    @Slot()
    def save(self) -> bool:
        """Check, and write where it was written before; a new one asks. False if nothing was."""
        if self.path is None:
            return self.save_as()
        return self.check() and self._write(self.path)

    @Slot()
    def save_as(self) -> bool:
        """Check, ask where, and write; False if nothing was written."""
        if not self.check():
            return False
        suggestion = self.path or self._folder() / f"{plain_id(self.document['title'])}.lesson.json"
        path = questions.ask_save(self, "Save lesson", suggestion, LESSONS)
        return path is not None and self._write(path)

    def _write(self, path: Path) -> bool:
        try:
            write_lesson(path, self.document)
        except (BadInputError, FileProblemError) as error:
            self._refuse(error)
            return False
        self.path, self._kept = path, deepcopy(self.document)
        self.said.setText(f"Saved to {path}. Pupils open it with a double click, or find it in "
                          "File > Course when it lies in a lessons folder.")
        return True

    @Slot()
    def try_it(self) -> None:
        """Save, and play it."""
        if self.save() and self.path is not None:
            self.tried.emit(self.path)

    def export(self, name: str) -> None:
        """The questions as a file for another system."""
        if not self.check():
            return
        write, filters = EXPORTS[name]
        suffix = filters.partition("*")[2].rstrip(")")
        suggestion = self._folder() / f"{plain_id(self.document['title'])}{suffix}"
        path = questions.ask_save(self, "Export", suggestion, filters)
        if path is None:
            return
        text = write(Key(lesson_from(self.document)))
        try:
            write_atomically(path, lambda file: file.write(text.encode()))
        except FileProblemError as error:
            self._refuse(error)
            return
        self.said.setText(f"Exported to {path}: the numbers of the scene as it is now.")

    def _folder(self) -> Path:
        return self.path.parent if self.path else questions.usual_folder()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _words(step: dict[str, Any]) -> str:
    """A step in the list: its kind and how it begins."""
    kind = kind_of(step)
    text = str(step.get("say") or step.get("goal") or step.get("text") or "")
    if kind == "do":
        text = text or str(step["do"].get("run", "")) or f"scene {step['do'].get('scene', '')}"
    return f"{NEW_STEPS[kind][0]}: {' '.join(text.split())[:48]}"


def _value(value: object) -> str:
    """A right answer as it is read: 61, (−4, −6), or the words of a choice."""
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(_value, value))})"
    return number(float(value)) if isinstance(value, (int, float)) else str(value)
