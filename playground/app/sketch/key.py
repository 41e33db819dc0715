"""The key of a sketch: what each of its marks and lines is, in words, with the mark itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.app.look.style import faded, halo, px, style
from playground.app.paint.axes import line_pen
from playground.app.text.numbers import count, localised, number, superscript
from playground.engine.searches import Trial
from playground.engine.sketch import (
    KEPT,
    NEXT,
    NOW,
    TAKEN,
    TRIED,
    TRUE,
    Direction,
    Dots,
    Ellipse,
    Parabola,
    Polygon,
    Shape,
    Sketch,
    Words,
)

WAY, LEVEL, CURVE, MODEL, ARMIJO, FLAT = "way", "level", "curve", "model", "armijo", "flat"
BEFORE, AFTER = "before", "after"
LINE, ROUND, TRIANGLE, SQUARE = FORMS = ("line", "round", "triangle", "square")
DASHES = {
    NOW: Qt.PenStyle.SolidLine, NEXT: Qt.PenStyle.DashLine, TRUE: Qt.PenStyle.DotLine,
    WAY: Qt.PenStyle.SolidLine, LEVEL: Qt.PenStyle.DashLine, CURVE: Qt.PenStyle.SolidLine,
    MODEL: Qt.PenStyle.DashLine, ARMIJO: Qt.PenStyle.DashDotLine,
}
REFUSED = {
    "high": "f is not low enough there", "steep": "the slope is still too steep there",
    "other": "another trial is better",
}


class Key(NamedTuple):
    """A line of the key: which mark, what it is, and what it teaches."""

    glyph: str
    text: str
    tip: str
    form: str = LINE
    """What a line surrounds, if anything: one of FORMS."""


def color_of(glyph: str) -> QColor:
    """The colour of a mark or line; no two are told apart by it alone."""
    theme = style.theme
    if glyph in (TRIED, TRUE, CURVE, LEVEL):
        return QColor(theme.text)
    if glyph == ARMIJO:
        return QColor(theme.warning)
    return QColor(theme.success) if glyph == FLAT else QColor(theme.accent)


def pen_of(glyph: str, width: float = 2.0) -> QPen:
    """The line of a look, as wide as designed."""
    pen = line_pen(color_of(glyph), width)
    pen.setStyle(DASHES[glyph])
    if glyph == TRUE:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def paint_mark(painter: QPainter, mark: str, at: QPointF, size: float = 5.0) -> None:
    """A cross for what was tried, a ring for what counts, a disc for where the step leads."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    r, path = px(size), QPainterPath()
    if mark == TRIED:
        for x, y in ((1, 1), (1, -1)):
            path.moveTo(at - QPointF(x, y) * r * 0.8)
            path.lineTo(at + QPointF(x, y) * r * 0.8)
    else:
        path.addEllipse(at, r, r)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, line_pen(halo(), 4.5))
    if mark == TAKEN:
        painter.fillPath(path, color_of(mark))
    elif mark == KEPT:
        painter.fillPath(path, faded(halo(), 0.6))
    painter.strokePath(path, line_pen(color_of(mark), 2.0))


def paint_glyph(painter: QPainter, key: Key, box: QRectF) -> None:
    """The mark, or a piece of the line, in a box."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    glyph, middle = key.glyph, box.center()
    if glyph in (TRIED, KEPT, TAKEN):
        paint_mark(painter, glyph, middle, 4.0)
    elif glyph == FLAT:
        painter.fillRect(box.adjusted(0, px(2), 0, -px(2)), faded(color_of(FLAT), 0.3))
    elif glyph in (BEFORE, AFTER):
        bar = QRectF(middle.x() - px(4), box.top() + px(2), px(8), box.height() - px(4))
        if glyph == AFTER:
            painter.fillRect(bar, faded(style.theme.accent, 0.75))
        painter.setPen(line_pen(style.theme.text if glyph == BEFORE else style.theme.accent, 1.4))
        painter.drawRect(bar)
    else:
        painter.setPen(pen_of(glyph, 1.0 if glyph == LEVEL else 1.8))
        if key.form == SQUARE:
            painter.drawRect(QRectF(middle.x() - px(5), middle.y() - px(5), px(10), px(10)))
        elif key.form == ROUND:
            painter.drawEllipse(middle, box.width() / 2 - px(1), px(5))
        elif key.form == TRIANGLE:
            low = middle + QPointF(0, px(5))
            side = QPointF(px(7), 0)
            painter.drawPolygon([low - side, low + side, middle - QPointF(0, px(6))])
        else:
            painter.drawLine(QLineF(box.left(), middle.y(), box.right(), middle.y()))


# What there is to say


def number_of(way: Direction, trial: Trial) -> str:
    """Which trial of how many: "trial 3 of 11"."""
    return f"trial {way.trials.index(trial) + 1} of {len(way.trials)}"


def refused(way: Direction, trial: Trial) -> str:
    """Why a trial was not taken: one of REFUSED, or "" for the one that was."""
    if trial.alpha == way.taken:
        return ""
    if not way.low_enough(trial):
        return "high"
    return "other" if bool(way.flat_enough(np.array(trial.slope))) else "steep"


def trial_text(way: Direction, trial: Trial) -> str:
    """Everything about a trial."""
    what = f"{number_of(way, trial)}: α = {number(trial.alpha)}, f = {number(trial.loss)}"
    what = f"{what[:1].upper()}{what[1:]}, slope along the way {number(trial.slope)}."
    why = refused(way, trial)
    if why == "high":
        line = number(float(way.armijo(np.array(trial.alpha))))
        return f"{what} Not taken: f would have to be at most {line}, on Armijo's line."
    if why == "steep":
        bound = number((way.flattened or 0.0) * abs(way.start.slope))
        return f"{what} Not taken: the slope is not yet between −{bound} and {bound}."
    return f"{what} Not taken: {REFUSED[why]}." if why else f"{what} Taken."


def words_of(words: Words) -> str:
    """A sentence with its numbers, as they are written here."""
    return words.text.format(*map(number, words.numbers))


def sentences(sketch: Sketch) -> list[str]:
    """Everything that it says."""
    return [words_of(shape) for shape in sketch if isinstance(shape, Words)]


def _dots(shape: Dots) -> Iterator[Key]:
    yield Key(shape.mark, localised(shape.name), shape.help)


def _line(shape: Polygon | Ellipse) -> Iterator[Key]:
    scale = "" if not isinstance(shape, Ellipse) or shape.to_scale else (
        " Both ellipses are enlarged alike: their form counts, and how large they are beside each "
        "other."
    )
    form = ROUND
    if isinstance(shape, Polygon):
        form = SQUARE if len(shape.corners) == 4 else TRIANGLE
    yield Key(shape.look, localised(shape.name), shape.help + scale, form)


def _parabola(shape: Parabola) -> Iterator[Key]:
    yield Key(LEVEL, shape.name, shape.help)


def _way(shape: Direction) -> Iterator[Key]:
    yield Key(WAY, localised(shape.name), shape.help)
    left = len([trial for trial in shape.trials if trial.alpha != shape.taken])
    if left:
        yield Key(TRIED, f"{count(left, 'trial')} not taken", _refusals(shape))
    if shape.taken:
        text = f"taken: α = {number(shape.taken)}" if shape.curvature is None else (
            f"new point: f = {number(shape.trials[-1].loss)}"
        )
        tip = next((trial_text(shape, t) for t in shape.trials if t.alpha == shape.taken), "")
        yield Key(TAKEN, text, tip)


def _refusals(way: Direction) -> str:
    whys = [refused(way, trial) for trial in way.trials]
    told = [f"{whys.count(why)}: {text}" for why, text in REFUSED.items() if why in whys]
    return f"Points that the search looked at and left. {'; '.join(told)}."


KEYS: dict[type[Shape], Callable[[Any], Iterator[Key]]] = {
    Dots: _dots, Polygon: _line, Ellipse: _line, Parabola: _parabola, Direction: _way,
}
"""How each shape that is drawn over a map is explained; a new shape has its line here."""


def keys_of(sketch: Sketch) -> list[Key]:
    """The key beside the map."""
    shapes = [shape for shape in sketch if isinstance(shape, Shape) and type(shape) in KEYS]
    return [key for shape in shapes for key in KEYS[type(shape)](shape)]


def section_keys(way: Direction, name: str = "f") -> list[Key]:
    """The key beside f along a way; `name` is what f is called here."""
    what = f"The value of {name} at θ + α d, for every step length α."
    made = [Key(CURVE, f"{name} along the way", what)]
    if way.curvature is not None:
        made.append(Key(
            MODEL, "the rule's parabola",
            "It has the height and the slope of f at α = 0, and the curvature that the rule goes "
            "by: it is level at α = 1, where the step leads.",
        ))
        level = number(float(way.parabola(np.array(way.taken))))
        made.append(Key(
            KEPT, f"its level place: {level}", "What f would be there if it were this parabola.",
        ))
    if way.sufficient is not None:
        made.append(Key(
            ARMIJO, f"Armijo's line, c₁ = {_c1(way.sufficient)}",
            "f(0) + c₁ α φ′(0): a trial must lie on it or below, so that f falls by at least this "
            "share of what the slope at the start promises.",
        ))
    if way.flattened is not None:
        made.append(Key(
            FLAT, f"flat enough for Wolfe, c₂ = {number(way.flattened)}",
            "Where |φ′(α)| ≤ c₂ |φ′(0)|: the slope along the way has flattened to this share of "
            "the slope at the start, or less.",
        ))
    return [*made, *(key for key in _way(way) if key.glyph != WAY)]


def _c1(value: float) -> str:
    power = round(np.log10(value)) if value > 0 else 0
    return f"10{superscript(power)}" if value == 10.0**power else number(value)
