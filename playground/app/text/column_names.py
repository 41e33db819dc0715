"""Names of columns where room is scarce: drawings, small boxes; the whole is in tooltips."""

from __future__ import annotations

import re

from playground.engine.datasets.table import STANDARD

PIXEL = re.compile(r"^row (\d+), column (\d+)$")


def short_name(name: str) -> str:
    """ "bill length, standardized" is "bill length"; "row 1, column 3" of an image is "r1c3"."""
    return PIXEL.sub(r"r\1c\2", name.removesuffix(STANDARD))
