"""Every initializer: the same for a seed, spread as its formula says."""

import numpy as np
import pytest

from playground.engine.networks.initializers import initializers
from playground.engine.networks.network import Network
from playground.engine.parameters import SettingError

WIDE = Network((300, 200), ("linear",))


def test_they_are_all_there() -> None:
    assert list(initializers) == [
        "zeros", "constant", "uniform", "normal", "xavier_uniform", "xavier_normal",
        "he_uniform", "he_normal", "orthogonal",
    ]


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
