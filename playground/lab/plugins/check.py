"""Whether a surface or an optimizer of one's own keeps what ours promise.

Ours are held to the same by tests. What fails here is left out, with the numbers that show it:
a wrong gradient or a step that cannot be repeated would teach something false.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from playground.engine.optimizer import Optimizer
from playground.engine.parameters import Declared, SettingError, declared
from playground.engine.registry import Collected
from playground.engine.surface import Surface
from playground.lab.plugins.check_error import CheckError
from playground.lab.plugins.check_optimizer import check_steps
from playground.lab.plugins.check_surface import check_slopes
from playground.lab.plugins.faults import Fault, fault_of, line_of

LONGEST = {"title": 60, "short": 24, "teaches": 600}
CHECKS: dict[str, tuple[type[Declared], tuple[str, ...], Callable[[Any], None]]] = {
    "surface": (Surface, ("title", "teaches", "formula"), check_slopes),
    "optimizer": (Optimizer, ("title", "short"), check_steps),
}
"""By kind: the base class, the texts that must be there, and what must hold."""


def check(item: Collected, file: Path) -> Fault | None:
    """Why this cannot be used; None if it can."""
    kind, cls = item.registry.kind, item.thing
    try:
        with np.errstate(all="ignore"):
            _check(kind, item.name, cls)
    except CheckError as error:
        line = _line_of(cls, error.of, file)
        return Fault(f"the {kind} “{item.name}” {error}", line)
    except Exception as error:  # its own code failed on the way; what ends all goes further up
        fault = fault_of(error, file, 0)
        return Fault(f"the {kind} “{item.name}”: {fault.sentence}", line_of(error, file))
    return None


def _check(kind: str, name: str, cls: Any) -> None:
    base, texts, holds = CHECKS[kind]
    if not (isinstance(cls, type) and issubclass(cls, base)):
        raise CheckError(f"must be a class that derives from {base.__name__}")
    cls.name = name  # type: ignore[attr-defined]  # as its registration will say
    _check_words(cls, texts)
    _check_fields(cls)
    made = _made(cls)
    holds(made)
    _check_settings(cls)


def _check_words(cls: type[Declared], texts: tuple[str, ...]) -> None:
    doc = cls.__dict__.get("__doc__") or ""
    if not doc.strip() or doc.startswith(f"{cls.__name__}("):  # which a dataclass writes itself
        raise CheckError('needs a sentence about it in """three quotes""" under its class line')
    for text in texts:
        value = getattr(cls, text, None)
        if not isinstance(value, str) or not value.strip():
            raise CheckError(f'needs {text} = "…", a text')
        if len(value) > LONGEST.get(text, 1000) or not value.isprintable():
            raise CheckError(f"has a {text} that is too long for one line of it, or not printable")
    if issubclass(cls, Optimizer):
        year = getattr(cls, "year", None)
        if isinstance(year, bool) or not isinstance(year, int):
            raise CheckError("needs year = 2025, a whole number: when it was published")


def _check_fields(cls: type[Declared]) -> None:
    """Settings are fields of a dataclass; without the decorator they would be nothing."""
    known = {field.name for field in dataclasses.fields(cls)}
    for name, value in vars(cls).items():
        if isinstance(value, dataclasses.Field) and name not in known:
            raise CheckError(
                f"has the setting {name}, but not @dataclass(frozen=True) above its class line"
            )
    inherited = {field.name for field in dataclasses.fields(Optimizer)}  # the schedule
    for name in known - declared(cls).keys() - inherited:
        raise CheckError(f"has the field {name}, which is no setting; use {name} = parameter(…)")


def _made(cls: type[Declared]) -> Any:
    try:
        made = cls()
    except SettingError as error:
        raise CheckError(f"has a default that cannot be: {error.name} {error}") from None
    if made != cls() or hash(made) != hash(cls()):
        raise CheckError("must be equal to another one with the same settings")
    return made


def _check_settings(cls: type[Declared]) -> None:
    """Every setting can be set, within its bounds and to both ends of its slider."""
    for name, parameter in declared(cls).items():
        values: tuple[Any, ...] = parameter.choices or parameter.slider_range
        if isinstance(parameter.default, bool):
            values = (False, True)
        for value in values:
            if not isinstance(value, (str, bool)) and not np.isfinite(value):
                raise CheckError(f"has the setting {name} without an end; give it slider=(…, …)")
            whole = isinstance(parameter.default, int) and not isinstance(value, (bool, str))
            try:
                made = cls.from_settings({name: int(value) if whole else value})
            except SettingError as error:
                raise CheckError(f"has a slider beyond its bounds: {name} {error}") from None
            if getattr(made, name) != value:
                raise CheckError(f"does not take its setting {name}")
            if (made == cls()) != (value == parameter.default):
                raise CheckError(f"is the same thing with another {name}; keep @dataclass's eq")
            _try(made)


def _try(made: Any) -> None:
    """One use with unusual settings: numbers may leave the floats, nothing may break."""
    if isinstance(made, Surface):
        made.value(np.zeros(2), np.ones(2))
        made.gradient(np.zeros(2), np.ones(2))
    elif isinstance(made, Optimizer):
        theta = np.ones(3)
        made.step(theta, theta, made.init(theta))


def _line_of(cls: Any, method: str, file: Path) -> int | None:
    """Where a method, or else the class, stands in the file."""
    own = getattr(cls, "__dict__", {})
    methods = [getattr(cls, method, None)] if method else list(own.values())
    lines = [
        code.co_firstlineno
        for code in (getattr(m, "__code__", None) for m in methods)
        if code is not None and code.co_filename == str(file)
    ]
    return min(lines, default=None)
