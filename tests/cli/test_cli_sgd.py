"""`noise`, `data make`, `data convert`, the exact solution and the risk of a file, from outside."""

import json
import tracemalloc

import numpy as np
import pytest

from playground import cli
from playground.engine.datasets.linear import Linear

TOY = {"X": [[1], [2], [3], [4]], "y": [[2], [4], [5], [4]]}


def network(dataset=None, batch=None, runners=None, stop=40, **problem):
    runner = {"label": "GD", "optimizer": "gradient_descent", "settings": {"learning_rate": 0.05}}
    return {
        "version": 1, "seed": 0, "stop": {"max_steps": stop}, "runners": runners or [runner],
        "problem": {
            "kind": "network", "sizes": [1, 1], "activations": ["linear"], "loss": "square",
            "initializer": {"name": "zeros"}, "batch": batch or {},
            "dataset": dataset or {"name": "inline", "settings": TOY}, **problem,
        },
    }


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """A command in a folder of its own; an experiment among its words is written to a file."""
    monkeypatch.chdir(tmp_path)

    def run(*words, bad=False):
        for k, word in enumerate(words):
            if isinstance(word, dict):
                (tmp_path / "lesson.json").write_text(json.dumps(word))
                words = (*words[:k], "lesson.json", *words[k + 1 :])
        code = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        if bad:
            assert (code, captured.out) == (2, "") and captured.err.count("\n") == 1
            return captured.err
        assert (code, captured.err) == (0, ""), captured.err
        return json.loads(captured.out) if "--json" in words else captured.out

    return run


# The lecture's table: the same 1,000 sample gradients, spent in steps of different sizes.

PLANE = {"name": "regression_plane", "settings": {
    "samples": 1000, "noise": 0.2, "test_fraction": 0.0}}


@pytest.mark.parametrize(("size", "epochs", "updates", "risk"), [
    (None, 1, 1, 0.130962), (None, 20, 20, 0.0075018),
    (100, 1, 10, 0.020047), (100, 20, 200, 0.0062833),
    (10, 1, 100, 0.0063448), (10, 20, 2000, 0.0063107),
    (1, 1, 1000, 0.0070852), (1, 20, 20000, 0.0079431),
])
def test_equal_cost_in_steps_of_different_sizes(call, size, epochs, updates, risk):
    race = network(PLANE, {"size": size, "sampling": "shuffle"}, sizes=[2, 1])
    race["runners"][0]["settings"]["learning_rate"] = 0.005
    race["stop"] = {"epochs": epochs, "max_steps": 10**6}
    (run,) = call("run", race, "--json")["runs"]
    assert (run["steps"], run["samples_seen"]) == (updates, 1000 * epochs)
    assert run["loss"] == pytest.approx(risk, rel=2e-5)
    exact = run["closed_form"]
    assert exact["loss"] == pytest.approx(0.0062831436, abs=1e-10)
    assert exact["parameters"] == pytest.approx([0.0829818, 0.0835472, -0.0022297], abs=1e-7)
    assert run["risk_standard_error"] is None


@pytest.mark.parametrize(
    ("sampling", "risk"), [("replacement", 0.0081260), ("in_order", 0.0083931)]
)
def test_single_samples_drawn_in_other_ways(call, sampling, risk):
    race = network(PLANE, {"size": 1, "sampling": sampling}, sizes=[2, 1])
    race["runners"][0]["settings"]["learning_rate"] = 0.005
    race["stop"] = {"epochs": 20, "max_steps": 10**6}
    (run,) = call("run", race, "--json")["runs"]
    assert run["loss"] == pytest.approx(risk, rel=2e-5)


def test_a_sum_with_a_rate_so_much_smaller_is_the_same_run(call):
    runners = [
        {"label": reduction, "optimizer": "gradient_descent", "settings": {"learning_rate": rate},
         "problem": {"batch": {"size": 10, "reduction": reduction}}}
        for reduction, rate in (("sum", 0.0005), ("mean", 0.005))
    ]
    race = network(PLANE, runners=runners, sizes=[2, 1])
    race["stop"] = {"epochs": 1}
    runs = call("run", race, "--json")["runs"]
    for run in runs:
        assert run["loss"] == pytest.approx(0.006344759203882052, rel=1e-12)


# The exact solution


def test_the_four_points_have_their_closed_form(call):
    (run,) = call("run", network(stop=3000), "--json")["runs"]
    exact = run["closed_form"]
    assert exact["parameters"] == pytest.approx([0.7, 2.0])
    assert exact["loss"] == pytest.approx(0.575)
    assert exact["condition"] == pytest.approx(55.78, abs=0.005)
    assert run["parameters"] == pytest.approx(exact["parameters"], abs=1e-6)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("loss", ["square", "half_square"])
def test_with_a_penalty_it_is_where_the_run_ends(call, loss, reduction):
    """For a sum the penalty is added once, so that it counts for a quarter beside the mean."""
    lesson = network(batch={"reduction": reduction}, loss=loss, l2=0.8, stop=6000)
    lesson["runners"][0]["settings"]["learning_rate"] = 0.02
    (run,) = call("run", lesson, "--json")["runs"]
    exact = run["closed_form"]
    assert run["parameters"] == pytest.approx(exact["parameters"], abs=1e-8)
    w, b = exact["parameters"]
    squares = [(w * x + b - y) ** 2 for (x,), (y,) in zip(TOY["X"], TOY["y"], strict=True)]
    risk = np.mean(squares) / (1 if loss == "square" else 2)
    assert exact["loss"] == pytest.approx(risk + 0.4 * w * w / (1 if reduction == "mean" else 4))


@pytest.mark.parametrize("change", [
    {"loss": "absolute"}, {"l1": 0.1}, {"activations": ["tanh"]}, {"frozen": [1]},
    {"sizes": [1, 2, 1], "activations": ["linear", "linear"]},
])
def test_elsewhere_it_is_null(call, change):
    (run,) = call("run", network(**change), "--json")["runs"]
    assert run["closed_form"] is None


def test_where_it_is_not_one_point_the_condition_is_null(call):
    data = {"name": "inline", "settings": {"X": [[1], [1]], "y": [[2], [4]]}}
    (run,) = call("run", network(data), "--json")["runs"]
    assert run["closed_form"]["condition"] is None
    assert run["closed_form"]["loss"] == pytest.approx(1)


# noise


def test_the_noise_of_the_toy_by_hand(call):
    toy = network(frozen=[1], l2=0.5)
    found = call("noise", toy, "--at", "start", "--per-sample", "--json")
    assert found["samples"] == 4 and found["gradient"] == [-20.5, 0]
    assert found["per_sample"] == [[-4, 0], [-16, 0], [-30, 0], [-32, 0]]
    assert found["covariance_trace"] == 128.75
    assert found["noise_scale"] == pytest.approx(128.75 / 20.5**2)
    law = {row["size"]: row for row in found["law"]}
    assert [*law] == [1, 2, 4]
    assert law[2]["with_replacement"] == 64.375
    assert law[2]["without_replacement"] == pytest.approx(42.9167, abs=1e-4)
    assert law[4]["without_replacement"] == law[4]["measured_without"] == 0
    for row in law.values():
        assert row["measured_with"] == pytest.approx(row["with_replacement"], rel=0.15)
        assert row["measured_without"] == pytest.approx(row["without_replacement"], rel=0.15)


def test_noise_is_taken_where_it_is_asked_for(call):
    runners = [
        {"label": name, "optimizer": "gradient_descent", "settings": {"learning_rate": rate}}
        for name, rate in (("slow", 0.001), ("fast", 0.05))
    ]
    lesson = network(runners=runners, stop=20)
    slow, fast = call("run", lesson, "--json")["runs"]
    for words, expected in (((), slow), (("--runner", "fast", "--at", "20"), fast)):
        found = call("noise", lesson, "--json", "--draws", 5, *words)
        assert np.linalg.norm(found["gradient"]) == pytest.approx(expected["gradient_norm"])
    one = call("noise", lesson, "--json", "--draws", 5)
    assert one == call("noise", lesson, "--json", "--draws", 5)
    assert "with replacement" in call("noise", lesson, "--draws", 5, "--per-sample")
    ended = call("run", lesson, "--json", "--steps", 7)["runs"][0]
    found = call("noise", lesson, "--json", "--draws", 5, "--at", 7)
    assert np.linalg.norm(found["gradient"]) == pytest.approx(ended["gradient_norm"])


@pytest.mark.parametrize(("words", "said"), [
    (("--at", "99"), "ends at step 40, got 99"), (("--at", "middle"), "must be start, end or"),
    (("--runner", "x"), '--runner: must be one of "GD", got "x"'),
    (("--draws", "0"), "--draws: must be a whole number from 1"),
])
def test_noise_refuses_in_one_line(call, words, said):
    assert said in call("noise", network(), *words, bad=True)


def test_noise_is_for_networks(call):
    surface = {
        "version": 1, "problem": {"kind": "surface", "surface": "himmelblau"},
        "runners": [{"optimizer": "gradient_descent", "start": [0, 0]}],
    }
    assert "this experiment is about a surface" in call("noise", surface, bad=True)


def test_too_many_gradients_are_not_listed(call, monkeypatch):
    monkeypatch.setattr("playground.engine.networks.noise.MOST_NUMBERS", 5)
    assert "--per-sample: would list 4 gradients" in call(
        "noise", network(), "--per-sample", bad=True
    )
    assert len(call("noise", network(), "--json", "--draws", 50)["law"]) == 3


# data make


def test_a_file_has_the_numbers_of_the_dataset_and_its_runs(call):
    call("data", "make", "linear", "big.npy", "--samples", 3000, "--inputs", 3, "--noise", 0.3,
         "--condition", 25, "--seed", 7)
    settings = {"samples": 3000, "inputs": 3, "noise": 0.3, "condition": 25, "test_fraction": 0}
    data = Linear(**settings).make(7)
    rows = np.load("big.npy")
    assert np.array_equal(rows, np.column_stack([data.X, data.y]))
    runs = []
    for dataset in (
        {"name": "linear", "settings": settings},
        {"name": "file", "settings": {"path": "big.npy"}},
    ):
        lesson = network(dataset, {"size": 10}, sizes=[3, 1], stop=200)
        lesson["seed"] = 7
        (run,) = call("run", lesson, "--json")["runs"]
        runs.append({k: v for k, v in run.items() if k not in ("seconds", "risk_standard_error")})
    assert runs[0]["closed_form"]["parameters"] == pytest.approx(
        runs[1]["closed_form"]["parameters"], rel=1e-12
    )
    for run in runs:
        del run["closed_form"]
    assert runs[0] == runs[1]


def test_half_the_space_has_seven_digits(call):
    for dtype in ("float64", "float32"):
        found = call("data", "make", "linear", f"{dtype}.npy", "--samples", 50, "--inputs", 2,
                     "--dtype", dtype, "--json")
        assert found == {"path": f"{dtype}.npy", "rows": 50, "columns": 3, "dtype": dtype}
    assert np.array_equal(np.load("float64.npy").astype("f4"), np.load("float32.npy"))


def test_a_long_file_is_made_in_little_memory(call):
    tracemalloc.start()
    call("data", "make", "linear", "big.npy", "--samples", 1_500_000, "--inputs", 3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.load("big.npy", mmap_mode="r").shape == (1_500_000, 4)  # 48 MB
    assert peak < 20_000_000


@pytest.mark.parametrize(("words", "said"), [
    (("x.npy", "--samples", "0", "--inputs", "2"), "--samples: must be a whole number from 1"),
    (("x.npy", "--samples", "9", "--inputs", "2000"), "--inputs: must be a whole number from 1"),
    (("x.npy", "--samples", "9", "--inputs", "2", "--noise", "-1"), "--noise: must be at least 0"),
    (("x.npy", "--samples", "9", "--inputs", "2", "--condition", "0.5"), "must be at least 1"),
    (("x.csv", "--samples", "9", "--inputs", "2"), "x.csv: the name must end in .npy"),
    (("no/x.npy", "--samples", "9", "--inputs", "2"), "no/x.npy: cannot be written"),
    (("x.npy", "--samples", "99999999999", "--inputs", "900"), "x.npy: needs 720,800,000 MB"),
])
def test_make_refuses_in_one_line(call, words, said, tmp_path):
    assert said in call("data", "make", "linear", *words, bad=True)
    assert list(tmp_path.iterdir()) == []


# the risk of a file


def test_the_risk_of_a_file_is_an_estimate_or_whole(call):
    call("data", "make", "linear", "big.npy", "--samples", 20_000, "--inputs", 3, "--noise", 1)
    dataset = {"name": "file", "settings": {"path": "big.npy", "evaluate_on": 1000}}
    lesson = network(dataset, {"size": 32}, sizes=[3, 1], l2=0.01)
    (some,) = call("run", lesson, "--json")["runs"]
    (whole,) = call("run", lesson, "--json", "--full-risk")["runs"]
    rows, theta = np.load("big.npy"), np.array(some["parameters"])
    losses = (rows[:, :3] @ theta[:3] + theta[3] - rows[:, 3]) ** 2
    penalty = 0.005 * (theta[:3] ** 2).sum()
    assert whole["loss"] == pytest.approx(losses.mean() + penalty, rel=1e-12)
    assert whole["risk_standard_error"] == 0
    error = some["risk_standard_error"]
    assert error == pytest.approx(losses.std() / np.sqrt(1000), rel=0.2)
    assert 0 < abs(some["loss"] - whole["loss"]) < 5 * error
    assert (some["samples_seen"], some["gradient_evaluations"]) == (1280, 1280)
    assert some["closed_form"] == whole["closed_form"]


def test_a_large_file_is_not_read_for_its_exact_solution_unasked(call, monkeypatch):
    monkeypatch.setattr("playground.lab.runs.closed_form.MOST_NUMBERS", 100)
    call("data", "make", "linear", "big.npy", "--samples", 200, "--inputs", 3)
    lesson = network({"name": "file", "settings": {"path": "big.npy"}}, sizes=[3, 1])
    assert call("run", lesson, "--json")["runs"][0]["closed_form"] is None
    assert call("run", lesson, "--json", "--full-risk")["runs"][0]["closed_form"] is not None


def test_a_missing_file_is_named_with_its_place(call):
    lesson = network({"name": "file", "settings": {"path": "no.npy"}})
    assert "lesson.json: problem.dataset.settings.path: " in call("run", lesson, bad=True)


# data convert


def test_a_table_becomes_rows_with_the_target_last(call, tmp_path):
    (tmp_path / "t.csv").write_text(
        "# made by hand\nid;target;a;remark\n1;3,5;1,25;first\n2;4;2;second\n3;;7;third\n"
        "4;5;x;fourth\n5;6\n6;7;8,5;sixth\n", encoding="utf-8",
    )
    found = call("data", "convert", "t.csv", "t.npy", "--json")
    assert found == {
        "path": "t.npy", "rows": 3, "columns": ["a", "target"], "outputs": 1, "dtype": "float64",
        "left_out": {"missing": 1, "not a number": 1, "another number of cells": 1},
    }
    assert np.load("t.npy").tolist() == [[1.25, 3.5], [2, 4], [8.5, 7]]
    text = call("data", "convert", "t.csv", "t.npy", "--dtype", "float32")
    assert "3 rows of 2 numbers (float32" in text and "the last is target" in text


def test_a_long_table_takes_little_memory_and_is_what_numpy_reads(call, tmp_path):
    rows = np.random.default_rng(0).normal(size=(120_000, 4)).round(6)
    np.savetxt(tmp_path / "t.csv", rows, delimiter=",", fmt="%.6f", header="a,b,c,y", comments="")
    size = (tmp_path / "t.csv").stat().st_size
    tracemalloc.start()
    call("data", "convert", "t.csv", "t.npy")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.array_equal(np.load("t.npy"), rows)
    assert peak < size / 1.1 < 5_000_000


@pytest.mark.parametrize(("content", "said"), [
    ("", "t.csv: "), ("a,y\n1,red\n2,blue\n3,red\n", "column 2 (y): holds words"),
    ("a;y\n1.234;5\n", "can be read as"), ("a,y\n,1\n,2\n", "t.csv: "),
    (b"a,y\n" + b"1,2\n" * 30000 + b"\xe4,3\n", "say --encoding latin-1"),
])
def test_convert_refuses_in_one_line(call, tmp_path, content, said):
    data = content if isinstance(content, bytes) else content.encode()
    (tmp_path / "t.csv").write_bytes(data)
    assert said in call("data", "convert", "t.csv", "t.npy", bad=True)
    assert not (tmp_path / "t.npy").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_table_in_any_encoding(call, tmp_path, encoding):
    (tmp_path / "t.csv").write_bytes("größe,y\n1,2\n3,4\n".encode(encoding))
    assert call("data", "convert", "t.csv", "t.npy", "--json")["columns"] == ["größe", "y"]


def test_sorted_classes_are_made_and_bad_rows_left_out(tmp_path, capsys):
    out = tmp_path / "halves.npy"
    assert cli.main(["data", "make", "halves", str(out), "--samples", "1001", "--inputs", "2"]) == 0
    rows = np.load(out)
    assert rows.shape == (1001, 3) and rows[:500, 2].max() == 0 and rows[500:, 2].min() == 1
    assert rows[500:, 0].mean() > 0.5 > -0.5 > rows[:500, 0].mean()
    rows[7, 0] = np.nan
    np.save(out, rows)
    settings = {"path": "halves.npy", "evaluate_on": 20}
    file = tmp_path / "lesson.json"
    for leave_out, code in ((False, 2), (True, 0)):
        document = network({"name": "file", "settings": {**settings, "leave_out": leave_out}},
                           {"size": 10}, sizes=[2, 1], activations=["linear"], loss="square")
        file.write_text(json.dumps(document | {"stop": {"epochs": 1}}))
        capsys.readouterr()
        assert cli.main(["run", str(file), "--json"]) == code
        said = capsys.readouterr()
        assert "leave_out" in said.err or code == 0, said.err
    assert json.loads(said.out)["runs"][0]["steps"] == 100


def test_a_noisy_surface_runs_and_stops_by_a_look(tmp_path, capsys):
    file = tmp_path / "noisy.json"
    file.write_text(json.dumps({
        "version": 1, "problem": {"kind": "surface", "surface": "booth"},
        "stop": {"risk_gradient": 1.0, "max_steps": 5000},
        "runners": [{
            "optimizer": "gradient_descent", "settings": {"learning_rate": 0.02},
            "start": [-8, 7], "noise": {"size": 0.5, "seed": 3},
        }],
    }))
    assert cli.main(["run", str(file), "--json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["stop"] == "converged" and run["steps"] % 10 == 0
    assert run["gradient_norm"] < 1  # of f itself, in the end
