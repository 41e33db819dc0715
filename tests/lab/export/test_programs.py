"""Exported programs repeat the run, with the libraries that are here, and notice a change."""

import json
import re
import runpy
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from playground.engine.optimizers import optimizers
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.program import TARGETS, program, recorded, write_program
from playground.lab.export.rules import RULES
from playground.lab.export.searching import SEARCHING
from tests.lab.export.cases import CASES, KNOWN, NETWORKS, network, surface

RUNNER = """
import contextlib, io, json, os, runpy, sys
os.environ.setdefault("KERAS_BACKEND", "torch")
wrong = {}
for name in json.load(open("jobs.json")):
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            runpy.run_path(name, run_name="__main__")
        code = "no exit"
    except SystemExit as exit:
        code = exit.code
    except Exception as error:
        code = repr(error)
    if code != 0:
        wrong[name] = [str(code), said.getvalue()[-600:]]
print(json.dumps(wrong))
"""


def export(document, target, out, steps=None, label=None):
    """Write the program; the recording and the paths written."""
    experiment = Experiment.from_dict(document)
    runner = next(r for r in experiment.runners if label in (None, r.label))
    recording = recorded(experiment, runner, target, steps)
    return recording, write_program(out, program(experiment, runner, recording, target, out.name))


def run(path, capsys) -> tuple[int, str]:
    """Run a program of NumPy here; its exit code and what it printed."""
    with pytest.raises(SystemExit) as exited:
        runpy.run_path(str(path), run_name="__main__")
    return exited.value.code, capsys.readouterr().out


@pytest.mark.parametrize("name", CASES)
def test_numpy_repeats_the_run(name, tmp_path, capsys) -> None:
    recording, files = export(CASES[name], "numpy", tmp_path / "run.py")
    code, said = run(files[0], capsys)
    assert code == 0, said
    rows = re.findall(r"^ *(\d+) +(\S+) +(\S+)", said, re.M)
    steps = [int(step) for step, _, _ in rows]
    assert steps[:2] == [0, 1] and steps[-1] == recording.steps
    judged = [(float(a), float(b)) for step, a, b in rows if int(step) <= recording.judged]
    (_, rule), *changes = recording.plan
    near = 1e-10 if "newton" in name else 1e-12  # which divides by small curvatures
    assert all(own == pytest.approx(expected, rel=near, abs=near) for expected, own in judged)
    text = files[0].read_text(encoding="utf-8")
    extra = "penalty" in name or "frozen" in name
    if not (changes or extra or rule.name in (*SEARCHING, "muon")):
        assert len(text.splitlines()) <= 80


@pytest.mark.parametrize("target", ["pytorch", "keras"])
def test_the_other_library_repeats_every_run(target, tmp_path) -> None:
    if find_spec("torch") is None or (target == "keras" and find_spec("keras") is None):
        pytest.skip(f"{target} is not installed")
    jobs = []
    for place, document in enumerate(CASES.values()):
        plan = Experiment.from_dict(document).runners[0].plan
        if target == "keras" and any(
            rule.name in SEARCHING or rule.sam.on for _, rule in plan
        ):
            continue
        export(document, target, tmp_path / f"run{place}.py")
        jobs.append(f"run{place}.py")
    (tmp_path / "jobs.json").write_text(json.dumps(jobs))
    (tmp_path / "runner.py").write_text(RUNNER)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "runner.py"], cwd=tmp_path, capture_output=True,
        text=True, timeout=110, check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    names = list(CASES)
    wrong = json.loads(done.stdout.splitlines()[-1])
    assert {names[int(f[3:-3])]: said for f, said in wrong.items()} == {}


@pytest.mark.parametrize("name", [
    "activation relu", "penalty, frozen, features", "branches", "a plan of searches",
    *(f"optimizer {name}" for name in KNOWN),
])
def test_one_weight_changed_is_noticed(name, tmp_path, capsys) -> None:
    recording, files = export(NETWORKS[name], "numpy", tmp_path / "run.py")
    text = files[0].read_text(encoding="utf-8")
    weight = float(recording.start[2])
    begin = text.index("W1, b1 =")
    changed = text[:begin] + text[begin:].replace(repr(weight), repr(weight + 1e-6), 1)
    assert changed != text
    files[0].write_text(changed, encoding="utf-8")
    code, said = run(files[0], capsys)
    assert code == 1 and "here they part" in said


def test_a_weight_changed_in_the_file_beside_is_noticed(tmp_path, capsys) -> None:
    large = network(sizes=[2, 20, 20, 1], activations=["relu", "relu", "linear"])
    _, (path, beside) = export(large, "numpy", tmp_path / "run.py")
    assert run(path, capsys)[0] == 0
    arrays = dict(np.load(beside))
    arrays["start"][3] += 0.01
    np.savez(beside, **arrays)
    with pytest.raises(AssertionError, match="is not the file"):
        runpy.run_path(str(path), run_name="__main__")


def test_a_node_that_does_nothing_has_its_weights_compared(tmp_path, capsys) -> None:
    """No loss notices the weight of a node that is never on; the parameters do."""
    idle = network(
        sizes=[2, 2, 1], activations=["relu", "linear"], batch={"size": None},
        weights=[[[0.5, 0.25], [0.75, 0.125]], [[0.5], [0.0]]], biases=[[1.0, -99.0], [0.0]],
    )
    _, files = export(idle, "numpy", tmp_path / "run.py")
    before, weights = files[0].read_text(encoding="utf-8").split("W1, b1 =")
    files[0].write_text(f"{before}W1, b1 ={weights.replace('0.125', '0.1251')}", encoding="utf-8")
    code, said = run(files[0], capsys)
    assert code == 1 and "does not agree" in said and "here they part" not in said


def test_few_rows_stand_in_the_program_and_many_beside_it(tmp_path) -> None:
    few = network(dataset={"name": "xor", "settings": {"samples": 40}}, batch={"size": None})
    assert len(export(few, "numpy", tmp_path / "few.py")[1]) == 1
    many = network(dataset={"name": "xor", "settings": {"samples": 600}}, batch={"size": None})
    _, (path, beside) = export(many, "numpy", tmp_path / "many.py")
    assert beside.name == "many.npz" and set(np.load(beside)) == {"X", "Y"}
    assert "many.npz" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("sampling", ["shuffle", "replacement"])
def test_too_many_draws_are_drawn_again(sampling, tmp_path, capsys, monkeypatch) -> None:
    from playground.lab.export import task

    monkeypatch.setattr(task, "MOST_DRAWN", 100)
    document = network(batch={"size": 7, "sampling": sampling}, steps=300)
    _, files = export(document, "numpy", tmp_path / "run.py")
    assert "default_rng" in files[0].read_text(encoding="utf-8")
    assert run(files[0], capsys)[0] == 0


@pytest.mark.parametrize("sampling", ["shuffle", "replacement", "in_order"])
def test_of_a_file_of_rows_only_those_seen_go_along(sampling, tmp_path, capsys) -> None:
    rows = np.random.default_rng(0).normal(size=(5000, 3)).astype(np.float32)
    np.save(tmp_path / "rows.npy", rows)
    document = network(
        dataset={"name": "file", "settings": {"path": str(tmp_path / "rows.npy")}},
        batch={"size": 4, "sampling": sampling},
    )
    _, (path, beside) = export(document, "numpy", tmp_path / "run.py")
    assert len(np.load(beside)["X"]) <= 4 * 41
    assert run(path, capsys)[0] == 0


def test_what_grows_from_rounding_errors_is_printed_and_not_judged(tmp_path, capsys) -> None:
    chaotic = surface(
        {"expression": "cos(40 x) + cos(37 y) + x^2", "window": [[-2, 2], [-2, 2]]},
        {"optimizer": "gradient_descent", "start": [1, 1], "settings": {"learning_rate": 0.0022}},
        steps=300,
    )
    recording, files = export(chaotic, "numpy", tmp_path / "run.py")
    assert 5 < recording.judged < 300
    assert "what follows is not judged" in files[0].read_text(encoding="utf-8")
    code, said = run(files[0], capsys)
    assert code == 0 and re.search(r"^ +300 ", said, re.M)


@pytest.mark.parametrize("name", ["optimizer adam", "typed 0", "many rows", "branches"])
def test_notebooks_run_from_top_to_bottom(name, tmp_path, monkeypatch, capsys) -> None:
    _, files = export(CASES[name], "notebook", tmp_path / "run.ipynb")
    document = json.loads(files[0].read_text(encoding="utf-8"))
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in document["cells"]]
    assert len(set(ids)) == len(ids) and all(re.fullmatch("[a-zA-Z0-9-_]{1,64}", i) for i in ids)
    assert all(c["outputs"] == [] for c in document["cells"] if c["cell_type"] == "code")
    words = "".join("".join(c["source"]) for c in document["cells"] if c["cell_type"] == "markdown")
    assert "Exercise 1" in words and "Exercise 2" in words
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    space: dict = {}
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)
    assert space["good"] and "agrees" in capsys.readouterr().out


def test_a_notebook_is_a_valid_one(tmp_path) -> None:
    nbformat = pytest.importorskip("nbformat")
    _, files = export(NETWORKS["branches"], "notebook", tmp_path / "run.ipynb")
    nbformat.validate(nbformat.read(files[0], as_version=4))


def test_the_same_run_gives_the_same_bytes(tmp_path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for target, kind in TARGETS.items():
            if kind.is_program:
                export(NETWORKS["many rows"], target, tmp_path / folder / f"run{kind.suffix}")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_what_has_no_form_is_named(tmp_path, monkeypatch) -> None:
    from playground.lab.export.functions import ACTIVATIONS

    monkeypatch.delitem(ACTIVATIONS, "tanh")
    with pytest.raises(BadInputError, match="activation tanh has no PyTorch form"):
        export(network(), "pytorch", tmp_path / "run.py")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("target", ["numpy", "pytorch", "keras"])
@pytest.mark.parametrize("name", [name for name in optimizers if name not in KNOWN] or ["adam"])
def test_a_rule_without_a_form_is_named(name, target, tmp_path, monkeypatch) -> None:
    monkeypatch.delitem(RULES, "adam")
    document = surface({"surface": "booth"}, {"optimizer": name, "start": [1, 1]}, steps=3)
    if target == "pytorch" and optimizers[name].pytorch:
        export(document, target, tmp_path / "run.py")  # PyTorch has a class for it
        return
    with pytest.raises(BadInputError, match=f"the optimizer {name} has no"):
        export(document, target, tmp_path / "run.py")


@pytest.mark.parametrize("name", SEARCHING)
def test_keras_has_no_form_of_a_search_and_says_why(name, tmp_path) -> None:
    document = surface({"surface": "booth"}, {"optimizer": name, "start": [1, 2]}, steps=3)
    words = f"{optimizers[name].title} asks for .*; export to numpy"
    with pytest.raises(BadInputError, match=words):
        export(document, "keras", tmp_path / "run.py")


def test_keras_has_no_form_of_a_step_with_two_gradients(tmp_path) -> None:
    with pytest.raises(BadInputError, match="sees one gradient a step"):
        export(CASES["sharpness-aware"], "keras", tmp_path / "run.py")


def test_a_run_that_cannot_begin_is_refused(tmp_path) -> None:
    document = surface(
        {"expression": "log(x) + y^2", "window": [[-2, 2], [-2, 2]]},
        {"optimizer": "gradient_descent", "start": [-1, 0]},
    )
    with pytest.raises(BadInputError, match="cannot begin"):
        export(document, "numpy", tmp_path / "run.py")


OWN = Path(__file__).parents[3] / "resources" / "own"


@pytest.mark.parametrize("target", ["numpy", "pytorch"])
def test_own_surfaces_and_optimizers_go_along(target, tmp_path) -> None:
    from playground.lab.plugins.load import load_folder, take_in

    if target == "pytorch" and find_spec("torch") is None:
        pytest.skip("PyTorch is not installed")
    take_in(load_folder(OWN))
    try:
        rule = {"optimizer": "my_signs", "start": [4, 3]}
        documents = [
            surface({"surface": "my_waves", "settings": {"height": 0.5}}, rule),
            network({"optimizer": "my_signs"}),
            network({"optimizer": "my_signs", "changes": [{"step": 9, "optimizer": "adam"}]}),
        ]
        for document in documents:
            _, files = export(document, target, tmp_path / "own.py")
            text = files[0].read_text(encoding="utf-8")
            assert "class MySigns" in text and "read it before you run it" in text
            done = subprocess.run(
                [sys.executable, "own.py"], cwd=tmp_path, capture_output=True, text=True,
                timeout=60, check=False, env={"PATH": ""},
            )
            assert done.returncode == 0, done.stdout + done.stderr
        with pytest.raises(BadInputError, match="no Keras form"):
            export(documents[1], "keras", tmp_path / "own.py")
    finally:
        take_in([])
