"""The fourteen lessons: their key has the reference's numbers, and each is played to its end."""

import json
from collections.abc import Iterator

import numpy as np
import pytest

from playground.lab.course.key import Key
from playground.lab.course.lesson import Goal, Lesson, Question, Say
from playground.lab.course.marking import mark
from playground.lab.course.reader import check_needs, read_lesson

from .conftest import COURSE

NUMBERS: dict[str, dict[str, object]] = {
    "way-down": {
        "q1": [-4, -6], "q2": 7.2111, "q3": [0.5547, 0.8321], "q4": [13, 13.0402],
        "q5": [0.02005, -0.7011], "q6": [12.7781, 10.7781],
    },
    "loop": {
        "p1": 61, "q1": [0.04, 0.06], "q2": [0.0783958, 0.1175937], "q3": [0.1152284, 0.1728425],
        "q4": [98, 111], "q5": 9.505774, "q6": [0.5477153, 0.8215729],
        "q7": [0.5477422, 0.8216133],
    },
    "learning-rate": {
        "p1": 3, "p2": 109, "q1": [896, 208, 109, 66], "q2": 1422, "q3": 0.2, "q4": 320, "q5": 2,
        "q6": 0.11335,
    },
    "momentum": {"p1": 248, "q1": [830, 248, 183], "q2": 110, "q5": [128, 40, 240]},
    "local-minima": {
        "q1": [3, 2, 40], "q2": [-3.7793, -3.2832], "q3": [-2.8051, 3.1313],
        "q4": [3.5844, -1.8481, 39], "q5": [18, 20], "q6": [-0.4188, 0.4188],
    },
    "saddles": {"q1": 48, "q2": [0, 1.41421, 62], "q3": [40, 78], "q4": 1.2},
    "adaptive": {
        "q1": [7.6, 4], "q2": [7.9, 7.9], "q3": [7.9, 7.9], "q4": [7.95, 7.95],
        "q5": [0.07433, 0.007433], "q6": [0.06319, 0.006319],
    },
    "forward": {
        "q1": [6, -5], "q2": [6, 0], "q3": [12, 6], "q4": [12, 6], "q5": 24, "q6": 15,
    },
    "backprop": {
        "q1": [12, 6], "q2": [3, -2], "q3": [[18, -12], [0, 0]], "q4": [4, -2], "q5": [4, 0],
        "q6": [[8, 0], [4, 0]], "q7": [4, 0, 3, -2, 1], "r1": [6, 2], "r2": 10.5, "r3": [6, 2],
        "r4": [2, -1], "r5": [[2, -1], [4, -2]], "s1": 1.614258, "s2": [0.004933, -0.104994],
    },
    "one-update": {
        "p1": 1, "q1": [196, 14, 28], "q2": [336, 168], "q3": [[224, 0], [112, 0]],
        "q4": [141.724, 16.488, 20.899, 100], "q5": 100,
    },
    "initialisation": {"p2": 72, "p3": [20, 8, 50, 22], "q1": 1, "q2": 0.67185},
    "vanishing": {"q1": 3.483e-7, "q2": 9.537e-7, "q3": 6.080e-4},
    "stochastic": {
        "p1": 0.205, "q1": [-4, -16, -30, -32], "q2": [-20.5, -82],
        "q3": [-10, -17, -18, -23, -24, -31], "q4": [128.75, 42.9167, 64.375],
        "q5": [0.205, 0.82], "q6": [1.36667, 0.13333, 0.03333], "q7": [0.7, 2, 55.78], "q8": 509,
    },
    "massive-data": {
        "p1": [2, 3, 1, 0], "q1": [0.130962, 0.020047, 0.006345, 0.007085],
        "q2": [1, 10, 100, 1000], "q3": 0.0062831, "q4": 0.00714, "q5": 0.0094528,
    },
}
"""What was computed elsewhere, too, by lesson and question."""


def test_there_are_fourteen_and_each_comes_after_what_it_needs():
    lessons = [read_lesson(path) for path in COURSE]
    assert [lesson.id for lesson in lessons] == list(NUMBERS)
    for place, lesson in enumerate(lessons):
        assert set(lesson.needs) <= {before.id for before in lessons[:place]}
        assert lesson.language == "en" and 10 <= lesson.minutes <= 20
        check_needs(COURSE[place], lesson)


@pytest.fixture(scope="module")
def keys():
    return {path: Key(read_lesson(path)) for path in COURSE}


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.name[:2])
def test_the_key_has_the_references_numbers(keys, path):
    key = keys[path]
    key.check()
    for name, wanted in NUMBERS[key.lesson.id].items():
        found = np.ravel(np.asarray(key.answers[name], dtype=float))
        digits = 6e-4 if key.lesson.id != "vanishing" else 1e-3
        np.testing.assert_allclose(
            found, np.ravel(np.asarray(wanted, dtype=float)), rtol=digits, atol=5e-6,
            err_msg=f"{key.lesson.id}.{name}",
        )


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.name[:2])
def test_each_lesson_predicts_runs_checks_asks_why_and_sets_a_goal(keys, path):
    steps = keys[path].lesson.steps
    kinds = [s.kind if isinstance(s, Question) else type(s).__name__ for s in steps]
    assert kinds[0] == "Say" and "predict" in kinds and kinds.count("check") >= 2
    assert kinds.index("predict") < kinds.index("Do"), "a prediction comes before the run"
    assert kinds.count("explain") == 1 and kinds[-1] == "Goal"
    for step in steps:
        if isinstance(step, Say):
            assert step.text.count("$") % 2 == 0
        if isinstance(step, Question):
            assert step.text and step.text.count("$") % 2 == 0
            assert step.kind != "check" or step.choices or len(step.hints) == 4


def wrong_of(question: Question, right: object) -> object:
    """An answer that is far from right."""
    if question.choices:
        if isinstance(right, list):
            return right[::-1]
        return (right + 1) % len(question.choices)  # type: ignore[operator]
    return (np.asarray(right) * 1.37 + 11).tolist()


def played(key: Key, answer) -> Iterator[tuple[Question, object]]:
    earlier: dict[str, object] = {}
    for question in key.lesson.marked:
        typed = answer(question, earlier)
        earlier[question.id] = typed
        yield question, mark(key, question, typed, earlier)


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.name[:2])
def test_a_lesson_answered_right_gets_all_marks(keys, path):
    key = keys[path]
    typed = lambda q, _: json.loads(json.dumps(  # noqa: E731
        key.right(q) if q.choices else np.asarray(key.right(q)).tolist()))
    marks = list(played(key, typed))
    assert all(m.correct and not m.follows for _, m in marks)
    assert sum(m.score for _, m in marks) == key.lesson.points > 0


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.name[:2])
def test_a_lesson_answered_wrong_gets_none(keys, path):
    key = keys[path]
    for question in key.lesson.marked:
        one = mark(key, question, wrong_of(question, key.right(question)))
        assert not one.correct and one.score == 0, question.id


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.name[:2])
def test_what_follows_from_an_earlier_mistake_gets_its_marks(keys, path):
    key, own = keys[path], {}
    for question in key.lesson.marked:
        if question.choices:
            continue
        right = np.asarray(key.right(question))
        if any(name in own for name in question.follow):
            given = {name: own[name] for name in question.follow if name in own}
            typed = np.asarray(key.worked_out(question.answer.source, question.scene, given))
            one = mark(key, question, typed.tolist(), {n: v.tolist() for n, v in own.items()})
            assert one.correct and one.score == question.points, question.id
            differs = not np.allclose(typed, right, rtol=0.02, atol=0.01)
            assert one.follows or not differs, question.id
        else:
            own[question.id] = right + 1


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.name[:2])
def test_goals_are_open_at_the_start(keys, path):
    key = keys[path]
    for step in key.lesson.steps:
        if isinstance(step, Goal):
            reached = key.reached(step, key.scene(step.scene))
            assert not reached or key.lesson.id in ("initialisation",), step.text


def test_a_lesson_is_its_file(keys):
    assert all(isinstance(key.lesson, Lesson) and len(key.lesson.sha256) == 64
               for key in keys.values())
