"""The exact solution of one linear layer with a square loss."""

# ruff: noqa: N803, N806  (X is what everybody calls it)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine.dataset import Data
from playground.engine.datasets.linear import Linear, plane_of
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.least_squares import least_squares
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network


def problem_of(X, y, loss="square", activation="linear", **more):
    data = Data(np.array(X, float), np.array(y, float), np.empty((0, len(X[0]))),
                np.empty((0, len(y[0]))))
    network = Network((len(X[0]), len(y[0])), (activation,))
    return FittingProblem(network, data, losses[loss](), **more)


FOUR = [[1], [2], [3], [4]], [[2], [4], [5], [4]]


def test_the_four_points_of_the_lecture():
    problem = problem_of(*FOUR)
    found = least_squares(problem, 0.0)
    assert found.parameters == pytest.approx([0.7, 2.0], rel=1e-12)
    assert problem.risk_and_grad(found.parameters)[0] == pytest.approx(0.575)
    assert found.condition == pytest.approx(16.70061 / 0.29939, rel=1e-4)
    assert found.condition == pytest.approx(55.78, abs=0.005)
    centred = problem_of([[-1.5], [-0.5], [0.5], [1.5]], FOUR[1])
    assert least_squares(centred, 0.0).condition == pytest.approx(1.25)


@given(
    st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 3),
    st.sampled_from(["square", "half_square"]), st.sampled_from([0.0, 0.01, 3.0]),
)
@settings(max_examples=30, deadline=None)
def test_the_gradient_is_nothing_there(seed, inputs, outputs, loss, l2):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(30, inputs)), rng.normal(size=(30, outputs))
    problem = problem_of(X, y, loss, l2=l2)
    found = least_squares(problem, l2)
    assert np.abs(problem.risk_and_grad(found.parameters)[1]).max() < 1e-12
    hessian = np.array([
        problem.risk_and_grad(e)[1] - problem.risk_and_grad(0 * e)[1]
        for e in np.eye(problem.dimension)
    ])
    ends = np.linalg.eigvalsh(hessian)[[0, -1]]
    assert found.condition == pytest.approx(ends[1] / ends[0], rel=1e-8)


def test_a_direction_that_does_not_matter_has_no_finite_condition():
    constant = least_squares(problem_of([[1, 5], [2, 5], [3, 5], [4, 5]], FOUR[1]), 0.0)
    assert constant.condition == np.inf
    w1, w2, b = constant.parameters
    assert w1 == pytest.approx(0.7) and 5 * w2 + b == pytest.approx(2)
    few = least_squares(problem_of([[1, 2, 3]], [[1]]), 0.0)
    assert few.condition == np.inf
    held = least_squares(problem_of([[1, 5], [2, 5], [3, 5], [4, 5]], FOUR[1]), 0.1)
    assert np.isfinite(held.condition)


@pytest.mark.parametrize("change", [
    {"loss": "absolute"}, {"activation": "tanh"}, {"l1": 0.1}, {"frozen": (1,)},
])
def test_elsewhere_there_is_no_closed_form(change):
    assert least_squares(problem_of(*FOUR, **change), 0.0) is None




def test_the_known_plane_is_found_where_there_is_no_noise():
    recipe = Linear(samples=200, inputs=4, noise=0.0, condition=100.0, test_fraction=0.0)
    data = recipe.make(3)
    problem = FittingProblem(Network((4, 1), ("linear",)), data, losses["square"]())
    w, b = plane_of(3, 4)
    assert least_squares(problem, 0.0).parameters == pytest.approx([*w, b], rel=1e-12)


def test_numbers_that_leave_the_floats_have_none():
    assert least_squares(problem_of([[1.7e308]] * 99, [[1]] * 99), 0.0) is None


def test_the_curvatures_say_which_rates_are_stable():
    found = least_squares(problem_of(*FOUR), 0.0)
    assert found.curvatures == pytest.approx([16.70061, 0.29939], abs=5e-6)
    assert 2 / found.curvatures[0] == pytest.approx(0.119756, abs=5e-7)
    assert found.design_condition**2 == pytest.approx(found.condition)
    centred = problem_of([[-1.5], [-0.5], [0.5], [1.5]], FOUR[1])
    assert least_squares(centred, 0.0).curvatures == pytest.approx([2.5, 2.0])
    half = least_squares(problem_of(*FOUR, "half_square"), 0.0)
    assert half.curvatures == pytest.approx(found.curvatures / 2)
    flat = least_squares(problem_of([[1, 5], [2, 5], [3, 5], [4, 5]], FOUR[1]), 0.0)
    assert flat.curvatures[-1] == 0 and flat.design_condition == np.inf
    few = least_squares(problem_of([[1, 2, 3]], [[1]]), 0.0)
    assert few.curvatures[1:] == pytest.approx([0, 0, 0]) and few.condition == np.inf


def test_with_a_penalty_only_the_curvatures_change_not_the_data():
    plain, held = (least_squares(problem_of(*FOUR, l2=l2), l2) for l2 in (0.0, 3.0))
    assert held.design_condition == plain.design_condition
    assert held.curvatures.sum() == pytest.approx(plain.curvatures.sum() + 3)  # trace: + λ once
