"""Own surfaces and optimizers on the command line: named or allowed, and stdout stays pure."""

import json
import os
import subprocess
import sys

import pytest

from playground import cli
from playground.engine.surfaces import surfaces
from playground.lab.plugins.examples import write_examples
from playground.lab.plugins.start import read_with_own
from playground.lab.plugins.trust import Permissions

EGGS = {
    "version": 1,
    "problem": {"kind": "surface", "surface": "eggs"},
    "runners": [{"optimizer": "gradient_descent", "start": [1, 1]}],
}


@pytest.fixture
def lesson(tmp_path):
    """A file about a surface that is not ours."""
    path = tmp_path / "lesson.json"
    path.write_text(json.dumps(EGGS))
    return path


def call(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = cli.main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def listed(out):
    return [entry["name"] for entry in json.loads(out)["surfaces"]]


def test_a_file_is_not_run_because_an_experiment_asks_for_it(own_folder, lesson, capsys):
    own_folder.surface("eggs", after="print('ran')\n")
    code, out, err = call(capsys, "run", lesson)
    assert (code, out) == (2, "") and "ran" not in err
    assert 'problem.surface: there is no surface "eggs"' in err and "--plugins FOLDER" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["run", "gradient"])
def test_a_named_folder_is_used(own_folder, lesson, capsys, command):
    own_folder.surface("eggs")
    code, out, err = call(capsys, command, lesson, "--json", "--plugins", own_folder.path)
    assert (code, err) == (0, "") and json.loads(out)


def test_an_allowed_folder_is_used_and_another_is_not(own_folder, lesson, capsys):
    own_folder.surface("eggs")
    assert "eggs" not in listed(call(capsys, "list", "--json")[1])
    Permissions().allow(own_folder.path)
    assert listed(call(capsys, "list", "--json")[1])[-1] == "eggs"
    assert call(capsys, "run", lesson)[0] == 0
    (line,) = [row for row in call(capsys, "list")[1].splitlines() if "eggs" in row]
    assert line.startswith("  eggs") and line.endswith("(own: eggs.py)")
    entries = json.loads(call(capsys, "list", "--json")[1])["surfaces"]
    assert [e["name"] for e in entries if "own" in e] == ["eggs"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_an_allowed_folder_that_became_unsafe_is_not_used(own_folder, lesson, capsys):
    own_folder.surface("eggs")
    Permissions().allow(own_folder.path)
    own_folder.path.chmod(0o777)
    assert call(capsys, "run", lesson)[0] == 2
    code, out, err = call(capsys, "run", lesson, "--plugins", own_folder.path)
    assert (code, out) == (2, "") and "--plugins: Everybody may write into" in err


def test_what_is_left_out_is_told_and_the_rest_is_used(own_folder, lesson, capsys):
    own_folder.surface("eggs")
    own_folder.write("bad.py", "x = (\n")
    code, out, err = call(capsys, "run", lesson, "--json", "--plugins", own_folder.path)
    assert code == 0 and json.loads(out)["runs"]
    assert err == (
        "playground: left out bad.py: line 1: Python cannot read this: '(' was never closed\n"
    )


def test_a_refusal_is_one_line_that_says_what_was_left_out(own_folder, lesson, capsys):
    own_folder.surface("eggs", slope="y")
    own_folder.write("other.py", "x = (\n")
    code, out, err = call(capsys, "run", lesson, "--plugins", own_folder.path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert 'there is no surface "eggs"' in err and "has a wrong gradient" in err


@pytest.mark.parametrize("folder", ["nowhere", "lesson.json"])
def test_a_folder_that_is_none_is_bad_input(lesson, tmp_path, capsys, folder):
    code, out, err = call(capsys, "list", "--plugins", tmp_path / folder)
    assert (code, out) == (2, "") and err.startswith("playground: --plugins: ")
    assert err.count("\n") == 1


def test_whatever_is_printed_json_stays_pure(own_folder, lesson):
    text = own_folder.surface("eggs").read_text()
    text = text.replace("        return x * x", "        print('noise', x)\n        return x * x")
    own_folder.write("eggs.py", "print('loud')\n" + text)
    done = subprocess.run(
        [sys.executable, "-m", "playground", "run", str(lesson), "--json",
         "--plugins", str(own_folder.path)], capture_output=True, text=True,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["runs"][0]["stop"] == "max_steps"
    assert done.stderr.startswith("loud\n") and "noise" in done.stderr


@pytest.mark.parametrize(("line", "said"), [
    ("return {}['no']", "KeyError: 'no'"), ("raise SystemExit(0)", "asks the program to end"),
])
def test_a_failure_in_the_middle_of_a_run_is_bad_input(own_folder, lesson, capsys, line, said):
    text = own_folder.surface("eggs").read_text()
    # Nothing is wrong but near the minimum, where the check does not look.
    near = f"        if 0 < np.hypot(x, y).max() < 1e-3: {line}\n        return x * x"
    own_folder.write("eggs.py", "import numpy as np\n" + text.replace("        return x * x", near))
    code, out, err = call(capsys, "run", lesson, "--plugins", own_folder.path)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1
    assert err.startswith("playground: eggs.py: line 12: ")


def test_examples_run_from_the_command_line(own_folder, lesson, capsys):
    write_examples(own_folder.path)
    document = EGGS | {"problem": {"kind": "surface", "surface": "my_waves"}}
    document["runners"] = [{"optimizer": "my_signs", "start": [4, 3]}]
    lesson.write_text(json.dumps(document))
    code, out, err = call(capsys, "gradient", lesson, "--json", "--plugins", own_folder.path)
    assert (code, err) == (0, "")
    assert json.loads(out)["check"]["max_relative_difference"] < 1e-8


def test_the_window_reads_what_it_is_started_on_with_own_files_if_allowed(own_folder, lesson):
    own_folder.surface("eggs")
    Permissions().allow(own_folder.path)
    assert read_with_own(lesson).problem.surface.name == "eggs"
    assert "eggs" in surfaces.own
