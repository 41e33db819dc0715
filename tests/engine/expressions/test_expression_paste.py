"""Formulas as students write and paste them; and hints that are right where they cannot be read."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine.expressions.expression import FUNCTIONS, ExpressionError, parse
from playground.engine.expressions.hints import _WRITE as WRITE
from playground.engine.expressions.hints import INVERSES
from playground.engine.surfaces import surfaces

POINTS = [(1.3, 0.7), (0.4, 2.5)]
EASOM = r"-\cos\left(x\right)\cos\left(y\right)\exp\left(-\left((x-\pi)^2+(y-\pi)^2\right)\right)"


def means(text, meaning):
    for x, y in POINTS:
        assert float(parse(text).value(x, y, math)) == pytest.approx(meaning(x, y), rel=1e-14)


@pytest.mark.parametrize(("text", "meaning"), [
    (r"\frac{1}{2}x^2", lambda x, y: x * x / 2),
    (r"\frac12 x^2 + \frac{y}{2}", lambda x, y: x * x / 2 + y / 2),
    (r"\dfrac{x+1}{y}", lambda x, y: (x + 1) / y),
    (r"x\frac{1}{y}", lambda x, y: x / y),
    (r"e^{x^2}", lambda x, y: math.exp(x * x)),
    (r"\mathrm{e}^{-x^{2}}", lambda x, y: math.exp(-x * x)),
    (r"x^{2} \cdot y", lambda x, y: x * x * y),
    (r"x^{-1} \times y", lambda x, y: y / x),
    (r"$x^2 + y^2$", lambda x, y: x * x + y * y),
    (r"$$x^2 + y^2$$", lambda x, y: x * x + y * y),
    (r"\(x^2\)", lambda x, y: x * x),
    (r"\[f(x,y) = x^2 \]", lambda x, y: x * x),
    (r"\sqrt{x^2+y^2}y", lambda x, y: math.hypot(x, y) * y),
    (r"\sqrt x y", lambda x, y: math.sqrt(x) * y),
    (r"\sqrt[3]{x}", lambda x, y: math.cbrt(x)),
    (r"\sin\left(2\pi x\right)", lambda x, y: math.sin(2 * math.pi * x)),
    (r"\sin x \cos{y}", lambda x, y: math.sin(x) * math.cos(y)),
    (r"\cos^2 x + \sin^{2}(y)", lambda x, y: math.cos(x) ** 2 + math.sin(y) ** 2),
    (r"\left|x-y\right|", lambda x, y: abs(x - y)),
    (r"\lvert x-y \rvert", lambda x, y: abs(x - y)),
    (r"\ln\left(x\right) + \log_{10}(y) + \log_2 x", lambda x, y: math.log(x) + math.log10(y)
     + math.log2(x)),
    (r"\operatorname{sign}(x) + \max(x, y) + \min\{x, y\}", lambda x, y: 1 + x + y),
    (r"\left\lfloor x \right\rfloor", lambda x, y: math.floor(x)),
    (r"\tanh\!\left(x\right)\,y", lambda x, y: math.tanh(x) * y),
    (r"\arctan x", lambda x, y: math.atan(x)),
    (r"\exp\left(-x^2\right)", lambda x, y: math.exp(-x * x)),
    (r"10^{-3}x", lambda x, y: x / 1000),
    (r"f\left(x, y\right) = x^2", lambda x, y: x * x),
    (r"\mathcal{L}(x, y) = x y", lambda x, y: x * y),
    (r"\phi(x,y) = x y", lambda x, y: x * y),
    (EASOM, lambda x, y: -math.cos(x) * math.cos(y)
     * math.exp(-((x - math.pi) ** 2 + (y - math.pi) ** 2))),
])  # fmt: skip
def test_latex_is_read(text, meaning):
    means(text, meaning)


@pytest.mark.parametrize("head", [
    "z = ", "f = ", "f(x, y) = ", "loss=", "L(x,y)=", "g(x) =", "f_1(x, y) = ", " Rosenbrock = ",
])  # fmt: skip
def test_any_left_side_is_taken(head):
    means(f"{head}x^2 + y", lambda x, y: x * x + y)


@pytest.mark.parametrize(
    "text", ["x = 1", "y = x^2", "x^2 = 4", "z == x", "= x", "f(y, x) = x - y"]
)
def test_an_equation_is_no_function(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(("text", "meaning"), [
    ("½x² + ¾y", lambda x, y: x * x / 2 + 0.75 * y),
    ("⅓ x", lambda x, y: x / 3),
    ("x^½", lambda x, y: math.sqrt(x)),
    ("x⁻¹ + y⁻²", lambda x, y: 1 / x + y**-2),
    ("x² y³", lambda x, y: x**2 * y**3),
    ("x \u2013 y", lambda x, y: x - y),
    ("x \u2217 y", lambda x, y: x * y),
    ("1\u2044x", lambda x, y: 1 / x),
    ("x\u02c62", lambda x, y: x * x),
    ("\u2223x\u2223", lambda x, y: abs(x)),
    ("⌊x⌋", lambda x, y: math.floor(x)),
    ("∛x", lambda x, y: math.cbrt(x)),
    ("2\u200bx\u2009y", lambda x, y: 2 * x * y),
    ("sin²x", lambda x, y: math.sin(x) ** 2),
])  # fmt: skip
def test_printed_signs_are_read(text, meaning):
    means(text, meaning)


@pytest.mark.parametrize(("text", "meaning"), [
    ("np.exp(x) + numpy.sqrt(y)", lambda x, y: math.exp(x) + math.sqrt(y)),
    ("np.pi*np.e*x", lambda x, y: math.pi * math.e * x),
    ("math.pow(x, 2) + np.power(y, 3)", lambda x, y: x**2 + y**3),
    ("np.maximum(x, y) - np.minimum(x, 1)", lambda x, y: max(x, y) - min(x, 1)),
    ("np.abs(x) + np.fabs(y)", lambda x, y: x + y),
    ("np.arctan2(y, x)", lambda x, y: math.atan2(y, x)),
    ("z = np.sin(x)**2", lambda x, y: math.sin(x) ** 2),
    ("floor(x) + sign(y) + sgn(-y)", lambda x, y: math.floor(x)),
    ("hypot(x, y)", math.hypot),
    ("atan2(y, x)", lambda x, y: math.atan2(y, x)),
    ("softplus(x)", lambda x, y: math.log1p(math.exp(x))),
    ("erf(x)", lambda x, y: math.erf(x)),
    ("log2(x)", lambda x, y: math.log2(x)),
    ("x log2 y", lambda x, y: x * math.log2(y)),
])  # fmt: skip
def test_programs_names_are_read(text, meaning):
    means(text, meaning)


@pytest.mark.parametrize(("text", "meaning"), [
    ("2xy", lambda x, y: 2 * x * y),
    ("8xy^2", lambda x, y: 8 * x * y**2),
    ("xy", lambda x, y: x * y),
    ("xsin(x)", lambda x, y: x * math.sin(x)),
    ("4x - xln(x)", lambda x, y: 4 * x - x * math.log(x)),
    ("xexp(x)", lambda x, y: x * math.exp(x)),
    ("xe^x", lambda x, y: x * math.exp(x)),
    ("xye^(xy)", lambda x, y: x * y * math.exp(x * y)),
    ("cos(2pix)", lambda x, y: math.cos(2 * math.pi * x)),
    ("2πxy", lambda x, y: 2 * math.pi * x * y),
    ("sin^2 x", lambda x, y: math.sin(x) ** 2),
    ("sin^2(x)y", lambda x, y: math.sin(x) ** 2 * y),
    ("ln^2 x + sin^(3)(x)", lambda x, y: math.log(x) ** 2 + math.sin(x) ** 3),
    ("sin^2 x cos^2 y", lambda x, y: math.sin(x) ** 2 * math.cos(y) ** 2),
    ("sin xy", lambda x, y: math.sin(x * y)),
    ("1/2xy", lambda x, y: x * y / 2),
    ("xmax(x, y)", lambda x, y: x * max(x, y)),
])  # fmt: skip
def test_words_side_by_side_are_read_as_meant(text, meaning):
    means(text, meaning)


@pytest.mark.parametrize(("text", "mend"), [
    ("sin^-1(x)", "write asin(x), or 1/sin(x)"),
    ("cos⁻¹(x)", "write acos(x), or 1/cos(x)"),
    ("sin^-2 x", "write 1/sin(x)^2"),
    ("erf^-1(x)", "write 1/erf(x)"),
    ("x1^2+x2^2", "the coordinates are called x and y"),
    ("x_1^2", "the coordinates are called x and y"),
    ("x_{2}^2", "the coordinates are called x and y, and a power is x^2"),
    ("x₁ + 1", "the coordinates are called x and y"),
    ("(-8)^(1/3)", "write cbrt(-8)".removeprefix("write ")),
    ("(-2)^0.5 x", "cbrt(x)"),
    ("max()", "'max()' lacks its arguments; write max(x, y)"),
    ("sin()", "'sin()' lacks its argument; write sin(x)"),
    ("cos2πx", "'cos2πx' lacks brackets; write cos(2πx)"),
    ("ysinx", "'ysinx' lacks brackets; write y*sin(x)"),
    ("sinx + 1", "'sinx' lacks brackets; write sin(x)"),
    ("log2x", "write log(2x) or log2(x)"),
    ("log3(x)", "write log(x)/log(3)"),
    ("ln xsqrt", "something in brackets, as in sqrt(x)"),
    ("asinh(x)", "write log(u + sqrt(u^2 + 1))"),
    ("lg(x)", "write log10(u)"),
    ("ceil(x)", "write -floor(-u)"),
    ("sec x", "write 1/cos(u)"),
    ("exy", "write e^(xy) or e*xy"),
    ("2½x", "write 2.5"),
    (r"\alpha x", r"the command '\alpha' is not known"),
    ("hypot(x)", "hypot takes two arguments"),
    ("atan2(x, y, x)", "atan2 takes two arguments"),
    ("pow(x)", "pow takes two arguments"),
    ("pow x", "write x^2 for pow(x, 2)"),
    ("x^(-1", "never closed"),
    ("y = x^2", "write only the formula"),
])  # fmt: skip
def test_hints_name_the_real_cause(text, mend):
    with pytest.raises(ExpressionError, match=re.escape(mend)) as caught:
        parse(text)
    first, last = caught.value.span
    assert text[first:last] == caught.value.piece


@pytest.mark.parametrize("name", sorted(WRITE))
def test_what_is_offered_for_other_functions_is_that_function(name):
    reference = {
        "asinh": math.asinh, "acosh": math.acosh, "atanh": math.atanh, "ceil": math.ceil,
        "sec": lambda u: 1 / math.cos(u), "csc": lambda u: 1 / math.sin(u), "round": round,
        "cot": lambda u: 1 / math.tan(u), "ctg": lambda u: 1 / math.tan(u), "tg": math.tan,
        "arctg": math.atan, "sh": math.sinh, "ch": math.cosh, "th": math.tanh,
        "lg": math.log10, "ld": math.log2, "lb": math.log2, "trunc": math.trunc,
        "log1p": math.log1p, "expm1": math.expm1, "exp2": lambda u: 2**u,
        "square": lambda u: u * u, "heaviside": lambda u: 1.0 if u > 0 else 0.0,
        "step": lambda u: 1.0 if u > 0 else 0.0, "erfc": math.erfc,
        "silu": lambda u: u / (1 + math.exp(-u)), "swish": lambda u: u / (1 + math.exp(-u)),
        "gelu": lambda u: u * (1 + math.erf(u / math.sqrt(2))) / 2,
        "logistic": lambda u: 1 / (1 + math.exp(-u)), "sinc": lambda u: math.sin(u) / u,
        "mod": lambda u, v: u % v, "fmod": lambda u, v: u % v,
        "logaddexp": lambda u, v: math.log(math.exp(u) + math.exp(v)), "norm": math.hypot,
        "deg2rad": math.radians, "radians": math.radians, "logit": lambda u: math.log(u / (1 - u)),
    }  # fmt: skip
    stem = re.sub("^arc?(?=(sin|cos|tan)h)|^ar(?=cosh)", "a", name)
    if stem not in reference:
        assert WRITE[name] == "v^(1/n)"
        return
    u, v = (1.7, 0.6) if stem == "acosh" else (0.4, 0.3)
    text = re.sub(r"\bu\b", "x", re.sub(r"\bv\b", "y", WRITE[name]))
    arguments = (u, v) if "v" in WRITE[name].replace("eval", "") else (u,)
    assert parse(text).value(u, v, math) == pytest.approx(reference[stem](*arguments), rel=1e-12)


@pytest.mark.parametrize("name", sorted(INVERSES))
def test_what_is_offered_for_inverses_is_the_inverse(name):
    x = 1.3 if name == "cosh" else 0.6
    there = parse(f"{name}(x)").value(x, 0.0, math)
    assert parse(INVERSES[name]).value(float(there), 0.0, math) == pytest.approx(x, rel=1e-12)


def test_odd_roots_of_negative_numbers_are_told():
    for text in ("x^(1/3)", "(x-y)^(2/3)", "x^0.2"):
        assert any("cbrt(u)" in note for note in parse(text).notes)
    for text in ("x^0.5", "x^3", "2^(1/3) x", "x^(3/2)", "cbrt(x)", "x^0.3"):
        assert not any("u^(1/3)" in note for note in parse(text).notes)


@pytest.mark.parametrize("name", surfaces)
def test_our_own_typeset_formulas_can_be_pasted(name):
    """Copy LaTeX and back; the gradients too, but for the slopes of max, which nobody can type."""
    surface = surfaces[name]()
    constants = surface.settings
    f = parse(surface.formula, constants)
    spelled = {rf"\{key}": key for key in constants}
    x, y = 0.83, 0.41
    pairs = zip((f.latex, *f.gradient_latex), (f.value(x, y), *f.gradient(x, y)), strict=True)
    for latex, wanted in pairs:
        for symbol, key in spelled.items():
            latex = re.sub(re.escape(symbol) + r"(?![a-z])", key, latex)
        if r"\left[" not in latex and len(latex) <= 400:
            assert parse(latex, constants).value(x, y) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_every_function_typeset_can_be_pasted(function):
    text = re.sub(r"\bx\b", "x/2", function.example)
    f = parse(f"{text}^2 + 1e-3 y")
    assert parse(f.latex).value(0.6, 0.7, math) == pytest.approx(f.value(0.6, 0.7, math), rel=1e-14)


ARGUMENTS = st.tuples(*(2 * [st.floats(-3, 3).filter(lambda x: abs(x - round(2 * x) / 2) > 1e-3)]))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(ARGUMENTS)
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_every_function_has_the_gradient_that_differences_say(function, point):
    x, y = point
    f, h = parse(function.example), 1e-6
    with np.errstate(all="ignore"):
        slopes = np.array(f.gradient(x, y), dtype=float)
        differences = np.array([
            f.value(x + h, y) - f.value(x - h, y), f.value(x, y + h) - f.value(x, y - h)
        ]) / (2 * h)
    if np.isfinite(differences).all() and function.name != "tan" and abs(x - y) > 1e-3:
        np.testing.assert_allclose(slopes, differences, rtol=1e-4, atol=1e-6)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([
    r"\frac", "{", "}", "12", r"\sqrt", r"\sqrt[3]", r"\left(", r"\right)", r"\sin", "^", "2", "½",
    "x", "y", "xy", "xsin", "⁻¹", "$", r"\cdot", "np.", "exp", "max", "(", ")", ",", "|", "=", "z",
    r"\operatorname{erf}", r"\lfloor", "⌋", " ", "pow", "e", "-", r"\log_{10}", "cos2", "_1",
]), max_size=14))
def test_pasted_pieces_give_a_formula_or_one_line_that_points_to_its_piece(pieces):
    text = "".join(pieces)
    try:
        f = parse(text)
    except ExpressionError as error:
        assert len(str(error).splitlines()) == 1 and "{}" not in str(error)
        if error.span:
            assert text[error.span[0] : error.span[1]] == error.piece
    else:
        assert f.value(np.ones(3), np.ones(3)).shape == (3,)
