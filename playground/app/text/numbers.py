"""Numbers for people: four significant digits, a true minus, powers of ten as one writes them.

Every number on the screen passes through here, so that one switch (`set_decimal`) shows all of
them with a decimal point or a decimal comma. Programs' text stays with the point: typed functions
(where a comma separates arguments), files, and what is copied (`full`).
"""

from __future__ import annotations

import math
import re
from typing import SupportsFloat, SupportsInt

MINUS = "−"
GROUP = "\u202f"  # a narrow space that no line is broken at
DIGITS = 4
_LARGEST, _SMALLEST = 6, -4  # powers of ten between which a number is written out
_SUPERSCRIPTS = str.maketrans("-−0123456789+", "⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹⁺")
_SUBSCRIPTS = str.maketrans("-−0123456789+", "₋₋₀₁₂₃₄₅₆₇₈₉₊")
_FROM_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹⁺", "-0123456789+")
_RAISED = re.compile("[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_POWER = re.compile(r"^(?:(?P<mantissa>.+?)(?:\*|×|·))?10(?:\^|\*\*)(?P<exponent>[-+]?\d+)$")
_NUMBER = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$")
_GROUPED = re.compile(r"(?<![\w,.])\d{1,3}(?:,\d{3})+(?![\d,])")
_DECIMALS = re.compile(r"(?<![\w.])(\d+)\.(\d+)(?:(?=e[-+]?\d)|(?!\w|\.\d))")
_PROGRAMS_POWER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)e([-+]?\d+)(?!\w)")
_PROGRAMS_MINUS = re.compile(r"(?<![\w.)\]-])-(?=\.?\d)")
_TYPESET = re.compile(r"(?<=\d)[.,](?=\d)")

_decimal = "."


def set_decimal(mark: str) -> None:
    """Show a decimal point or a decimal comma from now on; both are understood when typed."""
    if mark not in (".", ","):
        raise ValueError(f"the decimal mark must be . or , and not {mark}")
    global _decimal
    _decimal = mark


def decimal() -> str:
    """The mark in force, a point or a comma."""
    return _decimal


def number(value: SupportsFloat | None, digits: int = DIGITS, zeros: bool = False) -> str:
    """A number to `digits` significant digits: 0.0123, −12.5, 1.234×10⁻⁵, 214, infinity.

    `zeros` keeps trailing zeros, so that a number that is being played does not change its width.
    """
    if value is None:
        return "–"
    if _whole(value):
        text = str(int(value))  # type: ignore[call-overload]
        return text.replace("-", MINUS) if len(text) <= 15 else _power(float(value), digits, zeros)
    value = float(value)
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinity" if value > 0 else "−infinity"
    if value == 0:
        return "0"
    exponent = int(f"{value:.{digits - 1}e}".partition("e")[2])
    if exponent < _SMALLEST or abs(value) >= 10**_LARGEST - 0.5:
        return _power(value, digits, zeros)
    return _tidy(f"{value:.{max(digits - 1 - exponent, 0)}f}", zeros)


def point(*coordinates: SupportsFloat, digits: int = DIGITS) -> str:
    """A point or a vector: (0.5477, 0.8216); with a decimal comma (0,5477; 0,8216)."""
    return "(" + between().join(number(c, digits) for c in coordinates) + ")"


def between() -> str:
    """What separates the numbers of a list: a semicolon where the comma is taken."""
    return "; " if _decimal == "," else ", "


def fixed(value: SupportsFloat, decimals: int) -> str:
    """A number with so many decimals, for shares and sizes: 12.5, 100.0."""
    return _tidy(f"{float(value):.{decimals}f}", zeros=True)


def grouped(value: SupportsInt) -> str:
    """A whole number in groups of three: 12,500; with a decimal comma 12 500 (narrow spaces)."""
    text = f"{int(value):,}".replace("-", MINUS)
    return text.replace(",", GROUP) if _decimal == "," else text


def setting(value: SupportsFloat | str) -> str:
    """A setting's value: a number, a choice in its own word, on or off."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else number(value)


def count(number: int, word: str, many: str = "") -> str:
    """ "1 class", "3 classes", "1,200 samples"."""
    return f"{grouped(number)} {word if number == 1 else many or word + 's'}"


def full(value: SupportsFloat) -> str:
    """Every digit, as programs read it: for the clipboard, never localised."""
    return str(int(value)) if _whole(value) else repr(float(value))  # type: ignore[call-overload]


def exact(value: SupportsFloat) -> str:
    """Every digit, for people to read in a tooltip: −0.1, 1.5×10⁻⁷."""
    return "0" if value == 0 else _as_read(full(value)).replace(".", _decimal)


def for_sheets(value: SupportsFloat) -> str:
    """Every digit, as the person's spreadsheet reads it from the clipboard: -0,1."""
    return full(value).replace(".", _decimal)


def localised(prose: str) -> str:
    """A sentence that was written with -0.5, 1e-07 and 2,000, as the person reads numbers."""
    prose = _as_read(prose)
    if _decimal == ".":
        return prose
    prose = _GROUPED.sub(lambda m: m[0].replace(",", GROUP), prose)
    return _DECIMALS.sub(rf"\1{_decimal}\2", prose)


def typeset_mark(latex: str) -> str:
    """LaTeX whose numbers have the mark in force; in braces a comma is no list's comma."""
    return _TYPESET.sub("{,}", latex) if _decimal == "," else latex


def editable(value: SupportsFloat) -> str:
    """A number as it stands in a field: no digit lost that matters, easy to type over."""
    if value == 0:  # also −0, which nobody types
        return "0"
    text = full(value) if _whole(value) else f"{float(value):.12g}"
    return text.replace("-", MINUS).replace(".", _decimal)


def parse_number(text: str, example: str = "0.01") -> float:
    """The number that a person typed: −5, 1e-3, 0,01, 1×10^-3, 10⁻³, 1/3 are all understood.

    Raises ValueError with a sentence that can stand beside the field; it names the `example`.
    """
    plain = _RAISED.sub(lambda m: "^" + m[0].translate(_FROM_SUPERSCRIPTS), text)
    plain = re.sub(r"[\s_]", "", plain).replace(MINUS, "-").replace("–", "-").lower()
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not plain:
        raise ValueError(f"type a number, such as {localised(example)}")
    over, slash, under = plain.partition("/")
    try:
        value = _plain_number(over) / _plain_number(under) if slash else _plain_number(plain)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise ValueError(
            f"“{text.strip()[:24]}” is not a number; type for example {localised(example)}"
        ) from None
    if not math.isfinite(value):
        raise ValueError(f"“{text.strip()[:24]}” is too large for a number")
    return value


def _as_read(text: str) -> str:
    """True minus signs and powers of ten for those that a program writes."""
    text = _PROGRAMS_POWER.sub(lambda m: f"{m[1]}×10{superscript(int(m[2]))}", text)
    return _PROGRAMS_MINUS.sub(MINUS, text)


def superscript(text: object) -> str:
    """Digits and signs as superscripts: 10⁻³."""
    return str(text).translate(_SUPERSCRIPTS)


def subscript(text: object) -> str:
    """Digits and signs as subscripts: θ₁₂."""
    return str(text).translate(_SUBSCRIPTS)


def _whole(value: object) -> bool:
    """Whether this is an integer by type (Python's or NumPy's)."""
    return hasattr(value, "__index__")


def _plain_number(plain: str) -> float:
    power = _POWER.match(plain)
    if power:
        return float(f"{_checked(power['mantissa'] or '1')}e{power['exponent']}")
    return float(_checked(plain))


def _checked(plain: str) -> str:
    if not _NUMBER.match(plain):
        raise ValueError(plain)
    return plain


def _power(value: float, digits: int, zeros: bool) -> str:
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{_tidy(mantissa, zeros)}×10{superscript(int(exponent))}"


def _tidy(text: str, zeros: bool) -> str:
    if "." in text and not zeros:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS).replace(".", _decimal)
