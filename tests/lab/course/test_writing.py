"""A lesson is written step by step, checked as a whole, and written whole or not at all."""

import json

import pytest

from playground.lab.course.reader import read_lesson
from playground.lab.course.writing import (
    NEW_STEPS,
    add_step,
    checked,
    kind_of,
    new_document,
    write_lesson,
)
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.reader import BadInputError

from .conftest import NETWORK


@pytest.mark.parametrize("experiment", [new_experiment(), Experiment.from_dict(NETWORK)])
def test_a_new_lesson_runs_and_every_kind_of_step_can_be_added(experiment):
    document = new_document(experiment)
    for kind in NEW_STEPS:
        add_step(document, kind, len(document["steps"]))
    lesson, key = checked(document)
    assert [kind_of(step) for step in document["steps"]][-6:] == list(NEW_STEPS)
    assert set(key) == {"p1", "p2", "q1", "q2", "e1"} and len(lesson.steps) == 10


def test_what_does_not_run_is_not_written(tmp_path):
    document = new_document(new_experiment())
    path = tmp_path / "one.lesson.json"
    write_lesson(path, document)
    before = path.read_text()
    assert read_lesson(path).title and json.loads(before) == document
    document["steps"][3]["answer"] = {"from": "wings"}
    with pytest.raises(BadInputError, match="unknown quantity"):
        write_lesson(path, document)
    assert path.read_text() == before
    with pytest.raises(BadInputError, match="must end in"):
        write_lesson(tmp_path / "one.json", new_document(new_experiment()))
