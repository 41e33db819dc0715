"""The document: new, open, save, recent files, unsaved changes, and work saved from a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from platformdirs import user_documents_path
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from playground.app import dialogs
from playground.app.background import Background
from playground.app.player import Player
from playground.lab.experiment import Experiment, new_experiment
from playground.lab.files import FileProblemError, read_experiment, write_experiment
from playground.lab.recent import RecentFiles
from playground.lab.recovery import Recovery

KEEP_AFTER_MS = 800


class Documents(QObject):
    """Which file the player's experiment belongs to, and whether it is as saved."""

    changed = Signal()  # path, title or unsaved mark
    told = Signal(str, bool)  # a sentence, and whether it is about a failure

    def __init__(self, player: Player, window: QWidget, path: Path | None = None) -> None:
        super().__init__(window)
        self.path = path
        self.recent = RecentFiles()
        self._player = player
        self._window = window
        self._recovery = Recovery()
        self._background = Background(self)
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(KEEP_AFTER_MS)
        self._keep_timer.timeout.connect(self._keep)
        player.experiment_changed.connect(self._edited)

    @property
    def unsaved(self) -> bool:
        """Whether closing now would lose work."""
        return self._player.journal.unsaved

    @property
    def title(self) -> str:
        """What the window's title says."""
        return self._player.experiment.title or (self.path.stem if self.path else "untitled")

    def new(self) -> None:
        """Start over with the lecture's example."""
        if self.may_leave():
            self._show(new_experiment(), None)

    def open_dialog(self) -> None:
        """Ask for a file and open it."""
        path = dialogs.ask_open(self._window, self._folder())
        if path is not None:
            self.open(path)

    def open(self, path: str | Path) -> None:
        """Open a file; one that cannot be opened leaves everything as it is, and says why."""
        if not self.may_leave():
            return
        path = Path(path)
        self._background.submit(
            "open",
            lambda: read_experiment(path),
            lambda experiment: self._show(experiment, path),
            self._failed,
        )

    def save(self) -> bool:
        """Save to the file it came from, or ask; True if it is saved now."""
        return self._save_to(self.path) if self.path else self.save_as()

    def save_as(self) -> bool:
        """Ask where to save; True if it is saved now."""
        name = "".join(c if c.isalnum() or c in " -_" else "" for c in self.title).strip()
        suggestion = self.path or self._folder() / f"{name or 'experiment'}.json"
        path = dialogs.ask_save(
            self._window, "Save experiment", suggestion, dialogs.EXPERIMENTS
        )
        return path is not None and self._save_to(path)

    def rename(self) -> None:
        """Ask for the experiment's title."""
        experiment = self._player.experiment
        title = dialogs.ask_text(self._window, "Title", "Title of the experiment", experiment.title)
        if title is not None:
            self._player.edit(replace(experiment, title=title), f"title “{title}”")

    def may_leave(self) -> bool:
        """Whether the present experiment may be left: it is saved, or the person says so."""
        if not self.unsaved:
            return True
        answer = dialogs.ask_unsaved(self._window, self.title)
        return answer == "discard" or (answer == "save" and self.save())

    def restore_after_crash(self) -> None:
        """Offer the work that a crashed window left, if there is any."""
        left = self._recovery.left_behind()
        if left and dialogs.ask_restore(self._window, left[0].title):
            self._show(left[0], None, saved=False)

    def close(self) -> None:
        """The window closes: all is saved, or was thrown away on purpose."""
        self._keep_timer.stop()
        self._background.stop()
        self._recovery.forget()

    def _show(self, experiment: Experiment, path: Path | None, saved: bool = True) -> None:
        self.path = path
        self._player.open(experiment)
        if path:
            self.recent.add(path)
        if not saved:
            self._player.journal.mark_unsaved()
        self.changed.emit()

    def _save_to(self, path: Path) -> bool:
        experiment = self._player.experiment
        try:
            write_experiment(path, replace(experiment, cursor=self._player.cursor))
        except FileProblemError as error:
            self._failed(error)
            return False
        self.path = path
        self._player.journal.mark_saved(experiment)
        self.recent.add(path)
        self._recovery.forget()
        self.changed.emit()
        self.told.emit(f"Saved to {path}.", False)
        return True

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, FileProblemError):
            raise error
        self.told.emit(str(error), True)

    def _folder(self) -> Path:
        return self.path.parent if self.path else user_documents_path()

    def _edited(self) -> None:
        self._keep_timer.start()
        self.changed.emit()

    def _keep(self) -> None:
        if self.unsaved:
            self._recovery.keep(replace(self._player.experiment, cursor=self._player.cursor))
        else:
            self._recovery.forget()
