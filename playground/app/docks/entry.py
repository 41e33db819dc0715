"""A panel's entry in its document's list: what must be known of it before its file is imported."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, NamedTuple, TypeAlias

Place: TypeAlias = Literal["left", "left below", "right", "right below"]
"""The recipe is on the left, what happens on the right; panels in one place are its tabs."""


class PanelEntry(NamedTuple):
    """One panel: the dock's words and place, and the class to make it from.

    The class is named, not imported ("package.module:Class"), as only a few panels may cost the
    time before the first paint: those with `first` are made for it, the others once it is done.
    `short` is what the tab says where the whole title has no room. One that is `asked` for has no
    tab until then: what is needed now and then leaves the others their room.
    """

    name: str
    title: str
    place: Place
    source: str
    short: str = ""
    first: bool = False
    asked: bool = False

    def make(self) -> Any:
        """A new panel. Raises ImportError or AttributeError if there is no such class."""
        module, _, name = self.source.partition(":")
        return getattr(import_module(module), name)()
