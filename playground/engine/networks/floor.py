"""The noise floor: at a constant rate, steps on batches do not settle but dance about the minimum.

Near a minimum w* the risk is R* + ½ (w − w*)ᵀ H (w − w*), and a batch's gradient is H (w − w*) + ξ
with the covariance S/m of a batch mean drawn with replacement. For gradient descent the covariance
M of the points then solves M = (I − ηH) M (I − ηH) + η² S/m (a discrete Lyapunov equation); along
one direction of curvature λ that is η s² / (m λ (2 − ηλ)), and the risk stays ½ tr(H M) above R*:
about η s²/(4m). Any rule that is linear in the gradient is solved in the same way, with what it
carries (a velocity) as further coordinates. Left out: that the noise is another one away from w*,
and that the batches of one shuffled epoch make up for each other, which lowers the floor.
"""

# ruff: noqa: N803, N806  (the lecture's names)

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.hessian import RiskHessian
from playground.engine.networks.least_squares import least_squares
from playground.engine.networks.noise import fits
from playground.engine.networks.per_sample import per_sample_gradients
from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array

MOST_PARAMETERS = 120
_FLAT = 1e-10
"""Curvature relative to the largest that counts as none."""
_NEWTON_STEPS, _STILL = 50, 1e-9


class NoFloorError(ValueError):
    """Says in one sentence why no level is predicted."""


class Floor(NamedTuple):
    """Where a run dances: `middle` (dimension,) with the risk `lowest`; the points' `covariance`
    (dimension, dimension), and how far their mean risk is above: `excess`.
    """

    middle: Array
    lowest: float
    covariance: Array
    excess: float

    @property
    def level(self) -> float:
        """The mean risk (with the penalty) of the points."""
        return self.lowest + self.excess


class Minimum(NamedTuple):
    """A place w*, shape (dimension,), where risk and penalty are least nearby; their value there,
    their Hessian H and the covariance S of the samples' gradients, both (dimension, dimension).
    """

    place: Array
    value: float
    hessian: Array
    noise: Array


def minimum_near(problem: FittingProblem, theta: Array) -> Minimum:
    """The minimum that is nearest by Newton's method from theta, shape (dimension,); of one linear
    layer with a square loss it is the exact solution. Raises NoFloorError where there is none.
    """
    if problem.dimension > MOST_PARAMETERS or not fits(problem):
        raise NoFloorError(
            f"No level is predicted for more than {MOST_PARAMETERS} parameters: it takes the whole "
            "Hessian."
        )
    if problem.sums and problem.penalized:
        raise NoFloorError(
            "No level is predicted where batches are summed beside a penalty: the last batch of "
            "an epoch has another minimum."
        )
    exact = least_squares(problem, problem.l2)
    place = theta.copy() if exact is None else exact.parameters
    with np.errstate(all="ignore"):
        value, gradient = problem.risk_and_grad(place)
        H = _hessian(problem, place)
        if exact is None:
            place, value, gradient, H = _descended(problem, place, value, gradient, H)
        G = per_sample_gradients(problem, place)
        away = G - G.mean(axis=0)
        S = away.T @ away / len(G)
    if not (np.isfinite(H).all() and np.isfinite(S).all() and np.isfinite(value)):
        raise NoFloorError("No level is predicted: the numbers here are not finite.")
    return Minimum(place, float(value), H, S)


def noise_floor(minimum: Minimum, problem: FittingProblem, rule: Optimizer) -> Floor:
    """Where a rule with constant settings dances about a minimum, on the problem's batches, drawn
    with replacement. Raises NoFloorError where it does not stay, or is no linear rule.
    """
    if rule.schedule is not None:
        raise NoFloorError(
            f"No level is predicted with the schedule “{rule.schedule.title}”: the steps change."
        )
    curvatures, axes = np.linalg.eigh(minimum.hessian)
    largest = float(np.abs(curvatures).max(initial=0.0))
    m = problem.batches.count(0)
    noise = axes.T @ minimum.noise @ axes / m
    if problem.batches.is_full:
        noise = np.zeros_like(noise)
    stirred = np.diag(noise) > _FLAT * max(float(np.trace(noise)), 1e-300)
    flat = curvatures <= _FLAT * largest
    if (flat & stirred).any():
        raise NoFloorError(
            "No level is predicted: the risk does not curve upwards in every direction here, and "
            "the noise carries the points along."
        )
    moved, kicked = _linear(rule, curvatures, float(m if problem.sums else 1))
    radius = np.abs(np.linalg.eigvals(moved)).max(axis=1)
    if (radius[~flat] >= 1).any():
        raise NoFloorError("There is no level: with this learning rate the points run away.")
    inside = np.flatnonzero(stirred)
    k = moved.shape[1]
    A, b = moved[inside], kicked
    pairs = np.einsum("iac,jbd->ijabcd", A, A).reshape(len(inside), len(inside), k * k, k * k)
    force = noise[np.ix_(inside, inside)][..., None] * np.outer(b, b).ravel()
    found = np.zeros_like(noise)
    if len(inside):
        solved = np.linalg.solve(np.eye(k * k) - pairs, force[..., None])[..., 0]
        found[np.ix_(inside, inside)] = solved[..., 0]  # of theta with theta
    excess = 0.5 * float(curvatures @ np.diag(found))
    return Floor(minimum.place, minimum.value, axes @ found @ axes.T, excess)


def _linear(rule: Optimizer, curvatures: Array, times: float) -> tuple[Array, Array]:
    """A step of the rule as matrices, one a curvature, shape (n, k, k), on theta and what is
    carried; and what a gradient of noise 1 does, shape (k,). Gradients count `times` as much.
    Raises NoFloorError where a step is not linear.
    """
    n = len(curvatures)
    zero = rule.init(np.zeros(n))
    names = [name for name, value in zero.items() if getattr(value, "shape", None) == (n,)]
    if not rule.scales_with_gradient or len(names) < len(zero):
        raise NoFloorError(
            f"No level is predicted for {rule.title}: its steps are not in proportion to the "
            "gradient."
        )

    def stepped(place: Array, gradient: Array, carried: dict[str, Array]) -> Array:
        theta, state = rule.step(place, times * gradient, {**zero, **carried})
        return np.stack([theta, *(state[name] for name in names)], axis=1)

    none, ones = np.zeros(n), np.ones(n)
    columns = [stepped(ones, curvatures, {})]
    columns += [stepped(none, none, {name: ones}) for name in names]
    kicked = stepped(none, ones, {})
    together = stepped(3 * ones, 3 * curvatures + 2, dict.fromkeys(names, 3 * ones))
    if not np.allclose(together, 3 * sum(columns) + 2 * kicked, rtol=1e-8, atol=1e-12):
        raise NoFloorError(f"No level is predicted for {rule.title}: its steps are not linear.")
    return np.stack(columns, axis=2), kicked[0]


def _hessian(problem: FittingProblem, theta: Array) -> Array:
    product = RiskHessian(problem, theta)
    made = np.array([product(unit) for unit in np.eye(problem.dimension)])
    return np.asarray((made + made.T) / 2)


def _descended(
    problem: FittingProblem, place: Array, value: float, gradient: Array, H: Array
) -> tuple[Array, float, Array, Array]:
    """By Newton's steps, halved until they go down; only over ground that curves upwards."""
    scale = 1 + float(np.abs(place).max())
    for _ in range(_NEWTON_STEPS):
        free = np.setdiff1d(np.arange(problem.dimension), problem.frozen)
        values, axes = np.linalg.eigh(H[np.ix_(free, free)]) if np.isfinite(H).all() else (
            np.array([-1.0]), H
        )
        if values[0] < -_FLAT * max(values[-1], 0.0) or values[-1] <= 0:
            break
        curved = values > _FLAT * values[-1]
        along = axes[:, curved]
        step = np.zeros_like(place)
        step[free] = -along @ ((along.T @ gradient[free]) / values[curved])
        if np.abs(step).max() <= _STILL * scale:
            return place, value, gradient, H
        for _ in range(30):
            next_value, next_gradient = problem.risk_and_grad(place + step)
            if next_value <= value:
                break
            step = step / 2
        place = place + step
        value, gradient, H = next_value, next_gradient, _hessian(problem, place)
        if np.abs(step).max() > 1e3 * scale:
            break
    raise NoFloorError(
        "No level is predicted: there is no minimum near here that the risk curves upwards from "
        "in every direction."
    )
