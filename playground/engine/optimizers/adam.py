"""Adam (Kingma, Ba 2015), as torch.optim.Adam: epsilon is added to the bias-corrected root.

m = β₁ m + (1 − β₁) g; v = β₂ v + (1 − β₂) g²; θ = θ − η m̂ / (√v̂ + ε),
with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ), t counted from 1.

AMSGrad (Reddi, Kale, Kumar 2018) divides by the largest v so far, V = max(V, v), in place of v.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

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
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@dataclass(frozen=True)
class WithMoments(Optimizer):
    """What Adam and its kin share: running means of the gradient and of its square."""

    learning_rate: float = learning_rate(0.05, LENGTH)
    beta1: float = decay(
        0.9, "β₁", "Decay β₁ of the mean of gradients (momentum): 0.9 remembers about 10 steps.",
    )
    beta2: float = decay(
        0.999, "β₂",
        "Decay β₂ of the mean of squared gradients: 0.999 remembers about 1000 steps.",
    )
    epsilon: float = epsilon(1e-8)

    def init(self, theta: Array) -> State:
        return {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}

    def moments(self, grad: Array, state: State) -> tuple[int, Array, Array]:
        """t from 1, m and v after a gradient; all arrays have the shape (dimension,)."""
        m = self.beta1 * state["m"] + (1 - self.beta1) * grad
        v = self.beta2 * state["v"] + (1 - self.beta2) * (grad * grad)
        return state["t"] + 1, m, v

    def moment_lines(self, grad: Array, state: State, m: Array, v: Array) -> Iterator[Line]:
        """How m and v come about, with their numbers; all of shape (dimension,)."""
        yield Line(
            "m", "running mean of gradients", r"\beta_1 m + (1 - \beta_1)\, g",
            "{beta} · {m} + {rest} · {g}",
            {"beta": self.beta1, "m": state["m"], "rest": 1 - self.beta1, "g": grad}, m,
        )
        yield Line(
            "v", "running mean of squared gradients", r"\beta_2 v + (1 - \beta_2)\, g^2",
            "{beta} · {v} + {rest} · {g}²",
            {"beta": self.beta2, "v": state["v"], "rest": 1 - self.beta2, "g": grad}, v,
        )


@optimizers.register("adam")
@dataclass(frozen=True)
class Adam(WithMoments):
    """Momentum and a learning rate for each coordinate, both corrected for their cold start."""

    title = "Adam"
    short = "Adam"
    year = 2014
    in_lecture = True
    scales_with_gradient = False
    pytorch = (
        "torch.optim.Adam(parameters, lr={learning_rate}, "
        "betas=({beta1}, {beta2}), eps={epsilon}, amsgrad={amsgrad})"
    )

    amsgrad: bool = parameter(
        False, symbol="AMSGrad",
        help="AMSGrad: divide by the largest mean of squared gradients so far, so that the "
        "effective learning rate never grows again.",
    )

    def init(self, theta: Array) -> State:
        largest = {"v_max": np.zeros_like(theta)} if self.amsgrad else {}
        return {**super().init(theta), **largest}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        t, m, v = self.moments(grad, state)
        after = {"m": m, "v": v, "t": t}
        if self.amsgrad:
            v = after["v_max"] = np.maximum(state["v_max"], v)
        rate = self.learning_rate / (1 - self.beta1**t)
        root = np.sqrt(v) / sqrt(1 - self.beta2**t) + self.epsilon
        return theta - rate * (m / root), after

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        yield from self.adam_lines(theta, grad, state, r"\theta")

    def adam_lines(
        self, theta: Array, grad: Array, state: State, symbol: str
    ) -> Iterator[Line]:
        """Adam's update line by line, from a point theta that the formulas call `symbol`.

        The arrays have the shape (dimension,).
        """
        new, after = Adam.step(self, theta, grad, state)
        m, v, t = after["m"], after["v"], after["t"]
        yield from self.moment_lines(grad, state, m, v)
        square = "v"
        if self.amsgrad:
            square = r"v_{\max}"
            largest = after["v_max"]
            yield Line(
                square, "largest mean square so far", rf"\max({square}, v)", "max({old}, {v})",
                {"old": state["v_max"], "v": v}, largest,
            )
            v = largest
        m_hat, v_hat = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
        yield Line(
            r"\hat m", "bias-corrected mean", r"\frac{m}{1 - \beta_1^t}",
            "{m} / (1 − {beta}^{t})", {"m": m, "beta": self.beta1, "t": t}, m_hat,
        )
        yield Line(
            r"\hat v", "bias-corrected mean square", rf"\frac{{{square}}}{{1 - \beta_2^t}}",
            "{v} / (1 − {beta}^{t})", {"v": v, "beta": self.beta2, "t": t}, v_hat,
        )
        rate = effective_rate(self.learning_rate, r"\hat v", v_hat, self.epsilon)
        yield rate
        yield Line(
            r"\theta", "new point", rf"{symbol} - \tilde\eta\, \hat m", "{theta} − {rate} · {m}",
            {"theta": theta, "rate": rate.value, "m": m_hat}, new,
        )
