"""File > Report: a name and notes, and out comes a page that can be handed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.core import questions as dialogs
from playground.app.core.main_window import MainWindow
from playground.app.look.style import SPACE_M, SPACE_S, px, set_role
from playground.app.text.numbers import grouped, number
from playground.app.widgets.error_line import ErrorLine
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.export.report import Picture, Report, as_html, report
from playground.lab.verdicts.surface import verdict

FILTERS = "Web page (*.html);;PDF (*.pdf)"
WHAT = (
    "Settings, runners and results, what became of each run, pictures, one step worked through "
    "with its numbers, and the experiment's code. The web page can be read aloud."
)


class ReportDialog(QDialog):
    """`drawn` makes an SVG of a widget, `paint` paints it into a rectangle of a page."""

    def __init__(
        self, window: MainWindow, drawn: Callable[[QWidget], str],
        paint: Callable[[QWidget, QPainter, QRectF], QRectF],
    ) -> None:
        super().__init__(window)
        self._paint = paint
        self._widgets: dict[str, QWidget] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Report")
        self._window, self._drawn = window, drawn
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_M)] * 4)
        column.setSpacing(px(SPACE_S))
        about = QLabel(WHAT)
        about.setWordWrap(True)
        set_role(about, "quiet")
        self.name, self.notes = QLineEdit(), QPlainTextEdit()
        self.name.setPlaceholderText("As it shall stand under the title")
        self.notes.setPlaceholderText("What you have seen and what it means")
        self.notes.setTabChangesFocus(True)
        form = QFormLayout()
        form.addRow("&Name", self.name)
        form.addRow("N&otes", self.notes)
        self.error = ErrorLine()
        column.addWidget(about)
        column.addLayout(form, 1)
        column.addWidget(self.error)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        box.rejected.connect(self.reject)
        self.save = QPushButton("&Save…")
        self.save.setDefault(True)
        self.save.clicked.connect(self._ask)
        box.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        column.addWidget(box)
        self.resize(px(480), px(340))

    def made(self) -> Report:
        """The report of what is on screen now."""
        player = self._window.player
        verdicts = [verdict(run, number, grouped).sentence for run in player.runs]
        return report(
            player.experiment, player.runs, verdicts, player.cursor, player.selected,
            self.name.text().strip(), self.notes.toPlainText(), self._pictures(verdicts),
        )

    def _pictures(self, verdicts: list[str]) -> list[Picture]:
        """The picture in the middle and the chart, told in the words of the runs."""
        mode, player = self._window.mode, self._window.player
        told = []
        for runner, run, sentence in zip(
            player.experiment.runners, player.runs, verdicts, strict=True
        ):
            seen = run[min(player.cursor, run.last)]
            what = "f" if mode.kind == "surface" else "the loss"
            told.append(f"{runner.label} at step {grouped(seen.index)}: {what} is "
                        f"{number(seen.loss)}. {sentence}".strip())
        step = f"at step {grouped(player.cursor)}"
        middle = "The surface with the runners" if mode.kind == "surface" else "The network"
        self._widgets = {f"{middle} {step}": mode.picture}
        if "chart" in mode.panels:
            self._widgets[f"The chart of the run {step}"] = mode.panels["chart"]
        return [
            Picture(self._drawn(widget), title, " ".join(told))
            for title, widget in self._widgets.items()
        ]

    def _ask(self) -> None:
        path = dialogs.ask_save(
            self, "Save report", dialogs.usual_folder() / "report.html", FILTERS
        )
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write it, by the path's suffix as a web page or PDF."""
        suffix = path.suffix.lower()
        try:
            if suffix not in (".html", ".pdf"):
                raise FileProblemError(f"{path.name}: reports end in .html or .pdf")
            made = self.made()
            if suffix == ".pdf":
                from playground.app.export.report_pdf import as_pdf

                data = as_pdf(
                    made, lambda picture, *where: self._paint(self._widgets[picture.title], *where)
                )
            else:
                data = as_html(made).encode()
            write_atomically(path, lambda file: file.write(data))
        except FileProblemError as error:
            self.error.set_error(str(error))
            return
        self.accept()
        self._window.tell(f"Saved the report to {path}.", error=False)
