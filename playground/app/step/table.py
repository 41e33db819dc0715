"""The table of the step panel: every quantity of the update, a row each, x and y side by side."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.math_label import MathLabel
from playground.app.look.style import BODY, SMALL, SPACE_S, font, pen, px, style
from playground.app.step.update import Column, Update, entry, rows_of
from playground.app.text.latex_as_text import plain
from playground.app.widgets.cells import Cell, Cells, ruler

_ROW = 19
_HEAD = 16
_SYMBOL = 38
_ARROW = 22  # between f before and f after
_WIDEST = "−0.001234"
_LENGTH_TIP = (
    "How far the point moves. The lecture's rule: stop when this is negligible, for example 1e-5."
)
_LOSS_TIP = "The value of f before and after the update: downhill if it falls."
_CHANGE_TIP = "How much f changed by this update; negative is downhill."
_LENGTHS = ("length of the step  ‖θ⁽ⁱ⁺¹⁾ − θ⁽ⁱ⁾‖", "length of the step", "length")
_FOOTS = {
    "": (("f before → after", "f"), _LOSS_TIP, ("change of f", "change"), _CHANGE_TIP),
    "risk": (
        ("loss before → after", "loss"),
        "The loss before and after the update: downhill if it falls.",
        ("change of the loss", "change"),
        "How much the loss changed by this update; negative is downhill.",
    ),
    "batch": (
        ("loss: this batch → next", "loss → next batch", "loss → next"),
        "Each step sees other samples: the losses of two batches, not of one before and after.",
        ("difference",),
        "Between the losses of two batches: it says little about the update.",
    ),
}
"""By what a loss is of: names (the longest that has room is shown) and tips of the last lines."""
_SHORT = {
    "old point": "old",
    "new point": "new",
    "gradient ∇f": "gradient",
    "noisy gradient": "gradient",
    "running mean of gradients": "mean of g",
    "running mean of squared gradients": "mean of g²",
    "sum of squared gradients": "sum of g²",
    "bias-corrected mean": "m corrected",
    "bias-corrected mean square": "v corrected",
    "effective learning rate": "learning rate",
    "direction, one step ahead": "direction",
}
_TIPS = {
    "old point": "Where the update starts.",
    "gradient ∇f": "The gradient at the old point: it points uphill, so −g points downhill.",
    "noisy gradient": "The gradient at the old point as this step saw it, noise included.",
    "climbed point": "Where the gradient is taken: uphill of the old point by ρ.",
    "gradient up there": "The gradient at the climbed point, by which the rule goes down.",
    "velocity": "The direction of the step, gathered from this gradient and those before.",
    "effective learning rate": "The learning rate after scaling, different in each coordinate.",
    "new point": "Where the update ends: the next step starts here.",
}


class StepTable(Cells):
    """Symbol, name, and a column of numbers for each coordinate; below, step length and f."""

    def __init__(
        self, update: Update, columns: tuple[Column, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._update = update
        self._rows = [(symbol, name) for symbol, name, _ in rows_of(update)]
        self._ended = update.after is None
        self._symbols = [MathLabel(symbol, plain(symbol), self) for symbol, _ in self._rows]
        for label, (_, name) in zip(self._symbols, self._rows, strict=True):
            label.setToolTip(_TIPS.get(name, name))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Numbers of this step")

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Symbol and name of each row: what decides whether a table fits another update."""
        return self._rows

    def show_update(self, update: Update) -> None:
        """The numbers of another step of the same rule."""
        self._update = update
        values: list[float | None] = []
        for _, _, value in rows_of(update):
            values += [entry(value, column.place) for column in self._columns]
        if not self._ended:
            values.append(update.length)
        values.append(update.before.loss)
        if update.after is not None:
            values += [update.after.loss, update.after.loss - update.before.loss]
        self.show_values(values)

    def restyle(self) -> None:
        """Another theme or scale."""
        for label in self._symbols:
            label.setFont(font(BODY))
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        """Lay the table out for the present width."""
        width = self.width()
        small, body = ruler(SMALL), ruler(BODY)
        column = min(round(body.width(_WIDEST)), round(0.29 * width))
        cells, top = [], px(_HEAD) + px(2)
        numbers = [width - column, width - 2 * column - px(SPACE_S)][: len(self._columns)][::-1]
        for left, place in zip(numbers, self._columns, strict=True):
            cells.append(Cell(QRect(left, 0, column, px(_HEAD)), small, "quiet", place.title))
        names = px(_SYMBOL)
        room = numbers[0] - names - px(SPACE_S)
        for label, (_, name) in zip(self._symbols, self._rows, strict=True):
            label.setGeometry(0, top, names - px(2), px(_ROW))
            # A word that is cut says less than the symbol beside it.
            whole = (n for n in (name, _SHORT.get(name, "")) if small.width(n) <= room)
            cells.append(Cell(
                QRect(names, top, room, px(_ROW)), small, "quiet", next(whole, ""),
                right=False, tip=_TIPS.get(name, name),
            ))
            color = "accent" if name == "new point" else "text"
            cells += [
                Cell(QRect(left, top, column, px(_ROW)), body, color, tip=f"{name}, {c.title}")
                for left, c in zip(numbers, self._columns, strict=True)
            ]
            top += px(_ROW)
        self.set_cells(cells + self._foot(top + px(SPACE_S), numbers, column))
        self.show_update(self._update)

    def _foot(self, top: int, numbers: list[int], column: int) -> list[Cell]:
        """Step length, f before and after, and its change."""
        body, tall, right = ruler(BODY), px(_ROW), numbers[-1]
        loss, loss_tip, change, change_tip = _FOOTS[_data(self._update.loss_of)]
        before = right if self._ended else right - column - px(_ARROW)

        def name(row: int, texts: tuple[str, ...], tip: str, end: int) -> Cell:
            place, small = QRect(0, top + row * tall, end - px(SPACE_S), tall), ruler(SMALL)
            whole = (text for text in texts if small.width(text) <= place.width())
            text = next(whole, small.elided(texts[-1], place.width()))
            return Cell(place, small, "quiet", text, right=False, tip=tip)

        def number(row: int, left: int, color: str, tip: str) -> Cell:
            place = QRect(left, top + row * tall, self.width() - left, tall)
            return Cell(place, body, color, tip=tip)

        if self._ended:
            return [name(0, ("f",), loss_tip, before), number(0, before, "text", loss_tip)]
        first = number(1, before, "text", f"before\n{loss_tip}")
        first.rect.setWidth(column)
        gap = QRect(before + column, top + tall, right - before - column, tall)
        arrow = Cell(gap.translated(px(_ARROW) // 3, 0), ruler(SMALL), "quiet", "→", right=False)
        return [
            name(0, _LENGTHS, _LENGTH_TIP, right),
            number(0, right - px(SPACE_S), "text", _LENGTH_TIP),
            name(1, loss, loss_tip, before), first, arrow,
            number(1, right, "accent", f"after\n{loss_tip}"),
            name(2, change, change_tip, right),
            number(2, right - px(SPACE_S), "text", change_tip),
        ]

    def sizeHint(self) -> QSize:
        foot = px(SPACE_S) + (1 if self._ended else 3) * px(_ROW)
        return QSize(px(280), px(_HEAD) + px(2) + len(self._rows) * px(_ROW) + foot)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(pen(style.theme.line))
        for y in (px(_HEAD), px(_HEAD) + len(self._rows) * px(_ROW) + px(SPACE_S) // 2):
            painter.drawLine(0, y, self.width(), y)
        painter.end()
        super().paintEvent(event)


def _data(loss_of: str) -> str:
    """Whether a loss is over all the data, a batch's, or a surface's height: a key of _FOOTS."""
    return "batch" if loss_of.startswith("batch") else "risk" if loss_of else ""
