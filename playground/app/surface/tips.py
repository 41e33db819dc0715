"""What things on the surface say when the pointer rests on them."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QPointF

from playground.app.look.style import px
from playground.app.plots.height_bar import above
from playground.app.plots.pointers import compass, pointer_under
from playground.app.surface.critical_points import critical_text
from playground.app.surface.picture import SurfacePicture
from playground.app.surface.sketch_layer import SketchLayer
from playground.app.text.numbers import exact, grouped

GROUND = (
    "Click or drag to move the start. Wheel: zoom. Drag with the middle or right button: move. "
    "Double click: fit. Lines join points of equal f; the steepest way down crosses them squarely."
)


def tip_at(picture: SurfacePicture, at: QPointF, sketch: SketchLayer | None = None) -> str:
    """The text for a pixel, plain; empty where there is nothing to say."""
    if picture.surface is None or picture.scene is None:
        return ""
    if not picture.viewport.area.contains(at):
        return _bar_tip(picture) if at.x() > picture.viewport.area.right() else ""
    labels = {runner.slot: runner.label for runner in picture.scene.experiment.runners}
    for trail in picture.trails.trails:
        head = trail.head(picture.cursor)
        place = None if head is None else picture.viewport.pixel(head[0])
        if head is not None and place is not None and _near(at, place, 9):
            step = min(picture.cursor, trail.run.last)
            (x, y), value = head
            return (
                f"{labels[trail.slot]} at step {grouped(step)}: x = {exact(x)}, y = {exact(y)}, "
                f"f = {exact(value)}"
            )
    for slot, place in picture.starts():
        if _near(at, place, 8):
            return f"The start of {labels[slot]}. Drag it somewhere else."
    pointer = pointer_under(picture.pointers(), at)
    if pointer is not None:
        what = "The start of " if pointer.start else ""
        label = f"{what}{labels[pointer.slot]}"
        x, y = pointer.point
        return (
            f"{label} is outside of the picture, {compass(pointer)}: x = {exact(x)}, y = {exact(y)}"
        )
    drawn = sketch.tip_at(at) if sketch is not None else ""
    if drawn:
        return drawn
    for critical in picture.critical:
        spot = picture.viewport.pixel((critical.x, critical.y))
        if spot is not None and _near(at, spot, 8):
            return critical_text(critical)
    for arrow in picture.arrows() + picture.probe_arrows():
        if arrow.distance(at) <= px(5):
            return arrow.tooltip
    return GROUND


def _bar_tip(picture: SurfacePicture) -> str:
    range_ = picture.layer.range
    if range_ is None or not range_.log:
        return "Which colour is which value of f."
    return (
        "Which colour is which value of f. Colours follow the logarithm of the height "
        f"{above(range_)}, the lowest value here: so flat ground and steep walls are both seen."
    )


def _near(a: QPointF, b: QPointF, distance: float) -> bool:
    return hypot(a.x() - b.x(), a.y() - b.y()) <= px(distance)
