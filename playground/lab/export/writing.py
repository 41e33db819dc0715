"""Numbers, arrays and names as they stand in a program; what is too long, in a file beside it."""

from __future__ import annotations

import hashlib
import io
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from playground.lab.experiments.reader import BadInputError

T = TypeVar("T")

WIDTH = 96
MOST_ROWS, MOST_INLINE = 200, 1600


def number(value: float) -> str:
    """A number that reads back exactly."""
    return repr(float(value)).replace("inf", 'float("inf")').replace("nan", 'float("nan")')


def numbers(values: Any) -> str:
    """Nested lists of numbers; whole numbers of integer arrays as such."""
    array = np.asarray(values)
    if array.ndim:
        return f"[{', '.join(map(numbers, array))}]"
    return str(int(array)) if array.dtype.kind in "iub" else number(float(array))


def assigned(name: str, text: str, comment: str = "") -> list[str]:
    """`name = text` on one line, however long: a program of many numbers stays in sight.

    A comment stands behind it where there is room, else above.
    """
    whole = f"{name} = {text}"
    if not comment:
        return [whole]
    if len(whole) + len(comment) + 4 <= WIDTH:
        return [f"{whole}  # {comment}"]
    return [f"# {comment}", whole]


def commented(text: str) -> str:
    """Words of a person as a part of a comment or docstring: one line that ends nothing."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain.replace("\\", "/").replace('"""', "'''").replace('"', "'").strip()


def identifier(name: str) -> str:
    """A name that may stand in a program."""
    plain = re.sub(r"\W", "_", name)
    return f"{plain}_" if keyword.iskeyword(plain) or not plain.isidentifier() else plain


@dataclass
class Beside:
    """The file of arrays beside a program, `name` being that file's."""

    name: str
    arrays: dict[str, Any] = field(default_factory=dict)

    def array(self, key: str, values: Any, keep_inline: bool) -> str:
        """How the program gets an array: as numbers, or from the file."""
        if keep_inline:
            return numbers(values)
        self.arrays[key] = np.asarray(values)
        return f'file["{key}"]'

    def data(self) -> bytes | None:
        """The file's bytes; None where nothing is in it."""
        if not self.arrays:
            return None
        made = io.BytesIO()
        np.savez_compressed(made, **self.arrays)
        return made.getvalue()


def fingerprint(data: bytes) -> str:
    """SHA-256."""
    return hashlib.sha256(data).hexdigest()


def is_short(values: Any) -> bool:
    """Whether an array may stand in the program itself."""
    array = np.asarray(values)
    return (array.ndim < 2 or len(array) <= MOST_ROWS) and array.size <= MOST_INLINE


def known(table: Mapping[str, T], kind: str, name: str, target: str) -> T:
    """An entry of a table of words; raises BadInputError naming the piece that has none."""
    if name not in table:
        raise BadInputError("", f"the {kind} {name} has no {target} form; choose another")
    return table[name]
