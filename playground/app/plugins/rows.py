"""One file of one's own in the list: its name, what it brings, what is wrong with it and where."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from playground.app.look.icons import pixmap
from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.widgets.error_line import ErrorLine
from playground.lab.documents.disk import one_line
from playground.lab.plugins.load import Report

NOT_RUN = "Not run."


class FileRow(QWidget):
    """A mark, the name, what came of it; `report` is None for a file that was not run."""

    def __init__(self, file: Path, report: Report | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = QLabel()
        self._look = "quiet"
        self.setToolTip(one_line(str(file)))
        name = QLabel(one_line(file.name))
        name.setTextFormat(Qt.TextFormat.PlainText)
        self._brings, self._faults = QLabel(), ErrorLine()
        self._brings.setWordWrap(True)
        self._brings.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._brings, "quiet")
        self._write(report)
        self.setAccessibleName(f"{name.text()}: {self.text}")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_S))
        grid.setVerticalSpacing(px(SPACE_XS))
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        for place, part in enumerate((name, self._brings, self._faults)):
            grid.addWidget(part, place, 1)
        self._dress()

    @property
    def text(self) -> str:
        """What is said of the file."""
        return "\n".join(part for part in (self._brings.text(), self._faults.text()) if part)

    def _write(self, report: Report | None) -> None:
        if report is None:
            self._brings.setText(NOT_RUN)
            return
        words = report.words
        self._brings.setText(f"{words[:1].upper()}{words[1:]}" if words else "")
        self._brings.setVisible(bool(words))
        lines = [f"{fault}."[:1].upper() + f"{fault}."[1:] for fault in report.faults]
        self._faults.set_error("\n".join(lines))
        self._look = "error" if report.faults else "success"

    def _dress(self) -> None:
        name = {"error": "warning", "success": "check", "quiet": "minus"}[self._look]
        self._mark.setPixmap(pixmap(name, px(16), self._look, self.devicePixelRatio()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
        super().changeEvent(event)
