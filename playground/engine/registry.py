"""Registries: a surface, an optimizer, ... is known by a stable name that files use.

Besides what the program brings, a registry may hold things of one's own, each with the name of the
file that it comes from. A module of one's own looks like one of ours; what it registers while it
is `collected` goes into a list, to be looked at before anything of it is taken in (`set_own`).
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, NamedTuple, TypeVar

from playground.engine.parameters import shown

T = TypeVar("T")


_LONGEST_LIST = 120  # characters: what a refusal has room for


class UnknownNameError(KeyError):
    """A name that nothing is registered under; the text says which names there are."""

    def __str__(self) -> str:
        return str(self.args[0])


class Collected(NamedTuple):
    """What a module asked to have registered."""

    registry: Registry[Any]
    name: str
    thing: Any


class Registry(Mapping[str, T], Generic[T]):
    """Names to things of one kind, in order of registration (which is the order of the menus)."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._things: dict[str, T] = {}
        self._own: dict[str, str] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Decorator: registers a thing under `name`; raises ValueError if the name is taken."""
        # By the module that asks, so that one of ours which it imports registers as ever.
        collected = _collected.get(sys._getframe(1).f_globals.get("__name__", ""))

        def add(thing: T) -> T:
            if collected is not None:
                collected.append(Collected(self, name, thing))
                return thing
            if name in self._things:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._things[name] = thing
            thing.name = name  # type: ignore[attr-defined]  # the name is what files will say
            return thing

        return add

    def order_by(self, key: Callable[[T], Any]) -> None:
        """Put what is registered so far in order, for menus and listings."""
        self._things = dict(sorted(self._things.items(), key=lambda item: key(item[1])))

    @property
    def own(self) -> Mapping[str, str]:
        """The names of one's own things, with the file that each comes from."""
        return self._own

    def set_own(self, own: Mapping[str, tuple[T, str]]) -> None:
        """Hold these things of one's own (name to thing and file), and no others any more.

        Raises ValueError if a name is taken, and then changes nothing.
        """
        kept = {name: thing for name, thing in self._things.items() if name not in self._own}
        for name in own:
            if name in kept:
                raise ValueError(f"the {self.kind} {name!r} is there already")
        for name, (thing, _) in own.items():
            thing.name = name  # type: ignore[attr-defined]
        self._things = kept | {name: thing for name, (thing, _) in own.items()}
        self._own = {name: file for name, (_, file) in own.items()}

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
        import difflib  # only a name that is not there needs it

        close = difflib.get_close_matches(str(name)[:60], self._things, n=1)
        known = textwrap.shorten(", ".join(self._things), _LONGEST_LIST, placeholder=" …")
        hint = f"did you mean {close[0]}?" if close else f"known: {known}"
        return f"there is no {self.kind} {shown(name)}; {hint}"


_collected: dict[str, list[Collected]] = {}


@contextmanager
def collected(module: str) -> Iterator[list[Collected]]:
    """What the module of this name registers meanwhile: listed here, and nowhere else."""
    found = _collected[module] = []
    try:
        yield found
    finally:
        del _collected[module]


def import_all(package: str, path: list[str]) -> None:
    """Import every module of a package, so that each registers what it defines."""
    for module in sorted(m.name for m in pkgutil.iter_modules(path)):
        importlib.import_module(f"{package}.{module}")
