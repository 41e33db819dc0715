"""Levenberg-Marquardt (1944, 1963), for sums of squares: f = rᵀ r, with r of known derivatives J.

(JᵀJ + λ I) p = −Jᵀ r; where f falls, the step is made and λ is divided by 10, else λ grows tenfold
and the step is tried again. Large λ is a short step down the gradient, λ = 0 is Gauss-Newton.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import AskingOptimizer, Line, State, optimizers
from playground.engine.parameters import parameter
from playground.engine.problem import Array, Problem
from playground.engine.searches import Trial
from playground.engine.sketch import TRIED, Direction, Dots, Shape, Words
from playground.engine.squares import residuals_of

FACTOR = 10.0
MOST_DAMPING = 1e16
"""Beyond it a step is too short to change the point."""
MOST_PARAMETERS = 1000


@optimizers.register("levenberg_marquardt")
@dataclass(frozen=True)
class LevenbergMarquardt(AskingOptimizer):
    """Between gradient descent and Gauss-Newton: for losses that are sums of squares."""

    title = "Levenberg-Marquardt"
    short = "LM"
    year = 1963
    scales_with_gradient = False
    full_batch = True

    damping: float = parameter(
        0.01, low=0, above=True, high=1e9, log=True, slider=(1e-6, 1e3), symbol="λ",
        help="Damping λ at the start: small trusts the squares' parabola, large goes a short way "
        "down the gradient. It adapts by factors of 10.",
    )

    def init(self, theta: Array) -> State:
        return {"damping": self.damping}

    def why_not(self, problem: Problem) -> str:
        if not problem.sees_all:
            return "needs the full batch: all samples in every step"
        if problem.dimension > MOST_PARAMETERS:
            return f"solves a system for at most {MOST_PARAMETERS:,} parameters"
        if residuals_of(problem, problem.start()) is None:
            return (
                "needs a sum of squares: a network with loss square or half_square and no L1 "
                "penalty, or a surface such as rosenbrock, himmelblau, beale or booth"
            )
        return ""

    def _trials(
        self, theta: Array, state: State, ground: Ground
    ) -> Iterator[tuple[float, Array, float]]:
        """λ, the step and the loss where it leads, until one is lower than here."""
        r, J = ground.residuals(theta)  # noqa: N806
        free, damping, step = ground.free, float(state["damping"]), np.zeros_like(theta)
        square, pull = J[:, free].T @ J[:, free], J[:, free].T @ r
        while True:
            try:
                p = np.linalg.solve(square + damping * np.eye(len(free)), -pull)
            except np.linalg.LinAlgError:
                p = np.full(len(free), np.nan)
            step = step.copy()
            step[free] = p
            loss, _ = ground.evaluate(theta + step) if np.isfinite(p).all() else (np.inf, None)
            yield damping, step, loss
            if loss < ground.loss or damping > MOST_DAMPING:
                return
            damping *= FACTOR

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        *_, (damping, step, loss) = self._trials(theta, state, ground)
        if loss < ground.loss:
            return theta + step, {"damping": max(damping / FACTOR, 1 / MOST_DAMPING)}
        return theta.copy(), {"damping": self.damping}

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        *refused, (damping, step, loss) = self._trials(theta, state, ground)
        lower = loss < ground.loss
        if not lower:
            refused = [*refused, (damping, step, loss)]
        refused = [trial for trial in refused if np.isfinite(trial[1]).all()]
        if refused:
            yield Dots(
                "tried with a smaller λ, no lower", "Each λ has its own step: f was no lower "
                "there, so λ grew tenfold and the step turned towards −∇f and became shorter.",
                theta + np.array([step for _, step, _ in refused]), TRIED,
                tuple(f"λ = {damping:.6g}" for damping, _, _ in refused),
            )
        if not lower:
            yield Words("No trial is lower: the point stays.")
            return
        r, J = ground.residuals(theta)  # noqa: N806
        bent = float(np.square(J @ step).sum() + damping * (step @ step))
        new_loss, new_grad = ground.evaluate(theta + step)
        yield Direction(
            f"step with λ = {damping:.6g}", "Along the step that was taken, with the parabola "
            "of the squares' slopes and of λ, at whose bottom it ends.",
            theta, step, Trial(0.0, ground.loss, 2 * float(r @ J @ step)),
            (Trial(1.0, new_loss, float(new_grad @ step)),), 1.0, curvature=2 * bent,
        )

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        trials = list(self._trials(theta, state, ground))
        for count, (damping, _, loss) in enumerate(trials, 1):
            yield Line(
                rf"f_{{{count}}}", f"trial {count} with λ = {damping:.6g}",
                r"f(\theta + p)", "{f}", {"f": loss}, np.full_like(theta, loss),
            )
        _, step, loss = trials[-1]
        if not loss < ground.loss:
            step = np.zeros_like(theta)
        yield Line(
            "p", "step" if step.any() else "no trial is lower: the point stays",
            r"-(J^T J + \lambda I)^{-1} J^T r", "{p}", {"p": step}, step,
        )
        yield Line(
            r"\theta", "new point", r"\theta + p", "{theta} + {p}", {"theta": theta, "p": step},
            theta + step,
        )
