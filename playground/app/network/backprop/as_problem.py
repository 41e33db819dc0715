"""H as a Problem, whatever H is: an output, the loss at one example, or the risk."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np

from playground.app.network.backprop.source import LOSS, OUTPUT, RISK, Source
from playground.app.text.numbers import grouped
from playground.engine.check import GradientCheck, check_gradient
from playground.engine.dataset import Data
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.network import Network
from playground.engine.networks.walkthrough import Granularity, Target, Walkthrough
from playground.engine.problem import Array, Problem
from playground.lab.experiments.network_recipe import NetworkRecipe

MOST_PARAMETERS = 5000
MOST_WALKED = 20_000  # that one can want to see one by one
MOST_ENTRIES = 60  # up to so many, each ∂H/∂W_ij is a step of its own
MOST_WORK = 400_000_000  # parameters² times samples: about a minute


def walk_of(problem: FittingProblem, theta: Array, source: Source) -> Walkthrough:
    """The walk at these parameters; over the data it goes through the loss at one example."""
    target = Target(source.output)
    if source.kind != OUTPUT:
        target = Target(0, problem.loss, tuple(source.y.tolist()))
    entries: Granularity = "entry" if problem.dimension <= MOST_ENTRIES else "node"
    return Walkthrough(problem.network, theta, source.x, target, entries)


class OutputProblem(Problem):
    """One of the network's outputs at one input, as a function of the parameters."""

    def __init__(self, network: Network, x: Array, output: int) -> None:
        self.parts = network.parts
        self._through = network.make_pass(1)
        self._through.x[:] = x
        self._output = output

    def start(self) -> Array:
        return np.zeros(self.dimension)

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        through = self._through
        with np.errstate(all="ignore"):
            value = float(through.forward(theta)[0, self._output])
            through.dH_da[:] = 0
            through.dH_da[0, self._output] = 1
            return value, through.backward()


def at_example(problem: FittingProblem, x: Array, y: Array) -> FittingProblem:
    """The loss at one example, without penalty, as a problem of its own."""
    data = Data(x[None], y[None], x[None][:0], y[None][:0])
    return FittingProblem(problem.network, data, problem.loss)


def why_no_walk(problem: FittingProblem | None) -> str:
    """Why there is nothing to go through one by one, in a sentence; empty where there is."""
    if problem is None:
        return (
            "Here backpropagation is worked through, one quantity at a time, with a formula and "
            "numbers for each. Open a network to begin."
        )
    if problem.dimension > MOST_WALKED:
        return (
            f"This network has {grouped(problem.dimension)} parameters, too many to go through one "
            f"by one. Up to {grouped(MOST_WALKED)} are worked through here."
        )
    return ""


def why_not(dimension: int, samples: int) -> str:
    """Why a check by differences is not offered, in a sentence; empty where it is."""
    if dimension > MOST_PARAMETERS:
        return (
            f"With {grouped(dimension)} parameters, moving each of them to and fro would take too "
            f"long; up to {grouped(MOST_PARAMETERS)} can be checked. Take a smaller network."
        )
    if dimension * dimension * samples > MOST_WORK:
        return (
            f"{grouped(dimension)} parameters times {grouped(samples)} samples would take minutes; "
            "check H at one example instead."
        )
    return ""


def to_check(
    problem: FittingProblem, recipe: NetworkRecipe, seed: int, source: Source
) -> Problem | str:
    """H as a problem that no run uses, for the check runs beside the window; or why it cannot."""
    samples = len(problem.X) if source.kind == RISK else 1
    refusal = why_not(problem.dimension, samples)
    if refusal:
        return refusal
    if source.kind == OUTPUT:
        return OutputProblem(problem.network, source.x, source.output)
    if source.kind == LOSS:
        return at_example(problem, source.x, source.y)
    # A frozen parameter's gradient is given as 0; the check is about what backprop computes.
    return replace(recipe, frozen=()).build(seed)


class StoppedError(Exception):
    """The check was given up."""


class _Interruptible(Problem):
    """A problem that refuses to go on once `stop` is set, from another thread."""

    def __init__(self, inner: Problem, stop: Event) -> None:
        self.parts = inner.parts
        self._inner, self.stop_part = inner, stop

    def start(self) -> Array:
        return self._inner.start()

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        if self.stop_part.is_set():
            raise StoppedError
        with np.errstate(all="ignore"):
            return self._inner.risk_and_grad(theta)


def checked(problem: Problem, theta: Array, stop: Event) -> GradientCheck:
    """`check_gradient` of H, to be left at any moment; raises StoppedError then. For a worker."""
    return check_gradient(_Interruptible(problem, stop), theta)
