"""One setting that a sweep goes over: its place in the experiment file, and its values."""

from __future__ import annotations

import copy
import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.parameters import shown
from playground.lab.experiments.reader import BadInputError

MOST_VALUES = 10_000
_STEP = re.compile(r"([A-Za-z_]\w*)|\[(\d+)\]")


@dataclass(frozen=True)
class Axis:
    """A place, as error messages name it (`runners[0].settings.learning_rate`), and the values."""

    path: str
    values: tuple[float, ...]


def read_axis(text: str) -> Axis:
    """`PATH=LOW:HIGH:COUNT[:log]`; raises BadInputError in words of the option."""
    path, equals, rest = text.partition("=")
    parts = rest.split(":")
    if not equals or not path or len(parts) not in (3, 4) or parts[3:] not in ([], ["log"]):
        raise BadInputError("--over", f"must be PATH=LOW:HIGH:COUNT or PATH=LOW:HIGH:COUNT:log, "
                                      f"got {shown(text)}")
    _steps(path)
    low, high = (_number(part, text) for part in parts[:2])
    if not parts[2].isdecimal() or not 1 <= int(parts[2]) <= MOST_VALUES:
        raise BadInputError("--over", f"COUNT must be from 1 to {MOST_VALUES:,}, got {parts[2]}")
    count = int(parts[2])
    if parts[3:] and not (low > 0 and high > 0):
        raise BadInputError("--over", f"a log axis needs LOW and HIGH above 0, got {shown(text)}")
    spread = np.geomspace if parts[3:] else np.linspace
    return Axis(path, tuple(float(value) for value in spread(low, high, count)))


def _number(text: str, whole: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadInputError("--over", f"LOW and HIGH must be finite numbers, got {shown(whole)}")
    return value


def _steps(path: str) -> list[str | int]:
    """The keys and places that a path goes through; raises BadInputError."""
    found: list[str | int] = []
    at = 0
    while at < len(path):
        begin = at + (path[at] == "." and at > 0)
        match = _STEP.match(path, begin)
        if match is None:
            raise BadInputError("--over", f"{shown(path)} is no place in an experiment; such as "
                                          "runners[0].settings.learning_rate")
        found.append(match[1] if match[1] is not None else int(match[2]))
        at = match.end()
    return found


def with_value(document: dict[str, Any], path: str, value: float) -> dict[str, Any]:
    """A copy of an experiment's document with another number at a place.

    Where a whole number stands, a whole one is put. Raises BadInputError for a place that is not
    there, or where no number stands.
    """
    changed = copy.deepcopy(document)
    *way, last = _steps(path)
    here: Any = changed
    for step in way:
        here = _inside(here, step, path)
    old = _inside(here, last, path)
    # null stands for "all" (a batch's size): a number may take its place.
    if isinstance(old, bool) or not isinstance(old, (int, float, type(None))):
        raise BadInputError(path, f"must be a number to be swept over, and is {shown(old)}")
    whole = not isinstance(old, float) and value.is_integer()
    here[last] = int(value) if whole else value
    return changed


def _inside(here: Any, step: str | int, path: str) -> Any:
    try:
        if isinstance(here, dict) == isinstance(step, str):
            return here[step]
    except (KeyError, IndexError, TypeError):
        pass
    known = ", ".join(map(str, here)) if isinstance(here, dict) else ""
    mend = f"; there are {known}" if known else ""
    raise BadInputError(path, f"there is no {step} there{mend}")
