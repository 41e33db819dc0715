"""What a chart counts along its lower axis. To count something else, add an entry here.

Every run counts for itself: after the same number of steps, runs with different batches have seen
different numbers of samples and are in different epochs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.lab.runs.run import Run


@dataclass(frozen=True)
class Along:
    """Where the steps of a run stand along the axis.

    `places(run, steps)` rises with the steps (an array, or one of them); `step(run, place)` is its
    inverse. The axis is at least `least` long; `whole` numbers have no ticks between them.
    """

    name: str  # at the axis: "epoch"
    places: Callable[[Run, Any], Any]
    step: Callable[[Run, float], float]
    least: float
    whole: bool = False


STEPS = Along("step", lambda run, steps: steps, lambda run, place: place, 10.0, whole=True)
EPOCHS = Along(
    "epoch",
    lambda run, steps: steps / run.problem.steps_per_epoch,
    lambda run, place: place * run.problem.steps_per_epoch,
    1.0,
)


class Placed:
    """A run on an axis."""

    run: Run
    along: Along

    def place(self, step: float) -> float:
        """Where a step stands along the axis."""
        return float(self.along.places(self.run, step))

    def step(self, place: float) -> float:
        """The step at a place."""
        return self.along.step(self.run, place)
