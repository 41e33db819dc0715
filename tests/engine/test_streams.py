"""Random numbers: each use has a stream of its own, and each stream repeats."""

from itertools import product
from typing import get_args

from playground.engine.streams import Stream, generator


def test_no_two_uses_share_their_numbers() -> None:
    uses = list(product((0, 1, 2), get_args(Stream), (0, 1, 2)))
    drawn = [tuple(generator(*use).random(3)) for use in uses]
    assert len(set(drawn)) == len(uses)
    assert drawn == [tuple(generator(*use).random(3)) for use in uses]
