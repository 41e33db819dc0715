"""Adagrad (Duchi, Hazan, Singer 2011), as torch.optim.Adagrad without decay of the rate:

s = s + g²; θ = θ − η g / (√s + ε).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.optimizer import (
    FADING,
    Line,
    Optimizer,
    State,
    effective_rate,
    epsilon,
    learning_rate,
    optimizers,
)
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@optimizers.register("adagrad")
@dataclass(frozen=True)
class Adagrad(Optimizer):
    """A learning rate for each coordinate, smaller where gradients have been large."""

    title = "Adagrad"
    short = "Adagrad"
    year = 2011
    in_lecture = True
    scales_with_gradient = False
    pytorch = (
        "torch.optim.Adagrad(parameters, lr={learning_rate}, eps={epsilon}, "
        "initial_accumulator_value={initial_accumulator})"
    )

    learning_rate: float = learning_rate(0.1, FADING)
    initial_accumulator: float = parameter(
        0.0, low=0, high=1e6, slider=(0.0, 1.0), symbol="s₀",
        help="What the sum of squared gradients starts from: 0 in PyTorch, 0.1 in Keras.",
    )
    epsilon: float = epsilon(1e-10)

    def init(self, theta: Array) -> State:
        return {"sum_of_squares": np.full_like(theta, self.initial_accumulator)}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        total = state["sum_of_squares"] + grad * grad
        new = theta - self.learning_rate * grad / (np.sqrt(total) + self.epsilon)
        return new, {"sum_of_squares": total}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        old = state["sum_of_squares"]
        new, after = self.step(theta, grad, state)
        total = after["sum_of_squares"]
        yield Line(
            "s", "sum of squared gradients", "s + g^2", "{s} + {g}²", {"s": old, "g": grad}, total,
        )
        rate = effective_rate(self.learning_rate, "s", total, self.epsilon)
        yield rate
        yield Line(
            r"\theta", "new point", r"\theta - \tilde\eta\, g", "{theta} − {rate} · {g}",
            {"theta": theta, "rate": rate.value, "g": grad}, new,
        )
