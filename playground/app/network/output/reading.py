"""What a network's outputs mean: a number, the chance of a class, or one class of several."""

# ruff: noqa: N803  (H is the lecture's name)

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.app.network.scales import step_above
from playground.app.paint.diverging import (
    SHADES,
    Table,
    class_table,
    diverging_pixels,
)
from playground.app.text.numbers import number
from playground.engine.networks.activations import activations, sigmoid
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

NUMBER, CHANCE, CLASSES = "number", "chance", "classes"


@dataclass(frozen=True)
class Reading:
    """How outputs are read. `middle` is drawn pale, `middle` ± `half` in full colour; between the
    two classes of a chance, and of numbers that stand for classes, the boundary is at `middle`.
    """

    kind: str
    labels: tuple[str, ...]
    middle: float = 0.0
    half: float = 1.0
    output: int = 0
    one_hot: bool = False
    parted: bool = False

    @classmethod
    def of(cls, problem: FittingProblem, output: int = 0) -> Reading:
        """The reading that fits a problem's loss and data."""
        data, loss, outputs = problem.data, problem.loss, problem.network.sizes[-1]
        one_hot = loss.labels == "one_hot"
        bits = loss.labels == "bits" and bool(loss.inside)
        if (one_hot and outputs == 2) or (bits and outputs == 1):
            labels = data.class_labels if data.classes == 2 else ("0", "1")
            return cls(CHANCE, labels, 0.5, 0.5, one_hot=one_hot, parted=True)
        if outputs > 1 and (one_hot or data.classes == outputs):
            labels = data.class_labels if data.classes == outputs else tuple(
                str(k) for k in range(outputs))
            return cls(CLASSES, labels, one_hot=one_hot, parted=True)
        if data.classes == 2:
            middle, half = (0.5, 0.5) if loss.labels == "bits" else (0.0, 1.0)
            return cls(NUMBER, data.class_labels, middle, half, parted=True)
        output = min(output, outputs - 1)
        if bits:  # several yes-or-no questions at once: the chance of a yes in each
            return cls(CHANCE, ("0", "1"), 0.5, 0.5, output, parted=True)
        ends = activations[problem.network.activations[-1]].range
        middle, half = _spread(problem.y[:, output], ends)
        return cls(NUMBER, (), middle, half, output)

    @property
    def name(self) -> str:
        """What stands above the colour scale."""
        if self.kind == CHANCE:
            return f"chance of {self.labels[1]}"
        return "class" if self.kind == CLASSES else "H"

    def values(self, H: Any) -> Any:
        """What is shown of outputs (outputs, ...): a number at each place, or a class's number."""
        with np.errstate(all="ignore"):
            if self.kind == CHANCE:
                return sigmoid(H[1] - H[0] if self.one_hot else H[self.output])
            if self.kind == CLASSES:
                return H.argmax(axis=0)
            return H[self.output]

    def pixels(self, H: Any) -> Table:
        """The outputs (outputs, rows, columns) in colours."""
        with np.errstate(all="ignore"):
            if self.kind != CLASSES:
                return diverging_pixels((self.values(H) - self.middle) / self.half, quiet=True)
            place = H.argmax(axis=0) * SHADES + np.clip(
                self.lead(H) * SHADES, 0, SHADES - 1).astype(np.intp)
        place[~np.isfinite(H).all(axis=0)] = len(H) * SHADES
        pixels: Table = class_table(len(H)).take(place)
        return pixels

    def lead(self, H: Any) -> Any:
        """How sure the class is, 0 ... 1: by how much it leads the next one."""
        with np.errstate(all="ignore"):
            if self.one_hot:
                chance = np.exp(H - H.max(axis=0))
                chance /= chance.sum(axis=0)
            else:
                chance = np.clip(H / 2, -0.5, 0.5)
            two = np.partition(chance, -2, axis=0)[-2:]
            return np.nan_to_num(two[1] - two[0])

    def boundaries(self, H: Any) -> list[Any]:
        """Fields (rows, columns) that are 0 on the boundaries between classes; none for numbers."""
        if not self.parted:
            return []
        if self.kind != CLASSES:
            return [self.values(H) - self.middle]
        fields = []
        for k in range(len(H)):
            others = np.delete(H, k, axis=0).max(axis=0)
            fields.append(H[k] - others)
        return fields

    def text(self, H: Array) -> str:
        """The outputs at one place, shape (outputs,), in words."""
        if not np.isfinite(H).all():
            return "H is not a number here"
        if self.kind == CLASSES:
            k = int(H.argmax())
            if not self.one_hot:
                return f"class {self.labels[k]} (H = {number(float(H[k]), 3)})"
            chance = np.exp(H - H.max())
            return f"class {self.labels[k]}, chance {number(float(chance[k] / chance.sum()), 3)}"
        value = float(self.values(H))
        if self.kind == CHANCE:
            return f"chance of {self.labels[1]} = {number(value, 3)}"
        return f"H = {number(value)}"

    def target_shares(self, problem: FittingProblem, y: Array) -> Array:
        """For each label of the data, its place on the colour scale, −1 ... 1."""
        if problem.data.classes:
            return 2 * y[:, 0] - 1
        column = 1 if self.kind == CHANCE and self.one_hot else self.output
        target = y[:, min(column, y.shape[1] - 1)]
        if self.kind == CLASSES:
            return np.zeros(len(y))
        return np.clip((target - self.middle) / self.half, -1, 1)

    def class_numbers(self, problem: FittingProblem, y: Array) -> Array:
        """The class of each label, where there are several."""
        return y[:, 0] if problem.data.classes else y.argmax(axis=1).astype(float)


def _spread(y: Array, ends: tuple[float, float]) -> tuple[float, float]:
    """The middle and half width of a colour scale for targets: around 0 where they straddle it.

    Targets that are all alike say nothing of a scale: it is what the output can be, if that has
    two ends and holds them.
    """
    if not len(y):
        return 0.0, 1.0
    low, high = float(y.min()), float(y.max())
    if low == high and np.isfinite(ends).all() and ends[0] <= low <= ends[1]:
        return (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2
    most = max(abs(low), abs(high))
    if low <= 0 <= high or high - low < 0.2 * most:
        return 0.0, step_above(most)
    return (low + high) / 2, (high - low) / 2
