"""Whether runners start at one place, and which of them has a start of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from playground.lab.experiments.experiment import Experiment

START = "start"
"""What a start is called among what can be a runner's own; see `own_settings`."""


def one_start(experiment: Experiment) -> bool:
    """Whether all runners start at one place."""
    return len({runner.start for runner in experiment.runners}) <= 1


def join_starts(experiment: Experiment, index: int) -> Experiment:
    """Let every runner start where runner `index` does."""
    start = experiment.runners[index].start
    runners = tuple(replace(runner, start=start) for runner in experiment.runners)
    return replace(experiment, runners=runners)


def shared_start(experiment: Experiment, index: int) -> tuple[float, ...] | None:
    """Where runner `index` would start like the others.

    On a surface where most of the others do; a network's weights are drawn (None).
    """
    if experiment.problem.kind == "network":
        return None
    own = experiment.runners[index].start
    others = Counter(r.start for k, r in enumerate(experiment.runners) if k != index)
    most = max(others.values(), default=0)
    return own if others[own] == most else others.most_common(1)[0][0]


def has_own_start(experiment: Experiment, index: int) -> bool:
    """Whether runner `index` starts elsewhere than like the others."""
    return experiment.runners[index].start != shared_start(experiment, index)


def share_start(experiment: Experiment, index: int) -> Experiment:
    """Let runner `index` start like the others. A network's run begins anew."""
    runner = experiment.runners[index]
    changes = () if experiment.problem.kind == "network" else runner.changes
    start = shared_start(experiment, index)
    return experiment.with_runner(index, replace(runner, start=start, changes=changes))
