"""Lessons: experiments that a teacher put into a folder, ready to be opened by their titles.

The folders, in this order:

- those that the environment variable OPTIMIZATION_PLAYGROUND_LESSONS names (a network share, say);
- `lessons` beside the program: next to the executable or next to its folder; with the source, in
  the project's folder;
- "Optimization Playground" in the person's documents;
- the ready ones that come with the program.

What stands in the documents is the person's own. The others are handed out: templates, which
saving never overwrites.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import playground
from playground.engine.expressions.nodes import ExpressionError
from playground.engine.expressions.parser import tree
from playground.lab.documents.disk import FileProblemError, one_line
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import SUFFIX, read_document
from playground.lab.experiments.folder import beside
from playground.lab.experiments.natural_sort import natural
from playground.lab.experiments.reader import BadInputError, Reader
from playground.lab.experiments.resources import resource
from playground.lab.experiments.surface_recipe import read_window
from playground.lab.plugins.load import documents_folder

VARIABLE = "OPTIMIZATION_PLAYGROUND_LESSONS"
FOLDER = "lessons"
MOST_IN_FOLDER = 50
MOST_ENTRIES = 2000
"""A folder of more files than this is no folder of lessons: the rest is not even looked at."""
DEEPEST = 4
SECONDS = 3.0
"""For all folders together; what has not been read by then is listed by its file's name."""


@dataclass(frozen=True)
class Place:
    """A folder where lessons are looked for, and whether they are templates."""

    folder: Path
    handed_out: bool
    title: str = ""


@dataclass(frozen=True)
class Lesson:
    """A file and its title; `problem` says why it cannot be opened, in one line."""

    path: Path
    title: str
    problem: str = ""


@dataclass(frozen=True)
class Shelf:
    """What a folder holds: folders, then lessons; `problem` if it cannot be read."""

    folder: Path
    title: str
    shelves: tuple[Shelf, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    more: bool = False
    problem: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be said of it."""
        return not (self.lessons or self.shelves or self.problem or self.more)


def places() -> list[Place]:
    """Where lessons are looked for, in order; the folders need not exist."""
    named = [Path(name) for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name.strip()]
    found = [Place(folder, True, folder.name) for folder in (*named, *beside_program())]
    found.append(Place(documents_folder(), False, documents_folder().name))
    with suppress(FileNotFoundError):
        found.append(Place(resource(FOLDER), True, "Ready lessons"))
    return found


def beside_program() -> list[Path]:
    """The folders `lessons` next to the executable and next to its folder, or in the project."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable).resolve().parent
        tops = [program, program.parent]
        if program.parts[-2:] == ("Contents", "MacOS"):
            tops.append(program.parents[2])  # beside the .app
        return [top / FOLDER for top in tops]
    project = Path(playground.__file__).resolve().parent.parent
    return [project / FOLDER] if (project / "pyproject.toml").is_file() else []


def is_handed_out(path: Path) -> bool:
    """Whether a file lies in a folder of templates."""
    real = Path(os.path.realpath(path))
    own = Path(os.path.realpath(documents_folder()))
    if real.is_relative_to(own):
        return False
    return any(
        real.is_relative_to(os.path.realpath(place.folder)) for place in places()
        if place.handed_out
    )


class Lessons:
    """Reads the folders; a file that has not changed is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], Lesson] = {}

    def read(self, seconds: float = SECONDS) -> list[Shelf]:
        """What all folders hold, without empty ones; takes as long as the slowest of them."""
        visit = _Visit(monotonic() + seconds, self._known)
        shelves = [visit.shelf(place.folder, place.title) for place in places()]
        self._known = visit.met
        return [shelf for shelf in shelves if not shelf.empty]


@dataclass
class _Visit:
    """One walk through the folders, with what is known and until when it may take."""

    end: float
    known: dict[tuple[str, int, int], Lesson]
    met: dict[tuple[str, int, int], Lesson] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def shelf(self, folder: Path, title: str, depth: int = 0) -> Shelf:
        """What one folder holds, and the folders in it; nothing where it was seen before."""
        real = os.path.realpath(folder)
        if real in self.seen:  # named twice, or a link that leads back
            return Shelf(folder, title)
        self.seen.add(real)
        if monotonic() > self.end:
            return Shelf(folder, title, more=True)
        files: list[os.DirEntry[str]] = []
        folders: list[str] = []
        more = False
        try:
            with os.scandir(folder) as entries:
                for count, entry in enumerate(entries):
                    more = count >= MOST_ENTRIES or monotonic() > self.end
                    if more:
                        break
                    self._sort(entry, files, folders)
        except FileNotFoundError:
            return Shelf(folder, title)
        except OSError as error:
            reason = one_line(error.strerror or str(error))
            return Shelf(folder, title, problem=f"{folder} cannot be read ({reason})")
        files.sort(key=lambda e: natural(e.name))
        folders.sort(key=natural)
        more = more or len(files) > MOST_IN_FOLDER or len(folders) > MOST_IN_FOLDER
        inner = [
            self.shelf(folder / name, one_line(name), depth + 1)
            for name in folders[:MOST_IN_FOLDER] if depth < DEEPEST
        ]
        lessons = tuple(self._lesson(entry) for entry in files[:MOST_IN_FOLDER])
        return Shelf(folder, title, tuple(s for s in inner if not s.empty), lessons, more)

    @staticmethod
    def _sort(entry: os.DirEntry[str], files: list[os.DirEntry[str]], folders: list[str]) -> None:
        if entry.name.startswith("."):
            return
        with suppress(OSError):
            if entry.is_dir():
                folders.append(entry.name)
            elif entry.name.lower().endswith(SUFFIX) and entry.is_file():
                files.append(entry)

    def _lesson(self, entry: os.DirEntry[str]) -> Lesson:
        path = Path(entry.path)
        try:
            found = entry.stat()
        except OSError as error:
            reason = error.strerror or str(error)
            return Lesson(path, _stem(path), one_line(f"{path}: cannot be read ({reason})"))
        key = (str(path), found.st_mtime_ns, found.st_size)
        lesson = self.known.get(key)
        if lesson is None:
            if monotonic() > self.end:
                return Lesson(path, _stem(path))  # opening it will say what is wrong with it
            lesson = _read(path)
        self.met[key] = lesson
        return lesson


def _read(path: Path) -> Lesson:
    """A lesson by its title, or by its file's name with what is wrong with it."""
    try:
        document = read_document(path)
        with beside(path):
            title = _title(document)
    except FileProblemError as error:
        return Lesson(path, _stem(path), str(error))
    except BadInputError as error:
        return Lesson(path, _stem(path), one_line(f"{path}: {error}"))
    return Lesson(path, " ".join(one_line(title).split()) or _stem(path))


def _title(document: Any) -> str:
    """The title of an experiment, or of a lesson of a course; raises BadInputError."""
    if isinstance(document, dict) and document.get("kind") == "lesson":
        from playground.lab.course.reader import lesson_from

        return lesson_from(document).title
    return Experiment.from_dict(_without_expression(document)).title


def _stem(path: Path) -> str:
    """The file's name as a title: without its suffix, or both of "week 1.playground.json"."""
    return one_line(path.stem.removesuffix(".playground").removesuffix(".lesson"))


def _without_expression(document: Any) -> Any:
    """The document with a plain surface in place of a typed function.

    Its text is read by the grammar; what follows, the derivatives, takes a hundred times longer,
    and hardly ever finds fault with what could be read.
    """
    problem = document.get("problem") if isinstance(document, dict) else None
    if not (isinstance(problem, dict) and isinstance(problem.get("expression"), str)):
        return document
    reader = Reader(problem, "problem")
    reader.keys(["kind", "expression", "window"])
    read_window(reader.at("window"))
    try:
        tree(problem["expression"], {})
    except ExpressionError as error:
        reader.at("expression").fail(str(error))
    return {**document, "problem": {"kind": problem["kind"], "surface": "saddle"}}


def all_lessons(shelves: list[Shelf] | tuple[Shelf, ...]) -> Iterator[Lesson]:
    """Every lesson, folder by folder."""
    for shelf in shelves:
        yield from all_lessons(shelf.shelves)
        yield from shelf.lessons
