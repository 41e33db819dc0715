"""A Runner: one optimizer on its way, as the recipe has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from playground.engine.descent import Plan
from playground.engine.noisy_surface import GradientNoise
from playground.engine.optimizer import Optimizer
from playground.lab.experiments.recipes import Recipe

MOST_RUNNERS = 8


@dataclass(frozen=True)
class Change:
    """From step `step` on, this optimizer: what branching leaves in the recipe."""

    step: int
    optimizer: Optimizer


@dataclass(frozen=True)
class Runner:
    """One optimizer at its start; `problem` is its own only where it overrides the shared one.

    `slot` says which of the colours and markers is its own, for as long as it is there; −1 is
    none yet, until an experiment gives it one.
    """

    label: str
    optimizer: Optimizer
    start: tuple[float, ...] | None = None
    changes: tuple[Change, ...] = ()
    shown: bool = True
    problem: Recipe | None = None
    slot: int = -1
    noise: GradientNoise | None = None
    """What is between the gradient of a surface and the one that this runner sees, if anything."""

    @property
    def plan(self) -> Plan:
        """Which optimizer steps from which step on."""
        return ((0, self.optimizer), *((c.step, c.optimizer) for c in self.changes))

    def optimizer_at(self, step: int) -> Optimizer:
        """The optimizer that makes the update from `step`."""
        return next(o for first, o in reversed(self.plan) if first <= step)

    def changed_from(self, step: int, optimizer: Optimizer) -> Runner:
        """This runner with another optimizer from `step` on; later changes are dropped."""
        if step == 0:
            return replace(self, optimizer=optimizer, changes=())
        kept = tuple(c for c in self.changes if c.step < step)
        return replace(self, changes=(*kept, Change(step, optimizer)))


def with_slots(runners: Sequence[Runner]) -> tuple[Runner, ...]:
    """The runners, each with a slot of its own.

    Who has one keeps it, so that a colour stays when others come and go. Who has none, or one
    that is another's, gets that of its place in the list, or the first that is free.
    """
    taken: set[int] = set()
    without: list[int] = []
    for place, runner in enumerate(runners):
        if runner.slot < 0 or runner.slot in taken:
            without.append(place)
        taken.add(runner.slot)
    placed = list(runners)
    for place in without:
        slot = next(s for s in (place, *range(len(runners) + len(taken))) if s not in taken)
        placed[place] = replace(runners[place], slot=slot)
        taken.add(slot)
    return tuple(placed)


def unique_label(label: str, taken: set[str]) -> str:
    """`label`, with a number behind it if another runner has it: "GD", "GD 2", ..."""
    candidate, number = label, 2
    while candidate in taken:
        candidate, number = f"{label} {number}", number + 1
    return candidate
