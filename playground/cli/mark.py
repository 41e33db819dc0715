"""`playground mark`: results of a class, marked again from the raw answers."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import Any

from playground.cli.chosen import Progress, look_at_rows
from playground.cli.output import as_json as json_text
from playground.lab.course.exports import gradescope
from playground.lab.course.found import LessonFinder
from playground.lab.course.lesson import Lesson
from playground.lab.course.marks import Class, as_json, as_table, mark_class, result_files
from playground.lab.course.results import Result
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.experiments.reader import BadInputError


def add_command(commands: Any) -> None:
    """`mark`."""
    command = commands.add_parser(
        "mark", help="mark result files (or folders of them) from their raw answers"
    )
    command.add_argument("results", nargs="+", metavar="RESULT", help="a result file or a folder")
    command.add_argument("--lesson", metavar="FILE", help="the lesson (else it is looked for)")
    command.add_argument("--csv", metavar="OUT", help="write a table, one row a pupil")
    command.add_argument(
        "--roster", metavar="FILE", help="names, one a line: who handed in nothing is listed"
    )
    command.add_argument(
        "--gradescope", metavar="OUT", help="write results.json (of one result file)"
    )
    command.add_argument("--json", action="store_true", help="print strict JSON")


def answer(options: argparse.Namespace) -> str:
    """The marks of every result; what cannot be read is named, and the others are marked."""
    files = result_files(options.results)
    finder = LessonFinder(options.lesson)

    def lesson_for(result: Result) -> Lesson:
        lesson = finder(result)
        look_at_rows(options, *lesson.experiments)
        return lesson

    progress = Progress("marking: result", len(files))
    try:
        found = mark_class(files, lesson_for, _names(options.roster), progress.show)
    except BadInputError as error:
        raise BadInputError(options.lesson or "the lesson", str(error)) from None
    progress.clear()
    if not found.marks and found.problems:
        file, problem = found.problems[0]
        more = f" (and {len(found.problems) - 1} more)" if len(found.problems) > 1 else ""
        raise FileProblemError(f"{file}: {problem}{more}")
    if options.gradescope:
        if len(found.marks) != 1:
            raise BadInputError("--gradescope", f"is for one result, got {len(found.marks)}")
        _write(options.gradescope, gradescope(found.marks[0]))
    if options.csv:
        _write(options.csv, _csv(found))
    return json_text(as_json(found)) if options.json else _told(found)


def _names(file: str | None) -> list[str]:
    if file is None:
        return []
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise FileProblemError(f"{file}: cannot be read ({reason})") from None
    return [line.strip() for line in text.splitlines() if line.strip()]


def _write(path: str, text: str) -> None:
    write_atomically(path, lambda file: file.write(text.encode("utf-8")))


def _csv(found: Class) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(as_table(found))
    return out.getvalue()


def _told(found: Class) -> str:
    lines = []
    for m in found.marks:
        notes = f" ({'; '.join(m.notes)})" if m.notes else ""
        lines.append(f"{m.name}: {m.score:g} of {m.points:g} in {m.lesson}{notes}")
    lines += [f"not marked: {file}: {problem}" for file, problem in found.problems]
    lines += [f"the same answers at the same times: {', '.join(g)}" for g in found.duplicates]
    lines += [f"missing: {name}" for name in found.missing]
    return "\n".join(lines)
