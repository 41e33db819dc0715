"""What has come of a sweep so far, what is measured of it, and its table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import IO

import numpy as np

from playground.lab.documents.disk import write_atomically
from playground.lab.experiments.experiment import Experiment
from playground.lab.sweeps.outcome import Outcome
from playground.lab.sweeps.over import Over, Trial, without


@dataclass(frozen=True)
class Measure:
    """A number of an outcome: what a sweep shows."""

    key: str
    title: str
    axis: str
    tip: str
    of: Callable[[Outcome], float]


MEASURES: Mapping[str, Measure] = {
    measure.key: measure for measure in (
        Measure(
            "steps", "Steps to the stop", "steps to the stop",
            "How many updates a run makes until a stop rule ends it. Hollow: no rule was met, the "
            "steps ran out.", lambda outcome: outcome.steps,
        ),
        Measure(
            "loss", "Final loss", "final loss",
            "The loss where the run ends, over all the data, with the penalty if there is one.",
            lambda outcome: outcome.loss,
        ),
        Measure(
            "evaluations", "Gradient evaluations", "gradient evaluations",
            "How many gradients (of single samples, for a network) were computed until the end, "
            "those of a search included.",
            lambda outcome: outcome.gradient_evaluations,
        ),
    )
}


def usual_measure(experiment: Experiment) -> str:
    """What is shown first: the steps to the stop, where a rule is on that runs may meet."""
    watches = experiment.stop.risk_gradient or experiment.stop.patience
    return "steps" if experiment.stop.checks or watches else "loss"


@dataclass
class Swept:
    """The runs of a sweep of an experiment, and the outcomes so far by their place in the list."""

    experiment: Experiment
    overs: tuple[Over, ...]
    trials: tuple[Trial, ...]
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    starts: dict[int, float] = field(default_factory=dict)
    """The loss where each runner begins, by its slot, once it is known."""

    @property
    def names(self) -> tuple[str, ...]:
        """The settings that it goes over."""
        return tuple(over.name for over in self.overs)

    @property
    def slots(self) -> tuple[int, ...]:
        """Whose runs there are, in the order of the runners."""
        return tuple(dict.fromkeys(trial.slot for trial in self.trials))

    def ran_away(self, place: int) -> bool:
        """Whether a run left the finite numbers, or was still above its start when its steps ran
        out: no number of it is worth a place on an axis.
        """
        outcome = self.outcomes.get(place)
        if outcome is None:
            return False
        start = self.starts.get(self.trials[place].slot, inf)
        return outcome.diverged or (outcome.stop == "max_steps" and outcome.loss > start)

    @property
    def away(self) -> int:
        """How many runs ran away."""
        return sum(self.ran_away(place) for place in self.outcomes)

    def places(self, slot: int) -> list[int]:
        """The places of a runner's runs, in the order of the values."""
        return [k for k, trial in enumerate(self.trials) if trial.slot == slot]

    def best(self, slot: int, measure: Measure) -> int | None:
        """The place of a runner's best run: of steps and evaluations the fewest to a rule that was
        met, of losses the lowest.
        """
        ended = [k for k in self.places(slot) if k in self.outcomes]
        good = [k for k in ended if not self.ran_away(k)]
        if measure.key != "loss":
            good = [k for k in good if self.outcomes[k].stop != "max_steps"]
        return min(good, key=lambda k: measure.of(self.outcomes[k]), default=None)

    def is_of(self, experiment: Experiment) -> bool:
        """Whether the outcomes are those of an experiment too: only what is swept may differ."""
        return without(experiment, self.names) == without(self.experiment, self.names)

    def label(self, slot: int) -> str:
        """The name that a runner had."""
        return next(r.label for r in self.experiment.runners if r.slot == slot)


def start_losses(experiment: Experiment, slots: Collection[int]) -> dict[int, float]:
    """The loss where each of the runners begins, over all its data, by its slot."""
    found = {}
    for runner in experiment.runners:
        if runner.slot in slots:
            problem = experiment.problem_of(runner)
            start = problem.start() if runner.start is None else np.array(runner.start, float)
            with np.errstate(all="ignore"):
                found[runner.slot] = float(problem.risk_and_grad(start)[0])
    return found


def write_swept(path: str | Path, swept: Swept) -> None:
    """Write the table of what is done, in the order of the values; raises FileProblemError.

    Floats read back exactly. A run that diverged says so in its column `stop`; its loss is that of
    its last finite step.
    """
    def write(file: IO[bytes]) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["runner", *swept.names, *Outcome._fields])
        for place in sorted(swept.outcomes):
            trial = swept.trials[place]
            table.writerow(_row(swept.label(trial.slot), trial.values, swept.outcomes[place]))
        text.flush()
        text.detach()

    write_atomically(path, write)


def _row(label: str, values: Sequence[float], outcome: Outcome) -> list[object]:
    numbers = ["" if value is None else value for value in outcome]
    return [label, *(repr(value) for value in values), *numbers]
