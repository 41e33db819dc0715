"""Colours of syntax for programs: a few patterns, in the theme's own colours."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from playground.app.look.style import style

_WORDS = "|".join(keyword.kwlist)
_PATTERNS = re.compile(
    rf"(?P<comment>#.*)|(?P<text>[fr]?\"\"\".*?(?:\"\"\"|$)|[fr]?\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    rf"|(?P<word>\b(?:{_WORDS})\b)|(?P<number>\b\d[\d_.]*(?:e[+-]?\d+)?\b)"
    r"|(?P<name>(?<=def )\w+|(?<=class )\w+)"
)
MOST_COLOURED = 2000
"""Characters of a line: what is longer is numbers."""


class PythonColours(QSyntaxHighlighter):
    """Colours a document of Python; a docstring over several lines is known."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.dress()

    def dress(self) -> None:
        """Take the theme's colours."""
        theme = style.theme
        colours = {
            "comment": theme.quiet, "text": theme.success, "word": theme.accent,
            "number": theme.negative, "name": theme.positive,
        }
        for kind, colour in colours.items():
            made = QTextCharFormat()
            made.setForeground(QColor(colour))
            if kind in ("word", "name"):
                made.setFontWeight(QFont.Weight.DemiBold)
            self._formats[kind] = made
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        within = self.previousBlockState() == 1
        quotes = text.count('"""')
        self.setCurrentBlockState(int(within != bool(quotes % 2)))
        if within:
            end = text.find('"""')
            if end < 0:
                self.setFormat(0, len(text), self._formats["text"])
                return
            self.setFormat(0, end + 3, self._formats["text"])
            return
        for found in _PATTERNS.finditer(text[:MOST_COLOURED]):
            kind = found.lastgroup or ""
            self.setFormat(found.start(), found.end() - found.start(), self._formats[kind])
