"""JSON read strictly; what is wrong where a text stops being JSON, in words for who typed it."""

from __future__ import annotations

import json
from typing import Any

from playground.engine.parameters import shown
from playground.lab.experiments.reader import BadInputError

MOST_BYTES = 64 * 2**20
MOST_VALUES, MOST_LISTS = 2_500_000, 500_000
"""More than any network and its data have; the text is not even parsed then."""

OTHER_FILE = "this is no experiment file; open another one"
CUT_OFF = "the text ends too early; a part is missing: copy it again, or close its brackets"
VALUE = 'no value can begin here; write a number, a text in quotes "...", [...], {...} or true'
_MENDS = (
    ("Expecting ',' delimiter", "a comma is missing; write one before this"),
    ("Expecting ':' delimiter", 'a colon is missing; write "name": value'),
    ("Expecting property name", 'a name in double quotes must stand here, as in "title": "..."'),
    ("Unterminated string", "the text that begins here has no end; close it with a double quote"),
    ("Invalid control character", "a text must stand on one line; close it with a double quote"),
    ("Invalid \\", "this backslash means nothing here; write two of them (\\\\)"),
    ("Illegal trailing comma", "nothing follows this comma; remove it"),
    ("Extra data", "the experiment has ended already; remove this, or a bracket before it"),
)


def where(error: json.JSONDecodeError) -> str:
    """The place, as "line 3, column 14"."""
    return f"line {error.lineno}, column {error.colno}"


def what(error: json.JSONDecodeError) -> str:
    """What is wrong there and the mend, in a sentence without a point."""
    text, at = error.doc, error.pos
    begin = len(text) - len(text.lstrip())
    found, before = text[at : at + 1], text[:at].rstrip()[-1:]
    unterminated = error.msg.startswith("Unterminated")
    if text[begin : begin + 1] not in ("{", "["):
        return OTHER_FILE
    if not text[at:].strip() or (unterminated and "\n" not in text[at:].strip()):
        return CUT_OFF
    special = _at_a_sign(error.msg, found, before)
    usual = (mend for begins, mend in _MENDS if error.msg.startswith(begins))
    return special or next(usual, VALUE)


def _at_a_sign(problem: str, found: str, before: str) -> str:
    """The frequent mistakes, known by the sign that stands at the place or before it."""
    if found in ("}", "]") and before == ",":
        return f"nothing follows the comma before this {found}; remove the comma"
    if found == "'":
        return "texts stand in double quotes here; write \" in place of '"
    if found in ("}", "]") and "','" in problem:
        return f"this {found} closes another kind of bracket; check the brackets before it"
    if found.isdigit() and "property name" in problem:
        return "no number can stand here; decimals are written with a point, as in 1.5"
    if found == ";" and "','" in problem:
        return "write a comma in place of this semicolon"
    if found == "," and before == ",":
        return "there is one comma too many; remove it"
    return ""


def parsed(data: bytes) -> Any:
    """Strict JSON from bytes; raises BadInputError naming the place."""
    if len(data) > MOST_BYTES:
        raise BadInputError("", f"is larger than {MOST_BYTES >> 20} MiB; not an experiment file")
    if data.count(b",") > MOST_VALUES or data.count(b"[") > MOST_LISTS:
        raise BadInputError(
            "", f"holds more than {MOST_VALUES:,} values or {MOST_LISTS:,} lists; keep its data in "
            "a table file (CSV) and open that as the network's data"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInputError(f"line {line}", "is not UTF-8 text; save it as UTF-8") from None
    if not text.strip():
        raise BadInputError("", "is empty")
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        raise BadInputError(where(error), what(error)) from None
    except RecursionError:
        raise BadInputError("", "is nested too deeply; not an experiment file") from None
    except BadInputError:
        raise
    except ValueError:  # Python refuses to convert integers of thousands of digits
        raise BadInputError("", "holds a number with too many digits") from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInputError("", f"has the key {shown(twice)} twice in one object; keep one")
    return found
