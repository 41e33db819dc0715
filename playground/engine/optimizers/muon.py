"""Muon (Jordan et al. 2024): momentum whose matrices are made nearly orthogonal, in float64.

B = μ B + (1 − μ) G; U = (1 − μ) G + μ B; O = NewtonSchulz(U); W = (1 − η λ) W − η s O, with
s = √max(1, columns/rows) for the lecture's W (a row for each input). Newton-Schulz: X = U/‖U‖,
then X = a X + (b A + c A²) X with A = X Xᵀ. It does not settle at equal singular values: they end
between 0.7 and 1.2. What is no matrix (biases, a point on a surface) is stepped by AdamW with the
same learning rate and decay. PyTorch computes the matrices in bfloat16: two or three digits agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import (
    AskingOptimizer,
    Line,
    State,
    decay,
    learning_rate,
    optimizers,
    weight_decay,
)
from playground.engine.optimizers.adamw import AdamW
from playground.engine.parameters import parameter
from playground.engine.problem import Array

A, B, C = 3.4445, -4.7750, 2.0315
"""Of the Newton-Schulz polynomial."""


def nearly_orthogonal(matrix: Array, steps: int) -> Array:
    """A matrix of shape (rows, columns) with its singular values brought near 1 by `steps` turns of
    Newton-Schulz.
    """
    X = matrix / max(float(np.linalg.norm(matrix)), 1e-7)  # noqa: N806
    tall = X.shape[0] > X.shape[1]
    X = X.T if tall else X  # noqa: N806
    for _ in range(steps):
        square = X @ X.T
        X = A * X + (B * square + C * (square @ square)) @ X  # noqa: N806
    return X.T if tall else X


@optimizers.register("muon")
@dataclass(frozen=True)
class Muon(AskingOptimizer):
    """Moves every direction of a weight matrix by nearly the same amount."""

    title = "Muon"
    short = "Muon"
    year = 2024
    scales_with_gradient = False

    learning_rate: float = learning_rate(
        0.02, "Learning rate η: about how far every direction of a matrix moves in a step.",
    )
    momentum: float = decay(0.95, "μ", "Momentum μ: the share of the old momentum that is kept.")
    weight_decay: float = weight_decay(0.0)
    newton_schulz_steps: int = parameter(
        5, low=1, high=20, slider=(1, 10), symbol="k",
        help="How often the matrix is brought nearer to an orthogonal one.",
    )

    @property
    def _rest(self) -> AdamW:
        return AdamW(learning_rate=self.learning_rate, weight_decay=self.weight_decay)

    def init(self, theta: Array) -> State:
        return {"momentum": np.zeros_like(theta), **self._rest.init(theta)}

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        rest = {key: value for key, value in state.items() if key != "momentum"}
        new, after = self._rest.step(theta, grad, rest)
        kept = self.momentum * state["momentum"] + (1 - self.momentum) * grad
        ahead = (1 - self.momentum) * grad + self.momentum * kept
        shrink = 1 - self.learning_rate * self.weight_decay
        for part in ground.parts:
            if len(part.shape) == 2:
                rows, columns = part.shape
                scale = self.learning_rate * np.sqrt(max(1.0, columns / rows))
                O = nearly_orthogonal(part.of(ahead), self.newton_schulz_steps)  # noqa: N806, E741
                new[part.slice] = (shrink * part.of(theta) - scale * O).ravel()
        return new, {"momentum": kept, **after}

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        new, after = self.move(theta, grad, state, ground)
        mu, kept = self.momentum, after["momentum"]
        yield Line(
            "B", "running mean of gradients", r"\mu B + (1 - \mu)\, G",
            "{mu} · {B} + {rest} · {g}",
            {"mu": mu, "B": state["momentum"], "rest": 1 - mu, "g": grad}, kept,
        )
        yield Line(
            "U", "one step ahead", r"(1 - \mu)\, G + \mu B", "{rest} · {g} + {mu} · {B}",
            {"rest": 1 - mu, "g": grad, "mu": mu, "B": kept}, (1 - mu) * grad + mu * kept,
        )
        matrices = any(len(part.shape) == 2 for part in ground.parts)
        name = "new point: matrices made nearly orthogonal, biases by AdamW" if matrices else \
            "new point by AdamW: there is no matrix here"
        yield Line(
            r"\theta", name, r"\theta + \Delta\theta", "{theta} + {change}",
            {"theta": theta, "change": new - theta}, new,
        )
