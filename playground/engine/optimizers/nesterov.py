"""Nesterov's accelerated gradient, in PyTorch's form: v = μ v + g; θ = θ − η (g + μ v)."""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.engine.optimizer import Line, State, optimizers
from playground.engine.optimizers.momentum import WithVelocity, larger_root
from playground.engine.problem import Array


@optimizers.register("nesterov")
@dataclass(frozen=True)
class Nesterov(WithVelocity):
    """Momentum that looks one step ahead, and so brakes earlier."""

    title = "Nesterov"
    short = "Nesterov"
    year = 1983
    in_lecture = True
    rate_share = 0.5  # recommended rates are often close to what gradient descent can bear
    pytorch = (
        "torch.optim.SGD(parameters, lr={learning_rate}, momentum={momentum}, "
        "nesterov=True)"
    )

    def stable_rate(self, curvature: float) -> tuple[float, str] | None:
        """Lessard, Recht, Packard 2016; at μ = 0.9 two thirds of gradient descent's, about."""
        bound = 2 * (1 + self.momentum) / (1 + 2 * self.momentum) / curvature
        return bound, "2(1+μ)/((1+2μ)λₘₐₓ)"

    def root_on_parabola(self, curvatures: Array) -> Array | None:
        """Of r² − (1 + μ)(1 − η λ) r + μ (1 − η λ) = 0; shapes (n,)."""
        plain = 1 - self.learning_rate * curvatures
        return larger_root((1 + self.momentum) * plain, self.momentum * plain)

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        velocity = self.momentum * state["velocity"] + grad
        ahead = grad + self.momentum * velocity
        return theta - self.learning_rate * ahead, {"velocity": velocity}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        line = self.velocity_line(grad, state)
        yield line
        ahead = grad + self.momentum * line.value
        yield Line(
            "d", "direction, one step ahead", r"g + \mu\, v", "{g} + {mu} · {v}",
            {"mu": self.momentum, "v": line.value, "g": grad}, ahead,
        )
        new, _ = self.step(theta, grad, state)
        yield Line(
            r"\theta", "new point", r"\theta - \eta\, d", "{theta} − {eta} · {d}",
            {"theta": theta, "eta": self.learning_rate, "d": ahead}, new,
        )
