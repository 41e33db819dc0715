"""Run > Quiz me on this: which questions can be asked about what is on screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from playground.app.core.player import Player
from playground.lab.course.quiz import KINDS, Kind, why_no_quiz


def fill_quiz_menu(menu: QMenu, player: Player, chosen: Callable[[Kind], object]) -> None:
    """An entry for each kind; one that cannot be asked says why."""
    menu.clear()
    menu.setToolTipsVisible(True)
    runner = player.runner
    for kind, words in KINDS.items():
        action = menu.addAction(words)
        reason = "there is no runner" if runner is None else why_no_quiz(
            player.experiment, runner, kind
        )
        action.setEnabled(not reason)
        action.setToolTip((reason and f"{reason[:1].upper()}{reason[1:]}.") or words)
        action.triggered.connect(lambda _=False, kind=kind: chosen(kind))
