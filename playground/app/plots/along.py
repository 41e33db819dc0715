"""What a chart counts along its lower axis. To count something else, add an entry here.

Every run counts for itself: after the same number of steps, runs with different batches have seen
different numbers of samples and are in different epochs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.app.text.numbers import grouped, number
from playground.lab.runs import cost as costs
from playground.lab.runs.cost import Cost
from playground.lab.runs.run import Run


@dataclass(frozen=True)
class Along:
    """Where the steps of a run stand along the axis: at what they have cost.

    The axis is at least `least` long; `whole` numbers have no ticks between them. `name` stands at
    the axis, or `short` where there is no room; `button` on the button that chooses it, with the
    tooltip `tip`; `text(place)` is a place in words.
    """

    name: str
    short: str
    button: str
    tip: str
    cost: Cost
    least: float
    text: Callable[[float], str]
    whole: bool = False

    @property
    def key(self) -> str:
        """By what it is chosen: "updates", "samples", "epochs", "evaluations" or "seconds"."""
        return self.cost.name

    def places(self, run: Run, steps: Any) -> Any:
        """Where steps stand (an array, or one of them); rises with the steps."""
        return self.cost.of(run, steps)

    def step(self, run: Run, place: float) -> float:
        """The step at a place."""
        return self.cost.step(run, place)


STEPS = Along(
    "updates", "updates", "updates",
    "Count updates along the axis, all alike: one step of the optimizer each, whatever it cost.",
    costs.UPDATES, 10.0, lambda place: f"step {number(place)}", whole=True,
)
SAMPLES = Along(
    "samples seen", "samples", "samples",
    "Count the samples seen along the axis, each time anew: the sample gradients that were "
    "computed. A step on all the data costs as much as many steps on small batches.",
    costs.SAMPLES, 10.0, lambda place: f"{grouped(round(place))} samples seen", whole=True,
)
EPOCHS = Along(
    "epoch", "epoch", "epochs",
    "Count the axis in epochs: one is over when as many samples were seen as there are. Every "
    "runner counts its own.",
    costs.EPOCHS, 1.0, lambda place: f"epoch {number(place)}",
)
EVALUATIONS = Along(
    "gradient evaluations", "gradients", "∇",
    "Count gradient evaluations along the axis, of single samples where there are data: what a "
    "search asks for within one update counts too, and the second gradient of a sharpness-aware "
    "step.",
    costs.EVALUATIONS, 10.0, lambda place: f"{grouped(round(place))} gradient evaluations",
    whole=True,
)
SECONDS = Along(
    "seconds of computing, on this machine", "seconds", "s",
    "Count seconds of computing along the axis, as measured on this machine while the steps were "
    "made, without drawing. Another time and on another machine they are others.",
    costs.SECONDS, 1e-3, lambda place: f"{number(place)} s of computing",
)
ALONG = {along.key: along for along in (STEPS, SAMPLES, EPOCHS, EVALUATIONS, SECONDS)}


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
