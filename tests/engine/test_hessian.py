"""Second derivatives: products against PyTorch and differences, eigenvalues, surfaces too."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground.engine.dataset import Data
from playground.engine.datasets import datasets
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.hessian import (
    curvature_plane,
    free_parameters,
    gradient_in,
    spectrum_at,
    surface_hessian,
)
from playground.engine.networks.activations import Activation, activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.hessian import RiskHessian
from playground.engine.networks.losses import Loss, losses
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.plane import NoPlaneError
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.runs.run import Run

ORACLES = Path(__file__).parent / "oracles"
NETWORKS = json.loads((ORACLES / "gradients.json").read_text())
HESSIANS = json.loads((ORACLES / "hessians.json").read_text())
Z = np.concatenate([np.linspace(-6, 6, 97) + 0.01, [-30.0, 30.0]])


@pytest.mark.parametrize("name", activations)
def test_the_second_derivative_of_an_activation_agrees_with_differences(name):
    g, h = activations[name](), 1e-5
    up, down = (g.derivative(z, g.value(z)) for z in (Z + h, Z - h))
    second = g.second_derivative(Z, g.value(Z))
    assert second == pytest.approx((up - down) / (2 * h), rel=1e-6, abs=1e-9)
    assert np.isfinite(g.second_derivative(1e3 * Z, g.value(1e3 * Z))).all()
    by_differences = Activation.second_derivative(g, Z, g.value(Z))
    assert by_differences == pytest.approx(second, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", losses)
def test_the_second_derivative_of_a_loss_agrees_with_differences(name):
    loss, rng = losses[name](), np.random.default_rng(2)
    H, change = rng.normal(size=(2, 20, 3))  # noqa: N806
    y = np.eye(3)[rng.integers(3, size=20)]
    second = loss.change_of_derivative(H, y, change)
    h = 1e-5
    slopes = (loss.derivative(H + s * change, y) for s in (h, -h))
    assert second == pytest.approx((next(slopes) - next(slopes)) / (2 * h), rel=1e-6, abs=1e-8)
    assert Loss.change_of_derivative(loss, H, y, 50 * change) == pytest.approx(
        50 * second, rel=1e-5, abs=1e-6
    )


@pytest.mark.parametrize("case, oracle", list(zip(NETWORKS, HESSIANS, strict=True)))
def test_products_and_eigenvalues_are_pytorchs(case, oracle):
    network = Network(tuple(case["sizes"]), tuple(case["activations"]))
    X, y = (np.array(case[key], dtype=float) for key in ("X", "y"))  # noqa: N806
    fitting = FittingProblem(network, Data(X, y, X[:0], y[:0]), losses[case["loss"]]())
    theta = network.with_weights(fitting.start(), case["weights"], case["biases"])
    v = np.sin(np.arange(1, len(theta) + 1))
    size = max(1.0, np.abs(oracle["product"]).max())
    assert RiskHessian(fitting, theta)(v) == pytest.approx(oracle["product"], abs=1e-12 * size)
    found = spectrum_at(fitting, theta, len(theta))
    size = np.abs(oracle["eigenvalues"]).max()
    assert found.largest == pytest.approx(oracle["eigenvalues"], rel=1e-6, abs=1e-12 * size)
    assert found.lowest == pytest.approx(oracle["eigenvalues"][-1], rel=1e-6, abs=1e-12 * size)


def network_problem(**options):
    """2-8-8-8-1, tanh, 250 samples: 177 parameters."""
    rng = np.random.default_rng(0)
    X = rng.uniform(-2, 2, (250, 2))  # noqa: N806
    y = np.sign(X[:, :1] * X[:, 1:])
    return FittingProblem(
        Network((2, 8, 8, 8, 1), ("tanh",) * 4), Data(X, y, X[:0], y[:0]), losses["square"](),
        **options,
    )


@pytest.mark.parametrize(
    "options", [{}, {"l2": 0.3}, {"l1": 0.1, "l2": 0.02, "reduction": "sum"}], ids=str
)
def test_products_agree_with_differences_of_the_gradient(options):
    fitting = network_problem(**options)
    theta, rng = fitting.start(), np.random.default_rng(4)
    product = RiskHessian(fitting, theta)
    for v in rng.normal(size=(3, len(theta))):
        h = 1e-5
        up, down = (fitting.risk_and_grad(theta + s * v)[1] for s in (h, -h))
        assert product(v) == pytest.approx((up - down) / (2 * h), abs=2e-8)
    u, v = rng.normal(size=(2, len(theta)))
    assert u @ product(v) == pytest.approx(v @ product(u), rel=1e-10), "H is symmetric"
    assert product(2 * u - v) == pytest.approx(2 * product(u) - product(v), rel=1e-9, abs=1e-12)


def test_frozen_parameters_take_no_part():
    frozen = (0, 5, 40, 176)
    held, loose = network_problem(frozen=frozen), network_problem()
    theta = held.start()
    whole = np.array([RiskHessian(loose, theta)(unit) for unit in np.eye(177)])
    free = np.setdiff1d(np.arange(177), frozen)
    values = np.linalg.eigvalsh(whole[np.ix_(free, free)])
    found = spectrum_at(held, theta, 4)
    assert free_parameters(held) == 173
    assert found.largest == pytest.approx(values[::-1][:4], rel=1e-9)
    assert found.lowest == pytest.approx(values[0], rel=1e-9)
    assert not found.vectors[:, frozen].any()
    assert not RiskHessian(held, theta)(np.ones(177))[list(frozen)].any()
    plane = curvature_plane(held, theta)
    assert plane.u[list(frozen)].tolist() == [0] * 4
    with pytest.raises(NoPlaneError, match="free to move"):
        curvature_plane(network_problem(frozen=tuple(range(1, 177))), theta)


def test_a_large_network_by_search_agrees_with_its_whole_matrix():
    rng = np.random.default_rng(8)
    X, y = rng.normal(size=(40, 6)), rng.normal(size=(40, 2))  # noqa: N806
    network = Network((6, 20, 10, 2), ("tanh", "gelu", "linear"))
    fitting = FittingProblem(network, Data(X, y, X[:0], y[:0]), losses["square"](), l2=0.01)
    theta = fitting.start()
    product = RiskHessian(fitting, theta)
    values = np.linalg.eigvalsh([product(unit) for unit in np.eye(len(theta))])
    assert len(theta) > 256
    found = spectrum_at(fitting, theta, 5)
    assert found.exact
    assert found.largest == pytest.approx(values[::-1][:5], rel=1e-6)
    assert found.lowest == pytest.approx(values[0], rel=1e-6)


def test_the_curvature_plane_is_the_quadratic_model_near_its_centre():
    """Contours there are exact ellipses: what is off shrinks with the cube of the distance."""
    fitting = network_problem()
    theta = fitting.start()
    plane, found = curvature_plane(fitting, theta), spectrum_at(fitting, theta, 2)
    loss, gradient = fitting.risk_and_grad(theta)

    def off(a, b):
        model = loss + a * (gradient @ plane.u) + b * (gradient @ plane.v)
        model += (found.largest[0] * a * a + found.largest[1] * b * b) / 2
        return abs(fitting.risk_and_grad(plane.at(a, b))[0] - model)

    assert off(0.02, -0.03) < 1e-4 * loss
    assert off(0.01, -0.015) < off(0.02, -0.03) / 6


@pytest.mark.parametrize("rate", [0.1, 0.05])
def test_full_batch_descent_walks_at_the_edge_of_stability(rate):
    """λmax rises from 14 to 2/η and hovers there, while the loss falls (Cohen et al. 2021)."""
    data = datasets["moons"]().make(0)
    network = Network((2, 8, 8, 8, 1), ("tanh", "tanh", "tanh", "linear"))
    fitting = FittingProblem(network, data, losses["square"]())
    run = Run(fitting, optimizers["gradient_descent"](learning_rate=rate))
    run.ensure(2000)
    sharpest = [
        float(spectrum_at(fitting, run[k].theta).largest[0]) for k in (0, 1000, 1500, 2000)
    ]
    assert sharpest[0] == pytest.approx(14.1, abs=0.05)
    assert sharpest[1:] == pytest.approx([2 / rate] * 3, rel=0.12)
    loss = run.columns.loss
    assert loss[2000] < loss[1000] < loss[0] and (np.diff(loss) > 0).any()


@pytest.mark.parametrize("name", surfaces)
def test_a_surface_curves_as_its_symbols_say(name):
    sympy = pytest.importorskip("sympy")
    surface = surfaces[name]()
    x, y = sympy.symbols("x y", real=True)
    try:
        f = surface.value(x, y, sympy)
        second = sympy.lambdify((x, y), sympy.hessian(f, (x, y)))
        point = np.add(surface.start, (0.13, -0.07))
        expected = np.array(second(*point), dtype=float)
    except (AttributeError, TypeError):
        pytest.skip("not written in functions that sympy has")
    found = surface_hessian(surface, *point)
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-7 * np.abs(expected).max())


def test_the_bowls_eigenvalues_and_vectors():
    problem = SurfaceProblem(TypedSurface("(x^2 + 25 y^2) / 2", ((-5, 5), (-5, 5))))
    found = spectrum_at(problem, np.array([3.0, -1.0]), 2)
    assert found.largest == pytest.approx([25, 1], rel=1e-9)
    assert found.lowest == pytest.approx(1, rel=1e-9)
    assert np.abs(found.vectors) == pytest.approx(np.eye(2)[::-1], abs=1e-9)


@pytest.mark.parametrize("window", [((-5, 5), (-5, 5)), ((-1000, 1000), (-1000, 1000))])
def test_a_large_window_does_not_blunt_the_differences(window):
    problem = SurfaceProblem(TypedSurface("exp(x^2) + cos(3 x y) + y^2", window))
    x, y = 1.1, 0.4
    expected = np.array([
        [np.exp(x * x) * (2 + 4 * x * x) - 9 * y * y * np.cos(3 * x * y),
         -9 * x * y * np.cos(3 * x * y) - 3 * np.sin(3 * x * y)],
        [-9 * x * y * np.cos(3 * x * y) - 3 * np.sin(3 * x * y),
         2 - 9 * x * x * np.cos(3 * x * y)],
    ])
    found = spectrum_at(problem, np.array([x, y]), 2)
    assert found.largest == pytest.approx(np.linalg.eigvalsh(expected)[::-1], rel=1e-6)


def test_a_kink_has_no_second_derivatives():
    problem = SurfaceProblem(TypedSurface("|x| + y^2", ((-2, 2), (-2, 2))))
    assert np.isnan(spectrum_at(problem, np.array([0.0, 1.0])).largest).all()
    beside = spectrum_at(problem, np.array([0.5, 1.0]), 2).largest
    assert beside == pytest.approx([2, 0], abs=1e-9)
    with pytest.raises(NoPlaneError, match="second derivatives"):
        curvature_plane(problem, np.array([0.0, 1.0]))


def test_the_share_of_the_gradient():
    assert gradient_in(np.array([3.0, 4.0]), np.array([0.0, 1.0])) == pytest.approx(16 / 25)
    assert gradient_in(np.array([3e200, 4e200]), np.array([1.0, 0.0])) == pytest.approx(9 / 25)
    assert np.isnan(gradient_in(np.zeros(2), np.array([0.0, 1.0])))
