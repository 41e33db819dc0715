"""Which samples each step sees: a pure function of (seed, step index).

So any step can be reached again, forwards or after a jump, bit for bit. The index of a step is the
index of the batch that its gradient is taken on: step 0, the start, sees the first batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.engine.networks.permutation import ROUNDS, permuted
from playground.engine.parameters import Parameter, SettingError, shown
from playground.engine.streams import generator

Rows: TypeAlias = NDArray[np.int64]

SAMPLINGS = {
    "shuffle": "A new permutation of the data each epoch, cut into batches.",
    "replacement": "Each step draws anew from all the data; a sample may come twice.",
    "in_order": "The data as it stands, cut into batches, the same every epoch.",
}

SAMPLING = Parameter("shuffle", choices=tuple(SAMPLINGS), help="How batches are drawn.")

BLOCK = 4096
"""About so many draws come from one generator: making one for each step costs as much as a step."""

MOST_ORDERED = 2**17
"""An epoch of more samples is not written down: where each comes is computed when it is needed."""

MOST_DRAWS = 1_000_000
"""The largest batch that is drawn with replacement from fewer samples than that."""


class Position(NamedTuple):
    """Where a step stands in the epochs, both counted from 1."""

    batch: int
    epoch: int

    def __str__(self) -> str:
        return f"batch {self.batch} of epoch {self.epoch}"


@dataclass(frozen=True)
class Batches:
    """Batches of `size` out of `samples` rows; size None means all of them at every step.

    With "shuffle" and "in_order" the last batch of an epoch has what is left over, and a size of
    `samples` or more is the full batch, in the data's own order. With "replacement" a batch may
    be larger than the data, up to MOST_DRAWS. An epoch is ceil(samples / size) steps, also by
    count with "replacement".
    Raises SettingError, naming "size" or "sampling".
    """

    samples: int
    size: int | None = None
    sampling: str = "shuffle"
    seed: int = 0

    def __post_init__(self) -> None:
        size: Any = self.size
        whole = isinstance(size, int) and not isinstance(size, bool)
        if size is not None and (not whole or size < 1):
            raise SettingError(
                "size", f"must be a whole number of at least 1, or null for all, got {shown(size)}"
            )
        SAMPLING.check("sampling", self.sampling)
        most = max(MOST_DRAWS, self.samples)
        if size is not None and size > most and self.sampling == "replacement":
            raise SettingError("size", f"must be at most {most:,} with replacement, got {size:,}")

    @cached_property
    def is_full(self) -> bool:
        """Whether every step sees all the data."""
        if self.size is None:
            return True
        return self.size >= self.samples and self.sampling != "replacement"

    @cached_property
    def per_epoch(self) -> int:
        """How many steps make an epoch."""
        return 1 if self.is_full or self.size is None else -(-self.samples // self.size)

    def position(self, index: int) -> Position:
        """The place of step `index`: str() of it reads "batch 3 of epoch 2"."""
        epoch, batch = divmod(index, self.per_epoch)
        return Position(batch + 1, epoch + 1)

    def made(self, index: int) -> str:
        """What made step `index`, in words: "batch 3 of epoch 2", "example 7 of epoch 1".

        That is the batch before it: the gradient that step i + 1 walks down is taken on batch i.
        The start was made by none ("the start"); where a step sees all, it is an epoch.
        """
        if index <= 0:
            return "the start"
        at = self.position(index - 1)
        if self.per_epoch == 1:
            return f"epoch {at.epoch:,}"
        return f"{'example' if self.size == 1 else 'batch'} {at.batch:,} of epoch {at.epoch:,}"

    def count(self, index: int) -> int:
        """How many samples step `index` sees."""
        if self.is_full or self.size is None:
            return self.samples
        if self.sampling == "replacement":
            return self.size
        return min(self.size, self.samples - index % self.per_epoch * self.size)

    def seen(self, steps: Any) -> Any:
        """How many samples the first `steps` steps see together, each counted every time.

        Of an array of numbers of steps, shape (n,), as well; a part of a step sees its part.
        """
        if self.is_full or self.size is None:
            return steps * self.samples
        if self.sampling == "replacement":
            return steps * self.size
        epochs, rest = divmod(steps, self.per_epoch)
        whole = epochs * self.samples
        if isinstance(steps, int):
            return whole + rest * self.size
        # Of the last batch, which has what is left over, a part is less.
        left = self.count(self.per_epoch - 1)
        last = np.maximum(rest - (self.per_epoch - 1), 0)
        return whole + (rest - last) * self.size + last * left

    def steps_for(self, samples: float) -> float:
        """How many steps see so many samples together, the inverse of `seen`."""
        if self.is_full or self.size is None:
            return samples / self.samples
        if self.sampling == "replacement":
            return samples / self.size
        epochs, rest = divmod(samples, self.samples)
        before = (self.per_epoch - 1) * self.size
        part = rest / self.size if rest <= before else (
            self.per_epoch - 1 + (rest - before) / self.count(self.per_epoch - 1)
        )
        return epochs * self.per_epoch + part

    def rows(self, index: int) -> Rows | None:
        """The rows that step `index` sees, read-only; None where it sees all, in order."""
        if self.is_full or self.size is None:
            return None
        if self.sampling == "replacement":
            block, i = divmod(index, max(1, BLOCK // self.size))
            rows: Rows = _draws(self.seed, self.samples, self.size, block)[i]
            return rows
        epoch, batch = divmod(index, self.per_epoch)
        if self.samples > MOST_ORDERED:
            return self._of_many(epoch, batch)
        order = self._order(epoch)
        return order[batch * self.size : (batch + 1) * self.size]

    def _of_many(self, epoch: int, batch: int) -> Rows:
        """A batch of an epoch whose order would be too long to hold."""
        assert self.size is not None
        many = max(1, BLOCK // self.size) * self.size
        block, first = divmod(batch * self.size, many)
        end = min((block + 1) * many, self.samples)
        if self.sampling == "in_order":
            rows = _frozen(np.arange(block * many, end))
        else:
            rows = _shuffled(self.seed, self.samples, epoch, block * many, end)
        return rows[first : first + self.size]

    def _order(self, epoch: int) -> Rows:
        """The order in which an epoch goes through the data."""
        if self.sampling == "in_order":
            return _in_order(self.samples)
        block, i = divmod(epoch, max(1, BLOCK // self.samples))
        order: Rows = _permutations(self.seed, self.samples, block)[i]
        return order


@lru_cache(maxsize=8)
def _in_order(samples: int) -> Rows:
    return _frozen(np.arange(samples))


@lru_cache(maxsize=32)
def _permutations(seed: int, samples: int, block: int) -> Rows:
    """A block of epochs, a permutation in each row."""
    epochs = max(1, BLOCK // samples)
    orders = np.tile(np.arange(samples), (epochs, 1))
    return _frozen(generator(seed, "batches", block).permuted(orders, axis=1))


@lru_cache(maxsize=32)
def _shuffled(seed: int, samples: int, epoch: int, first: int, end: int) -> Rows:
    """A stretch of the order of one epoch, without the rest of it."""
    return _frozen(permuted(np.arange(first, end), samples, _keys(seed, epoch)))


@lru_cache(maxsize=32)
def _keys(seed: int, epoch: int) -> tuple[int, ...]:
    return tuple(generator(seed, "batches", epoch).integers(2**63, size=ROUNDS).tolist())


@lru_cache(maxsize=32)
def _draws(seed: int, samples: int, size: int, block: int) -> Rows:
    """A block of steps, `size` draws in each row."""
    steps = max(1, BLOCK // size)
    return _frozen(generator(seed, "batches", block).integers(samples, size=(steps, size)))


def _frozen(rows: Rows) -> Rows:
    rows.setflags(write=False)
    return rows
