"""An activation, a loss and an optimizer that nobody has heard of, registered as ours are.

As a plugin of pytest (`pytest -p made_up`, from the folder of tests) it puts them into the
registries before anything is collected, so that all tests over the registries meet them.
"""

# ruff: noqa: N803  (H is the lecture's name)

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.networks.activations import Activation, activations
from playground.engine.networks.losses import Loss, losses, summed
from playground.engine.optimizer import Line, Optimizer, State, learning_rate, optimizers
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@activations.register("made_up_sine")
class Sine(Activation):
    title = "Sine"
    formula = r"\sin z"
    derivative_formula = r"\cos z"
    help = "Swings between −1 and 1 for ever."
    range = (-1.0, 1.0)

    def value(self, z: Array, out: Array | None = None) -> Array:
        return np.sin(z, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        return np.cos(z, out=out)


@losses.register("made_up_log_cosh")
class LogCosh(Loss):
    title = "Log-cosh"
    formula = r"\sum_k \ln \cosh (H_k - y_k)"
    derivative_formula = r"\tanh(H_k - y_k)"
    help = "Square near the target, absolute far from it."

    def value(self, H: Array, y: Array) -> Array:
        error = np.abs(H - y)
        return summed(error + np.log1p(np.exp(-2 * error)) - np.log(2))

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        return np.tanh(np.subtract(H, y, out=out), out=out)


@optimizers.register("made_up_average")
@dataclass(frozen=True)
class Average(Optimizer):
    """Walks along a running mean of the gradients."""

    title = "Running mean"
    short = "Mean"
    year = 2030
    scales_with_gradient = True

    learning_rate: float = learning_rate(0.02)
    momentum: float = parameter(0.8, low=0, high=1, below=True, symbol="μ", help="What is kept.")

    def init(self, theta: Array) -> State:
        return {"mean": np.zeros_like(theta)}

    def stable_rate(self, curvature: float) -> tuple[float, str] | None:
        mu = self.momentum
        return 2 * (1 + mu) / (1 - mu) / curvature, "2(1+μ)/((1−μ)λₘₐₓ)"

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        mean = self.momentum * state["mean"] + (1 - self.momentum) * grad
        return theta - self.learning_rate * mean, {"mean": mean}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        yield Line(
            "m", "running mean", r"\mu\, m + (1 - \mu)\, g", "{mu} · {m} + {rest} · {g}",
            {"mu": self.momentum, "m": state["mean"], "rest": 1 - self.momentum, "g": grad},
            after["mean"],
        )
        yield Line(
            r"\theta", "new point", r"\theta - \eta\, m", "{theta} − {eta} · {m}",
            {"theta": theta, "eta": self.learning_rate, "m": after["mean"]}, new,
        )
