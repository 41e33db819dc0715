"""A chart's curves: what their numbers are (a `Series`), and how they are drawn (a `LineStyle`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from playground.app.look import style as look
from playground.app.look.style import style
from playground.app.paint.legend import chart_pen
from playground.app.plots.along import Along
from playground.engine.problem import Array
from playground.lab.runs.run import Run


class Series(Protocol):
    """One quantity of one run as points of a chart.

    `x` are places along the axis and `y` heights on it, both (n,): powers of ten on a logarithmic
    axis, NaN where there is nothing to draw. `low` and `high` are the extremes of all that is
    known (inf and -inf without any), `first` is the height where it begins,
    and `unshown` says that there are values without a logarithm, on a logarithmic axis.
    """

    run: Run
    along: Along
    low: float
    high: float
    first: float | None
    unshown: bool

    @property
    def x(self) -> Array: ...
    @property
    def y(self) -> Array: ...

    def place(self, step: float) -> float:
        """Where a step of the run stands along the axis."""

    def step(self, place: float) -> float:
        """The step at a place."""

    def at(self, step: int) -> float:
        """The height on the axis at a step; NaN where it is not known."""

    def value(self, step: int) -> float:
        """The quantity at a step; NaN where it is not known."""

    def nearest(self, place: float) -> int | None:
        """The step next to a place whose value is known; None where there is none."""

    def grow(self, pixels: int = 0) -> bool:
        """Take in what was recorded since, if that is so many pixels; False if the points that
        there were must be drawn anew."""

    def set_range(self, first: float, last: float, buckets: int) -> bool:
        """Be seen between two places, on so many pixels; whether the points were made anew."""


@dataclass(frozen=True)
class LineStyle:
    """How a curve is drawn, in its runner's colour.

    `marked`: with the runner's markers along it and at the cursor, and in the legend. `dots`: with
    a dot at every step where steps are far apart. `strength` below 1 mixes in the ground.
    """

    width: float = 2.0
    dashes: tuple[float, ...] = ()
    round_ends: bool = True
    strength: float = 1.0
    marked: bool = True
    dots: bool = False

    def pen(self, slot: int) -> QPen:
        """What the line is painted with; a slot below 0 is nobody's: in the colour of text."""
        color = look.runner_color(slot) if slot >= 0 else QColor(style.theme.quiet)
        if self.strength < 1:
            color = look.mixed(style.theme.panel, color, self.strength)
        if not self.dashes:
            return chart_pen(color, self.width)
        pen = chart_pen(color, self.width, Qt.PenStyle.CustomDashLine)
        caps = Qt.PenCapStyle
        pen.setCapStyle(caps.RoundCap if self.round_ends else caps.FlatCap)
        pen.setDashPattern(self.dashes)
        return pen


SOLID = LineStyle()


@dataclass(eq=False)
class Curve:
    """A line of a runner in a chart, and how much of it the kept picture shows."""

    slot: int
    label: str
    series: Series
    line: LineStyle = SOLID
    part: str = "main"
    """Which of its runner's lines it is."""
    drawn: int = 0
    """Points in the picture."""
    marked: int = -1
    """The last step that may have a marker or a dot there."""
    pen: QPen = field(default_factory=QPen)


def closest(curves: list[Curve], steps: float) -> float:
    """How much of the axis so many steps take up, of the run whose steps lie closest."""
    return min((curve.series.place(steps) for curve in curves), default=steps)
