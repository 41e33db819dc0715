"""What an experiment is called after an edit: one rule for surfaces and networks.

A title that the program gave is that of the surface or the data, and follows it. A title that a
person wrote stays; once it speaks of another surface or other data it says so.
"""

from __future__ import annotations

CHANGED = " (changed)"


def changed(title: str) -> str:
    """A title that says, once, that what it speaks of was changed."""
    return title.removesuffix(CHANGED) + CHANGED


def title_after(title: str, old: str, new: str, same: bool) -> str:
    """The title after a surface or data called `old` gave way to one called `new`.

    `same` says that it is still the same one, with other settings.
    """
    if title in ("", old):
        return new
    return title if same else changed(title)
