"""What is handed in as a page to read: one HTML file with its formulas, and nothing outside it."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Any

from playground.app.course.fields import as_text
from playground.app.course.reveal import in_words as said_and_was
from playground.app.course.rich_text import in_words
from playground.app.look.math_label import typeset, typeset_as_file
from playground.app.text.numbers import number
from playground.lab.course import markup
from playground.lab.course.lesson import Question
from playground.lab.course.marks import Marked, QuestionMark
from playground.lab.course.session import Session

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1d2433; background: #fff; max-width: 44rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 0; }
p { margin: .5rem 0; } .by, .quiet { color: #5b6475; }
.right { color: #14713a; } .wrong { color: #b3261e; }
blockquote { margin: .5rem 0; padding: .2rem .8rem; border-left: 3px solid #848d9b;
  overflow-wrap: anywhere; }
img { vertical-align: middle; }
@media print { body { font-size: 11pt; margin: 0; max-width: none; }
  section { break-inside: avoid; } }
"""


def report_of(session: Session, marks: Marked) -> str:
    """What was asked, predicted and answered, with the marks; waits for its formulas."""
    lesson = session.lesson
    title = f"{lesson.title}: {marks.name}"
    parts = [
        f"<h1>{escape(lesson.title)}</h1>", f"<p class='by'>{escape(marks.name)}</p>",
        f"<p><strong>{_points(marks.score, marks.points)}</strong></p>",
    ]
    for reveal in session.reveals()[::-1]:
        parts.append(
            f"<section>\n<h2>{escape(reveal.question.id)}: a prediction</h2>\n"
            f"{as_html(reveal.question.text)}\n"
            f"<blockquote>{as_html(said_and_was(reveal))}</blockquote>\n</section>"
        )
    found = {mark.id: mark for mark in marks.questions}
    parts += [
        _question(session, question, found.get(question.id))
        for question in lesson.questions if question.kind != "predict"
    ]
    body = "\n".join(parts)
    return (
        f"<!DOCTYPE html>\n<html lang='{escape(lesson.language, quote=True)}'>\n<head>\n"
        "<meta charset='utf-8'>\n<meta name='viewport' content='width=device-width'>\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _points(score: float, points: float) -> str:
    return f"{number(score)} of {number(points)} point{'s' * (points != 1)}"


def _question(session: Session, question: Question, mark: QuestionMark | None) -> str:
    """One question: its marks, its text, and the attempt that counts."""
    given = mark.given if mark is not None and mark.attempts else session.given(question)
    if mark is None:
        head, role = "kept for the teacher", "quiet"
    else:
        head, role = _points(mark.score, mark.points), "right" if mark.correct else "wrong"
        if mark.follows:
            head += ", follows from an earlier number"
        if mark.attempts > 1:
            head += f", {mark.attempts} attempts"
    lines = [
        f"<section>\n<h2>{escape(question.id)}: <span class='{role}'>{head}</span></h2>",
        as_html(question.text),
    ]
    if given is None:
        lines.append("<p class='quiet'>Not answered.</p>")
    else:
        lines.append(f"<blockquote>{answered(question, given)}</blockquote>")
    if mark is not None and mark.say and not mark.correct and given is not None:
        lines.append(as_html(mark.say))
    return "\n".join([*lines, "</section>"])


def answered(question: Question, given: Any) -> str:
    """An answer as a reader has it: choices by their texts, labelled numbers by their labels."""
    if question.choices:
        places = given if isinstance(given, list) else [given]
        texts = [
            question.choices[int(place)] if isinstance(place, (int, float)) else str(place)
            for place in places
        ]
        return as_html("\n\n".join(texts))
    if question.labels and isinstance(given, list) and len(given) == len(question.labels):
        pairs = zip(question.labels, given, strict=True)
        return "<br>\n".join(f"{escape(name)}: {escape(as_text(one))}" for name, one in pairs)
    return "<br>\n".join(escape(line) for line in as_text(given).splitlines())


def as_html(text: str) -> str:
    """A lesson's text with its formulas as pictures."""
    return markup.as_html(text, _picture)


def _picture(latex: str) -> str:
    """A formula as a picture in the line, with its words for who cannot see it."""
    words = escape(in_words(latex), quote=True)
    formula = typeset(latex)
    if formula is None:
        return words
    data = b64encode(typeset_as_file(formula, "#1d2433").encode()).decode()
    size = f"width:{formula.width:.3f}em;height:{formula.ascent + formula.descent:.3f}em"
    # The line of writing is where it is in the formula.
    place = f"vertical-align:{-formula.descent:.3f}em"
    return f'<img alt="{words}" style="{size};{place}" src="data:image/svg+xml;base64,{data}">'
