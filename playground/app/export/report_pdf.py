"""A report as PDF: its text flows over the pages, its pictures are lines, as in the HTML file."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
    QTextOption,
)

from playground.lab.export.report import Picture, Report, Section, table_html

DPI = 96
POINTS = 10
CAPTION = 64  # pixels for what is said below a picture
_WRAPPED = QTextOption()
_WRAPPED.setWrapMode(QTextOption.WrapMode.WordWrap)
_STYLE = """
h1 { font-size: 18pt; margin-bottom: 2px; }
h2 { font-size: 13pt; margin-top: 16px; margin-bottom: 4px; }
p { margin-top: 4px; margin-bottom: 4px; } .by { color: #5b6475; }
th, td { padding-top: 2px; padding-bottom: 2px; padding-right: 14px; padding-left: 0px; }
th { font-weight: normal; } .head { font-weight: bold; color: #5b6475; }
"""


Paint = Callable[[Picture, QPainter, QRectF], QRectF]
"""Paints a picture into a room of the page; the rectangle that it takes."""


def as_pdf(made: Report, paint: Paint) -> bytes:
    """The file's bytes, A4."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(made.title)
    writer.setCreator("Optimization Playground")
    writer.setResolution(DPI)
    margins = QMarginsF(18, 18, 18, 18)
    writer.setPageLayout(QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins,
        QPageLayout.Unit.Millimeter,
    ))
    page = QSizeF(writer.width(), writer.height())
    painter = QPainter(writer)
    _paint_text(writer, painter, made, page)
    for section in made.sections:
        _paint_pictures(writer, painter, section.pictures, page, paint)
    painter.end()
    return bytes(buffer.data().data())


def _paint_text(writer: QPdfWriter, painter: QPainter, made: Report, page: QSizeF) -> None:
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDefaultFont(QFont(QFont().family(), POINTS))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    document.setDefaultStyleSheet(_STYLE)
    document.setDocumentMargin(16)  # without one, lines are cut at the end of a page
    document.setPageSize(page)
    document.setHtml(_text(made))
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * page.height())
        document.drawContents(painter, QRectF(0, number * page.height(), page.width(),
                                              page.height()))
        painter.restore()


def _paint_pictures(
    writer: QPdfWriter, painter: QPainter, pictures: tuple[Picture, ...], page: QSizeF,
    paint: Paint,
) -> None:
    """Two on a page, each above its caption."""
    half = page.height() / 2
    for place, picture in enumerate(pictures):
        if place % 2 == 0:
            writer.newPage()
        top = half * (place % 2)
        taken = paint(picture, painter, QRectF(0, top, page.width(), half - CAPTION))
        painter.setFont(QFont(QFont().family(), POINTS - 1))
        caption = QRectF(0, taken.bottom() + 4, page.width(), CAPTION - 8)
        painter.drawText(caption, f"{picture.title}. {picture.words}", _WRAPPED)


def _text(made: Report) -> str:
    notes = "".join(f"<p>{escape(n)}</p>" for n in made.notes.splitlines() if n.strip())
    by = f"<p class='by'>{escape(made.name)}</p>" if made.name else ""
    head = f"<h1>{escape(made.title)}</h1>{by}" + (f"<h2>Notes</h2>{notes}" if notes else "")
    return head + "".join(map(_section, made.sections))


def _section(section: Section) -> str:
    words = "".join(f"<p>{escape(w)}</p>" for w in section.words)
    if section.pictures:
        words += "<p>On the last pages.</p>"
    table = table_html(section.table) if section.table else ""
    # Qt centres a head unless it is told.
    table = table.replace("<th scope='col'", "<th class='head' align='left'")
    table = table.replace("<th scope='row'", "<th align='left'")
    table = table.replace("<table>", "<table cellspacing='0'>")
    code = f"<p><code>{escape(section.code)}</code></p>" if section.code else ""
    return f"<h2>{escape(section.title)}</h2>{words}{table}{code}"
