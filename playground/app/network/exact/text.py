"""What is said of an exact solution, and where there is none, why."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

import numpy as np

from playground.app.text.numbers import between, count, grouped, number
from playground.engine.datasets.table import standardized
from playground.engine.networks.fitting import FittingProblem
from playground.engine.optimizer import Optimizer
from playground.lab.runs.closed_form import Exact
from playground.lab.runs.objective import penalized, share
from playground.lab.verdicts.learning_rates import learning_rate_bound, rate_of

MOST_LISTED = 6
MOST_TRIED = 5_000_000
"""Numbers times columns for which it is tried what κ would be."""
SQUARES = ("square", "half_square")
CONVEX = ("binary_cross_entropy", "softmax_cross_entropy")


class Line(NamedTuple):
    """A row of the panel: what it is, its value, and what it means."""

    name: str
    value: str
    tip: str


def why_none(problem: FittingProblem) -> str:
    """Why there is no closed form; nothing where there is one."""
    network, loss = problem.network, problem.loss
    if len(network.sizes) > 2:
        return (
            "With hidden layers the risk is no bowl: it may have many lowest points, and no "
            "formula finds one. Take the hidden layers away to have the exact solution here."
        )
    if network.activations[-1] == "linear" and loss.name in CONVEX:
        return (
            "This is logistic regression. Its risk is convex: whoever walks downhill is on the "
            "way to the lowest value. But no formula solves it, so descent is how it is done. "
            "Where a line parts the classes without a mistake, there is no lowest point: the "
            "weights grow for ever, slower and slower."
        )
    if loss.name not in SQUARES or network.activations[-1] != "linear":
        return (
            "An exact solution needs one linear layer and a square loss; here the output is "
            f"{network.activations[-1]} and the loss {loss.title}."
        )
    if problem.l1:
        return "The L1 penalty has a corner at 0, which no formula goes round. Set λ₁ to 0."
    if problem.frozen:
        return "Some weights are frozen; the formula moves them all. Let them learn again."
    return (
        "There is nothing to solve: numbers leave the floats, or a row cannot be read (the data "
        "panel checks the rows of a file)."
    )


def model(problem: FittingProblem) -> str:
    """What is solved, in a sentence."""
    what = "R + penalty" if penalized(problem) else "the risk"
    classes = problem.data.classes
    if classes:
        to = "−1 and 1" if problem.y.shape[1] == 1 else "0 and 1 in a column for each class"
        return (
            f"Classification by least squares: the classes are written as {to}, and {what} is a "
            "bowl with a formula for its lowest point."
        )
    return (
        f"One linear layer with a square loss: {what} is a bowl, and its lowest point w* has a "
        "formula. It is solved by QR, without a single step."
    )


def lines(problem: FittingProblem, exact: Exact) -> list[Line]:
    """The solution and the shape of its bowl."""
    objective = "R + penalty at w*" if penalized(problem) else "Risk at w*"
    names = [*problem.input_labels, "b"]
    outputs = problem.network.sizes[-1]
    listed = ", ".join(names[:MOST_LISTED]) if outputs == 1 else "W row by row, then b"
    tip = f"The weights and the bias of least {objective.split(' at')[0]}: {listed}"
    if len(names) > MOST_LISTED:
        tip += ", …"
    infinite = not exact.is_unique
    smallest = 0.0 if infinite else float(exact.curvatures[-1])
    best, factor = exact.best_rate, exact.best_factor
    largest = exact.largest_rate / (share(problem) if problem.sums else 1)
    best = best / share(problem) if best is not None and problem.sums else best
    sums = " As the steps take the sum, it is divided by the batch size." if problem.sums else ""
    return [
        Line("w*", vector(exact.parameters), tip + "."),
        Line(objective, number(exact.loss), "No weights come below this."),
        Line("cond(X)", number(exact.design_condition),
             "The condition number of the inputs with a column of ones for the bias."),
        Line("κ = λmax/λmin", number(exact.condition),
             "The condition number of the Hessian, cond(X)² without a penalty: how much longer "
             "than wide the bowl is."),
        Line("λmax, λmin", f"{number(float(exact.curvatures[0]))}{between()}{number(smallest)}",
             "The largest and the smallest curvature of the bowl."),
        Line("Largest stable η", number(largest),
             "2/λmax: full gradient descent with a larger rate runs away." + sums),
        Line("Best η", "–" if best is None else number(best),
             "2/(λmax + λmin): the slowest direction shrinks fastest." + sums),
        Line("Then each step", "–" if factor is None else f"× {number(factor)}",
             "(κ − 1)/(κ + 1): with the best η the distance to w* shrinks at least by this."),
    ]


def vector(values: np.ndarray) -> str:
    """The first numbers of a flat vector."""
    shown = between().join(number(float(v)) for v in values[:MOST_LISTED])
    more = f"{between()}… {count(len(values), 'number')} in all"
    return f"({shown}{more if len(values) > MOST_LISTED else ''})"


def flat_directions(problem: FittingProblem) -> str:
    """Why κ is infinite, with the mend."""
    X = problem.X  # noqa: N806  (as everybody calls it)
    parameters, rows = X.shape[1] + 1, problem.data.samples
    constant = [n for n, same in zip(problem.input_labels, np.ptp(X, axis=0) == 0, strict=True)
                if same]
    start = "κ is infinite: "
    if rows < parameters:
        start += (
            f"{count(rows, 'sample')} for {parameters} unknowns, so many weights fit equally well. "
            "Take more samples, or "
        )
    elif constant and len(X) == rows:
        names = ", ".join(constant[:3])
        start += (
            f"{names} {'is' if len(constant) == 1 else 'are'} constant, and the bias can do the "
            "same. Leave such columns out, or "
        )
    else:
        start += "some inputs follow from the others. Leave them out, or "
    return start + "add a little L2. w* is the shortest of all solutions."


def of_rate(label: str, optimizer: Optimizer, problem: FittingProblem, exact: Exact) -> str:
    """How a runner's own learning rate stands to the bowl; nothing where no bound is known."""
    rate = rate_of(optimizer)
    weight = share(problem) if problem.sums else 1
    bound = learning_rate_bound(optimizer, float(exact.curvatures[0]) * weight)
    if rate is None or bound is None:
        return ""
    most, formula = bound
    sums = f", divided by {grouped(weight)} for the sum" if problem.sums and weight > 1 else ""
    noisy = "" if problem.sees_all else (
        " Batches add noise: near w* a constant rate does not settle, unless every sample fits "
        "exactly; a single batch may also be steeper than the mean."
    )
    above = rate > most
    end = "; on the full gradient it runs away." if above else "."
    side = "above" if above else "below"
    return f"{label}: η = {number(rate)} is {side} {formula} = {number(most)}{sums}{end}{noisy}"


def after(problem: FittingProblem, exact: Exact) -> str:
    """What κ is now and would be after each of the two buttons."""
    now = f"κ is {number(exact.condition)} now"
    X = problem.X  # noqa: N806  (as everybody calls it)
    if X.size * X.shape[1] > MOST_TRIED or problem.l2 or not exact.is_unique:
        return f"{now}."
    centred, scaled = (_condition(X - X.mean(axis=0)), _condition(standardized(X, X[:0])[0]))
    return f"{now}; centred it would be {number(centred)}, standardized {number(scaled)}."


def _condition(X: np.ndarray) -> float:  # noqa: N803
    return float(np.linalg.cond(np.column_stack([X, np.ones(len(X))])) ** 2)


def noise_free(exact: Exact) -> str:
    """What it means that the least risk is nothing."""
    return (
        "Every sample lies on the plane: the risk at w* is 0, each sample's gradient vanishes "
        "there, and even batches of one come to rest at a constant rate: no noise floor."
    ) if isfinite(exact.loss) and exact.loss < 1e-20 else ""
