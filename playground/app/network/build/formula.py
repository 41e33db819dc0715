"""Typeset formulas in tooltips: g(z) of an activation and its derivative, as a small picture."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter

from playground.app.look.math_label import render_math, typeset
from playground.app.look.style import BODY, px, style
from playground.app.text.numbers import localised, typeset_mark
from playground.engine.networks.activations import Activation, activations

_SHARP = 2  # pixels of the picture for one of the window: tooltips do not know their screen


def formulas_of(activation: type[Activation]) -> tuple[str, str]:
    """g(z) and its derivative as LaTeX equations."""
    formulas = f"g(z) = {activation.formula}", f"g'(z) = {activation.derivative_formula}"
    return typeset_mark(formulas[0]), typeset_mark(formulas[1])


def typeset_all() -> None:
    """Typeset what the tooltips show; slow the first time, so for a worker."""
    for activation in activations.values():
        for latex in formulas_of(activation):
            typeset(latex)


def tooltips() -> dict[str, str]:
    """The activations' tooltips in the present theme, quick once all is typeset."""
    return {name: _tooltip(activation) for name, activation in activations.items()}


def _tooltip(activation: type[Activation]) -> str:
    pictures = _pictures(formulas_of(activation))
    words = f"<p>{escape(localised(activation.help))}</p>"
    return f"<p><b>{escape(activation.title)}</b></p>{pictures}{words}"


def _pictures(formulas: Iterable[str]) -> str:
    return "".join(f"<p>{_picture(latex)}</p>" for latex in formulas)


def _picture(latex: str) -> str:
    """A formula as an image inside the text; the plain LaTeX where it cannot be typeset."""
    renderer = render_math(latex, px(BODY + 1) * _SHARP, style.theme.text)
    if renderer is None:
        return escape(latex)
    size = renderer.defaultSize()
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    encoded = bytes(content.toBase64().data()).decode()
    width, height = size.width() // _SHARP, size.height() // _SHARP
    return f'<img src="data:image/png;base64,{encoded}" width="{width}" height="{height}">'
