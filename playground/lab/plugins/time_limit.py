"""A limit of time for code of somebody else, in the thread that runs it."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLongError(BaseException):
    """Raised inside the code that took too long; no `except Exception` holds it up."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLongError in this thread if the block is not done in time.

    It interrupts Python code; a call that waits outside of Python is not woken.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    over = threading.Event()
    lock = threading.Lock()

    def interrupt() -> None:
        with lock:
            if not over.is_set():
                _raise_in(thread, ctypes.py_object(TookTooLongError))

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            over.set()
            _raise_in(thread, None)  # what was raised too late is taken back
        timer.cancel()


def _raise_in(thread: ctypes.c_ulong, kind: ctypes.py_object[type[BaseException]] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, kind)
