"""The course's front page: every lesson with how far one is, and what one can do with it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_M, SPACE_S, px, set_role
from playground.app.text.numbers import number
from playground.app.widgets.labels import sentence, tool_button
from playground.app.widgets.wrap_row import WrapRow
from playground.lab.course.lesson import Lesson


class Listed(NamedTuple):
    """A lesson in the list: where it lies, what it is, and how far one is (None: not begun)."""

    path: Path
    lesson: Lesson | None
    problem: str
    state: tuple[int, int, float, float] | None


class Home(QWidget):
    """The list. `opened(path)` begins a lesson or goes on, `anew(path)` at its first page."""

    left = Signal()
    opened = Signal(Path)
    anew = Signal(Path)
    hand_in_asked = Signal(Path)
    forget_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listed: list[Listed] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*[px(SPACE_M)] * 4)
        rows.setSpacing(px(SPACE_S))
        head = QLabel("Course")
        set_role(head, "title")
        self.close_button = tool_button("Close", "close", "Close the course; all of it is kept.")
        self.close_button.clicked.connect(self.left)
        top = QHBoxLayout()
        top.addWidget(head, 1)
        top.addWidget(self.close_button)
        rows.addLayout(top)
        said = sentence("quiet")
        said.setText("Predict, run, compare. Your answers stay on this computer.")
        rows.addWidget(said)
        self.list = QListWidget()
        self.list.setAccessibleName("Lessons of the course")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open)
        self.list.currentRowChanged.connect(self._choose)
        rows.addWidget(self.list, 1)
        self.about = sentence("quiet")
        rows.addWidget(self.about)
        self.start = QPushButton("Start")
        set_role(self.start, "primary")
        self.start.clicked.connect(self._open)
        self.again = QPushButton("Start anew")
        self.again.setToolTip("Forget the answers of this lesson and begin at its first page.")
        self.again.clicked.connect(lambda: self._say(self.anew))
        self.hand_in = QPushButton("Hand in…")
        self.hand_in.setToolTip("Save your answers to a file for your teacher. Nothing is sent.")
        self.hand_in.clicked.connect(lambda: self._say(self.hand_in_asked))
        self.forget = QPushButton("Delete my data…")
        self.forget.setToolTip("Delete every answer and prediction that is kept on this computer.")
        self.forget.clicked.connect(self.forget_asked)
        buttons = WrapRow()
        for button in (self.start, self.again, self.hand_in, self.forget):
            button.setAutoDefault(True)
            buttons.addWidget(button)
        rows.addLayout(buttons)

    def show_lessons(
        self, listed: list[Listed], chosen: Path | None = None, stay: bool = False
    ) -> None:
        """These lessons; selected is the chosen one, or (not to `stay`) the next one not done."""
        self.listed = listed
        self.list.blockSignals(True)
        self.list.clear()
        for place, one in enumerate(listed, 1):
            title = one.lesson.title if one.lesson else one.path.name
            item = QListWidgetItem(f"{place}.  {title}\n      {_state_words(one)}")
            item.setToolTip(one.problem or (one.lesson.about if one.lesson else ""))
            if one.problem:
                item.setIcon(icon("warning"))
            elif _is_done(one):
                item.setIcon(icon("check"))
            self.list.addItem(item)
        self.list.setIconSize(QSize(px(16), px(16)))
        self.list.blockSignals(False)
        paths = [one.path for one in listed]
        undone = [i for i, one in enumerate(listed) if not _is_done(one) and not one.problem]
        row = paths.index(chosen) if chosen in paths else -1
        if row not in undone and undone and not (stay and row >= 0):
            row = next((i for i in undone if i > row), undone[0])
        row = max(row, 0)
        self.list.setCurrentRow(row)
        self._choose(row)

    def focus(self) -> None:
        """The keyboard goes to the list, whose Home and End are its own then.

        Where the list has it already (as what is shown in place of a page), it must come anew.
        """
        self.list.clearFocus()
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def chosen(self) -> Listed | None:
        """The lesson that is selected."""
        row = self.list.currentRow()
        return self.listed[row] if 0 <= row < len(self.listed) else None

    @Slot(int)
    def _choose(self, _: int) -> None:
        one = self.chosen
        good = one is not None and not one.problem
        begun = good and one is not None and one.state is not None
        self.start.setEnabled(good)
        self.start.setText("Go on" if begun else "Start")
        self.again.setEnabled(bool(begun))
        self.hand_in.setEnabled(bool(begun))
        self.about.setText("" if one is None else one.problem or (
            one.lesson.about if one.lesson else ""))

    @Slot()
    def _open(self) -> None:
        self._say(self.opened)

    def _say(self, signal: object) -> None:
        one = self.chosen
        if one is not None and not one.problem:
            signal.emit(one.path)  # type: ignore[attr-defined]


def _state_words(one: Listed) -> str:
    if one.problem:
        return "cannot be opened"
    minutes = f"{one.lesson.minutes} min" if one.lesson and one.lesson.minutes else ""
    if one.state is None:
        return minutes or "not begun"
    place, pages, score, points = one.state
    return (
        f"page {place + 1} of {pages} · {number(score)} of {number(points)} "
        f"point{'s' * (points != 1)}"
    )


def _is_done(one: Listed) -> bool:
    return one.state is not None and one.state[0] + 1 >= one.state[1]
