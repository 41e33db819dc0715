"""Registries: a surface, an optimizer, ... is known by a stable name that files use."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from playground.engine.parameters import shown

T = TypeVar("T")


class UnknownNameError(KeyError):
    """A name that nothing is registered under; the text says which names there are."""

    def __str__(self) -> str:
        return str(self.args[0])


class Registry(Mapping[str, T], Generic[T]):
    """Names to things of one kind, in order of registration (which is the order of the menus)."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._things: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Decorator: registers a thing under `name`; raises ValueError if the name is taken."""

        def add(thing: T) -> T:
            if name in self._things:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._things[name] = thing
            thing.name = name  # type: ignore[attr-defined]  # the name is what files will say
            return thing

        return add

    def order_by(self, key: Callable[[T], Any]) -> None:
        """Put what is registered so far in order, for menus and listings."""
        self._things = dict(sorted(self._things.items(), key=lambda item: key(item[1])))

    def __getitem__(self, name: str) -> T:
        try:
            return self._things[name]
        except (KeyError, TypeError):
            raise UnknownNameError(self._mend(name)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def _mend(self, name: object) -> str:
        close = difflib.get_close_matches(str(name)[:60], self._things, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(self._things)}"
        return f"there is no {self.kind} {shown(name)}; {hint}"


def import_all(package: str, path: list[str]) -> None:
    """Import every module of a package, so that each registers what it defines."""
    for module in sorted(m.name for m in pkgutil.iter_modules(path)):
        importlib.import_module(f"{package}.{module}")
