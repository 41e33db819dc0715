"""How numbers are written in a table: decimal mark, thousands mark, percent signs and money.

The marks are decided from all cells together. A way to write numbers is possible if it reads every
cell; where two are, and a cell would become another number, that is a doubt for a person to settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from playground.lab.tables.errors import TableError

Decimal: TypeAlias = Literal[".", ","]

MISSING = frozenset({
    "", "na", "n/a", "#n/a", "#na", "<na>", "nan", "-nan", "null", "?",
})
DASHES = frozenset({"-", "–", "—", ".", "..", "none", "n.a.", "k.a.", "missing"})
"""Among numbers these say that there is none; among words they may be words."""
THOUSANDS = {"": "none", ",": "comma", ".": "point", " ": "space", "'": "apostrophe"}
_ALIKE = {" ": " \u00a0\u202f\u2009", "'": "'’"}
_SIGN = r"[+\-−]?"
_EXPONENT = r"(?:[eE][+\-−]?\d+)?"
_MONEY = (
    r"(?:[A-Z]{1,3}\$|[$€£¥₹₽₩₺₪฿₫₱₴₦¢]|EUR|USD|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD"
    r"|NZD|INR|BRL|KRW|TRY|ZAR|MXN|kr\.?|zł|Kč|Fr\.)"
)
_DRESSED = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>{_SIGN})\s*(?P<before>{_MONEY})?\s*(?P<inner>{_SIGN})"
    rf"(?P<digits>[.,]?\d(?:.*\d)?[.,]?)\s*(?P<after>{_MONEY}|%)?\s*(?P<close>\))?", re.ASCII,
)
_LOOSE = re.compile(
    rf"{_SIGN}[.,]?\d(?:[\d.,'’ \u00a0\u202f\u2009]*\d)?[.,]?{_EXPONENT}", re.ASCII
)
_MARK = re.compile("[.,'’ \u00a0\u202f\u2009]")


@dataclass(frozen=True)
class Marks:
    """What stands before the decimals, and between each three digits ("" for nothing)."""

    decimal: Decimal = "."
    thousands: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a number looks like."""
        point = re.escape(self.decimal)
        plain = rf"(?:\d+(?:{point}\d*)?|{point}\d+){_EXPONENT}"
        if not self.thousands:
            return re.compile(_SIGN + plain, re.ASCII)
        mark = _mark(self.thousands)
        grouped = rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+"
        if self.thousands == ",":  # in India: 12,34,567
            grouped = rf"(?:{grouped}|[1-9]\d?(?:,\d\d)+,\d{{3}})"
        return re.compile(rf"{_SIGN}(?:{plain}|{grouped}(?:{point}\d*)?)", re.ASCII)

    def read(self, text: str) -> float | None:
        """The number that a text without a unit is written as; None where it is none."""
        return self.value(text) if self.pattern.fullmatch(text) else None

    def value(self, text: str) -> float:
        """The number that is written in a text that matches the pattern."""
        if self.thousands:
            for mark in _ALIKE.get(self.thousands, self.thousands):
                text = text.replace(mark, "")
        return float(text.replace(self.decimal, ".").replace("−", "-"))


POINT, COMMA = Marks("."), Marks(",")
NUMBER = {".": POINT.pattern, ",": COMMA.pattern}


@dataclass(frozen=True)
class Doubt:
    """A cell that can be read as two numbers, and nothing in the table says which is meant."""

    cell: str
    line: int
    column: int
    name: str
    readings: tuple[tuple[Marks, float], tuple[Marks, float]]

    def refusal(self) -> TableError:
        """The sentence for those who cannot be asked."""
        (_, one), (_, other) = self.readings
        return TableError(
            f'"{self.cell}" can be read as {one:.12g} or as {other:.12g}, and no other cell '
            "tells which; say whether the decimal mark is a point or a comma",
            self.line, self.column + 1, self.name,
        )


def bare(cell: str) -> tuple[str, str]:
    """A cell without its unit, and the unit: "%", a currency, or ""."""
    if not cell or (cell[-1].isdigit() and cell.lstrip("+-−")[0] in "0123456789.,"):
        return cell, ""
    found = _DRESSED.fullmatch(cell)
    if found is None:
        return cell, ""
    before, after = found["before"], found["after"]
    unit: str = before or after or ""
    brackets = bool(found["open"]), bool(found["close"])
    if not unit or (before and after) or (found["sign"] and found["inner"]):
        return cell, ""
    if any(brackets) and (not all(brackets) or unit == "%"):
        return cell, ""
    sign = found["sign"] or found["inner"] or ("-" if all(brackets) else "")
    return sign + found["digits"], unit


def is_missing(cell: str, among_numbers: bool = False) -> bool:
    """Whether a cell says that there is no value."""
    lowered = cell.lower()
    return lowered in MISSING or (among_numbers and lowered in DASHES)


def is_number(cell: str, marks: Marks) -> bool:
    """Whether a cell is written as a number, with a unit or without."""
    return marks.pattern.fullmatch(bare(cell)[0]) is not None


def numberlike(cell: str) -> bool:
    """Whether a cell would be a number with some marks or other."""
    text = bare(cell)[0]
    if not _LOOSE.fullmatch(text):
        return False
    return _MARK.search(text) is None or any(m.pattern.fullmatch(text) for m in _ALL)


def found_marks(
    names: Sequence[str], rows: Sequence[tuple[str, ...]], lines: Sequence[int], delimiter: str,
    decimal: Decimal | None = None, thousands: str | None = None,
) -> tuple[Marks, Doubt | None]:
    """The marks that read the most cells, of those that were not said; and what stays in doubt."""
    possible = [
        m for m in _ALL
        if decimal in (None, m.decimal) and thousands in (None, m.thousands)
        and not (m.thousands == " " == delimiter)
    ] or [Marks(decimal or ".", thousands or "")]
    marked = list(_marked(len(names), rows))
    signs = {sign for _, _, text in marked for sign in _MARK.findall(text)}
    seen = [
        m for m in possible
        if not m.thousands or signs & set(_ALIKE.get(m.thousands, m.thousands))
    ] or possible
    count = {m: sum(map(bool, map(m.pattern.fullmatch, (t for *_, t in marked)))) for m in seen}
    best = max(count.values())
    # The simplest for each decimal mark: a thousands mark only where it reads more.
    chosen = {m.decimal: m for m in reversed(seen) if count[m] == best}
    if len(chosen) == 1:
        return next(iter(chosen.values())), None
    point, comma = chosen["."], chosen[","]
    if delimiter == ",":  # where a comma parts the cells it is hardly the decimal mark, too
        return point, None
    likely, other = (comma, point) if comma.thousands == "" != point.thousands else (point, comma)
    for row, column, text in marked:
        one, two = likely.read(text), other.read(text)
        if one is not None and two is not None and one != two:
            return likely, Doubt(
                rows[row][column], lines[row], column, names[column],
                ((likely, one), (other, two)),
            )
    return likely, None


def _marked(
    width: int, rows: Sequence[tuple[str, ...]]
) -> Iterator[tuple[int, int, str]]:
    """Row, column and text (without a unit) of the numbers with a mark, where most are numbers."""
    for column in range(width):
        found, numbers, filled = [], 0, 0
        for k, row in enumerate(rows):
            text = cell = row[column]
            if not _LOOSE.fullmatch(cell):
                if is_missing(cell, among_numbers=True):
                    continue
                filled += 1
                text, unit = bare(cell)
                if not unit or not _LOOSE.fullmatch(text):
                    continue
            else:
                filled += 1
            numbers += 1
            if _MARK.search(text):
                found.append((k, column, text))
        if 2 * numbers > filled:
            yield from found


def _mark(thousands: str) -> str:
    """A thousands mark as a pattern: of spaces and apostrophes there are several."""
    alike = _ALIKE.get(thousands)
    return f"[{alike}]" if alike else re.escape(thousands)


_ALL = [
    POINT, COMMA, Marks(".", ","), Marks(",", "."), Marks(".", " "), Marks(",", " "),
    Marks(".", "'"), Marks(",", "'"),
]
"""All ways to write numbers, the simple ones first."""
