"""The line under the drawn network: where training stands, and which colour is which number."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from playground.app.look.style import SMALL, SPACE_M, SPACE_S, SPACE_XS, diverging, font, px, style
from playground.app.network.scales import DECADES
from playground.app.paint.axes import line_pen
from playground.app.widgets.combo import Combo
from playground.app.widgets.slider import quiet_wheel
from playground.app.widgets.text_line import Line

CHOICES = (("weight", "Colour: weights"), ("gradient", "Colour: gradients"))
ROOMY = 440
"""With fewer pixels the choice and the ramp are shorter, so that the line keeps some room."""
NARROW = 280  # with fewer, everything stands closer
LEAST_RAMP = 64  # its three numbers can just be told apart


class NetworkFoot(QWidget):
    """A line of text at the left; at the right what the edges are coloured by, and the ramp."""

    colour_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = Line()
        self.ramp = Ramp()
        self._combo = Combo()
        for name, text in CHOICES:
            self._combo.addItem(text, name)
        self._combo.setAccessibleName("What the edges are coloured by")
        self._combo.setToolTip(
            "Colour and width of the edges: their weights, or the gradient of the loss with "
            "respect to each. By gradient, a layer where it has vanished turns pale."
        )
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        quiet_wheel(self._combo)
        self._combo.activated.connect(self._chosen)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self._combo)
        self._row.addWidget(self.ramp)
        self.restyle()

    def show_colour(self, name: str) -> None:
        """What is chosen."""
        self._combo.setCurrentIndex(self._combo.findData(name))
        self.ramp.set_log(name == "gradient")

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._fit()
        self.line.update()

    def _fit(self) -> None:
        """Short words and a short ramp where there is little room."""
        roomy, ramp = self.width() >= px(ROOMY), self.ramp.sizeHint()
        for k, (_, text) in enumerate(CHOICES):
            shown = text if roomy else text.partition(": ")[2]
            if shown != self._combo.itemText(k):
                self._combo.setItemText(k, shown)
        self._combo.setMinimumContentsLength(int(roomy))  # Qt forgets the old width only so
        narrow = self.width() < px(NARROW)
        short = px(LEAST_RAMP if narrow else 96)
        self.ramp.setFixedSize(ramp.width() if roomy else short, ramp.height())
        side = px(SPACE_S if narrow else SPACE_M)
        self._row.setContentsMargins(side, px(SPACE_XS), side, px(SPACE_XS))
        self._row.setSpacing(px(SPACE_XS if narrow else SPACE_S))

    def minimumSizeHint(self) -> QSize:
        """With the shortest words and ramp, whatever stands there now."""
        words = max(self._combo.fontMetrics().horizontalAdvance(text.partition(": ")[2])
                    for _, text in CHOICES)
        combo = words + px(44)  # its frame and arrow
        width = combo + px(LEAST_RAMP) + 2 * px(SPACE_S) + 2 * px(SPACE_XS)
        return QSize(width, super().minimumSizeHint().height())

    @Slot(int)
    def _chosen(self, k: int) -> None:
        self.colour_chosen.emit(self._combo.itemData(k))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Ramp(QWidget):
    """The diverging colours from end to end, with the numbers they stand for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ends = ("−1", "0", "1")
        self._log = False
        self.set_log(False)

    @property
    def ends(self) -> tuple[str, str, str]:
        """The numbers at the left end, in the middle and at the right end."""
        return self._ends

    def set_ends(self, ends: tuple[str, str, str]) -> None:
        """Other numbers."""
        if ends != self._ends:
            self._ends = ends
            self.setAccessibleName(f"Colours from {ends[0]} to {ends[2]}")
            self.update()

    def set_log(self, log: bool) -> None:
        """Whether sizes are told apart by their logarithm."""
        self._log = log
        self.setToolTip(
            f"Gradients on a logarithmic scale over {DECADES} powers of ten: orange negative, "
            "blue positive, pale nearly nothing." if log else
            "Which colour is which weight: orange negative, blue positive; a wider line is a "
            "larger weight."
        )

    def sizeHint(self) -> QSize:
        return QSize(px(136), px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(SMALL))
        high = QFontMetricsF(painter.font()).height()
        edge = px(20)
        bar = QRectF(edge, px(1), self.width() - 2 * edge, self.height() - high - px(3))
        colors = QLinearGradient(bar.left(), 0, bar.right(), 0)
        for k in range(9):
            share = k / 4 - 1
            colors.setColorAt(k / 8, diverging(share))
        painter.fillRect(bar, colors)
        painter.setPen(line_pen(style.theme.outline, 0.7))
        painter.drawRect(bar)
        painter.setPen(line_pen(style.theme.quiet))
        narrow = self.width() < px(2 * LEAST_RAMP) - px(40)  # no room for the one in the middle
        for k, text in enumerate(self._ends):
            if narrow and k == 1:
                continue
            x = bar.left() + bar.width() * k / 2
            box = QRectF(x - px(30), bar.bottom() + px(1), px(60), high)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
