"""What leaves the window and what comes back in: codes, programs, moving pictures, reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.core.main_window import MainWindow
from playground.lab.experiments.code_text import code_of, is_code
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError

if TYPE_CHECKING:
    from playground.app.export.dialog import ExportDialog


class Away(QObject):
    """Asks, does it, and tells how it went."""

    told = Signal(str, bool)  # a sentence, and whether it is about a failure

    def __init__(
        self, window: MainWindow, take_over: Callable[[Experiment], bool],
        save_picture: Callable[[QWidget, Path], None],
        paint: Callable[[QWidget, QPainter, QRectF], QRectF],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._save_picture, self._paint = save_picture, paint
        self._take_over = take_over
        self._dialog: ExportDialog | None = None

    def copy_code(self) -> None:
        """The experiment on screen, cursor included, to the clipboard as one line of text."""
        try:
            code = code_of(self.seen())
        except BadInputError as error:
            self.told.emit(f"This experiment {error}.", True)
            return
        QGuiApplication.clipboard().setText(code)
        self.told.emit(
            f"Copied as a code of {len(code):,} characters: paste it into a message; "
            "who pastes it here has the same experiment.", False
        )

    def paste_code(self) -> None:
        """Show what the code on the clipboard holds, and open it if the person says so."""
        from playground.app.export.paste_dialog import PasteDialog

        text = QGuiApplication.clipboard().text()
        dialog = PasteDialog(self._window, text if is_code(text) else "")
        dialog.chosen.connect(self._take_over)
        dialog.open()

    def show_export(self) -> None:
        """The selected run in another library's words, beside the window."""
        from shiboken6 import isValid

        from playground.app.export.dialog import ExportDialog

        if self._dialog is None or not isValid(self._dialog):
            self._dialog = ExportDialog(self._window)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def show_film(self) -> None:
        """Film a view from step to step."""
        from playground.app.export.film_dialog import FilmDialog

        FilmDialog(self._window).open()

    def show_report(self) -> None:
        """A page to hand in."""
        from playground.app.export.report_dialog import ReportDialog

        ReportDialog(self._window, self._drawn, self._paint).open()

    def _drawn(self, widget: QWidget) -> str:
        """A view as SVG."""
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "view.svg"
            self._save_picture(widget, path)
            return path.read_text(encoding="utf-8")

    def seen(self) -> Experiment:
        """The experiment with the step that is looked at, as a file would keep it."""
        from dataclasses import replace

        player = self._window.player
        return replace(player.experiment, cursor=player.cursor)
