"""What the left button does in a chart: it chooses a place along the axis."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF


class PickHand:
    """A `Hand` that says where it is pressed and dragged; `taken_back` when a double click shows
    that the press was not meant to choose."""

    def __init__(
        self, pressed: Callable[[QPointF], None], dragged: Callable[[QPointF], None],
        taken_back: Callable[[], None],
    ) -> None:
        self._pressed, self._dragged, self._taken_back = pressed, dragged, taken_back

    def press(self, at: QPointF) -> None:
        """Choose what is there."""
        self._pressed(at)

    def drag(self, at: QPointF) -> None:
        """The same for every place on the way."""
        self._dragged(at)

    def release(self, at: QPointF) -> None:
        """Nothing is left to do."""

    def double_click(self, at: QPointF) -> bool:
        """Take back what the first click did; the plot fits."""
        self._taken_back()
        return False

    def context_click(self, at: QPointF) -> bool:
        """The menu opens."""
        return False
