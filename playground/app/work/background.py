"""Work beside the window: one thread, results on the GUI thread, the newest request wins.

Stepping needs no thread (see `player`); grids of a landscape and typeset formulas do.
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from inspect import isgenerator
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

SWITCH = 0.001
"""Seconds after which a worker in Python lets the window's thread on: five times as soon as Python
itself has it, for a frame has 16 ms and asks for the interpreter several times."""


@dataclass(eq=False)
class _Job:
    """One request: still wanted until a newer one under its key, `cancel` or `stop`."""

    key: Hashable
    work: Callable[[], object]
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    wanted: bool = True
    future: Future[None] | None = None

    def forget(self) -> None:
        """Let go of whoever asked: the worker keeps the job for a while, and must never be the
        last to hold a widget, which would then be destroyed on the wrong thread.
        """
        self.wanted = False
        self.done = self.failed = self.key = None


class Background(QObject):
    """Runs callables one after another on its own thread.

    A callable may be a generator function: each value that it yields is delivered (coarse first,
    then finer), and it is left between two values once nobody wants it any more.
    """

    _delivered = Signal(object, object, object, bool)  # job, value, error, last

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor: ThreadPoolExecutor | None = None
        self._jobs: dict[Hashable, _Job] = {}
        self._stopped = False
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        _all.add(self)

    @property
    def busy(self) -> bool:
        """Whether something is wanted that has not been delivered yet."""
        return bool(self._jobs)

    @property
    def stopped(self) -> bool:
        """Whether nothing is run any more: long work looks here, on its own thread."""
        return self._stopped

    def submit(
        self,
        key: Hashable,
        work: Callable[[], object],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `work`, then `done(result)` or `failed(exception)` on the GUI thread.

        What was submitted earlier under the same key is cancelled or its result discarded.
        Without `failed` the exception is raised where it arrives. After `stop` nothing is run.
        """
        if self._stopped:
            return
        self.cancel(key)
        if self._executor is None:
            sys.setswitchinterval(min(SWITCH, sys.getswitchinterval()))
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="playground")
        job = self._jobs[key] = _Job(key, work, done, failed)
        job.future = self._executor.submit(self._run, job)

    def cancel(self, key: Hashable) -> None:
        """Nobody wants the result under this key any more."""
        job = self._jobs.pop(key, None)
        if job is not None:
            if job.future is not None:
                job.future.cancel()
            job.forget()

    def stop(self) -> None:
        """Drop everything and wait for the thread to end (what runs, runs to its next yield)."""
        self._stopped = True
        release()
        for key in list(self._jobs):
            self.cancel(key)
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _run(self, job: _Job) -> None:
        """On the worker: run the job as long as it is wanted, hand each result over."""
        _open.wait()
        try:
            result = job.work() if job.wanted else None
            if isgenerator(result):
                for value in result:
                    if not job.wanted:
                        result.close()
                        return
                    self._delivered.emit(job, value, None, False)
                self._delivered.emit(job, None, None, True)
            elif job.wanted:
                self._delivered.emit(job, result, None, False)
                self._delivered.emit(job, None, None, True)
        except Exception as error:
            if job.wanted:
                self._delivered.emit(job, None, error, True)

    @Slot(object, object, object, bool)
    def _deliver(self, job: _Job, value: object, error: Exception | None, last: bool) -> None:
        """On the GUI thread: pass a result on, unless it has become stale on its way."""
        if not job.wanted:
            return
        done, failed = job.done, job.failed
        if last:
            if self._jobs.get(job.key) is job:
                del self._jobs[job.key]
            job.forget()
        if error is None:
            if not last and done is not None:
                done(value)
        elif failed is not None:
            failed(error)
        else:
            raise error


_open = threading.Event()
_open.set()


def hold() -> None:
    """Let all workers wait: until the first picture is painted they would only be in its way."""
    _open.clear()


def release() -> None:
    """Let the workers work."""
    _open.set()


_all: weakref.WeakSet[Background] = weakref.WeakSet()
_shared: Background | None = None


def shared() -> Background:
    """The worker for short work that any widget may have (formulas)."""
    global _shared
    if _shared is None or _shared._stopped:
        _shared = Background()
    return _shared


def busy() -> bool:
    """Whether any worker still has something to do."""
    return any(background.busy for background in _all)


def stop_all() -> None:
    """End every worker thread; the window calls it when it closes."""
    global _shared
    for background in list(_all):
        background.stop()
    _shared = None
