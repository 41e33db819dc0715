"""The same rules in Keras' form, where that is another one.

PyTorch's is the usual form here. Keras' velocity holds steps, not gradients; its Adagrad and
RMSprop have ε inside the root, and its Adam adds ε before the bias is corrected ("ε hat"). From
keras/src/optimizers (sgd, adagrad, rmsprop, adam), version 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import sqrt
from typing import ClassVar

import numpy as np

from playground.engine.optimizer import Line, Optimizer, State, optimizers
from playground.engine.optimizers.adagrad import Adagrad
from playground.engine.optimizers.adam import Adam
from playground.engine.optimizers.momentum import Momentum
from playground.engine.optimizers.nesterov import Nesterov
from playground.engine.optimizers.rmsprop import RMSprop
from playground.engine.problem import Array
from playground.engine.sketch import Arrow

CONVENTIONS = ("pytorch", "keras")


@dataclass(frozen=True)
class KerasMomentum(Momentum):
    """v = μ v − η g; θ = θ + v: the velocity is the step itself."""

    convention: ClassVar[str] = "keras"
    pytorch: ClassVar[str] = ""

    def init(self, theta: Array) -> State:
        return {"momentum_step": np.zeros_like(theta)}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        velocity = self.momentum * state["momentum_step"] - self.learning_rate * grad
        return theta + velocity, {"momentum_step": velocity}

    def arrows(self, state: State) -> Iterator[Arrow]:
        yield _velocity_arrow(state)

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        yield _velocity_line(self.momentum, self.learning_rate, grad, state, after)
        yield Line(
            r"\theta", "new point", r"\theta + v", "{theta} + {v}",
            {"theta": theta, "v": after["momentum_step"]}, new,
        )


@dataclass(frozen=True)
class KerasNesterov(Nesterov):
    """v = μ v − η g; θ = θ + μ v − η g."""

    convention: ClassVar[str] = "keras"
    pytorch: ClassVar[str] = ""

    def init(self, theta: Array) -> State:
        return {"momentum_step": np.zeros_like(theta)}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        velocity = self.momentum * state["momentum_step"] - self.learning_rate * grad
        new = theta + self.momentum * velocity - self.learning_rate * grad
        return new, {"momentum_step": velocity}

    def arrows(self, state: State) -> Iterator[Arrow]:
        yield _velocity_arrow(state)

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        yield _velocity_line(self.momentum, self.learning_rate, grad, state, after)
        yield Line(
            r"\theta", "new point", r"\theta + \mu\, v - \eta\, g",
            "{theta} + {mu} · {v} − {eta} · {g}",
            {"theta": theta, "mu": self.momentum, "v": after["momentum_step"],
             "eta": self.learning_rate, "g": grad}, new,
        )


@dataclass(frozen=True)
class KerasAdagrad(Adagrad):
    """s = s + g²; θ = θ − η g / √(s + ε)."""

    convention: ClassVar[str] = "keras"
    pytorch: ClassVar[str] = ""

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        total = state["sum_of_squares"] + grad * grad
        new = theta - self.learning_rate * grad / np.sqrt(total + self.epsilon)
        return new, {"sum_of_squares": total}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        total = after["sum_of_squares"]
        yield Line(
            "s", "sum of squared gradients", "s + g^2", "{s} + {g}²",
            {"s": state["sum_of_squares"], "g": grad}, total,
        )
        yield from _inside_root(theta, grad, self.learning_rate, self.epsilon, "s", total, new)


@dataclass(frozen=True)
class KerasRMSprop(RMSprop):
    """v = ρ v + (1 − ρ) g²; θ = θ − η g / √(v + ε)."""

    convention: ClassVar[str] = "keras"
    pytorch: ClassVar[str] = ""

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        v = self.rho * state["v"] + (1 - self.rho) * (grad * grad)
        return theta - self.learning_rate * grad / np.sqrt(v + self.epsilon), {"v": v}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        yield Line(
            "v", "running mean of squared gradients", r"\rho\, v + (1 - \rho)\, g^2",
            "{rho} · {v} + {rest} · {g}²",
            {"rho": self.rho, "v": state["v"], "rest": 1 - self.rho, "g": grad}, after["v"],
        )
        yield from _inside_root(
            theta, grad, self.learning_rate, self.epsilon, "v", after["v"], new
        )


@dataclass(frozen=True)
class KerasAdam(Adam):
    """m and v as ever; θ = θ − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε)."""

    convention: ClassVar[str] = "keras"
    pytorch: ClassVar[str] = ""

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        t = state["t"] + 1
        m = self.beta1 * state["m"] + (1 - self.beta1) * grad
        v = self.beta2 * state["v"] + (1 - self.beta2) * (grad * grad)
        after = {"m": m, "v": v, "t": t}
        if "v_max" in state:  # AMSGrad
            v = after["v_max"] = np.maximum(state["v_max"], v)
        return theta - self._rate(t) * m / (np.sqrt(v) + self.epsilon), after

    def _rate(self, t: int) -> float:
        return float(self.learning_rate * sqrt(1 - self.beta2**t) / (1 - self.beta1**t))

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        m, v, t = after["m"], after["v"], after["t"]
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
        rate = np.full_like(theta, self._rate(t))
        yield Line(
            r"\alpha", f"learning rate, bias corrected, t = {t}",
            r"\eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t}", "{eta} · {correction}",
            {"eta": self.learning_rate, "correction": self._rate(t) / self.learning_rate}, rate,
        )
        yield Line(
            r"\theta", "new point", r"\theta - \alpha \frac{m}{\sqrt{v} + \epsilon}",
            "{theta} − {rate} · {m} / (√{v} + {epsilon})",
            {"theta": theta, "rate": rate, "m": m, "v": after.get("v_max", v),
             "epsilon": self.epsilon}, new,
        )


_KERAS: dict[str, type[Optimizer]] = {
    "momentum": KerasMomentum, "nesterov": KerasNesterov, "adagrad": KerasAdagrad,
    "rmsprop": KerasRMSprop, "adam": KerasAdam,
}
SAME = ("gradient_descent", "adamax", "adadelta", "lion")
"""Rules that are the same in both."""


def has_convention(kind: type[Optimizer], convention: str) -> bool:
    """Whether a rule is known here in this form."""
    return convention == "pytorch" or kind.name in _KERAS or kind.name in SAME


def kind_in(kind: type[Optimizer], convention: str) -> type[Optimizer]:
    """The class of a rule in a convention; itself where the two are the same.

    Raises ValueError for what there is not.
    """
    if not has_convention(kind, convention):
        known = ", ".join((*_KERAS, *SAME))
        raise ValueError(f"{kind.name} has no {convention} form here; there is one of {known}")
    if convention == "keras":
        return _KERAS.get(kind.name, kind)
    return optimizers[kind.name]


def in_convention(optimizer: Optimizer, convention: str) -> Optimizer:
    """The same rule and settings in a convention; raises ValueError for what there is not."""
    if optimizer.convention == convention:
        return optimizer
    made = kind_in(type(optimizer), convention).from_settings(optimizer.settings)
    return replace(
        made, schedule=optimizer.schedule, clip=optimizer.clip, sam=optimizer.sam
    )


def _velocity_arrow(state: State) -> Arrow:
    return Arrow(state["momentum_step"], "v", "The velocity, which is a step, v =", True)


def _velocity_line(
    momentum: float, rate: float, grad: Array, state: State, after: State
) -> Line:
    return Line(
        "v", "velocity", r"\mu\, v - \eta\, g", "{mu} · {v} − {eta} · {g}",
        {"mu": momentum, "v": state["momentum_step"], "eta": rate, "g": grad},
        after["momentum_step"],
    )


def _inside_root(
    theta: Array, grad: Array, eta: float, epsilon: float, symbol: str, total: Array, new: Array
) -> Iterator[Line]:
    rate = eta / np.sqrt(total + epsilon)
    yield Line(
        r"\tilde\eta", "effective learning rate", rf"\frac{{\eta}}{{\sqrt{{{symbol} + \epsilon}}}}",
        "{eta} / √({total} + {epsilon})", {"eta": eta, "total": total, "epsilon": epsilon}, rate,
    )
    yield Line(
        r"\theta", "new point", r"\theta - \tilde\eta\, g", "{theta} − {rate} · {g}",
        {"theta": theta, "rate": rate, "g": grad}, new,
    )
