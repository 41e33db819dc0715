"""Networks in experiment files: features, frozen parameters, seeds, real data and tables."""

# ruff: noqa: N806  (X, W and H are what everybody calls them)

import json

import numpy as np
import pytest

from playground.engine.datasets import datasets
from playground.engine.datasets.table import MOST_ROWS, standardized
from playground.engine.networks.losses import losses
from playground.engine.parameters import SettingError
from playground.lab.experiments.experiment import BadInputError, Experiment
from playground.lab.experiments.resources import resource
from playground.lab.tables.real_data import CHOSEN


def document(**problem):
    given = {
        "kind": "network", "sizes": [2, 3, 1], "activations": ["tanh", "linear"],
        "dataset": {"name": "xor", "settings": {"samples": 30}}, "loss": "square", **problem,
    }
    runner = {"label": "GD", "optimizer": "gradient_descent", "settings": {"learning_rate": 0.1}}
    return {"version": 1, "problem": given, "runners": [runner], "stop": {"max_steps": 20}}


def read(**problem):
    return Experiment.from_dict(json.loads(json.dumps(document(**problem))))


def refused(**problem):
    with pytest.raises(BadInputError) as error:
        read(**problem)
    return str(error.value)


def again(experiment):
    """Through the text of a file and back."""
    return Experiment.from_dict(json.loads(json.dumps(experiment.to_dict(), allow_nan=False)))


def test_features_and_frozen_come_back_from_a_file_and_train():
    names = ["x1", "x2", "x1_squared", "sin_x2"]
    experiment = read(features=names, sizes=[4, 3, 1], frozen=[5, 0, 5])
    assert experiment.problem.features == tuple(names) and experiment.problem.frozen == (0, 5)
    assert again(experiment) == experiment
    run = experiment.run_of(experiment.runners[0])
    run.ensure(20)
    start, end = run[0].theta, run[20].theta
    moved = start != end
    assert not moved[[0, 5]].any() and moved.sum() == len(start) - 2


def test_without_them_a_file_is_as_it_was():
    written = read().to_dict()["problem"]
    assert set(written) == {
        "kind", "sizes", "activations", "initializer", "dataset", "loss", "batch",
    }
    assert set(written["initializer"]) == {"name", "settings"}


def test_refusals_name_the_place():
    assert refused(features=["x1", "x2", "x1_x2"]) == (
        "problem.sizes[0]: must be 3, the number of input features chosen, got 2"
    )
    assert "problem.features[1]: there is no feature" in refused(features=["x1", "zz"])
    assert "problem.features: must list at least one" in refused(features=[])
    assert "problem.frozen[1]: must be the flat index" in refused(frozen=[0, 13])
    assert "problem.frozen: must be a list" in refused(frozen=3)
    assert "problem.initializer.seed: must be from 0" in refused(
        initializer={"name": "zeros", "seed": -1}
    )
    sine = {"name": "sine", "settings": {}}
    assert "problem.features: are made of x1 and x2" in refused(
        features=["x1", "x2"], dataset=sine
    )


def test_a_seed_of_its_own_changes_the_start_and_not_the_data():
    one, other = (read(initializer={"name": "normal", "seed": k}) for k in (1, 2))
    a, b = one.problem.build(0), other.problem.build(0)
    assert np.array_equal(a.data.X, b.data.X) and not np.array_equal(a.start(), b.start())
    assert np.array_equal(a.start(), one.problem.build(9).start())
    assert again(one) == one and one.to_dict()["problem"]["initializer"]["seed"] == 1


def test_a_runner_can_take_back_what_the_shared_problem_has():
    given = document(l2=0.5, features=["x2", "x1"], frozen=[1], weights=None)
    given["runners"][0]["problem"] = {"l2": None, "features": None, "frozen": None}
    own = Experiment.from_dict(given).runners[0].problem
    assert (own.l2, own.features, own.frozen) == (0.0, (), ())


# --- real data


@pytest.mark.parametrize(("name", "rows", "columns"), [("penguins", 342, 4), ("digits", 1797, 64)])
def test_real_data_is_whole_split_and_named(name, rows, columns):
    data = datasets[name]().make(3)
    assert len(data.X) + len(data.X_test) == rows and data.X.shape[1] == columns
    assert len(data.X_test) == pytest.approx(0.3 * rows, abs=1)
    assert len(data.columns) == columns and len(data.class_labels) == data.classes
    assert set(np.unique(data.y)) == set(range(data.classes))
    again_, other = datasets[name]().make(3), datasets[name]().make(4)
    assert np.array_equal(data.X, again_.X) and not np.array_equal(data.y, other.y)
    assert data.y.shape[1] == 1 and data.targets_for(losses["softmax_cross_entropy"]())[0].sum()
    assert datasets[name].license in resource("data/LICENSES.md").read_text(encoding="utf-8")


def test_penguins_are_the_penguins():
    raw = datasets["penguins"].from_settings({"standardize": False, "test_fraction": 0}).make(0)
    counts = [int((raw.y == k).sum()) for k in range(3)]
    assert dict(zip(raw.class_names, counts, strict=True)) == {
        "Adelie": 151, "Chinstrap": 68, "Gentoo": 123,
    }
    assert raw.X.min(axis=0).tolist() == [32.1, 13.1, 172, 2700]
    for choice, names in CHOSEN.items():
        data = datasets["penguins"].from_settings({"inputs": choice}).make(0)
        assert data.X.shape[1] == len(names)
        assert data.X.mean(axis=0) == pytest.approx(np.zeros(len(names)), abs=1e-12)
        assert data.X.std(axis=0) == pytest.approx(np.ones(len(names)))


def test_digits_are_pixels():
    data = datasets["digits"].from_settings({"count": 100}).make(0)
    assert len(data.X) + len(data.X_test) == 100
    assert data.X.min() == 0 and data.X.max() == 1 and ((16 * data.X) % 1 == 0).all()


# --- tables


def table(**settings):
    return datasets["table"].from_settings({
        "X": [[1, 10], [2, 20], [3, 30], [4, 10]], "y": [[0], [1], [1], [0]], **settings,
    })


def test_a_table_comes_back_and_is_split_and_standardized():
    named = {"classes": 2, "columns": ["a", "b"], "class_names": ["no", "yes"]}
    recipe = table(**named, standardize=True, test_fraction=0.25)
    assert datasets["table"].from_settings(json.loads(json.dumps(recipe.settings))) == recipe
    assert hash(datasets["table"].from_settings(recipe.settings)) == hash(recipe)
    data = recipe.make(0)
    assert (len(data.X), len(data.X_test)) == (3, 1)
    assert data.X.mean(axis=0) == pytest.approx([0, 0])
    assert data.columns == ("a, standardized", "b, standardized")  # no longer in their own units
    assert table(**named).make(0).columns == ("a", "b")
    assert data.class_labels == ("no", "yes")
    plain = table().make(5)
    assert plain.X.tolist() == [[1, 10], [2, 20], [3, 30], [4, 10]] and not plain.classes
    held = table(X_test=[[9, 9]], y_test=[[1]]).make(0)
    assert len(held.X) == 4 and held.X_test.tolist() == [[9, 9]]
    assert again(read(dataset={"name": "table", "settings": recipe.settings}))


def test_standardizing_leaves_a_constant_column_finite():
    X, X_test = standardized(np.array([[1.0, 0.1], [3.0, 0.1]]), np.array([[2.0, 0.1]]))
    assert X.tolist() == [[-1, 0], [1, 0]] and X_test.tolist() == [[0, 0]]


@pytest.mark.parametrize(
    ("settings", "place", "says"),
    [
        ({"classes": 1}, "classes", "with one class nothing is to learn"),
        ({"classes": 65}, "classes", "from 2 to 64"),
        ({"classes": 2, "y": [[0], [1], [2], [0]]}, "y[2]", "from 0 to 1, got 2"),
        ({"classes": 2, "y": [[0], [1], [0.5], [0]]}, "y[2]", "got 0.5"),
        ({"y": [[0], [1]]}, "y", "as many rows as X (4), got 2"),
        ({"X": [[1, 2], [3, None], [1, 2], [1, 2]]}, "X[1][1]", "must be a number, got null"),
        ({"X": []}, "X", "got an empty list"),
        ({"X": [[0.0]] * (MOST_ROWS + 1)}, "X", "at most 20,000 rows, got 20,001"),
        ({"columns": ["a"]}, "columns", "a list of 2 texts"),
        ({"X_test": [[1]], "y_test": [[1]]}, "X_test[0]", "a list of 2 numbers"),
        ({"X_test": [[1, 2]]}, "y_test", "list"),
        ({"test_fraction": 1}, "test_fraction", "less than 1"),
        ({"noise": 1}, "noise", "is not a setting here"),
    ],
)
def test_tables_that_cannot_be(settings, place, says):
    with pytest.raises(SettingError) as error:
        table(**settings)
    assert error.value.name == place and says in str(error.value)
