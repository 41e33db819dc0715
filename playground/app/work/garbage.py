"""Python's cyclic collector, on the GUI thread only and between two events.

Left to itself it runs wherever an object is made: on a worker's thread, or in a handler in the
middle of Qt handing the focus on. A widget that it takes away there is destroyed on the wrong
thread, or under Qt's hands, and the process dies long after the cause. pyqtgraph knows the same
remedy (`util.garbage_collector`); this one belongs to a window, and ends with it. Python does not
begin again by itself then: `destroyed` is said while the window's children are still to go, and an
object that was collected among them would wait for ever for the lock that Qt holds. The program
ends with its window.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY = 1000
"""Milliseconds between two looks: playing at full speed leaves a few hundred objects in one."""


class Collector(QObject):
    """Collects what is due, as long as its window lives; Python by itself collects no more."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        gc.disable()
        self.timer = QTimer(self, interval=EVERY)
        self.timer.timeout.connect(self.collect)
        self.timer.start()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is full, as Python itself would choose it."""
        fill = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(fill) if count > most > 0]
        if due:
            gc.collect(due[-1])
