"""What is said of the heights of a picture in the round."""

from __future__ import annotations

from playground.app.plots.heights import Range
from playground.app.plots.round.camera import Projection
from playground.app.plots.round.ground import Ground
from playground.app.text.numbers import number


def exaggeration(ground: Ground, projection: Projection) -> float | None:
    """How long a unit of height (of its logarithm: a power of ten) is drawn, in units of a; None
    where heights are not to scale.
    """
    range_ = ground.range
    if not isinstance(range_, Range):
        return None
    return float(projection.height / (range_.high - range_.low) / projection.scale[0])


def about_height(ground: Ground, projection: Projection) -> list[str]:
    """The vertical exaggeration, and where the ground is cut off; a line each."""
    times, (a, _, height) = exaggeration(ground, projection), ground.names
    range_ = ground.range
    if times is None or not isinstance(range_, Range):
        return ["heights by rank: not to scale"]
    if range_.log:
        a = a.partition(" (")[0]  # what stands in brackets is read at the axis
        said = [f"log heights: ×10 drawn as {number(times, 3)} of {a}"]
    else:
        said = [f"vertical exaggeration {number(times, 3)} ({height} against {a})"]
    if ground.cut:
        top = range_.lowest + 10.0**range_.high if range_.log else range_.high
        said.append(f"cut at {height} = {number(top, 3)}")
    return said
