"""One unexpected failure, as it is counted and shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Failure:
    """One thing that goes wrong: what it is called, where, how often it did."""

    sentence: str
    details: str
    times: int = 1
    told: int = 0
    quiet: bool = False
    plain: bool = False
    """Whether a sentence says all: data that cannot be had are no fault of the program."""
    last: bool = False
    """Whether this is the last one that gets a dialog."""
