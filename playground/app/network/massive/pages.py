"""The three ways to a file of rows: make one, convert a table, open one that is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QVBoxLayout, QWidget

from playground.app.core import questions
from playground.app.look.style import SPACE_M, SPACE_S, px
from playground.app.network.massive.file_field import FileField
from playground.app.text.numbers import count, fixed, grouped, localised
from playground.app.widgets.choices import Segments
from playground.app.widgets.combo import Combo
from playground.app.widgets.labels import sentence
from playground.app.widgets.param_form import ParamForm
from playground.app.work.daemon_work import within
from playground.app.work.task import Told
from playground.engine.datasets.linear import MOST_INPUTS, Linear
from playground.engine.parameters import Parameter, SettingError, declared
from playground.lab.tables.file_data import FileData, opened
from playground.lab.tables.fingerprint import fingerprint_of
from playground.lab.tables.making import KINDS, Converted, Wanted, convert_rows, make_rows
from playground.lab.tables.npy import DTYPES, NpyError, free_space, space_needed
from playground.lab.tables.rows import Reading

MOST_ROWS = 1_000_000_000
_MAKE = {
    "samples": Parameter(10_000_000, low=2, high=MOST_ROWS, symbol="n", help="How many rows."),
    "inputs": Parameter(8, low=1, high=MOST_INPUTS, symbol="d", help="Numbers before y in a row."),
    "noise": declared(Linear)["noise"],
    "condition": declared(Linear)["condition"],
    "seed": Parameter(0, low=0, high=2**31 - 1, help="The same seed makes the same rows."),
    "numbers": Parameter(
        "float32", choices=tuple(reversed(DTYPES)),
        help="float32 takes half the space and keeps seven digits; all is computed in float64.",
    ),
}
_KINDS = tuple(
    (name, title, tip) for (name, title), tip in zip(KINDS.items(), (
        "y = w·x + b with noise: least squares has the exact solution.",
        "The first half is class 0, the second class 1: a trap for whoever takes them in order.",
    ), strict=True)
)


def size_text(size: float) -> str:
    """ "360 MB", "3.6 GB"."""
    for unit, many in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= many:
            return f"{fixed(size / many, 1 if size < 10 * many else 0)} {unit}"
    return f"{int(size)} bytes"


class Page(QWidget):
    """One way to a file: `work(told)` gives the data, `note` is what is said beforehand."""

    changed = Signal()
    verb: str
    doing: str
    file: FileField
    total: int | None = None
    """How many rows there will be, if that is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = sentence("small")
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(px(SPACE_M))
        self._form = QFormLayout()
        self._form.setSpacing(px(SPACE_S))

    def why_not(self) -> str:
        """What is missing yet; nothing if the work can begin."""
        raise NotImplementedError

    def work(self) -> Callable[[Told], tuple[FileData, str]]:
        """What is to be done beside the window: it gives the data and a sentence on them."""
        raise NotImplementedError


class MakePage(Page):
    """Rows drawn by a seed."""

    verb, doing = "Make", "Making…"

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kinds = Segments(_KINDS, "What is made")
        self.form = ParamForm(_MAKE)
        self._values: dict[str, Any] = {name: p.default for name, p in _MAKE.items()}
        self.form.set_settings(self._values)
        for box in self.form.findChildren(Combo):
            box.setMinimumContentsLength(8)
        self.file = FileField("file to make", "Where the rows are written.", _ask_save)
        self.file.set_path(folder / "rows.npy")
        self._form.addRow("File", self.file)
        for part in (self.kinds, self.form):
            self._inside.addWidget(part)
        self._inside.addLayout(self._form)
        self._inside.addWidget(self.note)
        self._inside.addStretch(1)
        self._kind = "linear"
        self.kinds.set_value(self._kind)
        self.kinds.chosen.connect(self._set_kind)
        self.form.edited.connect(self._set)
        self.file.changed.connect(self._tell)
        self._tell()

    @property
    def wanted(self) -> Wanted:
        """What is to be made."""
        v = self._values
        return Wanted(self._kind, v["samples"], v["inputs"], v["noise"], v["condition"], v["seed"],
                      v["numbers"])

    def _set_kind(self, kind: str) -> None:
        self._kind = kind
        self.form.set_disabled(
            "condition", "" if kind == "linear" else "Both classes are round."
        )
        self._tell()

    def _set(self, name: str, value: object, final: bool) -> None:
        self._values[name] = value
        self._tell()

    def _needs(self) -> tuple[int, int | None]:
        wanted, path = self.wanted, self.file.path
        free = None if path is None else within(lambda: free_space(path), None)
        return space_needed(wanted.rows, wanted.columns, wanted.dtype), free

    def _tell(self) -> None:
        self.total = self._values["samples"]
        needed, free = self._needs()
        text = f"Needs {size_text(needed)} on the disk"
        text += f"; {size_text(free)} are free there." if free is not None else "."
        self.note.setText(text)
        self.changed.emit()

    def why_not(self) -> str:
        needed, free = self._needs()
        if free is not None and free < needed:
            return (
                f"There is no room: {size_text(needed)} are needed, {size_text(free)} are free. "
                "Choose another folder or fewer rows."
            )
        return _npy_name(self.file.path)

    def work(self) -> Callable[[Told], tuple[FileData, str]]:
        wanted, path = self.wanted, self.file.path
        assert path is not None

        def make(told: Told) -> tuple[FileData, str]:
            rows = make_rows(path, wanted, told)
            return _data(path), f"{path.name}: {count(rows, 'row')} made."

        return make


class ConvertPage(Page):
    """A CSV, read once from its first line to its last."""

    verb, doing = "Convert", "Converting…"

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.table = FileField("table to convert", "The CSV that is read.", _ask_table)
        self.file = FileField("file to make", "Where the rows are written.", _ask_save)
        self._form.addRow("Table", self.table)
        self._form.addRow("File", self.file)
        self._inside.addLayout(self._form)
        self._inside.addWidget(self.note)
        self._inside.addStretch(1)
        self.note.setText(
            "The table is read once, however long it is: the last column is what is to be "
            "predicted. Rows in which a number is missing are left out and counted."
        )
        self.table.changed.connect(self._suggest)
        self.file.changed.connect(self.changed)

    def _suggest(self) -> None:
        path = self.table.path
        if path is not None:
            self.file.set_path(path.with_suffix(".npy"))
        self.changed.emit()

    def why_not(self) -> str:
        if self.table.path is None:
            return "Choose the table first."
        return _npy_name(self.file.path)

    def work(self) -> Callable[[Told], tuple[FileData, str]]:
        table, path = self.table.path, self.file.path
        assert table is not None and path is not None

        def convert(told: Told) -> tuple[FileData, str]:
            found = convert_rows(table, path, Reading(), "float32", told)
            return _data(path), _converted(path, found)

        return convert


class OpenPage(Page):
    """A .npy that is there."""

    verb, doing = "Open", "Looking…"

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file = FileField("file of rows", "A .npy of float32 or float64 rows.", _ask_rows)
        self.form = ParamForm({"outputs": declared(FileData)["outputs"]})
        self._outputs = 1
        self.leave_out = QCheckBox("Leave out rows with numbers that are not finite")
        self.leave_out.setToolTip(declared(FileData)["leave_out"].help)
        self._form.addRow("File", self.file)
        self._inside.addLayout(self._form)
        for part in (self.form, self.leave_out, self.note):
            self._inside.addWidget(part)
        self._inside.addStretch(1)
        self.note.setText("Rows are x…, y…: the last columns are what is to be predicted.")
        self.form.edited.connect(self._set)
        self.file.changed.connect(self.changed)

    def _set(self, name: str, value: object, final: bool) -> None:
        self._outputs = int(value)  # type: ignore[call-overload]

    def why_not(self) -> str:
        return "" if self.file.path is not None else "Choose the file first."

    def work(self) -> Callable[[Told], tuple[FileData, str]]:
        path, outputs, leave_out = self.file.path, self._outputs, self.leave_out.isChecked()
        assert path is not None

        def look(told: Told) -> tuple[FileData, str]:
            mapped = opened(path.absolute())
            bad = mapped.look_for_bad(told) if leave_out else ()
            data = _data(path, outputs, leave_out)
            data.make(0)
            left = f" {count(len(bad), 'row')} left out." if leave_out else ""
            return data, f"{path.name}: {count(len(mapped), 'row')}.{left}"

        return look


def _data(path: Path, outputs: int = 1, leave_out: bool = False) -> FileData:
    """The data of a file that was chosen here: an experiment beside it names it relatively, and
    notes by what to know it again.
    """
    known = fingerprint_of(opened(path.absolute()))
    return FileData(str(path.absolute()), True, known, outputs, leave_out=leave_out)


def _npy_name(path: Path | None) -> str:
    if path is None:
        return "Name the file to make."
    return "" if path.suffix.lower() == ".npy" else "The file's name must end in .npy."


def _converted(path: Path, found: Converted) -> str:
    text = f"{path.name}: {count(found.rows, 'row')} of {count(len(found.columns), 'number')}."
    if found.left_out:
        why = ", ".join(f"{grouped(n)} ({reason})" for reason, n in found.left_out.items())
        text += f" Left out: {why}."
    return localised(text)


def _ask_save(parent: QWidget, path: Path) -> Path | None:
    return questions.ask_save_rows(parent, path)


def _ask_rows(parent: QWidget, path: Path) -> Path | None:
    return questions.ask_rows(parent, path)


def _ask_table(parent: QWidget, path: Path) -> Path | None:
    return questions.ask_table(parent)


__all__ = ["ConvertPage", "MakePage", "NpyError", "OpenPage", "Page", "SettingError", "size_text"]
