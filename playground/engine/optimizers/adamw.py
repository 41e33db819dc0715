"""AdamW (Loshchilov, Hutter 2019), as torch.optim.AdamW: the decay stands beside the gradient.

θ′ = (1 − η λ) θ, then Adam's step from θ′. In Adam with an L2 penalty the decay goes through the
division by √v̂ and all but vanishes; here every parameter shrinks by the same share.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.by_parts import Decaying, decay_biases
from playground.engine.optimizer import Line, State, optimizers, weight_decay
from playground.engine.optimizers.adam import Adam
from playground.engine.problem import Array


@optimizers.register("adamw")
@dataclass(frozen=True)
class AdamW(Decaying, Adam):
    """Adam with weight decay apart from the gradient: for networks that should stay small."""

    title = "AdamW"
    short = "AdamW"
    year = 2017
    in_lecture = False
    pytorch = (
        "torch.optim.AdamW(parameters, lr={learning_rate}, betas=({beta1}, {beta2}), "
        "eps={epsilon}, weight_decay={weight_decay}, amsgrad={amsgrad})"
    )

    weight_decay: float = weight_decay(0.01)
    decay_biases: bool = decay_biases()

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        return super().step((1 - self.learning_rate * self.decay) * theta, grad, state)

    def decayed(self, theta: Array) -> tuple[Array, Line]:
        """The point after the decay, shape (dimension,), and how it comes about."""
        keep = 1 - self.learning_rate * self.decay
        shrunk = keep * theta
        apart = isinstance(self.decay, np.ndarray)
        name = "point after the decay" + " of the weights" * apart
        return shrunk, Line(
            r"\theta'", name, r"(1 - \eta\lambda)\, \theta", "{keep} · {theta}",
            {"keep": keep, "theta": theta}, shrunk,
        )

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        shrunk, line = self.decayed(theta)
        yield line
        yield from self.adam_lines(shrunk, grad, state, r"\theta'")
