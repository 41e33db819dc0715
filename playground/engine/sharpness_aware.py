"""Sharpness-aware steps (SAM; Foret, Kleiner, Mobahi, Neyshabur 2021).

The rule is not shown the gradient where it stands, but where the loss is about highest within ρ:
g = ∇f(θ + ρ ∇f(θ)/‖∇f(θ)‖), on the same batch. It so avoids ground that is steep close by. Every
update costs two gradients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.engine.parameters import Declared, parameter
from playground.engine.problem import Array

USUAL = 0.05


@dataclass(frozen=True)
class SharpnessAware(Declared):
    """How far a step climbs before it takes its gradient; 0 does not climb."""

    rho: float = parameter(
        0.0, low=0, high=1e6, slider=(0.0, 0.5), symbol="ρ",
        help="Sharpness-aware (SAM): climb this far along the gradient first, and go down by the "
        "gradient found up there. It costs two gradients a step; 0.05 is usual, 0 does not climb.",
    )

    @property
    def on(self) -> bool:
        """Whether it climbs."""
        return self.rho > 0

    def climbed(self, theta: Array, grad: Array) -> Array:
        """θ + ρ g/‖g‖, both of shape (dimension,); θ itself on level ground."""
        length = float(np.linalg.norm(grad))
        return theta + grad * (self.rho / length) if length > 0 else theta.copy()
