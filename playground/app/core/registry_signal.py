"""Says `changed` when surfaces or optimizers of one's own came or went: lists fill themselves anew.

Widgets that list what is registered connect to it, as they connect to `style` for the looks.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Registered(QObject):
    """The registries' one signal; they themselves know nothing of Qt."""

    changed = Signal()


registered = Registered()
