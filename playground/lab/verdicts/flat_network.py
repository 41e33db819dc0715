"""Where a network is flat: a layer that is dead or saturated, an output that is always the same.

The slope that counts is g'(z) over all training samples, beside the largest that g has anywhere.
"""

# ruff: noqa: N803  (the lecture's names)

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from playground.engine.networks.activations import Activation, activations
from playground.engine.problem import Array
from playground.lab.runs.run import Run
from playground.lab.verdicts.learning_rates import rate_of

if TYPE_CHECKING:
    from playground.engine.networks.fitting import FittingProblem

SATURATED = 0.01  # of the largest slope: what is left of a gradient that passes such a node
SAME = 1e-3  # of the targets' range: an output that varies less tells no samples apart
LARGE = 5.0  # root mean square of a column; a standardized one has 1
_VARIES = "varies by less than 0.1 % of the targets' range"
_FEW = 16  # rows that show at once that a network is not flat, as nearly all are not
MOST_WORK = 20_000_000  # samples times parameters; about a tenth of a second


class Flat(NamedTuple):
    """`kind` is dead, saturated or constant; `layer` is 1 ... L, 0 for a constant output."""

    kind: str
    layer: int
    sentence: str


def flat_at(run: Run, index: int, most: int = MOST_WORK) -> Flat | None:
    """What is flat about a network after `index` steps, over all training samples, and the mend.

    None where nothing is, for other problems, and where it takes more than `most` samples times
    parameters to go through all the data.
    """
    from playground.engine.networks.fitting import FittingProblem  # not for every start

    problem, theta = run.problem, run[index].theta
    if not isinstance(problem, FittingProblem) or len(problem.frozen) == len(theta):
        return None
    if not np.isfinite(theta).all() or len(problem.X) * len(theta) > most:
        return None
    for rows in (problem.X[:_FEW], problem.X):  # what is not flat for a few, is not for all
        found = _found(problem, theta, rows)
        if found is None:
            return None
    assert found is not None
    kind, layer, constant = found
    said = _said(problem, kind, layer)
    if constant and layer:
        said += f", and the output {_VARIES}"
    before = _found(problem, run[0].theta, problem.X)
    from_start = before is not None and before[:2] == found[:2]
    if problem.is_estimated:
        said = said.replace("every sample", f"each of {len(problem.X):,} samples")
        said = said.replace("all samples", f"{len(problem.X):,} samples")
    return Flat(kind, layer, f"{said}; {_mend(run, problem, index, found, from_start)}.")


def _found(problem: FittingProblem, theta: Array, X: Array) -> tuple[str, int, bool] | None:
    """The kind, the layer, and whether the output is constant, judged by these samples."""
    through = problem.network.forward(theta, X)
    constant = _is_constant(through.output, problem.y)
    slopes = _slopes(through)
    dead = next((k for k, slope in enumerate(slopes, 1) if slope == 0), 0)
    if dead:
        return "dead", dead, constant
    last = len(slopes)
    for k, (layer, slope) in enumerate(zip(through.layers, slopes, strict=True), 1):
        # An output at both of its ends is right where these are the two classes.
        if saturates(layer.g) and slope < SATURATED * steepest(layer.g.name) and (
            k < last or constant
        ):
            return "saturated", k, constant
    return ("constant", 0, True) if constant else None


def _slopes(through: Any) -> list[float]:
    """The largest |g'(z)| of each layer."""
    with np.errstate(all="ignore"):
        return [float(np.abs(at.g.derivative(at.z, at.a)).max()) for at in through.layers]


def _is_constant(H: Array, y: Array) -> bool:
    """Whether no output varies with the samples as its targets do."""
    wanted = np.ptp(y, axis=0)
    varies = wanted > 0
    return bool(varies.any() and (np.ptp(H, axis=0) <= SAME * wanted)[varies].all())


def saturates(g: Activation | type[Activation]) -> bool:
    """Whether an activation has an end that it approaches, and goes flat there."""
    low, high = g.range
    return low > -inf or high < inf


@lru_cache
def steepest(name: str) -> float:
    """The largest slope of an activation."""
    z, g = np.linspace(-5, 5, 1001), activations[name]()
    return float(np.abs(g.derivative(z, g.value(z))).max())


def _is_cut_off(g: type[Activation]) -> bool:
    """Whether its slope is truly 0 on a side; others only come so near that floats say 0."""
    z = np.array([-1.0, 1.0])
    return not g().derivative(z, g().value(z)).all()


def _said(problem: FittingProblem, kind: str, layer: int) -> str:
    if kind == "constant":
        return f"The output {_VARIES} over all samples"
    g = activations[problem.network.activations[layer - 1]]
    title = g.title.lower() if g.title == g.title.capitalize() else g.title
    one = problem.network.sizes[layer] == 1
    nodes = f"The {title} node of layer {layer} is" if one else (
        f"All {title} nodes of layer {layer} are"
    )
    if kind == "dead":
        word = "dead" if _is_cut_off(g) else "saturated"
        return f"{nodes} {word}: for every sample the slope g′(z) is exactly 0"
    return f"{nodes} saturated: for every sample the slope g′(z) is below 1 % of its largest"


def _mend(
    run: Run, problem: FittingProblem, index: int, found: tuple[str, int, bool], from_start: bool
) -> str:
    kind, layer, _ = found
    layers = [activations[name] for name in problem.network.activations]
    low, high = layers[-1].range
    if kind == "saturated" and layer == len(layers) and (
        problem.y.min() < low or problem.y.max() > high
    ):
        return "targets lie beyond its ends: take a linear output"
    below = layers[: max(layer - 1, 0)]
    scales = []
    through = all(max(map(abs, g.range)) == inf for g in below)
    if kind != "constant" and through and _is_large(problem.X):
        scales.append("the inputs")
    # The targets are not yet in the weights that one starts from.
    moved = kind == "constant" or not from_start
    if moved and not problem.data.classes and _is_large(problem.y):
        scales.append("the target")
    if scales:
        return f"standardize {' and '.join(scales)}"
    if kind == "constant":
        return "another start or other layers may tell the samples apart"
    if from_start:
        cut_off = _is_cut_off(layers[layer - 1])
        return "try another start" if cut_off else "try smaller weights to start from"
    has_rate = rate_of(run.rule_at(max(index - 1, 0))) is not None
    return f"try {'a smaller learning rate, or ' if has_rate else ''}another start"


def _is_large(values: Array) -> bool:
    """Whether a column is far from the scale that networks start at."""
    return bool((np.sqrt((values * values).mean(axis=0)) > LARGE).any())
