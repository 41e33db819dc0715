"""What the picture in the round is given of a surface: its heights in view, and who walks there."""

from __future__ import annotations

import numpy as np

from playground.app.paint.viewport import Viewport
from playground.app.plots.round.arrows import Heading
from playground.app.plots.round.ground import Ground, Walked
from playground.app.plots.round.relief import AT_REST
from playground.app.surface.picture import SurfacePicture
from playground.app.surface.trails import LIVE, Trail
from playground.engine.problem import Array

POINTS = 1_200
"""Points of all ways together: their visibility is asked for in every frame."""


class SurfaceGround:
    """Samples a surface for the picture in the round, when something of it has changed."""

    def __init__(self) -> None:
        self._key: object = None
        self._ground: Ground | None = None

    def of(self, picture: SurfacePicture, view: Viewport) -> Ground | None:
        """The heights over a viewport, in the map's own colours; None if there are none."""
        surface = picture.surface
        if surface is None:
            return None
        picture.sample()
        range_ = picture.layer.range
        assert range_ is not None
        key = (surface, view.x, view.y, range_)
        if key != self._key:
            a, b = (np.linspace(*side, AT_REST + 1) for side in (view.x, view.y))
            with np.errstate(all="ignore"):
                heights = np.asarray(surface.value(*np.meshgrid(a, b)), dtype=float)
            heights = np.broadcast_to(heights, (len(b), len(a)))
            self._key, self._ground = key, Ground(a, b, heights, range_)
        return self._ground


def walks_of(picture: SurfacePicture) -> list[Walked]:
    """Every shown runner's way up to the cursor, the selected one last."""
    trails = picture.trails.trails
    selected = picture.scene.slot if picture.scene is not None else -1
    made = []
    for trail in trails:
        points, heights = _way(trail, picture.cursor, max(LIVE * 2, POINTS // len(trails)))
        if picture.dragged is not None and trail.slot == selected:
            points, heights = points[:0], heights[:0]  # the run follows when the hand lets it
        made.append(Walked(trail.slot, points, heights, trail.slot == selected))
    return made


def headings_of(picture: SurfacePicture, view: Viewport) -> list[Heading]:
    """The map's arrows at the selected runner's head, as a map in this viewport would have them."""
    selected = picture.scene.slot if picture.scene is not None else -1
    trail = next((trail for trail in picture.trails.trails if trail.slot == selected), None)
    head = trail.head(picture.cursor) if trail is not None else None
    if head is None or picture.dragged is not None:
        return []
    at, height = head
    made = []
    for arrow in picture.arrows(view):
        tip = view.to_data(arrow.tip)
        made.append(Heading(at, height, tip, arrow.label, arrow.color, lands=arrow.to_scale))
    return made


def _way(trail: Trail, cursor: int, most: int) -> tuple[Array, Array]:
    """Points (k, 2) and f (k,) up to a step: the newest ones all, of the older ones some."""
    head = trail.head(cursor)
    if head is None:
        return np.empty((0, 2)), np.empty(0)
    columns, step = trail.columns, min(cursor, trail.run.last)
    rows = int(np.searchsorted(columns.steps, step, "right"))
    older = max(0, rows - LIVE)
    chosen = np.concatenate([
        np.unique(np.linspace(0, older, min(older, most - LIVE), endpoint=False).astype(np.intp)),
        np.arange(older, rows),
    ])
    points, heights = columns.path[chosen], columns.loss[chosen]
    (x, y), value = head
    if rows and int(columns.steps[rows - 1]) != step:
        points, heights = np.vstack([points, [x, y]]), np.append(heights, value)
    return points, heights
