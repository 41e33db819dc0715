"""What benchmarks of the real window share: the frames of the event loop, for a while."""

from time import perf_counter

from PySide6.QtCore import QAbstractEventDispatcher, QTimer


class Frames:
    """How long the event loop is busy with each frame: stepping, drawing, painting."""

    def __init__(self, player):
        self.busy, self._begin, self._rest = [], None, None
        player.timer.timeout.disconnect(player.tick)  # to be asked before the player
        player.timer.timeout.connect(self._frame)
        player.timer.timeout.connect(player.tick)
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._block)

    def _frame(self):
        now = perf_counter()
        if self._begin is not None:
            self.busy.append(((self._rest or now) - self._begin) * 1000)
        self._begin, self._rest = now, None

    def _block(self):
        self._rest = perf_counter()


def let_run(app, seconds):
    """The real event loop, for a while."""
    QTimer.singleShot(round(seconds * 1000), app.exit)  # quit would close the window
    app.exec()
