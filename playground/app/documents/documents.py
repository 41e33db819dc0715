"""The documents, one of each half: new, open, save, recent files, unsaved changes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from playground.app.core import questions as dialogs
from playground.app.core.player import Player
from playground.app.documents.autosave import SafetyNet
from playground.app.documents.before_saving import answers, before_saving, why_template
from playground.app.documents.file_reading import FileReading, Opened
from playground.app.work.daemon_work import within
from playground.engine.parameters import SettingError
from playground.engine.problem import RowsError
from playground.lab.documents.disk import FileProblemError
from playground.lab.documents.document import Document, beginning
from playground.lab.documents.known_file import KnownFile
from playground.lab.documents.recent import RecentFiles
from playground.lab.documents.recovery import Left
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import OWN_SUFFIX, write_experiment

LESSON_SUFFIX = ".lesson.json"
SAVING_S = 2.0
"""How long saving itself waits to learn what is there; also a large file is looked through."""

class Documents(QObject):
    """Which file each half of the window belongs to, and whether it is as saved."""

    changed = Signal()  # path, title or unsaved mark
    told = Signal(str, bool)  # a sentence, and whether it is about a failure
    warned = Signal(str)  # a sentence to be seen, about nothing that one did
    lesson_asked = Signal(Path)  # the file is a lesson of a course, no experiment
    opening = Signal(str)  # how far a large file is; "" when that has ended

    def __init__(self, player: Player, window: QWidget, path: Path | None = None) -> None:
        super().__init__(window)
        self.recent = RecentFiles()
        self._player = player
        self._window = window
        self._workspace = player.workspace
        if path is not None:
            self.read_from(path, KnownFile.now(path))
        self.reading = FileReading(window)
        self.reading.progress.connect(self.opening)
        self.net = SafetyNet(player, self)
        self.net.warned.connect(self.warned)
        player.experiment_changed.connect(self.changed)

    @property
    def path(self) -> Path | None:
        """The file of the half on screen."""
        return self._workspace.front.path

    def read_from(self, path: Path, known: KnownFile | None) -> None:
        """What is on screen was read from this file, which was as `known` then."""
        self._workspace.front.belongs(path, known)

    @property
    def unsaved(self) -> bool:
        """Whether the half on screen differs from its file."""
        return self._workspace.unsaved

    @property
    def title(self) -> str:
        """What the window's title says."""
        return self._workspace.front.title

    def new(self) -> None:
        """Start the half on screen over."""
        kind = self._workspace.front.kind
        if self.may_leave(kind):
            self._show(beginning(kind), None)

    def mark_unsaved(self) -> None:
        """What is on screen came from no file: leaving it asks."""
        self._workspace.mark_unsaved()
        self.changed.emit()

    def take_over(self, experiment: Experiment) -> bool:
        """Open an experiment that came from no file; True if it is on screen now.

        Its half is asked about first, if it is unsaved.
        """
        if not self.may_leave(experiment.problem.kind):
            return False
        self._show(experiment, None, saved=False)
        return True

    def show_half(self, kind: str) -> None:
        """Look at the other half, as it was left, or as it begins. That is no edit."""
        workspace, player = self._workspace, self._player
        if kind == workspace.front.kind:
            return
        self._leave_half()
        there = workspace.half(kind)
        if not player.may_become(beginning(kind) if there is None else there.experiment):
            return
        half = there or workspace.put(beginning(kind))
        cursor = half.cursor
        player.edit(half.experiment, kind)
        player.go_to(cursor)
        half.cursor = cursor

    def show_scene(self, experiment: Experiment, ask: bool = True) -> bool:
        """Show an experiment that belongs to no file, as a lesson does; False if one stays.

        With `ask`, unsaved work is asked about first; a lesson's own scenes are not.
        """
        if ask and not self.may_leave(experiment.problem.kind):
            return False
        self._show(experiment, None)
        return True

    def let_go(self) -> None:
        """What is on screen is a lesson's and kept by it: as it is now, it is not asked about."""
        if self._workspace.unsaved:
            self._workspace.mark_saved(self._workspace.experiment)
            self.changed.emit()

    def open_dialog(self) -> None:
        """Ask for a file and open it."""
        path = dialogs.ask_open(self._window, self._folder())
        if path is not None:
            self.open(path)

    def open(self, path: str | Path) -> None:
        """Open a file; one that cannot be opened leaves everything as it is, and says why.

        It is read beside the window. Its half is asked about, if it is unsaved; the other stays.
        """
        path = Path(path)
        if path.name.lower().endswith(LESSON_SUFFIX):
            self.lesson_asked.emit(path)
            return
        self.reading.read(path, partial(self._arrived, path), self._failed)

    def cancel_opening(self) -> None:
        """The file that is being read is not wanted any more."""
        self.reading.cancel()

    def save(self) -> bool:
        """Save the half on screen to the file it came from, or ask; True if it is saved now."""
        return self._save(self._workspace.front)

    def save_as(self) -> bool:
        """Ask where to save the half on screen; True if it is saved now."""
        return self._save_as(self._workspace.front)

    def rename(self) -> None:
        """Ask for the experiment's title."""
        experiment = self._player.experiment
        title = dialogs.ask_text(self._window, "Title", "Title of the experiment", experiment.title)
        if title is not None:
            self._player.edit(replace(experiment, title=title), f"title “{title}”")

    def may_leave(self, *kinds: str) -> bool:
        """Whether the halves of these kinds (without any: all) may be left: each is saved, or the
        person says so. The one on screen is asked about first.
        """
        for half in self._workspace.halves:
            if not half.unsaved or (kinds and half.kind not in kinds):
                continue
            elsewhere = "" if half is self._workspace.front else half.kind
            answer = dialogs.ask_unsaved(self._window, half.title, elsewhere)
            if answer == "cancel" or (answer == "save" and not self._save(half)):
                return False
        return True

    def restore_after_crash(self) -> None:
        """Offer the work that crashed windows left, if any; what is not opened stays."""
        from playground.app.documents import restore_dialog  # seldom needed

        self.net.offer(partial(restore_dialog.ask_restore, self._window), self._restore)

    def save_copy(self) -> str:
        """Ask where to save a copy, and do it; what came of it, in a sentence."""
        suggestion = self._folder() / f"copy of {self._name(self._workspace.front)}"
        path = dialogs.ask_save(self._window, "Save a copy", suggestion, dialogs.EXPERIMENTS)
        if path is None:
            return ""
        try:
            write_experiment(path, self.net.as_seen(self._workspace.front))
        except FileProblemError as error:
            return str(error)
        return f"Saved to {path}."

    def close(self) -> None:
        """The window closes: all is saved, or was thrown away on purpose."""
        self.reading.cancel()
        self.net.close()

    def _arrived(self, path: Path, found: Opened, reloads: Document | None = None) -> None:
        """What a file holds is opened, or comes into the half that it `reloads`, if that still
        belongs to it.
        """
        kind = found.experiment.problem.kind
        if reloads is not None and reloads.kind == kind and reloads.path == path:
            self._take_in(reloads, found)
        elif self.may_leave(kind):
            self._show(found.experiment, path, found.known, saved=found.as_written)
            for sentence in found.changes:
                self.warned.emit(sentence)

    def _leave_half(self) -> None:
        """Another experiment comes on screen: remember where this one was."""
        typing = QApplication.focusWidget()
        if typing is not None and typing.window() is self._window:
            typing.clearFocus()  # what is being typed is taken now: it is of this half
        front = self._workspace.front
        cursor = self.net.cursor_of(front)
        self._player.pause()
        self._workspace.seal()
        front.cursor = cursor

    def _show(
        self, experiment: Experiment, path: Path | None, known: KnownFile | None = None,
        saved: bool = True,
    ) -> None:
        self._leave_half()
        try:
            self._player.open(experiment)
        except (RowsError, SettingError) as error:  # a file of data that has just gone
            self.told.emit(f"{experiment.title or 'It'} cannot be shown: {error}.", True)
            return
        self._workspace.front.cursor = experiment.cursor
        if path:
            self._belongs(self._workspace.front, path, known)
        if not saved:
            self._workspace.mark_unsaved()
        self.changed.emit()

    def _restore(self, left: Left) -> bool:
        """Open what a crash left in its halves, the one that was on screen in front."""
        if not self.may_leave(*(work.experiment.problem.kind for work in left.works)):
            return False
        front, *behind = left.works
        file = front.file
        self._show(front.experiment, file.path if file else None, file, saved=False)
        for work in behind:
            if work.experiment.problem.kind != front.experiment.problem.kind:
                half = self._workspace.put(replace(work.experiment, cursor=0))
                half.cursor = work.experiment.cursor
                if work.file is not None:
                    self._belongs(half, work.file.path, work.file)
                half.mark_unsaved()
        self.changed.emit()
        return True

    def _belongs(self, half: Document, path: Path, known: KnownFile | None) -> None:
        """This file holds this half now; it can hold no other."""
        for other in self._workspace.halves:
            if other is not half and other.path == path:
                other.path = None
                other.mark_unsaved()
        half.belongs(path, known)
        self.recent.add(path)

    def _save(self, half: Document) -> bool:
        """Save a half, on screen or not.

        A lesson that was handed out, or a file that is not to be changed, is a template: saving
        asks for a place of one's own.
        """
        if half.path is None:
            return self._save_as(half)
        path, known = half.path, half.known
        found = within(lambda: before_saving(path, known), None, SAVING_S)
        if found is None:
            return self._unanswered(path)
        why_not, changed = found
        if why_not:
            self.told.emit(f"{why_not} Choose where to save a copy of your own.", False)
            return self._save_as(half)
        return self._settle(half, path) if changed else self._save_to(half, path)

    def _settle(self, half: Document, path: Path) -> bool:
        """Another program, or another window, wrote the file since: the person decides."""
        answer = dialogs.ask_changed(self._window, path)
        if answer == "overwrite":
            return self._save_to(half, path)
        if answer == "save_as":
            return self._save_as(half)
        if answer == "reload":
            self.reading.read(path, partial(self._arrived, path, reloads=half), self._failed)
        return False

    def _take_in(self, half: Document, read: Opened) -> None:
        """What the file of a half holds now, as an edit: undo brings back what was here."""
        cursor, experiment = read.experiment.cursor, replace(read.experiment, cursor=0)
        if half is self._workspace.front:
            self._player.pause()
            self._player.edit(experiment, "reload")
            self._player.go_to(cursor)
        else:
            half.record(experiment, "reload")
        half.cursor = cursor
        if half.path is not None:
            half.belongs(half.path, read.known)
        half.mark_saved(experiment)
        self.net.forget(half)
        self.changed.emit()
        self.told.emit("Read again from its file. Undo brings your version back.", False)

    def _save_as(self, half: Document) -> bool:
        suggestion = half.path or self._folder() / self._name(half)
        if half.path and within(partial(why_template, half.path), ""):
            suggestion = self._own_folder() / half.path.name
        path = dialogs.ask_save(
            self._window, f"Save {half.kind} experiment", suggestion, dialogs.EXPERIMENTS
        )
        return path is not None and self._save_to(half, path)

    def _save_to(self, half: Document, path: Path) -> bool:
        if not within(lambda: answers(path), False, SAVING_S):
            return self._unanswered(path)
        experiment = half.experiment
        try:
            known = write_experiment(path, self.net.as_seen(half))
        except FileProblemError as error:
            self._failed(error)
            return False
        half.mark_saved(experiment)
        self._belongs(half, path, known)
        self.net.forget(half)
        self.changed.emit()
        self.told.emit(f"Saved to {path}.", False)
        return True

    def _unanswered(self, path: Path) -> bool:
        """Writing would hold the window for as long as the share stalls; nothing is saved."""
        self.told.emit(
            f"{path}: cannot be written now (its folder does not answer); save it in another "
            "folder, or again later", True
        )
        return False

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, FileProblemError):
            raise error
        self.told.emit(str(error), True)

    @staticmethod
    def _own_folder() -> Path:
        from playground.lab.plugins.load import documents_folder

        folder = documents_folder()
        return folder if folder.is_dir() else dialogs.usual_folder()

    def _folder(self) -> Path:
        """Where a dialog begins: beside the file of this half, or of the other."""
        for half in self._workspace.halves:
            if half.path and within(half.path.parent.is_dir, False):
                return half.path.parent
        return dialogs.usual_folder()

    @staticmethod
    def _name(half: Document) -> str:
        """A name for the file, from the title."""
        name = "".join(c if c.isalnum() or c in " -_" else "" for c in half.title).strip()
        return f"{name or 'experiment'}{OWN_SUFFIX}"
