"""Rules that step the parts of theta, matrices and biases, each in its own way."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

from playground.engine.optimizer import Optimizer
from playground.engine.parameters import parameter
from playground.engine.problem import Array, Part, biases, weights_alone


class ByParts(Optimizer):
    """A rule that knows which parts of theta are matrices and which are biases, once it is `on`
    them. Before that, and on a surface, there are neither. A rule that is made of it by `replace`
    is on nothing again: who walks puts it on the problem's parts.
    """

    parts: tuple[Part, ...] = ()

    def copied(self) -> Self:
        made = super().copied()
        made.__dict__["parts"] = self.parts
        return made

    def on(self, parts: tuple[Part, ...]) -> Self:
        made = self.copied()
        made.__dict__["parts"] = parts
        return made

    @cached_property
    def matrices(self) -> tuple[Part, ...]:
        """The parts that are matrices."""
        return tuple(part for part in self.parts if len(part.shape) == 2)


class Decaying(ByParts):
    """A rule whose weight decay stands beside the gradient."""

    weight_decay: float
    decay_biases: bool

    @cached_property
    def decay(self) -> float | Array:
        """λ, of all parameters alike; of shape (dimension,) where biases do not decay."""
        if self.decay_biases or not biases(self.parts):
            return self.weight_decay
        return self.weight_decay * weights_alone(self.parts)


def decay_biases() -> Any:
    """The declaration of whether biases decay as weights do."""
    return parameter(
        True,
        help="Whether the decay shrinks biases, too: it does by default in PyTorch and Keras. An "
        "L2 penalty leaves them out. On a surface there are none.",
    )
