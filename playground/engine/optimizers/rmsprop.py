"""RMSprop (Hinton's lecture 6e), as torch.optim.RMSprop without momentum, not centered:

v = ρ v + (1 − ρ) g²; θ = θ − η g / (√v + ε). PyTorch calls ρ alpha.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.optimizer import (
    LENGTH,
    Line,
    Optimizer,
    State,
    decay,
    effective_rate,
    epsilon,
    learning_rate,
    optimizers,
)
from playground.engine.problem import Array


@optimizers.register("rmsprop")
@dataclass(frozen=True)
class RMSprop(Optimizer):
    """Adagrad that forgets: divides by a running mean of squared gradients."""

    title = "RMSprop"
    short = "RMSprop"
    year = 2012
    in_lecture = True
    scales_with_gradient = False
    pytorch = (
        "torch.optim.RMSprop(parameters, lr={learning_rate}, alpha={rho}, "
        "eps={epsilon})"
    )

    learning_rate: float = learning_rate(0.01, LENGTH)
    rho: float = decay(
        0.99, "ρ",
        "Decay ρ of the mean of squared gradients: 0.99 remembers about 100 steps. "
        "PyTorch calls it alpha.",
    )
    epsilon: float = epsilon(1e-8)

    def init(self, theta: Array) -> State:
        return {"v": np.zeros_like(theta)}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        v = self.rho * state["v"] + (1 - self.rho) * (grad * grad)
        return theta - self.learning_rate * grad / (np.sqrt(v) + self.epsilon), {"v": v}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        v = after["v"]
        yield Line(
            "v", "running mean of squared gradients", r"\rho\, v + (1 - \rho)\, g^2",
            "{rho} · {v} + {rest} · {g}²",
            {"rho": self.rho, "v": state["v"], "rest": 1 - self.rho, "g": grad}, v,
        )
        rate = effective_rate(self.learning_rate, "v", v, self.epsilon)
        yield rate
        yield Line(
            r"\theta", "new point", r"\theta - \tilde\eta\, g", "{theta} − {rate} · {g}",
            {"theta": theta, "rate": rate.value, "g": grad}, new,
        )
