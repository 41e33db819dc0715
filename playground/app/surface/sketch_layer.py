"""The sketch of the selected runner's update, over the map: shapes, and the key in a corner."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.app.look.style import SMALL, SPACE_S, font, px, style
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_plate
from playground.app.sketch.key import Key, keys_of, paint_glyph, sentences
from playground.app.surface.parabola import Parabola
from playground.app.surface.picture import SurfacePicture
from playground.app.surface.sketch_shapes import NEAR, paint_sketch
from playground.app.text.numbers import grouped
from playground.engine.quadratic import Quadratic
from playground.engine.sketch import Parabola as ParabolaShape
from playground.engine.sketch import Sketch
from playground.lab.runs.run import Run

if TYPE_CHECKING:  # not imported for every start
    from playground.app.plots.round.ground import Ground, Sheet

GLYPH, WIDEST = 24, 270
MOST_OF_IT = 0.3
"""So much of the picture the words may take."""


class SketchLayer:
    """Follows the selected runner while it is `on`."""

    def __init__(self, picture: SurfacePicture, parabola: Parabola) -> None:
        self._picture, self._parabola = picture, parabola
        self.on = True
        self.kept_back = False
        self._corner = 2
        self._spots: list[tuple[QPointF, str]] = []
        self._busy: list[QPointF] = []
        self._rows: list[tuple[QRectF, str]] = []

    def _run(self) -> Run | None:
        """The selected runner's, if it is shown and walks."""
        picture = self._picture
        if picture.scene is None or picture.surface is None or picture.dragged is not None:
            return None
        for trail in picture.trails.trails:
            if trail.slot == picture.scene.slot and len(trail.columns.loss):
                return trail.run
        return None

    @property
    def step(self) -> int | None:
        """From which step the update that is drawn goes; None while there is none."""
        run = self._run() if self.on and not self.kept_back else None
        if run is None or (run.stop is not None and run.last == 0):
            return None
        return run.explained_at(self._picture.cursor)

    @property
    def sketch(self) -> Sketch:
        """What there is to see; nothing while it is off."""
        run, step = self._run(), self.step
        return () if run is None or step is None else run.sketch(step)

    @property
    def keys(self) -> list[Key]:
        """What the plate explains."""
        return keys_of(self.sketch)

    def lines(self) -> list[str]:
        """What the plate says in words: which step, the key and the sentences."""
        step, sketch = self.step, self.sketch
        if step is None or not sketch:
            return []
        said = [key.text for key in keys_of(sketch)] + sentences(sketch)
        return [f"step {grouped(step)} → {grouped(step + 1)}", *said]

    # The map

    def paint(self, painter: QPainter, direct: bool) -> None:
        """Shapes below, then the plate with the key."""
        picture, sketch, run, step = self._picture, self.sketch, self._run(), self.step
        self._spots, self._rows, picture.plates = [], [], []
        if not sketch or run is None or step is None:
            return
        grad = run[step].grad
        canvas = paint_sketch(painter, picture.viewport, picture.layer.range, sketch, grad)
        self._spots, self._busy, picture.plates = canvas.spots, canvas.busy, canvas.words
        self._paint_plate(painter)

    def _place(self, plate: QRectF, area: QRectF) -> QRectF:
        """The plate in a corner of its own, another one only if it would hide what is marked."""
        picture = self._picture
        others = {picture.legend.corner}
        if self._parabola.on:
            others.add((picture.legend.corner + 1) % 4)
        heads = [at for _, at in picture.heads()]
        marks = [place for place, _ in self._spots] + heads + self._busy

        legend = picture.legend.box(picture.entries(), picture.viewport.area)

        def placed(corner: int) -> QRectF:
            box = _in_corner(plate, area, corner)
            at_top = corner in (0, 3)
            if box.intersects(legend) and at_top == (picture.legend.corner in (0, 3)):
                gap = px(SPACE_S)
                box.moveTop(
                    legend.bottom() + gap if at_top else legend.top() - gap - box.height()
                )
            return box

        def hidden(corner: int) -> int:
            box = placed(corner)
            return sum(box.contains(at) for at in marks)

        free = [corner for corner in (2, 1, 3, 0) if corner not in others]
        if self._corner not in free or hidden(self._corner):
            self._corner = min(free, key=hidden)
        return placed(self._corner)

    def _paint_plate(self, painter: QPainter) -> None:
        """The key, and what there is to say; in a small picture only the key, or nothing."""
        gap, glyph = px(SPACE_S), px(GLYPH)
        head, *lines = self.lines()
        keys = self.keys
        area = self._picture.viewport.area.adjusted(gap, gap, -gap, -gap)
        most = min(px(WIDEST), area.width() - 2 * gap) - glyph
        for texts in ([head, *lines], [head, *lines[:len(keys)]]):
            room, boxes = _laid_out(texts, len(keys), most)
            high = sum(box.height() + px(2) for box in boxes) + px(8)
            plate = QRectF(0, 0, room + glyph + 2 * gap, high)
            if plate.width() * high <= MOST_OF_IT * area.width() * area.height():
                break
        else:
            return  # the panel of the step has it too
        plate = self._place(plate, area)
        paint_plate(painter, plate)
        self._picture.plates.append(plate)
        painter.setFont(font(SMALL))
        line, top = QFontMetricsF(painter.font()).height(), plate.top() + px(4)
        for k, (text, box) in enumerate(zip(texts, boxes, strict=True)):
            keyed = 0 < k <= len(keys)
            left = plate.left() + gap + (glyph if keyed else 0)
            row = QRectF(left, top, plate.right() - gap - left + 1, box.height())
            if keyed:
                place = QRectF(plate.left() + gap, top, glyph - px(6), line)
                paint_glyph(painter, keys[k - 1], place)
                self._rows.append((row.adjusted(-glyph, 0, 0, 0), keys[k - 1].tip))
            painter.setPen(line_pen(style.theme.quiet if k == 0 else style.theme.text))
            painter.drawText(row, Qt.TextFlag.TextWordWrap, text)
            top += box.height() + px(2)

    def tip_at(self, at: QPointF) -> str:
        """What a pixel's mark or line of the key says; empty where there is none."""
        for row, tip in self._rows:
            if row.contains(at):
                return tip
        found = [(hypot(place.x() - at.x(), place.y() - at.y()), says)
                 for place, says in self._spots]
        near = min(found, default=(float("inf"), ""))
        return near[1] if near[0] <= px(NEAR) else ""

    # In the round

    def sheet(self, ground: Ground | None) -> Sheet | None:
        """The parabola that the rule follows, as a net over a ground; None where there is none."""
        shape = next((s for s in self.sketch if isinstance(s, ParabolaShape)), None)
        if shape is None or ground is None:
            return None
        from playground.app.plots.round.ground import Sheet

        x, y = shape.point.tolist()
        model = Quadratic((x, y), shape.value, shape.gradient, shape.matrix)
        heights = model(*np.meshgrid(ground.a, ground.b))
        return Sheet(ground.a, ground.b, ground.level(heights))


def _laid_out(texts: list[str], keys: int, most: float) -> tuple[float, list[QRectF]]:
    """How wide the words are, at most `most`, and the room of each; the keys' beside a mark."""
    metrics = QFontMetricsF(font(SMALL))
    room = min(most, max(metrics.horizontalAdvance(text) for text in texts) + 1)
    return room, [metrics.boundingRect(
        QRectF(0, 0, room + (0 if 0 < k <= keys else px(GLYPH)), 1000),
        Qt.TextFlag.TextWordWrap, text,
    ) for k, text in enumerate(texts)]


def _in_corner(box: QRectF, area: QRectF, corner: int) -> QRectF:
    """A box in a corner: upper right, lower right, lower left, upper left."""
    made = QRectF(box)
    made.moveLeft(area.right() - box.width() if corner in (0, 1) else area.left())
    made.moveTop(area.top() if corner in (0, 3) else area.bottom() - box.height())
    return made
