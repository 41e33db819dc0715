"""A parameter declared once gives the form, the file entry, the check, the tooltip and the test.

A class that has parameters is a frozen dataclass deriving from `Declared`; each field made with
`parameter(...)` carries its `Parameter`: the bounds, the scale and the words that go with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self


class SettingError(ValueError):
    """A setting that cannot be: `name` says which, the text says what it must be."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


def finite_number(name: str, value: object) -> float:
    """`value` as a number; raises SettingError where it is none, or not finite."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise SettingError(name, f"must be a number, got {shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise SettingError(name, f"must be a finite number, got {shown(value)}")
    return number


@dataclass(frozen=True)
class Parameter:
    """What may be entered for one setting, and how to show it.

    `low` and `high` are hard bounds (`above` excludes the lower, `below` the upper bound itself);
    `slider` is the comfortable range that a slider covers, inside the bounds. Units, if any, are
    in `unit`. The type of `default` (int, float, bool, str) is the type of the setting.
    """

    default: float | int | bool | str
    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    below: bool = False
    log: bool = False
    slider: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    symbol: str = ""
    help: str = ""
    unit: str = ""

    def check(self, name: str, value: object) -> Any:
        """`value` as this parameter's type; raises SettingError in words a person can act on."""
        if isinstance(self.default, str):
            return self._check_choice(name, value)
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise SettingError(name, f"must be true or false, got {shown(value)}")
            return value
        number = finite_number(name, value)
        if isinstance(self.default, int):
            if not number.is_integer():
                raise SettingError(name, f"must be a whole number, got {shown(value)}")
            value = value if isinstance(value, int) else int(number)
        else:
            value = number
        if number < self.low or (self.above and number == self.low):
            bound = "greater than" if self.above else "at least"
            raise SettingError(name, f"must be {bound} {self.low:.12g}, got {shown(value)}")
        if number > self.high or (self.below and number == self.high):
            bound = "less than" if self.below else "at most"
            raise SettingError(name, f"must be {bound} {self.high:.12g}, got {shown(value)}")
        return value

    def _check_choice(self, name: str, value: object) -> str:
        if value not in self.choices:
            known = ", ".join(self.choices)
            raise SettingError(name, f"must be one of {known}, got {shown(value)}")
        return str(value)

    @property
    def slider_range(self) -> tuple[float, float]:
        """The ends of a slider: `slider`, or the bounds where none was declared."""
        return self.slider or (self.low, self.high)


def parameter(default: Any, **declaration: Any) -> Any:
    """A dataclass field that carries its Parameter; the keywords are Parameter's own."""
    return field(default=default, metadata={"parameter": Parameter(default, **declaration)})


@dataclass(frozen=True)
class Declared:
    """A frozen dataclass whose fields made with `parameter` are checked when it is made."""

    def __post_init__(self) -> None:
        for name, declaration in declared(type(self)).items():
            value = getattr(self, name)
            checked = declaration.check(name, value)
            if checked is not value:
                object.__setattr__(self, name, checked)

    @property
    def settings(self) -> dict[str, Any]:
        """Every declared setting by name, as plain Python values."""
        return {name: getattr(self, name) for name in declared(type(self))}

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """An object from named settings; raises SettingError for an unknown name or a bad value."""
        known = declared(cls)
        for name in settings:
            if name not in known:
                raise SettingError(name, f"is not a setting here; {listed('settings', known)}")
        return cls(**settings)


def declared(cls: type) -> dict[str, Parameter]:
    """The parameters of a class (or none), by name, in the order of declaration."""
    return {
        f.name: f.metadata["parameter"]
        for f in fields(cls)
        if "parameter" in f.metadata
    }


def listed(kind: str, names: Mapping[str, object]) -> str:
    """'known settings: a, b', or 'there are no settings' for an error's mend."""
    return f"known {kind}: {', '.join(names)}" if names else f"there are no {kind}"


def shown(value: object) -> str:
    """A value as it stands in an error message: short, on one line, as JSON would write it."""
    if isinstance(value, str):
        text = f'"{value}"'
    elif value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, Mapping):
        text = "an object"
    elif isinstance(value, (list, tuple)):
        text = f"a list of {len(value)}"
    elif isinstance(value, int) and value.bit_length() > 200:
        text = "a number of more than 60 digits"
    else:
        text = f"{value:.12g}" if isinstance(value, float) else str(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= 60 else text[:57] + "..."
