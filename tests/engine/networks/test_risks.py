"""The risk at many parameters at once is bit for bit the risk that training knows."""

import numpy as np
import pytest

from playground.engine.dataset import Data
from playground.engine.landscape import landscape, losses_along, losses_of
from playground.engine.networks.activations import activations
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.risks import Risks
from playground.engine.optimizers import optimizers
from playground.engine.plane import two_parameters
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.runs.run import Run


def problem(activation="tanh", loss="square", sizes=(2, 5, 4, 3), samples=37, **options):
    """A network with labels that its loss takes."""
    rng = np.random.default_rng(1)
    outputs = sizes[-1]
    labels = {
        "numbers": rng.normal(size=(samples, outputs)),
        "bits": rng.integers(2, size=(samples, outputs)).astype(float),
        "one_hot": np.eye(outputs)[rng.integers(outputs, size=samples)],
    }
    X = rng.uniform(-2, 2, (samples, 2))  # noqa: N806
    data = Data(X, labels[losses[loss].labels], X[:0], X[:0, :outputs])
    kinds = (activation,) * (len(sizes) - 2) + ("linear",)
    return FittingProblem(Network(sizes, kinds), data, losses[loss](), **options)


def around(fitting, count=70, seed=0):
    """Parameters around the start, more than one block of them."""
    theta = fitting.start()
    return theta + 0.4 * np.random.default_rng(seed).normal(size=(count, len(theta)))


@pytest.mark.parametrize("activation", activations)
@pytest.mark.parametrize("loss", losses)
def test_every_activation_and_loss_bit_for_bit(activation, loss):
    fitting = problem(activation, loss)
    thetas = around(fitting)
    one_by_one = [fitting.risk_and_grad(theta)[0] for theta in thetas]
    assert Risks(fitting)(thetas).tolist() == one_by_one


@pytest.mark.parametrize(
    "options",
    [
        {"l1": 0.03}, {"l2": 0.2}, {"l1": 0.01, "l2": 0.1, "reduction": "sum"},
        {"frozen": (0, 3, 17)}, {"batches": Batches(37, 5, "shuffle")},
        {"features": ("x1", "x2", "x1_x2"), "sizes": (3, 4, 3)},
    ],
    ids=str,
)
def test_penalties_frozen_weights_batches_and_features(options):
    """All the data whatever the batch, the penalty added once."""
    fitting = problem(**options)
    thetas = around(fitting, 9)
    assert Risks(fitting)(thetas).tolist() == [fitting.risk_and_grad(t)[0] for t in thetas]


def test_more_networks_than_a_block_holds():
    fitting = problem(samples=4000)
    risks = Risks(fitting)
    thetas = around(fitting, 3 * risks.block + 1)
    assert risks(thetas).tolist() == [fitting.risk_and_grad(t)[0] for t in thetas]


@pytest.mark.parametrize("places", [(0, 1), (14, 20), (-1, -2), (0, -1)], ids=str)
def test_a_slice_of_two_weights_bit_for_bit(places):
    """Wherever they are: layers below them, alike in all networks, are computed once."""
    fitting = problem()
    theta = fitting.start()
    i, j = (k % len(theta) for k in places)
    a, b = np.linspace(-2, 2, 5), np.linspace(-1, 3, 4)
    grid = landscape(losses_of(fitting), two_parameters(theta, i, j), a, b)
    assert grid.shape == (4, 5)
    for row, y in enumerate(b):
        for column, x in enumerate(a):
            moved = theta.copy()
            moved[i], moved[j] = x, y
            assert grid[row, column] == fitting.risk_and_grad(moved)[0]


def test_a_run_with_all_else_frozen_walks_on_the_slice_itself():
    """Plotted is the loss that training had: the difference is 0.0 over 300 steps."""
    sizes = (2, 5, 4, 3)
    count = Network(sizes, ("tanh", "tanh", "linear")).dimension
    fitting = problem(sizes=sizes, frozen=tuple(k for k in range(count) if k not in (3, 30)))
    run = Run(fitting, optimizers["gradient_descent"](learning_rate=0.1))
    run.ensure(300)
    plane = two_parameters(run[300].theta, 3, 30)
    path = np.array([run[k].theta for k in range(301)])
    assert np.ptp(path, axis=0)[[3, 30]].min() > 1e-3
    assert plane.residual(path).tolist() == [0] * 301
    a, b = plane.coordinates(path)
    assert losses_of(fitting)(plane.at(a, b)).tolist() == [run[k].loss for k in range(301)]


def test_what_leaves_the_floats_is_not_finite_and_says_nothing():
    fitting = problem("relu")
    thetas = np.array([np.full(fitting.dimension, 1e200), fitting.start()])
    found = Risks(fitting)(thetas)
    assert not np.isfinite(found[0]) and np.isfinite(found[1])


def test_swapping_two_hidden_nodes_changes_the_place_and_not_the_risk():
    """And on the straight line between the two the risk rises: two minima that are one."""
    fitting = problem(sizes=(2, 8, 1), samples=100)
    run = Run(fitting, optimizers["adam"](learning_rate=0.05))
    run.ensure(500)
    theta = run[500].theta
    swapped = theta.copy()
    W1, b1, W2 = (part.of(swapped) for part in fitting.parts[:3])  # noqa: N806
    order = np.roll(np.arange(8), 1)
    W1[:], b1[:], W2[:] = W1[:, order], b1[order], W2[order]
    way = theta + np.linspace(0, 1, 11)[:, None] * (swapped - theta)
    found = Risks(fitting)(way)
    assert found[0] == pytest.approx(found[-1], rel=1e-12)
    assert found.max() > 1.5 * found[0]


def test_along_a_path_some_at_a_time_and_how_many_is_told():
    fitting, heard = problem(), []
    thetas = around(fitting, 600)
    found = losses_along(losses_of(fitting), thetas, heard.append)
    assert found.tolist() == Risks(fitting)(thetas).tolist()
    assert heard == [256, 512, 600]


@pytest.mark.parametrize("name", ["himmelblau", "rastrigin"])
def test_a_surface_is_its_own_landscape(name):
    surface = SurfaceProblem(surfaces[name]())
    a, b = np.linspace(-3, 3, 7), np.linspace(-2, 2, 5)
    heard = []
    plane = two_parameters(np.array([9.0, 9.0]), 0, 1)
    grid = landscape(losses_of(surface), plane, a, b, heard.append)
    assert grid == pytest.approx(surface.surface.value(*np.meshgrid(a, b)), rel=1e-12)
    assert heard == [35]
