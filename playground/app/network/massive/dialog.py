"""Data too large to hold: a file of rows is made, converted or opened, and then learnt from."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.app.core import questions
from playground.app.look.style import SPACE_L, SPACE_M, px, set_role
from playground.app.network.massive.pages import ConvertPage, MakePage, OpenPage, Page
from playground.app.text.numbers import grouped, localised
from playground.app.widgets.choices import Segments
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import sentence
from playground.app.work.daemon_work import within
from playground.app.work.task import Task
from playground.engine.parameters import SettingError
from playground.engine.problem import RowsError
from playground.lab.documents.disk import FileProblemError
from playground.lab.tables.errors import TableError
from playground.lab.tables.file_data import FileData

_WAYS = (
    ("make", "Make one", "Rows drawn by a seed, as many as the disk has room for."),
    ("convert", "Convert a table", "A CSV of any length, read once."),
    ("open", "Open one", "A .npy that is there already."),
)
_RACE = (
    "Opens a ready experiment on the rows, with seconds on the axis: a step over all rows beside "
    "a step over 32. For sorted classes: the rows in order beside the rows shuffled. Without it "
    "the network on screen learns from the rows."
)


class Chosen(NamedTuple):
    """What the dialog gives: the data, which way they came, and whether to race on them."""

    data: FileData
    kind: str
    race: bool
    said: str


class RowsDialog(QDialog):
    """`chosen` is the answer. While something is made the dialog shows how far it is; closing it
    cancels that, and nothing of the file stays.
    """

    def __init__(self, way: str = "make", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Rows in a file")
        self.chosen: Chosen | None = None
        folder = questions.usual_folder()
        self.task = Task(self)
        self.ways = Segments(_WAYS, "How to come by the rows")
        self.make_page, self.convert_page, self.open_page = (
            MakePage(folder), ConvertPage(folder), OpenPage(folder)
        )
        self._pages = {"make": self.make_page, "convert": self.convert_page,
                       "open": self.open_page}
        self._stack = QStackedWidget()
        self.race = QCheckBox("Open a ready race on these rows")
        self.race.setToolTip(_RACE)
        self.race.setChecked(True)
        self.error_line = ErrorLine()
        self.state = sentence("small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton()
        self.go.setDefault(True)
        set_role(self.go, "primary")
        self._buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self._place()
        self._connect()
        self.show_way(way)

    def _place(self) -> None:
        about = sentence("")
        about.setText(
            "The rows stay on the disk and are never loaded: a step fetches the rows of its batch. "
            "10,000 rows, always the same, say how large the risk is."
        )
        about.setText(localised(about.text()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[px(SPACE_L)] * 4)
        layout.setSpacing(px(SPACE_M))
        for page in self._pages.values():
            self._stack.addWidget(page)
        for part in (
            about, self.ways, self._stack, self.race, self.error_line, self.state, self.bar,
            self._buttons,
        ):
            layout.addWidget(part)
        self.bar.hide()
        self.resize(px(520), px(540))

    def _connect(self) -> None:
        self.ways.chosen.connect(self.show_way)
        for page in self._pages.values():
            page.changed.connect(self._show_ready)
        self.go.clicked.connect(self._begin)
        self._buttons.rejected.connect(self._cancel)
        self.task.progressed.connect(self._count)
        self.task.ended.connect(self._show_ready)

    @property
    def page(self) -> Page:
        """The way that is chosen."""
        return self._pages[self._way]

    @Slot(str)
    def show_way(self, way: str) -> None:
        """Make, convert or open."""
        self._way = way
        self.ways.set_value(way)
        self._stack.setCurrentWidget(self.page)
        self.race.setVisible(way != "convert")
        self.race.setChecked(way == "make")
        self.error_line.set_error("")
        self.state.setText("")
        self._show_ready()

    @Slot()
    def _show_ready(self) -> None:
        busy, why = self.task.busy, self.page.why_not()
        self.go.setText(self.page.verb)
        self.go.setEnabled(not busy and not why)
        self.go.setToolTip(why or "Begin; it can be cancelled.")
        for part in (self.ways, self._stack, self.race):
            part.setEnabled(not busy)
        self.bar.setVisible(busy)
        if not busy:
            self.error_line.set_error(localised(why) if why.startswith("There is no room") else "")

    @Slot()
    def _begin(self) -> None:
        page = self.page
        if page.why_not() or self.task.busy:
            return
        if page is not self.open_page and not self._may_write(page.file.path):
            return
        self.bar.setRange(0, page.total or 0)
        self.bar.setValue(0)
        self.state.setText(page.doing)
        self.error_line.set_error("")
        self.task.start(page.work(), self._take, self._failed)
        self._show_ready()

    def _may_write(self, path: Path | None) -> bool:
        """Whether nothing is there, or may be replaced."""
        if path is None or not within(path.exists, False):
            return True
        return questions.ask_replace(self, path)

    @Slot(int)
    def _count(self, rows: int) -> None:
        if self.page.total:
            self.bar.setValue(rows)
        of = f" of {grouped(self.page.total)}" if self.page.total else ""
        self.state.setText(f"{grouped(rows)}{of} rows")

    def _take(self, found: tuple[FileData, str]) -> None:
        data, said = found
        kind = self.make_page.wanted.kind if self._way == "make" else ""
        race = self.race.isChecked() and self.race.isVisibleTo(self)
        self.chosen = Chosen(data, kind, race, said)
        self.accept()

    def _failed(self, error: Exception) -> None:
        if not isinstance(
            error, (FileProblemError, TableError, RowsError, SettingError, OSError)
        ):
            raise error
        self.state.setText("")
        self._show_ready()
        text = localised(str(error))
        self.error_line.set_error(f"{text[:1].upper()}{text[1:].rstrip('.')}.")

    @Slot()
    def _cancel(self) -> None:
        """Give up what is under way; with nothing under way, close."""
        if self.task.busy:
            self.task.cancel()
            self.state.setText("Cancelled; nothing was left on the disk.")
        else:
            self.reject()

    def reject(self) -> None:
        """Escape, too, first gives up what is under way."""
        if self.task.busy:
            self._cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.task.cancel()
        super().closeEvent(event)


def choose_rows(parent: QWidget | None, way: str = "make", path: Path | None = None) -> (
    Chosen | None
):
    """Ask for a file of rows; None if cancelled."""
    dialog = RowsDialog(way, parent)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    if path is not None:
        dialog.open_page.file.set_path(path)
    accepted = dialog.exec()
    chosen = dialog.chosen if accepted else None
    dialog.task.cancel()
    dialog.deleteLater()
    return chosen
