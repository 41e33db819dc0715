""" "You predicted, it was": both in one set of axes, the prediction dashed, with the words."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from playground.app.course.fields import as_text
from playground.app.course.rich_text import RichText, with_decimal_mark
from playground.app.look.style import SPACE_M, SPACE_XS, px, set_role, style
from playground.app.plots.base import Plot
from playground.app.text.numbers import number
from playground.lab.course.lesson import Question
from playground.lab.course.session import Reveal

MOST_MARKS = 12


class RevealLine(Plot):
    """Numbers on one axis: dashed what was predicted, solid what it was."""

    def __init__(self, predicted: list[float], actual: list[float]) -> None:
        super().__init__()
        self.predicted, self.actual = predicted, actual
        self._lines: list[pg.InfiniteLine] = []
        self.plot.hideAxis("left")
        self.plot.layout.setContentsMargins(px(SPACE_M), 0, px(SPACE_M), 0)  # for the last number
        self.box.setMouseEnabled(False, False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = [*predicted, *actual]
        low, high = min(both), max(both)
        room = 0.15 * (high - low) or 0.15 * abs(high) or 1.0
        self.box.setXRange(low - room, high + room, padding=0)
        self.box.setYRange(0, 1, padding=0)
        self.setAccessibleName(
            f"predicted {', '.join(map(number, predicted))}; it was "
            f"{', '.join(map(number, actual))}"
        )
        self.dress()

    def dress(self) -> None:
        super().dress()
        for line in self._lines:
            self.plot.removeItem(line)
        self._lines = []
        for values, dash, width in (
            (self.actual, Qt.PenStyle.SolidLine, 2.5), (self.predicted, Qt.PenStyle.DashLine, 2.0),
        ):
            color = style.theme.text if dash == Qt.PenStyle.SolidLine else style.theme.accent
            for value in values:
                pen = QPen(QColor(color), max(1.5, px(width)), dash)
                pen.setCosmetic(True)
                line = pg.InfiniteLine(pos=value, angle=90, pen=pen)
                self.plot.addItem(line, ignoreBounds=True)
                self._lines.append(line)

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(64))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(64))


class RevealCard(QWidget):
    """One prediction with what became of it."""

    def __init__(self, reveal: Reveal) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(px(SPACE_XS))
        head = QLabel("Your prediction")
        set_role(head, "heading")
        rows.addWidget(head)
        self.words = RichText()
        self.words.set_text(in_words(reveal))
        rows.addWidget(self.words)
        numbers = both_numbers(reveal)
        if numbers is not None:
            self.line = RevealLine(*numbers)
            self.line.setFixedHeight(px(64))
            rows.addWidget(self.line)


def in_words(reveal: Reveal) -> str:
    """ "You predicted **50**; it was **61**.", of choices with their texts."""
    question = reveal.question
    if question.choices:
        said, was = (_choice(question, value) for value in (reveal.predicted, reveal.actual))
        return f"You predicted: {said}\n\nIt was: {was}"
    if (pairs := both_numbers(reveal)) and len(question.labels) == len(pairs[0]) > 1:
        return "\n\n".join(
            f"{with_decimal_mark(label)}: you predicted **{number(a)}**, it was **{number(b)}**."
            for label, a, b in zip(question.labels, *pairs, strict=True)
        )
    was = as_text(_rounded(reveal.actual))
    return f"You predicted **{as_text(reveal.given)}**; it was **{was}**."


def _choice(question: Question, value: object) -> str:
    places = value if isinstance(value, list) else [value]
    return ", ".join(question.choices[int(place)] for place in places)  # type: ignore[arg-type]


def _rounded(actual: object) -> object:
    values = np.asarray(actual, dtype=float)
    texts = [number(float(v)) for v in values.ravel()]
    return texts if values.size > 1 else texts[0]


def both_numbers(reveal: Reveal) -> tuple[list[float], list[float]] | None:
    """Prediction and outcome as numbers of one axis; None where they are none, or too many."""
    if reveal.question.choices or reveal.predicted is None or reveal.question.type == "point":
        return None
    predicted = np.ravel(np.asarray(reveal.predicted, dtype=float))
    actual = np.ravel(np.asarray(reveal.actual, dtype=float))
    if predicted.size > MOST_MARKS or not np.isfinite([*predicted, *actual]).all():
        return None
    return predicted.tolist(), actual.tolist()
