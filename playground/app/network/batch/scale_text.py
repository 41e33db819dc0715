"""What is said of the gradient noise scale."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from playground.app.text.numbers import grouped, number
from playground.engine.networks.noise import GradientNoise

LEGEND = (
    "Dashed: the law of McCandlish et al. (2018), fitted to your runs in its size, not in its "
    "shape: fewest updates · (1 + B/m) against fewest samples · (1 + m/B). Hollow: m = B. It is "
    "for steps of the best length at each m, with B as it is at the cursor; B grows as training "
    "goes on."
)


class Raced(NamedTuple):
    """A runner's way to the common risk: its slot, label, batch size, updates and samples."""

    slot: int
    label: str
    size: int
    updates: int
    samples: int


def scale(noise: GradientNoise) -> str:
    """ "Noise scale B = tr Σ/‖∇R‖² = 52.63/0.83 = 63.4: ..."."""
    square = float(noise.gradient @ noise.gradient)
    value = noise.noise_scale
    if not isfinite(value):
        return (
            "The noise scale tr Σ/‖∇R‖² has no value here: the gradient is 0, and all that a batch "
            "shows is noise."
        )
    said = (
        f"Noise scale B = tr Σ/‖∇R‖² = {number(noise.covariance_trace)}/{number(square, 3)} = "
        f"{number(value, 3)}"
    )
    if value == 0:
        return f"{said}: all samples have the same gradient, and one of them tells it all."
    if value > noise.samples:
        return (
            f"{said}, more than the {grouped(noise.samples)} samples there are: here every sample "
            "more in a batch still pays."
        )
    return f"{said}: in batches much larger than that, more samples stop paying."


def of_size(noise: GradientNoise, size: int) -> str:
    """What that means for the runner's own batch size."""
    value = noise.noise_scale
    if not isfinite(value) or value <= 0:
        return ""
    return (
        f"At m = {grouped(size)}: {number(1 + value / size, 3)} times the fewest updates, "
        f"{number(1 + size / value, 3)} times the fewest samples."
    )


def runs(raced: Sequence[Raced], target: float) -> str:
    """Where the runs are, or how to get dots."""
    if not raced:
        return "Play: your runs appear as dots once each has come below where all began."
    told = "; ".join(
        f"{one.label} {grouped(one.updates)} updates, {grouped(one.samples)} samples"
        for one in raced
    )
    alone = " With one run the law is laid through it." if len(raced) == 1 else ""
    return f"To the risk {number(float(np.float64(target)))}, first: {told}.{alone}"
