"""CMA-ES (Hansen, The CMA evolution strategy: a tutorial, 2016): a cloud of points learns a shape.

Each step draws λ points x = m + σ y, y from N(0, C), moves m to the weighted mean of the better
half, and adapts σ by the path p_s and C by the path p_c and the chosen points. No gradient is used.
The draws depend on (seed, t) alone, so that every step can be taken again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, floor, log, sqrt
from typing import NamedTuple

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import AskingOptimizer, Line, State, optimizers
from playground.engine.parameters import SettingError, parameter
from playground.engine.problem import Array, Problem
from playground.engine.sketch import (
    KEPT,
    NEXT,
    NOW,
    TAKEN,
    TRIED,
    Arrow,
    Dots,
    Ellipse,
    Shape,
    Words,
)
from playground.engine.streams import generator

MOST_PARAMETERS = 300


class Constants(NamedTuple):
    """The tutorial's default constants for n parameters and a population."""

    population: int
    weights: Array
    mu_eff: float
    c_sigma: float
    d_sigma: float
    c_c: float
    c_1: float
    c_mu: float
    chi_n: float


def constants(n: int, population: int = 0) -> Constants:
    """The defaults for n parameters; a population of 0 is 4 + ⌊3 ln n⌋."""
    size = population or 4 + floor(3 * log(n))
    half = size // 2
    raw = log((size + 1) / 2) - np.log(np.arange(1, half + 1))
    weights = raw / raw.sum()
    mu_eff = 1 / float(weights @ weights)
    c_sigma = (mu_eff + 2) / (n + mu_eff + 5)
    d_sigma = 1 + 2 * max(0.0, sqrt((mu_eff - 1) / (n + 1)) - 1) + c_sigma
    c_c = (4 + mu_eff / n) / (n + 4 + 2 * mu_eff / n)
    c_1 = 2 / ((n + 1.3) ** 2 + mu_eff)
    c_mu = min(1 - c_1, 2 * (mu_eff - 2 + 1 / mu_eff) / ((n + 2) ** 2 + mu_eff))
    chi_n = sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    return Constants(size, weights, mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, chi_n)


class Cloud(NamedTuple):
    """One generation: the points drawn, shape (population, n), best first, with their losses."""

    points: Array
    losses: Array


@optimizers.register("cma_es")
@dataclass(frozen=True)
class CMAES(AskingOptimizer):
    """A cloud of points that learns which way the valley lies: for rugged ground, no gradients."""

    title = "CMA-ES"
    short = "CMA-ES"
    year = 1996
    scales_with_gradient = False
    full_batch = True

    sigma: float = parameter(
        0.5, low=0, above=True, high=1e6, log=True, slider=(1e-3, 10.0), symbol="σ",
        help="σ: how wide the first cloud is drawn, a third of the region that is worth a look.",
    )
    population: int = parameter(
        0, low=0, high=1000, slider=(0, 50), symbol="λ",
        help="How many points a generation has; 0 is 4 + ⌊3 ln n⌋, six on a surface.",
    )
    seed: int = parameter(
        0, low=0, high=2**31, slider=(0, 100), symbol="seed", help="Which draws.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if 0 < self.population < 4:
            raise SettingError("population", f"must be 0 or at least 4, got {self.population}")

    def init(self, theta: Array) -> State:
        n = len(theta)
        return {
            "sigma": self.sigma, "C": np.eye(n), "path_sigma": np.zeros(n), "path_c": np.zeros(n),
            "t": 0,
        }

    def extent(self, state: State) -> float | None:
        return float(state["sigma"] * np.sqrt(np.abs(np.diag(state["C"])).max()))

    def why_not(self, problem: Problem) -> str:
        free = problem.dimension - len(problem.frozen)
        if free < 2:
            return "needs at least two parameters that may move"
        if free > MOST_PARAMETERS:
            return (
                f"keeps a matrix of all pairs of parameters: at most {MOST_PARAMETERS} of them, "
                f"and there are {free:,}"
            )
        return ""

    def generation(
        self, theta: Array, state: State, ground: Ground, draws: Array | None = None
    ) -> tuple[State, Array, Cloud]:
        """The next state and mean, and the cloud they come from.

        `draws` are standard normal numbers, shape (population, free); drawn where not given.
        """
        free = ground.free
        n = len(free)
        k = constants(n, self.population if draws is None else len(draws))
        if draws is None:
            draws = generator(self.seed, "optimizer", state["t"]).normal(size=(k.population, n))
        inner = np.ix_(free, free)
        C, sigma = state["C"][inner], float(state["sigma"])  # noqa: N806
        scales, axes = np.linalg.eigh(C)
        scales = np.sqrt(np.maximum(scales, 0))
        y = draws @ (axes * scales @ axes.T)
        points = np.tile(theta, (k.population, 1))
        points[:, free] += sigma * y
        losses = np.array([ground.evaluate(point)[0] for point in points])
        losses[~np.isfinite(losses)] = np.inf
        order = np.argsort(losses, kind="stable")
        best = y[order[: len(k.weights)]]
        drift = k.weights @ best
        t = state["t"] + 1
        whiten = axes / np.maximum(scales, 1e-300) @ axes.T
        path_sigma = (1 - k.c_sigma) * state["path_sigma"][free] \
            + sqrt(k.c_sigma * (2 - k.c_sigma) * k.mu_eff) * (whiten @ drift)
        length = float(np.linalg.norm(path_sigma))
        settled = length / sqrt(1 - (1 - k.c_sigma) ** (2 * t)) < (1.4 + 2 / (n + 1)) * k.chi_n
        path_c = (1 - k.c_c) * state["path_c"][free] \
            + settled * sqrt(k.c_c * (2 - k.c_c) * k.mu_eff) * drift
        new_C = (1 - k.c_1 - k.c_mu) * C + k.c_1 * (  # noqa: N806
            np.outer(path_c, path_c) + (1 - settled) * k.c_c * (2 - k.c_c) * C
        ) + k.c_mu * (best.T * k.weights) @ best
        new = theta.copy()
        new[free] += sigma * drift
        whole_C, whole_sigma, whole_c = (  # noqa: N806
            state["C"].copy(), state["path_sigma"].copy(), state["path_c"].copy()
        )
        whole_C[inner], whole_sigma[free], whole_c[free] = new_C, path_sigma, path_c
        pace = min(1.0, k.c_sigma / k.d_sigma * (length / k.chi_n - 1))
        after = {
            "sigma": sigma * exp(pace), "C": whole_C, "path_sigma": whole_sigma,
            "path_c": whole_c, "t": t,
        }
        return after, new, Cloud(points[order], losses[order])

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        after, new, _ = self.generation(theta, state, ground)
        return new, after

    def arrows(self, state: State) -> Iterator[Arrow]:
        yield Arrow(
            state["sigma"] * state["path_c"], "σ p", "The path of the last means, σ p =", True
        )

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        after, new, cloud = self.generation(theta, state, ground)
        half = len(cloud.points) // 2
        yield Ellipse(
            "σ and C now", "One standard deviation of the normal distribution from which the "
            "points of this generation are drawn.", theta, state["sigma"]**2 * state["C"], NOW,
        )
        yield Ellipse(
            "σ and C of the next generation", "Longer where the better half lay, and wider or "
            "narrower as the path of the means says.", new, after["sigma"]**2 * after["C"], NEXT,
        )
        yield Dots(
            "drawn, the better half", "The new mean is made of these, the best ones counting "
            "most.", cloud.points[:half], KEPT,
        )
        yield Dots(
            "drawn, the worse half", "They have no say: only the order of the losses counts.",
            cloud.points[half:], TRIED,
        )
        yield Dots("new mean", "Where the point goes.", new[None], TAKEN)

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        after, new, cloud = self.generation(theta, state, ground)
        for name, loss in (("best", cloud.losses[0]), ("worst", cloud.losses[-1])):
            yield Line(
                rf"f_{{\mathrm{{{name}}}}}", f"{name} of the {len(cloud.losses)} points drawn",
                r"f(m + \sigma y)", "{f}", {"f": loss}, np.full_like(theta, loss),
            )
        yield Line(
            r"\sigma", "width of the next cloud", r"\sigma\, e^{(c/d)(|p_\sigma|/\chi_n - 1)}",
            "{s}", {"s": after["sigma"]}, np.full_like(theta, after["sigma"]),
        )
        yield Line(
            r"\theta", "new point: the mean of the better half", r"\theta + \Delta\theta",
            "{theta} + {change}", {"theta": theta, "change": new - theta}, new,
        )
