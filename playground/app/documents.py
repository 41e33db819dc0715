"""The document: new, open, save, recent files, unsaved changes, and work saved from a crash."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from playground.app import dialogs
from playground.app.background import Background
from playground.app.player import Player
from playground.lab.experiment import Experiment, new_experiment
from playground.lab.files import (
    OWN_SUFFIX,
    FileProblemError,
    read_experiment,
    write_experiment,
)
from playground.lab.recent import RecentFiles
from playground.lab.recovery import Left, Recovery

KEEP_AFTER_MS = 800


class Documents(QObject):
    """Which file the player's experiment belongs to, and whether it is as saved."""

    changed = Signal()  # path, title or unsaved mark
    told = Signal(str, bool)  # a sentence, and whether it is about a failure
    warned = Signal(str)  # a sentence to be seen, about nothing that one did

    def __init__(self, player: Player, window: QWidget, path: Path | None = None) -> None:
        super().__init__(window)
        self.path = path
        self._kind = player.experiment.problem.kind  # of what the file holds
        self.recent = RecentFiles()
        self._player = player
        self._window = window
        self._recovery = Recovery()
        self._cannot_keep = ""
        self._background = Background(self)
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(KEEP_AFTER_MS)
        self._keep_timer.timeout.connect(self._keep)
        player.experiment_changed.connect(self._edited)
        player.playing_changed.connect(self._rested)
        player.moved.connect(self._rested)

    @property
    def unsaved(self) -> bool:
        """Whether closing now would lose work."""
        return self._player.journal.unsaved

    @property
    def title(self) -> str:
        """What the window's title says."""
        named = self.path.stem.removesuffix(".playground") if self.path else "untitled"
        return self._player.experiment.title or named

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
        """Save to the file it came from, or ask; True if it is saved now.

        A lesson that was handed out, or a file that is not to be changed, is a template: saving
        asks for a place of one's own.
        """
        if self.path is None:
            return self.save_as()
        why_not = self._why_template(self.path) or self._why_other()
        if why_not:
            self.told.emit(f"{why_not} Choose where to save a copy of your own.", False)
            return self.save_as()
        return self._save_to(self.path)

    def save_as(self) -> bool:
        """Ask where to save; True if it is saved now."""
        suggestion = self._folder() / self._name()
        if self.path and not self._why_other():
            suggestion = self.path
        if self.path and self._why_template(self.path):
            suggestion = self._own_folder() / self.path.name
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
        """Offer the work that crashed windows left, if any; what is not opened stays."""
        left = self._recovery.left_behind()
        while left:
            answer, place = dialogs.ask_restore(self._window, left)
            if answer == "discard":
                left.pop(place).discard()
                continue
            if answer == "open" and self.may_leave():
                self._restore(left.pop(place))
            break
        for one in left:
            one.leave()

    def has_no_net(self, why: str) -> None:
        """It was said already that unsaved work cannot be kept, and why."""
        self._cannot_keep = why

    def save_copy(self) -> str:
        """Ask where to save a copy, and do it; what came of it, in a sentence."""
        path = dialogs.ask_save(
            self._window, "Save a copy", self._folder() / f"copy of {self._name()}",
            dialogs.EXPERIMENTS,
        )
        if path is None:
            return ""
        try:
            write_experiment(path, replace(self._player.experiment, cursor=self._player.cursor))
        except FileProblemError as error:
            return str(error)
        return f"Saved to {path}."

    def close(self) -> None:
        """The window closes: all is saved, or was thrown away on purpose."""
        self._keep_timer.stop()
        self._background.stop()
        self._recovery.close()

    def _show(self, experiment: Experiment, path: Path | None, saved: bool = True) -> None:
        self.path, self._kind = path, experiment.problem.kind
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
        self.path, self._kind = path, experiment.problem.kind
        self._player.journal.mark_saved(experiment)
        self.recent.add(path)
        self._recovery.forget()
        self.changed.emit()
        self.told.emit(f"Saved to {path}.", False)
        return True

    def _why_other(self) -> str:
        """Why the file is not to be written over: it holds the other half of the program."""
        kind = self._player.experiment.problem.kind
        if self.path is None or kind == self._kind:
            return ""
        return f"{self.path.name} holds a {self._kind}, and this is a {kind}."

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, FileProblemError):
            raise error
        self.told.emit(str(error), True)

    @staticmethod
    def _why_template(path: Path) -> str:
        """Why a file is not to be written over, in a sentence; "" if it is."""
        from playground.lab.lessons import is_handed_out

        if is_handed_out(path):
            return f"{path.name} is a lesson that stays as it is."
        try:
            found = path.stat()
        except OSError:  # it was removed: saving brings it back
            return ""
        writable = found.st_mode & stat.S_IWUSR and os.access(path, os.W_OK)
        if writable and os.access(path.parent, os.W_OK):
            return ""
        return f"{path.name} is read-only."

    @staticmethod
    def _own_folder() -> Path:
        from playground.lab.plugins import documents_folder

        folder = documents_folder()
        return folder if folder.is_dir() else dialogs.usual_folder()

    def _folder(self) -> Path:
        parent = self.path.parent if self.path else None
        return parent if parent and parent.is_dir() else dialogs.usual_folder()

    def _name(self) -> str:
        """A name for the file, from the title."""
        name = "".join(c if c.isalnum() or c in " -_" else "" for c in self.title).strip()
        return f"{name or 'experiment'}{OWN_SUFFIX}"

    def _edited(self) -> None:
        if not self._keep_timer.isActive():  # while one drags, too, some of it is kept
            self._keep_timer.start()
        self.changed.emit()

    def _rested(self) -> None:
        """The cursor is at rest: of unsaved work, its place is kept too."""
        if not self._player.moving and self.unsaved and not self._keep_timer.isActive():
            self._keep_timer.start()

    def _restore(self, left: Left) -> None:
        """Open what a crash left; its file goes once this window's own holds the work."""
        self._show(left.experiment, None, saved=False)
        if self._keep():
            left.discard()
        else:
            left.leave()

    def _keep(self) -> bool:
        """Keep what is unsaved, or forget what is saved; False if it cannot be kept."""
        if not self.unsaved:
            self._recovery.forget()
            return True
        why = self._recovery.keep(replace(self._player.experiment, cursor=self._player.cursor))
        if why and not self._cannot_keep:
            self.warned.emit(
                f"Unsaved work cannot be kept for the case of a crash ({why}). Save now and then."
            )
        self._cannot_keep = why
        return not why
