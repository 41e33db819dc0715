"""Where a pupil is in each lesson, kept in their own folder and nowhere else; deleted on demand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playground.lab.course.lesson import Goal, Lesson, Question
from playground.lab.course.results import answers_from, written
from playground.lab.course.session import Progress
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.documents.recovery import state_folder
from playground.lab.experiments.files import read_document
from playground.lab.experiments.reader import BadInputError, Reader

VERSION = 1


def course_state() -> Path:
    """The folder; it need not exist."""
    return state_folder() / "course"


def file_of(lesson_id: str) -> Path:
    """The file of one lesson."""
    return course_state() / f"{lesson_id}.json"


def keep(lesson: Lesson, progress: Progress, score: float, pupil: str) -> None:
    """Write it; raises FileProblemError."""
    document = {
        "version": VERSION, "lesson": lesson.id, "sha256": lesson.sha256, "pupil": pupil,
        "place": progress.place, "pages": len(lesson.steps), "score": score,
        "points": lesson.points, "answers": [written(g) for g in progress.answers],
        "predictions": [written(g) for g in progress.predictions],
        "hints": progress.hints, "done": sorted(progress.done), "drafts": progress.drafts,
    }
    path = file_of(lesson.id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblemError(f"{path.parent}: cannot be made ({error.strerror})") from None
    data = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    write_atomically(path, lambda file: file.write(data))


def kept(lesson: Lesson) -> Progress | None:
    """What was kept of a lesson; None where nothing was.

    Of one whose file has changed since, what was typed is kept for the questions that are still
    asked, and where one was if it has as many pages.
    """
    document = _document(lesson.id)
    if document is None:
        return None
    reader = Reader(document)
    try:
        hints = reader.at("hints")
        found = Progress(
            reader.at("place").whole(), list(answers_from(reader.at("answers"))),
            list(answers_from(reader.at("predictions"))),
            {name: hints.at(name).whole() for name in hints.value},
            {item.whole() for item in reader.at("done").items()},
            dict(reader.at("drafts").value) if "drafts" in reader else {},
        )
        same = document.get("sha256") == lesson.sha256
        as_many = reader.at("pages").whole() == len(lesson.steps)
    except (BadInputError, TypeError, ValueError):
        return None
    return found if same else _of_changed(lesson, found, as_many)


def _of_changed(lesson: Lesson, found: Progress, as_many: bool) -> Progress:
    """The part of it that still means something in a lesson that has changed."""
    asked = {step.id for step in lesson.steps if isinstance(step, (Question, Goal))}
    return Progress(
        found.place if as_many else 0,
        [given for given in found.answers if given.id in asked],
        [given for given in found.predictions if given.id in asked],
        {name: count for name, count in found.hints.items() if name in asked},
        found.done if as_many else set(), changed=True,
    )


def summary(lesson_id: str) -> tuple[int, int, float, float] | None:
    """The page, how many there are, score and points of a lesson that was begun; None of others."""
    document = _document(lesson_id)
    if document is None:
        return None
    try:
        numbers = [float(document[name]) for name in ("place", "pages", "score", "points")]
    except (KeyError, TypeError, ValueError):
        return None
    return int(numbers[0]), int(numbers[1]), numbers[2], numbers[3]


def last_used(lesson_ids: Iterable[str]) -> str:
    """The lesson among these that one was in last; "" if in none."""
    times = {}
    for name in lesson_ids:
        with suppress(OSError):
            times[name] = file_of(name).stat().st_mtime
    return max(times, key=lambda name: times[name], default="")


def forget(lesson_id: str) -> None:
    """Begin a lesson anew."""
    with suppress(OSError):
        file_of(lesson_id).unlink(missing_ok=True)


def forget_everything() -> str:
    """Delete all that was kept; a sentence about what could not be, or ""."""
    folder = course_state()
    if not folder.exists():
        return ""
    try:
        shutil.rmtree(folder)
    except OSError as error:
        return f"{folder}: cannot be deleted ({error.strerror}); delete it by hand"
    return ""


def _document(lesson_id: str) -> dict[str, Any] | None:
    try:
        document = read_document(file_of(lesson_id))
    except (FileProblemError, BadInputError):
        return None
    return document if isinstance(document, dict) else None
