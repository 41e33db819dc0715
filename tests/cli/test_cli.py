"""The command line, run as a program: strict JSON, one line for bad input, no Qt."""

import csv
import json
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from playground import cli
from playground.engine import optimizers, surfaces
from playground.lab.experiments.catalogue import catalogue
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import write_experiment

RULES = [name for name in optimizers if optimizers[name].in_lecture]
LECTURE = {
    "version": 1,
    "problem": {"kind": "surface", "surface": "lecture_example"},
    "runners": [
        {"label": name, "optimizer": name, "start": [0, 0]} for name in RULES
    ],
    "stop": {"step_length": 1e-5, "max_steps": 500},
}


@pytest.fixture
def lesson(tmp_path):
    """A file with all optimizers on the lecture's example."""
    path = tmp_path / "lesson.json"
    path.write_text(json.dumps(LECTURE))
    return path


def strict(text):
    """JSON without NaN and Infinity."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not strict JSON")

    return json.loads(text, parse_constant=refuse)


def call(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = cli.main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_run_prints_what_the_contract_says(lesson, capsys):
    code, out, err = call(capsys, "run", lesson, "--json")
    assert (code, err) == (0, "")
    runs = strict(out)["runs"]
    assert [r["label"] for r in runs] == RULES
    for run in runs:
        assert set(run) == {
            "label", "optimizer", "steps", "stop", "parameters", "loss", "gradient_norm",
            "gradient_evaluations", "samples_seen", "test_loss", "accuracy", "test_accuracy",
            "seconds", "risk_standard_error", "closed_form",
        }
        assert run["stop"] in ("converged", "max_steps", "diverged")
        assert run["gradient_evaluations"] == run["steps"]
        nothing = {run[k] for k in (
            "samples_seen", "test_loss", "accuracy", "test_accuracy", "risk_standard_error",
            "closed_form",
        )}
        assert nothing == {None}, "a surface has no samples"
        surface = surfaces["lecture_example"]()
        assert run["loss"] == pytest.approx(float(surface.value(*run["parameters"])), rel=1e-12)
        slope = np.hypot(*surface.gradient(*run["parameters"]))
        assert run["gradient_norm"] == pytest.approx(slope, rel=1e-9)
    assert runs[0]["stop"] == "converged" and runs[0]["steps"] < 100


def test_a_typed_function_runs_as_the_registered_one(lesson, tmp_path, capsys):
    typed = tmp_path / "typed.json"
    expression = "exp(x**2 + y**2) + (x - 2)**2 + (y - 3)**2"
    problem = {"kind": "surface", "expression": expression, "window": [[-2, 2], [-2, 2]]}
    typed.write_text(json.dumps({**LECTURE, "problem": problem}))
    one = strict(call(capsys, "run", lesson, "--json")[1])["runs"]
    two = strict(call(capsys, "run", typed, "--json")[1])["runs"]
    for a, b in zip(one, two, strict=True):
        assert a["steps"] == b["steps"]
        assert a["parameters"] == pytest.approx(b["parameters"], rel=1e-9)


def test_steps_limits_and_zero_is_the_start(lesson, capsys):
    for count in (0, 1, 7):
        runs = strict(call(capsys, "run", lesson, "--json", "--steps", count)[1])["runs"]
        assert [r["steps"] for r in runs] == [count] * len(runs)
        assert {r["stop"] for r in runs} == {"max_steps"}


def test_a_trace_reads_back_exactly(lesson, tmp_path, capsys):
    table, arrays = tmp_path / "t.csv", tmp_path / "t.npz"
    code, _, err = call(capsys, "run", lesson, "--trace", table)
    assert (code, err) == (0, "")
    call(capsys, "run", lesson, "--trace", arrays)
    with np.load(arrays) as loaded:
        thetas = {name: loaded[f"{name}/theta"] for name in RULES}
        losses = {name: loaded[f"{name}/loss"] for name in RULES}
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["run", "step", "loss", "step_length", "gradient_norm", "p0", "p1"]
    for name in RULES:
        mine = [row for row in rows if row["run"] == name]
        assert [int(row["step"]) for row in mine] == list(range(len(thetas[name])))
        assert [float(row["loss"]) for row in mine] == losses[name].tolist()
        assert [[float(r["p0"]), float(r["p1"])] for r in mine] == thetas[name].tolist()
        for before, row in pairwise(mine):
            dx, dy = (float(row[p]) - float(before[p]) for p in ("p0", "p1"))
            assert float(row["step_length"]) == pytest.approx(np.hypot(dx, dy), rel=1e-12)


def test_divergence_is_no_error_and_ends_at_the_last_finite_step(tmp_path, capsys):
    path = tmp_path / "steep.json"
    runner = {"optimizer": "gradient_descent", "settings": {"learning_rate": 1}, "start": [1, 1]}
    path.write_text(json.dumps({
        "version": 1, "problem": {"kind": "surface", "surface": "bowl"}, "runners": [runner],
    }))
    code, out, err = call(capsys, "run", path, "--json")
    run = strict(out)["runs"][0]
    assert (code, err, run["stop"]) == (0, "", "diverged")
    assert np.isfinite(run["parameters"]).all() and run["loss"] is not None


def test_numbers_that_are_not_finite_are_null(tmp_path, capsys):
    path = tmp_path / "nowhere.json"
    problem = {"kind": "surface", "expression": "log(x) + y", "window": [[-1, 1], [-1, 1]]}
    runner = {"optimizer": "adam", "start": [-1, 0]}
    path.write_text(json.dumps({"version": 1, "problem": problem, "runners": [runner]}))
    run = strict(call(capsys, "run", path, "--json")[1])["runs"][0]
    assert (run["steps"], run["stop"], run["loss"]) == (0, "diverged", None)


def test_gradient_at_the_start_with_its_check(lesson, capsys):
    code, out, _ = call(capsys, "gradient", lesson, "--json")
    result = strict(out)
    assert code == 0
    assert (result["loss"], result["gradient"]) == (14.0, [-4.0, -6.0])
    assert [(p["name"], p["shape"], p["gradient"]) for p in result["parts"]] == [
        ("x", [], -4.0), ("y", [], -6.0)
    ]
    assert result["check"]["max_relative_difference"] < 1e-8


def test_list_names_everything_registered(capsys):
    listed = strict(call(capsys, "list", "--json")[1])
    for kind, registry in catalogue().items():
        assert [entry["name"] for entry in listed[kind]] == list(registry)
    adam = next(e for e in listed["optimizers"] if e["name"] == "adam")
    assert adam["settings"]["beta2"]["default"] == 0.999
    text = call(capsys, "list")[1]
    assert all(name in text for registry in catalogue().values() for name in registry)


@pytest.mark.parametrize("arguments", [
    ["run"], ["run", "no such file.json"], ["run", "LESSON", "--steps", "-1"],
    ["run", "LESSON", "--steps", "many"], ["run", "LESSON", "--trace", "t.txt"],
    ["run", "LESSON", "--trace", "no/such/folder/t.csv"], ["run", "LESSON", "extra"],
    ["gradient", "LESSON", "--input", "2,1"], ["gradient"], ["list", "--wrong"],
])
def test_bad_calls_are_one_line_and_exit_2(lesson, capsys, arguments):
    code, out, err = call(capsys, *[lesson if a == "LESSON" else a for a in arguments])
    assert (code, out) == (2, "")
    assert err.startswith("playground: ") and err.count("\n") == 1


def test_the_message_is_the_contracts(lesson, tmp_path, capsys):
    bad = json.loads(lesson.read_text())
    bad["runners"][0]["settings"] = {"learning_rate": -1}
    lesson.write_text(json.dumps(bad))
    _, _, err = call(capsys, "run", lesson)
    assert err == (
        f"playground: {lesson}: runners[0].settings.learning_rate: must be greater than 0, got -1\n"
    )


def test_as_a_program_it_loads_no_qt(tmp_path):
    path = tmp_path / "a.json"
    write_experiment(path, new_experiment())
    code = (
        "import sys; from playground.__main__ import main\n"
        f"code = main(['run', {str(path)!r}, '--json'])\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('PySide6', 'sympy')]\n"
        "sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert strict(done.stdout)["runs"][0]["stop"] == "converged"
