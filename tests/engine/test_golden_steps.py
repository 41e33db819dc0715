"""Three steps of each rule on f = (x² + 10 y²)/2 from (1, 1), by PyTorch, Keras or optax."""

from itertools import islice

import numpy as np
import pytest

from playground.engine.aside import Aside
from playground.engine.dataset import Data
from playground.engine.descent import descend, first_step
from playground.engine.ground import Ground
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.optimizers.cma_es import constants
from playground.engine.optimizers.muon import nearly_orthogonal
from playground.engine.problem import Part, Problem
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces

GOLDEN = [
    ("adamw", {"weight_decay": 0.1},
     [(0.890000001, 0.8900000001), (0.781571856954, 0.781571855122),
      (0.675101223189, 0.675101220401)]),
    ("adam", {"amsgrad": True},
     [(0.900000001, 0.9000000001), (0.800412229712, 0.800412227875),
      (0.701586274504, 0.701586271699)]),
    ("adadelta", {"learning_rate": 1.0},
     [(0.996837738151, 0.996837722498), (0.993598198408, 0.993598166293),
      (0.990309082801, 0.990309033772)]),
    ("adadelta", {"learning_rate": 1.0, "rho": 0.95, "epsilon": 1e-7},
     [(0.998585787852, 0.998585786452), (0.997154547399, 0.997154544564),
      (0.995712467972, 0.995712463683)]),
    ("nadam", {},
     [(0.894354823221, 0.89435482227), (0.819973071532, 0.819973069914),
      (0.752729267616, 0.752729265393)]),
    ("radam", {},
     [(0.9, 0), (0.805263157895, -0.473684210526), (0.715770052437, -0.59778597786)]),
    ("adamax", {},
     [(0.900000001, 0.9000000001), (0.805168328117, 0.805168326411),
      (0.715499474737, 0.715499472317)]),
    ("lion", {}, [(0.9, 0.9), (0.8, 0.8), (0.7, 0.7)]),
    ("lion", {"weight_decay": 0.1}, [(0.89, 0.89), (0.7811, 0.7811), (0.673289, 0.673289)]),
    ("rprop", {"learning_rate": 0.3}, [(0.7, 0.7), (0.34, 0.34), (-0.092, -0.092)]),
]


@pytest.mark.parametrize(("name", "settings", "points"), GOLDEN)
def test_three_steps(name, settings, points):
    rule = optimizers[name].from_settings({"learning_rate": 0.1, **settings})
    theta = np.ones(2)
    state = rule.init(theta)
    for point in points:
        theta, state = rule.step(theta, theta * [1, 10], state)
        assert theta == pytest.approx(point, rel=2e-11, abs=1e-12)


def test_radam_trusts_its_mean_of_squares_from_the_sixth_step_on():
    rule = optimizers["radam"]()
    theta, grad = np.ones(1), np.ones(1)
    state, names = rule.init(theta), []
    for _ in range(6):
        *_, last = rule.explain(theta, grad, state)
        names.append(last.name)
        theta, state = rule.step(theta, grad, state)
    assert names == ["new point, v not trusted yet"] * 5 + ["new point"]


def test_decay_beside_the_gradient_is_not_adams_l2():
    """Through the division by the gradient's size, a coupled decay all but vanishes."""
    decayed = optimizers["adamw"](learning_rate=0.1, weight_decay=0.1)
    theta = np.ones(2)
    coupled, _ = optimizers["adam"](learning_rate=0.1).step(
        theta, theta * [1, 10] + 0.1 * theta, optimizers["adam"]().init(theta)
    )
    beside, _ = decayed.step(theta, theta * [1, 10], decayed.init(theta))
    assert coupled == pytest.approx([0.900000000909, 0.900000000099], abs=1e-11)
    assert beside == pytest.approx([0.89, 0.89], abs=1e-8)


class Bowl(Problem):
    """f = (x² + 10 y²)/2."""

    parts = (Part("x", 0, ()), Part("y", 1, ()))

    def start(self):
        return np.ones(2)

    def loss_and_grad(self, theta, index=0):
        return float(theta[0] ** 2 + 10 * theta[1] ** 2) / 2, theta * [1, 10]


ROSENBROCK = SurfaceProblem(surfaces["rosenbrock"]())
FAR = (-1.2, 1.0)


def walked(problem, start, name, count, **settings):
    """The first steps of a rule."""
    rule = optimizers[name].from_settings(settings)
    return list(islice(descend(problem, rule, first_step(problem, rule, np.array(start))), count))


SEARCHED = [
    # By hand, SciPy's line_search, and the textbooks' formulas.
    (Bowl(), (1, 1), "line_search", {"search": "exact"},
     [(0.8991008991, -0.008991009), (0.0735628008, 0.0735628008), (0.0661403804, -0.0006614038)]),
    (ROSENBROCK, FAR, "line_search", {"search": "armijo"},
     [(-0.989453125, 1.0859375), (-1.0643320905, 1.0441718698), (-1.0234514645, 1.0614825981)]),
    (Bowl(), (1, 1), "line_search", {"search": "armijo"},
     [(0.875, -0.25), (0.765625, 0.0625), (0.57421875, -0.09375)]),
    (ROSENBROCK, FAR, "line_search", {"search": "wolfe"},
     [(-0.9977003045, 1.0825713043), (-1.0284337269, 1.0651705849), (-0.4500358682, 0.1748345443)]),
    (ROSENBROCK, FAR, "newton", {},
     [(-1.1752808989, 1.3806741573), (0.7631148712, -3.1750338547), (0.7634296789, 0.5828247755),
      (0.9999953111, 0.9440273239), (0.9999956957, 0.9999913913), (1, 1)]),
    (ROSENBROCK, FAR, "levenberg_marquardt", {},
     [(-0.7786632391, 0.4344473008), (-0.651214698, 0.4102565294), (-0.5825236006, 0.3414917558)]),
    (Bowl(), (1, 1), "conjugate_gradient", {"search": "exact"},
     [(0.8991008991, -0.008991009), (0, 0)]),
    (Bowl(), (1, 1), "bfgs", {"search": "exact"}, [(0.8991008991, -0.008991009), (0, 0)]),
    (ROSENBROCK, FAR, "bfgs", {"search": "armijo"},
     [(-0.989453125, 1.0859375), (-0.772345806, 0.5705923983), (-0.7412854699, 0.5184258707)]),
    (ROSENBROCK, FAR, "nelder_mead", {}, [(-1.08, 1.075), (-1.08, 1.125), (-1.08, 1.125)]),
]


@pytest.mark.parametrize(("problem", "start", "name", "settings", "points"), SEARCHED)
def test_searches_and_curvature(problem, start, name, settings, points):
    for step, point in zip(
        walked(problem, start, name, len(points), **settings), points, strict=True
    ):
        assert step.theta == pytest.approx(point, rel=2e-10, abs=6e-11)


def test_newton_goes_up_before_it_jumps():
    losses = [step.loss for step in walked(ROSENBROCK, FAR, "newton", 6)]
    assert losses[0] == pytest.approx(4.7319, abs=1e-4)
    assert losses[1] == pytest.approx(1411.85, abs=0.01)
    assert losses[5] < 1e-19


def test_what_bfgs_has_learned_after_one_step():
    step, = walked(Bowl(), (1, 1), "bfgs", 1, search="exact")
    expected = [[1.008982, -0.0000898], [-0.0000898, 0.1000009]]
    assert step.state["H"] == pytest.approx(np.array(expected), abs=1e-6)


def test_nelder_mead_arrives_after_as_many_turns_and_values_as_scipy():
    *_, last = walked(ROSENBROCK, FAR, "nelder_mead", 84)
    assert last.theta == pytest.approx([1, 1], abs=1e-4)
    assert last.extent < 1e-4


def test_lbfgs_with_all_in_memory_goes_as_bfgs_does():
    """With the same first curvature: after one step on the same pair they agree on a parabola."""
    one = walked(Bowl(), (1, 1), "lbfgs", 4, search="exact")
    assert one[1].theta == pytest.approx([0, 0], abs=1e-9)


def test_cma_es_without_randomness():
    """Two generations with draws that are given, from the tutorial's equations."""
    rule, problem = optimizers["cma_es"](sigma=0.5), Bowl()
    draws = np.array([(1, 0), (0, 1), (-1, 0), (0, -1), (0.5, 0.5), (-0.5, 0.5)])
    theta = np.ones(2)
    state = rule.init(theta)
    expected = [
        ((0.8969084569, 0.6814787144), 0.4464854212, (0.8197950925, 0.0354362918, 0.9336715010)),
        ((0.8081891220, 0.4049527583), 0.4442467941, (0.6832362144, 0.0928880174, 0.9683597772)),
    ]
    for mean, sigma, (xx, xy, yy) in expected:
        state, theta, _ = rule.generation(theta, state, Ground(problem, 0, 0.0), draws)
        assert theta == pytest.approx(mean, abs=1e-9)
        assert state["sigma"] == pytest.approx(sigma, abs=1e-9)
        assert state["C"] == pytest.approx(np.array([[xx, xy], [xy, yy]]), abs=1e-9)


def test_cma_es_has_the_tutorials_constants():
    k = constants(2)
    assert k.population == 6
    assert k.weights == pytest.approx([0.63704257, 0.28457026, 0.07838717], abs=1e-8)
    assert (k.mu_eff, k.c_c, k.c_1, k.chi_n) == pytest.approx(
        (2.02861146, 0.62455454, 0.15481540, 1.25427274), abs=1e-8
    )
    assert (k.c_sigma, k.d_sigma, k.c_mu) == pytest.approx((0.44620, 1.44620, 0.05786), abs=1e-5)


class Weights(Problem):
    """f = ½ Σ C W², C = 1 ... 6, over one matrix in the lecture's orientation."""

    parts = (Part("W", 0, (2, 3)),)

    def start(self):
        return np.ones(6)

    def loss_and_grad(self, theta, index=0):
        c = np.arange(1.0, 7)
        return float(c @ theta**2) / 2, c * theta


def test_muon_on_a_matrix():
    steps = walked(
        Weights(), np.ones(6), "muon", 3, learning_rate=0.1, momentum=0.95, weight_decay=0.0
    )
    assert steps[0].theta == pytest.approx(
        [1.0696010376, 0.9929280851, 0.9162551326, 0.931003424, 0.9503227775, 0.969642131],
        abs=1e-9,
    )
    assert steps[2].theta == pytest.approx(
        [1.2215965202, 0.9603288598, 0.7578659113, 0.7888476084, 0.8589007921, 0.9049013779],
        abs=1e-9,
    )


def test_newton_schulz_brings_singular_values_near_one():
    found = nearly_orthogonal(np.array([[1.0, 2, 3], [4, 5, 6]]), 5)
    assert found == pytest.approx(np.array([
        [-0.56829009, 0.05774194, 0.68377398], [0.56335468, 0.40561282, 0.24787096],
    ]), abs=1e-8)
    assert np.linalg.svd(found)[1] == pytest.approx([0.9204, 0.7000], abs=1e-4)


@pytest.mark.parametrize("shape", [(2, 4), (4, 2), (3, 3), (1, 5), (5, 1), (1, 1), (20, 7)])
@pytest.mark.parametrize("size", [None, 8.0])
def test_newton_schulz_is_its_polynomial_turn_by_turn(shape, size):
    matrix = np.random.default_rng(0).normal(size=shape)
    for turns in (1, 5, 20):
        X = matrix / (size or np.linalg.norm(matrix))  # noqa: N806
        for _ in range(turns):
            square = X @ X.T
            X = 3.4445 * X + (-4.7750 * square + 2.0315 * square @ square) @ X  # noqa: N806
        assert nearly_orthogonal(matrix, turns, size) == pytest.approx(X, rel=1e-9, abs=1e-11)
    assert not nearly_orthogonal(np.zeros(shape), 5).any()


def test_every_evaluation_of_a_search_is_counted():
    asked = []

    class Counting(Bowl):
        def loss_and_grad(self, theta, index=0):
            asked.append(index)
            return super().loss_and_grad(theta, index)

    for name in ("line_search", "bfgs", "nelder_mead", "cma_es", "gradient_descent"):
        asked.clear()
        *_, last = walked(Counting(), (1, 1), name, 5)
        assert len(asked) == 1 + last.index + last.searched, name


@pytest.mark.parametrize("name", list(optimizers))
def test_parameters_that_are_held_still_stay(name):
    class Held(SurfaceProblem):
        frozen = (1,)

        def loss_and_grad(self, theta, index=0):
            loss, grad = super().loss_and_grad(theta, index)
            return loss, grad * [1, 0]

    problem = Held(surfaces["booth"]())
    if why := optimizers[name]().why_not(problem):
        assert "two parameters" in why
        return
    steps = walked(problem, FAR, name, 10)
    assert {step.theta[1] for step in steps} == {1.0}
    assert steps[-1].theta[0] != FAR[0]


def test_nelder_mead_keeps_its_simplex_where_parameters_are_held_still():
    """With one of three held still, the other two are walked on as if there were no third."""

    class Bowl(Problem):
        def __init__(self, frozen):
            self.frozen = frozen
            self.parts = (Part("w", 0, (3 if frozen else 2,)),)

        def start(self):
            return np.ones(self.dimension)

        def loss_and_grad(self, theta, index=0):
            x, y = theta[0], theta[-1]
            return float((x - 3) ** 2 + 5 * (y + x) ** 2), np.zeros_like(theta)

    rule = optimizers["nelder_mead"]()
    held, plain = (
        list(islice(descend(p, rule, first_step(p, rule, p.start())), 40))
        for p in (Bowl((1,)), Bowl(()))
    )
    assert [s.theta[[0, 2]].tolist() for s in held] == [s.theta.tolist() for s in plain]
    assert held[-1].loss < 1e-3


def test_rounding_errors_do_not_grow_in_the_exact_search():
    """Near the lowest point losses are equal in floats; slopes still tell where it is."""
    problem, rule = SurfaceProblem(surfaces["rosenbrock"]()), optimizers["bfgs"](search="exact")
    here, aside = (
        list(islice(descend(p, rule, first_step(p, rule, np.array(FAR))), 12))
        for p in (problem, Aside(problem, 1e-15))
    )
    assert here[-1].theta == pytest.approx(aside[-1].theta, rel=1e-11)
    assert not np.array_equal(here[-1].theta, aside[-1].theta)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_newton_jumps_to_the_bottom_whether_losses_are_added_up_or_averaged(reduction):
    X = np.random.default_rng(0).normal(size=(30, 2))  # noqa: N806
    y = X @ [[2.0], [-3.0]] + 1 + np.sin(X[:, :1])
    network, square = Network((2, 1), ("linear",)), losses["square"]()
    problem = FittingProblem(network, Data(X, y, X[:0], y[:0]), square, reduction=reduction)
    rule = optimizers["newton"]()
    step = next(descend(problem, rule, first_step(problem, rule, problem.start())))
    assert np.abs(problem.risk_and_grad(step.theta)[1]).max() < 1e-9
