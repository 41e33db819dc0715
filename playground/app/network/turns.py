"""Views that are brought up to date one after another, a group in every frame.

All views of a network together take longer to draw and paint than a frame lasts. While steps are
played, or a hand drags a weight, each frame draws one group of them, the one that has waited
longest; so no frame is long, and none starves. Whoever comes to rest shows all at once instead.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

FRAME_MS = 16


class Turns(QObject):
    """`owe` what is to be drawn, by who is to draw it; what was owed before by the same is dropped.

    The first one is drawn at once, unless a turn was had within this frame already. `taken(who)`
    follows each turn.
    """

    taken = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._owed: dict[Hashable, Callable[[], object]] = {}
        self._last = 0.0  # when a turn ended
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._take_turn)

    @property
    def waiting(self) -> tuple[Hashable, ...]:
        """Who has not been drawn yet, the next one first."""
        return tuple(self._owed)

    def owe(self, who: Hashable, draw: Callable[[], object]) -> None:
        """`who` has something newer to draw; a place in the row that it has, it keeps."""
        self._owed[who] = draw
        if not self._timer.isActive():
            gone = 1000 * (perf_counter() - self._last)
            self._timer.start(max(0, round(FRAME_MS - gone)))

    def drop(self) -> None:
        """Nothing is owed any more: everybody has been drawn."""
        self._owed.clear()
        self._timer.stop()

    @Slot()
    def _take_turn(self) -> None:
        if not self._owed:
            return
        who = next(iter(self._owed))
        draw = self._owed.pop(who)
        if self._owed:
            self._timer.start(FRAME_MS)
        self._last = perf_counter()
        draw()
        self.taken.emit(who)
