"""How a failed check is said: the end of a sentence about the thing, and the method it is in."""

from __future__ import annotations


class CheckError(Exception):
    """A promise that is not kept; `of` names the method that it is about, if it is about one."""

    def __init__(self, sentence: str, of: str = "") -> None:
        super().__init__(sentence)
        self.of = of


def number(value: float) -> str:
    """A number inside such a sentence."""
    return f"{value:.6g}".replace("-", "−")


def point(x: float, y: float) -> str:
    """A point inside such a sentence."""
    return f"({number(x)}, {number(y)})"
