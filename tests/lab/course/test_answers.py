"""What a pupil types, as numbers: fractions, commas, brackets; and what is refused in words."""

import numpy as np
import pytest

from playground.lab.course.answers import AnswerError, agrees, read_answer


@pytest.mark.parametrize(("text", "shape", "values"), [
    ("6,-5", (2,), [6, -5]), ("6; -5", (2,), [6, -5]), ("(6, −5)", (2,), [6, -5]),
    ("[6 -5]", (2,), [6, -5]), ("6\n-5", (2,), [6, -5]), ("0,55; 0,83", (2,), [0.55, 0.83]),
    ("0,55 0,83", (2,), [0.55, 0.83]), ("1,2", (2,), [1, 2]), ("1,5", (), 1.5), ("3/4", (), 0.75),
    ("1 / 2; 3", (2,), [0.5, 3]), ("sqrt(2)/2", (), 2**-0.5), ("e^2; pi", (2,), [np.e**2, np.pi]),
    ("-0", (), 0), ("- 5", (), -5), ("1.2e-3", (), 0.0012), ("(1+2)/4", (), 0.75),
    ("[[18,-12],[0,0]]", (2, 2), [[18, -12], [0, 0]]), ("18 -12; 0 0", (2, 2), [[18, -12], [0, 0]]),
    ("18,-12\n0,0", (2, 2), [[18, -12], [0, 0]]), ("((1,2),(3,4))", (2, 2), [[1, 2], [3, 4]]),
    ("{{1,2},{3,4}}", (2, 2), [[1, 2], [3, 4]]), ("0,5 1,5; 2 3", (2, 2), [[0.5, 1.5], [2, 3]]),
    ([[18, "-12"], ["1/2", 0]], (2, 2), [[18, -12], [0.5, 0]]), (24, (), 24), ([24], (1,), [24]),
    (["6", -5], (2,), [6, -5]), ("12", (1,), [12]), ([[1], [2]], (2, 1), [[1], [2]]),
])
def test_what_is_typed_is_read(text, shape, values):
    read = read_answer(text, shape).values
    assert read.shape == shape and np.allclose(read, values)
    assert not np.signbit(read[read == 0]).any()


@pytest.mark.parametrize(("given", "shape", "words"), [
    ("1/0", (), "divides by zero"), ("1e999", (), "too large"), ("9" * 99 + "1", (), "most"),
    ("__import__('os').system('x')", (), "unknown name '__import__'"),
    ("x", (), "unknown name 'x'"),
    ("1" * 10_000, (), "10,000 characters"), ("(" * 90 + "1", (), "nested too deeply"),
    ("", (), "no answer yet"), ("  ", (2,), "no answer yet"), (None, (), "no answer yet"),
    ("nan", (), "unknown name"), ("inf", (), "unknown name"), (float("inf"), (), "finite"),
    (10**400, (), "finite"), (True, (), "no number"), ({"a": 1}, (), "no number"),
    ("1 2 3", (2,), "needs 2 numbers, got 3"), ("1", (2, 2), "2 rows of 2"),
    ([[1, 2], [3, 4], [5, 6]], (2, 3), "the transposed"), ("1 2; 3 4; 5 6", (2, 3), "transposed"),
    ([[1, 2, 3], [4]], (2, 2), "rows"), ("1/0", (2, 2), "divides by zero"),
    ([[[[[[[1]]]]]]], (1,), "nested"), ("1_000", (), "unknown name"), ("9^9^9", (), "too large"),
    (["7", ""], (2,), "^1 of the 2 numbers is missing"), (["", ""], (2,), "no answer yet"),
    ([["1", " "], ["", "4"]], (2, 2), "^2 of the 4 numbers are missing"),
    ("7 9/10", (), r"write 7 \+ 9/10$"), ("-7 9/10", (), r"write -\(7 \+ 9/10\)$"),
    ("− 7 9/10", (), r"write -\(7 \+ 9/10\)$"),
    ("lambda: 1", (), "unknown name"), ("\u0661", (), "not known"), ([0] * 9999, (1,), "too many"),
])
def test_what_cannot_be_read_is_refused_in_words(given, shape, words):
    with pytest.raises(AnswerError, match=words):
        read_answer(given, shape)


@pytest.mark.parametrize("given", [
    "=5", "5 %", "12;13", "1'000", "1,2,3", "1.2.3", "1 000", "1.234,5", "\u221e", "3-", "2x", "%",
])
def test_who_types_a_number_is_not_told_of_functions_and_not_misled(given):
    with pytest.raises(AnswerError) as refused:
        read_answer(given, ())
    said = str(refused.value)
    assert "x, y" not in said and "x^2" not in said and "write 1" not in said
    if given[0] == "1" and ";" not in given:
        assert "not one number" in said and "thousands" in said


def right(text, wanted, relative=0.0, absolute=1e-9):
    return bool(agrees(read_answer(text, ()), np.array(wanted), relative, absolute))


def test_tolerance_is_the_larger_of_absolute_and_relative():
    assert right("101", 100.0, relative=0.01) and not right("102", 100.0, relative=0.01)
    assert right("0.004", 0.0, absolute=0.005) and not right("0.006", 0.0, absolute=0.005)
    assert right("-0", 0.0)


def test_rounding_to_the_digits_that_were_typed_is_right():
    assert right("7.21", 7.2111025) and right("7,2", 7.2111025) and not right("7.22", 7.2111025)
    assert not right("7", 7.2111025)  # one digit says too little
    assert not right("7.2110", 7.2111025) and right("0.0049", 0.004933) and right("-10", -10.4)
    assert not right("36/5", 7.2111025)  # a fraction is exact
