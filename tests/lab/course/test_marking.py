"""Marks: right, following from one's own earlier numbers, and wrong answers called by name."""

import numpy as np
import pytest

from playground.lab.course.key import Key
from playground.lab.course.marking import mark
from playground.lab.course.reader import lesson_from

from .conftest import QUESTIONS, check, document, sheet


def given(key, **numbers):
    """What follows from these numbers, by id."""
    own = {name: np.array(value, float) for name, value in numbers.items()}
    return {
        name: key.worked_out(f"backprop.{name}", given=own).tolist() for name in QUESTIONS
    }


def test_what_follows_from_a_wrong_z_is_what_the_reference_says(lesson):
    key = Key(lesson)
    seven = given(key, z1=[7, -5])
    assert seven["a1"] == [7, 0] and seven["z2"] == [14, 7] and seven["H"] == [28]
    assert seven["dW3"] == [[14], [7]] and seven["dW2"] == [[21, -14], [0, 0]]
    assert seven["da1"] == [4, -2] and seven["dz1"] == [4, 0] and seven["dW1"] == [[8, 0], [4, 0]]
    slip = given(key, z1=[6, 5])
    assert slip["H"] == [14] and slip["dW2"] == [[18, -12], [15, -10]]
    assert slip["dW1"] == [[8, -4], [4, -2]]


def test_one_error_costs_one_mark(lesson):
    key, earlier, score = Key(lesson), {}, 0.0
    own = given(key, z1=[7, -5])
    for question in lesson.questions:
        earlier[question.id] = own[question.id]
        one = mark(key, question, own[question.id], earlier)
        assert one.correct or question.id == "z1"
        score += one.score
    assert score == lesson.points - 1  # one of z1's two entries, of two points


def test_a_follow_through_says_so_and_a_right_answer_does_not(lesson):
    key, dw2 = Key(lesson), lesson.question("dW2")
    one = mark(key, dw2, "21 -14; 0 0", {"z1": "7 -5"})
    assert one.correct and one.follows and one.score == 2 and one.say == (
        "Follows from your z1: full marks."
    )
    assert mark(key, dw2, "18 -12; 0 0", {"z1": "7 -5"}).follows is False
    alone = mark(key, dw2, "21 -14; 0 0")
    assert not alone.correct and alone.score == 1  # the two zeros


def test_what_it_follows_from_is_said_as_the_pupil_knows_it():
    steps = [check("q1", "backprop.z1"), check("q2", "backprop.a1", ["q1"]),
             check("q3", "norm(backprop.a1)"),
             check("q4", "backprop.a1 / norm(backprop.a1)", ["q3"])]
    key = Key(lesson_from(document(*steps)))
    ask = key.lesson.question
    assert mark(key, ask("q2"), "7 0", {"q1": "7 -5"}).say == "Follows from your z1: full marks."
    said = mark(key, ask("q4"), "3 0", {"q3": "2"}).say
    assert said == "Follows from your number on page 3: full marks."


def test_numbers_that_are_no_follow_through_of_theirs_stay_wrong(lesson):
    key = Key(lesson)
    assert not mark(key, lesson.question("da1"), "1 1", {"z1": "7 -5"}).correct


@pytest.mark.parametrize(("name", "typed", "slip"), [
    ("z1", "1 5", "transpose"), ("dz1", "4 -2", "dead_relu"), ("dW2", "18 0; -12 0", "transpose"),
    ("da1", "6 1", "transpose"), ("da1", "-4 2", "sign"),
])
def test_a_wrong_answer_is_called_by_its_name(lesson, name, typed, slip):
    one = mark(Key(lesson), lesson.question(name), typed)
    assert not one.correct and one.say
    assert one.slip == slip or {one.slip, slip} == {"forgot_slope", "dead_relu"}


@pytest.mark.parametrize(("source", "typed", "slip"), [
    ("gradient.W1", "112 0; 56 0", "factor_2"), ("gradient.W1", "-224 0; -112 0", "sign"),
    ("run[0].step[1].theta[0]", "2.0224", "sign"), ("sample.factor", "14", "factor_2"),
])
def test_slips_in_the_gradient_of_the_loss_are_known(source, typed, slip):
    lesson = lesson_from(document(check("q", source)))
    assert mark(Key(lesson), lesson.question("q"), typed).slip == slip


def test_the_sum_in_place_of_the_mean_is_known():
    scene = document()["scene"]
    scene["problem"]["dataset"]["settings"] = {"X": [[2, 1], [1, 1]], "y": [[10], [3]]}
    lesson = lesson_from(document(check("q", "gradient.W3"), scene=scene))
    key, question = Key(lesson), lesson.question("q")
    one = mark(key, question, (2 * key.right(question)).tolist())
    assert one.slip == "sum" and "mean" in one.say


def test_a_lessons_own_sentence_comes_first_and_own_wrong_formulas_are_known():
    lesson = lesson_from(document(
        check("q", "backprop.z1", wrong=[{"if": "transpose", "say": "W x!"}]),
        check("r", "parameters.count", wrong=[{"if": {"from": "10"}, "say": "No biases."}]),
    ))
    key = Key(lesson)
    assert mark(key, lesson.question("q"), "1 5").say == "W x!"
    assert mark(key, lesson.question("r"), "10").say == "No biases."
    assert mark(key, lesson.question("r"), "11").say == ""


def test_an_answer_after_the_answer_was_shown_brings_nothing(lesson):
    one = mark(Key(lesson), lesson.question("z1"), "6 -5", hints=4)
    assert one.correct and one.score == 0
    assert mark(Key(lesson), lesson.question("z1"), "6 -5", hints=3).score == 2


def test_blanks_alone_are_marked():
    lesson = lesson_from(document(check("q", "backprop.z1", blanks=[1])))
    key, question = Key(lesson), lesson.question("q")
    assert mark(key, question, "99 -5").score == 2 and mark(key, question, "6 5").score == 0


def test_steps_follow_from_a_step_that_was_mistaken():
    scene = {
        "version": 1, "title": "", "problem": {"kind": "surface", "surface": "bowl"},
        "runners": [{"optimizer": "gradient_descent", "settings": {"learning_rate": 0.05},
                     "start": [8, 8]}], "stop": {"max_steps": 10}, "seed": 0,
    }
    steps = [check("g", "gradient"), check("one", "run[0].step[1].theta", ["g"]),
             check("two", "run[0].step[2].theta", ["one"])]
    lesson = lesson_from(document(*steps, scene=scene))
    key = Key(lesson)
    assert mark(key, lesson.question("one"), "7.6 7.6", {"g": "8 8"}).follows
    two = mark(key, lesson.question("two"), "7.22 3.8", {"one": "7.6 7.6"})
    assert two.follows and two.correct


def test_formulas_follow_from_formulas():
    scene = document()["scene"]
    steps = [check("n", "norm(gradient.W3)"), check("u", "flat(gradient.W3) / norm(gradient.W3)",
                                                    ["n"])]
    lesson = lesson_from(document(*steps, scene=scene))
    one = mark(Key(lesson), lesson.question("u"), "3.36 1.68", {"n": "100"})
    assert one.follows and one.correct


def test_mistakes_of_single_numbers_are_named_each():
    steps = [check("s", "list(sample.loss, sample.error[0], sample.factor[0])",
                   labels=["loss", "error", "factor"])]
    lesson = lesson_from(document(*steps))
    one = mark(Key(lesson), lesson.question("s"), "196; -14; 14")
    assert one.say == (
        "error: The sign is the other way round.\n\n"
        "factor: The factor 2 of the square loss is missing: the derivative of (H − y)² is "
        "2 (H − y)."
    )
    assert one.right.tolist() == [True, False, False]
    assert mark(Key(lesson), lesson.question("s"), "196; 15; 29").say == ""


def test_a_single_entry_of_a_matrix_is_named_and_a_zero_tells_nothing(lesson):
    key, dw2 = Key(lesson), lesson.question("dW2")
    assert mark(key, dw2, "-18 -12; 0 0").say == "Row 1, column 1: The sign is the other way round."
    assert mark(key, dw2, "0 -12; 0 0").say == ""


def test_choices_are_read_by_place_and_by_text():
    lesson = lesson_from(document(
        {"explain": "e", "choices": ["one", "two", "three"], "right": 2},
        {"ask": "check", "id": "c", "type": "choices", "choices": ["a", "b", "c"],
         "answer": {"value": [0, "c"]}},
        {"ask": "check", "id": "o", "type": "order", "choices": ["a", "b"],
         "answer": {"from": "order(2, 1)"}},
        {"ask": "check", "id": "s", "type": "choice", "choices": ["converged", "max_steps"],
         "answer": {"from": "run[0].stop"}},
    ))
    key = Key(lesson)

    def good(name, value):
        return mark(key, lesson.question(name), value).correct

    assert good("e", 2) and good("e", "three") and good("e", "2") and not good("e", 1)
    assert good("c", [2, 0]) and good("c", "a, c") and not good("c", [0]) and not good("c", [0, 1])
    assert good("o", [1, 0]) and good("o", "b; a") and not good("o", [0, 1])
    assert good("s", "max_steps") and not good("s", "converged")
    assert mark(key, lesson.question("e"), 7).problem
    assert mark(key, lesson.question("o"), [0]).problem


def test_the_sheet_fixture_asks_all_of_it():
    assert [step["id"] for step in sheet()] == list(QUESTIONS)


def test_what_is_right_but_too_coarse_is_said_to_be_that():
    lesson = lesson_from(document(check("q", "0.02005 * 1", tolerance={"relative": 0.002})))
    key, question = Key(lesson), lesson.question("q")
    said = {typed: mark(key, question, typed) for typed in ("0.02", "0,020", "0.03", "0.02000")}
    assert [one.correct for one in said.values()] == [False, True, False, False]
    assert "two digits" in said["0.02"].say
    assert said["0.03"].say == said["0.02000"].say == ""
