"""Every modal question in one place, each a plain function, so that tests can answer for people."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

EXPERIMENTS = "Experiments (*.json)"
PICTURES = "PNG picture (*.png);;SVG drawing (*.svg)"
TABLES = "CSV table (*.csv);;NumPy arrays (*.npz)"


def ask_open(parent: QWidget, folder: Path) -> Path | None:
    """Which experiment to open; None if the person thought better of it."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open experiment", str(folder), EXPERIMENTS)
    return Path(name) if name else None


def ask_table(parent: QWidget) -> Path | None:
    """Which table of data to open."""
    name, _ = QFileDialog.getOpenFileName(
        parent, "Open table", str(Path.home()), "Tables (*.csv *.tsv *.txt);;All files (*)"
    )
    return Path(name) if name else None


def ask_save(parent: QWidget, title: str, suggestion: Path, filters: str) -> Path | None:
    """Where to save; the suffix of the chosen filter is added if none was typed."""
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(suggestion), filters)
    if not name:
        return None
    path = Path(name)
    suffix = chosen.rpartition("*")[2].rstrip(")")
    return path if path.suffix or not suffix.startswith(".") else path.with_suffix(suffix)


def ask_unsaved(parent: QWidget, title: str) -> str:
    """What to do with unsaved changes: "save", "discard" or "cancel"."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Save the changes to “{title or 'untitled'}”?")
    box.setInformativeText("Without saving they are lost.")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answer = box.exec()
    return {buttons.Save: "save", buttons.Discard: "discard"}.get(buttons(answer), "cancel")


def ask_restore(parent: QWidget, title: str) -> bool:
    """Whether to bring back work that a crash left."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent,
        "Restore unsaved work",
        f"The program ended unexpectedly. Restore “{title or 'untitled'}” as it was?",
        buttons.Yes | buttons.No,
        buttons.Yes,
    )
    return answer == buttons.Yes


def ask_text(parent: QWidget, title: str, label: str, text: str) -> str | None:
    """A line of text; None if cancelled."""
    typed, accepted = QInputDialog.getText(parent, title, label, text=text)
    return typed.strip() if accepted else None


def show_failure(parent: QWidget | None, sentence: str, details: str) -> None:
    """Something unexpected happened inside: say so, and go on."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText("Something went wrong inside the program. Your experiment is still open.")
    box.setInformativeText(f"{sentence}\nSave your work; then you can go on.")
    box.setDetailedText(details)
    box.exec()
