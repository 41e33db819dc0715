"""A file is read beside the window: a wait shows itself, and can be cancelled."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.app.core import questions as dialogs
from playground.app.work.daemon_work import Aside
from playground.lab.documents.known_file import KnownFile
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import MissingRowsError, other_rows, read_in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SHOWN_AFTER_MS = 300
"""A wait that is longer than this is shown."""


class Opened(NamedTuple):
    """What a file holds, and the file as it was when that was read."""

    experiment: Experiment
    known: KnownFile | None
    as_written: bool = True
    """Whether nothing of it had to be put right, which saving would keep."""
    changes: tuple[str, ...] = ()
    """What is to be said of files of rows that are others than they were."""


class FileReading(Aside):
    """Reads one file at a time; who asks for another one does not wait for the first any more."""

    progress = Signal(str)  # how far a large file is; "" when that has ended

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.shown = False
        """Whether a wait is shown now."""
        self._path = Path()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SHOWN_AFTER_MS)
        self._slow.timeout.connect(self._say_waiting)

    def read(
        self, path: Path, then: Callable[[Opened], None], failed: Callable[[Exception], None],
        instead: Mapping[str, str] | None = None,
    ) -> None:
        """`then` is given what the file holds, or `failed` the exception.

        Where its file of rows is missing, the person may show where that is now (`instead`).
        """
        self._end()
        self._path = path
        self._slow.start()
        known = dict(instead or {})

        def arrived(part: str | Opened) -> None:
            if isinstance(part, str):
                self._say(part)
            else:
                self._end()
                then(part)

        def stumbled(error: Exception) -> None:
            self._end()
            failed(error)
            if isinstance(error, MissingRowsError) and error.named not in known.values():
                found = dialogs.ask_locate(self._window, str(error))
                if found is not None:
                    self.read(path, then, failed, {**known, error.named: str(found)})

        self.ask(partial(_read, path, known), arrived, stumbled)

    def cancel(self) -> None:
        """The file that is being read is not wanted any more."""
        self.forget()
        self._end()

    @Slot()
    def _say_waiting(self) -> None:
        self._say("waiting for the file")

    def _say(self, part: str) -> None:
        self._slow.stop()
        self.shown = True
        self.progress.emit(f"Opening {self._path.name}: {part}…")

    def _end(self) -> None:
        self._slow.stop()
        if self.shown:
            self.shown = False
            self.progress.emit("")


def _read(path: Path, instead: dict[str, str]) -> Iterator[str | Opened]:
    """What a file holds, after a word on each part of the work if it is large."""
    known = KnownFile.now(path)  # before: a change while it is read is seen when it is saved
    for part in read_in_parts(path, instead):
        yield part if isinstance(part, str) else Opened(
            part, known, not instead, other_rows(part)
        )
