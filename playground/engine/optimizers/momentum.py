"""Momentum (heavy ball): the velocity gathers gradients and forgets them slowly.

PyTorch's form (torch.optim.SGD, dampening 0): v = μ v + g; θ = θ − η v. The velocity holds
gradients and the learning rate stands outside, unlike in Keras.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.optimizer import Line, Optimizer, State, learning_rate, optimizers
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@dataclass(frozen=True)
class WithVelocity(Optimizer):
    """What momentum and Nesterov share: the coefficient μ and the velocity."""

    scales_with_gradient = True

    learning_rate: float = learning_rate(0.01)
    momentum: float = parameter(
        0.9, low=0, high=1, slider=(0.0, 0.999), symbol="μ",
        help="Momentum μ: the share of the old velocity that is kept. 0 is gradient descent; at "
        "0.9 a steady slope is walked ten times as fast.",
    )

    def init(self, theta: Array) -> State:
        return {"velocity": np.zeros_like(theta)}

    def velocity_line(self, grad: Array, state: State) -> Line:
        """v = μ v + g with its numbers, in the shape of theta."""
        velocity = state["velocity"]
        return Line(
            "v", "velocity", r"\mu\, v + g", "{mu} · {v} + {g}",
            {"mu": self.momentum, "v": velocity, "g": grad}, self.momentum * velocity + grad,
        )


def larger_root(total: Array, product: Array) -> Array:
    """The larger root, by its size, of r² − total r + product = 0; all of shape (n,)."""
    side = np.where(total < 0, -1.0, 1.0) * np.sqrt(total**2 - 4 * product + 0j)
    root: Array = (total + side) / 2
    return root


@optimizers.register("momentum")
@dataclass(frozen=True)
class Momentum(WithVelocity):
    """A heavy ball: rolls on where slopes agree, damps where they alternate."""

    title = "Momentum"
    short = "Momentum"
    year = 1964
    in_lecture = True
    pytorch = "torch.optim.SGD(parameters, lr={learning_rate}, momentum={momentum})"

    def stable_rate(self, curvature: float) -> tuple[float, str] | None:
        """Polyak 1964; Lessard, Recht, Packard 2016, in PyTorch's parametrization."""
        return 2 * (1 + self.momentum) / curvature, "2(1+μ)/λₘₐₓ"

    def root_on_parabola(self, curvatures: Array) -> Array | None:
        """Of r² − (1 + μ − η λ) r + μ = 0 (Polyak 1964); shapes (n,)."""
        mu = np.full_like(curvatures, self.momentum)
        return larger_root(1 + mu - self.learning_rate * curvatures, mu)

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        velocity = self.momentum * state["velocity"] + grad
        return theta - self.learning_rate * velocity, {"velocity": velocity}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        line = self.velocity_line(grad, state)
        yield line
        new, _ = self.step(theta, grad, state)
        yield Line(
            r"\theta", "new point", r"\theta - \eta\, v", "{theta} − {eta} · {v}",
            {"theta": theta, "eta": self.learning_rate, "v": line.value}, new,
        )
