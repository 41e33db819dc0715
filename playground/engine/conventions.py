"""The same rules in Keras' form, where that is another one.

PyTorch's is the usual form here. Keras' velocity holds steps, not gradients; its Adagrad and
RMSprop have ε inside the root. Adam and its kin are in `keras_adam`. From keras/src/optimizers
(sgd, adagrad, rmsprop), version 3.15.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from playground.engine.keras_adam import (
    KerasAdam,
    KerasAdamax,
    KerasAdamW,
    KerasMuon,
    KerasNAdam,
)
from playground.engine.optimizer import Line, Optimizer, State, optimizers
from playground.engine.optimizers.adagrad import Adagrad
from playground.engine.optimizers.momentum import Momentum
from playground.engine.optimizers.nesterov import Nesterov
from playground.engine.optimizers.rmsprop import RMSprop
from playground.engine.parameters import declared
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


_KERAS: dict[str, type[Optimizer]] = {
    "momentum": KerasMomentum, "nesterov": KerasNesterov, "adagrad": KerasAdagrad,
    "rmsprop": KerasRMSprop, "adam": KerasAdam, "adamw": KerasAdamW, "nadam": KerasNAdam,
    "adamax": KerasAdamax, "muon": KerasMuon,
}
SAME = ("gradient_descent", "adadelta", "lion")
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
    """The same rule and settings in a convention; raises ValueError for what there is not.

    A setting that only one form has stays behind, and comes back with its default.
    """
    if optimizer.convention == convention:
        return optimizer
    kind = kind_in(type(optimizer), convention)
    known = declared(kind)
    made = kind.from_settings({k: v for k, v in optimizer.settings.items() if k in known})
    return replace(made, schedule=optimizer.schedule, clip=optimizer.clip, sam=optimizer.sam)


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
