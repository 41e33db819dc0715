"""NAdam (Dozat 2016), as torch.optim.NAdam: Adam that looks one step ahead, as Nesterov does.

μₜ = β₁ (1 − ½ · 0.96^(t ψ)), P = μ₁ μ₂ … μₜ; m and v as in Adam;
d = (1 − μₜ) g / (1 − P) + μₜ₊₁ m / (1 − P μₜ₊₁); θ = θ − η d / (√v̂ + ε).
"""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.optimizer import Line, State, effective_rate, optimizers
from playground.engine.optimizers.adam import WithMoments
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@dataclass(frozen=True)
class LooksAhead(WithMoments):
    """Adam's moments with a momentum that warms up, looked at one step ahead."""

    scales_with_gradient = False

    @property
    @abstractmethod
    def psi(self) -> float:
        """How fast the momentum warms up."""

    def init(self, theta: Array) -> State:
        return {**super().init(theta), "momenta": 1.0}

    def _momentum(self, t: int) -> float:
        """μ of update t, counted from 1."""
        return float(self.beta1 * (1 - 0.5 * 0.96 ** (t * self.psi)))

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        t, m, v = self.moments(grad, state)
        now, later = self._momentum(t), self._momentum(t + 1)
        momenta = state["momenta"] * now
        ahead = (1 - now) / (1 - momenta) * grad + later / (1 - momenta * later) * m
        rate = self.learning_rate / (np.sqrt(v / (1 - self.beta2**t)) + self.epsilon)
        return theta - rate * ahead, {"m": m, "v": v, "t": t, "momenta": momenta}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        m, v, t, momenta = after["m"], after["v"], after["t"], after["momenta"]
        now, later = self._momentum(t), self._momentum(t + 1)
        yield from self.moment_lines(grad, state, m, v)
        ahead = (1 - now) / (1 - momenta) * grad + later / (1 - momenta * later) * m
        yield Line(
            "d", "direction, one step ahead",
            r"\frac{1 - \mu_t}{1 - P}\, g + \frac{\mu_{t+1}}{1 - P \mu_{t+1}}\, m",
            "{fresh} · {g} + {old} · {m}",
            {"fresh": (1 - now) / (1 - momenta), "g": grad,
             "old": later / (1 - momenta * later), "m": m}, ahead,
        )
        v_hat = v / (1 - self.beta2**t)
        yield Line(
            r"\hat v", "bias-corrected mean square", r"\frac{v}{1 - \beta_2^t}",
            "{v} / (1 − {beta}^{t})", {"v": v, "beta": self.beta2, "t": t}, v_hat,
        )
        rate = effective_rate(self.learning_rate, r"\hat v", v_hat, self.epsilon)
        yield rate
        yield Line(
            r"\theta", "new point", r"\theta - \tilde\eta\, d", "{theta} − {rate} · {d}",
            {"theta": theta, "rate": rate.value, "d": ahead}, new,
        )


@optimizers.register("nadam")
@dataclass(frozen=True)
class NAdam(LooksAhead):
    """Adam with Nesterov's look ahead: for reaching the floor of a valley a little sooner."""

    title = "NAdam"
    short = "NAdam"
    year = 2016
    pytorch = (
        "torch.optim.NAdam(parameters, lr={learning_rate}, betas=({beta1}, {beta2}), "
        "eps={epsilon}, momentum_decay={momentum_decay})"
    )

    momentum_decay: float = parameter(
        0.004, low=0, high=10, log=True, slider=(1e-4, 1.0), symbol="ψ",
        help="Momentum decay ψ: how fast the momentum warms up from β₁/2 to β₁. "
        "0.004 in PyTorch, 1 in Keras.",
    )

    @property
    def psi(self) -> float:
        return self.momentum_decay
