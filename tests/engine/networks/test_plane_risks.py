"""The quick risk over a plane is the training's own, to six digits, on every kind of plane."""

import numpy as np
import pytest

from playground.engine.landscape import landscape
from playground.engine.networks.activations import activations
from playground.engine.networks.directions import random_plane
from playground.engine.networks.losses import losses
from playground.engine.networks.plane_risks import PlaneRisks
from playground.engine.networks.risks import Risks
from playground.engine.plane import line, two_parameters
from tests.engine.networks.test_risks import problem

A, B = np.linspace(-0.9, 1.1, 9), np.linspace(-1.3, 0.7, 8)


def close(fitting, plane, a=A, b=B, **data):
    """Whether the quick numbers are the exact ones."""
    exact = landscape(Risks(fitting), plane, a, b)
    quick = PlaneRisks(fitting, plane, **data).grid(a, b)
    np.testing.assert_allclose(quick, exact, rtol=3e-6, atol=1e-7)
    return quick


@pytest.mark.parametrize("activation", activations)
@pytest.mark.parametrize("loss", losses)
def test_every_activation_and_loss(activation, loss):
    fitting = problem(activation, loss)
    close(fitting, random_plane(fitting.start(), fitting.parts, 3))


def test_two_weights_in_every_layer_and_across_layers():
    fitting = problem()
    theta = fitting.start()
    last = len(theta) - 1
    for i, j in ((0, 3), (2, last), (15, 20), (last - 4, last), (last, 1)):
        close(fitting, two_parameters(theta, i, j))


def test_a_line_has_one_row():
    fitting = problem()
    theta = fitting.start()
    assert close(fitting, line(theta, -theta), A, np.zeros(1)).shape == (1, len(A))


def test_penalties_and_features():
    for options in ({"l1": 0.02, "l2": 0.3},
                    {"features": ("x1", "x2", "x1_x2"), "sizes": (3, 4, 3)}):
        fitting = problem(**options)
        close(fitting, random_plane(fitting.start(), fitting.parts, 3))


def test_many_samples_go_through_one_network_at_a_time(monkeypatch):
    monkeypatch.setattr("playground.engine.networks.plane_risks.BLOCK", 64)
    fitting = problem(samples=300)
    plane = random_plane(fitting.start(), fitting.parts, 3)
    assert PlaneRisks(fitting, plane).block == 1
    close(fitting, plane)


def test_a_batch_has_a_surface_of_its_own():
    fitting = problem()
    theta = fitting.start()
    plane, rows = random_plane(theta, fitting.parts, 3), [3, 17, 29]
    risks = PlaneRisks(fitting, plane, fitting.X[rows], fitting.y[rows])
    H = fitting.network.predict(theta, fitting.X[rows])  # noqa: N806
    expected = fitting.loss.value(H, fitting.y[rows]).mean()
    assert risks(np.zeros(1), np.zeros(1))[0] == pytest.approx(expected, rel=1e-5)
    assert risks(np.zeros(1), np.zeros(1))[0] != pytest.approx(
        fitting.risk_and_grad(theta)[0], rel=1e-3)


def test_what_leaves_the_floats_is_not_finite_and_stays_where_it_is():
    fitting = problem("relu", sizes=(2, 4, 4, 3))
    plane = random_plane(fitting.start(), fitting.parts, 3, "none")
    values = PlaneRisks(fitting, plane)(np.array([0.0, 1e60, 0.1]), np.zeros(3))
    assert np.isfinite(values).tolist() == [True, False, True]


def test_what_leaves_single_precision_is_computed_in_double():
    """A run that diverges has finite risks of 10²⁰⁰ for a while: it is not called infinite."""
    fitting = problem("relu")
    theta = 1e40 * fitting.start()
    plane = random_plane(theta, fitting.parts, 3)
    rows = np.array([3, 1, 8])
    exact = landscape(Risks(fitting), plane, A, B)
    assert np.isfinite(exact).all() and exact.max() > 1e100
    np.testing.assert_allclose(PlaneRisks(fitting, plane).grid(A, B), exact, rtol=1e-12)
    X, y = fitting.X[rows], fitting.y[rows]  # noqa: N806
    batch = PlaneRisks(fitting, plane, X, y).grid(A, B)
    H = fitting.network.predict(plane.at(A[2], B[5]), X)  # noqa: N806
    assert batch[5, 2] == pytest.approx(float(fitting.loss.value(H, y).mean()), rel=1e-12)
