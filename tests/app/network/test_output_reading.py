"""Samples wear the colour that the map has where the network is right."""

import numpy as np
import pytest

from playground.app.network.input_plane import drawn_data
from playground.app.network.output.reading import CHANCE, Reading
from playground.engine.dataset import Data, Drawn
from playground.engine.datasets import datasets
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


@pytest.mark.parametrize(("last", "scale"), [
    ("sigmoid", (0.5, 0.5)), ("tanh", (0.0, 1.0)), ("linear", (0.0, 0.01)), ("relu", (0.0, 0.01)),
])
def test_one_target_alone_gives_no_scale_where_the_output_has_one(last, scale):
    """Of H from 0.13 to 0.75 and a target of 0.01 all was one blue."""
    y = np.array([[0.01]])
    problem = FittingProblem(
        Network((2, 1), (last,)), Data(y[:, [0, 0]], y, y[:0, [0, 0]], y[:0]), losses["square"]()
    )
    reading = Reading.of(problem)
    assert (reading.middle, reading.half) == scale


@pytest.mark.parametrize("name", datasets)
def test_data_that_are_drawn_keep_their_window_and_ones_own_numbers_fit(name):
    if issubclass(datasets[name], Drawn) and name != "linear":  # which has no window
        assert all(drawn_data(datasets[name]().make(seed)) for seed in range(5))
    rows = np.array([[1.0], [2.0], [3.0], [4.0]])
    assert not drawn_data(Data(rows, rows, rows[:0], rows[:0]))


@pytest.mark.parametrize("y", [[[3.0], [3.0]], [[0.0], [0.0]], [[-2.0], [5.0]], [[1.0], [1.0]]])
def test_numbers_have_the_colour_of_the_map_where_it_hits_them(y):
    """A constant target too."""
    problem = problem_of("square", y)
    reading = Reading.of(problem)
    values = np.array([reading.values(H) for H in problem.y])
    shares = np.clip((values - reading.middle) / reading.half, -1, 1)
    assert shares == pytest.approx(reading.target_shares(problem, problem.y))
