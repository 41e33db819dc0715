"""Reading untrusted JSON strictly: every value knows its place, every refusal names it."""

from __future__ import annotations

import re
from collections.abc import Collection
from math import isfinite
from typing import Any, NoReturn

from playground.engine.parameters import SettingError, shown

OWN_KINDS = ("surface", "optimizer")
OWN_HINT = (
    "It may come from a file of somebody's own: File > Own surfaces and optimizers, "
    "or --plugins FOLDER"
)
_PATH = re.compile(r"\w+(\.\w+|\[\d+\])*")
_LONGEST_NAME = 60


class BadInputError(ValueError):
    """Input that cannot be used, in one line: the place, and what must stand there."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}" if place else sentence)
        self.place = place


class Reader:
    """A value of a JSON document together with its place, as "runners[0].settings"."""

    def __init__(self, value: Any, place: str = "") -> None:
        self.value = value
        self.place = place

    def fail(self, sentence: str) -> NoReturn:
        """Refuse this value."""
        raise BadInputError(self.place, sentence)

    def keys(self, required: Collection[str] = (), optional: Collection[str] = ()) -> None:
        """This must be an object with the required keys and no others than these."""
        if not isinstance(self.value, dict):
            self.fail(f"must be an object {{...}}, got {shown(self.value)}")
        known = [*required, *optional]
        for key in self.value:
            if key not in known:
                self.at(key).fail(f"is not known here; known keys: {', '.join(known)}")
        for key in required:
            if key not in self.value:
                self.at(key).fail("is missing")

    def __contains__(self, key: str) -> bool:
        return key in self.value

    def at(self, key: str) -> Reader:
        """The value under a key (None where there is none), with its place."""
        name = key if key.isidentifier() and len(key) <= _LONGEST_NAME else shown(key)
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Reader(value, f"{self.place}.{name}" if self.place else name)

    def at_path(self, path: str) -> Reader:
        """What an error inside speaks of ("batch.size", "X[0][1]"), by its place alone."""
        name = path if _PATH.fullmatch(path) else shown(path)
        return Reader(None, f"{self.place}.{name}" if self.place else name)

    def items(self, at_most: int | None = None) -> list[Reader]:
        """This must be a list (of `at_most` entries); its entries with their places."""
        if not isinstance(self.value, list):
            self.fail(f"must be a list [...], got {shown(self.value)}")
        if at_most is not None and len(self.value) > at_most:
            self.fail(f"at most {at_most}, got {len(self.value)}")
        return [Reader(value, f"{self.place}[{i}]") for i, value in enumerate(self.value)]

    def pair(self) -> tuple[Reader, Reader]:
        """This must be a list of two."""
        items = self.items()
        if len(items) != 2:
            self.fail(f"must be a list of 2, got {len(items)}")
        return items[0], items[1]

    def number(self) -> float:
        """This must be a finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            self.fail(f"must be a number, got {shown(self.value)}")
        try:
            number = float(self.value)
        except OverflowError:
            number = float("inf")
        if not isfinite(number):
            self.fail(f"must be a finite number, got {shown(self.value)}")
        return number

    def whole(self, low: int = 0, high: int = 2**53) -> int:
        """This must be a whole number in low..high."""
        number = self.number()
        if not number.is_integer():
            self.fail(f"must be a whole number, got {shown(self.value)}")
        if not low <= number <= high:
            self.fail(f"must be from {low} to {high}, got {shown(self.value)}")
        return int(self.value)

    def text(self, empty: bool = True) -> str:
        """This must be a string (not blank, unless `empty`)."""
        if not isinstance(self.value, str):
            self.fail(f"must be a text in quotes, got {shown(self.value)}")
        if not empty and not self.value.strip():
            self.fail("must not be empty")
        return self.value

    def flag(self) -> bool:
        """This must be true or false."""
        if not isinstance(self.value, bool):
            self.fail(f"must be true or false, got {shown(self.value)}")
        return self.value

    def choice(self, known: Collection[str]) -> str:
        """This must be one of the known words."""
        text = self.text()
        if text not in known:
            self.fail(f"must be one of {', '.join(known)}, got {shown(text)}")
        return text

    def one_of(self, registry: Any) -> Any:
        """What is registered under this name; the refusal suggests the nearest name."""
        name = self.text()
        try:
            return registry[name]
        except KeyError as error:
            sentence = str(error)
            if registry.kind in OWN_KINDS:
                sentence += f"{'' if sentence.endswith('?') else '.'} {OWN_HINT}"
            self.fail(sentence)

    def settings_for(self, cls: Any) -> Any:
        """An object of a declared class from this object of settings (absent: the defaults)."""
        settings = {} if self.value is None else self.value
        if not isinstance(settings, dict):
            self.fail(f"must be an object {{...}}, got {shown(settings)}")
        try:
            return cls.from_settings(settings)
        except SettingError as error:
            self.at_path(error.name).fail(str(error))
