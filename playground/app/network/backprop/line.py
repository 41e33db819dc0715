"""One step of the walk: in words, typeset, with its numbers, and what comes out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.app.look.math_label import MathLabel
from playground.app.look.style import LARGE, SPACE_XS, font, px, set_role, style
from playground.app.network.backprop.text import (
    MOST_TERMS,
    at_its_place,
    copied,
    formula,
    heading,
    is_final,
    latex_numbers,
    loss_name,
    phase,
    plain_numbers,
    result_text,
    short_heading,
    spoken,
)
from playground.app.text.numbers import between, exact
from playground.app.widgets.error_line import ElidedLabel
from playground.engine.networks.walkthrough import Line, Walkthrough

MOST_DIGITS = 9
MOST_ROWS, FEWEST_TERMS = 5, 4
"""Numbers that would take more rows are written with fewer terms, so that the result is seen."""
COPY = "Ctrl+C copies the step with all digits."


class WalkLine(QWidget):
    """Heading, formula, numbers, result. The numbers are plain text: they change while a run plays.

    Only the slope of a loss, which has fractions and powers in it, is typeset with its numbers.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phase, self._where = ElidedLabel(), QLabel()
        set_role(self._phase, "heading")
        set_role(self._where, "small")
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._phase.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._heading = ElidedLabel()
        self.formula = MathLabel()
        self._typeset = MathLabel()
        self._numbers = QLabel()
        self._numbers.setTextFormat(Qt.TextFormat.RichText)
        self._numbers.setWordWrap(True)
        self._numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._numbers.installEventFilter(self)
        for label in (self._heading, self._numbers):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        top = QHBoxLayout()
        top.addWidget(self._phase, 1)
        top.addWidget(self._where)
        self._rows = QVBoxLayout(self)
        self._rows.addLayout(top)
        for widget in (self._heading, self.formula, self._typeset, self._numbers):
            self._rows.addWidget(widget)
        self._rows.addStretch(1)  # what is left of the height is below, so that the result is seen
        self._shown: tuple[Walkthrough, Line] | None = None
        self.restyle()

    def show_line(self, walk: Walkthrough, line: Line, where: str) -> None:
        """A step of the walk; `where` says at which step of the run it is."""
        self._shown = walk, line
        self._where.setText(where)
        self._phase.setText(phase(line))
        self._heading.setText(short_heading(walk, line))
        self._heading.setToolTip(heading(walk, line))
        parts = formula(walk, line)
        self.formula.set_lines(parts, "   ".join(map(spoken, parts)))
        numbers = plain_numbers(line, loss_name(walk))
        if not numbers:
            self._typeset.set_latex(f"= {latex_numbers(line)}", "")
        self._typeset.setVisible(not numbers)
        self._write()
        shown = [f"{operand.symbol} = {exact(operand.value)}" for operand in line.operands[:12]]
        results = between().join(exact(value) for value in line.results[:12])
        self._numbers.setToolTip("\n".join([*map(spoken, shown), f"result: {results}", COPY]))

    @property
    def text(self) -> str:
        """Heading and numbers in plain text, for tests and readers."""
        return f"{self._heading.text()}: {self.formula.text()} {self.plain}"

    def restyle(self) -> None:
        """Another theme or scale."""
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(SPACE_XS))
        bold = font(bold=True)
        self._heading.setFont(bold)
        self.formula.setFont(font(LARGE))
        self._numbers.setFont(font())
        # Room for the tallest usual step, so that stepping does not move what is below.
        self.setMinimumHeight(px(140))
        self._write()

    @Slot()
    def copy(self) -> None:
        """What is marked with the mouse, or the whole step with all digits, to the clipboard."""
        marked = self._numbers.selectedText()
        if self._shown is not None:
            QGuiApplication.clipboard().setText(marked or copied(*self._shown))

    def _write(self) -> None:
        """The numbers and the result, all with as many digits.

        Only what one works for, H and its slopes in the parameters, stands there with more of
        them besides, and says so.
        """
        if self._shown is None:
            return
        walk, line = self._shown
        before, most = self._before(walk, line)
        result, longer = result_text(line, most=most), result_text(line, MOST_DIGITS, most)
        self.plain = f"{before}= {result}"
        more = f" (to {MOST_DIGITS} digits {longer})"
        if longer == result or not is_final(walk, line) or self._rows_for(
            self.plain + more
        ) > self._room:
            more = ""
        theme = style.theme
        self._numbers.setText(
            f"{before}= <span style='color:{theme.accent}; font-weight:600'>{result}</span>"
            f"<span style='color:{theme.quiet}'>{more}</span>"
        )
        self.plain += more
        self._numbers.setAccessibleName(self.plain)

    def _before(self, walk: Walkthrough, line: Line) -> tuple[str, int]:
        """The numbers before the result, of so many terms that all of it is seen at once."""
        for most in range(MOST_TERMS, FEWEST_TERMS - 1, -1):
            numbers, result = plain_numbers(line, loss_name(walk), most), result_text(line)
            before = f"= {numbers} " if numbers and numbers != result else ""
            if (slope := at_its_place(walk, line)):
                before = f"= {slope} {before}"
            if self._rows_for(f"{before}= {result_text(line, most=most)}") <= self._room:
                break
        return before, most

    @property
    def _room(self) -> float:
        """The most height that the numbers take."""
        return MOST_ROWS * QFontMetricsF(font(bold=True)).lineSpacing()

    def _rows_for(self, text: str) -> float:
        """The height of a text in the label."""
        room = QRectF(0, 0, max(self._numbers.width() - px(8), px(100)), px(2000))
        wrapped = int(Qt.TextFlag.TextWordWrap)
        return QFontMetricsF(font(bold=True)).boundingRect(room, wrapped, text).height()

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange and self._shown is not None:
            self.show_line(*self._shown, self._where.text())
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A label of which nothing is marked would take Ctrl+C and copy nothing.
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):
            if event.type() == QEvent.Type.KeyPress:
                self.copy()
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()
