"""Every initializer: the same for a seed, spread as its formula says."""

import numpy as np
import pytest

from playground.engine.networks.initializers import initializers
from playground.engine.networks.network import Network
from playground.engine.parameters import SettingError, declared

WIDE = Network((300, 200), ("linear",))


def test_those_of_the_contract_are_there() -> None:
    assert set(initializers) >= {
        "zeros", "constant", "uniform", "normal", "xavier_uniform", "xavier_normal",
        "he_uniform", "he_normal", "orthogonal",
    }


@pytest.mark.parametrize("name", initializers)
def test_a_seed_gives_one_start_and_the_biases_are_as_told(name: str) -> None:
    network = Network((2, 5, 3, 1), ("tanh",) * 3)
    kind = initializers[name].from_settings({"bias": 0.25})
    theta = kind.theta(network, 7)
    assert theta.shape == (network.dimension,) and np.isfinite(theta).all()
    assert np.array_equal(theta, kind.theta(network, 7))
    if name not in ("zeros", "constant"):
        assert not np.array_equal(theta, kind.theta(network, 8))
    for part in network.parts[1::2]:
        assert (part.of(theta) == 0.25).all()
    assert kind.title and kind.formula and kind.help.endswith(".")


@pytest.mark.parametrize(
    ("name", "settings", "std", "most"),
    [
        ("zeros", {}, 0, 0), ("constant", {"scale": -2}, 0, 2),
        ("uniform", {"low": -1, "high": 1}, 1 / 3**0.5, 1), ("normal", {"std": 2}, 2, 20),
        ("xavier_uniform", {}, (2 / 500) ** 0.5, (6 / 500) ** 0.5),
        ("xavier_normal", {"gain": 2}, 2 * (2 / 500) ** 0.5, 1),
        ("he_uniform", {}, (2 / 300) ** 0.5, (6 / 300) ** 0.5),
        ("he_normal", {}, (2 / 300) ** 0.5, 1),
        ("orthogonal", {}, 300**-0.5, 1),
    ],
)
def test_the_spread_is_as_published(name: str, settings: dict, std: float, most: float) -> None:
    weights = WIDE.parts[0].of(initializers[name].from_settings(settings).theta(WIDE, 1))
    assert weights.std() == pytest.approx(std, rel=0.02)
    assert np.abs(weights).max() <= most


@pytest.mark.parametrize("name", [n for n in initializers if "gain" in declared(initializers[n])])
def test_a_gain_is_a_factor_on_every_weight(name: str) -> None:
    kind, network = initializers[name], Network((3, 4), ("linear",))
    one, three = (kind.from_settings({"gain": gain}).theta(network, 5) for gain in (1, 3))
    assert three == pytest.approx(3 * one, rel=1e-14) and one.any()


def test_a_range_has_two_ends_of_its_own() -> None:
    weights = WIDE.parts[0].of(initializers["uniform"](low=1, high=3).theta(WIDE, 1))
    assert weights.min() == pytest.approx(1, abs=1e-3)
    assert weights.max() == pytest.approx(3, abs=1e-3)


@pytest.mark.parametrize("name", [n for n in initializers if n not in ("zeros", "constant")])
def test_layers_of_one_shape_have_weights_of_their_own(name: str) -> None:
    network = Network((3, 3, 3), ("tanh", "linear"))
    kind = initializers[name]()
    first, second = (part.of(kind.theta(network, 1)) for part in network.parts[::2])
    assert not np.isclose(first, second).any()


def test_orthogonal_turns_any_way_equally_often() -> None:
    """Without the sign of R, LAPACK's Q has a negative first entry, always."""
    network, kind = Network((3, 3), ("linear",)), initializers["orthogonal"]()
    drawn = np.array([network.parts[0].of(kind.theta(network, seed)) for seed in range(600)])
    assert np.abs(drawn.mean(axis=0)).max() < 4 / (3 * 600) ** 0.5  # four standard errors
    assert (np.linalg.det(drawn) > 0).mean() == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize("sizes", [(4, 7), (7, 4), (5, 5), (1, 1)])
def test_orthogonal_is(sizes: tuple[int, int]) -> None:
    network = Network(sizes, ("linear",))
    w = network.parts[0].of(initializers["orthogonal"]().theta(network, 0))
    w = w if sizes[0] >= sizes[1] else w.T
    assert w.T @ w == pytest.approx(np.eye(min(sizes)), abs=1e-12)


def test_a_range_upside_down_is_refused() -> None:
    with pytest.raises(SettingError, match="must be at least low") as error:
        initializers["uniform"].from_settings({"low": 1})
    assert error.value.name == "high"


@pytest.mark.parametrize("name", sorted(initializers))
def test_the_formula_says_drawn_only_of_what_is_drawn(name: str) -> None:
    """"W ∼ …" is said of weights from a distribution, "W = …" of the others."""
    kind = initializers[name]()
    first, second = (kind.theta(Network((4, 3), ("linear",)), seed) for seed in (0, 1))
    assert kind.formula.startswith(("W =", r"W \sim"))
    if np.array_equal(first, second):
        assert kind.formula.startswith("W =")


def test_orthogonal_names_the_side_that_is_orthogonal() -> None:
    """A W with more columns than rows has orthogonal rows: Q Qᵀ = I, not Qᵀ Q."""
    kind = initializers["orthogonal"]()
    q = kind.weights(np.random.default_rng(0), (2, 4))
    assert np.allclose(q @ q.T, np.eye(2)) and not np.allclose(q.T @ q, np.eye(4))
    assert "Q^T Q = I" in kind.formula and "Q Q^T = I" in kind.formula
