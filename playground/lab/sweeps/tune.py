"""Tune each: every rule's best settings, by the same search with the same number of runs.

A race of rules whose rates were typed says as much about who typed as about the rules. Here every
rule that has a learning rate gets the same budget: three rounds of whole runs with the race's own
stop rules, each round a grid that is finer about the best of the one before. With one setting (the
rate) a round is a line of 32, 16 and 16 values; with a rate and a momentum it is a grid of 8 × 4,
4 × 4 and 4 × 4. What was typed is tried too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite, log10
from typing import Any, NamedTuple

from playground.engine.optimizer import Optimizer
from playground.engine.parameters import SettingError, declared
from playground.lab.edits.runners import set_setting
from playground.lab.experiments.experiment import (
    MOST_RUNNERS,
    Experiment,
    Runner,
    unique_label,
)
from playground.lab.sweeps.outcome import Outcome
from playground.lab.sweeps.over import RATE, Trial, jobs_of
from playground.lab.sweeps.pools import pool
from playground.lab.sweeps.sweep import runs_in
from playground.lab.sweeps.swept import start_losses

MOMENTUM = "momentum"
ROUNDS = ((32, (8, 4)), (16, (4, 4)), (16, (4, 4)))
"""Of each round the values of one setting, and of two."""
BUDGET = sum(one for one, _ in ROUNDS) + 1
"""Runs of each rule, with what was typed."""
DECADES = 3.0
"""So far to either side of the typed rate the first round looks."""
MOMENTA = (0.0, 0.5, 0.9, 0.99)
AS_LOW = 1e-6
"""Of the fall from the start to the lowest end: a run within that has come as far."""
TYPED = " as typed"


class Settled(NamedTuple):
    """Values of the settings that are tuned, what came of them, and in how many seconds."""

    values: tuple[float, ...]
    outcome: Outcome
    seconds: float


@dataclass(frozen=True)
class Tuned:
    """A runner, by its slot, as it was typed and as the search has left it."""

    slot: int
    label: str
    names: tuple[str, ...]
    typed: Settled
    best: Settled


class Progress(NamedTuple):
    """How many runs are done, of how many, and at the end what was found."""

    done: int
    total: int
    found: tuple[Tuned, ...] | None = None


def tuned_settings(rule: Optimizer) -> tuple[str, ...]:
    """What is tuned of a rule: its learning rate, and its momentum where it has one."""
    known = declared(type(rule))
    return tuple(name for name in (RATE, MOMENTUM) if name in known) if RATE in known else ()


def why_nothing(experiment: Experiment) -> str:
    """Why there is nothing to tune; "" where there is."""
    if not experiment.runners:
        return "Add a runner first."
    if not any(tuned_settings(runner.optimizer) for runner in experiment.runners):
        return "No runner's rule has a learning rate."
    return ""


def tune(experiment: Experiment, executor: str) -> Iterator[Progress]:
    """Search for all runners together, then run typed and best once more, one after another.

    Tells its progress also while no run ends, so that it can be left; the last one has the result.
    Raises BadInputError as `outcomes` does.
    """
    runners = [r for r in experiment.runners if tuned_settings(r.optimizer)]
    total = len(runners) * (BUDGET + 2)
    done = 0
    known: dict[int, dict[tuple[float, ...], Outcome]] = {r.slot: {} for r in runners}
    starts = start_losses(experiment, known)
    where = pool(executor)
    try:
        for number in range(len(ROUNDS) + 1):
            trials = [
                Trial(runner.slot, values) for runner in runners
                for values in _round(
                    runner.optimizer, number, known[runner.slot], starts[runner.slot]
                )
            ]
            for ended in runs_in(where, _jobs(experiment, runners, trials)):
                if ended is not None:
                    trial = trials[ended[0]]
                    known[trial.slot][trial.values] = ended[1][0]
                    done += 1
                yield Progress(done, total)
        found = []
        for runner in runners:
            best = best_of(known[runner.slot], starts[runner.slot])
            settled = []
            for values in (_typed(runner.optimizer), best):
                for ended in runs_in(
                    where, _jobs(experiment, runners, [Trial(runner.slot, values)])
                ):
                    if ended is not None:
                        settled.append(Settled(values, *ended[1]))
                    yield Progress(done, total)
                done += 1
            names = tuned_settings(runner.optimizer)
            found.append(Tuned(runner.slot, runner.label, names, settled[0], settled[1]))
        yield Progress(total, total, tuple(found))
    finally:
        where.close()


def best_of(known: Mapping[tuple[float, ...], Outcome], start: float) -> tuple[float, ...]:
    """Of the runs that end as low as the lowest, the one with the fewest gradient evaluations.

    As low: within a millionth of the fall from the loss at the start; of equals the lower one.
    """
    finite = {
        values: outcome for values, outcome in known.items()
        if not outcome.diverged and isfinite(outcome.loss)
    }
    if not finite:
        return next(iter(known))
    low = min(outcome.loss for outcome in finite.values())
    enough = low + AS_LOW * max(start - low, 0.0)
    return min(
        (values for values, outcome in finite.items() if outcome.loss <= enough),
        key=lambda values: (finite[values].gradient_evaluations, finite[values].loss),
    )


def with_tuned(experiment: Experiment, found: Sequence[Tuned], which: str) -> Experiment:
    """The experiment with runners "typed", "tuned", or "both": the typed ones beside the tuned.

    A runner that is gone, or has another rule, is left out. Raises SettingError where both have no
    room.
    """
    labels = {f"{one.label}{TYPED}" for one in found}
    kept = tuple(runner for runner in experiment.runners if runner.label not in labels)
    made = replace(experiment, runners=kept)
    beside: list[Runner] = []
    for one in found:
        place = next((k for k, r in enumerate(made.runners) if r.slot == one.slot), None)
        if place is None or tuned_settings(made.runners[place].optimizer) != one.names:
            continue
        if which == "both" and one.typed.values != one.best.values:
            typed = _with(made, place, one.names, one.typed.values).runners[place]
            beside.append(replace(typed, label=f"{one.label}{TYPED}", slot=-1))
        values = one.typed.values if which == "typed" else one.best.values
        made = _with(made, place, one.names, values)
    if len(made.runners) + len(beside) > MOST_RUNNERS:
        raise SettingError("runners", f"at most {MOST_RUNNERS} can run: remove some first")
    for runner in beside:
        taken = {r.label for r in made.runners}
        made = replace(made, runners=(
            *made.runners, replace(runner, label=unique_label(runner.label, taken))
        ))
    return made


def _with(
    experiment: Experiment, place: int, names: Sequence[str], values: Sequence[float]
) -> Experiment:
    for name, value in zip(names, values, strict=True):
        experiment = set_setting(experiment, place, name, value)
    return experiment


def _typed(rule: Optimizer) -> tuple[float, ...]:
    return tuple(float(getattr(rule, name)) for name in tuned_settings(rule))


def _jobs(
    experiment: Experiment, runners: Sequence[Runner], trials: Sequence[Trial]
) -> list[tuple[dict[str, Any], int]]:
    names = {runner.slot: tuned_settings(runner.optimizer) for runner in runners}
    jobs: list[tuple[dict[str, Any], int]] = []
    for trial in trials:
        jobs += jobs_of(experiment, names[trial.slot], [trial])
    return jobs


def _round(
    rule: Optimizer, number: int, known: Mapping[tuple[float, ...], Outcome], start: float
) -> list[tuple[float, ...]]:
    """The values of one round; the last is what was typed, where that was not tried."""
    typed = _typed(rule)
    if number == len(ROUNDS):
        return [typed]
    names = tuned_settings(rule)
    settings = declared(type(rule))
    one, two = ROUNDS[number]
    if number == 0:
        middle = log10(typed[0])
        low, high = middle - DECADES, middle + DECADES
        spread: tuple[float, ...] = MOMENTA
    else:
        low, high, spread = _about(known, start, len(names) == 2)
    bounds = settings[RATE]
    low = max(low, log10(bounds.low) if bounds.low > 0 else -inf)
    high = min(high, log10(bounds.high))
    count = one if len(names) == 1 else two[0]
    inner = number > 0
    rates = [
        _short(10 ** (low + (high - low) * (k + 0.5 * inner) / (count - (not inner))))
        for k in range(count)
    ]
    if len(names) == 1:
        return [(rate,) for rate in rates]
    momentum = settings[MOMENTUM]
    allowed = [min(max(m, momentum.low), 1 - 1e-6 if momentum.below else momentum.high)
               for m in spread]
    return [(rate, _short(m)) for rate in rates for m in allowed]


def _short(value: float) -> float:
    """Three digits: what is found is to be read, and said."""
    return float(f"{value:.3g}")


def _about(
    known: Mapping[tuple[float, ...], Outcome], start: float, two: bool
) -> tuple[float, float, tuple[float, ...]]:
    """The logarithms of the rates next to the best one, and momenta about its own."""
    best = best_of(known, start)
    rates = sorted({values[0] for values in known})
    at = rates.index(best[0])
    low, high = rates[max(at - 1, 0)], rates[min(at + 1, len(rates) - 1)]
    if not two:
        return log10(low), log10(high), ()
    momenta = sorted({values[1] for values in known})
    near = momenta.index(best[1])
    below, above = momenta[max(near - 1, 0)], momenta[min(near + 1, len(momenta) - 1)]
    middle = best[1]
    return log10(low), log10(high), (
        below + (middle - below) / 2, middle - (middle - below) / 8,
        middle + (above - middle) / 8, middle + (above - middle) / 2,
    )
