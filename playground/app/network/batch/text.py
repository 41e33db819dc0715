"""What the batch panel says."""

from __future__ import annotations

from math import isfinite

import numpy as np

from playground.app.text.column_names import short_name
from playground.app.text.numbers import between, count, fixed, grouped, number
from playground.app.text.shares import percent
from playground.engine.networks.cloud import Cloud
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

NOT_FINITE = "The gradients here are not finite: there is nothing to draw."
EMPTY = "The gradients of all samples are drawn here. Add a runner to a network to see them."
_SHOWN_INPUTS = 4


def variance_share(samples: int, size: int, replace: bool) -> float:
    """The variance of a batch mean over that of a sample: 1/m, (n − m)/(n − 1) of that without
    replacement.
    """
    if replace or samples == 1:
        return 1 / size if replace else 0.0
    return max(samples - size, 0) / (samples - 1) / size


def bad_size(samples: int, replace: bool) -> str:
    """What a batch's size must be."""
    if replace:
        return "Must be a whole number from 1 on."
    return (
        f"Must be a whole number from 1 to {grouped(samples)}: without replacement there are no "
        "more samples."
    )


def legend(problem: FittingProblem, size: int, samples: int) -> str:
    """What the marks are, and what is left out."""
    left_out = " The penalty belongs to no sample and is left out." if problem.penalized else ""
    sums = " A step takes their sum, the arrows are means." if problem.sums else ""
    return (
        f"A point: the gradient of one of {count(samples, 'sample')}. Dashed: 1σ and 2σ of a "
        f"sample; solid: of the mean of {grouped(size)}. Of a Gaussian in the plane 1σ holds 39 %, "
        f"2σ 86 %.{sums}{left_out}"
    )


def angle_words(
    degrees: float, batch: float, full: float, size: int, drawn: bool, is_all: bool
) -> str:
    """The angle between the two arrows, and their lengths."""
    if is_all and not drawn:
        return f"Every step sees all the data: its gradient is ∇R itself, length {number(full)}."
    which = f"{'drawn batch' if drawn else 'batch'} of {grouped(size)}"
    lengths = f"lengths {number(batch)} ({which}) and {number(full)} (∇R)"
    if not isfinite(degrees):
        return f"One of the arrows has no length: there is no angle; {lengths}."
    way = ": it points uphill" if degrees > 90 else ""
    return f"Angle between the arrows {fixed(degrees, 1)}°{way}; {lengths}."


def corner(degrees: float, many: int, drawn: int) -> tuple[str, ...]:
    """The same in few words, over the picture."""
    notes = [f"{fixed(degrees, 1)}° apart"] if isfinite(degrees) else []
    if drawn > 1:
        notes.append(f"{percent(many / drawn)} of {grouped(drawn)} uphill")
    return tuple(notes)


def uphill(many: int, drawn: int, size: int) -> str:
    """ "12 of 100 drawn batches of 10 point uphill: 12.0 %."."""
    if not drawn:
        return ""
    point = "points" if many == 1 else "point"
    return (
        f"{grouped(many)} of {grouped(drawn)} drawn batches of {grouped(size)} {point} uphill "
        f"(their gradient · ∇R < 0): {percent(many / drawn, least=1)}."
    )


def sample_words(
    problem: FittingProblem, theta: Array, cloud: Cloud, sample: int, index: int
) -> str:
    """ "sample 37: x₁ = 1, y = 2, H = 1.5; error × blame along W₁₁⁽¹⁾: −1 × 1 = −1"."""
    name = problem.network.place_of(index).name
    said = f"Sample {grouped(sample + 1)}"
    inputs = problem.X[sample]
    if len(inputs) <= _SHOWN_INPUTS:
        labels = problem.input_labels
        said += ": " + between().join(
            f"{short_name(label)} = {number(float(x), 3)}"
            for label, x in zip(labels, inputs, strict=True)
        )
    wanted, told = problem.y[sample], cloud.output[sample]
    if len(wanted) == 1:
        said += f"; y = {number(float(wanted[0]), 3)}, H = {number(float(told[0]), 3)}"
    terms, total = [], 0.0
    for k, error in enumerate(cloud.errors[sample].tolist()):
        blame = _blame(problem, theta, sample, k, index)
        terms.append(f"{number(error, 3)} × {_enclosed(blame)}")
        total += error * blame
    shown = " + ".join(terms[:3]) + (" + …" if len(terms) > 3 else "")
    frozen = " (frozen: training gets 0)" if index in problem.frozen else ""
    return f"{said}. Error × blame along {name}: {shown} = {number(total, 3)}{frozen}."


def _enclosed(value: float) -> str:
    text = number(value, 3)
    return f"({text})" if value < 0 else text


def _blame(problem: FittingProblem, theta: Array, sample: int, output: int, index: int) -> float:
    layers = problem.network.backprop(theta, problem.X[sample], output)
    place = problem.network.place_of(index)
    at = layers[place.layer - 1]
    if place.kind == "bias":
        return float(at.dH_db[place.j])
    return float(np.asarray(at.dH_dW)[place.i, place.j])
