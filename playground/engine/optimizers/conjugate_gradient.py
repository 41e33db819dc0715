"""Nonlinear conjugate gradients (Polak, Ribière 1969, with the + of Powell 1984).

d = −g + β d, β = max(0, g₊·(g₊ − g)/(g·g)); afresh along −g every n steps and where d leads up.
On a parabola in n dimensions, with the exact search, the minimum is reached in n steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import Line, State, optimizers
from playground.engine.problem import Array
from playground.engine.searching import SearchingOptimizer, search
from playground.engine.sketch import Arrow


@optimizers.register("conjugate_gradient")
@dataclass(frozen=True)
class ConjugateGradient(SearchingOptimizer):
    """Searches along directions that do not undo each other's work: for long narrow valleys."""

    title = "Conjugate gradients"
    short = "CG"
    year = 1969
    full_batch = True
    flattened = 0.1

    search: str = search("wolfe")

    def init(self, theta: Array) -> State:
        return {"direction": np.zeros_like(theta), "before": np.zeros_like(theta), "turn": 0}

    def beta(self, grad: Array, state: State) -> float:
        """How much of the direction before goes on; 0 at first. grad has shape (dimension,)."""
        before = state["before"]
        square = float(before @ before)
        if state["turn"] % len(grad) == 0 or not square > 0:  # also one that is too small to square
            return 0.0
        return max(0.0, float(grad @ (grad - before)) / square)

    def direction(self, grad: Array, state: State) -> Array:
        d: Array = -grad + self.beta(grad, state) * state["direction"]
        return d if float(grad @ d) < 0 else -grad

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        new, _ = super().move(theta, grad, state, ground)
        after = {
            "direction": self.direction(grad, state), "before": grad.copy(),
            "turn": state["turn"] + 1,
        }
        return new, after

    def arrows(self, state: State) -> Iterator[Arrow]:
        yield Arrow(state["direction"], "d₋₁", "The direction of the step before, d₋₁ =")

    def direction_lines(self, grad: Array, state: State) -> Iterator[Line]:
        beta, d = self.beta(grad, state), self.direction(grad, state)
        if not float(grad @ (-grad + beta * state["direction"])) < 0:
            beta = 0.0
        yield Line(
            r"\beta", "share of the direction before",
            r"\max(0, g \cdot (g - g_{i-1}) / g_{i-1}^2)", "{beta}", {"beta": beta},
            np.full_like(grad, beta),
        )
        yield Line(
            "d", "direction", r"-g + \beta\, d", "−{g} + {beta} · {d}",
            {"g": grad, "beta": beta, "d": state["direction"]}, d,
        )
