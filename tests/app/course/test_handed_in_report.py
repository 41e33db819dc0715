"""The page to read that is handed in: what was predicted and answered, in words and formulas."""

import re
from html.parser import HTMLParser

from course_desk import FILES

from playground.app.course.report import as_html, report_of
from playground.lab.course.reader import lesson_from, read_lesson
from playground.lab.course.session import Session


class Balanced(HTMLParser):
    """Every tag that is opened is closed, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, attrs):
        assert not any(value.startswith("http") for name, value in attrs if name in ("src", "href"))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    parser = Balanced()
    parser.feed(page)
    assert parser.open == []
    return " ".join("".join(parser.text).split())


def session_of(number):
    session = Session(read_lesson(FILES[number - 1]))
    for question in session.lesson.questions:
        if question.kind == "predict":
            session.predict(question, 3 if question.choices else "1 2")
    session.progress.done = set(range(len(session.lesson.steps)))
    return session


def test_the_report_says_choices_by_their_texts_and_numbers_by_their_labels(qapp):
    session = session_of(10)
    ask = session.lesson.question
    session.answer(ask("q1"), ["196", "-14", "28"])
    session.answer(ask("q1"), ["196", "14", "28"])
    session.answer(ask("q3"), [["8", "0"], ["4", "0"]])
    session.answer(ask("e1"), 0)
    text = read(report_of(session, session.report("Ada <L.>")))
    assert "Ada <L.>" in text and "3 of 10 points" in text
    assert "You predicted: 0.002 It was: 0.0005" in text
    assert "q1: 2 of 2 points, 2 attempts" in text and "2(H − y): 28" in text
    assert "That is the blame alone" in text and "8 0; 4 0" in text
    assert "e1: 0 of 1 point" in text and "It sits in a global minimum." in text
    assert "q4: 0 of 2 points The losses" in text and "Not answered." in text


def test_formulas_are_pictures_with_words_and_text_is_never_markup(qapp):
    page = as_html("**Bold** and *slanted*, `code` of $z^{(1)}_1$ <b>\n\n- one\n- two")
    assert "<strong>Bold</strong>" in page and "<em>slanted</em>" in page
    assert "&lt;b&gt;" in page and "<li>two</li>" in page
    assert re.search(r'<img alt="z[^"]+" [^>]*src="data:image/svg\+xml;base64,', page)
    assert "$" not in page and read(page)


def test_free_words_are_kept_for_the_teacher(qapp):
    lesson = lesson_from({
        "version": 1, "kind": "lesson", "id": "t", "title": "T", "language": "de",
        "scene": read_lesson(FILES[0]).scene.to_dict(),
        "steps": [{"explain": "w", "text": "Why?"}],
    })
    session = Session(lesson)
    session.answer(lesson.question("w"), "Because\nof <it>.")
    page = report_of(session, session.report("A"))
    assert "lang='de'" in page
    assert "w: kept for the teacher Why? Because of <it>." in read(page)
