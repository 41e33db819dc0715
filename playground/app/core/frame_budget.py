"""How a frame is shared: painting is measured, stepping gets the rest.

What is painted differs from frame to frame of a round (views take turns), so that each phase of
the round is measured by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot

LEAST = 0.004
"""Seconds of a frame that stepping gets at least, however long painting takes."""
FIRST = 0.008
SPARE = 0.001
"""Seconds of a frame that nobody plans with: clocks and other programs are not exact."""


class FrameBudget(QObject):
    """Call `begin` as a frame begins and `stepped` when its steps are made.

    Painting is over when the event loop has nothing left to do before it blocks; where it never
    blocks, when the next frame begins.
    """

    def __init__(
        self, frame: float, phases: int, clock: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._frame, self._clock = frame, clock
        self._shares = [FIRST] * phases
        self._phase = 0
        self._stepped: float | None = None  # when this frame's steps were made
        self._rested: float | None = None  # when the event loop last ran dry after that
        loop = QAbstractEventDispatcher.instance()
        if loop is not None:
            loop.aboutToBlock.connect(self._rest)

    @property
    def stepping(self) -> float:
        """Seconds that this frame has for stepping."""
        return self._shares[self._phase]

    def begin(self, phase: int) -> None:
        """A frame begins; what the one before it took to paint is known now."""
        if self._stepped is not None:
            end = self._clock() if self._rested is None else self._rested
            room = max(self._frame - SPARE - (end - self._stepped), LEAST)
            share = self._shares[self._phase]
            # At once where painting takes longer, slowly back: one quiet frame proves little.
            self._shares[self._phase] = share + (room - share) * (0.7 if room < share else 0.1)
        self._phase, self._stepped, self._rested = phase, None, None

    def stepped(self) -> None:
        """The steps of this frame are made: from here on it is painting."""
        self._stepped, self._rested = self._clock(), None

    @Slot()
    def _rest(self) -> None:
        if self._stepped is not None:
            self._rested = self._clock()
