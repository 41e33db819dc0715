"""What can be asked of a network: sheets by hand, samples, batches, many seeds."""

# ruff: noqa: N806  (H is the lecture's name)

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from playground.engine.networks.by_hand import ByHand
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.many_starts import ManyStarts
from playground.engine.networks.noise import GradientNoise, fits, gradient_noise
from playground.engine.networks.per_sample import per_sample_gradients
from playground.engine.optimizer import Optimizer
from playground.engine.parameters import shown
from playground.engine.problem import Array
from playground.lab.course.formulas import FormulaError, Path, Value, entry_of
from playground.lab.course.slips import HAND, Slip
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.runs.closed_form import closed_form

MOST_SEEDS = 400


class NetworkQuantities:
    """Quantities of a fitting problem at theta, shape (dimension,)."""

    def __init__(
        self, problem: FittingProblem, theta: Array, recipe: NetworkRecipe, optimizer: Optimizer,
        experiment: Experiment, slip: Slip, given: Mapping[Path, Array],
    ) -> None:
        self.problem, self.theta, self.recipe = problem, theta, recipe
        self.optimizer, self.experiment, self.slip, self.given = optimizer, experiment, slip, given
        self._seeds: dict[tuple[int, str], Array] = {}

    def __call__(self, path: Path) -> Value | None:
        """The quantity; None where there is none of that name. Raises FormulaError."""
        match path:
            case ("backprop", str(name), *rest):
                return _entries(self._by_hand(self.sheet, name), rest)
            case ("sample", str(name), *rest):
                return _entries(self._sample(name), rest)
            case ("samples", "count"):
                return np.float64(self.problem.data.samples)
            case ("samples", "gradients", *rest):
                return _entries(self._gradients, rest)
            case ("noise", "trace"):
                return np.float64(self._noise.covariance_trace)
            case ("noise", ("with_replacement" | "without_replacement") as how, int(size)):
                if not 1 <= size <= self._noise.samples:
                    raise FormulaError(f"batches have 1 to {self._noise.samples} samples")
                law = self._noise.law(size)
                return np.float64(getattr(law, str(how)))
            case ("closed_form", str(name), *rest):
                return _entries(self._closed_form(name), rest)
            case ("floor", int(size)):
                return np.float64(self._floor(size))
            case ("shape", str(name), *rest):
                for part in self.problem.parts:
                    if part.name == name:
                        return _entries(np.array(part.shape, dtype=float), rest)
                raise FormulaError(f"the network has no {shown(name)}")
            case ("seeds", int(count), str(name), *rest):
                return _entries(self.seeds(count, name), rest)
        return None

    @cached_property
    def sheet(self) -> ByHand:
        """Backpropagation by hand of the first sample, H being the first output."""
        given = {str(p[1]): v for p, v in self.given.items() if p[:1] == ("backprop",)}
        slip = self.slip if self.slip in HAND else ""
        return ByHand(
            self.problem.network, self.theta, self.problem.X[0], given=given,
            slip=slip,  # type: ignore[arg-type]
            rate=float(self.optimizer.settings.get("learning_rate", 0.1)),
        )

    def _by_hand(self, sheet: ByHand, name: str) -> Array:
        try:
            value = sheet[name]
        except KeyError:
            known = ", ".join(sheet.names())
            raise FormulaError(f"backprop has no {shown(name)}; it has x, {known}") from None
        scale = -1.0 if self.slip == "sign" and name[0] == "d" else 1.0
        return value * scale if scale < 0 else value

    def _sample(self, name: str) -> Array:
        H, y = self.sheet["H"], self.problem.y[0]
        match name:
            case "x":
                return np.asarray(self.problem.X[0])
            case "y":
                return np.asarray(y)
            case "error":
                return np.asarray(y - H if self.slip == "sign" else H - y)
            case "factor":
                factor = self.problem.loss.derivative(H[None], y[None])[0]
                return np.asarray(factor * {"sign": -1.0, "factor_2": 0.5}.get(self.slip, 1.0))
            case "loss":
                return np.asarray(self.problem.loss.value(H[None], y[None])[0])
        raise FormulaError("of a sample: x, y, error, factor, loss")

    @cached_property
    def _gradients(self) -> Array:
        if not fits(self.problem):
            raise FormulaError("the gradients of so many samples are too many numbers")
        scale = {"sign": -1.0, "factor_2": 0.5}.get(self.slip, 1.0)
        return per_sample_gradients(self.problem, self.theta) * scale

    @cached_property
    def _noise(self) -> GradientNoise:
        return gradient_noise(self.problem, self.theta)

    def _closed_form(self, name: str) -> Array:
        found = closed_form(self.problem)
        if found is None:
            raise FormulaError("a closed form is there for one linear layer with a square loss")
        if name not in found._fields:
            raise FormulaError(f"of a closed form: {', '.join(found._fields)}")
        return np.asarray(getattr(found, name), dtype=float)

    def _floor(self, size: int) -> float:
        """The level that steps of one rate with batches of `size` come to: R* + tr(H M)/2.

        M = (I − ηH) M (I − ηH) + η² S/m is how far the parameters scatter around the closed form,
        S being the covariance of the samples' gradients there (drawn with replacement).
        """
        best = self._closed_form("parameters")
        problem, rate = self.problem, self.optimizer.settings.get("learning_rate")
        if self.optimizer.name != "gradient_descent" or rate is None or len(best) > 30:
            raise FormulaError("the floor is that of gradient descent on a few parameters")
        if size < 1:
            raise FormulaError("a batch has 1 sample or more")
        eye = np.eye(len(best))
        slopes = [problem.risk_and_grad(best + one)[1] for one in eye]
        curve = np.array(slopes) - problem.risk_and_grad(best)[1]  # R is quadratic: exact
        scatter = np.cov(per_sample_gradients(problem, best).T, bias=True)
        shrink = eye - rate * curve
        moved = np.eye(len(best) ** 2) - np.kron(shrink, shrink)
        spread = np.linalg.solve(moved, (rate**2 / size * np.atleast_2d(scatter)).ravel())
        excess = np.trace(curve @ spread.reshape(curve.shape)) / 2
        return float(problem.risk_and_grad(best)[0] + excess)

    def seeds(self, count: int, name: str) -> Array:
        """What becomes of the starts that the initializer draws with the seeds 0 to count − 1."""
        if not 1 <= count <= MOST_SEEDS:
            raise FormulaError(f"seeds must be 1 to {MOST_SEEDS}, got {count}")
        if (count, name) not in self._seeds:
            try:
                self._seeds[count, name] = self._of_seeds(count, name)
            except ValueError as error:
                raise FormulaError(str(error)) from None
        return self._seeds[count, name]

    def _of_seeds(self, count: int, name: str) -> Array:
        many = ManyStarts(self.problem, count)
        network = self.problem.network
        thetas = np.array([
            network.with_weights(self.recipe.initializer.theta(network, seed))
            for seed in range(count)
        ])
        match name:
            case "losses":
                rate = self.optimizer.settings.get("learning_rate")
                if self.optimizer.name != "gradient_descent" or rate is None:
                    raise FormulaError("many seeds are walked by gradient descent alone")
                return many.descended(thetas, rate, self.experiment.stop.max_steps)[1]
            case "ratio":
                _, gradients = many.losses_and_gradients(thetas)
                first = np.sqrt(np.mean(gradients[:, network.weights(1).slice] ** 2, axis=1))
                last = network.weights(len(network.sizes) - 1).slice
                return np.asarray(
                    np.median(first / np.sqrt(np.mean(gradients[:, last] ** 2, axis=1)))
                )
        raise FormulaError("of many seeds: losses, ratio")


def _entries(values: Array, rest: list[str | int | float]) -> Value:
    for index in rest:
        values = entry_of(np.asarray(values, dtype=float), index)
    return values
