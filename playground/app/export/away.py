"""What leaves the window and what comes back in: codes, programs, moving pictures, reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.core.main_window import MainWindow
from playground.lab.documents.disk import FileProblemError
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

    def show_trajectory(self) -> None:
        """Look at a run that another program recorded."""
        from playground.app.export.trajectory_dialog import TrajectoryDialog

        TrajectoryDialog(self._window, self.open_trajectory).open()

    def open_trajectory(self) -> None:
        """Ask for its file, and add it as a runner."""
        from playground.app.core import questions
        from playground.lab.export.trajectory import compared, read_trajectory, with_recorded

        player = self._window.player
        path = questions.ask_file(
            self._window, "Open recorded run", "Recorded runs (*.csv *.npz)"
        )
        if path is None:
            return
        problem = player.experiment.problem.build(player.experiment.seed)
        try:
            read = read_trajectory(path, problem.dimension)
            edited = with_recorded(player.experiment, read, path.stem[:40] or "Recorded")
        except FileProblemError as error:
            self.told.emit(str(error), True)
            return
        except BadInputError as error:
            self.told.emit(f"{path.name}: {error}.", True)
            return
        player.edit(edited, f"recorded run {path.name}")
        player.select(len(edited.runners) - 1)
        self.told.emit(f"{path.name}: {len(read.theta):,} points. {compared(problem, read)}", False)

    def load_weights(self) -> None:
        """Ask for a file of weights, and start the network from them."""
        from playground.app.core import questions
        from playground.lab.edits.weights import set_all_parameters
        from playground.lab.experiments.network_recipe import NetworkRecipe
        from playground.lab.export.weights_in import read_weights

        player = self._window.player
        recipe = player.experiment.problem
        if not isinstance(recipe, NetworkRecipe):
            return
        path = questions.ask_file(
            self._window, "Weights from a file", "Weights (*.npz *.safetensors)"
        )
        if path is None:
            return
        try:
            read = read_weights(path, recipe.network)
        except FileProblemError as error:
            self.told.emit(str(error), True)
            return
        if not read.sure and not questions.ask_transpose(self._window, path.name):
            return
        player.edit(
            set_all_parameters(player.experiment, read.theta), f"weights of {path.name}"
        )
        turned = ", transposed" if read.transposed else ""
        self.told.emit(f"The network starts from the weights in {path.name}{turned}.", False)

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
