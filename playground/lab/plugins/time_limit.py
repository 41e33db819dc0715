"""A limit of time for code of somebody else, in the thread that runs it."""

from __future__ import annotations

import ctypes
import threading
from _thread import start_new_thread
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class TookTooLongError(BaseException):
    """Raised inside the code that took too long; no `except Exception` holds it up."""


AGAIN_SECONDS = 0.25
"""An interrupt may be lost: Python drops what is raised in a weak reference's or the collector's
callback. So it is sent again until the block is left."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLongError in this thread if the block is not done in time.

    It interrupts Python code; a call that waits outside of Python is not woken.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    lock, left = threading.Lock(), threading.Lock()
    left.acquire()
    over = raised = False

    def interrupt() -> None:
        nonlocal raised
        wait = seconds
        while not left.acquire(timeout=wait):
            with lock:
                if over:
                    return
                raised = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    thread, ctypes.py_object(TookTooLongError)
                )
            wait = AGAIN_SECONDS

    # No threading.Timer or Event: interrupted in the middle of their Python code, they keep locks.
    try:
        start_new_thread(interrupt, ())
        yield
    finally:
        over = True  # calls nothing, so that no interrupt comes between
        with suppress(TookTooLongError):  # what comes too late arrives here, and is dropped
            with lock:  # nothing is sent from here on
                pass
            left.release()
            # It is never taken back: Python 3.11 would go on looking for it at every step, and
            # for ever where a profiler looks on.
            for _ in range(1000 if raised else 0):
                pass
