"""How outputs name classes, and which classes are taken for which."""

# ruff: noqa: N803  (the lecture's names)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array


class Classes(NamedTuple):
    """How the outputs of a problem name classes; `one` if there is one output for two classes."""

    labels: tuple[str, ...]
    one: bool

    @classmethod
    def of(cls, problem: FittingProblem) -> Classes | None:
        """None where the labels are numbers."""
        data, kind, outputs = problem.data, problem.loss.labels, problem.network.sizes[-1]
        if data.classes:
            return cls(data.class_labels, outputs == 1)
        if kind == "bits" and outputs == 1:
            return cls(("0", "1"), True)
        if kind == "one_hot":
            return cls(tuple(str(k) for k in range(outputs)), False)
        return None

    def predicted(self, H: Array) -> NDArray[np.intp]:
        """The class of each row of outputs; −1 where they are not finite.

        One output is above 0 for the second class: the labels are −1 and +1, or H is the log of
        the odds. Of several outputs the largest wins.
        """
        found = (H[:, 0] > 0).astype(np.intp) if self.one else H.argmax(axis=1)
        return np.where(np.isfinite(H).all(axis=1), found, -1)

    def true(self, targets: Array) -> NDArray[np.intp]:
        """The class of each row of targets, as the loss has them."""
        return (targets[:, 0] > 0).astype(np.intp) if self.one else targets.argmax(axis=1)


class Confusion(NamedTuple):
    """`counts[true, predicted]`; `lost` samples have outputs that are not finite."""

    labels: tuple[str, ...]
    counts: NDArray[np.int64]
    lost: int

    @property
    def samples(self) -> int:
        """How many samples were looked at."""
        return int(self.counts.sum()) + self.lost

    @property
    def right(self) -> int:
        """How many are on the diagonal."""
        return int(np.trace(self.counts))
