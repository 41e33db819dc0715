"""Marks of whole results, one or a thousand: worked out again from the raw answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.lab.course.key import Key
from playground.lab.course.lesson import Lesson, Question
from playground.lab.course.marking import Mark, mark
from playground.lab.course.results import SUFFIX, Given, Result, is_intact, read_result
from playground.lab.documents.disk import FileProblemError, one_line

MOST_FILES = 100_000


@dataclass(frozen=True)
class QuestionMark:
    """One question of one pupil: the attempt that counts (the best), and what the first one got."""

    id: str
    points: float
    given: Any = None
    correct: bool = False
    follows: bool = False
    score: float = 0.0
    first: float = 0.0
    attempts: int = 0
    say: str = ""


@dataclass(frozen=True)
class Marked:
    """All of one pupil's marks in one lesson, with what is noticed about the file."""

    name: str
    lesson: str
    questions: tuple[QuestionMark, ...]
    file: str = ""
    notes: tuple[str, ...] = ()
    predictions: tuple[Given, ...] = ()
    words: tuple[Given, ...] = ()

    @property
    def score(self) -> float:
        """Points reached."""
        return sum(q.score for q in self.questions)

    @property
    def points(self) -> float:
        """Points that there are."""
        return sum(q.points for q in self.questions)


def marked(result: Result, key: Key) -> Marked:
    """The marks of a result by a key; raises BadInputError where the lesson has no key."""
    lesson = key.lesson
    notes = []
    known = {q.id for q in lesson.questions}
    if result.lesson_sha256 and lesson.sha256 and result.lesson_sha256 != lesson.sha256:
        notes.append("made with another version of the lesson")
    if result.signature and not is_intact(result, lesson):
        notes.append("altered: the signature does not fit the answers")
    strange = sorted({a.id for a in result.answers} - known)
    if strange:
        notes.append(f"answers what is not asked: {', '.join(strange[:5])}")
    marks = tuple(_of_question(key, q, result.answers) for q in lesson.marked)
    if not any(q.attempts for q in marks):
        notes.append("an empty sheet")
    texts = {q.id for q in lesson.questions if q.kind != "predict" and q.answer is None}
    return Marked(
        result.name, lesson.id, marks, notes=tuple(notes), predictions=result.predictions,
        words=tuple(a for a in result.answers if a.id in texts),
    )


def _of_question(key: Key, question: Question, answers: tuple[Given, ...]) -> QuestionMark:
    """The best of all attempts; each follows from what stood there before it."""
    final = {a.id: a.given for a in answers}
    earlier: dict[str, Any] = {}
    tried: list[tuple[Given, Mark]] = []
    for answer in answers:
        if answer.id == question.id:
            own = {**{n: final[n] for n in question.follow if n in final}, **earlier}
            tried.append((answer, mark(key, question, answer.given, own, answer.hints)))
        earlier[answer.id] = answer.given
    if not tried:
        return QuestionMark(question.id, question.points)
    best, found = max(tried, key=lambda pair: pair[1].score)
    return QuestionMark(
        question.id, question.points, best.given, found.correct, found.follows, found.score,
        tried[0][1].score, len(tried), found.problem or found.say,
    )


@dataclass
class Class:
    """The results of a class: marks in the order of the files, and what cannot be marked."""

    marks: list[Marked] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    duplicates: list[list[str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def result_files(paths: Iterable[str]) -> list[Path]:
    """The files that are named, and those in folders, in the order of their names.

    In a folder, files that end in .result.json, or all .json files where none does so.
    """
    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if not path.is_dir():
            found.append(path)
            continue
        try:
            inside = sorted(
                Path(entry.path) for entry in os.scandir(path)
                if entry.name.lower().endswith(".json") and not entry.name.startswith(".")
            )
        except OSError as error:
            reason = error.strerror or str(error)
            raise FileProblemError(one_line(f"{path}: cannot be read ({reason})")) from None
        named = [p for p in inside if p.name.lower().endswith(SUFFIX)]
        inside = named or [p for p in inside if not p.name.lower().endswith(".lesson.json")]
        if not inside:
            raise FileProblemError(f"{path}: holds no result files (NAME{SUFFIX})")
        found += inside[:MOST_FILES]
    return found


def mark_class(
    files: list[Path], lesson_for: Callable[[Result], Lesson], roster: Iterable[str] = (),
    told: Callable[[int], object] | None = None,
) -> Class:
    """Mark every file. One that cannot be read is named with the reason, and the others go on.

    `lesson_for` finds a result's lesson; raises FileProblemError where there is none.
    """
    found = Class()
    keys: dict[tuple[str, str], Key] = {}
    same: dict[tuple[str, str], list[str]] = {}
    for count, path in enumerate(files, 1):
        try:
            result = read_result(path)
            lesson = lesson_for(result)
        except FileProblemError as error:
            found.problems.append((str(path), str(error).removeprefix(f"{path}: ")))
            continue
        pupil = result.name if lesson.vary else ""
        key = keys.get((lesson.id, pupil))
        if key is None:
            key = keys[lesson.id, pupil] = Key(lesson, pupil)
        one = marked(result, key)
        found.marks.append(Marked(
            one.name, one.lesson, one.questions, str(path), one.notes, one.predictions, one.words
        ))
        if result.answers:
            same.setdefault((lesson.id, result.raw()), []).append(str(path))
        if told:
            told(count)
    found.duplicates = [group for group in same.values() if len(group) > 1]
    handed_in = {_plain(m.name) for m in found.marks}
    found.missing = [name for name in roster if _plain(name) not in handed_in]
    return found


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def as_json(found: Class) -> dict[str, Any]:
    """As `playground mark --json` prints it."""
    return {
        "results": [_marked_json(m) for m in found.marks],
        "problems": [{"file": file, "problem": problem} for file, problem in found.problems],
        "duplicates": found.duplicates,
        "missing": found.missing,
    }


def _marked_json(m: Marked) -> dict[str, Any]:
    return {
        "name": m.name, "lesson": m.lesson, "score": m.score, "points": m.points,
        "file": m.file, "notes": list(m.notes),
        "questions": [
            {"id": q.id, "given": q.given, "correct": q.correct, "follows": q.follows,
             "score": q.score, "points": q.points, "first_score": q.first,
             "attempts": q.attempts, "say": q.say}
            for q in m.questions
        ],
    }


def as_table(found: Class) -> list[list[str]]:
    """One row a pupil: name, lesson, score, points, file, notes, then each question's score.

    Names that no spreadsheet takes for a formula. Problems, duplicates and missing names follow.
    """
    ids = list(dict.fromkeys(f"{m.lesson}.{q.id}" for m in found.marks for q in m.questions))
    lessons = {m.lesson for m in found.marks}
    heads = [name.split(".", 1)[1] for name in ids] if len(lessons) == 1 else ids
    rows = [["name", "lesson", "score", "points", "file", "notes", *heads]]
    twice = {file for group in found.duplicates for file in group}
    for m in found.marks:
        scores: Mapping[str, str] = {f"{m.lesson}.{q.id}": f"{q.score:g}" for q in m.questions}
        notes = [*m.notes, *(["the same answers as another file"] if m.file in twice else [])]
        rows.append([
            _safe(m.name), m.lesson, f"{m.score:g}", f"{m.points:g}", _safe(m.file),
            "; ".join(notes), *(scores.get(name, "") for name in ids),
        ])
    blank = [""] * len(ids)
    for file, problem in found.problems:
        rows.append(["", "", "", "", _safe(file), problem, *blank])
    for name in found.missing:
        rows.append([_safe(name), "", "", "", "", "missing: nothing was handed in", *blank])
    return rows


def _safe(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
