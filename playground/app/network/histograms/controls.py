"""Over the histograms: what to show, and what they say in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QToolTip, QWidget

from playground.app.look import style as look
from playground.app.look.style import BODY, SMALL, SPACE_S, SPACE_XS, px, style
from playground.app.network.histograms.data import KINDS, kind_help, kind_title
from playground.app.paint.legend import paint_marker
from playground.app.widgets.combo import Combo
from playground.app.widgets.slider import quiet_wheel
from playground.app.widgets.wrap_row import WrapRow

_BATCH_TIP = (
    "Show the gradient of the step's batch, the one the optimizer follows, instead of the whole "
    "risk's. One batch is noisier, and quicker to have."
)
_ALL_TIP = "One column for each of up to three shown runners, on one axis: compare activations."
_FREEZE_TIP = (
    "Keep the present histograms as an outline, to compare later steps, or another network, with "
    "them. Press again to forget them."
)


class HistogramControls(QWidget):
    """The chooser and three switches."""

    kind_chosen = Signal(str)
    batch_switched = Signal(bool)
    all_switched = Signal(bool)
    freeze_switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chooser = Combo()
        self.chooser.setAccessibleName("What the histograms are of")
        self.chooser.setMinimumContentsLength(8)
        quiet_wheel(self.chooser)
        self._batch = _switch("batch", "Gradient of the batch", _BATCH_TIP)
        self._all = _switch("all runners", "All runners side by side", _ALL_TIP)
        self._freeze = _switch("freeze", "Freeze as a reference", _FREEZE_TIP)
        self._row = WrapRow(self)
        self._row.addWidget(self.chooser, 1)
        for button in (self._batch, self._all, self._freeze):
            self._row.addWidget(button)
        self.set_states(())
        self.chooser.currentIndexChanged.connect(self._choose)
        self._batch.toggled.connect(self.batch_switched)
        self._all.toggled.connect(self.all_switched)
        self._freeze.toggled.connect(self.freeze_switched)
        self.dress()

    @property
    def kind(self) -> str:
        """What is chosen: "gradient", "weight", "activation", or a state's name."""
        return str(self.chooser.currentData())

    @property
    def batch(self) -> bool:
        """Whether the batch's gradient is wanted."""
        return self._batch.isChecked()

    @property
    def all_runners(self) -> bool:
        """Whether there is a column for each runner."""
        return self._all.isEnabled() and self._all.isChecked()

    def set_states(self, states: Sequence[str]) -> None:
        """The optimizer's named states, below what every network has."""
        kinds = [*KINDS, *states]
        if kinds == [self.chooser.itemData(k) for k in range(self.chooser.count())]:
            return
        chosen = self.kind
        blocked = self.chooser.blockSignals(True)
        self.chooser.clear()
        for k, kind in enumerate(kinds):
            self.chooser.addItem(kind_title(kind), kind)
            self.chooser.setItemData(k, kind_help(kind), Qt.ItemDataRole.ToolTipRole)
        self.chooser.setCurrentIndex(max(self.chooser.findData(chosen), 0))
        self.chooser.setToolTip(kind_help(self.kind))
        self.chooser.blockSignals(blocked)

    def choose(self, kind: str) -> None:
        """Choose what is shown."""
        self.chooser.setCurrentIndex(self.chooser.findData(kind))

    def set_batch(self, batch: bool, why_not: str) -> None:
        """Show which gradient is taken; `why_not` if there is no choice."""
        blocked = self._batch.blockSignals(True)
        self._batch.setChecked(batch)
        self._batch.blockSignals(blocked)
        self._batch.setEnabled(not why_not)
        self._batch.setToolTip(why_not or _BATCH_TIP)

    def allow_all(self, why_not: str) -> None:
        """Whether there are several runners to compare."""
        self._all.setEnabled(not why_not)
        self._all.setToolTip(why_not or _ALL_TIP)

    def set_frozen(self, frozen: bool) -> None:
        """Show whether there is a reference."""
        blocked = self._freeze.blockSignals(True)
        self._freeze.setChecked(frozen)
        self._freeze.blockSignals(blocked)

    def dress(self) -> None:
        """Put on the sizes of the style."""
        self._row.setContentsMargins(px(SPACE_S), px(SPACE_XS), px(SPACE_S), 0)
        self._row.setSpacing(px(SPACE_XS))

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.chooser.setToolTip(kind_help(self.kind))
        self.kind_chosen.emit(self.kind)


def _switch(text: str, name: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setCheckable(True)
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


class Headline(QWidget):
    """The sentence, or one for each runner; below it, quietly, what exactly is shown.

    Its height depends on how many runners there are, not on the words: nothing moves in play.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[tuple[int, str], ...] = ()
        self._caption = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """Slot and sentence of each runner."""
        return self._lines

    @property
    def caption(self) -> str:
        """What exactly is shown."""
        return self._caption

    def show_lines(self, lines: Sequence[tuple[int, str]], caption: str) -> None:
        """Say this."""
        if (tuple(lines), caption) == (self._lines, self._caption):
            return
        counted = len(lines) != len(self._lines)
        self._lines, self._caption = tuple(lines), caption
        if counted:
            self.updateGeometry()
        self.update()

    def describe(self) -> str:
        """All of it as text; for who cannot see it, and where there is no room for it."""
        return "\n".join([*(text for _, text in self._lines), self._caption])

    def sizeHint(self) -> QSize:
        small = QFontMetricsF(look.font(SMALL)).height()
        return QSize(px(120), round(self._high + small) + px(SPACE_XS))

    @property
    def _high(self) -> float:
        """Of the sentences: two lines of one runner's, or a line for each."""
        return max(2, len(self._lines)) * QFontMetricsF(look.font(SMALL)).height()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.describe(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, width = px(SPACE_S), self.width() - 2 * px(SPACE_S)
        top = self._high
        if len(self._lines) == 1:
            self._paint_sentence(painter, QRectF(left, 0, width, top))
        else:
            painter.setFont(look.font(SMALL))
            self._paint_lines(painter, left, width)
        painter.setFont(look.font(SMALL))
        painter.setPen(QColor(style.theme.quiet))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self._caption, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QPointF(left, top + px(2) + metrics.ascent()), text)

    def _paint_sentence(self, painter: QPainter, room: QRectF) -> None:
        """In smaller type where two lines are not enough; what matters most stands first."""
        text, flags = self._lines[0][1], int(Qt.TextFlag.TextWordWrap)
        side = Qt.AlignmentFlag.AlignBottom
        for size in (BODY, SMALL):
            painter.setFont(look.font(size))
            if painter.boundingRect(room, flags, text).height() <= room.height():
                break
        else:
            side = Qt.AlignmentFlag.AlignTop
        painter.setPen(QColor(style.theme.text))
        painter.drawText(room, side | Qt.TextFlag.TextWordWrap, text)

    def _paint_lines(self, painter: QPainter, left: float, width: float) -> None:
        metrics, side = QFontMetricsF(painter.font()), px(9)
        for k, (slot, sentence) in enumerate(self._lines):
            top = k * metrics.height()
            paint_marker(painter, slot, left + side / 2, top + metrics.height() / 2, side)
            indent = side + px(SPACE_XS)
            text = metrics.elidedText(sentence, Qt.TextElideMode.ElideRight, width - indent)
            painter.setPen(QColor(style.theme.text))
            painter.drawText(QPointF(left + indent, top + metrics.ascent()), text)
