""" "I computed this": a gradient of one's own beside backpropagation and beside differences.

Which entries agree, and where they do not, the likely cause: each kind of mistake is made here on
purpose, and the one that gives just these numbers is named.
"""



from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine.check import check_gradient
from playground.engine.data_problem import DataProblem
from playground.engine.networks.by_hand import ByHand, Slip
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array, Problem
from playground.lab.course.answers import AnswerError, read_answer
from playground.lab.course.slips import SENTENCES

MOST_SAMPLES, MOST_PARAMETERS = 300, 2000
RELATIVE, ABSOLUTE = 1e-3, 1e-9
NO_PENALTY = "The penalty's gradient is missing: λ₁ sign(w) + λ₂ w at each weight."
NO_TWO = "A factor 2 is missing: the derivative of a square is twice what is squared."
TRANSPOSED = (
    "These are the right numbers, transposed: row i is where an edge starts, column j where it "
    "ends."
)
BLAME = (
    "This is the gradient of the output H at the first example, the blame alone; the risk's also "
    "has the error ∂ℓ/∂H."
)


@dataclass(frozen=True, eq=False)
class Compared:
    """One's own numbers beside the two others, all of one shape; `cause` is "" where none fits."""

    own: Array
    backprop: Array
    differences: Array
    agrees: NDArray[np.bool_]
    with_differences: NDArray[np.bool_]
    cause: str


def parts_of(problem: Problem) -> list[tuple[str, tuple[int, ...]]]:
    """What can be compared: the whole gradient, or a part of it, with its shape."""
    whole: list[tuple[str, tuple[int, ...]]] = [("all of it, flat", (problem.dimension,))]
    if all(part.shape == () for part in problem.parts):
        return whole
    return whole + [(part.name, part.shape) for part in problem.parts]


def compare(problem: Problem, theta: Array, part: str, text: str, step: int = 0) -> Compared:
    """Compare what was typed with the gradient of the risk at theta, shape (dimension,).

    `step` is that whose batch may be meant. Raises AnswerError for what cannot be read or is too
    much to compare.
    """
    if problem.dimension > MOST_PARAMETERS:
        raise AnswerError(f"at most {MOST_PARAMETERS} parameters can be compared")
    shape = dict(parts_of(problem))[part]
    rounded = read_answer(text, shape)
    own = rounded.values
    with np.errstate(all="ignore"):
        check = check_gradient(problem, theta)
        backprop, differences = (_part(problem, part, g) for g in (
            problem.risk_and_grad(theta)[1], check.differences))
        agrees = _same(own, backprop, rounded.half)
        by_differences = _same(own, differences, rounded.half + 1e-6 * np.abs(differences))
        cause = "" if agrees.all() else next(
            (say for say, value in _causes(problem, theta, part, step)
             if value.shape == own.shape and _same(own, value, rounded.half).all()),
            _by_ratio(own, backprop, rounded.half),
        )
    return Compared(own, backprop, differences, agrees, by_differences, cause)


def _part(problem: Problem, part: str, grad: Array) -> Array:
    for one in problem.parts:
        if one.name == part:
            return np.array(one.of(grad))
    return grad


def _same(own: Array, other: Array, half: Array) -> NDArray[np.bool_]:
    room = np.maximum(ABSOLUTE, RELATIVE * np.abs(other))
    return np.asarray(np.abs(own - other) <= np.maximum(room, half * (1 + 1e-9)))


def _causes(problem: Problem, theta: Array, part: str, step: int) -> Iterator[tuple[str, Array]]:
    """Sentences, each with the numbers that its mistake gives."""
    right = _part(problem, part, problem.risk_and_grad(theta)[1])
    yield SENTENCES["sign"], -right
    if isinstance(problem, DataProblem):
        n = problem.data.samples
        if n > 1:
            yield SENTENCES["sum"], right * n
        if problem.penalized:
            bare = problem.risk_and_grad(theta)[1] - problem.penalty_gradient(theta)
            yield NO_PENALTY, _part(problem, part, bare)
        if not problem.sees_all:
            batch = problem.loss_and_grad(theta, step)[1]
            say = f"This is the gradient of the batch of step {step}, not of all the data."
            yield say, _part(problem, part, batch)
    if right.ndim == 2 and right.shape[0] == right.shape[1]:
        yield TRANSPOSED, right.T
    if isinstance(problem, FittingProblem):
        yield from _slips(problem, theta, part)
    yield NO_TWO, right / 2
    yield "There is a factor 2 too many.", right * 2


def _slips(problem: FittingProblem, theta: Array, part: str) -> Iterator[tuple[str, Array]]:
    if len(problem.X) > MOST_SAMPLES:
        return
    yield BLAME, _mean(problem, theta, part, "", blame=True)
    slips: tuple[Slip, ...] = (
        "forgot_slope", "dead_relu", "transpose", "forgot_bias", "updated_weights"
    )
    for slip in slips:
        yield SENTENCES[slip], _mean(problem, theta, part, slip)


def _mean(
    problem: FittingProblem, theta: Array, part: str, slip: Slip, blame: bool = False
) -> Array:
    """The mean over the samples as a mistake gives it; of `blame`, ∇H at the first one."""
    network = problem.network
    rows = range(1) if blame else range(len(problem.X))
    total = np.zeros(network.dimension)
    for i in rows:
        sheet = ByHand(
            network, theta, problem.X[i], slip=slip,
            loss=None if blame else problem.loss, y=None if blame else problem.y[i],
        )
        for layer in range(1, sheet.layers + 1):
            total[network.weights(layer).slice] += sheet[f"dW{layer}"].ravel()
            total[network.biases(layer).slice] += sheet[f"db{layer}"]
    return _part(problem, part, total / len(rows) + problem.penalty_gradient(theta) * (not blame))


def _by_ratio(own: Array, right: Array, half: Array) -> str:
    """One factor between all entries, or entries that were left at 0."""
    known = np.abs(right) > 1e-12
    if known.any() and np.all(np.abs(own[~known]) <= 1e-9 + half[~known]):
        ratios = own[known] / right[known]
        middle = float(np.median(ratios))
        if abs(middle) > 1e-12 and np.all(np.abs(ratios - middle) <= 2e-3 * abs(middle)):
            return f"Every entry is {middle:.4g} times the right one."
    wrong = ~_same(own, right, half)
    if wrong.sum() == 1:
        return "All but one entry agree: look at that one alone."
    return ""


__all__ = ["Compared", "compare", "parts_of"]
