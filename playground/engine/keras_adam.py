"""Adam and its kin as Keras has them: ε stands elsewhere, NAdam's warm-up and Muon's scale differ.

From keras/src/optimizers (adam, adamw, nadam, adamax, muon), version 3.15.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import ClassVar

import numpy as np

from playground.engine.optimizer import Line, State
from playground.engine.optimizers.adam import Adam
from playground.engine.optimizers.adamax import Adamax
from playground.engine.optimizers.adamw import AdamW
from playground.engine.optimizers.muon import Muon, nearly_orthogonal
from playground.engine.optimizers.nadam import LooksAhead, NAdam
from playground.engine.problem import Array


@dataclass(frozen=True)
class KerasAdam(Adam):
    """m and v as ever; θ = θ − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε)."""

    convention: ClassVar[str] = "keras"
    pytorch: ClassVar[str] = ""

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        t, m, v = self.moments(grad, state)
        after = {"m": m, "v": v, "t": t}
        if "v_max" in state:  # AMSGrad
            v = after["v_max"] = np.maximum(state["v_max"], v)
        return theta - self._rate(t) * m / (np.sqrt(v) + self.epsilon), after

    def _correction(self, t: int) -> float:
        return float(sqrt(1 - self.beta2**t) / (1 - self.beta1**t))

    def _rate(self, t: int) -> float:
        return self.learning_rate * self._correction(t)

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        yield from self.hat_lines(theta, grad, state, r"\theta")

    def hat_lines(
        self, theta: Array, grad: Array, state: State, symbol: str
    ) -> Iterator[Line]:
        """The update from a point theta, shape (dimension,), that the formulas call `symbol`."""
        new, after = KerasAdam.step(self, theta, grad, state)
        m, v, t = after["m"], after["v"], after["t"]
        yield from self.moment_lines(grad, state, m, v)
        rate = np.full_like(theta, self._rate(t))
        yield Line(
            r"\alpha", f"learning rate, bias corrected, t = {t}",
            r"\eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t}", "{eta} · {correction}",
            {"eta": self.learning_rate, "correction": self._correction(t)}, rate,
        )
        yield Line(
            r"\theta", "new point", symbol + r" - \alpha \frac{m}{\sqrt{v} + \epsilon}",
            "{theta} − {rate} · {m} / (√{v} + {epsilon})",
            {"theta": theta, "rate": rate, "m": m, "v": after.get("v_max", v),
             "epsilon": self.epsilon}, new,
        )


@dataclass(frozen=True)
class KerasAdamW(AdamW, KerasAdam):
    """θ′ = (1 − η λ) θ, then Keras' Adam from θ′."""

    convention: ClassVar[str] = "keras"
    pytorch: ClassVar[str] = ""

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        shrunk = (1 - self.learning_rate * self.decay) * theta
        return KerasAdam.step(self, shrunk, grad, state)

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        shrunk, line = self.decayed(theta)
        yield line
        yield from self.hat_lines(shrunk, grad, state, r"\theta'")


@dataclass(frozen=True)
class KerasNAdam(LooksAhead):
    """NAdam whose momentum warms up with ψ = 1: it is no setting."""

    name: ClassVar[str] = NAdam.name
    title: ClassVar[str] = NAdam.title
    short: ClassVar[str] = NAdam.short
    year: ClassVar[int] = NAdam.year
    convention: ClassVar[str] = "keras"

    @property
    def psi(self) -> float:
        return 1.0


@dataclass(frozen=True)
class KerasAdamax(Adamax):
    """u = max(β₂ u, |g|); θ = θ − η m̂ / (u + ε)."""

    convention: ClassVar[str] = "keras"
    pytorch: ClassVar[str] = ""

    def largest(self, old: Array, grad: Array) -> Array:
        made: Array = np.maximum(self.beta2 * old, np.abs(grad))
        return made

    def divisor(self, u: Array) -> Array:
        return u + self.epsilon

    def largest_line(self, grad: Array, old: Array, u: Array) -> Line:
        return Line(
            "u", "largest gradient, slowly forgotten", r"\max(\beta_2 u, |g|)",
            "max({beta} · {u}, |{g}|)", {"beta": self.beta2, "u": old, "g": grad}, u,
        )

    def last_line(self, theta: Array, m_hat: Array, u: Array, new: Array) -> Line:
        return Line(
            r"\theta", "new point", r"\theta - \eta\, \frac{\hat m}{u + \epsilon}",
            "{theta} − {eta} · {m} / ({u} + {epsilon})",
            {"theta": theta, "eta": self.learning_rate, "m": m_hat, "u": u,
             "epsilon": self.epsilon}, new,
        )


@dataclass(frozen=True)
class KerasMuon(Muon):
    """B = μ B + G; U = G + μ B; W = (1 − η λ) W − 0.2 η √max(rows, columns) O.

    B is a sum, not a mean, which Newton-Schulz does not notice. The step of a matrix has the size
    of Adam's. What is no matrix is stepped by Keras' AdamW, with ε = 1e-7.
    """

    convention: ClassVar[str] = "keras"

    @cached_property
    def rest(self) -> KerasAdamW:
        return KerasAdamW(
            learning_rate=1.0, weight_decay=self.weight_decay, decay_biases=self.decay_biases,
            epsilon=1e-7,
        ).on(self.parts).at_factor(self.learning_rate)

    def averaged(self, old: Array, grad: Array) -> tuple[Array, Array]:
        kept = self.momentum * old + grad
        return kept, grad + self.momentum * kept

    def matrix_step(self, ahead: Array) -> Array:
        scale = self.learning_rate * np.sqrt(max(ahead.shape)) * 0.2
        size = float(np.linalg.norm(ahead)) + 1e-7
        made: Array = scale * nearly_orthogonal(ahead, self.newton_schulz_steps, size)
        return made

    def average_lines(self, old: Array, grad: Array) -> Iterator[Line]:
        mu, (kept, ahead) = self.momentum, self.averaged(old, grad)
        yield Line(
            "B", "sum of gradients, slowly forgotten", r"\mu B + G", "{mu} · {B} + {g}",
            {"mu": mu, "B": old, "g": grad}, kept,
        )
        yield Line(
            "U", "one step ahead", r"G + \mu B", "{g} + {mu} · {B}",
            {"g": grad, "mu": mu, "B": kept}, ahead,
        )
