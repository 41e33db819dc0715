"""One step of the walk: in words, typeset, with its numbers, and what comes out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.app.format import full
from playground.app.math_label import MathLabel
from playground.app.panels.backprop_words import (
    formula,
    heading,
    latex_numbers,
    phase,
    plain_numbers,
    result_text,
)
from playground.app.panels.step_plain import plain
from playground.app.style import LARGE, SPACE_XS, font, px, set_role, style
from playground.engine.walkthrough import Line, Walkthrough


class WalkLine(QWidget):
    """Heading, formula, numbers, result. The numbers are plain text: they change while a run plays.

    Only the slope of a loss, which has fractions and powers in it, is typeset with its numbers.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phase, self._where = QLabel(), QLabel()
        set_role(self._phase, "heading")
        set_role(self._where, "small")
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._phase.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._heading = QLabel()
        self._heading.setWordWrap(True)
        self._formula = MathLabel()
        self._typeset = MathLabel()
        self._numbers = QLabel()
        self._numbers.setTextFormat(Qt.TextFormat.RichText)
        self._numbers.setWordWrap(True)
        self._numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._heading, self._numbers):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        top = QHBoxLayout()
        top.addWidget(self._phase, 1)
        top.addWidget(self._where)
        self._rows = QVBoxLayout(self)
        self._rows.addLayout(top)
        for widget in (self._heading, self._formula, self._typeset, self._numbers):
            self._rows.addWidget(widget)
        self._shown: tuple[Walkthrough, Line] | None = None
        self.restyle()

    def show_line(self, walk: Walkthrough, line: Line, where: str) -> None:
        """A step of the walk; `where` says at which step of the run it is."""
        self._shown = walk, line
        self._where.setText(where)
        self._phase.setText(phase(line))
        self._heading.setText(heading(walk, line))
        parts = formula(walk, line)
        self._formula.set_lines(parts, "   ".join(map(plain, parts)))
        numbers = plain_numbers(line)
        if not numbers:
            self._typeset.set_latex(f"= {latex_numbers(line)}", "")
        self._typeset.setVisible(not numbers)
        self._write(numbers, result_text(line))
        shown = [f"{operand.symbol} = {full(operand.value)}" for operand in line.operands[:12]]
        results = ", ".join(full(value) for value in line.results[:12])
        self._numbers.setToolTip("\n".join([*map(plain, shown), f"result: {results}"]))

    @property
    def text(self) -> str:
        """Heading and numbers in plain text, for tests and readers."""
        return f"{self._heading.text()}: {self._formula.text()} {self._plain}"

    def restyle(self) -> None:
        """Another theme or scale."""
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(SPACE_XS))
        bold = font(bold=True)
        self._heading.setFont(bold)
        self._formula.setFont(font(LARGE))
        self._numbers.setFont(font())
        # Room for the tallest usual step, so that stepping does not move what is below.
        self.setMinimumHeight(px(140))
        if self._shown is not None:
            self._write(plain_numbers(self._shown[1]), result_text(self._shown[1]))

    def _write(self, numbers: str, result: str) -> None:
        accent = style.theme.accent
        before = f"= {numbers} " if numbers and numbers != result else ""
        self._plain = f"{before}= {result}"
        self._numbers.setText(
            f"{before}= <span style='color:{accent}; font-weight:600'>{result}</span>"
        )
        self._numbers.setAccessibleName(self._plain)
