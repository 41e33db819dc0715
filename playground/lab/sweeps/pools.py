"""Where the runs of a sweep are made: on threads, on processes, or on a Dask cluster.

A pool takes runs, hands out futures that call back when they are done, and is closed at any time:
what has begun then ends at its next step.
"""

from __future__ import annotations

import logging
import os
import threading
from abc import ABC, abstractmethod
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from time import monotonic
from typing import Any

from playground.lab.experiments.reader import BadInputError
from playground.lab.sweeps.outcome import GivenUpError, Outcome, timed

Ran = tuple[Outcome, float]
"""What came of a run, and its seconds."""
EXECUTORS = ("threads", "processes")
ANSWER_S = 5.0
"""How long a cluster is waited for, at the start and in the middle."""
KEPT = "what is done is kept, and --resume goes on"


class Pool(ABC):
    """Submit, hear of what is done, close."""

    @abstractmethod
    def submit(self, document: dict[str, Any], place: int) -> Any:
        """Have one runner of an experiment's document run; its future."""

    def result(self, future: Any) -> Ran:
        """What came of it; raises BadInputError where the pool is gone."""
        found: Ran = future.result()
        return found

    def look(self) -> None:  # noqa: B027  (most pools have nothing to look after)
        """Called now and then while nothing is done: raises BadInputError where nothing will be."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything."""


class Threads(Pool):
    """In this process: no start, but only one of them computes at a time."""

    def __init__(self, workers: int) -> None:
        self._given_up = threading.Event()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sweep")

    def submit(self, document: dict[str, Any], place: int) -> Any:
        return self._pool.submit(timed, document, place, self._given_up.is_set)

    def close(self) -> None:
        self._given_up.set()
        self._pool.shutdown(wait=True, cancel_futures=True)


class Processes(Pool):
    """One process for each core. They are spawned: a forked one inherits locks that nobody there
    will open.
    """

    def __init__(self, workers: int) -> None:
        context = get_context("spawn")
        self._futures: list[Future[Ran]] = []
        try:
            self._given_up = context.Event()
            self._pool = ProcessPoolExecutor(workers, context, _listen, (self._given_up,))
        except (OSError, ImportError) as error:
            raise BadInputError(
                "--executor", f"no processes can be started here ({error}); take threads"
            ) from None

    def submit(self, document: dict[str, Any], place: int) -> Any:
        try:
            future = self._pool.submit(_run, document, place)
        except (OSError, BrokenProcessPool) as error:
            raise BadInputError(
                "--executor", f"no processes can be started here ({error}); take threads"
            ) from None
        self._futures.append(future)
        return future

    def result(self, future: Any) -> Ran:
        try:
            return super().result(future)
        except BrokenProcessPool:
            raise BadInputError(
                "--executor", f"a process was ended from outside; {KEPT}"
            ) from None

    def close(self) -> None:
        self._given_up.set()
        if any(not future.done() for future in self._futures):
            # Nobody waits for them: they need not find the time to see that.
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)


_heard: Any = None


def _listen(given_up: Any) -> None:
    """In a new process: what says that nobody waits any more."""
    global _heard
    _heard = given_up
    if hasattr(os, "nice"):
        os.nice(10)  # the window, and whoever else works here, comes first
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Whoever started the process may be killed; it would then wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(document: dict[str, Any], place: int) -> Ran:
    if _heard is not None and _heard.is_set():
        raise GivenUpError
    return timed(document, place, _heard.is_set)


class Cluster(Pool):
    """A Dask scheduler and whoever works for it; its workers need this package."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise BadInputError(
                "--executor",
                "a cluster needs the extra: pip install optimization-playground[cluster]",
            ) from None
        for name in list(logging.root.manager.loggerDict):
            if name.partition(".")[0] == "distributed":  # it would log tracebacks to the terminal
                logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._address = address
        self._workless_since: float | None = None
        try:
            self._client = Client(address, timeout=ANSWER_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise BadInputError(
                "--executor", f"no scheduler answers at {address}: {error}"
            ) from None

    def submit(self, document: dict[str, Any], place: int) -> Any:
        return self._client.submit(timed, document, place, pure=False)

    def result(self, future: Any) -> Ran:
        if future.status in ("lost", "cancelled"):
            raise self._gone()
        try:
            return super().result(future)
        except (OSError, ImportError) as error:
            if type(error).__name__ == "CommClosedError":
                raise self._gone() from None
            raise BadInputError(
                "--executor", f"a worker of {self._address} cannot run this ({error}); {KEPT}"
            ) from None

    def look(self) -> None:
        if self._client.status != "running":
            raise self._gone()
        if self._client.scheduler_info(n_workers=-1)["workers"]:
            self._workless_since = None
        elif self._workless_since is None:
            self._workless_since = monotonic()
        elif monotonic() - self._workless_since > ANSWER_S:
            raise BadInputError(
                "--executor", f"the scheduler at {self._address} has no workers; {KEPT}"
            )

    def _gone(self) -> BadInputError:
        return BadInputError("--executor", f"the scheduler at {self._address} went away; {KEPT}")

    def close(self) -> None:
        self._client.close(timeout=ANSWER_S)


def pool(executor: str) -> Pool:
    """The pool of this name, or of a scheduler's address; raises BadInputError."""
    workers = os.cpu_count() or 1
    if executor == "threads":
        return Threads(workers)
    if executor == "processes":
        return Processes(workers)
    if executor.startswith("tcp://"):
        return Cluster(executor)
    raise BadInputError(
        "--executor", f"must be {', '.join(EXECUTORS)} or tcp://HOST:PORT, got {executor}"
    )
