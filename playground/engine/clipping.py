"""Gradient clipping, before the rule sees the gradient (Pascanu, Mikolov, Bengio 2013).

By norm: g · min(1, c/‖g‖), which keeps the direction. By value: every entry into [−c, c], which
does not. (PyTorch's clip_grad_norm_ adds 1e-6 to ‖g‖.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.engine.parameters import Declared, parameter
from playground.engine.problem import Array


@dataclass(frozen=True)
class Clip(Declared):
    """How long a gradient and how large its entries may be, norm first; 0 is no limit."""

    norm: float = parameter(
        0.0, low=0, high=1e9, slider=(0.0, 10.0), symbol="‖g‖ ≤",
        help="Clip by norm: a longer gradient is shortened to this length, its direction is kept. "
        "0 does not clip.",
    )
    value: float = parameter(
        0.0, low=0, high=1e9, slider=(0.0, 10.0), symbol="|gᵢ| ≤",
        help="Clip by value: every entry of the gradient is cut off at this size, which may turn "
        "it. 0 does not clip.",
    )

    @property
    def on(self) -> bool:
        """Whether anything is clipped."""
        return bool(self.norm or self.value)

    def of(self, grad: Array) -> Array:
        """The clipped gradient, shape (dimension,)."""
        if self.norm:
            length = float(np.linalg.norm(grad))
            if length > self.norm:
                grad = grad * (self.norm / length)
        return np.clip(grad, -self.value, self.value) if self.value else grad
