"""Adadelta (Zeiler 2012), as torch.optim.Adadelta: steps in the units of earlier steps.

q = ρ q + (1 − ρ) g²; d = √(D + ε) / √(q + ε) · g; D = ρ D + (1 − ρ) d²; θ = θ − η d.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.optimizer import (
    Line,
    Optimizer,
    State,
    decay,
    learning_rate,
    optimizers,
)
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@optimizers.register("adadelta")
@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Takes the length of its steps from those before: needs no learning rate, starts slowly."""

    title = "Adadelta"
    short = "Adadelta"
    year = 2012
    scales_with_gradient = False
    pytorch = (
        "torch.optim.Adadelta(parameters, lr={learning_rate}, rho={rho}, eps={epsilon})"
    )

    learning_rate: float = learning_rate(
        1.0, "Learning rate η: a factor on the length that the rule finds by itself. "
        "1 is the rule as published.",
    )
    rho: float = decay(
        0.9, "ρ", "Decay ρ of both means of squares: 0.9 remembers about 10 steps.",
    )
    epsilon: float = parameter(
        1e-6, low=0, high=1e6, log=True, slider=(1e-12, 1e-2), symbol="ε",
        help="Epsilon ε, inside both roots: the first steps have no steps before them, and its "
        "root is their length.",
    )

    def init(self, theta: Array) -> State:
        return {"mean_square": np.zeros_like(theta), "mean_step": np.zeros_like(theta)}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        q = self.rho * state["mean_square"] + (1 - self.rho) * (grad * grad)
        d = np.sqrt(state["mean_step"] + self.epsilon) / np.sqrt(q + self.epsilon) * grad
        steps = self.rho * state["mean_step"] + (1 - self.rho) * (d * d)
        return theta - self.learning_rate * d, {"mean_square": q, "mean_step": steps}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        q, before = after["mean_square"], state["mean_step"]
        yield Line(
            "q", "running mean of squared gradients", r"\rho\, q + (1 - \rho)\, g^2",
            "{rho} · {q} + {rest} · {g}²",
            {"rho": self.rho, "q": state["mean_square"], "rest": 1 - self.rho, "g": grad}, q,
        )
        d = np.sqrt(before + self.epsilon) / np.sqrt(q + self.epsilon) * grad
        yield Line(
            "d", "step before the factor η", r"\frac{\sqrt{D + \epsilon}}{\sqrt{q + \epsilon}}\, g",
            "√({D} + {epsilon}) / √({q} + {epsilon}) · {g}",
            {"D": before, "q": q, "epsilon": self.epsilon, "g": grad}, d,
        )
        yield Line(
            "D", "running mean of squared steps", r"\rho\, D + (1 - \rho)\, d^2",
            "{rho} · {D} + {rest} · {d}²",
            {"rho": self.rho, "D": before, "rest": 1 - self.rho, "d": d}, after["mean_step"],
        )
        yield Line(
            r"\theta", "new point", r"\theta - \eta\, d", "{theta} − {eta} · {d}",
            {"theta": theta, "eta": self.learning_rate, "d": d}, new,
        )
