"""Writing a lesson: a document grows step by step, is checked as a whole and written whole."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playground.lab.course.key import Key, as_given
from playground.lab.course.lesson import Lesson
from playground.lab.course.reader import SUFFIX, VERSION, lesson_from
from playground.lab.documents.disk import write_atomically
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.folder import beside
from playground.lab.experiments.reader import BadInputError

NEW_STEPS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "say": ("Text", {"say": "What is to be seen here?"}),
    "predict": ("Prediction", {
        "ask": "predict", "id": "p", "type": "number", "text": "How many updates will it make?",
        "before": "run", "answer": {"from": "run[0].steps"}}),
    "do": ("Run", {"do": {"run": "converged"}}),
    "check": ("Question", {
        "ask": "check", "id": "q", "type": "matrix", "text": "What is the gradient at the start?",
        "answer": {"from": "gradient"}, "tolerance": {"relative": 0.01}, "points": 1,
        "hints": []}),
    "explain": ("Why", {
        "explain": "e", "text": "Why?", "choices": ["Because.", "Because not."], "right": 0}),
    "goal": ("Goal", {
        "goal": "Reach a loss below 1.", "id": "g", "reached": "1 - run[0].loss"}),
}
"""What a step begins as, by its kind, with the word for it."""


def kind_of(step: Mapping[str, Any]) -> str:
    """Which of `NEW_STEPS` a step is."""
    if "ask" in step:
        return "predict" if step["ask"] == "predict" else "check"
    return next((kind for kind in ("say", "do", "explain", "goal") if kind in step), "say")


def new_document(experiment: Experiment) -> dict[str, Any]:
    """A lesson on this experiment with a page, a prediction, a run and a question."""
    document: dict[str, Any] = {
        "version": VERSION, "kind": "lesson", "id": plain_id(experiment.title or "lesson"),
        "title": experiment.title or "A lesson", "language": "en", "minutes": 10,
        "scene": scene_of(experiment), "steps": [],
    }
    for kind in ("say", "predict", "do", "check"):
        add_step(document, kind, len(document["steps"]))
    return document


def scene_of(experiment: Experiment) -> dict[str, Any]:
    """An experiment as a lesson holds it: at its start."""
    scene = experiment.to_dict()
    scene.pop("cursor", None)
    return scene


def plain_id(title: str) -> str:
    """A short word from a title."""
    word = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return word[:40] or "lesson"


def add_step(document: dict[str, Any], kind: str, place: int) -> None:
    """Put a new step in, with an id of its own."""
    step = json.loads(json.dumps(NEW_STEPS[kind][1]))
    taken = {s.get("id", s.get("explain")) for s in document["steps"]}
    for key in ("id", "explain"):
        if key in step:
            number = next(n for n in range(1, 999) if f"{step[key]}{n}" not in taken)
            step[key] = f"{step[key]}{number}"
    document["steps"].insert(place, step)


def checked(document: dict[str, Any]) -> tuple[Lesson, dict[str, Any]]:
    """The lesson and its key; raises BadInputError naming the place and the mend."""
    lesson = lesson_from(document)
    key = Key(lesson)
    key.check()
    return lesson, {name: as_given(value) for name, value in key.answers.items()}


def write_lesson(path: Path, document: dict[str, Any]) -> None:
    """Check and write a lesson; raises BadInputError or FileProblemError, and then writes nothing.

    The file's name ends as lessons' do.
    """
    if not path.name.lower().endswith(SUFFIX):
        raise BadInputError("", f"the file's name must end in {SUFFIX}")
    with beside(path):
        checked(document)
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    write_atomically(path, lambda file: file.write(f"{text}\n".encode()))
