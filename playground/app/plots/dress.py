"""The look of every plot: its pens and fonts, from the theme and the size of the type."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QColor

from playground.app.look.style import style
from playground.app.paint.axes import line_pen
from playground.app.plots.axis import NumberAxis


def dress(plot: pg.PlotItem) -> None:
    """Give a plot's axes the theme's lines and the size of the window's type."""
    look = {"line": line_pen(style.theme.outline), "numbers": QColor(style.theme.quiet)}
    for name in ("left", "bottom", "right", "top"):
        axis = plot.getAxis(name)
        if isinstance(axis, NumberAxis):
            axis.dress(look)
        else:
            axis.setPen(look["line"])
