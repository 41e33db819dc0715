"""A page's text: Markdown with LaTeX between $, typeset in the line, as wide as there is room."""

from __future__ import annotations

import re
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QUrl, Slot
from PySide6.QtGui import (
    QFontMetricsF,
    QImage,
    QPainter,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget
from shiboken6 import isValid

from playground.app.look.math_label import render_math, typeset
from playground.app.look.style import SPACE_S, font, px, set_role, style
from playground.app.text.latex_as_text import plain
from playground.app.text.numbers import decimal, typeset_mark
from playground.app.work import background

_MATH = re.compile(r"\$([^$]+)\$")
_TOKEN = "\u2063{}\u2063"  # an invisible sign around a number: Markdown leaves it alone
_FOUND = re.compile("\u2063(\\d+)\u2063")
_NUMBER = re.compile(r"(?<![\w.])(\d+)\.(\d+)(?!\d|\.\w)")
_SIGN = re.compile(r"(?<![\w.)\]-])-(?=\d)")
_MARKS = ".,;:!?)"
"""What stands close after a formula, in its picture: Qt breaks a line after every picture, whatever
character follows."""
_READ = (
    (r"\partial", "∂"), (r"\nabla", "∇"), (r"\sum", "Σ"), (r"\ell", "ℓ"), (r"\approx", "≈"),
    (r"\underbrace", ""), (r"\|", "‖"), (r"\le", "≤"), (r"\pm", "±"), (r"\ln", "ln"),
)


def read_aloud(text: str) -> str:
    """The text for a screen reader: formulas in words and signs, no Markdown."""
    return re.sub(r"\*\*|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)", "", _MATH.sub(
        lambda match: in_words(match[1]), text))


def with_decimal_mark(text: str) -> str:
    """A lesson's text, whose numbers have points, with the mark that is set; 1.2.3 is none."""
    return _NUMBER.sub(r"\1,\2", text) if decimal() == "," else text


def in_words(latex: str) -> str:
    """A formula as plain text."""
    for name, sign in _READ:
        latex = re.sub(re.escape(name) + r"(?![a-zA-Z])", sign, latex)
    return plain(latex)


class RichText(QTextBrowser):
    """Text with formulas, without a scroll bar: as high as it needs to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._formulas = "", list[str]()
        self._ready = False  # whether the formulas are typeset
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setOpenLinks(False)
        set_role(self, "page")
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        style.changed.connect(self._write)

    def set_text(self, text: str) -> None:
        """Show this text; the formulas come as soon as they are typeset."""
        if text == self._text:
            return
        self._text, self._ready = text, False
        self._formulas = [typeset_mark(latex) for latex in _MATH.findall(text)]
        self.setAccessibleName(read_aloud(text))
        self._write()
        formulas = tuple(self._formulas)
        if formulas:
            background.shared().submit(
                ("page", id(self)), lambda: [typeset(latex) for latex in formulas], self._typeset
            )

    @property
    def text(self) -> str:
        """What is shown, as it was given."""
        return self._text

    @Slot(object)
    def _typeset(self, made: object) -> None:
        if isValid(self):
            self._ready = True
            self._write()

    @Slot()
    def _write(self) -> None:
        """Lay the text out anew: another text, theme, size, width, or typeset formulas."""
        count = iter(range(len(self._formulas)))
        text = _MATH.sub(lambda _: _TOKEN.format(next(count)), self._text)
        text = with_decimal_mark(_SIGN.sub("\u2212", text))
        document = self.document()
        document.setDefaultFont(font())
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
        whole = QTextCursor(document)
        whole.select(QTextCursor.SelectionType.Document)
        colored = QTextCharFormat()
        colored.setForeground(self.palette().text())
        whole.mergeCharFormat(colored)
        self._space()
        for place, latex in enumerate(self._formulas):
            cursor = document.find(_TOKEN.format(place))
            if not cursor.isNull():
                self._insert(cursor, place, latex)
        self._fit()

    def _space(self) -> None:
        """Some room after each paragraph but the last."""
        block = self.document().begin()
        while block.isValid() and block.next().isValid():
            space = block.blockFormat()
            space.setTopMargin(0)
            space.setBottomMargin(px(SPACE_S))
            QTextCursor(block).setBlockFormat(space)
            block = block.next()

    def _insert(self, cursor: QTextCursor, place: int, latex: str) -> None:
        """Put a formula where its token stands, in the middle of the line's small letters."""
        close, end = "", cursor.selectionEnd()
        while (after := self.document().characterAt(end + len(close))) in _MARKS and after:
            close += after
        image = self._image(latex, close) if self._ready else None
        if image is None:
            cursor.insertText(in_words(latex))
            return
        cursor.setPosition(end + len(close), QTextCursor.MoveMode.KeepAnchor)
        url = QUrl(f"formula:{place}")
        self.document().addResource(QTextDocument.ResourceType.ImageResource, url, image)
        shown = QTextImageFormat()
        shown.setName(url.toString())
        shown.setWidth(image.width() / image.devicePixelRatio())
        shown.setHeight(image.height() / image.devicePixelRatio())
        shown.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        cursor.insertImage(shown)

    def _image(self, latex: str, close: str) -> QImage | None:
        """The formula, with what stands `close` after it, as a picture; its middle is the middle of
        the line's small letters."""
        formula = typeset(latex)
        if formula is None:
            return None
        metrics = QFontMetricsF(font())
        size = max(metrics.xHeight() / 0.46, 1.0)
        beside = metrics.horizontalAdvance(close)
        room = self.viewport().width() - px(2) - beside
        room = max(room, px(80))
        size *= min(1.0, room / max(formula.width * size, 1.0))
        drawn = render_math(latex, size, self.palette().text().color().name())
        if drawn is None:
            return None
        axis = metrics.xHeight() / 2
        ascent, descent = formula.ascent * size, formula.descent * size
        marks = metrics.tightBoundingRect(close)
        half = max(ascent - axis, descent + axis, -marks.top() - axis, marks.bottom() + axis)
        ratio = self.devicePixelRatioF()
        width, height = ceil(formula.width * size * ratio), ceil(2 * half * ratio)
        whole = QSize(max(width + ceil(beside * ratio), 1), max(height, 1))
        image = QImage(whole, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        top = (half + axis - ascent) * ratio
        drawn.render(painter, QRectF(0.0, top, width, (ascent + descent) * ratio))
        painter.scale(ratio, ratio)
        painter.setFont(font())
        painter.setPen(self.palette().text().color())
        painter.drawText(QPointF(width / ratio, half + axis), close)
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image

    def _fit(self) -> None:
        self.document().setTextWidth(max(self.viewport().width(), 1))
        self.setFixedHeight(ceil(self.document().size().height()) + 2)

    def sizeHint(self) -> QSize:
        return QSize(px(240), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange and self._text:
            self._formulas = [typeset_mark(latex) for latex in _MATH.findall(self._text)]
            self._write()

