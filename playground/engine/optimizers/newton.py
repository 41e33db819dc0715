"""Newton's method: to the bottom of the parabola that fits here. θ = θ − (H + λ I)⁻¹ g.

Plain where the damping λ is 0: it walks to a saddle or a maximum as gladly as to a minimum, and
where H is singular it leaves the directions without curvature alone (the least-norm step).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import AskingOptimizer, Line, State, optimizers
from playground.engine.parameters import parameter
from playground.engine.problem import Array, Problem

MOST_PARAMETERS = 1000


@optimizers.register("newton")
@dataclass(frozen=True)
class Newton(AskingOptimizer):
    """Jumps to the bottom of the parabola that has the slope and the curvature found here."""

    title = "Newton"
    short = "Newton"
    year = 1669
    scales_with_gradient = False
    full_batch = True

    damping: float = parameter(
        0.0, low=0, high=1e9, slider=(0.0, 10.0), symbol="λ",
        help="Damping λ: added to every curvature, so that steps grow shorter and turn towards "
        "−∇f. 0 is Newton's method as it is.",
    )

    def why_not(self, problem: Problem) -> str:
        free = problem.dimension - len(problem.frozen)
        if free > MOST_PARAMETERS:
            return (
                f"needs all second derivatives: at most {MOST_PARAMETERS:,} parameters, and "
                f"there are {free:,}; lbfgs needs none"
            )
        return ""

    def _step(self, theta: Array, grad: Array, ground: Ground) -> tuple[Array, str]:
        """−(H + λ I)⁻¹ g, shape (dimension,), and what there is to say about H."""
        hessian, free = ground.hessian(theta), ground.free
        step = np.zeros_like(theta)
        if not np.isfinite(hessian).all():
            return step, "there are no second derivatives here: the point stays"
        curvatures, axes = np.linalg.eigh(hessian)
        damped = curvatures + self.damping
        level = 1e-14 * max(1e-300, float(np.abs(damped).max()))
        flat = np.abs(damped) <= level
        along = axes.T @ grad[free]
        step[free] = -(axes @ np.where(flat, 0.0, along / np.where(flat, 1.0, damped)))
        if flat.any():
            return step, "the Hessian is singular: directions without curvature stay"
        if (damped < 0).any():
            up = "a maximum" if (damped < 0).all() else "a saddle"
            return step, f"the parabola has {up}, and that is where this step leads"
        return step, ""

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        step, _ = self._step(theta, grad, ground)
        return theta + step, state

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        step, note = self._step(theta, grad, ground)
        name = f"Newton's step: {note}" if note else "Newton's step"
        formula = r"-(H + \lambda I)^{-1} g" if self.damping else r"-H^{-1} g"
        yield Line("s", name, formula, "{s}", {"s": step}, step)
        yield Line(
            r"\theta", "new point", r"\theta + s", "{theta} + {s}", {"theta": theta, "s": step},
            theta + step,
        )
