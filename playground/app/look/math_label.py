"""Typeset formulas: LaTeX -> SVG by ziamath on a worker, painted at the text's size and colour.

ziamath costs 150 ms to import and 10 to 30 ms a formula, so widgets never call it while they
paint. A formula is typeset once, at one size and in placeholder colours; size and theme are
matters of painting. Write \\textcolor{accent}{...} for the part that just changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from threading import Lock
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAction, QFontInfo, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_S, px, style
from playground.app.text.numbers import typeset_mark
from playground.app.work import background

_EM = 32.0  # typeset at this size, in px; three decimals are enough for any other
_INK, _ACCENT, _QUIET = "#010203", "#040506", "#070809"  # stand-ins, replaced when painted
_BOX = re.compile(r'viewBox="([-\d.e]+) ([-\d.e]+) ([-\d.e]+) ([-\d.e]+)"')
_X_HEIGHT = 0.46  # of STIX Two Math, in em
_SMALLEST = 0.6  # how far a formula shrinks before it is cut off
_KEPT = 512
_MOST_CHARACTERS, _MOST_NESTED = 1600, 10  # of a formula; with more it takes seconds, unreadable
_NESTING = re.compile(r"[{}]|\\left|\\right")
_SIGN = re.compile(r"(^|[(\[{,;=&<>]|\\\\|\\cdot|\\approx|\\to|\\leftarrow)(\s*)-(?=\s*[\w\\.({])")
"""A minus that is a number's sign and no subtraction: ziamath sets it as one, with gaps."""
_lock = Lock()


@dataclass(frozen=True)
class Formula:
    """A typeset formula; lengths in em (multiples of the font's size)."""

    svg: str
    width: float
    ascent: float
    descent: float


_formulas: dict[str, Formula | None] = {}  # used longest ago first; forgets beyond _KEPT


def too_large(latex: str) -> bool:
    """Whether a formula is too long or nested too deeply to be typeset."""
    depth = deepest = 0
    for token in _NESTING.findall(latex):
        depth += 1 if token in ("{", r"\left") else -1
        deepest = max(depth, deepest)
    return len(latex) > _MOST_CHARACTERS or deepest > _MOST_NESTED


def typeset(latex: str) -> Formula | None:
    """LaTeX as a Formula, or None if ziamath cannot or it is too large; slow: on a worker."""
    with _lock:
        if latex not in _formulas:
            while len(_formulas) >= _KEPT:
                del _formulas[next(iter(_formulas))]
            _formulas[latex] = _typeset(latex)
        else:
            _formulas[latex] = _formulas.pop(latex)
        return _formulas[latex]


@cache
def _ziamath() -> Any:
    """ziamath's module for formulas, told to be quick.

    A row measures its children for the height of stretching brackets before it places them, and
    so does every row inside: 2^depth times the work. While a row is only measured (`nostretch`)
    brackets do not count, so that the rows inside need not be measured again.
    """
    from ziamath import zmath
    from ziamath.config import config
    from ziamath.nodes import mrow

    config.svg2 = False  # QtSvg does not draw the symbols of SVG 2
    rows: Any = mrow.Mrow
    measured = rows._get_height_nostretch

    def measured_once(row: Any, line: Any, **options: Any) -> Any:
        return (0.0, 0.0) if options.get("nostretch") else measured(row, line, **options)

    rows._get_height_nostretch = measured_once
    return zmath


def _typeset(latex: str) -> Formula | None:
    if too_large(latex):
        return None
    for name, stand_in in (("accent", _ACCENT), ("quiet", _QUIET)):
        latex = latex.replace(rf"\textcolor{{{name}}}", rf"\textcolor{{{stand_in}}}")
    latex = _SIGN.sub(r"\1\2{-}", latex)
    try:
        svg = _ziamath().Latex(latex, size=_EM, color=_INK).svg()
    except Exception:  # whatever its parser stumbles over: the caller shows the plain text
        return None
    box = _BOX.search(svg)
    if box is None:
        return None
    _, top, width, height = (float(n) / _EM for n in box.groups())
    return Formula(svg, width, -top, height + top)


@lru_cache(maxsize=512)
def _renderer(formula: Formula, color: str, accent: str, quiet: str) -> QSvgRenderer:
    svg = formula.svg.replace(_INK, color).replace(_ACCENT, accent).replace(_QUIET, quiet)
    return QSvgRenderer(QByteArray(svg.encode()))


def render_math(latex: str, pixel_size: float, color: str) -> QSvgRenderer | None:
    """The formula as a picture whose `defaultSize` is its size at `pixel_size`; waits for it."""
    formula = typeset(latex)
    if formula is None:
        return None
    size = f'width="{formula.width * pixel_size:.3f}" height="{_tall(formula) * pixel_size:.3f}"'
    svg = re.sub(r'width="[\d.]+" height="[\d.]+"', size, formula.svg, count=1)
    svg = svg.replace(_INK, color).replace(_ACCENT, style.theme.accent)
    return QSvgRenderer(QByteArray(svg.replace(_QUIET, style.theme.quiet).encode()))


def typeset_as_file(formula: Formula, color: str) -> str:
    """The formula as an SVG of one colour for a file of its own."""
    svg = formula.svg
    for stand_in in (_INK, _ACCENT, _QUIET):
        svg = svg.replace(stand_in, color)
    return svg


def _tall(formula: Formula) -> float:
    return formula.ascent + formula.descent


def _reserved(latex: str) -> float:
    """A guess in em of the height of a formula that is not typeset yet, so that nothing jumps."""
    if "matrix" in latex:
        return 1.5 + 1.25 * latex.count(r"\\")
    if r"\frac" in latex or r"\sum" in latex or r"\int" in latex:
        return 2.5
    return 1.5


class MathLabel(QWidget):
    """A formula in a panel: plain text until it is typeset, and where it cannot be."""

    def __init__(
        self, latex: str = "", fallback_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts: tuple[str, ...] = ()
        self._text = ""
        self._held = 0  # the height that is kept for a formula to come
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for title, give in (("Copy text", self.text), ("Copy LaTeX", self.latex)):
            action = QAction(icon("copy"), title, self)
            action.triggered.connect(lambda _=False, give=give: _copy(give()))
            self.addAction(action)
        self.set_latex(latex, fallback_text)

    def set_latex(self, latex: str, fallback_text: str = "") -> None:
        """Show one formula; `fallback_text` says the same without LaTeX."""
        self.set_lines([latex] if latex else [], fallback_text or latex)

    def set_lines(self, parts: Sequence[str], fallback_text: str = "") -> None:
        """Show a formula in parts that stand in a row, or in several where the width is short."""
        parts = [typeset_mark(part) for part in parts]
        text, held = fallback_text or " ".join(parts), self._held
        self._held = 0
        if (tuple(parts), text) == (self._parts, self._text) and not held:
            return
        self._parts, self._text = tuple(parts), text
        self.setAccessibleName(text)
        self.setToolTip(text)
        missing = [part for part in self._parts if part not in _formulas]
        if missing:
            background.shared().submit(
                id(self), lambda: [typeset(part) for part in missing], self._typeset_done
            )
        self.updateGeometry()
        self.update()

    def wait(self) -> None:
        """Show nothing until the next formula comes, and keep the height for it."""
        if self._parts or self._text:
            height = self.height()
            self.set_lines(())
            self._held = height

    def text(self) -> str:
        """The formula in plain text."""
        return self._text

    def latex(self) -> str:
        """The formula in LaTeX."""
        return " ".join(self._parts)

    @property
    def typeset(self) -> bool:
        """Whether the formula, and not its plain text, is to be seen."""
        return bool(self._parts) and all(_formulas.get(part) for part in self._parts)

    @Slot(object)
    def _typeset_done(self, _: object) -> None:
        if isValid(self):
            self.updateGeometry()
            self.update()

    @property
    def _em(self) -> float:
        """Pixels of an em: the font's, made larger where its letters are larger than STIX's."""
        letters = QFontMetricsF(self.font()).xHeight() / _X_HEIGHT
        size = float(QFontInfo(self.font()).pixelSize())
        return min(max(letters, size), 1.2 * size)

    def _rows(self, width: float) -> tuple[float, list[list[Formula]]]:
        """The em to paint with and the rows of parts, for a width."""
        formulas = [f for part in self._parts if (f := _formulas.get(part)) is not None]
        widest = max(formula.width for formula in formulas)
        em = max(min(self._em, width / widest), _SMALLEST * self._em)
        rows: list[list[Formula]] = []
        x = 0.0
        for formula in formulas:
            if not rows or x + formula.width * em > width:
                rows.append([])
                x = 0.0
            rows[-1].append(formula)
            x += formula.width * em + px(SPACE_S)
        return em, rows

    def _row_height(self, em: float, row: Sequence[Formula]) -> float:
        guess = max((_reserved(part) for part in self._parts), default=1.5)
        return max(guess * em, max((_tall(formula) for formula in row), default=0) * em)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self._text)
        if self.typeset:
            formulas = [_formulas[part] for part in self._parts]
            width = sum(formula.width for formula in formulas if formula) * self._em
            width += px(SPACE_S) * (len(formulas) - 1)
        return QSize(ceil(width), self.heightForWidth(ceil(width)))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), px(80)), hint.height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._held:
            return self._held
        if not self.typeset:
            return ceil(self._row_height(self._em, []))
        em, rows = self._rows(max(width, 1))
        return ceil(sum(self._row_height(em, row) for row in rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = self.palette().color(self.foregroundRole())
        if self.typeset:
            self._paint_rows(painter, color.name())
        elif self._text:
            metrics = QFontMetricsF(self.font())
            shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
            where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.setPen(color)
            painter.drawText(self.rect(), where, shown)
        painter.end()

    def _paint_rows(self, painter: QPainter, color: str) -> None:
        em, rows = self._rows(self.width())
        heights = [self._row_height(em, row) for row in rows]
        top = (self.height() - sum(heights)) / 2
        for row, height in zip(rows, heights, strict=True):
            ascent = max(formula.ascent for formula in row)
            descent = max(formula.descent for formula in row)
            baseline = top + (height + (ascent - descent) * em) / 2
            x = 0.0
            for formula in row:
                box = QRectF(
                    x, baseline - formula.ascent * em, formula.width * em, _tall(formula) * em
                )
                _renderer(formula, color, style.theme.accent, style.theme.quiet).render(
                    painter, box
                )
                x += box.width() + px(SPACE_S)
            top += height


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
