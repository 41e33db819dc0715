"""`playground sweep`: every combination, in order, the same numbers whoever runs them."""

import json

import pytest

from playground import cli

BOWL = {
    "version": 1,
    "problem": {"kind": "surface", "surface": "bowl"},
    "runners": [
        {"label": "Adam", "optimizer": "adam", "settings": {"learning_rate": 0.1},
         "start": [1, 1]},
        {"label": "M", "optimizer": "momentum", "settings": {"learning_rate": 0.01},
         "start": [1, 1]},
    ],
    "stop": {"step_length": 1e-5, "max_steps": 300},
}
RATE = "runners[1].settings.learning_rate"
MOMENTUM = "runners[1].settings.momentum"
OVER = ("--over", f"{RATE}=0.01:1:3:log", "--over", f"{MOMENTUM}=0:0.9:2", "--runner", "M")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bowl.json"
    path.write_text(json.dumps(BOWL))
    return str(path)


def swept(capsys, *words):
    """The command's JSON."""
    assert cli.main(["sweep", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *words):
    """The one line that says why not."""
    assert cli.main(["sweep", *words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    return err


def test_every_combination_in_order_with_the_numbers_of_run(file, tmp_path, capsys):
    found = swept(capsys, file, *OVER)
    assert [axis["path"] for axis in found["over"]] == [RATE, MOMENTUM]
    assert found["over"][0]["values"] == pytest.approx([0.01, 0.1, 1.0])
    values = [run["values"] for run in found["runs"]]
    assert values == [[r, m] for r in found["over"][0]["values"] for m in (0.0, 0.9)]
    for run in found["runs"]:
        changed = json.loads(json.dumps(BOWL))
        rate, momentum = run["values"]
        changed["runners"][1]["settings"] = {"learning_rate": rate, "momentum": momentum}
        alone = tmp_path / "alone.json"
        alone.write_text(json.dumps(changed))
        assert cli.main(["run", str(alone), "--json"]) == 0
        expected = json.loads(capsys.readouterr().out)["runs"][1]
        for name in ("stop", "steps", "loss", "test_loss", "gradient_evaluations"):
            assert run[name] == expected[name]
    assert {run["stop"] for run in found["runs"]} == {"max_steps", "converged", "diverged"}


def test_processes_say_the_same(file, capsys):
    assert swept(capsys, file, *OVER, "--executor", "processes") == swept(capsys, file, *OVER)


def test_an_interrupted_sweep_goes_on(file, tmp_path, capsys, monkeypatch):
    whole = swept(capsys, file, *OVER)
    table = tmp_path / "out.csv"
    assert swept(capsys, file, *OVER, "--csv", str(table)) == whole
    lines = table.read_text().splitlines(keepends=True)
    assert len(lines) == 7
    table.write_text("".join(lines[:3]) + lines[3][:9])  # killed while it wrote the third row
    made = []
    from playground.cli import sweep

    run_all = sweep.run_all
    monkeypatch.setattr(sweep, "run_all", lambda todo, *rest: made.extend(todo) or run_all(
        todo, *rest
    ))
    assert swept(capsys, file, *OVER, "--resume", str(table)) == whole
    assert len(made) == 4
    assert sorted(table.read_text().splitlines()) == sorted("".join(lines).splitlines())


@pytest.mark.parametrize(("words", "said"), [
    (("--over", "runners[0].settings.nope=0:1:2"), "there is no nope there; there are learn"),
    (("--over", "runners[7].settings.learning_rate=0:1:2"), "there is no 7 there"),
    (("--over", "title=0:1:2"), 'title: must be a number to be swept over, and is ""'),
    (("--over", f"{RATE}=-1:1:3"), f"{RATE}: must be greater than 0, got -1"),
    (("--over", f"{RATE}=0:1:3:log"), "a log axis needs LOW and HIGH above 0"),
    (("--over", f"{RATE}=0:1"), "must be PATH=LOW:HIGH:COUNT"),
    (("--over", f"{RATE}=0:inf:3"), "LOW and HIGH must be finite numbers"),
    (("--over", f"{RATE}=0:1:0"), "COUNT must be from 1 to"),
    (("--over", f"{RATE}=0.1:1:2", "--over", f"{RATE}=0.1:1:2"), "goes over one setting twice"),
    (("--over", "runners..x=0:1:2"), "is no place in an experiment"),
    (("--over", f"{RATE}=0.1:1:9999", "--over", f"{MOMENTUM}=0:0.9:9999"), "at most 100,000"),
    (("--over", f"{RATE}=0.1:1:2", "--executor", "moon"), "must be threads, processes or tcp://"),
    (("--over", f"{RATE}=0.1:1:2", "--resume", "missing.csv"), "missing.csv"),
    (("--over", f"{RATE}=0.1:1:2", "--csv", "/nowhere/x.csv"), "/nowhere/x.csv"),
])
def test_what_cannot_be_swept(file, capsys, words, said):
    assert said in refused(capsys, file, *words)


def test_a_text_setting_is_no_number(tmp_path, capsys):
    changed = json.loads(json.dumps(BOWL))
    changed["runners"] = [{"optimizer": "bfgs", "start": [1, 1]}]
    path = tmp_path / "e.json"
    path.write_text(json.dumps(changed))
    said = refused(capsys, str(path), "--over", "runners[0].settings.search=0:1:2")
    assert 'must be a number to be swept over, and is "wolfe"' in said


def test_whole_settings_stay_whole(tmp_path, capsys):
    changed = json.loads(json.dumps(BOWL))
    path = tmp_path / "e.json"
    path.write_text(json.dumps(changed))
    found = swept(capsys, str(path), "--over", "stop.max_steps=1:3:3")
    assert [run["steps"] for run in found["runs"]] == [1, 2, 3]
