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
from playground.engine.searches import Trial
from playground.engine.sketch import Direction, Parabola, Shape, Words

MOST_PARAMETERS = 1000


@optimizers.register("newton")
@dataclass(frozen=True)
class Newton(AskingOptimizer):
    """Jumps to the bottom of the parabola that fits here: few steps, for few parameters."""

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

    def _step(self, theta: Array, grad: Array, ground: Ground) -> tuple[Array, str, Array]:
        """−(H + λ I)⁻¹ g, shape (dimension,), what there is to say about H, and H + λ I over the
        free parameters.
        """
        hessian, free = ground.hessian(theta), ground.free
        step, matrix = np.zeros_like(theta), hessian + self.damping * np.eye(len(free))
        if not np.isfinite(hessian).all():
            return step, "there are no second derivatives here: the point stays", matrix
        curvatures, axes = np.linalg.eigh(hessian)
        damped = curvatures + self.damping
        level = 1e-14 * max(1e-300, float(np.abs(damped).max()))
        flat = np.abs(damped) <= level
        along = axes.T @ grad[free]
        step[free] = -(axes @ np.where(flat, 0.0, along / np.where(flat, 1.0, damped)))
        if flat.any():
            return step, "the Hessian is singular: directions without curvature stay", matrix
        if (damped < 0).any():
            up = "a maximum" if (damped < 0).all() else "a saddle"
            return step, f"the parabola has {up}, and that is where this step leads", matrix
        return step, "", matrix

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        step, _, _ = self._step(theta, grad, ground)
        return theta + step, state

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        step, note, _ = self._step(theta, grad, ground)
        name = f"Newton's step: {note}" if note else "Newton's step"
        formula = r"-(H + \lambda I)^{-1} g" if self.damping else r"-H^{-1} g"
        yield Line("s", name, formula, "{s}", {"s": step}, step)
        yield Line(
            r"\theta", "new point", r"\theta + s", "{theta} + {s}", {"theta": theta, "s": step},
            theta + step,
        )

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        step, note, matrix = self._step(theta, grad, ground)
        if note:
            yield Words(f"{note[:1].upper()}{note[1:]}.")
        if not np.isfinite(matrix).all():
            return
        curved, new = np.linalg.eigvalsh(matrix), theta + step
        yield Words(_SIGNS[int(curved[0] > 0) + int(curved[-1] > 0)].format(
            "curvatures of H + λ I" if self.damping else "curvatures of f"
        ), (float(curved[0]), float(curved[-1])))
        if len(theta) == len(curved) == 2:
            yield Parabola(
                "lines of equal height of the parabola",
                "The parabola with the value, the slope and the curvature that f has here. Where "
                "they part from the lines of the map, it knows f no longer.",
                theta, ground.loss, grad, matrix, new,
            )
        if not step.any():
            return
        loss, new_grad = ground.evaluate(new)
        trial = Trial(1.0, loss, float(new_grad @ step))
        free = ground.free
        yield Direction(
            "Newton's step", "From here to where the parabola is level. No trial is made on the "
            "way: the step is taken whatever f is there.",
            theta, step, Trial(0.0, ground.loss, float(grad @ step)), (trial,), 1.0,
            curvature=float(step[free] @ matrix @ step[free]),
        )
        if loss > ground.loss:
            yield Words("The step climbs: f goes from {} to {}.", (ground.loss, loss))


_SIGNS = (
    "The {0} lie between {{}} and {{}}: none is above 0, and the parabola has no bottom.",
    "The {0} lie between {{}} and {{}}: up one way, not the other, a saddle.",
    "The {0} lie between {{}} and {{}}, all above 0: the parabola has a bottom.",
)
