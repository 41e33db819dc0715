"""Samples wear the colour that the map has where the network is right."""

import numpy as np
import pytest

from playground.app.network.output.reading import CHANCE, Reading
from playground.engine.dataset import Data
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network


def problem_of(loss, y):
    y = np.array(y, dtype=float)
    X = np.arange(2.0 * len(y)).reshape(-1, 2)  # noqa: N806
    network = Network((2, y.shape[1]), ("linear",))
    return FittingProblem(network, Data(X, y, X[:0], y[:0]), losses[loss]())


@pytest.mark.parametrize("output", [0, 1])
@pytest.mark.parametrize("y", [[[0, 1], [1, 1], [0, 1]], [[0, 1], [1, 0]]])
def test_several_yes_or_no_questions_each_with_its_chance(y, output):
    """Also where one of the answers is the same for all samples."""
    problem = problem_of("binary_cross_entropy", y)
    reading = Reading.of(problem, output)
    assert reading.kind == CHANCE
    right = np.where(problem.y == 1, 800.0, -800.0)  # logits of a network that is sure
    values = np.array([reading.values(H) for H in right])
    shares = (values - reading.middle) / reading.half
    assert shares == pytest.approx(reading.target_shares(problem, problem.y))
    assert reading.text(np.array([0.0, 0.0])) == "chance of 1 = 0.5"


@pytest.mark.parametrize("y", [[[3.0], [3.0]], [[0.0], [0.0]], [[-2.0], [5.0]], [[1.0], [1.0]]])
def test_numbers_have_the_colour_of_the_map_where_it_hits_them(y):
    """A constant target too."""
    problem = problem_of("square", y)
    reading = Reading.of(problem)
    values = np.array([reading.values(H) for H in problem.y])
    shares = np.clip((values - reading.middle) / reading.half, -1, 1)
    assert shares == pytest.approx(reading.target_shares(problem, problem.y))
