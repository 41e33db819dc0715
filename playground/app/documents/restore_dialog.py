"""What a crash left: open it, keep it for later, or throw it away. Nothing is lost by closing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QEventLoop, QLocale, QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_L, SPACE_S, SPACE_XS, px, set_role
from playground.lab.documents.recovery import Left, Work

MOST_ROWS, ROW, LINE, WIDTH = 5, 30, 18, 560
GONE_MS = 60  # until the window system has taken a closed dialog off the screen


class RestoreDialog(QDialog):
    """Asks about one of the works left behind; `answer` is "open", "later" or "discard"."""

    def __init__(self, parent: QWidget, left: Sequence[Left]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Unsaved work")
        self.answer = "later"
        several = len(left) > 1
        title = QLabel("The program ended before this was saved.")
        set_role(title, "large")
        words = (
            "This is what it kept. What you do not open stays for the next start."
            if several else "This is what it kept, as it was a moment before the end."
        )
        if any(len(one.works) > 1 for one in left):
            words += " A surface and a network that were in one window come back together."
        about = QLabel(words)
        about.setWordWrap(True)
        set_role(about, "quiet")
        self.works = QListWidget()
        self.works.setAccessibleName("Unsaved work")
        set_role(self.works, "framed")
        self.works.setToolTip("The newest stands first. Double-click opens.")
        self.works.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for one in left:
            item = QListWidgetItem(describe(one), self.works)
            item.setSizeHint(QSize(0, px(ROW + LINE * (len(one.works) - 1))))
        self.works.setCurrentRow(0)
        heights = [self.works.item(row).sizeHint().height() for row in range(len(left))]
        self.works.setFixedHeight(
            sum(heights[:MOST_ROWS]) + 2 * px(SPACE_XS)
        )
        self.works.itemDoubleClicked.connect(lambda _: self._choose("open"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_L)] * 4)
        column.setSpacing(px(SPACE_S))
        for widget in (title, about, self.works):
            column.addWidget(widget)
        column.addSpacing(px(SPACE_S))
        column.addLayout(self._buttons())
        self.setMinimumWidth(min(px(WIDTH), parent.width()))

    @property
    def place(self) -> int:
        """Which of the works is meant."""
        return self.works.currentRow()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_S))
        self.discard = self._button("&Discard", "discard", "Throw this work away, for good.")
        self.discard.setIcon(icon("trash"))
        self.later = self._button(
            "&Keep for later", "later", "Go on without it; the next start asks again."
        )
        self.later.setIcon(icon("save"))
        self.open_ = self._button("&Open it", "open", "Open this work, to go on and to save it.")
        self.open_.setIcon(icon("open", "on_accent"))
        self.open_.setDefault(True)
        set_role(self.open_, "primary")
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.later)
        row.addWidget(self.open_)
        return row

    def _button(self, text: str, answer: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._choose(answer))
        return button

    @Slot(str)
    def _choose(self, answer: str) -> None:
        self.answer = answer
        self.accept()


def describe(left: Left) -> str:
    """What a window left: when it was kept, and a line for each half, its title and what it is."""
    front, *behind = (_half(work) for work in left.works)
    return "\n".join((f"{front}  ·  {_when(left.kept_at)}", *behind))


def _half(work: Work) -> str:
    experiment = work.experiment
    runners = len(experiment.runners)
    count = "1 runner" if runners == 1 else f"{runners} runners"
    kind = experiment.problem.kind.capitalize()
    file = f"  ·  {work.file.path.name}" if work.file else ""
    return f"{experiment.title or 'Untitled'}  ·  {kind}, {count}{file}"


def _when(seconds: float) -> str:
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    clock = QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
    days = moment.date().daysTo(QDateTime.currentDateTime().date())
    if days in (0, 1):
        return f"{('today', 'yesterday')[days]} {clock}"
    return f"{moment.date().toString(Qt.DateFormat.ISODate)} {clock}"


def ask_restore(parent: QWidget, left: Sequence[Left]) -> tuple[str, int]:
    """What to do with which of the works that crashes left: "open", "later" or "discard"."""
    dialog = RestoreDialog(parent, left)
    dialog.exec()
    if dialog.answer == "open":
        _until_gone()
    dialog.deleteLater()
    return dialog.answer, dialog.place


def _until_gone() -> None:
    """Let the screen lose the dialog's picture: opening its work holds the window for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(GONE_MS, loop.quit)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
