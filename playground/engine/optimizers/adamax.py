"""Adamax (Kingma, Ba 2015, section 7), as torch.optim.Adamax: Adam by the largest gradient.

m = β₁ m + (1 − β₁) g; u = max(β₂ u, |g| + ε); θ = θ − η m̂ / u.
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
    learning_rate,
    optimizers,
)
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@optimizers.register("adamax")
@dataclass(frozen=True)
class Adamax(Optimizer):
    """Adam that divides by the largest gradient it remembers: for gradients that are rare."""

    title = "Adamax"
    short = "Adamax"
    year = 2014
    scales_with_gradient = False
    pytorch = (
        "torch.optim.Adamax(parameters, lr={learning_rate}, betas=({beta1}, {beta2}), "
        "eps={epsilon})"
    )

    learning_rate: float = learning_rate(0.05, LENGTH)
    beta1: float = decay(
        0.9, "β₁", "Decay β₁ of the mean of gradients (momentum): 0.9 remembers about 10 steps.",
    )
    beta2: float = decay(
        0.999, "β₂", "Decay β₂ of the largest gradient: how fast it is forgotten.",
    )
    epsilon: float = parameter(
        1e-8, low=0, high=1e6, log=True, slider=(1e-12, 1e-2), symbol="ε",
        help="Epsilon ε: added to the gradient's size, so that nothing is divided by 0.",
    )

    def init(self, theta: Array) -> State:
        return {"m": np.zeros_like(theta), "u": np.zeros_like(theta), "t": 0}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        t = state["t"] + 1
        m = self.beta1 * state["m"] + (1 - self.beta1) * grad
        u = self.largest(state["u"], grad)
        rate = self.learning_rate / (1 - self.beta1**t)
        return theta - rate * (m / self.divisor(u)), {"m": m, "u": u, "t": t}

    def largest(self, old: Array, grad: Array) -> Array:
        """u after a gradient; all of shape (dimension,)."""
        made: Array = np.maximum(self.beta2 * old, np.abs(grad) + self.epsilon)
        return made

    def divisor(self, u: Array) -> Array:
        """What the mean is divided by, shape (dimension,) as u."""
        return u

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        m, u, t = after["m"], after["u"], after["t"]
        yield Line(
            "m", "running mean of gradients", r"\beta_1 m + (1 - \beta_1)\, g",
            "{beta} · {m} + {rest} · {g}",
            {"beta": self.beta1, "m": state["m"], "rest": 1 - self.beta1, "g": grad}, m,
        )
        yield self.largest_line(grad, state["u"], u)
        m_hat = m / (1 - self.beta1**t)
        yield Line(
            r"\hat m", "bias-corrected mean", r"\frac{m}{1 - \beta_1^t}",
            "{m} / (1 − {beta}^{t})", {"m": m, "beta": self.beta1, "t": t}, m_hat,
        )
        yield self.last_line(theta, m_hat, u, new)

    def largest_line(self, grad: Array, old: Array, u: Array) -> Line:
        """How u comes about; all of shape (dimension,)."""
        return Line(
            "u", "largest gradient, slowly forgotten", r"\max(\beta_2 u, |g| + \epsilon)",
            "max({beta} · {u}, |{g}| + {epsilon})",
            {"beta": self.beta2, "u": old, "g": grad, "epsilon": self.epsilon}, u,
        )

    def last_line(self, theta: Array, m_hat: Array, u: Array, new: Array) -> Line:
        """How the new point comes about; all of shape (dimension,)."""
        return Line(
            r"\theta", "new point", r"\theta - \eta\, \frac{\hat m}{u}",
            "{theta} − {eta} · {m} / {u}",
            {"theta": theta, "eta": self.learning_rate, "m": m_hat, "u": u}, new,
        )
