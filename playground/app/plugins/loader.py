"""One's own surfaces and optimizers in the window: loads them aside, if their folder is allowed.

The files run on a thread: one that hangs holds nothing up, and the mark that it leaves behind
(`lab.plugin_marks`) keeps the next start from running it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from playground.app.core.registry_signal import registered
from playground.app.work.daemon_work import Aside
from playground.lab.plugins.crash_marks import Marks
from playground.lab.plugins.load import (
    Report,
    current,
    files_in,
    load_folder,
    plugins_folder,
    take_in,
)
from playground.lab.plugins.told_faults import Told
from playground.lab.plugins.trust import Permissions, why_unsafe

PATIENCE_MS = 3000
"""What waits for the files at start goes on without them after this."""
INNOCENT_SECONDS = 2.0
"""A file that the window closed upon sooner than this did not hang: it was given no time."""


@dataclass(frozen=True)
class Found:
    """What a look at the folder gave: its files, what speaks against them, what they bring."""

    files: tuple[Path, ...] = ()
    unsafe: str = ""
    problem: str = ""
    reports: tuple[Report, ...] | None = None
    news: tuple[str, ...] = ()
    """The mistakes in its files that nobody was told of yet, a line each."""


@dataclass
class _Progress:
    """Which file is being run since when; the thread writes, the window reads."""

    file: Path | None = None
    since: float = field(default_factory=monotonic)

    def start(self, file: Path) -> None:
        """This file is next."""
        self.file, self.since = file, monotonic()


class Plugins(QObject):
    """The folder of one's own files: whether it may run, what it holds, what it brought."""

    changed = Signal()  # anything of what is below
    reloaded = Signal()  # the files were run again
    told = Signal(str, bool)

    def __init__(self, parent: QObject | None = None, folder: Path | None = None) -> None:
        super().__init__(parent)
        self.folder = folder or plugins_folder()
        self.found = Found()
        self._permissions = Permissions()
        self._for_now = False  # allowed, but that could not be kept
        self.aside = Aside(self)
        self._progress = _Progress()
        self._marks: Marks | None = None
        self.waiting: list[Callable[[], object]] = []
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._go_on)

    @property
    def allowed(self) -> bool:
        """Whether the person has allowed this folder."""
        return self._for_now or self._permissions.allows(self.folder)

    @property
    def busy(self) -> bool:
        """Whether the folder is being read or its files are being run."""
        return self.aside.busy

    @property
    def file(self) -> Path | None:
        """The file that is being run, if one is."""
        return self._progress.file if self.busy else None

    def start(self, then: Callable[[], object]) -> None:
        """Load what is allowed, as the window opens, and go on with `then`."""
        reports = current()
        if reports:  # the experiment that was asked for needed them already
            self.found = Found(tuple(r.file for r in reports), reports=tuple(reports))
            registered.changed.emit()
            then()
            return
        if self.allowed:
            self.waiting.append(then)
            self._patience.start(PATIENCE_MS)
        else:
            then()
        self._look(run=self.allowed, done=self._tell_start)

    def look(self) -> None:
        """See what is in the folder, without running anything."""
        if not self.busy:
            self._look(run=False, done=lambda: None)

    def reload(self) -> None:
        """Run the files again, also those that hung the last time."""
        if self.allowed:
            self._marks_here().forgive()
            self._look(run=True, done=self.reloaded.emit)
        else:
            self._look(run=False, done=lambda: None)

    def allow(self) -> None:
        """The person says that this folder's files may run, from now on."""
        if not self._permissions.allow(self.folder):
            self._for_now = True
            self.told.emit("Allowed until the program ends: the permission cannot be kept.", True)
        self.reload()

    def disallow(self) -> None:
        """They may not any more; what is on screen goes on."""
        self._for_now = False
        self._permissions.disallow(self.folder)
        take_in(())
        registered.changed.emit()
        self._look(run=False, done=lambda: None)

    def close(self) -> None:
        """The window closes."""
        self._patience.stop()
        if self.busy and monotonic() - self._progress.since < INNOCENT_SECONDS:
            self._marks_here().end()
        self.aside.forget()

    def _marks_here(self) -> Marks:
        if self._marks is None:
            self._marks = Marks()
        return self._marks

    def _look(self, run: bool, done: Callable[[], object]) -> None:
        folder, marks, progress = self.folder, self._marks_here() if run else None, _Progress()
        self._progress = progress

        def work() -> Found:
            return _found(folder, marks, progress)

        def show(found: Found) -> None:
            kept = self.found.reports if not run and self.allowed else None
            self.found = replace(found, reports=found.reports or kept)
            if run:
                take_in(found.reports or ())
                registered.changed.emit()
            self.changed.emit()
            done()
            self._go_on()

        self.aside.ask(work, show)
        self.changed.emit()

    def _go_on(self) -> None:
        """What waited for the files waits no longer."""
        self._patience.stop()
        waiting, self.waiting = self.waiting, []
        for then in waiting:
            then()

    def _tell_start(self) -> None:
        """What a person should know who only started the program."""
        found = self.found
        count = len(found.files)
        files = "1 file" if count == 1 else f"{count} files"
        where = "see File > Own surfaces and optimizers"
        if found.reports is None:
            if count and not found.unsafe:
                self.told.emit(f"{files} with own surfaces or optimizers not allowed: {where}.",
                               False)
            elif self.allowed and (found.unsafe or found.problem):
                self.told.emit(f"Own files were not loaded: {found.unsafe or found.problem}", True)
        elif found.news:
            more = f", and {len(found.news) - 1} more" if len(found.news) > 1 else ""
            self.told.emit(f"Left out {found.news[0]}{more} ({where}).", True)


def _found(folder: Path, marks: Marks | None, progress: _Progress) -> Found:
    """On the thread: what the folder holds, and with `marks` what its files bring."""
    try:
        files = tuple(files_in(folder))
        unsafe = why_unsafe(folder) if folder.exists() else ""
        if marks is None or unsafe:
            return Found(files, unsafe)
        reports = tuple(load_folder(folder, marks=marks, starting=progress.start))
        return Found(files, reports=reports, news=Told().news(reports))
    except OSError as error:
        return Found(problem=f"{folder} cannot be read ({error.strerror or error}).")
