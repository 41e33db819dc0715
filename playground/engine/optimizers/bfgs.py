"""BFGS (Broyden, Fletcher, Goldfarb, Shanno 1970): curvature learned from the gradients' changes.

d = −H g, where H approximates the inverse Hessian: with s the step and y the change of g,
ρ = 1/(s·y), H = (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ; skipped where s·y ≤ 1e-10 |s||y|.
(Nocedal, Wright 2006, algorithm 6.1.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.optimizer import Line, State, optimizers
from playground.engine.problem import Array, Problem
from playground.engine.searching import SearchingOptimizer, search

CURVED = 1e-10
"""How large s·y must be beside |s||y|, for the pair to teach something about the curvature."""
MOST_PARAMETERS = 2000


def teaches(step: Array, change: Array) -> bool:
    """Whether a step and the gradient's change, shapes (dimension,), show an upward curve."""
    sizes = float(np.linalg.norm(step)) * float(np.linalg.norm(change))
    return float(step @ change) > CURVED * sizes


@optimizers.register("bfgs")
@dataclass(frozen=True)
class BFGS(SearchingOptimizer):
    """Newton's direction without second derivatives: the curvature is learned on the way."""

    title = "BFGS"
    short = "BFGS"
    year = 1970
    full_batch = True

    search: str = search("wolfe")

    def init(self, theta: Array) -> State:
        return {"H": np.eye(len(theta))}

    def why_not(self, problem: Problem) -> str:
        if problem.dimension > MOST_PARAMETERS:
            return (
                f"keeps a matrix of all pairs of parameters: at most {MOST_PARAMETERS:,} of them, "
                f"and there are {problem.dimension:,}; lbfgs needs no matrix"
            )
        return ""

    def direction(self, grad: Array, state: State) -> Array:
        d: Array = -(state["H"] @ grad)
        return d

    def after(self, state: State, step: Array, change: Array, grad: Array) -> State:
        H = state["H"]  # noqa: N806
        if not teaches(step, change):
            return {"H": H.copy()}
        rho = 1 / float(step @ change)
        left = np.eye(len(step)) - rho * np.outer(step, change)
        return {"H": left @ H @ left.T + rho * np.outer(step, step)}

    def direction_lines(self, grad: Array, state: State) -> Iterator[Line]:
        d = self.direction(grad, state)
        yield Line(
            "d", "direction, by the curvature learned so far", r"-H g", "{d}", {"d": d}, d,
        )
