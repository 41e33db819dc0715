"""The modes by kind of problem; one is imported when an experiment of its kind is first shown."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from playground.app.core.player import Player

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from playground.app.core.mode import Mode

MODES = {
    "surface": "playground.app.surface.mode:SurfaceMode",
    "network": "playground.app.network.mode:NetworkMode",
}


def make_mode(kind: str, window: QMainWindow, player: Player) -> Mode:
    """A new mode for a window."""
    module, _, name = MODES[kind].partition(":")
    mode: Mode = getattr(import_module(module), name)(window, player)
    return mode
