"""Planes by name, as a person writes them: "weights:0,3", "pca:mean", "random:7:joint"."""

from __future__ import annotations

from collections.abc import Sequence

from playground.engine.networks.directions import SCALINGS
from playground.engine.parameters import shown
from playground.engine.plane import NoPlaneError

KINDS = (
    "weights:I,J", "pca", "pca:mean", "points", "random:SEED[:ignore|joint|elementwise|none]",
    "curvature", "line",
)
SEEN = (*(kind for kind in KINDS if kind != "line"), "ends:I,J,K", "update")
"""What an experiment can have on screen: "ends" of three runners, by their places, and "update",
the gradient and the rule's own step."""
_PLAIN = ("pca", "pca:mean", "points", "curvature", "line", "update")


def check_kind(text: str, known: Sequence[str] = KINDS) -> str:
    """The same text; raises NoPlaneError unless it names a kind of plane with what it needs.

    Whether there is such a plane here is known only with the run.
    """
    name, _, rest = text.partition(":")
    there = any(kind.partition(":")[0] == name for kind in known)
    if there and (text in _PLAIN or _is_written(name, rest)):
        return text
    raise NoPlaneError(f"must be one of {', '.join(known)}, got {shown(text)}")


def numbers(text: str) -> list[int] | None:
    """Whole numbers from 0 with commas between them; None if the text is anything else."""
    items = text.split(",")
    if not all(item.isascii() and item.isdigit() and len(item) <= 15 for item in items):
        return None
    return [int(item) for item in items]


def _is_written(name: str, rest: str) -> bool:
    """Whether what stands behind the name is what this kind needs."""
    if name == "random":
        rest, colon, scaling = rest.partition(":")
        if colon and scaling not in SCALINGS:
            return False
    wanted = {"weights": 2, "random": 1, "ends": 3}.get(name)
    return wanted is not None and len(numbers(rest) or ()) == wanted
