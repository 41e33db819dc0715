"""Numbers as people write and read them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app.text.numbers import (
    editable,
    exact,
    for_sheets,
    full,
    localised,
    number,
    parse_number,
    point,
    set_decimal,
    subscript,
    superscript,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0123, "0.0123"), (0.012345, "0.01235"), (1.234e-5, "1.234×10⁻⁵"), (-12.5, "−12.5"),
        (0, "0"), (-0.0, "0"), (1.0, "1"), (0.05, "0.05"), (1e-8, "1×10⁻⁸"), (-1e-8, "−1×10⁻⁸"),
        (214, "214"), (-3, "−3"), (123456, "123456"), (12345.678, "12346"), (999999.0, "999999"),
        (1e6, "1×10⁶"), (1e300, "1×10³⁰⁰"), (9.99999e-5, "0.0001"), (0.99999, "1"),
        (math.inf, "infinity"), (-math.inf, "−infinity"), (math.nan, "not a number"),
        (np.float64(0.5), "0.5"), (np.int64(7), "7"), (np.float32(0.1), "0.1"), (None, "–"),
        (10**40, "1×10⁴⁰"),
    ],
)
def test_number(value, text):
    assert number(value) == text


def test_digits_and_zeros():
    assert number(math.pi, 3) == "3.14"
    assert number(0.5, zeros=True) == "0.5000"
    assert number(1e-7, zeros=True) == "1.000×10⁻⁷"


def test_point():
    assert point(0.54772, 0.82158) == "(0.5477, 0.8216)"


def test_full_is_exact():
    assert float(full(0.1 + 0.2)) == 0.1 + 0.2
    assert full(np.int64(3)) == "3"


def test_decimal_comma():
    set_decimal(",")
    assert number(0.5) == "0,5"
    assert number(1.5e-9) == "1,5×10⁻⁹"
    assert point(0.5, 1) == "(0,5; 1)"
    assert editable(-0.25) == "−0,25"
    assert full(0.5) == "0.5"
    with pytest.raises(ValueError, match="decimal mark"):
        set_decimal("'")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.01", 0.01), ("0,01", 0.01), ("−5", -5), ("-5", -5), (" 1 000 ", 1000), ("1e-3", 1e-3),
        ("1E-3", 1e-3), ("1×10^-3", 1e-3), ("1*10^-3", 1e-3), ("2·10**3", 2000), ("10⁻³", 1e-3),
        ("1.5×10⁻³", 1.5e-3), ("−1,5×10⁻³", -1.5e-3), ("10^2", 100), ("103", 103), (".5", 0.5),
        ("5.", 5), ("1/3", 1 / 3), ("+2", 2), ("٣", 3),
    ],
)
def test_parse(text, value):
    assert parse_number(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1e", "1e400", "inf", "nan", "1/0", "1,000.5", "10-3", "2*103", "1 2 x",
     "__import__('os')", "--1", "9" * 400, "10^999", "1..2", "/", "1/"],
)
def test_what_is_no_number_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError) as caught:
        parse_number(text)
    assert "number" in str(caught.value)


@given(st.floats(-1e308, 1e308))
def test_what_is_shown_can_be_typed(value):
    assert parse_number(editable(value)) == pytest.approx(value, rel=1e-11)
    assert parse_number(number(value)) == pytest.approx(value, rel=6e-4, abs=0)


def test_scripts():
    assert superscript(-12) == "⁻¹²"
    assert subscript(10) == "₁₀"


@pytest.mark.parametrize(("value", "text"), [
    (-0.1, "−0.1"), (1e-07, "1×10⁻⁷"), (-2.5e-300, "−2.5×10⁻³⁰⁰"), (1e22, "1×10²²"), (-3, "−3"),
    (-0.0, "0"), (0.1 + 0.2, "0.30000000000000004"),
])
def test_every_digit_for_people(value, text):
    assert exact(value) == text and parse_number(text) == value


def test_every_digit_for_a_spreadsheet():
    assert for_sheets(-1e-07) == "-1e-07"


@pytest.mark.parametrize(("prose", "text"), [
    ("must be at least 0, got -1", "must be at least 0, got −1"),
    ("its typical gradient is 1.2e-05.", "its typical gradient is 1.2×10⁻⁵."),
    ("from -2 to -.5", "from −2 to −.5"),
    ("W2-1, 2-2-1, 2026-11-26, x-1, a1e5b, f(x)-1", "W2-1, 2-2-1, 2026-11-26, x-1, a1e5b, f(x)-1"),
])
def test_sentences_have_true_minus_signs(prose, text):
    assert localised(prose) == text
