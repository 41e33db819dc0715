"""What a pupil typed, as numbers: fractions, roots, decimal points and commas; never run as code.

A text is read by the grammar of typed functions, which knows numbers and a list of functions and
nothing else. What cannot be read is refused in one sentence for who typed it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.expressions.nodes import ExpressionError
from playground.engine.expressions.parser import tree
from playground.engine.parameters import shown
from playground.engine.problem import Array

MOST_CHARACTERS = 4000
MOST_IN_NUMBER = 100
MOST_DEPTH = 4
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_PLAIN = re.compile(r"[-−+]?(\d*)[.,]?(\d*)(?:[eE]([-−+]?\d{1,3}))?")
_GROUPED = re.compile(r"[-+]?\d+(?:[.,' ]\d+)+(?:[.,])?")
_MIXED = re.compile(r"([-+]?)\s*(\d+)\s+(\d+/\d+)")
_MINUS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "\u00a0": " ", "\u202f": " "})


class AnswerError(ValueError):
    """An answer that cannot be read, in one sentence with what to do."""


@dataclass(frozen=True, eq=False)
class Entered:
    """Numbers in the shape that was asked for, and how far each was rounded by who typed it.

    `half` is half a unit of the last typed digit, 0 where that says nothing (a fraction, fewer
    than two digits); both arrays have the same shape.
    """

    values: Array
    half: Array


def read_answer(given: Any, shape: tuple[int, ...]) -> Entered:
    """An answer of a shape: a text as typed, a number, or nested lists of either.

    Raises AnswerError.
    """
    cells = _cells(given, shape)
    count = int(np.prod(shape, dtype=int))
    empty = sum(isinstance(cell, str) and not cell.strip() for cell in cells)
    if 0 < empty < len(cells):
        verb = "is" if empty == 1 else "are"
        raise AnswerError(f"{empty} of the {len(cells)} numbers {verb} missing")
    read = [_number(cell) for cell in cells[: count + 1]]  # what is no number is said first
    if len(cells) != count:
        raise AnswerError(_how_many(count, shape, len(cells)))
    return Entered(
        np.array([value for value, _ in read], dtype=float).reshape(shape),
        np.array([half for _, half in read], dtype=float).reshape(shape),
    )


def _how_many(count: int, shape: tuple[int, ...], got: int) -> str:
    if not got:
        return "there is no answer yet"
    if len(shape) == 2:
        wanted = f"{shape[0]} rows of {shape[1]}"
        return f"needs {count} numbers ({wanted}), got {got}; put a ; or a new line between rows"
    if count == 1:
        return f"needs one number, got {got}"
    return f"needs {count} numbers, got {got}; put a ; between them"


def _cells(given: Any, shape: tuple[int, ...]) -> list[Any]:
    """The single numbers, row by row, each still as it was given."""
    if isinstance(given, str):
        if len(given) > MOST_CHARACTERS:
            raise AnswerError(
                f"is {len(given):,} characters long; an answer has at most {MOST_CHARACTERS:,}"
            )
        return _split(given, shape)
    if isinstance(given, list):
        rows = _flat(given, 0)
        if len(shape) == 2 and given and all(isinstance(row, list) for row in given):
            _check_rows([len(row) for row in given], shape)
        return rows
    if given is None:
        return []
    return [given]


def _flat(values: list[Any], depth: int) -> list[Any]:
    if depth > MOST_DEPTH:
        raise AnswerError("is nested too deeply")
    flat: list[Any] = []
    for value in values:
        flat += _flat(value, depth + 1) if isinstance(value, list) else [value]
        if len(flat) > MOST_CHARACTERS:
            raise AnswerError("holds too many numbers")
    return flat


def _check_rows(lengths: Sequence[int], shape: tuple[int, ...]) -> None:
    rows, columns = shape
    if list(lengths) == [columns] * rows:
        return
    if list(lengths) == [rows] * columns and rows != columns:
        raise AnswerError(
            f"is {columns} rows of {rows}; it must be {rows} rows of {columns}, the transposed"
        )
    if len(lengths) == rows * columns and set(lengths) == {1}:
        return  # one number a line
    if len(lengths) > 1:
        got = ", ".join(map(str, lengths[:8]))
        raise AnswerError(f"must be {rows} rows of {columns}; its rows have {got}")


def split_cells(text: str, shape: tuple[int, ...]) -> list[str]:
    """A text (pasted, say) as single numbers for a shape, each still as typed.

    Raises AnswerError for one that is too long or of rows that do not fit.
    """
    return [str(cell) for cell in _cells(text, shape)]


def _split(text: str, shape: tuple[int, ...]) -> list[str]:
    """A typed text as single numbers.

    A comma is a decimal comma where the count of numbers comes out right with it, and a separator
    where it comes out right without: "6,-5" are two numbers, "0,55 0,83" as well.
    """
    text = text.translate(_MINUS).strip()
    count = int(np.prod(shape, dtype=int))
    if not text:
        return []
    if count == 1 and not shape:
        return [_DECIMAL_COMMA.sub(".", _bare(text))]
    rows = [row for row in re.split(r"[;\n]|\]\s*,?\s*\[|\)\s*,\s*\(", _bare(text)) if row.strip()]
    as_point = [_tokens(_DECIMAL_COMMA.sub(".", row), r"[,\s]") for row in rows]
    as_comma = [_tokens(row, r"[,\s]") for row in rows]
    for read in (as_point, as_comma):
        if sum(map(len, read)) == count:
            if len(shape) == 2 and len(read) > 1:
                _check_rows([len(row) for row in read], shape)
            return [token for row in read for token in row]
    best = min((as_point, as_comma), key=lambda read: abs(sum(map(len, read)) - count))
    return [token for row in best for token in row]


def _bare(text: str) -> str:
    """Without square and curly brackets, and without round ones around rows or all of it."""
    before = ""
    while text != before:  # tuples, from the inside out
        before, text = text, re.sub(r"(?<![\w)])\(([^()]*[,;][^()]*)\)", r"[\1]", text)
    text = re.sub(r"[\[{]|[\]}](?!\s*,?\s*[\[{])", " ", text.replace("{", "[").replace("}", "]"))
    text = text.strip()
    while text.startswith("(") and _closes_at(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes_at(text: str) -> int:
    """Where the bracket that opens the text is closed; −1 if nowhere."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return place
    return -1


def _tokens(row: str, separator: str) -> list[str]:
    """The numbers of a row; blanks around signs such as the / of a fraction separate nothing."""
    row = re.sub(r"\s*([*/^])\s*", r"\1", row)
    row = re.sub(r"(?<=[\d)])\s+([+-])\s+(?=[\d(a-z])", r"\1", row)
    pieces: list[str] = [""]
    depth = 0
    for sign in row.replace("[", " ").replace("]", " "):
        depth += (sign == "(") - (sign == ")")
        if depth <= 0 and re.fullmatch(separator, sign):
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece for piece in pieces if piece]


def _number(cell: Any) -> tuple[float, float]:
    """A number and half a unit of its last digit."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise AnswerError(f"{shown(cell)} is no number")
    if isinstance(cell, str):
        return _typed(cell.translate(_MINUS).strip())
    try:
        value = float(cell)
    except OverflowError:
        value = float("inf")
    if not isfinite(value):
        raise AnswerError("is no finite number")
    return value + 0.0, _half_unit(repr(cell))


@lru_cache(maxsize=8192)
def _typed(text: str) -> tuple[float, float]:
    if not text:
        raise AnswerError("there is no answer yet")
    if len(text) > MOST_IN_NUMBER:
        raise AnswerError(f"one number has at most {MOST_IN_NUMBER} characters, got {len(text):,}")
    try:
        node = tree(_DECIMAL_COMMA.sub(".", text), {}, variables=())
    except ExpressionError as error:
        raise AnswerError(_without_xy(str(error), text)) from None
    if node.value is None:
        raise AnswerError(f"{shown(text)} is no number")
    return node.value + 0.0, _half_unit(text)


def _without_xy(sentence: str, text: str) -> str:
    """The grammar's sentence for who types a number, not a function."""
    if _GROUPED.fullmatch(text):
        return (
            f"{shown(text)} is not one number; write it with one decimal point or comma, and with "
            "nothing between its thousands"
        )
    if mixed := _MIXED.fullmatch(text):
        sign, whole, part = mixed.groups()
        mend = f"-({whole} + {part})" if sign == "-" else f"{whole} + {part}"
        return f"{shown(text)}: a sign is missing; write {mend}"
    said, _, mend = sentence.partition(";")
    if said.startswith("unknown name") or "x, y" in mend or "x^2" in mend:
        return f"{said}; write a number, such as -5, 3/4, 0.25 or sqrt(2)"
    return sentence.replace("the formula", "the number")


def _half_unit(text: str) -> float:
    """Half a unit of the last digit of a decimal number of two digits or more, or 0."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return 0.0
    whole, part, power = match.groups()
    if len((whole + part).lstrip("0")) < 2:
        return 0.0
    exponent = int((power or "0").replace("−", "-"))
    return 0.5 * 10.0 ** (exponent - len(part))


def agrees(
    entered: Entered, wanted: Array, relative: float, absolute: float
) -> NDArray[np.bool_]:
    """Which entries are right, shape of the answer: |x − a| <= max(absolute, relative |a|), or x
    is a rounded to the digits that were typed.
    """
    with np.errstate(all="ignore"):
        distance = np.abs(entered.values - wanted)
        room = np.maximum(absolute, relative * np.abs(wanted))
        rounding = entered.half * (1 + 1e-9) + 1e-12 * np.abs(wanted)
        rounded = (entered.half > 0) & (distance <= rounding)
        return np.asarray((distance <= room) | rounded)
