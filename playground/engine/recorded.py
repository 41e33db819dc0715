"""A walk that was made elsewhere, to be looked at: an optimizer that only goes where it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from playground.engine.optimizer import Line, Optimizer, State
from playground.engine.parameters import SettingError
from playground.engine.problem import Array

MOST_NUMBERS = 1_000_000


@dataclass(frozen=True)
class Recorded(Optimizer):
    """Goes from point to point of `points`, each of one length, and stays at the last one.

    Its losses and gradients are those of the problem at these points, whatever walked there.
    Not registered: there is nothing to choose or to set.
    """

    name: ClassVar[str] = "recorded"
    title: ClassVar[str] = "Recorded elsewhere"
    short: ClassVar[str] = "Recorded"
    year: ClassVar[int] = 0

    points: tuple[tuple[float, ...], ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """As files write it."""
        return {"points": [list(point) for point in self.points]}

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """From a file; raises SettingError for what is no list of points."""
        for name in settings:
            if name != "points":
                raise SettingError(name, "is not a setting here; known: points")
        points = settings.get("points")
        if not isinstance(points, (list, tuple)) or not points:
            raise SettingError("points", "must be a list of points, step 0 first")
        made: list[tuple[float, ...]] = []
        count = 0
        for place, point in enumerate(points):
            if not isinstance(point, (list, tuple)) or not point:
                raise SettingError(f"points[{place}]", "must be a list of numbers")
            if made and len(point) != len(made[0]):
                raise SettingError(
                    f"points[{place}]", f"must have {len(made[0])} numbers as the others, got "
                    f"{len(point)}"
                )
            count += len(point)
            made.append(tuple(_number(f"points[{place}][{k}]", v) for k, v in enumerate(point)))
        if count > MOST_NUMBERS:
            raise SettingError("points", f"must be at most {MOST_NUMBERS:,} numbers, got {count:,}")
        return cls(tuple(made))

    def init(self, theta: Array) -> State:
        return {"t": 0}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        t = min(state["t"] + 1, len(self.points) - 1)
        point = np.array(self.points[t])
        return (point if point.shape == theta.shape else theta.copy()), {"t": t}

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, _ = self.step(theta, grad, state)
        yield Line(
            r"\theta", "new point, as recorded", r"\theta + \Delta\theta", "{theta} + {change}",
            {"theta": theta, "change": new - theta}, new,
        )


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise SettingError(name, "must be a number")
    number = float(value)
    if not np.isfinite(number):
        raise SettingError(name, f"must be a finite number, got {number}")
    return number
