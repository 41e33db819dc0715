"""BFGS (Broyden, Fletcher, Goldfarb, Shanno 1970): curvature learned from the gradients' changes.

d = −H g, where H approximates the inverse Hessian: with s the step and y the change of g,
ρ = 1/(s·y), H = (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ; skipped where s·y ≤ 1e-10 |s||y|.
(Nocedal, Wright 2006, algorithm 6.1.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import Line, State, optimizers
from playground.engine.problem import Array, Problem
from playground.engine.searching import SearchingOptimizer, search
from playground.engine.sketch import NOW, TRUE, Ellipse, Shape, Words

CURVED = 1e-10
"""How large s·y must be beside |s||y|, for the pair to teach something about the curvature."""
MOST_PARAMETERS = 2000


def teaches(step: Array, change: Array) -> bool:
    """Whether a step and the gradient's change, shapes (dimension,), show an upward curve."""
    sizes = float(np.linalg.norm(step)) * float(np.linalg.norm(change))
    return float(step @ change) > CURVED * sizes


def learned_and_true(theta: Array, inverse: Array, ground: Ground) -> Iterator[Shape | Words]:
    """The ellipse of an inverse Hessian that was learned beside the true one's, at theta of shape
    (2,); `inverse` has the shape (2, 2).
    """
    yield Ellipse(
        "curvature learned so far", "A line of equal height of the parabola that the rule has "
        "learned: narrow where it takes the ground to curve much. At the start it is a circle.",
        theta, inverse, NOW, to_scale=False,
    )
    hessian = ground.hessian(theta)
    if not np.isfinite(hessian).all():
        yield Words("There are no second derivatives here, and so no true ellipse beside it.")
        return
    curved, axes = np.linalg.eigh(hessian)
    if curved[0] > 0:
        yield Ellipse(
            "true curvature", "The same of the parabola that f really has here. The rule never "
            "sees it: when both ellipses are one, its step is Newton's.",
            theta, axes / curved @ axes.T, TRUE, to_scale=False,
        )
    else:
        yield Words(
            "f curves downwards here (the lowest curvature is {}): the true parabola has no "
            "ellipse, and the learned one never follows it.", (float(curved[0]),)
        )


@optimizers.register("bfgs")
@dataclass(frozen=True)
class BFGS(SearchingOptimizer):
    """Newton's direction with a curvature learned on the way: for smooth ground, full batches."""

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

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        yield from super().sketch(theta, grad, state, ground)
        if len(theta) == 2:
            yield from learned_and_true(theta, state["H"], ground)

    def direction_lines(self, grad: Array, state: State) -> Iterator[Line]:
        d = self.direction(grad, state)
        yield Line(
            "d", "direction, by the curvature learned so far", r"-H g", "{d}", {"d": d}, d,
        )
