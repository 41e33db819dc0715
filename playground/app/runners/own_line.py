"""One setting that is a runner's own, in words."""

from __future__ import annotations

from typing import NamedTuple


class OwnLine(NamedTuple):
    """One setting that is a runner's own.

    `name` as in `lab.own_settings`, its `title`, its value and the shared one in words (empty
    where there is nothing short to say).
    """

    name: str
    title: str
    value: str
    shared: str

    @property
    def text(self) -> str:
        """ "Batch size 10, shared: all"."""
        own = f"{self.title} {self.value}" if self.value else f"{self.title} of its own"
        return f"{own}, shared: {self.shared}" if self.shared else own
