"""Unexpected exceptions, from wherever they come: told once each, counted, never in the way.

An exception may come while a widget is painted. A dialog opened there would be painted over the
same widget, which fails again, and so on; so it is told when the event loop comes round, one at a
time. What goes wrong again and again is only counted, after it was told twice or was not to be
told any more.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

from playground.app.core.main_window import MainWindow
from playground.app.errors.failure import Failure
from playground.app.errors.log import log
from playground.engine.problem import RowsError

MOST_DIALOGS = 5
"""How many different failures are worth a dialog; something is thoroughly wrong after that."""
MOST_ALIKE = 2
MOST_WAITING = 10


class Failures(QObject):
    """Takes exceptions from every hook of Python and shows them above the window."""

    _arrived = Signal()

    def __init__(self, window: MainWindow, save_copy: Callable[[], str]) -> None:
        """`save_copy` asks for a place, saves there, and says in a sentence what came of it."""
        super().__init__(window)
        self._window = window
        self._save_copy = save_copy
        self._known: dict[tuple[str, str, int], Failure] = {}
        self.waiting: deque[Failure] = deque()
        self._dialogs = 0
        self._showing = False
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take all unexpected exceptions from now on, from all threads."""
        sys.excepthook = self.take
        threading.excepthook = self._take_from_thread
        sys.unraisablehook = _log_unraisable

    @property
    def summary(self) -> list[str]:
        """What went wrong so far, a line each."""
        return [f"{one.sentence} ({one.times}×)" for one in self._known.values()]

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """One exception: log it, count it, and tell it later if it is worth telling."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        key = kind.__name__, *_place(trace)
        failure = self._known.get(key)
        if failure is None:
            details = "".join(traceback.format_exception(kind, error, trace))
            sentence = _own_fault(error) or f"{kind.__name__}: {error}".rstrip(": ")
            failure = self._known[key] = Failure(sentence, details)
            failure.plain = issubclass(kind, RowsError)
            log.write("error", details)
        else:
            failure.times += 1
            if failure.times & (failure.times - 1) == 0:  # 2, 4, 8, ...: a log has an end
                log.write("error", f"{failure.sentence} (for the {failure.times}th time)")
        if failure not in self.waiting and len(self.waiting) < MOST_WAITING:
            self.waiting.append(failure)
            self._arrived.emit()

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit and args.exc_value is not None:
            self.take(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot()
    def _show(self) -> None:
        """On the GUI thread, outside of every paint event: tell what waits, one after another."""
        if self._showing:
            return
        self._showing = True
        try:
            while self.waiting:
                self._tell(self.waiting[0])
                self.waiting.popleft()
        finally:
            self._showing = False

    def _tell(self, failure: Failure) -> None:
        if failure.quiet:
            return
        self._window.player.pause()
        if failure.plain:  # no fault of the program: a file of data is not as it was
            self._window.tell(f"{failure.sentence.partition(': ')[2]}.", True)
            return
        if failure.told >= MOST_ALIKE or self._dialogs >= MOST_DIALOGS:
            failure.quiet = True
            self._window.tell(
                f"Something keeps going wrong inside the program ({failure.sentence}). Save your "
                "work. Help > Diagnostics has the details.", True
            )
            return
        failure.told += 1
        self._dialogs += 1
        failure.last = self._dialogs == MOST_DIALOGS
        from playground.app.errors import failure_dialog  # not needed while all is well

        if failure_dialog.show_failure(self._window, failure, self._save_copy):
            failure.quiet = True


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """The file and line that raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ("", 0)


def _own_fault(error: BaseException) -> str:
    """Which of one's own files an exception comes from, in a sentence; "" if from none."""
    from playground.lab.plugins.load import blame

    sentence = blame(error)
    return f"It comes from a file of your own: {sentence}." if sentence else ""


def _log_unraisable(args: sys.UnraisableHookArgs) -> None:
    """What goes wrong where nothing can be done about it, as in an object's end."""
    lines = traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback)
    log.write("error, passed over", "".join(lines))
