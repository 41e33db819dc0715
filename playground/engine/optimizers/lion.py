"""Lion (Chen et al. 2023), as in Keras and optax: the sign of a momentum, nothing else.

c = sign(β₁ m + (1 − β₁) g); θ = θ − η (c + λ θ); m = β₂ m + (1 − β₂) g.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.by_parts import Decaying, decay_biases
from playground.engine.optimizer import (
    Line,
    State,
    decay,
    learning_rate,
    optimizers,
    weight_decay,
)
from playground.engine.problem import Array


@optimizers.register("lion")
@dataclass(frozen=True)
class Lion(Decaying):
    """Moves by the sign of a momentum alone: for large networks, with half of Adam's memory."""

    title = "Lion"
    short = "Lion"
    year = 2023
    scales_with_gradient = False

    learning_rate: float = learning_rate(
        0.01, "Learning rate η: how far every coordinate moves in every step. The steps never "
        "grow shorter by themselves.",
    )
    beta1: float = decay(
        0.9, "β₁", "Share β₁ of the momentum in the direction; the rest is the present gradient.",
    )
    beta2: float = decay(
        0.99, "β₂", "Decay β₂ of the momentum: 0.99 remembers about 100 steps.",
    )
    weight_decay: float = weight_decay(0.0)
    decay_biases: bool = decay_biases()

    def init(self, theta: Array) -> State:
        return {"m": np.zeros_like(theta)}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        m = state["m"]
        sign = np.sign(self.beta1 * m + (1 - self.beta1) * grad)
        new = theta - self.learning_rate * (sign + self.decay * theta)
        return new, {"m": self.beta2 * m + (1 - self.beta2) * grad}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        m = state["m"]
        sign = np.sign(self.beta1 * m + (1 - self.beta1) * grad)
        yield Line(
            "c", "direction", r"\mathrm{sign}(\beta_1 m + (1 - \beta_1)\, g)",
            "sign({beta} · {m} + {rest} · {g})",
            {"beta": self.beta1, "m": m, "rest": 1 - self.beta1, "g": grad}, sign,
        )
        yield Line(
            "m", "momentum for the next step", r"\beta_2 m + (1 - \beta_2)\, g",
            "{beta} · {m} + {rest} · {g}",
            {"beta": self.beta2, "m": m, "rest": 1 - self.beta2, "g": grad}, after["m"],
        )
        yield Line(
            r"\theta", "new point", r"\theta - \eta\, (c + \lambda\, \theta)",
            "{theta} − {eta} · ({c} + {decay} · {theta})",
            {"theta": theta, "eta": self.learning_rate, "c": sign, "decay": self.decay},
            new,
        )
