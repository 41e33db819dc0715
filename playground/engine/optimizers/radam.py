"""RAdam (Liu et al. 2020), as torch.optim.RAdam: Adam that waits until its divisor can be trusted.

ρ∞ = 2/(1 − β₂) − 1; ρₜ = ρ∞ − 2 t β₂ᵗ/(1 − β₂ᵗ). While ρₜ ≤ 5 (the first five steps at
β₂ = 0.999): θ = θ − η m̂. After that θ = θ − η r m̂ √(1 − β₂ᵗ)/(√v + ε), with
r = √[(ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ)].
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np

from playground.engine.optimizer import Line, State, optimizers
from playground.engine.optimizers.adam import WithMoments
from playground.engine.problem import Array

TRUSTED = 5.0
"""Above this ρ the mean of squares is divided by."""


@optimizers.register("radam")
@dataclass(frozen=True)
class RAdam(WithMoments):
    """Momentum first, then Adam as far as it can be trusted: for starts without a warm-up."""

    title = "RAdam"
    short = "RAdam"
    year = 2019
    # Not said: the first steps scale with the gradient, the later ones do not.
    pytorch = (
        "torch.optim.RAdam(parameters, lr={learning_rate}, betas=({beta1}, {beta2}), "
        "eps={epsilon})"
    )

    def _rectified(self, t: int) -> float:
        """r √(1 − β₂ᵗ) of update t; 0 while the mean of squares is not trusted."""
        end = 2 / (1 - self.beta2) - 1
        kept = self.beta2**t
        rho = end - 2 * t * kept / (1 - kept)
        if rho <= TRUSTED:
            return 0.0
        r = sqrt((rho - 4) * (rho - 2) * end / ((end - 4) * (end - 2) * rho))
        return r * sqrt(1 - kept)

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        t, m, v = self.moments(grad, state)
        rate: Array | float = self.learning_rate
        if trust := self._rectified(t):
            rate = self.learning_rate * trust / (np.sqrt(v) + self.epsilon)
        return theta - rate * (m / (1 - self.beta1**t)), {"m": m, "v": v, "t": t}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        m, v, t = after["m"], after["v"], after["t"]
        yield from self.moment_lines(grad, state, m, v)
        m_hat = m / (1 - self.beta1**t)
        yield Line(
            r"\hat m", "bias-corrected mean", r"\frac{m}{1 - \beta_1^t}",
            "{m} / (1 − {beta}^{t})", {"m": m, "beta": self.beta1, "t": t}, m_hat,
        )
        trust = self._rectified(t)
        if not trust:
            yield Line(
                r"\theta", "new point, v not trusted yet", r"\theta - \eta\, \hat m",
                "{theta} − {eta} · {m}",
                {"theta": theta, "eta": self.learning_rate, "m": m_hat}, new,
            )
            return
        rate = self.learning_rate * trust / (np.sqrt(v) + self.epsilon)
        yield Line(
            r"\tilde\eta", "effective learning rate",
            r"\frac{\eta\, r \sqrt{1 - \beta_2^t}}{\sqrt{v} + \epsilon}",
            "{eta} · {trust} / (√{v} + {epsilon})",
            {"eta": self.learning_rate, "trust": trust, "v": v, "epsilon": self.epsilon}, rate,
        )
        yield Line(
            r"\theta", "new point", r"\theta - \tilde\eta\, \hat m", "{theta} − {rate} · {m}",
            {"theta": theta, "rate": rate, "m": m_hat}, new,
        )
