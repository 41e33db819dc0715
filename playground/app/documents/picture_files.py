"""Save what a view shows: PNG in any size, or SVG with every line as a line."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter, QPicture, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView, QWidget

from playground.app.core.view import View
from playground.app.documents.whole_panel import whole
from playground.app.look.style import style
from playground.app.plots.picture import paint_plot, pixel_ratio
from playground.lab.documents.disk import FileProblemError, one_line, write_atomically

SUFFIXES = (".png", ".svg")
DOTS_PER_METRE = 3780  # 96 a inch, what Qt calls one pixel of a window


def save_picture(widget: QWidget, path: str | Path, scale: float = 2.0) -> None:
    """Write a picture of a widget; the path's suffix, .png or .svg, decides the format.

    A PNG has `scale` pixels for each pixel of the screen. A widget may name a part of itself as
    what is worth saving (`export_target()`), get ready for it meanwhile (the context manager
    `for_picture()`), or paint itself on any painter (`paint_picture(painter, rect)`).

    Raises FileProblemError with a sentence.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise _problem(path, "pictures are saved as .png or .svg; end the name with one of them")
    with whole(widget) if isinstance(widget, View) else nullcontext():
        data = _drawn(widget, path, scale)
    write_atomically(path, lambda file: file.write(data))


def paint_view(widget: QWidget, painter: QPainter, room: QRectF) -> QRectF:
    """Paint a view as large as a room of a painter's page lets it be; the rectangle that it takes.
    """
    with whole(widget) if isinstance(widget, View) else nullcontext():
        target: QWidget = widget.export_target() if hasattr(widget, "export_target") else widget
        with (
            target.for_picture() if hasattr(target, "for_picture") else nullcontext(),
            _pens_for(target, 1.0),
        ):
            size = QSizeF(target.size().expandedTo(QSize(1, 1)))
            scale = min(room.width() / size.width(), room.height() / size.height())
            # Into lines first: what is painted on a page at once takes the page's size of type.
            drawing = QPicture()
            on_drawing = QPainter(drawing)
            on_drawing.fillRect(target.rect(), style.theme.window)
            _paint(target, on_drawing)
            on_drawing.end()
            painter.save()
            painter.translate(room.topLeft())
            painter.scale(scale, scale)
            painter.drawPicture(0, 0, drawing)
            painter.restore()
    return QRectF(room.topLeft(), size * scale)


def _drawn(widget: QWidget, path: Path, scale: float) -> bytes:
    """The bytes of the file."""
    target: QWidget = widget.export_target() if hasattr(widget, "export_target") else widget
    if target.size().isEmpty():
        raise _problem(path, "there is nothing to be seen to make a picture of")
    name = widget.accessibleName() or target.accessibleName() or widget.window().windowTitle()
    name = name.replace("[*]", "")  # where Qt puts a window's star
    with target.for_picture() if hasattr(target, "for_picture") else nullcontext():
        return _svg(target, name) if path.suffix.lower() == ".svg" else _png(target, path, scale)


def _png(widget: QWidget, path: Path, scale: float) -> bytes:
    size = QSize(round(widget.width() * scale), round(widget.height() * scale))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise _problem(path, "a picture of this size does not fit into memory; make it smaller")
    image.fill(style.theme.window)
    image.setDevicePixelRatio(scale)
    with _pens_for(widget, scale):
        painter = QPainter(image)
        _paint(widget, painter)
        painter.end()
    # For programs that print; while painting it would scale the axes, which pyqtgraph keeps as
    # QPictures, a second time.
    image.setDotsPerMeterX(round(DOTS_PER_METRE * scale))
    image.setDotsPerMeterY(round(DOTS_PER_METRE * scale))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise _problem(path, "the picture cannot be written as PNG; try SVG")
    return bytes(buffer.data().data())


def _svg(widget: QWidget, name: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # Tiny SVG, Qt's default, knows no clipping: what is outside of an axis would be seen.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(widget.logicalDpiX())
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    generator.setTitle(name)
    generator.setDescription(widget.accessibleDescription())
    with _pens_for(widget, 1.0):
        painter = QPainter(generator)
        painter.fillRect(widget.rect(), style.theme.window)
        _paint(widget, painter)
        painter.end()
    return bytes(buffer.data().data())


def _paint(widget: QWidget, painter: QPainter, at: QPoint | None = None) -> None:
    """The widget and what is in it, each by the way that gives lines and sharp text."""
    top, at = at is None, at or QPoint(0, 0)
    painter.save()
    painter.setClipRect(QRect(at, widget.size()), Qt.ClipOperation.IntersectClip)
    inside: list[tuple[QWidget, QPoint]] = [(widget, at)]
    if hasattr(widget, "paint_picture"):
        widget.paint_picture(painter, QRectF(QRect(at, widget.size())))
    elif isinstance(widget, QGraphicsView):
        viewport = widget.viewport()
        paint_plot(widget, painter, at + viewport.pos())
        inside = [(widget, at), (viewport, at + viewport.pos())]
    else:
        flags = QWidget.RenderFlag.IgnoreMask
        if top:
            flags |= QWidget.RenderFlag.DrawWindowBackground
        painter.translate(at)
        widget.render(painter, QPoint(0, 0), QRegion(), flags)
        painter.translate(-at)
    seen = {id(parent) for parent, _ in inside}
    for parent, place in inside:
        for child in parent.children():
            if isinstance(child, QWidget) and id(child) not in seen and _is_part(child):
                _paint(child, painter, place + child.pos())
    painter.restore()


def _is_part(child: QWidget) -> bool:
    """Whether it is seen as a part of its parent: shown, and no window of its own."""
    return not child.isHidden() and not child.isWindow() and not child.size().isEmpty()


def _pens_for(widget: QWidget, ratio: float) -> AbstractContextManager[None]:
    """Only plots need pens for other pixels; without one the window is spared from being dressed.
    """
    plots = isinstance(widget, QGraphicsView) or widget.findChildren(QGraphicsView)
    return pixel_ratio(ratio) if plots else nullcontext()


def _problem(path: Path, what: str) -> FileProblemError:
    return FileProblemError(one_line(f"{path}: {what}"))


