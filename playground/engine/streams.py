"""Random numbers: every use has its own stream, so one seed serves them all without echoes.

(With one generator seed everywhere, the first weights would be the first coordinates, rescaled.)
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np

Stream: TypeAlias = Literal["dataset", "initializer", "batches", "noise", "gradient_noise"]


def generator(seed: int, stream: Stream, block: int = 0) -> np.random.Generator:
    """A new generator that depends on nothing but its arguments (seed at least 0)."""
    return np.random.default_rng((seed, get_args(Stream).index(stream), block))
