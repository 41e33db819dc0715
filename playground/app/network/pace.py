"""How often something costly is worked out while a run plays."""

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

REST = 120      # milliseconds between two times
SLOW = 0.025    # seconds; what takes longer waits until nothing has moved for REST


class Pace(QObject):
    """`ask` as often as you like: `due` comes at once, then a few times a second.

    What took longer than SLOW the last time (`cost`, in seconds) is only due when the asking rests,
    so that a large network does not make the picture stutter.
    """

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cost = 0.0
        self._last = 0.0  # when it was due
        self._asked = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(REST)
        self.timer.timeout.connect(self._rested)

    def ask(self, hurried: bool = False) -> None:
        """Something changed; `hurried`: it will again before long, and only now is there time."""
        slow = self.cost > SLOW
        if hurried and not slow:
            self.stop()
            if perf_counter() - self._last > REST / 1000:
                self._tell()
            return
        if slow or self.timer.isActive():
            self._asked = True
            if slow:
                self.timer.start()
            return
        self.timer.start()
        self._tell()

    def stop(self) -> None:
        """Nothing is asked for any more."""
        self._asked = False
        self.timer.stop()

    @Slot()
    def _rested(self) -> None:
        if self._asked:
            self._asked = False
            if self.cost <= SLOW:
                self.timer.start()
            self._tell()

    def _tell(self) -> None:
        self._last = perf_counter()
        self.due.emit()
