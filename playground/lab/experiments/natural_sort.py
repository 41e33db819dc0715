"""Names in the order that people expect: "Week 2" before "Week 10"."""

from __future__ import annotations

import re


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key for sorted(): runs of digits compare as numbers, letters without their case."""
    pieces = re.findall(r"([0-9]{1,18})|([^0-9]+)", name)
    key = [(0, int(digits), "") if digits else (1, 0, text.casefold()) for digits, text in pieces]
    return (*key, (0, 0, name))
