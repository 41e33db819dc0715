"""Move a player's cursor and wait until it is there, however busy the machine is."""

from time import monotonic

from PySide6.QtCore import QCoreApplication, QEventLoop

PATIENCE = 20.0
"""Seconds; only a player that hangs needs them."""


def go_to(player, index):
    """Look at a step. A frame has its time budget, and a step may need another frame."""
    player.go_to(index)
    arrive(player)


def arrive(player):
    """Wait for the end of a jump, or of what an edit lets be computed again."""
    begin = monotonic()
    while player.seeking:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        assert monotonic() - begin < PATIENCE, f"still at step {player.cursor}"
