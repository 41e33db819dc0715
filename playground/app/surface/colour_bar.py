"""What the surface's colour bar is called."""

from __future__ import annotations

from playground.app.plots.height_bar import above
from playground.app.plots.heights import Range


def bar_name(range_: Range) -> str:
    """What stands along the bar."""
    return f"f (log height {above(range_)})" if range_.log else "f"
