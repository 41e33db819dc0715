"""Every dataset: the same for a seed, split as told, labels for every loss that can take them."""

import numpy as np
import pytest

from playground.engine.dataset import Drawn
from playground.engine.datasets import datasets, inline
from playground.engine.networks.initializers import initializers
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.parameters import SettingError

DRAWN = [name for name, dataset in datasets.items() if issubclass(dataset, Drawn)]
CLASSES = ["circle", "xor", "gauss", "spiral", "moons"]
every_drawn = pytest.mark.parametrize("name", DRAWN)


def test_they_are_all_there() -> None:
    assert set(datasets) >= {
        *CLASSES, "regression_plane", "multi_gauss", "sine", "inline",
    }


@every_drawn
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_seed_gives_one_set_split_as_told(name: str, noise: float) -> None:
    recipe = datasets[name].from_settings({"samples": 101, "noise": noise, "test_fraction": 0.2})
    data, again, other = recipe.make(5), recipe.make(5), recipe.make(6)
    for part in ("X", "y", "X_test", "y_test"):
        assert np.array_equal(getattr(data, part), getattr(again, part))
        assert getattr(data, part).dtype == np.float64
        assert np.isfinite(getattr(data, part)).all()
    assert not np.array_equal(data.X, other.X)
    assert (len(data.X), len(data.X_test)) == (len(data.y), len(data.y_test)) == (81, 20)
    assert data.y.shape[1] == 1
    everything = np.concatenate([data.X, data.X_test])
    assert len(np.unique(everything, axis=0)) == 101
    assert np.abs(everything).max() < (6.5 if noise == 0 else 9)


@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_even_and_encoded_for_each_loss(name: str) -> None:
    data = datasets[name].from_settings({"samples": 400}).make(0)
    everything = np.concatenate([data.y, data.y_test])
    assert set(np.unique(everything)) == {0, 1} and data.classes == 2
    assert 150 < everything.sum() < 250
    signs, _ = data.targets_for(losses["square"]())
    bits, bits_test = data.targets_for(losses["binary_cross_entropy"]())
    columns, _ = data.targets_for(losses["softmax_cross_entropy"]())
    assert np.array_equal(bits, data.y) and len(bits_test) == 200
    assert np.array_equal(signs, 2 * data.y - 1)
    assert np.array_equal(columns, np.concatenate([1 - data.y, data.y], axis=1))


def test_several_arms_are_several_columns() -> None:
    data = datasets["spiral"].from_settings({"arms": 3, "samples": 60}).make(0)
    assert data.classes == 3
    for loss, low in (("softmax_cross_entropy", 0), ("binary_cross_entropy", 0), ("square", -1)):
        y, _ = data.targets_for(losses[loss]())
        assert y.shape == (30, 3) and set(np.unique(y)) == {low, 1}
        assert np.array_equal(y.argmax(axis=1), data.y[:, 0])


def test_the_arms_of_a_spiral_share_no_point() -> None:
    X = datasets["spiral"].from_settings({"arms": 5, "test_fraction": 0}).make(0).X  # noqa: N806
    assert len(np.unique(X.round(9), axis=0)) == 500
    assert np.hypot(*X.T).max() < 5


def test_labels_follow_the_definitions() -> None:
    def made(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        data = datasets[name].from_settings({"test_fraction": 0}).make(2)
        return data.X[:, 0], data.X[:, -1], data.y[:, 0]

    x1, x2, y = made("circle")
    assert np.array_equal(y == 1, np.hypot(x1, x2) < 2.5)
    x1, x2, y = made("xor")
    assert np.array_equal(y == 1, x1 * x2 > 0) and np.abs(x1).min() >= 0.3
    x1, x2, y = made("regression_plane")
    assert y == pytest.approx((x1 + x2) / 12)
    x1, _, y = made("sine")
    assert y == pytest.approx(np.sin(x1))
    x1, x2, y = made("multi_gauss")
    near = np.hypot(x1 - 4, x2 + 2.5)
    assert y[near < 2] == pytest.approx(near[near < 2] / 2 - 1)


@every_drawn
def test_the_smallest_and_the_noisiest(name: str) -> None:
    settings = {"samples": 2, "noise": 1.0, "test_fraction": 0.999}
    data = datasets[name].from_settings(settings).make(0)
    assert len(data.X) == 1 and len(data.X_test) == 1


def test_noise_makes_mistakes() -> None:
    for name in ("circle", "xor"):
        clean, noisy = (
            datasets[name].from_settings({"noise": noise}).make(1).y for noise in (0.0, 0.5)
        )
        assert not np.array_equal(clean, noisy)


MANY = 20_000


def drawn(name: str, noise: float = 0.3, **settings: float) -> tuple[np.ndarray, np.ndarray]:
    """Many samples of one draw: X and y."""
    recipe = datasets[name].from_settings(
        {"samples": MANY, "noise": noise, "test_fraction": 0} | settings
    )
    data = recipe.make(4)
    return data.X, data.y[:, 0]


def assert_is_normal(values: np.ndarray) -> None:
    """Mean 0, standard deviation 1, and as many far out as a bell curve has."""
    assert abs(values.mean()) < 0.03
    assert values.std() == pytest.approx(1, rel=0.02)
    assert (np.abs(values) > 2).mean() == pytest.approx(0.0455, abs=0.006)


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
def test_clouds_widen_from_a_variance_of_one_half_to_four(noise: float) -> None:
    X, y = drawn("gauss", noise)  # noqa: N806
    assert_is_normal(((X - 2 * (2 * y - 1)[:, None]) / (0.5 + 7 * noise) ** 0.5).ravel())


def test_the_noise_of_moons_is_normal_in_units_of_their_radius() -> None:
    (noisy, _), (clean, _) = drawn("moons", 0.3, radius=2), drawn("moons", 0, radius=2)
    assert_is_normal(((noisy - clean) / (2 * 0.3)).ravel())


def test_the_noise_of_the_sine_is_normal() -> None:
    X, y = drawn("sine", 0.2)  # noqa: N806
    assert_is_normal((y - np.sin(X[:, 0])) / 0.2)


def test_the_noise_of_the_spiral_moves_the_point_that_is_seen() -> None:
    seeded = {}
    for noise in (0, 0.3):
        X, y = drawn("spiral", noise)  # noqa: N806
        seeded[noise] = X[np.lexsort((y,))], y
    moved = (seeded[0.3][0] - seeded[0][0]) / 0.3  # even in [−1, 1]
    assert moved.std() == pytest.approx(3**-0.5, rel=0.02)
    assert 0.99 < np.abs(moved).max() <= 1 + 1e-12


def test_the_noise_of_the_plane_moves_the_point_that_decides() -> None:
    X, y = drawn("regression_plane")  # noqa: N806
    moved = (12 * y - X.sum(axis=1)) / 0.3  # the sum of two numbers even in [−6, 6]
    assert moved.std() == pytest.approx((2 * 6**2 / 3) ** 0.5, rel=0.02)
    assert 11 < np.abs(moved).max() <= 12


def test_the_noise_of_labels_is_as_wide_as_told() -> None:
    """How many labels are wrong, against points of our own moved by as much."""
    rng = np.random.default_rng(99)

    def wrong(name: str, reach: float, label) -> None:
        X, y = drawn(name)  # noqa: N806
        moved = X + 0.3 * rng.uniform(-reach, reach, X.shape)
        share, expected = (np.mean(np.abs(1.0 * label(X) - v)) for v in (y, label(moved)))
        assert share == pytest.approx(expected, rel=0.08), name

    def hills(X: np.ndarray) -> np.ndarray:  # noqa: N803
        height = np.zeros(len(X))
        for k, centre in enumerate([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5),
                                    (4, -2.5)]):
            height += (-1) ** k * np.maximum(0, 1 - np.hypot(*(X - centre).T) / 2)
        return height

    wrong("circle", 5.0, lambda at: np.hypot(*at.T) < 2.5)
    wrong("xor", 5.0, lambda at: at.prod(axis=1) >= 0)
    wrong("multi_gauss", 6.0, hills)


def test_one_seed_does_not_echo() -> None:
    network = Network((2, 250), ("linear",))
    weights = initializers["uniform"]().theta(network, 3)[:500]
    data = datasets["xor"].from_settings({"test_fraction": 0}).make(3)
    assert abs(np.corrcoef(weights, data.X.ravel()[:500])[0, 1]) < 0.15


def test_inline_is_used_as_it_is() -> None:
    settings = {"X": [[0, 1], [2, 3]], "y": [[5, 6], [7, 8]]}
    recipe = datasets["inline"].from_settings(settings)
    data = recipe.make(0)
    assert recipe.settings == settings and recipe == datasets["inline"].from_settings(settings)
    assert data.X.tolist() == settings["X"] and data.y.tolist() == settings["y"]
    assert data.X_test.shape == data.y_test.shape == (0, 2)
    assert data.targets_for(losses["square"]())[0].tolist() == settings["y"]
    with pytest.raises(SettingError, match=r"needs labels 0 or 1, got 5 in y\[0\]\[0\]"):
        data.targets_for(losses["binary_cross_entropy"]())


@pytest.mark.parametrize(
    ("settings", "place", "says"),
    [
        ({"X": [[1]], "y": [[1]], "z": 1}, "z", "is not a setting here; known settings: X, y"),
        ({"X": [[1]]}, "y", "is missing; an inline dataset lists X and y"),
        ({"X": [], "y": []}, "X", "must be a list of lists of numbers, got an empty list"),
        ({"X": [[]], "y": [[1]]}, "X[0]", "must be a list of numbers, got an empty list"),
        ({"X": [1], "y": [[1]]}, "X[0]", "must be a list of numbers, got 1"),
        ({"X": "no", "y": [[1]]}, "X", 'must be a list of lists of numbers, got "no"'),
        ({"X": [[1, 2], [3]], "y": [[1], [2]]}, "X[1]", "must be a list of 2 numbers, got 1"),
        ({"X": [[1], [float("inf")]], "y": [[1], [2]]}, "X[1][0]",
         "must be a finite number, got inf"),
        ({"X": [[1], [10**400]], "y": [[1], [2]]}, "X[1][0]",
         "must be a finite number, got a number of more than 60 digits"),
        ({"X": [[1], [2]], "y": [[1], [True]]}, "y[1][0]", "must be a number, got true"),
        ({"X": [[1], [2]], "y": [[1]]}, "y", "must have as many rows as X (2), got 1"),
    ],
)
def test_inline_numbers_that_cannot_be(settings: dict, place: str, says: str) -> None:
    with pytest.raises(SettingError) as error:
        datasets["inline"].from_settings(settings)
    assert (error.value.name, str(error.value)) == (place, says)


@pytest.mark.parametrize(("rows", "columns", "says"), [
    (inline.MOST_ROWS + 1, 1, "must have at most 100,000 rows, got 100,001"),
    (10_001, 100, "must have at most 1,000,000 numbers, got 1,000,100"),
])
@pytest.mark.parametrize("name", ["X", "y"])
def test_inline_data_has_a_stated_limit_and_the_refusal_names_the_mend(
    name: str, rows: int, columns: int, says: str
) -> None:
    row = [0.5] * columns
    settings = {"X": [[1.0]], "y": [[1.0]], name: [row] * rows}
    with pytest.raises(SettingError) as error:
        datasets["inline"].from_settings(settings)
    assert error.value.name == name
    assert str(error.value) == (
        f"{says}; keep so many in a table file (CSV) and open that as the network's data"
    )


def test_inline_data_up_to_the_limit_takes_the_room_of_its_numbers() -> None:
    rows = [[0.5]] * inline.MOST_ROWS
    made = datasets["inline"].from_settings({"X": rows, "y": rows})
    assert made.X.array.nbytes == 8 * inline.MOST_ROWS
    assert made.make(0).X is made.make(1).X  # nothing is copied for a run


@pytest.mark.parametrize("name", datasets)
def test_it_says_what_it_is(name: str) -> None:
    assert datasets[name].title and datasets[name].teaches.endswith(".")
