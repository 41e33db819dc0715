"""`playground lesson`: check a lesson file, print its key, export its questions."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from playground.cli.chosen import look_at_rows
from playground.cli.output import as_json
from playground.lab.course.exports import gift, moodle_xml
from playground.lab.course.key import Key, as_given
from playground.lab.course.quantities import explained
from playground.lab.course.reader import at_line, check_needs, read_lesson
from playground.lab.documents.disk import write_atomically
from playground.lab.experiments.reader import BadInputError

FORMATS = {"moodle": moodle_xml, "gift": gift}


def add_command(commands: Any) -> None:
    """`lesson check`, `lesson key`, `lesson export`, `lesson quantities`."""
    command = commands.add_parser("lesson", help="check a lesson file, print its key, export it")
    kinds = command.add_subparsers(dest="what", required=True, metavar="WHAT")
    check = kinds.add_parser("check", help="does it open, and can every answer be computed?")
    key = kinds.add_parser("key", help="every right answer, computed from the scene")
    export = kinds.add_parser("export", help="the questions for Moodle (XML) or as GIFT")
    names = kinds.add_parser("quantities", help="what an answer may be made of")
    for part in (check, key, export):
        part.add_argument("file", metavar="FILE", help="lesson file (.lesson.json)")
    for part in (check, key, names):
        part.add_argument("--json", action="store_true", help="print strict JSON")
    for part in (key, export):
        part.add_argument(
            "--pupil", default="", metavar="NAME", help="with the numbers of this pupil"
        )
    export.add_argument("--to", required=True, choices=tuple(FORMATS), help="which format")
    export.add_argument("out", metavar="OUT", help="the file to write")
    export.set_defaults(json=False)


def answer(options: argparse.Namespace) -> str:
    """What the chosen one has to say."""
    if options.what == "quantities":
        if options.json:
            return as_json({"quantities": dict(explained)})
        return "\n".join(f"{name:<26}{what}" for name, what in explained.items())
    lesson = read_lesson(options.file)
    look_at_rows(options, *lesson.experiments)
    try:
        key = Key(lesson, getattr(options, "pupil", ""))
        key.check()
        if options.what == "check":
            check_needs(Path(options.file), lesson)
        answers = key.answers
    except BadInputError as error:
        raise at_line(options.file, error) from None
    if options.what == "check":
        return _checked(options, key)
    if options.what == "export":
        text = FORMATS[options.to](key)
        write_atomically(options.out, lambda file: file.write(text.encode()))
        return f"{options.out}: {sum(1 for _ in lesson.marked)} questions"
    questions = [
        {
            "id": q.id, "type": q.type, "answer": as_given(answers[q.id]),
            "tolerance": {"relative": q.tolerance.relative, "absolute": q.tolerance.absolute},
            "points": q.points,
            **({"kind": q.kind} if q.kind != "check" else {}),
            **({"choices": list(q.choices)} if q.choices else {}),
        }
        for q in lesson.questions if q.answer is not None
    ]
    if options.json:
        return as_json({"lesson": lesson.id, "questions": questions})
    return "\n".join(f"{q['id']}: {_told(q)}" for q in questions)


def _checked(options: argparse.Namespace, key: Key) -> str:
    lesson = key.lesson
    found = {
        "ok": True, "lesson": lesson.id, "title": lesson.title, "steps": len(lesson.steps),
        "questions": sum(1 for _ in lesson.questions), "points": lesson.points,
    }
    if options.json:
        return as_json(found)
    return (
        f"{options.file}: good: {_count(len(lesson.steps), 'page')}, "
        f"{_count(sum(1 for _ in lesson.questions), 'question')}, {_count(lesson.points, 'point')}"
    )


def _count(many: float, what: str) -> str:
    return f"{many:g} {what}{'s' * (many != 1)}"


def _told(question: dict[str, Any]) -> str:
    value = question["answer"]
    if "choices" in question:
        places = value if isinstance(value, list) else [value]
        return ", ".join(f"{p} ({question['choices'][p]})" for p in places)
    return str(np.array2string(np.array(value), precision=8, separator=", "))
