"""The workflows parse, ask for few rights, and name only what exists."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TOOLS = {"python", "pytest", "ruff", "mypy", "playground", "pyinstaller", "sudo", "xvfb-run", "gh"}


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def lines(workflow):
    return [line for step in steps(workflow) for line in step.get("run", "").splitlines() if line]


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def workflow(request):
    return yaml.safe_load(request.param.read_text(encoding="utf-8"))


def test_there_are_workflows():
    assert {path.stem for path in WORKFLOWS} == {"test", "build"}


def test_it_starts_with_reading_alone(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        allowed = {"contents": "write"} if name == "release" else {}
        assert job.get("permissions", {}) == allowed
        assert job["timeout-minutes"] <= 40


def test_actions_are_pinned_and_secrets_unused(workflow):
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", name) for name in used)
    assert "secrets." not in yaml.safe_dump(workflow)


def test_what_it_calls_exists(workflow):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for line in lines(workflow):
        assert line.split()[0] in TOOLS, line
        for module in re.findall(r"python -m (playground\S*)", line):
            assert (ROOT / f"{module.replace('.', '/')}.py").is_file(), line
        for spec in re.findall(r"\S+\.spec", line):
            assert (ROOT / spec).is_file()
        for names in re.findall(r'-e "\.\[(.*?)\]"', line):
            assert set(names.split(",")) <= set(extras)


def test_no_text_of_others_is_run(workflow):
    """What a pull request may name (a branch, a title) reaches commands by variables only."""
    assert not any("${{" in line for line in lines(workflow))


def test_the_libraries_of_qt_are_those_of_the_program():
    from playground.app.main import LINUX_LIBRARIES

    for path in [*WORKFLOWS, ROOT / ".ci" / "run"]:
        assert set(LINUX_LIBRARIES.split()) <= set(path.read_text(encoding="utf-8").split()), path


def test_the_matrix_is_three_systems_by_three_pythons():
    matrix = yaml.safe_load(WORKFLOWS[1].read_text())["jobs"]["test"]["strategy"]["matrix"]
    assert len(matrix["os"]) == 3 and matrix["python"] == ["3.11", "3.12", "3.13"]
