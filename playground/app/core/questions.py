"""Every modal question in one place, each a plain function, so that tests can answer for people."""

from __future__ import annotations

import os
import re
from pathlib import Path

from platformdirs import user_documents_path
from PySide6.QtCore import QFileInfo, QLocale
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from playground.app.look.icons import icon
from playground.app.work.daemon_work import within

EXPERIMENTS = "Experiments (*.json *.playground.json)"  # the last is what saving adds
PICTURES = "PNG picture (*.png);;SVG drawing (*.svg)"
ROWS = "Rows of numbers (*.npy)"
_NOWHERE = Path()
TABLES = "CSV table (*.csv);;NumPy arrays (*.npz)"


def usual_folder() -> Path:
    """Where files are looked for at first: the documents, or home where there are none.

    A file dialog would take a folder that is not there for the name of a file.
    """
    documents = user_documents_path()
    return documents if documents.is_dir() else Path.home()


def ask_open(parent: QWidget, folder: Path) -> Path | None:
    """Which experiment to open; None if the person thought better of it."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open experiment", str(folder), EXPERIMENTS)
    return Path(name) if name else None


def ask_rows(parent: QWidget | None, beside: Path = _NOWHERE) -> Path | None:
    """Which file of rows to open; the question begins beside a file that was named before."""
    folder = str(beside.parent if beside.name else usual_folder())
    name, _ = QFileDialog.getOpenFileName(parent, "Open file of rows", folder, ROWS)
    return Path(name) if name else None


def ask_locate(parent: QWidget, sentence: str) -> Path | None:
    """A file of data is missing: where it is now; None if the person does not know either."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Missing data")
    box.setText("The data of this experiment are not where they were.")
    box.setInformativeText(f"{sentence}\n\nIf the file was moved, show where it is now.")
    locate = box.addButton("&Locate…", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(locate)
    box.exec()
    return ask_rows(parent) if box.clickedButton() is locate else None


def ask_save_rows(parent: QWidget | None, suggestion: Path) -> Path | None:
    """Where to make a file of rows; whether it may be replaced is asked when it is made."""
    name, _ = QFileDialog.getSaveFileName(
        parent, "Make file of rows", str(suggestion), ROWS,
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    if not name:
        return None
    return Path(name if name.lower().endswith(".npy") else f"{name}.npy")


def ask_lesson(parent: QWidget, folder: Path) -> Path | None:
    """Which lesson to open; None if the person thought better of it."""
    filters = "Lessons (*.lesson.json)"
    name, _ = QFileDialog.getOpenFileName(parent, "Open lesson", str(folder), filters)
    return Path(name) if name else None


def ask_table(parent: QWidget | None) -> Path | None:
    """Which table of data to open."""
    filters = "Tables (*.csv *.tsv *.txt);;All files (*)"
    folder = str(usual_folder())
    name, _ = QFileDialog.getOpenFileName(parent, "Open table", folder, filters)
    return Path(name) if name else None


def ask_file(parent: QWidget, title: str, filters: str) -> Path | None:
    """Which file of another kind to read."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(usual_folder()), filters)
    return Path(name) if name else None


def ask_transpose(parent: QWidget, name: str) -> bool:
    """Whether weights that only fit turned may be turned."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent, "Weights from a file", f"The matrices in {name} fit this network only when they "
        "are transposed: a node in each row, as PyTorch has them. Transpose them?",
        buttons.Yes | buttons.No, buttons.Yes,
    )
    return answer == buttons.Yes


def ask_save(parent: QWidget, title: str, suggestion: Path, filters: str) -> Path | None:
    """Where to save; the suffix of the chosen filter is added if none was typed."""
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(suggestion), filters)
    if not name:
        return None
    known = re.findall(r"\*(\.[\w.]+)", filters)
    suffix = chosen.rpartition("*")[2].rstrip(")")
    if name.lower().endswith(tuple(known)) or suffix not in known:
        return Path(name)
    path = Path(name + suffix)  # a name that Qt has not seen, so that it could not ask
    # A folder that does not answer is told of when the file is written.
    there = within(lambda: os.path.exists(path), False)
    return path if not there or ask_replace(parent, path) else None


def ask_replace(parent: QWidget, path: Path) -> bool:
    """Whether a file that is there already may be written over."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent, "Save", f"{path.name} is there already. Replace it?",
        buttons.Yes | buttons.No, buttons.No,
    )
    return answer == buttons.Yes


def ask_unsaved(parent: QWidget, title: str, elsewhere: str = "") -> str:
    """What to do with unsaved changes: "save", "discard" or "cancel".

    `elsewhere` is the kind of the half that they are in, if that is not on screen.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Save the changes to “{title or 'untitled'}”?")
    where = f"These are in the other half, {elsewhere.capitalize()}. " if elsewhere else ""
    box.setInformativeText(f"{where}Without saving they are lost.")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answer = box.exec()
    return {buttons.Save: "save", buttons.Discard: "discard"}.get(buttons(answer), "cancel")


def ask_changed(parent: QWidget, path: Path) -> str:
    """A file was changed by another program: "overwrite", "save_as", "reload" or "cancel"."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Save")
    box.setText(f"{path.name} was changed by another program or window.")
    box.setInformativeText(
        f"It is not what was last read or saved here ({_changed_at(path)}). Overwriting loses "
        "that change; reloading shows it, and undo brings your version back."
    )
    role = QMessageBox.ButtonRole
    answers = {
        box.addButton("Save &as…", role.AcceptRole): "save_as",
        box.addButton("&Overwrite", role.DestructiveRole): "overwrite",
        box.addButton("&Reload", role.ActionRole): "reload",
        box.addButton(QMessageBox.StandardButton.Cancel): "cancel",
    }
    for button, name in zip(answers, ("save", "warning", "undo"), strict=False):
        button.setIcon(icon(name))
    box.setDefaultButton(next(iter(answers)))
    box.exec()
    return next((word for button, word in answers.items() if button is box.clickedButton()),
                "cancel")


def _changed_at(path: Path) -> str:
    """When, as far as the file system tells."""
    moment = QFileInfo(path).lastModified()
    return f"changed {QLocale().toString(moment, QLocale.FormatType.ShortFormat)}"


def ask_text(parent: QWidget, title: str, label: str, text: str) -> str | None:
    """A line of text; None if cancelled."""
    typed, accepted = QInputDialog.getText(parent, title, label, text=text)
    return typed.strip() if accepted else None


def tell(parent: QWidget | None, title: str, sentence: str) -> None:
    """A sentence that ends the program, for people who have no terminal to read it in."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(title)
    box.setText(sentence)
    box.exec()
