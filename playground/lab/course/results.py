"""Result files: what a pupil answered, raw; written atomically, read with distrust.

The signature (HMAC-SHA256 under a key in the lesson file) notices accidents and naive edits, not
cheats: the program is open, and anybody can sign. Marks are never believed; they are worked out
again from the answers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.engine.parameters import shown
from playground.lab.course.lesson import Lesson
from playground.lab.documents.disk import FileProblemError, one_line, write_atomically
from playground.lab.experiments.files import read_document
from playground.lab.experiments.reader import BadInputError, Reader

VERSION = 1
SUFFIX = ".result.json"
MOST_ANSWERS = 5000


@dataclass(frozen=True)
class Given:
    """One answer as it was typed: a text, a number, or nested lists; with time and hints taken."""

    id: str
    given: Any
    seconds: float = 0.0
    attempt: int = 1
    hints: int = 0


@dataclass(frozen=True)
class Result:
    """What one pupil handed in; `signed` is None where the file carries no signature."""

    name: str
    lesson_id: str
    lesson_sha256: str
    answers: tuple[Given, ...]
    predictions: tuple[Given, ...] = ()
    signed: bool | None = None
    signature: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As the file has it, without the signature."""
        return {
            "version": VERSION, "kind": "result", "name": self.name,
            "lesson": {"id": self.lesson_id, "sha256": self.lesson_sha256},
            "answers": [written(answer) for answer in self.answers],
            "predictions": [written(answer) for answer in self.predictions],
            **self.extra,
        }

    def raw(self) -> str:
        """What makes two files the same work: the answers and their times."""
        return json.dumps([[a.id, a.given, a.seconds] for a in self.answers], sort_keys=True)


def written(answer: Given) -> dict[str, Any]:
    """An answer as a file has it."""
    item: dict[str, Any] = {
        "id": answer.id, "given": answer.given, "seconds": answer.seconds,
        "attempt": answer.attempt,
    }
    if answer.hints:
        item["hints"] = answer.hints
    return item


def signature_of(result: Result, lesson: Lesson) -> str:
    """HMAC-SHA256 over the pupil's name, the lesson and the raw answers."""
    text = json.dumps(
        [result.name, result.lesson_id, [written(a) for a in result.answers],
         [written(a) for a in result.predictions]],
        ensure_ascii=False, sort_keys=True, allow_nan=False,
    )
    key = lesson.key or lesson.id
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def is_intact(result: Result, lesson: Lesson) -> bool:
    """Whether a signature is there and fits."""
    return hmac.compare_digest(result.signature, signature_of(result, lesson))


def write_result(path: str | Path, result: Result, lesson: Lesson) -> None:
    """Write a result with its signature; raises FileProblemError."""
    document = {**result.to_dict(), "signature": signature_of(result, lesson)}
    data = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"
    write_atomically(path, lambda file: file.write(data))


def read_result(path: str | Path) -> Result:
    """The result in a file; raises FileProblemError with the place and the mend."""
    try:
        return result_from(read_document(path))
    except BadInputError as error:
        sentence = str(error).replace("not an experiment file", "not a result file")
        raise FileProblemError(one_line(f"{path}: {sentence}")) from None


def result_from(document: Any) -> Result:
    """A result from JSON; raises BadInputError. Keys that are not known are left alone."""
    reader = Reader(document)
    if not isinstance(document, dict):
        reader.keys()
    if reader.at("kind").value != "result":
        reader.at("kind").fail(f'must be "result", got {shown(reader.at("kind").value)}')
    if reader.at("version").whole(low=1) > VERSION:
        reader.at("version").fail(
            f"is newer than this program reads ({VERSION}); update it"
        )
    lesson = reader.at("lesson")
    if not isinstance(lesson.value, dict):
        lesson.keys()
    name = one_line(reader.at("name").text(empty=False)).strip()
    if len(name) > 200:
        reader.at("name").fail("must have at most 200 characters")
    signature = reader.at("signature").value
    return Result(
        name=name,
        lesson_id=lesson.at("id").text(empty=False),
        lesson_sha256=lesson.at("sha256").text() if "sha256" in lesson else "",
        answers=answers_from(reader.at("answers")),
        predictions=answers_from(reader.at("predictions")) if "predictions" in reader else (),
        signature=signature if isinstance(signature, str) and signature.isascii() else "",
    )


def answers_from(reader: Reader) -> tuple[Given, ...]:
    """A list of answers; raises BadInputError."""
    found = []
    for item in reader.items(at_most=MOST_ANSWERS):
        if not isinstance(item.value, dict):
            item.keys()
        if "given" not in item:
            item.at("given").fail("is missing")
        seconds = item.at("seconds")
        found.append(Given(
            item.at("id").text(empty=False), _plain(item.at("given")),
            0.0 if seconds.value is None else seconds.number(),
            item.at("attempt").whole() if item.at("attempt").value is not None else 1,
            item.at("hints").whole(high=1000) if item.at("hints").value is not None else 0,
        ))
    return tuple(found)


def _plain(reader: Reader) -> Any:
    """A text, a number, null, or (nested) lists of them; NaN and the like are not JSON."""
    value = reader.value
    if isinstance(value, list):
        if len(str(value)) > 200_000:
            reader.fail("holds too much for an answer")
        return [_plain(item) for item in reader.items()]
    if isinstance(value, dict):
        reader.fail("must be a text, a number or a list of them")
    if isinstance(value, float) and value - value != 0:
        reader.fail("must be a finite number")
    return value
