"""The gradient of one parameter taken apart: blame times activation, or error times blame."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.app.panels.weights_names import Place
from playground.engine.fitting import FittingProblem
from playground.engine.network import Blame
from playground.engine.problem import Array


class Product(NamedTuple):
    """∂H/∂W_ij = ∂H/∂z_j · a_i at one input; for a bias the activation is 1."""

    blame: float
    activation: float
    result: float


class Average(NamedTuple):
    """∂R/∂w = mean of error × blame (+ penalty): the examples' terms and what they add up to.

    `error` and `blame` are None where there are several outputs: then a term is a sum of products.
    """

    error: Array | None
    blame: Array | None
    terms: Array
    mean: float
    penalty: float
    result: float


def product_of(blames: list[Blame], x: Array, place: Place) -> Product:
    """The two factors of one weight's derivative at one input."""
    at = blames[place.layer - 1]
    below = x if place.layer == 1 else blames[place.layer - 2].a
    blame = float(at.dH_dz[place.j])
    if place.i < 0:
        return Product(blame, 1.0, float(at.dH_db[place.j]))
    return Product(blame, float(below[place.i]), float(at.dH_dW[place.i, place.j]))


def average_of(problem: FittingProblem, theta: Array, place: Place) -> Average:
    """The terms of one parameter's derivative of the risk, an example each."""
    network, y = problem.network, problem.y
    with np.errstate(all="ignore"):
        through = network.forward(theta, problem.X)
        error = problem.loss.derivative(through.output, y)
        several = network.sizes[-1] > 1
        through.dH_da[:] = error if several else 1.0
        through.backward()
        at = through.layers[place.layer - 1]
        blame = at.dH_dz[:, place.j].copy()
        if place.i >= 0:
            blame *= at.below[:, place.i]
        terms = blame if several else error[:, 0] * blame
        mean = float(np.mean(terms))
    penalty = _penalty(problem, theta, place)
    return Average(
        None if several else error[:, 0], None if several else blame, terms, mean, penalty,
        mean + penalty,
    )


def _penalty(problem: FittingProblem, theta: Array, place: Place) -> float:
    """What L1 and L2 add: nothing for a bias."""
    if place.i < 0:
        return 0.0
    w = float(theta[place.index])
    return problem.l1 * float(np.sign(w)) + problem.l2 * w
