"""The plot of the training chart: a chart's plot with lines of its own and an axis in epochs."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics

from playground.app.charts.plot import ChartPlot
from playground.app.charts.training.layer import TrainingLayer
from playground.app.look import style as look
from playground.app.look.style import style


class TrainingPlot(ChartPlot):
    """Everything that hands do is ChartPlot's; `set_per_epoch` changes what the axis counts."""

    layer: TrainingLayer
    per_epoch = 0
    compact = False
    """Whether the axis of steps goes without its title: the line below the chart says it."""

    def __init__(self) -> None:
        super().__init__(TrainingLayer)
        self.framed.connect(self._label_epochs)
        self.dress()

    def set_per_epoch(self, per_epoch: int) -> None:
        """Count epochs of so many steps along the axis; 0 counts steps."""
        if per_epoch != self.per_epoch:
            self.per_epoch = self.layer.per_epoch = per_epoch
            self.dress()

    def set_compact(self, compact: bool) -> None:
        """Leave out the title of the lower axis, or not."""
        if compact != self.compact:
            self.compact = compact
            self.dress()

    def dress(self) -> None:
        super().dress()
        if self.compact:
            line = QFontMetrics(look.font(look.SMALL)).height()
            self.getAxis("bottom").setHeight(line + look.px(6))

    def _label_epochs(self) -> None:
        """Put the ticks of the layer's grid on the axis, too."""
        if self.per_epoch:
            across = self.layer.across
            minor = [(place, "") for place in across.minor]
            self.getAxis("bottom").setTicks([across.major, minor])

    def _label_axes(self) -> None:
        super()._label_axes()
        if self.per_epoch:
            css = {"color": style.theme.quiet, "font-size": f"{look.px(look.SMALL)}px"}
            self.getAxis("bottom").setLabel("epoch", **css)
        if self.compact:
            self.getAxis("bottom").showLabel(False)
