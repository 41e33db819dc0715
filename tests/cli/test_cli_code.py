"""Codes on the command line: made, and in the place of files."""

import json

import pytest

from playground.__main__ import main
from playground.lab.experiments.code_text import code_of
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from tests.lab.export.cases import network

CODE = f"code:{code_of(new_experiment())}"


def test_a_file_as_a_code_and_back(tmp_path, capsys) -> None:
    path, back = tmp_path / "lesson.json", tmp_path / "back.json"
    write_experiment(path, new_experiment())
    assert main(["code", str(path)]) == 0
    code = capsys.readouterr().out.strip()
    assert code == code_of(new_experiment())
    assert main(["code", f"code:{code}", "--out", str(back)]) == 0
    assert read_experiment(back) == new_experiment()
    assert main(["code", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.split("\n", 1)[1]) == {
        "code": code, "characters": len(code)
    }


@pytest.mark.parametrize("command", [
    ["run", CODE, "--json"], ["gradient", CODE], ["landscape", CODE, "--grid", "3"],
    ["curvature", CODE], ["basins", CODE, "--grid", "2"], ["export", CODE, "--to", "numpy", "r.py"],
    ["noise", f"code:{code_of(Experiment.from_dict(network()))}", "--draws", "3"],
])
def test_every_command_takes_one(command, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command) == 0, capsys.readouterr().err


def test_a_code_that_was_cut_is_refused_in_one_line(capsys) -> None:
    assert main(["run", CODE[:-3]]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err == (
        "playground: code: was cut or altered on its way; copy the whole line again\n"
    )
