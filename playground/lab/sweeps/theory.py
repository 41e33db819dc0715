"""What theory says of a sweep where f is a parabola everywhere: a bound, and how fast it falls.

On ½ (θ − θ*)ᵀ H (θ − θ*) gradient descent, momentum and Nesterov treat each eigenvector of H by
itself: what is left along it is multiplied by a root r(λ) at every step (exactly for gradient
descent, in the long run for the others, whose root may be complex). |r| < 1 for all λ is what
2/λmax and 2(1+μ)/λmax say.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, log

import numpy as np

from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array, Problem
from playground.engine.quadratic import parabolic_radius, quadratic_at
from playground.engine.stopping import StopRules
from playground.engine.surface import SurfaceProblem
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.verdicts.learning_rates import learning_rate_bound

MOST = 400
"""Parameters: their Hessian is computed at once."""
FLAT = 1e-12


@dataclass(frozen=True, eq=False)
class Parabola:
    """The loss as a runner sees it: `curvatures` (n,), the largest first, how far `away` the start
    is from the minimum along each eigenvector, (n,), and the `lowest` loss.
    """

    curvatures: Array
    away: Array
    lowest: float
    limit: int
    """At most so many steps."""

    def bound(self, optimizer: Optimizer) -> tuple[float, str] | None:
        """The largest stable learning rate, and its formula; None where there is none."""
        if optimizer.schedule is not None:
            return None
        return learning_rate_bound(optimizer, float(self.curvatures[0]))

    def steps(self, optimizer: Optimizer, rules: StopRules) -> float:
        """After how many steps the first rule is met, with fractions; at most the limit.

        NaN beyond the stable rate, and where the rule has no known root.
        """
        roots = optimizer.root_on_parabola(self.curvatures)
        if roots is None:
            return float("nan")
        left = np.abs(roots)
        moves = np.abs(self.away) > FLAT * np.abs(self.away).max(initial=FLAT)
        if not (left[moves] < 1).all():
            return float("nan")
        limit = float(self.limit)
        found = [limit]
        for weight, tolerance, late in (
            (np.abs(1 - roots), rules.step_length, 1), (self.curvatures, rules.gradient_norm, 0),
        ):
            if tolerance > 0:
                first = weight * np.abs(self.away)
                found.append(_when(first[moves], left[moves], tolerance) + late)
        return max(min(found), 0.0)

    def loss_after(self, optimizer: Optimizer, steps: float) -> float:
        """The loss after so many steps, NaN as for `steps`."""
        roots = optimizer.root_on_parabola(self.curvatures)
        if roots is None or not isfinite(steps):
            return float("nan")
        left = np.abs(roots) ** steps * self.away
        return self.lowest + 0.5 * float(np.sum(self.curvatures * left**2))


def parabola_of(experiment: Experiment, runner: Runner) -> Parabola | None:
    """The parabola that a runner walks on; None where f is none, or it sees it through noise.

    Also None for what is between the gradient and the rule (clipping, SAM), or changes the rate.
    """
    rule = runner.optimizer
    if runner.noise is not None or rule.schedule is not None or runner.changes:
        return None
    if rule.clip.on or rule.sam.on:
        return None
    if rule.root_on_parabola(np.ones(1)) is None:
        return None
    problem = experiment.problem_of(runner)
    if experiment.stop.watches(problem) or not _is_parabola(problem):
        return None
    start = problem.start() if runner.start is None else np.array(runner.start, dtype=float)
    with np.errstate(all="ignore"):
        loss, slope = problem.loss_and_grad(start)
        units = np.eye(problem.dimension)
        hessian = np.array([problem.loss_and_grad(start + u)[1] - slope for u in units])
    if not (np.isfinite(hessian).all() and isfinite(loss)):
        return None
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
    values, vectors = values[::-1], vectors[:, ::-1]
    if not values[0] > 0 or values[-1] < -1e-9 * values[0]:
        return None
    values = np.where(values > 1e-12 * values[0], values, 0.0)
    along = vectors.T @ slope
    curved = values > 0
    away = np.zeros_like(along)
    away[curved] = along[curved] / values[curved]
    if np.abs(along[~curved]).max(initial=0.0) > 1e-9 * np.abs(along).max(initial=1e-300):
        return None  # it falls without end along a flat direction
    lowest = float(loss) - 0.5 * float(np.sum(values * away**2))
    return Parabola(values, away, lowest, experiment.stop.limit(problem)[0])


def _is_parabola(problem: Problem) -> bool:
    if isinstance(problem, SurfaceProblem):
        surface = problem.surface
        at = tuple(float((low + high) / 2 + 0.1 * (high - low)) for low, high in surface.window)
        return parabolic_radius(surface, quadratic_at(surface, (at[0], at[1])), 1e-6) == inf
    from playground.engine.networks.fitting import FittingProblem
    from playground.engine.networks.least_squares import is_least_squares

    return (
        isinstance(problem, FittingProblem) and problem.sees_all and problem.dimension <= MOST
        and problem.data.source is None and is_least_squares(problem)
    )


def _when(first: Array, left: Array, tolerance: float) -> float:
    """The k at which √Σ (first leftᵏ)² is the tolerance; the sum falls with k."""
    if not len(first) or float(np.linalg.norm(first)) < tolerance:
        return 0.0
    with np.errstate(all="ignore"):
        high = max(
            (log(tolerance / (len(first) * one)) / log(rest)) if 0 < rest < 1 else 0.0
            for one, rest in zip(first.tolist(), left.tolist(), strict=True)
        )
        low, high = 0.0, max(high, 1.0) + 1
        for _ in range(80):
            middle = (low + high) / 2
            if float(np.sqrt(np.sum((first * left**middle) ** 2))) < tolerance:
                high = middle
            else:
                low = middle
    return high
