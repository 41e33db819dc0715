"""A limit of time for code of somebody else, in the thread that runs it."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class TookTooLongError(BaseException):
    """Raised inside the code that took too long; no `except Exception` holds it up."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLongError in this thread if the block is not done in time.

    It interrupts Python code; a call that waits outside of Python is not woken.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    lock = threading.Lock()
    over = raised = False

    def interrupt() -> None:
        nonlocal raised
        with lock:
            if not over:
                raised = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    thread, ctypes.py_object(TookTooLongError)
                )

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with suppress(TookTooLongError):  # what was raised too late arrives here, and is dropped
            with lock:
                over = True
            # It is never taken back: Python 3.11 would go on looking for it at every step, and
            # for ever where a profiler looks on.
            for _ in range(1000 if raised else 0):
                pass
