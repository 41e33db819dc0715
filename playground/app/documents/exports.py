"""Save what is seen: pictures of views, and a run as a table (in the background, with progress)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from playground.app.core import questions as dialogs
from playground.app.text.numbers import count
from playground.app.work.background import Background
from playground.engine.descent import first_step
from playground.engine.stopping import Walk
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.experiment import Experiment, Runner

REPORT_EVERY = 0.05
"""Seconds of writing between two looks at whether it is to go on."""


class Exports(QObject):
    """Asks where to, writes, and tells how it went."""

    told = Signal(str, bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._background = Background(self)
        self._progress: QProgressDialog | None = None

    def picture(self, widget: QWidget, name: str, filters: str = dialogs.PICTURES) -> None:
        """Save a view as PNG or SVG."""
        from playground.app.documents.picture_files import save_picture

        suggestion = Path.home() / f"{name}.png"
        path = dialogs.ask_save(self._window, "Save picture", suggestion, filters)
        if path is None:
            return
        try:
            save_picture(widget, path)
        except FileProblemError as error:
            self.told.emit(str(error), True)
        else:
            self.told.emit(f"Saved the picture to {path}.", False)

    def table(self, experiment: Experiment, runner: Runner, last: int) -> None:
        """Save every step of a run up to `last` as CSV or NPZ."""
        suggestion = Path.home() / f"{runner.label}.csv"
        path = dialogs.ask_save(self._window, "Save run", suggestion, dialogs.TABLES)
        if path is None:
            return
        self._progress = QProgressDialog("Writing every step…", "Cancel", 0, last, self._window)
        self._progress.setMinimumDuration(400)
        self._progress.canceled.connect(self.cancel)
        self._background.submit(
            "table",
            lambda: written_steps(experiment, runner, last, path),
            lambda done: self._advance(done, path, last),
            self._failed,
        )

    def cancel(self) -> None:
        """Give up a table that is being written; nothing is left of it."""
        self._background.cancel("table")
        self._end()

    def close(self) -> None:
        """The window closes."""
        self._background.stop()
        self._end()

    def _advance(self, done: int, path: Path, last: int) -> None:
        if self._progress is not None:
            self._progress.setValue(min(done, last))
        if done > last:
            self._end()
            self.told.emit(f"Saved {count(last + 1, 'step')} to {path}.", False)

    def _failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, FileProblemError):
            raise error
        self.told.emit(str(error), True)

    def _end(self) -> None:
        if self._progress is not None:
            self._progress.canceled.disconnect(self.cancel)
            self._progress.close()
            self._progress.deleteLater()
            self._progress = None


def written_steps(
    experiment: Experiment, runner: Runner, last: int, path: Path
) -> Iterator[int]:
    """Write steps 0..last of a runner to a file; yields how far it is, `last` + 1 at the end.

    The run is walked anew: the window's own is for the GUI thread alone.
    """
    from playground.engine.networks.fitting import FittingProblem  # not for every start
    from playground.lab.runs.trace import Trace, check_suffix, write_traces

    check_suffix(path)
    problem = experiment.problem_of(runner)
    theta = problem.start() if runner.start is None else np.array(runner.start, dtype=float)
    trace = Trace(
        runner.label, problem.loss_of, problem if isinstance(problem, FittingProblem) else None
    )
    heard = perf_counter()
    with np.errstate(all="ignore"):
        start = first_step(problem, runner.optimizer, theta)
    walk = iter(Walk(problem, runner.plan, experiment.stop, start))
    while True:
        with np.errstate(all="ignore"):
            for seen in walk:
                trace.append(seen)
                if perf_counter() - heard > REPORT_EVERY or seen.step.index >= last:
                    break
            else:
                break
        if trace.rows[-1][0] >= last:
            break
        yield trace.rows[-1][0]
        heard = perf_counter()
    write_traces(path, [trace])
    yield last + 1
