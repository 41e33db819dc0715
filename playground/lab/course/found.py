"""Where lessons lie: those that come with the program, beside it, and in one's documents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from playground.lab.course.lesson import Lesson
from playground.lab.course.reader import SUFFIX, read_lesson
from playground.lab.course.results import Result
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.files import read_document
from playground.lab.experiments.lessons import MOST_ENTRIES, places
from playground.lab.experiments.natural_sort import natural
from playground.lab.experiments.reader import BadInputError
from playground.lab.experiments.resources import resource

COURSE = "lessons/Course"


def course_folder() -> Path:
    """The folder of the lessons that come with the program."""
    return resource(COURSE)


def lesson_files(folder: Path) -> list[Path]:
    """The lesson files in a folder and in those in it, in the order of their names."""
    try:
        found = [p for p in folder.rglob(f"*{SUFFIX}") if p.is_file()][:MOST_ENTRIES]
    except OSError:
        return []
    return sorted(found, key=lambda p: natural(str(p)))


def known_lessons() -> Iterator[Path]:
    """Every lesson file in the known places: a teacher's before the program's own."""
    for place in places():
        yield from lesson_files(place.folder)


@lru_cache(maxsize=64)
def lesson_at(path: Path) -> Lesson:
    """A lesson, read once a process; raises FileProblemError."""
    return read_lesson(path)


class LessonFinder:
    """The lesson of a result: the one that is named, or the one of its id in the known places."""

    def __init__(self, file: str | None = None) -> None:
        self.only = read_lesson(file) if file is not None else None
        self._by_id: dict[str, list[Path]] | None = None

    def __call__(self, result: Result) -> Lesson:
        """The lesson; raises FileProblemError where there is none, or the result is another's."""
        if self.only is not None:
            if result.lesson_id != self.only.id:
                raise FileProblemError(
                    f"is about the lesson {result.lesson_id[:80]!r}, not about {self.only.id!r}"
                )
            return self.only
        lessons = [lesson_at(path) for path in self._paths(result.lesson_id)]
        for lesson in lessons:
            if lesson.sha256 == result.lesson_sha256:
                return lesson
        if not lessons:
            raise FileProblemError(
                f"is about the lesson {result.lesson_id[:80]!r}, which is not known here; "
                "name its file with --lesson"
            )
        return lessons[0]

    def _paths(self, name: str) -> list[Path]:
        if self._by_id is None:
            self._by_id = {}
            for path in known_lessons():
                try:
                    document = read_document(path)
                except (BadInputError, FileProblemError):
                    continue
                if isinstance(document, dict):
                    self._by_id.setdefault(str(document.get("id")), []).append(path)
        return self._by_id.get(name, [])
