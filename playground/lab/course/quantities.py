"""The quantities that answers are made of: all computed from a lesson's scenes, none typed.

`run[0].steps`, `run[1].step[3].theta`, `gradient.W2`, `backprop.z1`, `hessian.largest`: what there
is stands in `explained`. A quantity that a pupil worked out may be `given`; what depends on it
follows from the pupil's number, which is how marks are given for what follows from an earlier
mistake. With a `slip` everything is computed with one of the mistakes that people make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from playground.engine.descent import Step, carried, descend
from playground.engine.hessian import free_parameters, spectrum_at
from playground.engine.networks.fitting import FittingProblem
from playground.engine.parameters import shown
from playground.engine.problem import Array, Problem, of_kind
from playground.engine.stopping import norm
from playground.engine.surface import SurfaceProblem
from playground.lab.course.formulas import FormulaError, Path, Value, entry_of
from playground.lab.course.network_quantities import NetworkQuantities
from playground.lab.course.slips import Slip
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.runs.run import Run

MOST_STEPS = 100_000
"""Of a run that a lesson asks about; a longer one would let people wait."""
_SHORT = {"dH_da": "da", "dH_dz": "dz", "dH_dW": "dW", "dH_db": "db"}
_FOLLOWED = 200
"""So many updates are made again from a pupil's number."""

explained: Mapping[str, str] = {
    "loss": "the loss at the start (of a network the risk over its data)",
    "gradient": "the gradient at the start, flat; gradient.W2, gradient.b1: one part of it",
    "start": "the parameters at the start, flat",
    "f(x, y)": "the loss at parameters that are written out; gradient_at(x, y): its gradient",
    "minimum[0]": "a known minimum of the surface",
    "run[0].steps": "how many updates the first runner makes until it stops",
    "run[0].loss": "the loss where it ends; also .parameters, .gradient_norm, .samples, .distance",
    "run[0].before_last": "the parameters one update before the end",
    "run[0].path": "the parameters of every step, one row each",
    "run[0].converged": "1 where it converges, 0 where it does not",
    "run[0].to_a_millionth": "steps until a minimum is a millionth as far away as at the start",
    "run[0].stop": "why it stops, as a word: converged, max_steps, diverged",
    "run[0].step[3].theta": "after 3 updates; .theta.W1: a part; also .loss, .gradient, .length",
    "run[0].hessian.largest": "where it ends; also .lowest, .eigenvalues, .bound, .condition",
    "hessian.largest": "of the Hessian at the start; .bound is 2/largest",
    "backprop.z1": "for the first sample, of the first output H: z, a, da, dz, dW, db, x, H",
    "sample.error": "H − y of the first sample; .factor: its loss's derivative; .y, .x, .loss",
    "samples.gradients": "one row a sample, at the start; samples.count",
    "noise.trace": "tr Σ at the start; noise.with_replacement[2], .without_replacement[2]: batches",
    "closed_form.parameters": "of a linear network with a square loss; also .loss, .condition",
    "floor[1]": "the risk that gradient descent with batches of 1 settles at (closed form)",
    "parameters.count": "how many parameters there are; shape.W1: rows and columns",
    "seeds[100].losses": "the losses where gradient descent ends from each of the seeds 0 to 99",
    "seeds[40].ratio": "median of rms ∂R/∂W1 over rms ∂R/∂W of the last layer, at the start",
    "runner[1].gradient": "each of these of another runner's own problem and start",
    "answers.q1": "what the question q1 asks for",
}
"""A quantity of each kind, and what it is."""


@dataclass
class Shared:
    """Runs and problems by the place of their runner: the same whatever is given or mistaken."""

    runs: dict[int, Run] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)


class Quantities:
    """What one scene's quantities come to; everything is computed once, when it is asked for."""

    def __init__(
        self, experiment: Experiment, given: Mapping[Path, Array] | None = None, slip: Slip = "",
        shared: Shared | None = None,
    ) -> None:
        self.experiment, self.slip = experiment, slip
        self.given = {self._usual(path): value for path, value in (given or {}).items()}
        self._shared = shared or Shared()
        self._ends: dict[int, _Place] = {}
        self._starts: dict[int, _Place] = {}

    def __call__(self, path: Path) -> Value:
        """The quantity of that name; raises FormulaError."""
        path = self._usual(path)
        for length in range(len(path), 0, -1):
            found = self.given.get(path[:length])
            if found is not None:
                return _entries(found, path[length:])
        return self._asked(path)

    def _usual(self, path: Path) -> Path:
        """Other ways to say the same: run.steps, run["GD"].loss, backprop.layers[0].dH_dW."""
        match path:
            case ("run" | "runs", str(label), *rest) if label in self._labels:
                return ("run", self._labels.index(label), *rest)
            case ("run" | "runs", str(), *_):
                return ("run", 0, *path[1:])
            case ("runs", *rest):
                return ("run", *rest)
            case ("backprop", "layers", int(layer), str(name), *rest) | (
                "backprop", int(layer), str(name), *rest
            ):
                return ("backprop", f"{_SHORT.get(name, name)}{layer + 1}", *rest)
            case ("backprop", "output", *rest):
                return ("backprop", "H", *rest)
            case ("eigenvalues", *rest):
                return ("hessian", "eigenvalues", *rest)
            case ("steps" | "stop",):
                return ("run", 0, path[0])
        return path

    @property
    def _labels(self) -> list[str]:
        return [runner.label for runner in self.experiment.runners]

    def _asked(self, path: Path) -> Value:
        match path:
            case ("run", int(place), *rest):
                return self._run_quantity(place, tuple(rest))
            case ("runner", int(place), *rest):
                return self._start_of(place)(tuple(rest))
        return self._start_of(0)(path)

    def _start_of(self, place: int) -> _Place:
        if place not in self._starts:
            runner = self._runner(place)
            problem = self._shared.problems.get(place)
            if problem is None:
                problem = self._shared.problems[place] = self.experiment.problem_of(runner)
            theta = problem.start() if runner.start is None else np.array(runner.start, dtype=float)
            before: Path = () if place == 0 else ("runner", place)
            own = {p[len(before):]: v for p, v in self.given.items() if p[: len(before)] == before}
            self._starts[place] = _Place(problem, theta, self.experiment, place, self.slip, own)
        return self._starts[place]

    def _runner(self, place: int) -> Runner:
        runners = self.experiment.runners
        if not 0 <= place < len(runners):
            raise FormulaError(f"there is no runner {place}; the scene has {len(runners)}")
        return runners[place]

    def run(self, place: int) -> Run:
        """The run of a runner, to its stop; raises FormulaError for one that takes too long."""
        runs = self._shared.runs
        if place not in runs:
            runs[place] = self.experiment.run_of(self._runner(place))
        run = runs[place]
        if not run.ensure(MOST_STEPS) or run.stop is None:
            raise FormulaError(
                f"runner {place} does not stop within {MOST_STEPS:,} steps; give it max_steps"
            )
        return run

    def _run_quantity(self, place: int, rest: Path) -> Value:
        if rest[:1] == ("step",) and len(rest) >= 3 and isinstance(rest[1], int):
            return self._at_step(place, rest[1], str(rest[2]), rest[3:])
        run = self.run(place)
        end = run[run.last]
        if rest[:1] == ("hessian",):
            return self._end_of(place)(rest)
        match rest:
            case ("steps",):
                return np.float64(run.last)
            case ("stop",):
                assert run.stop is not None
                return run.stop.kind
            case ("loss",):
                return np.float64(run.problem.risk_and_grad(end.theta)[0])
            case ("gradient_norm",):
                return np.float64(norm(run.problem.risk_and_grad(end.theta)[1]))
            case ("parameters" | "theta", *more):
                return _entries(end.theta, tuple(more))
            case ("before_last", *more):
                return _entries(run[max(0, run.last - 1)].theta, tuple(more))
            case ("converged",):
                assert run.stop is not None
                return np.float64(run.stop.kind == "converged")
            case ("to_a_millionth",):
                return np.float64(_to_a_millionth(run))
            case ("path", *more):
                steps = np.array([run[i].theta for i in range(run.last + 1)])
                return _entries(steps, tuple(more))
            case ("distance",):
                return np.float64(norm(end.theta - run[0].theta))
            case ("samples",):
                return np.float64(sum(run.problem.samples(i) for i in range(run.last)))
        raise _unknown(("run", place, *rest))

    def _end_of(self, place: int) -> _Place:
        if place not in self._ends:
            run = self.run(place)
            self._ends[place] = _Place(
                run.problem, run[run.last].theta, self.experiment, place, "", {}
            )
        return self._ends[place]

    def _at_step(self, place: int, index: int, name: str, more: Path) -> Value:
        step, before = self._step(place, index)
        match name:
            case "theta" | "parameters":
                return self._entries_of(place, step.theta, more)
            case "gradient":
                return self._entries_of(place, step.grad, more)
            case "loss":
                return np.float64(step.loss)
            case "length":
                return np.float64(0.0 if before is None else norm(step.theta - before))
        if name in step.state:
            return _entries(np.asarray(step.state[name], dtype=float), more)
        known = ", ".join(["theta", "gradient", "loss", "length", *step.state])
        raise FormulaError(f"a step has no {shown(name)}; it has {known}")

    def _entries_of(self, place: int, flat: Array, more: Path) -> Value:
        """Entries of parameters or of a gradient, or of one part of it by name (W1)."""
        part = next((p for p in self.run(place).problem.parts if more[:1] == (p.name,)), None)
        if part is None:
            return _entries(flat, more)
        return _entries(np.array(part.of(flat)), more[1:])

    def _step(self, place: int, index: int) -> tuple[Step, Array | None]:
        """A step and the parameters before it, following from what is given at earlier steps."""
        runner = self._runner(place)
        first, step = self._given_step(place, index)
        if step is None and self.slip in ("sign", "factor_2", "sum") and index <= _FOLLOWED:
            first, step = 0, self.run(place)[0]
        if step is None:
            run = self.run(place)
            if not 0 <= index <= run.last:
                raise FormulaError(f"runner {place} has no step {index}; it ends at {run.last}")
            return run[index], run[index - 1].theta if index else None
        problem, before = self.run(place).problem, None
        scale = _scale(self.slip, problem)
        for i in range(first, index):
            optimizer = runner.optimizer_at(i)
            here = step._replace(state=carried(optimizer, step), grad=step.grad * scale)
            before = step.theta
            step = next(descend(problem, optimizer, here))
        return step, before

    def _given_step(self, place: int, index: int) -> tuple[int, Step | None]:
        """The last step up to `index` at which something is given, as it is then."""
        run = self.run(place)
        for i in range(min(index, run.last), max(-1, index - _FOLLOWED), -1):
            theta = self.given.get(("run", place, "step", i, "theta"))
            grad = self.given.get(("run", place, "step", i, "gradient"))
            if grad is None and i == 0 and place == 0:
                grad = self.given.get(("gradient",))
            if theta is None and grad is None:
                continue
            step = run[i]
            if theta is not None:
                loss, slope = run.problem.loss_and_grad(np.array(theta, dtype=float), i)
                step = step._replace(theta=np.array(theta, dtype=float), loss=loss, grad=slope)
            if grad is not None:
                step = step._replace(grad=np.array(grad, dtype=float))
            return i, step
        return 0, None


class _Place:
    """What can be asked of a problem at one point."""

    def __init__(
        self, problem: Problem, theta: Array, experiment: Experiment, place: int, slip: Slip,
        given: Mapping[Path, Array],
    ) -> None:
        self.problem, self.theta, self.slip = problem, theta, slip
        self.experiment, self.place, self.given = experiment, place, given

    def __call__(self, path: Path) -> Value:
        scale = _scale(self.slip, self.problem)
        match path:
            case ("loss",):
                return np.float64(self._risk[0] * (scale if self.slip == "sum" else 1))
            case ("gradient", str(part), *rest):
                return _entries(self._part(part) * scale, tuple(rest))
            case ("gradient", *rest):
                return _entries(self._risk[1] * scale, tuple(rest))
            case ("start" | "theta", *rest):
                return _entries(self.theta, tuple(rest))
            case ("f" | "gradient_at", *point):
                return self._at(str(path[0]), np.array([float(p) for p in point]), scale)
            case ("hessian", str(name), *rest):
                return _entries(self._hessian(name), tuple(rest))
            case ("parameters", "count"):
                return np.float64(self.problem.dimension)
            case ("minimum", int(which), *rest) if isinstance(self.problem, SurfaceProblem):
                minima = self.problem.surface.minima
                if which >= len(minima):
                    raise FormulaError(f"{len(minima)} minima of this surface are known")
                return _entries(np.array(minima[which]), tuple(rest))
            case (str(), *_) if not isinstance(self.problem, SurfaceProblem):
                found = self._network(path)
                if found is not None:
                    return found
        raise _unknown(path)

    @cached_property
    def _risk(self) -> tuple[float, Array]:
        with np.errstate(all="ignore"):
            return self.problem.risk_and_grad(self.theta)

    def _part(self, name: str) -> Array:
        for part in self.problem.parts:
            if part.name == name:
                return np.array(part.of(self._risk[1]))
        known = ", ".join(part.name for part in self.problem.parts)
        raise FormulaError(f"the gradient has no part {shown(name)}; it has {known}")

    def _at(self, what: str, point: Array, scale: float) -> Value:
        if point.shape != self.theta.shape:
            raise FormulaError(f"a point here has {len(self.theta)} numbers, got {len(point)}")
        with np.errstate(all="ignore"):
            loss, grad = self.problem.risk_and_grad(point)
        return np.float64(loss) if what == "f" else grad * scale

    def _hessian(self, name: str) -> Array:
        count = free_parameters(self.problem)
        if not 0 < count <= 200:
            raise FormulaError("eigenvalues are for at most 200 parameters that move")
        values = self._spectrum
        match name:
            case "eigenvalues":
                return values
            case "largest":
                return np.asarray(values[0])
            case "lowest":
                return np.asarray(values[-1])
            case "bound":
                return np.asarray(2 / values[0])
            case "condition":
                return np.asarray(values[0] / values[-1])
        raise FormulaError("of a Hessian: largest, lowest, eigenvalues, bound, condition")

    @cached_property
    def _spectrum(self) -> Array:
        return spectrum_at(self.problem, self.theta, free_parameters(self.problem)).largest

    def _network(self, path: Path) -> Value | None:
        return self._fitted(path)

    @cached_property
    def _fitted(self) -> NetworkQuantities:
        runner = self.experiment.runners[self.place]
        problem = of_kind(self.problem, FittingProblem)
        recipe = self.experiment.recipe_for(runner)
        assert recipe.kind == "network"
        return NetworkQuantities(
            problem, self.theta, recipe, runner.optimizer, self.experiment, self.slip, self.given
        )


def _to_a_millionth(run: Run) -> int:
    """The first step a millionth as far from a minimum as the start; raises FormulaError."""
    if not isinstance(run.problem, SurfaceProblem) or not run.problem.surface.minima:
        raise FormulaError("to_a_millionth is for surfaces whose minima are known")
    minima = np.array(run.problem.surface.minima)
    end = run[run.last].theta
    nearest = minima[np.argmin(np.linalg.norm(minima - end, axis=1))]
    wanted = 1e-6 * norm(run[0].theta - nearest)
    for index in range(run.last + 1):
        if norm(run[index].theta - nearest) <= wanted:
            return index
    raise FormulaError("the run stops before it is a millionth as far away; let it go on")


def _scale(slip: Slip, problem: Problem) -> float:
    """What a slip makes of every gradient."""
    if slip == "sign":
        return -1.0
    if slip == "factor_2":
        return 0.5
    samples = getattr(getattr(problem, "data", None), "samples", 1)
    return float(samples) if slip == "sum" else 1.0


def _entries(values: Array, rest: Path) -> Value:
    for index in rest:
        values = entry_of(np.asarray(values, dtype=float), index)
    return values


def _unknown(path: Path) -> FormulaError:
    name = "".join(
        f"[{p}]" if isinstance(p, int) else f".{p}" if i else str(p) for i, p in enumerate(path)
    )
    known = ", ".join(dict.fromkeys(k.split("[")[0].split("(")[0].split(".")[0] for k in explained))
    return FormulaError(f"unknown quantity {shown(name)}; one begins with {known}")
