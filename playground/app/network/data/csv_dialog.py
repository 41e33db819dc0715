"""A table of one's own: looked at, told what its columns are, and only then learnt from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_L, SPACE_M, px, set_role
from playground.app.network.data.csv_options import ImportOptions, KeepButtons
from playground.app.network.data.csv_prepare import Ready, Wishes, prepare, row_of
from playground.app.network.data.csv_preview import PreviewTable
from playground.app.network.data.csv_reading_options import DoubtRow, ReadingOptions
from playground.app.network.data.text import summary
from playground.app.text.numbers import localised
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital, mend, sentence
from playground.app.work.daemon_work import Aside
from playground.engine.parameters import SettingError
from playground.lab.edits import network as network_edits
from playground.lab.edits.apply import apply
from playground.lab.edits.fit import what_changed
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import new_network
from playground.lab.tables.errors import TableError
from playground.lab.tables.marks import Marks
from playground.lab.tables.raw import RawTable
from playground.lab.tables.roles import (
    Role,
    suggested_classes,
    suggested_roles,
    suggested_standard,
)
from playground.lab.tables.rows import Keep, Reading, TooManyRowsError
from playground.lab.tables.text import read_table

T = TypeVar("T")
MOMENT_S = 0.1
"""What takes no longer is there before the dialog is painted again."""


def import_csv(parent: QWidget | None, path: Path, experiment: Experiment) -> Experiment | None:
    """Ask how a file is to be learnt from; the experiment with its data, or None if cancelled."""
    dialog = CsvDialog(path, experiment, parent)
    accepted = dialog.exec()
    changed = dialog.experiment if accepted else None
    dialog.deleteLater()
    return changed


class CsvDialog(QDialog):
    """Shows what the file holds and what would become of it; `experiment` is the answer.

    Files are read and checked beside the window, which a share that stalls must not hold: until
    that is done, nothing can be imported, and everything else goes on.
    """

    def __init__(self, path: Path, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Open table: {path.name}")
        self._path = path
        network = network_edits.is_network(experiment)
        self._before = experiment if network else new_network()
        self.experiment: Experiment | None = None
        self._raw: RawTable | None = None
        self._roles: list[Role] = []
        self._ready: Ready | None = None
        self._how = Reading()
        self.aside = Aside(self)
        self._make()
        self._place()
        self._connect()
        self._read(self._how)

    def _make(self) -> None:
        self.reading = ReadingOptions()
        self._doubt = DoubtRow()
        self._table = PreviewTable()
        self.options_row = ImportOptions()
        self.summary = QLabel()
        set_role(self.summary, "large")
        self._notes = sentence("small")
        self._parts = KeepButtons()
        self.error_line = ErrorLine()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.import_button = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.import_button.setText("Import")
        self.import_button.setToolTip("Let the network learn this data. One undo takes it back.")
        self.import_button.setDefault(True)
        set_role(self.import_button, "primary")
        self.import_button.setIcon(icon("check", "on_accent"))

    def _place(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[px(SPACE_L)] * 4)
        layout.setSpacing(px(SPACE_M))
        layout.addWidget(self.reading)
        layout.addWidget(self._doubt)
        layout.addWidget(self._table, 1)
        layout.addWidget(self.options_row)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for part in (self.summary, self.error_line, self._parts, self._notes, self._buttons):
            layout.addWidget(part)
        self.resize(px(720), px(560))

    def _connect(self) -> None:
        self.reading.chosen.connect(self._read)
        self._doubt.settled.connect(self._settle)
        self._table.roles.chosen.connect(self._set_role)
        self.options_row.changed.connect(self._check)
        self._parts.chosen.connect(self._keep)
        self._buttons.accepted.connect(self._take)
        self._buttons.rejected.connect(self.reject)

    # From the file to the cells

    @Slot(object)
    def _read(self, how: Reading) -> None:
        self._how = how
        path = self._path
        self._do("Reading the file…", lambda: read_table(path, how), self._show_table)

    @Slot(object)
    def _settle(self, marks: Marks) -> None:
        self.reading.settle(marks)

    @Slot(str)
    def _keep(self, which: Literal["first", "random"]) -> None:
        self.reading.keep(Keep(which, self._before.seed))

    def _show_table(self, raw: RawTable) -> None:
        before = self._raw
        self._raw = raw
        self.reading.show_found(raw)
        if before is None or before.names != raw.names or before.kinds != raw.kinds:
            self._roles = list(suggested_roles(raw))
            self._show_kind()
        self._table.show_table(raw)
        self._table.roles.show_roles(self._roles, raw.names)
        self._check()

    def _show_kind(self) -> None:
        """What the target looks like."""
        if self._raw is None:
            return
        targets = [k for k, role in enumerate(self._roles) if role == "target"]
        classes = len(targets) == 1 and suggested_classes(self._raw, targets[0])
        self.options_row.show_kind(classes, len(targets), suggested_standard(self._raw, targets))

    @Slot(int, str)
    def _set_role(self, column: int, role: Role) -> None:
        if self._raw is None:
            return
        targets = [k for k, r in enumerate(self._roles) if r == "target"]
        self._roles[column] = role
        if [k for k, r in enumerate(self._roles) if r == "target"] != targets:
            self._show_kind()
        self._table.roles.show_roles(self._roles, self._raw.names)
        self._check()

    # From the cells to the data

    @Slot()
    def _check(self) -> None:
        """What the present wishes would make of the table."""
        raw = self._raw
        if raw is None:
            return
        if raw.doubt is not None:
            self._ask_about(raw)
            return
        wishes = Wishes(
            tuple(self._roles), self.options_row.classes, self.options_row.standardize.isChecked(),
            self.options_row.missing.isChecked(), self.options_row.test.value,
            self.options_row.standardize_target,
        )
        seed = self._before.seed
        before = self._before  # the worker must not own the dialog

        def work() -> tuple[Ready, Experiment]:
            ready = prepare(raw, wishes, seed)
            return ready, _changed(before, ready)

        self._do("Checking the cells…", work, self._show_ready)

    def _ask_about(self, raw: RawTable) -> None:
        """Nothing is imported before it is said which number is meant."""
        assert raw.doubt is not None
        self._unready()
        self._doubt.ask(raw.doubt)
        self.error_line.set_error("")
        self.summary.setText("One question first")
        self._notes.setText(localised(" ".join(raw.notes)))
        self._table.mark(row_of(raw, raw.doubt.line), raw.doubt.column)

    def _show_ready(self, found: tuple[Ready, Experiment]) -> None:
        ready, self.experiment = found
        self._ready = ready
        self._table.mark(None, None)
        self.error_line.set_error("")
        self.summary.setText(summary(ready.data).replace("\n", "; "))
        own, new = (network_edits.recipe_of(e) for e in (self._before, self.experiment))
        self._notes.setText(localised(" ".join((*ready.imported.notes, *what_changed(own, new)))))
        self.import_button.setEnabled(True)

    @Slot()
    def _take(self) -> None:
        if self.experiment is not None and self.import_button.isEnabled():
            self.accept()

    # Work, here or beside the window

    def _do(self, what: str, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Run work whose result `done` shows; whatever is wrong is said in place."""
        self._unready()
        self.aside.ask(work, done, self._failed)
        self.aside.wait(MOMENT_S)
        if self.aside.busy:
            self.summary.setText(what)

    def _unready(self) -> None:
        self.experiment, self._ready = None, None
        self._doubt.hide()
        self._parts.hide()
        self.import_button.setEnabled(False)

    @property
    def busy(self) -> bool:
        """Whether something is being read or checked."""
        return self.aside.busy

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, TableError):
            raise error
        self._fail(error)

    def _fail(self, error: TableError) -> None:
        """Say what is wrong and where, and show the place if it is a cell."""
        self.experiment = None
        self.import_button.setEnabled(False)
        self.summary.setText("This cannot be imported yet")
        self._notes.setText(localised(" ".join(self._raw.notes)) if self._raw is not None else "")
        self.error_line.set_error(capital(error))
        if isinstance(error, TooManyRowsError):
            self._parts.offer(error.most, self._before.seed)
            if error.start is not None:
                self._show_start(error.start)
        if self._raw is not None and self._table.preview.columnCount():
            column = None if error.column is None else error.column - 1
            self._table.mark(row_of(self._raw, error.line), column)

    def _show_start(self, raw: RawTable) -> None:
        """The beginning of a table of which a part has to be chosen first."""
        self._raw = None
        self.reading.show_found(raw)
        self._table.show_table(raw)
        self._table.roles.show_roles(suggested_roles(raw), raw.names)

    def done(self, result: int) -> None:
        self.aside.forget()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self.focusWidget(), QLineEdit):
            event.accept()  # it ended what was typed; importing is another thing
        else:
            super().keyPressEvent(event)


def _changed(before: Experiment, ready: Ready) -> Experiment:
    """The experiment with the data; raises TableError where the network cannot learn it."""
    try:
        dataset = ready.imported.dataset
        choose = network_edits.choose_dataset
        return apply(before, lambda e, r: choose(e, dataset, r), "data").experiment
    except SettingError as error:
        raise TableError(mend(error)) from None
