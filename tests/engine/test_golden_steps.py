"""Three steps of each rule on f = (x² + 10 y²)/2 from (1, 1), by PyTorch, Keras or optax."""

import numpy as np
import pytest

from playground.engine.optimizers import optimizers

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
