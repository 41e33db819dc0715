"""What the commands have in common: strict JSON, and errors that name the file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playground.lab.experiments.files import named
from playground.lab.experiments.reader import BadInputError


@contextmanager
def naming(file: str, place: str) -> Iterator[None]:
    """Puts the file's name (and a place, if the error has none) before an error of a problem."""
    try:
        yield
    except BadInputError as error:
        raise BadInputError(named(file), str(error)) from None
    except ValueError as error:
        raise BadInputError(f"{named(file)}: {place}", str(error)) from None


def finite(value: Any) -> Any:
    """The same with null for every number that is not finite (strict JSON has no other way), and
    with 0 for −0, which is only how a product came to be 0."""
    if isinstance(value, float):
        return value + 0.0 if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return value


def as_json(value: Any) -> str:
    """Strict JSON."""
    return json.dumps(finite(value), ensure_ascii=False, allow_nan=False, indent=2)
