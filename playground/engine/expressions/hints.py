"""What to say about a formula that cannot be read: the real cause, and what to write instead.

A hint never leads to another function: log3(x) is log(x)/log(3) and not log(x).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection

from playground.engine.expressions.tokens import ALIASES

_LONGEST = 40

_WRITE = {
    "asinh": "log(u + sqrt(u^2 + 1))", "acosh": "log(u + sqrt(u^2 - 1))",
    "atanh": "log((1 + u)/(1 - u))/2", "sec": "1/cos(u)", "csc": "1/sin(u)", "cot": "1/tan(u)",
    "ctg": "1/tan(u)", "tg": "tan(u)", "arctg": "atan(u)", "sh": "sinh(u)", "ch": "cosh(u)",
    "th": "tanh(u)", "lg": "log10(u)", "ld": "log2(u)", "lb": "log2(u)", "ceil": "-floor(-u)",
    "round": "floor(u + 0.5)", "trunc": "sign(u) floor(|u|)", "log1p": "log(1 + u)",
    "expm1": "exp(u) - 1", "exp2": "2^u", "square": "u^2", "heaviside": "(1 + sign(u))/2",
    "step": "(1 + sign(u))/2", "erfc": "1 - erf(u)", "silu": "u sigmoid(u)",
    "swish": "u sigmoid(u)", "gelu": "u (1 + erf(u/sqrt(2)))/2", "logistic": "sigmoid(u)",
    "sinc": "sin(u)/u", "mod": "u - v floor(u/v)", "fmod": "u - v floor(u/v)",
    "logaddexp": "log(exp(u) + exp(v))", "norm": "sqrt(u^2 + v^2)", "root": "v^(1/n)",
    "deg2rad": "u pi/180", "radians": "u pi/180", "logit": "log(u/(1 - u))",
}  # fmt: skip
"""Functions that there are elsewhere, in ours; u (and v) is what stands in their brackets."""
for _long, _short in (("arcsinh", "asinh"), ("arccosh", "acosh"), ("arctanh", "atanh"),
                      ("arsinh", "asinh"), ("arcosh", "acosh"), ("artanh", "atanh")):
    _WRITE[_long] = _WRITE[_short]

INVERSES = {
    "sin": "asin(x)", "cos": "acos(x)", "tan": "atan(x)", "exp": "log(x)", "log": "exp(x)",
    "sqrt": "x^2", "sinh": "log(x + sqrt(x^2 + 1))", "cosh": "log(x + sqrt(x^2 - 1))",
    "tanh": "log((1 + x)/(1 - x))/2", "asin": "sin(x)", "acos": "cos(x)", "atan": "tan(x)",
    "cbrt": "x^3", "log10": "10^x", "log2": "2^x",
}  # fmt: skip

MENDS = {
    "=": "'{}' is not expected here; write only the formula, as in x^2 + y^2",
    ")": "'{}' closes a bracket that was never opened; remove it",
    "}": "'{}' closes a brace that was never opened; remove it",
    "|": "'{}' is not expected here; write abs(x) for an absolute value",
    "*": "'{}' has nothing to multiply; write something on both sides of it",
    "/": "'{}' has nothing to divide; write something on both sides of it",
    "^": "'{}' has nothing to raise; write something on both sides of it",
}


def foreign(piece: str) -> str:
    """Message for a sign that means nothing here."""
    char = piece[0]
    if char in "\r\n":
        return "a line break is not expected here; write the formula on one line"
    if char == ".":
        return "'{}' is not expected here; a dot belongs inside a number, as in 0.5"
    if char == "\\" and len(piece) > 1:
        return "the command '{}' is not known here; write it as in sin(x), sqrt(x) or x^2"
    if char.isascii() and char.isdigit():  # 2½
        half = float(piece[:-1]) + unicodedata.numeric(piece[-1])
        return f"'{{}}' may mean two things; write {half:.6g}, or a sign between the two"
    if not char.isascii() and char.isprintable():
        name = unicodedata.name(char, "unnamed").lower()
        return f"'{{}}' is not known here (the sign is: {name}); type it with plain letters"
    return "'{}' is not known here; use x, y, numbers, + - * / ^ and functions such as sin(x)"


def unknown(
    name: str, after: str, names: Collection[str], functions: Collection[str]
) -> str:
    """Message for a name that is not known, with the mend that is most likely meant.

    `after` is what follows without a blank: "(" or more of a word that has no brackets.
    """
    known = [*names, *functions, *ALIASES]
    index = re.fullmatch(r"([xy])_?\{?([0-9\u2080-\u2089]+)\}?", name)
    if index:
        return _indexed(index[1], unicodedata.normalize("NFKC", index[2]))
    if name in _WRITE:
        return f"the function '{{}}' is not known here; write {_WRITE[name]}"
    base = re.fullmatch("log_?([0-9]+)", name)
    if base and after.startswith("("):
        return f"the function '{{}}' is not known here; write log(x)/log({base[1]})"
    bare = [] if after.startswith("(") else _without_brackets(name + after, names, functions)
    if bare:
        return f"'{{}}' lacks brackets; write {' or '.join(bare)}"
    if re.fullmatch("e(e|x|y|pi)+", name):
        rest = name[1:]
        return f"unknown name '{{}}'; write e^{rest if len(rest) == 1 else f'({rest})'} or e*{rest}"
    if name.lower() in known:
        return f"unknown name '{{}}'; write {name.lower()}"
    close = difflib.get_close_matches(name[:_LONGEST], known, n=1, cutoff=0.7)
    if close:
        return f"unknown name '{{}}'; did you mean {close[0]}?"
    return "unknown name '{}'; use x, y, e, pi and functions such as sin(x)"


def _indexed(letter: str, digits: str) -> str:
    if letter == "x" and digits in ("1", "2"):
        power = ", and a power is x^2" if digits == "2" else ""
        return f"unknown name '{{}}'; the coordinates are called x and y{power}"
    return f"unknown name '{{}}'; write {letter}*{digits} or {letter}^{digits}"


def _without_brackets(
    word: str, names: Collection[str], functions: Collection[str]
) -> list[str]:
    """sin(2x) for sin2x: each way to put the brackets in, the longest argument first."""
    name = "|".join(sorted({*map(re.escape, names), "π"}, key=len, reverse=True))
    argument = rf"((?:{name}|[0-9.⁰¹²³⁴⁵⁶⁷⁸⁹])+)"
    found = []
    for function in sorted({*functions, *ALIASES}, key=len):
        parts = re.fullmatch(rf"((?:{name})*?){function}{argument}", word)
        if parts:
            before = "".join(f"{part}*" for part in re.findall(name, parts[1]))
            found.append(f"{before}{function}({parts[2]})")
    return found
