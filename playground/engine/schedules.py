"""Schedules: by what factor of the learning rate each update is made.

Updates count from 0, from the start of the run. To add a schedule, add a class here: what stands
on it gives its entry in files, its form and its place in `playground list`.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from math import cos, inf, pi
from typing import Any, ClassVar

from playground.engine.parameters import Declared, parameter
from playground.engine.registry import Registry

MOST = 10**9


@dataclass(frozen=True)
class Schedule(Declared):
    """`at(t)` multiplies the learning rate of update t."""

    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def at(self, t: int) -> float:
        """The factor of update t (from 0); 1 is the whole learning rate."""

    def remembered(self) -> dict[str, Any]:
        """What it remembers before the first update, by name; by default nothing."""
        return {}

    def follow(self, t: int, loss: float, state: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        """The factor of update t, made from where the loss is this, and what is remembered then.

        `state` holds what `remembered` or the last `follow` gave, among other things.
        """
        return self.at(t), {}


schedules: Registry[type[Schedule]] = Registry("schedule")


def _count(default: int, symbol: str, help: str) -> Any:
    return parameter(default, low=1, high=MOST, log=True, slider=(1, 1e5), symbol=symbol, help=help)


def _share(default: float, symbol: str, help: str) -> Any:
    return parameter(default, low=0, high=1, slider=(0.0, 1.0), symbol=symbol, help=help)


def _half_cosine(share: float, floor: float) -> float:
    """From 1 to the floor, on half a period of the cosine, which `share` goes through."""
    return floor + (1 - floor) * (1 + cos(pi * min(share, 1.0))) / 2


@schedules.register("step")
@dataclass(frozen=True)
class StepDown(Schedule):
    """Drops by a factor every so many updates: c^⌊t/T⌋."""

    title = "Down in steps"

    every: int = _count(1000, "T", "After how many updates the rate drops, again and again.")
    factor: float = _share(0.5, "c", "What is left of the rate after each drop.")

    def at(self, t: int) -> float:
        return float(self.factor ** (t // self.every))


@schedules.register("exponential")
@dataclass(frozen=True)
class Exponential(Schedule):
    """The same factor smaller with every update: c^t."""

    title = "Exponential"

    factor: float = _share(0.999, "c", "What is left of the rate after each update.")

    def at(self, t: int) -> float:
        return float(self.factor**t)


@schedules.register("inverse")
@dataclass(frozen=True)
class Inverse(Schedule):
    """Steps like 1/t (Robbins and Monro 1951): 1/(1 + r t). Their sum has no end, so that they
    reach everywhere; the sum of their squares has, so that the noise dies away.
    """

    title = "1/t"

    rate: float = parameter(
        0.01, low=0, high=1e6, log=True, slider=(1e-5, 1.0), symbol="r",
        help="How soon the rate falls: after 1/r updates it is half of what it was. Too large a "
        "rate r falls before the minimum is near; r = η λ/2 to η λ suits a curvature λ.",
    )

    def at(self, t: int) -> float:
        return 1 / (1 + self.rate * t)


@schedules.register("cosine")
@dataclass(frozen=True)
class Cosine(Schedule):
    """Down to a floor along half a cosine (Loshchilov and Hutter 2017), without restarts."""

    title = "Cosine"

    steps: int = _count(1000, "T", "After how many updates the floor is reached.")
    floor: float = _share(0.0, "f", "The share of the rate that is left in the end.")

    def at(self, t: int) -> float:
        return _half_cosine(t / self.steps, self.floor)


@schedules.register("linear_warmup")
@dataclass(frozen=True)
class LinearWarmup(Schedule):
    """Begins with a share of the rate and grows to all of it, in a straight line."""

    title = "Warm-up"

    steps: int = _count(100, "T", "After how many updates the whole rate is reached.")
    begin: float = _share(0.1, "b", "The share of the rate that it begins with.")

    def at(self, t: int) -> float:
        return self.begin + (1 - self.begin) * min(t / self.steps, 1.0)


@schedules.register("warmup_cosine")
@dataclass(frozen=True)
class WarmupCosine(Schedule):
    """Grows from 0 to the whole rate, then falls to a floor along half a cosine."""

    title = "Warm-up, then cosine"

    warmup: int = _count(100, "W", "After how many updates the whole rate is reached.")
    steps: int = _count(1000, "T", "After how many updates, warm-up included, the floor is.")
    floor: float = _share(0.0, "f", "The share of the rate that is left in the end.")

    def at(self, t: int) -> float:
        if t < self.warmup:
            return t / self.warmup
        rest = self.steps - self.warmup
        return _half_cosine((t - self.warmup) / rest if rest > 0 else 1.0, self.floor)


@schedules.register("polynomial")
@dataclass(frozen=True)
class Polynomial(Schedule):
    """Down to 0 as a power of what is left of the way: (1 − t/T)^p."""

    title = "Polynomial"

    steps: int = _count(1000, "T", "After how many updates the rate is 0.")
    power: float = parameter(
        1.0, low=0, above=True, high=100, slider=(0.5, 4.0), symbol="p",
        help="1 falls in a straight line; more falls sooner.",
    )

    def at(self, t: int) -> float:
        return float(max(1 - t / self.steps, 0.0) ** self.power)


@schedules.register("plateau")
@dataclass(frozen=True)
class Plateau(Schedule):
    """Drops by a factor where the steps' loss has not become lower for too long. On batches that
    is the batch's loss, and a low one may have been luck.
    """

    title = "On a plateau"

    factor: float = _share(0.5, "c", "What is left of the rate after each drop.")
    patience: int = parameter(
        100, low=0, high=MOST, log=False, slider=(0, 1000), symbol="P",
        help="How many updates without a lower loss are borne before the rate drops.",
    )

    def at(self, t: int) -> float:
        """Without a memory of losses it has not dropped yet."""
        return 1.0

    def remembered(self) -> dict[str, Any]:
        return {"lowest_loss": inf, "updates_since": 0, "rate_factor": 1.0}

    def follow(self, t: int, loss: float, state: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        lowest, since, factor = (state[name] for name in self.remembered())
        lowest, since = (loss, 0) if loss < lowest else (lowest, since + 1)
        if since > self.patience:
            factor, since = factor * self.factor, 0
        return factor, {"lowest_loss": lowest, "updates_since": since, "rate_factor": factor}
