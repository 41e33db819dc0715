"""How large a learning rate may be for the curvature that it meets."""

from __future__ import annotations

from typing import NamedTuple

from playground.engine.optimizer import Optimizer
from playground.engine.surface import Point, Surface
from playground.lab.verdicts.ground import largest_curvature
from playground.lab.verdicts.sentences import Writes


def learning_rate_bound(optimizer: Optimizer, curvature: float) -> tuple[float, str] | None:
    """The largest stable rate of an optimizer on a parabola of this curvature, and its formula.

    None where there is none (adaptive methods, clipped gradients, sharpness-aware steps, or ground
    that does not curve upwards).
    """
    if optimizer.clip.on or optimizer.sam.on:
        return None
    return optimizer.stable_rate(curvature) if curvature > 0 else None


def rate_of(optimizer: Optimizer) -> float | None:
    """Its learning rate, if it has one."""
    rate = getattr(optimizer, "learning_rate", None)
    return None if rate is None else float(rate)


class Excess(NamedTuple):
    """A learning rate that is too large at some place, with the bound there and its formula."""

    rate: float
    bound: float
    formula: str

    def sentence(self, write: Writes) -> str:
        """ "learning rate 0.12 is above 2/λₘₐₓ = 0.1134"; of equal digits "just above"."""
        rate, bound = write.number(self.rate), write.number(self.bound)
        if rate == bound:
            return f"learning rate {rate} is just above {self.formula}"
        return f"learning rate {rate} is above {self.formula} = {bound}"


def excess_at(optimizer: Optimizer, surface: Surface, at: Point) -> Excess | None:
    """Whether an optimizer's learning rate is above what the curvature at a point allows."""
    rate, curvature = rate_of(optimizer), largest_curvature(surface, at)
    if rate is None or curvature is None:
        return None
    bound = learning_rate_bound(optimizer, curvature)
    return Excess(rate, *bound) if bound and rate > bound[0] else None
