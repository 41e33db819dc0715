"""The one question about files of one's own: may what is in this folder run?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from playground.lab.documents.disk import one_line

MOST_NAMED = 6


def ask_allow(parent: QWidget, folder: Path, files: Sequence[Path]) -> bool:
    """Whether the Python files of a folder may run, now and from now on."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Own files")
    box.setText("Allow the Python files in this folder to run?")
    box.setInformativeText(question(folder, files))
    allow = box.addButton("Allow", QMessageBox.ButtonRole.AcceptRole)
    allow.setToolTip("Run the files in this folder, now and at every start.")
    not_now = box.addButton("Not now", QMessageBox.ButtonRole.RejectRole)
    not_now.setToolTip("Run nothing. You can allow it later.")
    box.setDefaultButton(not_now)
    box.setEscapeButton(not_now)
    box.exec()
    allowed = box.clickedButton() is allow
    box.deleteLater()
    return allowed


def question(folder: Path, files: Sequence[Path]) -> str:
    """What allowing means, where the files are and which they are now."""
    named = ", ".join(one_line(file.name) for file in files[:MOST_NAMED])
    if len(files) > MOST_NAMED:
        named += f" and {len(files) - MOST_NAMED} more"
    return (
        "They are programs, not data: they can do everything that you can do on this computer, "
        "such as read and change your files. Allow it only if you wrote them, or trust who did."
        f"\n\nFolder: {folder}\nFiles: {named or 'none yet'}"
        "\n\nYou are asked once: files that come into this folder later run too."
    )
