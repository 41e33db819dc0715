"""Networks on the command line, end to end, as the contract has them."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from playground import cli
from playground.engine.datasets import datasets
from playground.lab.edits import network as edits
from playground.lab.experiments.catalogue import catalogue
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import write_experiment
from playground.lab.experiments.presets import presets

ORACLES = Path(__file__).parent.parent / "engine" / "oracles"

W = [[[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8]], [[1], [2], [3], [4]]]
B = [[0, 0, 0, 0], [0]]


def lesson(stop=None, runners=None, **problem):
    base = {
        "kind": "network", "sizes": [2, 4, 1], "activations": ["tanh", "linear"],
        "initializer": {"name": "xavier_uniform", "settings": {}},
        "dataset": {"name": "xor", "settings": {"samples": 50, "test_fraction": 0.2}},
        "loss": "square",
    }
    runner = {
        "label": "GD", "optimizer": "gradient_descent", "settings": {"learning_rate": 0.01},
    }
    return {
        "version": 1, "problem": {**base, **problem}, "runners": runners or [runner],
        "stop": stop or {"max_steps": 40}, "seed": 3,
    }


def strict(text):
    def refuse(constant):
        raise AssertionError(f"{constant} is not strict JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.fixture
def call(tmp_path, capsys):
    """A command on an experiment: exit code, stdout, stderr without the folder."""

    def run(command, document, *options):
        path = tmp_path / "lesson.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        code = cli.main([command, str(path), *map(str, options)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err.replace(f"{tmp_path}/", "")

    return run


@pytest.fixture
def answer(call):
    """The strict JSON of a command that must go well."""

    def run(command, document, *options):
        code, out, err = call(command, document, "--json", *options)
        assert (code, err) == (0, "")
        return strict(out)

    return run


@pytest.fixture
def refusal(call):
    """The one line of a command that must refuse."""

    def run(document, command="run", *options):
        code, out, err = call(command, document, "--json", *options)
        assert (code, out) == (2, "") and err.count("\n") == 1, err
        assert err.startswith("playground: lesson.json: ")
        return err.removeprefix("playground: lesson.json: ").strip()

    return run


# --- gradients


@pytest.mark.parametrize("case", json.loads((ORACLES / "gradients.json").read_text())
                         if (ORACLES / "gradients.json").exists() else [])
def test_gradients_are_the_oracles(answer, case):
    inline = {"name": "inline", "settings": {"X": case["X"], "y": case["y"]}}
    document = lesson(
        sizes=case["sizes"], activations=case["activations"], loss=case["loss"],
        weights=case["weights"], biases=case["biases"], dataset=inline,
    )
    x = ",".join(map(repr, case["X"][0]))
    found = answer("gradient", document, f"--input={x}")
    assert found["loss"] == pytest.approx(case["risk"], rel=1e-12)
    wanted = []
    layers = zip(
        case["risk_gradient"]["weights"], case["risk_gradient"]["biases"], strict=True
    )
    for k, (weights, biases) in enumerate(layers, 1):
        wanted += [*np.ravel(weights), *biases]
        parts = {part["name"]: part for part in found["parts"]}
        assert np.allclose(parts[f"W{k}"]["gradient"], weights, rtol=1e-9, atol=1e-12)
        assert parts[f"W{k}"]["shape"] == list(np.shape(weights))
    assert found["gradient"] == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert found["check"]["max_relative_difference"] < 1e-6
    for name, values in case["first_output_at_first_sample"].items():
        for layer, value in zip(found["backprop"]["layers"], values, strict=True):
            if name in layer:
                assert np.allclose(layer[name], value, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("x", [[-1, 2], [-0.5, -2], [-1e-3, 0.25], [2, -1]])
def test_an_input_may_begin_with_a_minus(answer, x):
    document = lesson(weights=W, biases=B)
    text = ",".join(map(str, x))
    found = answer("gradient", document, "--input", text)["backprop"]
    assert found == answer("gradient", document, f"--input={text}")["backprop"]
    assert found["layers"][0]["z"] == pytest.approx(x @ np.array(W[0]))


@pytest.mark.parametrize("text", ["-.5,-2", "-1E-3,.5"])
def test_any_way_to_write_a_negative_number(answer, text):
    found = answer("gradient", lesson(weights=W, biases=B), "--input", text)["backprop"]
    x = [float(item) for item in text.split(",")]
    assert found["layers"][0]["z"] == pytest.approx(x @ np.array(W[0]))


def test_an_input_without_a_number_is_refused(refusal, call):
    assert "finite number" in call("gradient", lesson(), "--input", "-inf,2")[2]
    assert "must have 2 numbers, got 1" in call("gradient", lesson(), "--input", "-1")[2]


def test_backpropagation_is_printed_layer_by_layer(call):
    code, out, err = call("gradient", lesson(weights=W, biases=B), "--input", "-1,2")
    assert (code, err) == (0, "")
    below = out[out.index("at the input") :]
    assert below.startswith("at the input: output [7.975602]\nlayer 1\n  z      [0.9")
    first, second = below.split("layer 2")
    for part in (first, second):
        for name in ("z", "a", "dH/da", "dH/dz", "dH/dW", "dH/db"):
            assert f"\n  {name} " in part
    assert "dH/dW  [[-0.486917, -0.839949" in first
    assert "at the input" not in call("gradient", lesson(weights=W, biases=B))[1]


def test_the_lectures_example_on_the_command_line(answer):
    document = presets["lecture_backprop"].experiment().to_dict()
    found = answer("gradient", document, "--input", "2,1")["backprop"]
    assert found["output"] == [24]
    assert [layer["z"] for layer in found["layers"]] == [[6, -5], [12, 6], [24]]
    assert [layer["dH_dW"] for layer in found["layers"]] == [
        [[8, 0], [4, 0]], [[18, -12], [0, 0]], [[12], [6]],
    ]
    assert [layer["dH_db"] for layer in found["layers"]] == [[4, 0], [3, -2], [1]]


@pytest.mark.parametrize(("text", "says"), [
    ("2", "--input: must have 2 numbers, got 1"), ("1,2,3", "must have 2 numbers, got 3"),
    ("1,nan", "--input[1]: must be a finite number"), ("a,1", "--input[0]"),
    ("", "--input"),
])
def test_inputs_that_cannot_be(call, text, says):
    code, out, err = call("gradient", lesson(), "--json", f"--input={text}")
    assert (code, out) == (2, "") and err.count("\n") == 1 and says in err


def test_a_start_of_ones_own_is_where_the_gradient_is_taken(answer):
    document = lesson(weights=W, biases=B)
    document["runners"][0]["start"] = [0.0] * 17
    found = answer("gradient", document)
    assert len(found["gradient"]) == 17 and not any(found["gradient"][:8])
    assert answer("gradient", lesson(weights=W, biases=B))["gradient"] != found["gradient"]


# --- runs


def test_a_run_says_all_and_its_loss_is_the_risk(answer):
    (run,) = answer("run", lesson())["runs"]
    assert set(run) == {
        "label", "optimizer", "steps", "stop", "parameters", "loss", "gradient_norm",
        "gradient_evaluations", "samples_seen", "test_loss", "accuracy", "test_accuracy", "seconds",
        "risk_standard_error", "closed_form",
    }
    assert (run["steps"], run["stop"], run["gradient_evaluations"]) == (40, "max_steps", 40 * 40)
    document = lesson()
    document["runners"][0]["start"] = run["parameters"]
    found = answer("gradient", document)
    assert run["loss"] == found["loss"]
    assert run["gradient_norm"] == pytest.approx(np.linalg.norm(found["gradient"]), rel=1e-12)


@pytest.mark.parametrize(("batch", "per_epoch", "samples"), [
    ({}, 1, 40), ({"size": None}, 1, 40), ({"size": 7}, 6, 40), ({"size": 8}, 5, 40),
    ({"size": 1}, 40, 40), ({"size": 7, "sampling": "in_order"}, 6, 40),
    ({"size": 7, "sampling": "replacement"}, 6, 42), ({"size": 40, "reduction": "sum"}, 1, 40),
])
def test_epochs_and_samples(answer, batch, per_epoch, samples):
    (run,) = answer("run", lesson(stop={"epochs": 3}, batch=batch))["runs"]
    assert run["steps"] == 3 * per_epoch and run["stop"] == "max_steps"
    assert run["gradient_evaluations"] == run["samples_seen"] == 3 * samples
    (short,) = answer("run", lesson(stop={"epochs": 3}, batch=batch), "--steps", 1)["runs"]
    assert short["steps"] == 1 and short["gradient_evaluations"] == min(
        40, batch.get("size") or 40) == short["samples_seen"]


def test_the_quality_of_the_end_by_hand(answer):
    """XOR in the lecture's letters, every number computed here again."""
    (run,) = answer("run", lesson())["runs"]
    data = datasets["xor"].from_settings({"samples": 50, "test_fraction": 0.2}).make(3)
    theta = np.array(run["parameters"])

    def outputs(X):  # noqa: N803
        hidden = np.tanh(X @ theta[:8].reshape(2, 4) + theta[8:12])
        return hidden @ theta[12:16] + theta[16]

    def signs(y):
        return np.where(y[:, 0] > 0, 1.0, -1.0)

    train, test = (
        (outputs(data.X), signs(data.y)), (outputs(data.X_test), signs(data.y_test)),
    )
    assert run["loss"] == pytest.approx(np.mean((train[0] - train[1]) ** 2), rel=1e-12)
    assert run["test_loss"] == pytest.approx(np.mean((test[0] - test[1]) ** 2), rel=1e-12)
    assert run["accuracy"] == np.mean(np.sign(train[0]) == train[1])
    assert run["test_accuracy"] == np.mean(np.sign(test[0]) == test[1])
    assert run["accuracy"] != run["test_accuracy"], "they are of different samples"


def test_what_means_nothing_is_null(answer):
    without = {"name": "xor", "settings": {"samples": 50, "test_fraction": 0.0}}
    (run,) = answer("run", lesson(dataset=without))["runs"]
    assert run["test_loss"] is run["test_accuracy"] is None and 0 <= run["accuracy"] <= 1
    numbers = {"name": "sine", "settings": {"samples": 50, "test_fraction": 0.2}}
    (run,) = answer("run", lesson(dataset=numbers, sizes=[1, 4, 1]))["runs"]
    assert run["accuracy"] is run["test_accuracy"] is None and run["test_loss"] > 0


def test_a_penalty_is_no_part_of_the_test_loss(answer):
    (run,) = answer("run", lesson(stop={"max_steps": 1}, l2=5.0))["runs"]
    document = lesson(stop={"max_steps": 1})
    document["runners"][0]["start"] = run["parameters"]
    (bare,) = answer("run", document, "--steps", 0)["runs"]
    assert run["loss"] > bare["loss"] and run["test_loss"] == pytest.approx(bare["test_loss"])


def test_the_sum_takes_steps_as_long_as_the_batch(answer):
    mean = lesson(batch={"size": 10, "reduction": "mean"})
    total = lesson(batch={"size": 10, "reduction": "sum"})
    total["runners"][0]["settings"]["learning_rate"] = 0.001
    a, b = (answer("run", document)["runs"][0]["parameters"] for document in (mean, total))
    assert a == pytest.approx(b, rel=1e-9, abs=1e-12)


def test_two_networks_race_on_the_same_data(answer):
    runners = [
        {"label": "tanh", "optimizer": "adam"},
        {"label": "relu", "optimizer": "adam", "problem": {"activations": ["relu", "linear"]}},
        {"label": "wide", "optimizer": "adam", "problem": {"sizes": [2, 9, 1]}},
        {"label": "tiny batch", "optimizer": "adam", "problem": {"batch": {"size": 1}}},
        {"label": "twin", "optimizer": "adam", "problem": {}},
    ]
    runs = answer("run", lesson(runners=runners))["runs"]
    by = {run["label"]: run for run in runs}
    assert len(by["wide"]["parameters"]) == 37 and len(by["relu"]["parameters"]) == 17
    assert by["tiny batch"]["gradient_evaluations"] == 40
    assert by["tanh"]["parameters"] == by["twin"]["parameters"] != by["relu"]["parameters"]
    alone = lesson(activations=["relu", "linear"], runners=[{"optimizer": "adam"}])
    assert answer("run", alone)["runs"][0]["parameters"] == by["relu"]["parameters"]


def test_a_run_that_explodes_ends_where_it_was_finite(answer):
    document = lesson(activations=["relu", "linear"])
    document["runners"][0]["settings"]["learning_rate"] = 1e5
    (run,) = answer("run", document)["runs"]
    assert run["stop"] == "diverged" and all(map(math.isfinite, run["parameters"]))


def test_traces_read_back_exactly(call, tmp_path):
    document = lesson(batch={"size": 8})
    for suffix in ("csv", "npz"):
        out = tmp_path / f"trace.{suffix}"
        assert call("run", document, "--json", "--trace", out)[0] == 0
    with (tmp_path / "trace.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:6] == ["run", "step", "loss", "step_length", "gradient_norm", "p0"]
    assert [int(row["step"]) for row in rows] == list(range(41))
    with np.load(tmp_path / "trace.npz") as arrays:
        theta, loss = arrays["GD/theta"], arrays["GD/loss"]
    assert theta.shape == (41, 17)
    for row, point, value in zip(rows, theta, loss, strict=True):
        assert [float(row[f"p{k}"]) for k in range(17)] == point.tolist()
        assert float(row["loss"]) == value
    lengths = np.linalg.norm(np.diff(theta, axis=0), axis=1)
    assert [float(row["step_length"]) for row in rows[1:]] == pytest.approx(lengths, rel=1e-9)


@pytest.mark.parametrize("sampling", ["shuffle", "in_order"])
@pytest.mark.parametrize("size", [40, 41, 128, 10**30])
def test_a_batch_larger_than_the_data_is_the_full_batch(answer, sampling, size):
    """As PyTorch and Keras have it, whose usual batch of 32 is larger than many a small table."""
    batch = {"size": size, "sampling": sampling}
    for reduction in ("mean", "sum"):
        (large,) = answer("run", lesson(batch={**batch, "reduction": reduction}))["runs"]
        (full,) = answer("run", lesson(batch={"size": None, "reduction": reduction}))["runs"]
        assert {**large, "seconds": 0} == {**full, "seconds": 0}
    assert large["gradient_evaluations"] == 40 * 40


def test_with_replacement_a_batch_may_be_larger_than_the_data(answer, call, tmp_path):
    document = lesson(batch={"size": 128, "sampling": "replacement"}, stop={"max_steps": 5})
    (run,) = answer("run", document)["runs"]
    assert run["gradient_evaluations"] == 5 * 128 and run["stop"] == "max_steps"
    call("run", document, "--trace", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="") as file:
        assert {row["loss_of"] for row in csv.DictReader(file)} == {"batch"}


TABLE = {"name": "inline", "settings": {"X": [[1], [2], [3]], "y": [[0], [5], [7]]}}


def one_weight(batch, stop):
    """A line through three points that none of them fits alone."""
    return lesson(
        sizes=[1, 1], activations=["linear"], initializer={"name": "zeros", "settings": {}},
        dataset=TABLE, batch=batch, stop=stop,
    )


@pytest.mark.parametrize(("size", "sampling"), [(1, "in_order"), (2, "in_order"), (1, "shuffle"),
                                                (3, "replacement"), (1, "replacement")])
@pytest.mark.parametrize("rule", ["gradient_norm", "step_length"])
def test_one_batch_that_fits_by_luck_is_no_convergence(answer, call, size, sampling, rule):
    stop = {rule: 1e-5, "max_steps": 1000}
    document = one_weight({"size": size, "sampling": sampling}, stop)
    (run,) = answer("run", document)["runs"]
    assert run["stop"] in ("batch_converged", "max_steps")
    (full,) = answer("run", one_weight({"size": 3}, stop | {"max_steps": 100_000}))["runs"]
    assert full["stop"] == "converged"
    if (size, sampling) == (1, "in_order"):  # the first sample is met by weights of 0
        assert run["stop"] == "batch_converged" and run["gradient_norm"] > 20
        said = call("run", document)[1]
        assert "GD: stopped by one batch (batch_converged) after " in said


@pytest.mark.parametrize(("batch", "penalty", "said"), [
    ({"size": None}, {}, "risk"), ({"size": 99}, {}, "risk"), ({"size": 8}, {}, "batch"),
    ({"size": 8}, {"l2": 0.1}, "batch + penalty"), ({"size": None}, {"l1": 0.1}, "risk + penalty"),
    ({"size": 8, "reduction": "sum"}, {}, "batch sum"),
    ({"size": None, "reduction": "sum"}, {}, "sum of all losses"),
])
def test_a_trace_says_of_what_its_loss_is(call, tmp_path, batch, penalty, said):
    document = lesson(batch=batch, **penalty)
    own = {"label": "narrow", "optimizer": "adam", "problem": {"sizes": [2, 1, 1]}}
    document["runners"].append(own)
    for suffix in ("csv", "npz"):
        assert call("run", document, "--trace", tmp_path / f"t.{suffix}")[0] == 0
    with (tmp_path / "t.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    width = 17
    names = ["run", "step", "loss", "step_length", "gradient_norm"]
    assert list(rows[0]) == [*names, *(f"p{k}" for k in range(width)), "loss_of"]
    assert {(row["run"], row["loss_of"]) for row in rows} == {("GD", said), ("narrow", said)}
    assert [row["p5"] for row in rows if row["run"] == "narrow"] == [""] * 41
    with np.load(tmp_path / "t.npz") as arrays:
        assert str(arrays["GD/loss_of"]) == str(arrays["narrow/loss_of"]) == said
        last = {row["run"]: row for row in rows}["GD"]
        theta, loss = arrays["GD/theta"][-1], float(last["loss"])
    problem = Experiment.from_dict(document).problem.build(3)
    risk, _ = problem.risk_and_grad(theta)
    assert (loss == pytest.approx(risk)) == said.startswith("risk")


def test_runs_are_the_same_twice(answer):
    def without_time():
        return [{**run, "seconds": 0} for run in answer("run", lesson(batch={"size": 3}))["runs"]]

    assert without_time() == without_time()


# --- what is new beside the contract


def test_features_frozen_parameters_and_seeds(answer, refusal):
    document = lesson(features=["x1", "x2", "x1_x2"], sizes=[3, 4, 1], frozen=[0, 7],
                      initializer={"name": "normal", "seed": 8})
    (run,) = answer("run", document)["runs"]
    (start,) = answer("run", document, "--steps", 0)["runs"]
    moved = np.array(run["parameters"]) != np.array(start["parameters"])
    assert not moved[[0, 7]].any() and moved.sum() == len(moved) - 2
    assert refusal(lesson(features=["x1"])) == (
        "problem.sizes[0]: must be 1, the number of input features chosen, got 2"
    )


@pytest.mark.parametrize("name", presets)
def test_every_preset_runs(name, call, tmp_path):
    path = tmp_path / "preset.json"
    write_experiment(path, presets[name].experiment())
    code, out, err = call("run", path.read_text(encoding="utf-8"), "--json", "--steps", 3)
    assert (code, err) == (0, "")
    assert len(strict(out)["runs"]) == len(presets[name].experiment().runners)


def test_the_list_has_the_real_data(capsys):
    assert cli.main(["list", "--json"]) == 0
    found = strict(capsys.readouterr().out)
    names = {entry["name"]: entry for entry in found["datasets"]}
    assert {"penguins", "digits", "table", "inline", "xor"} <= set(names)
    assert set(names) == set(datasets) == set(catalogue()["datasets"])
    assert names["penguins"]["settings"]["inputs"]["choices"][0] == "all"


# --- bad input


def table(X, y):  # noqa: N803
    return {"name": "inline", "settings": {"X": X, "y": y}}


BAD = [
    ({"sizes": [2, 4]}, "problem.activations: must list 1"),
    ({"sizes": [3, 4, 1]}, "problem.sizes[0]: must be 2, the number of inputs in the data, got 3"),
    ({"sizes": [2, 4, 2]}, "problem.sizes[2]: must be 1"),
    ({"sizes": [2, 0, 1]}, "problem.sizes[1]: must be a whole number of at least 1, got 0"),
    ({"sizes": "2-4-1"}, "problem.sizes: must be a list"),
    ({"sizes": [2, 4_000_000, 1]}, "problem.sizes: must make at most"),
    ({"activations": ["tanh", "rleu"]}, "problem.activations[1]: there is no activation"),
    ({"activations": ["tanh", 3]}, "problem.activations[1]: there is no activation 3"),
    ({"loss": "squared"}, "problem.loss: there is no loss"),
    ({"loss": None}, "problem.loss: must be a text"),
    ({"weights": W[:1]}, "problem.weights: must list 2 layers, got 1"),
    ({"weights": [[[1, 2, 3, 4]], W[1]]}, "problem.weights[0]: must be a list of 2"),
    ({"weights": [[[1, 2, 3], [1, 2, 3, 4]], W[1]]},
     "problem.weights[0][0]: must be a list of 4 numbers, got 3"),
    ({"weights": [W[0], [[1], [2], ["x"], [4]]]}, "problem.weights[1][2][0]: must be a number"),
    ({"biases": [[0, 0, 0], [0]]}, "problem.biases[0]: must be a list of 4 numbers, got 3"),
    ({"dataset": {"name": "xorr"}}, "problem.dataset.name: there is no dataset"),
    ({"dataset": {"name": "xor", "settings": {"samples": 1}}},
     "problem.dataset.settings.samples: must be at least 2"),
    ({"dataset": {"name": "xor", "settings": {"noises": 1}}},
     "problem.dataset.settings.noises: is not a setting here"),
    ({"dataset": table([], [])}, "problem.dataset.settings.X: must be a list of lists"),
    ({"dataset": table([[1, 2]], [[1], [2]])}, "problem.dataset.settings.y: must have as many"),
    ({"dataset": table([[1, 2]], [[2]]), "loss": "binary_cross_entropy"},
     "problem.loss: binary_cross_entropy needs labels 0 or 1, got 2 in y[0][0]"),
    ({"batch": {"size": 2_000_000, "sampling": "replacement"}},
     "problem.batch.size: must be at most 1,000,000 with replacement, got 2,000,000"),
    ({"batch": {"size": 0}}, "problem.batch.size: must be a whole number of at least 1"),
    ({"batch": {"size": 2.5}}, "problem.batch.size"),
    ({"batch": {"reduction": "max"}}, "problem.batch.reduction: must be one of mean, sum"),
    ({"batch": {"sampling": "random"}}, "problem.batch.sampling: must be one of shuffle"),
    ({"batch": {"sise": 1}}, "problem.batch.sise: is not known here"),
    ({"l1": -1}, "problem.l1: must be at least 0"),
    ({"l2": "x"}, "problem.l2: must be a number"),
    ({"initializer": {"name": "xavier"}}, "problem.initializer.name: there is no initializer"),
    ({"initializer": {"name": "normal", "settings": {"std": -1}}},
     "problem.initializer.settings.std: must be at least 0"),
    ({"layers": 3}, "problem.layers: is not known here"),
    ({"frozen": [17]}, "problem.frozen[0]: must be the flat index"),
    ({"features": ["x3"], "sizes": [1, 4, 1]}, "problem.features[0]: there is no feature"),
    ({"dataset": {"name": "penguins", "settings": {"inputs": "wing"}}},
     "problem.dataset.settings.inputs: must be one of all"),
    ({"dataset": {"name": "table", "settings": {"X": [[1, 2]]}}},
     "problem.dataset.settings.y: is missing"),
]


@pytest.mark.parametrize(("problem", "says"), BAD, ids=[says[:50] for _, says in BAD])
def test_bad_networks_are_refused_in_one_line(refusal, problem, says):
    assert refusal(lesson(**problem)).startswith(says)
    assert refusal(lesson(**problem), "gradient").startswith(says)


@pytest.mark.parametrize(("old", "new"), [
    ('"samples": 50', '"samples": NaN'), ('"learning_rate": 0.01', '"learning_rate": Infinity'),
    ("[2, 4, 1]", "[2, NaN, 1]"),
])
def test_numbers_that_are_none(refusal, old, new):
    text = json.dumps(lesson())
    assert old in text and refusal(text.replace(old, new))


@pytest.mark.parametrize("cell", ["NaN", "Infinity", "1e999", "null", "true"])
def test_a_bad_cell_is_named(refusal, cell):
    text = json.dumps(lesson(dataset=table([[1, 2], [3, 777]], [[1], [0]])))
    said = refusal(text.replace("777", cell))
    assert "X[1][1]" in said or cell in said


@pytest.mark.parametrize(("own", "says"), [
    ({"sizes": [2, 4, 4, 1]}, "runners[0].problem.activations: must list 3"),
    ({"activations": ["tanh", "tan"]}, "runners[0].problem.activations[1]"),
    ({"kind": "surface"}, "runners[0].problem.kind: must be network"),
    ({"colour": 1}, "runners[0].problem.colour: is not known here"),
    ({"batch": {"size": 0}}, "runners[0].problem.batch.size: must be a whole number"),
    ({"features": ["x1"]}, "runners[0].problem.sizes[0]: must be 1"),
    (3, "runners[0].problem: must be an object"),
])
def test_bad_overrides_name_the_runner(refusal, own, says):
    document = lesson()
    document["runners"][0]["problem"] = own
    assert refusal(document).startswith(says)


def test_starts_of_the_wrong_length(refusal):
    document = lesson()
    document["runners"][0]["start"] = [0, 0]
    assert refusal(document) == "runners[0].start: must be a list of 17, got 2"
    document["runners"][0]["start"] = 3
    assert refusal(document).startswith("runners[0].start: must be a list")


@pytest.mark.parametrize(("data", "says"), [
    (table([[1, 2], [3]], [[1], [2]]), "problem.dataset.settings.X[1]: must be a list of 2"),
    (table([[1, "2"]], [[1]]), "problem.dataset.settings.X[0][1]: must be a number"),
])
def test_a_cell_is_named_as_a_path(refusal, data, says):
    assert refusal(lesson(dataset=data)).startswith(says)


def test_the_check_is_about_the_free_parameters(answer):
    found = answer("gradient", lesson(frozen=[0, 5]))
    assert found["check"]["max_relative_difference"] < 1e-6


def test_an_input_is_a_point_of_the_plane_also_with_features(answer):
    document = lesson(features=["x1", "x2", "x1_x2"], sizes=[3, 1], activations=["linear"],
                      weights=[[[1], [10], [100]]])
    assert answer("gradient", document, "--input", "2,3")["backprop"]["output"] == [632]


def test_a_runner_that_takes_something_back_is_written():
    shared = presets["xor"].experiment()
    typed = edits.set_regularization(edits.set_weight(shared, 0, 3.0, np.ones(17)), l2=0.5)
    own = edits.set_initializer(edits.set_regularization(typed, l2=0.0, runner=0), "zeros", 0)
    assert Experiment.from_dict(json.loads(json.dumps(own.to_dict()))) == own
