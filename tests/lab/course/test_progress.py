"""What is kept of a lesson between two visits, also where its file has changed meanwhile."""

from dataclasses import replace

import pytest

from playground.lab.course.progress import keep, kept
from playground.lab.course.reader import lesson_from
from playground.lab.course.session import Session

from .conftest import check, document

PREDICT = {"ask": "predict", "id": "p", "type": "number", "before": "run",
           "answer": {"from": "run[0].steps"}}
STEPS = [
    {"say": "One."}, PREDICT, {"do": {"run": "converged"}}, check("a", "backprop.z1"),
    check("b", "backprop.dW1"), {"explain": "why", "choices": ["One.", "Two."], "right": 1},
]


@pytest.fixture
def visited(user_folders):
    lesson = replace(lesson_from(document(*STEPS)), sha256="before")
    session = Session(lesson)
    session.predict(lesson.question("p"), "3")
    session.progress.place, session.progress.done = 4, {2}
    session.answer(lesson.question("a"), "6 -5")
    session.answer(lesson.question("b"), "8 0; 4 0")
    session.answer(lesson.question("why"), 1)
    assert session.score == 5
    keep(lesson, session.progress, session.score, "")
    return lesson


def again(*steps):
    lesson = replace(lesson_from(document(*steps)), sha256="after")
    return Session(lesson, progress=kept(lesson))


def test_an_unchanged_lesson_goes_on_as_it_was(visited):
    session = Session(visited, progress=kept(visited))
    assert session.score == 5 and session.place == 4 and session.progress.done == {2}
    assert not session.progress.changed


def test_a_corrected_word_loses_no_answer(visited):
    session = again({"say": "Two."}, *STEPS[1:])
    assert session.progress.changed and session.score == 5 and session.place == 4
    assert session.prediction(session.lesson.question("p")) == "3" and len(session.reveals()) == 1


def test_another_question_is_begun_anew_and_the_rest_is_marked_by_the_new_key(visited):
    changed = [STEPS[0], STEPS[2], check("a", "backprop.a1"), check("b", "backprop.z1"), STEPS[5]]
    session = again(*changed)
    assert session.place == 0 and not session.progress.done and not session.reveals()
    assert session.marks["a"].right.tolist() == [True, False]  # (6, 0) is right now
    assert "b" not in session.marks and session.given(session.lesson.question("b")) is None
    assert session.marks["why"].correct


def test_choices_that_are_no_longer_there_are_left_out(visited):
    fewer = {"ask": "check", "id": "why", "type": "order", "choices": ["x", "y", "z"],
             "answer": {"value": [0, 1, 2]}}
    session = again(*STEPS[:5], fewer)
    assert "why" not in session.marks and session.score == 4
