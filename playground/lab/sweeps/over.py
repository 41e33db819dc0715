"""What a sweep in the window goes over: declared settings of rules, and the runs that makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10
from typing import Any, NamedTuple

import numpy as np

from playground.engine.optimizers import optimizers
from playground.engine.parameters import Parameter, SettingError, declared
from playground.engine.surfaces import surfaces
from playground.lab.edits.runners import set_setting
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.sweeps.axis import MOST_VALUES

MOST_TRIALS = 10_000
RATE = "learning_rate"


@dataclass(frozen=True)
class Over:
    """A setting by its name, and evenly spread values: of `log`, by equal factors."""

    name: str
    low: float
    high: float
    count: int
    log: bool = False

    def values(self, known: Parameter) -> tuple[float, ...]:
        """The values, of whole numbers whole ones; raises SettingError for what cannot be."""
        if not 2 <= self.count <= MOST_VALUES:
            raise SettingError("count", f"must be from 2 to {MOST_VALUES:,}, got {self.count}")
        if not self.low < self.high:
            raise SettingError("high", "the upper end must be greater than the lower one")
        if self.log and not self.low > 0:
            raise SettingError("low", "must be greater than 0 on a logarithmic axis")
        for name in ("low", "high"):
            try:
                known.check(self.name, getattr(self, name))
            except SettingError as error:
                if "whole number" not in str(error):
                    raise SettingError(name, str(error)) from None
        if isinstance(known.default, int):
            step = max(1, round((self.high - self.low) / (self.count - 1)))
            return tuple(float(v) for v in range(ceil(self.low), floor(self.high) + 1, step))
        spread = np.geomspace if self.log else np.linspace
        made = spread(self.low, self.high, self.count).tolist()
        return (self.low, *made[1:-1], self.high)


class Trial(NamedTuple):
    """One run of a sweep: which runner, by its slot, with which values of the settings."""

    slot: int
    values: tuple[float, ...]


def numbers_of(runner: Runner) -> dict[str, Parameter]:
    """The settings of a runner's first rule that are numbers, the learning rate before others."""
    known = declared(type(runner.optimizer))
    return {
        name: known[name] for name in sorted(known, key=lambda name: name != RATE)
        if not isinstance(known[name].default, (bool, str))
    }


def settings_of(experiment: Experiment) -> dict[str, Parameter]:
    """The settings that can be swept over for at least one runner, by name."""
    found: dict[str, Parameter] = {}
    for runner in experiment.runners:
        for name, known in numbers_of(runner).items():
            found.setdefault(name, known)
    return dict(sorted(found.items(), key=lambda item: item[0] != RATE))


def usual_over(experiment: Experiment, name: str, count: int = 25) -> Over:
    """Where to look at first: decades around the present rates; of others what a slider covers."""
    known = settings_of(experiment)[name]
    present = [
        float(getattr(runner.optimizer, name)) for runner in experiment.runners
        if name in numbers_of(runner)
    ]
    if known.log and min(present) > 0:
        low = max(10.0 ** floor(log10(min(present)) - 1.3), known.low)
        high = min(10.0 ** ceil(log10(max(present)) + 1.3), known.high)
        return Over(name, low, high, count, True)
    low, high = known.slider_range
    if known.log and low > 0:
        return Over(name, low, high, count, True)
    return Over(name, low, high, count)


def runners_of(experiment: Experiment, overs: Sequence[Over], selected: int) -> list[int]:
    """Whose runs a sweep makes: of one setting all that have it, of two the selected one's."""
    names = {over.name for over in overs}
    has = [
        k for k, runner in enumerate(experiment.runners) if names <= numbers_of(runner).keys()
    ]
    return has if len(overs) == 1 else [k for k in has if k == selected]


def trials_of(
    experiment: Experiment, overs: Sequence[Over], selected: int
) -> list[Trial]:
    """Every run of a sweep; raises SettingError in one sentence for what cannot be."""
    chosen = runners_of(experiment, overs, selected)
    if not chosen:
        names = " and ".join(over.name.replace("_", " ") for over in overs)
        raise SettingError("name", f"needs a runner whose rule has a {names}")
    trials = []
    for k in chosen:
        runner = experiment.runners[k]
        known = numbers_of(runner)
        axes = [over.values(known[over.name]) for over in overs]
        if np.prod([len(axis) for axis in axes]) * len(chosen) > MOST_TRIALS:
            raise SettingError("count", f"makes more than {MOST_TRIALS:,} runs; take fewer values")
        first, second = axes[0], axes[1] if len(axes) > 1 else None
        for x in first:
            trials += [Trial(runner.slot, (x,) if second is None else (x, y))
                       for y in second or (0.0,)]
    return trials


def jobs_of(
    experiment: Experiment, names: Sequence[str], trials: Sequence[Trial]
) -> list[tuple[dict[str, Any], int]]:
    """What the runs of trials are made of: each an experiment's document with one runner."""
    plain: dict[int, dict[str, Any]] = {}
    for runner in experiment.runners:
        alone = replace(runner, changes=())
        plain[runner.slot] = replace(
            experiment, runners=(alone,), landscape=None, cursor=0
        ).to_dict()
    jobs = []
    for trial in trials:
        document = plain[trial.slot]
        written = document["runners"][0]
        settings = {**written["settings"], **dict(zip(names, trial.values, strict=True))}
        jobs.append(({**document, "runners": [{**written, "settings": settings}]}, 0))
    return jobs


def with_trial(experiment: Experiment, names: Sequence[str], trial: Trial) -> Experiment:
    """The experiment whose runner is that of a trial, from its start; later branches are dropped.

    Raises SettingError where that runner, or its setting, is not there any more.
    """
    place = next((k for k, r in enumerate(experiment.runners) if r.slot == trial.slot), None)
    if place is None:
        raise SettingError("runners", "the runner of this point is not there any more")
    for name, value in zip(names, trial.values, strict=True):
        known = numbers_of(experiment.runners[place]).get(name)
        if known is None:
            label = experiment.runners[place].label
            raise SettingError("runners", f"{label} has no {name.replace('_', ' ')} any more")
        whole = int(value) if isinstance(known.default, int) else value
        experiment = set_setting(experiment, place, name, whole)
    return experiment


def without(experiment: Experiment, names: Sequence[str]) -> object:
    """What the outcomes of a sweep depend on beside the settings that it goes over."""
    runners = []
    for runner in experiment.runners:
        known = numbers_of(runner)
        default: dict[str, Any] = {name: known[name].default for name in names if name in known}
        plain = replace(runner.optimizer, **default)
        runners.append((runner.slot, plain, runner.start, runner.problem, runner.noise))
    return experiment.problem, tuple(runners), experiment.stop, experiment.seed


def executor_for(experiment: Experiment) -> str:
    """Processes, but threads for rules and surfaces of one's own, which other processes lack."""
    own = {*optimizers.own, *surfaces.own}
    names = {change.name for runner in experiment.runners for _, change in runner.plan}
    if experiment.problem.kind == "surface":
        names.add(experiment.problem.surface.name)
    return "threads" if names & own else "processes"
