"""A lesson's questions for other systems: Moodle XML and GIFT; marks for Gradescope.

The numbers are those of the lesson as it stands (or of one pupil's variant): elsewhere a changed
scene changes nothing.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from playground.lab.course.key import Key
from playground.lab.course.lesson import Question
from playground.lab.course.marking import entry_name
from playground.lab.course.marks import Marked
from playground.lab.course.markup import as_html


def moodle_xml(key: Key) -> str:
    """A quiz in Moodle's XML: numbers as numerical questions, vectors and matrices as cloze."""
    quiz = ET.Element("quiz")
    category = ET.SubElement(quiz, "question", type="category")
    _text(ET.SubElement(category, "category"), f"$course$/{key.lesson.title}")
    for question in key.lesson.marked:
        right = key.right(question)
        if question.choices:
            _multichoice(quiz, key, question, right)
        elif np.asarray(right).size == 1:
            _numerical(quiz, key, question, float(np.ravel(right)[0]))
        else:
            _cloze(quiz, key, question, np.asarray(right))
    ET.indent(quiz)
    body = ET.tostring(quiz, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _question(quiz: ET.Element, kind: str, key: Key, question: Question, text: str) -> ET.Element:
    element = ET.SubElement(quiz, "question", type=kind)
    _text(ET.SubElement(element, "name"), f"{key.lesson.id}: {question.id}")
    inner = ET.SubElement(element, "questiontext", format="html")
    _text(inner, text)
    _text(ET.SubElement(element, "generalfeedback", format="html"), _html(
        question.after))
    ET.SubElement(element, "defaultgrade").text = f"{question.points:g}"
    return element


def _numerical(quiz: ET.Element, key: Key, question: Question, right: float) -> None:
    element = _question(quiz, "numerical", key, question, _html(question.text))
    answer = ET.SubElement(element, "answer", fraction="100", format="moodle_auto_format")
    ET.SubElement(answer, "text").text = _number(right)
    ET.SubElement(answer, "tolerance").text = _number(_margin(question, right))
    for hint in question.hints:
        _text(ET.SubElement(element, "hint", format="html"), _html(hint))


def _multichoice(quiz: ET.Element, key: Key, question: Question, right: Any) -> None:
    """One choice, several, or (an order) the right sequence among those that begin otherwise."""
    text = _html(question.text)
    if question.type == "order":
        rows = [
            f"{_html(choice)}<p>{{1:NM:={right.index(i) + 1}:0}}</p>"
            for i, choice in enumerate(question.choices)
        ]
        _question(quiz, "cloze", key, question, "\n".join([text, *rows]))
        return
    element = _question(quiz, "multichoice", key, question, text)
    wanted = right if isinstance(right, list) else [right]
    ET.SubElement(element, "single").text = "true" if len(wanted) == 1 else "false"
    for place, choice in enumerate(question.choices):
        share = 100 / len(wanted) if place in wanted else 0 if len(wanted) == 1 else -100
        answer = ET.SubElement(element, "answer", fraction=f"{share:.5g}", format="html")
        ET.SubElement(answer, "text").text = _html(choice)


def _cloze(quiz: ET.Element, key: Key, question: Question, right: Any) -> None:
    asked = set(range(right.size)) if question.blanks is None else set(question.blanks)
    cells = []
    for place, value in enumerate(map(float, np.ravel(right))):
        margin = _number(_margin(question, value))
        blank = f"{{1:NM:={_number(value)}:{margin}}}" if place in asked else _number(value)
        name = f"{escape(_entry(question, right, place), quote=False)}: " if right.ndim < 2 else ""
        cells.append(f"{name}{blank}")
    width = 1 if right.ndim < 2 else right.shape[1]
    lines = [" ".join(cells[i : i + width]) for i in range(0, len(cells), width)]
    text = "\n".join([_html(question.text), *(f"<p>{line}</p>" for line in lines)])
    _question(quiz, "cloze", key, question, text)


def _entry(question: Question, right: Any, place: int) -> str:
    """What one number is called, as the program's own page has it."""
    if question.type == "point" and not question.labels:
        return "xy"[place]
    return entry_name(question, [int(i) for i in np.unravel_index(place, right.shape)])


def _margin(question: Question, right: float) -> float:
    return max(question.tolerance.absolute, question.tolerance.relative * abs(right))


def _number(value: float) -> str:
    return f"{value + 0.0:.12g}"


def _text(element: ET.Element, text: str) -> None:
    ET.SubElement(element, "text").text = text


def _html(text: str) -> str:
    r"""A text with its formulas as \( ... \), which Moodle's filters know.

    As HTML: in Moodle's Markdown a backslash before a bracket is an escape, and goes.
    """
    return as_html(text, lambda latex: escape(rf"\({latex}\)", quote=False))


_GIFT = re.compile(r"([~=#{}:\\])")


def gift(key: Key) -> str:
    """The questions in GIFT. A vector or matrix becomes one question for each number of it."""
    parts = [f"// {key.lesson.title}\n$CATEGORY: {key.lesson.title}"]
    for question in key.lesson.marked:
        right = key.right(question)
        name, text = f"{key.lesson.id}: {question.id}", f"[html]{_gift_html(question.text)}"
        if question.type == "order":
            pairs = "\n".join(
                f"  ={_gift_html(question.choices[i])} -> {n}" for n, i in enumerate(right, 1)
            )
            parts.append(f"::{_gift_text(name)}:: {text} {{\n{pairs}\n}}")
        elif question.choices:
            wanted = right if isinstance(right, list) else [right]
            parts.append(f"::{_gift_text(name)}:: {text} {{\n{_gift_choices(question, wanted)}\n}}")
        else:
            parts += _gift_numbers(question, name, text, np.asarray(right))
    return "\n\n".join(parts) + "\n"


def _gift_choices(question: Question, wanted: list[int]) -> str:
    lines = []
    for place, choice in enumerate(question.choices):
        good = place in wanted
        if len(wanted) == 1:
            lines.append(f"  {'=' if good else '~'}{_gift_html(choice)}")
        else:
            lines.append(f"  ~%{100 / len(wanted) if good else -100:.5g}%{_gift_html(choice)}")
    return "\n".join(lines)


def _gift_numbers(question: Question, name: str, text: str, right: Any) -> list[str]:
    found = []
    asked = range(right.size) if question.blanks is None else question.blanks
    for place in asked:
        value = float(np.ravel(right)[place])
        where = "" if right.size == 1 else "[" + ", ".join(
            str(int(i) + 1) for i in np.unravel_index(place, right.shape)) + "]"
        words = _entry(question, right, place) if where else ""
        entry = f" {_gift_html(f'{words}:')}" if words else ""
        found.append(
            f"::{_gift_text(name + where)}:: {text}{entry} "
            f"{{#{_number(value)}:{_number(_margin(question, value))}}}"
        )
    return found


def _gift_html(text: str) -> str:
    return _gift_text(_html(text))


def _gift_text(text: str) -> str:
    return _GIFT.sub(r"\\\1", " ".join(text.split()))


def gradescope(marks: Marked) -> str:
    """results.json as Gradescope's run_autograder writes it: one test a question."""
    tests = [
        {
            "name": q.id, "score": q.score, "max_score": q.points,
            "output": "not answered" if not q.attempts else "right" if q.correct and not q.follows
            else q.say or ("right" if q.correct else "not right yet"),
        }
        for q in marks.questions
    ]
    return json.dumps(
        {"score": marks.score, "output": "; ".join(marks.notes), "tests": tests},
        ensure_ascii=False, indent=1, allow_nan=False,
    ) + "\n"
