"""The runs of an experiment that is being edited: what an edit leaves alone is not run again.

Nor is what an edit is taken back to. Runs that leave the screen are kept for undo, as long as
there is room, and are found again by what they are runs of.
"""

from __future__ import annotations

from typing import NamedTuple

from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.runs.history import DEFAULT_BUDGET
from playground.lab.runs.run import Run

KEPT_BYTES = DEFAULT_BUDGET
"""What runs off the screen may take together, with the data and the arrays of their problems."""
MOST_KEPT = 64


class _Known(NamedTuple):
    """A run, and what it is a run of, beside its plan."""

    past: object
    run: Run


class RunCache:
    """Finds runs for experiments; `show` says which of them are on screen now."""

    def __init__(self) -> None:
        self._shown: list[_Known] = []
        self._kept: list[_Known] = []  # those that left the screen last stand last

    def find(self, experiment: Experiment) -> tuple[Run, ...]:
        """A run for each runner, no two the same; changes nothing here, whatever goes wrong.

        A run of just this recipe is taken as it is; else a branch of the one that has the most in
        common with it; else a new one begins.
        """
        free = [*self._shown, *reversed(self._kept)]
        budget = _budget(experiment)
        found: dict[int, Run] = {}
        pasts = [_past(experiment, runner) for runner in experiment.runners]
        for k, runner in enumerate(experiment.runners):  # first those that are there as they are
            for known in free:
                if known.run.plan == runner.plan and known.past == pasts[k]:
                    found[k] = known.run
                    free = [other for other in free if other.run is not known.run]
                    break
        for k, runner in enumerate(experiment.runners):
            if k in found:
                continue
            like = [known.run for known in free if known.past == pasts[k]]
            like += [run for j, run in found.items() if pasts[j] == pasts[k]]
            if like:
                nearest = max(like, key=lambda run: run.shared(runner.plan))
                found[k] = nearest.with_plan(runner.plan)
            else:
                found[k] = experiment.run_of(runner, budget=budget)
        return tuple(found[k] for k in range(len(pasts)))

    def show(self, experiment: Experiment, runs: tuple[Run, ...], keep: bool = True) -> None:
        """These runs, which were found for this experiment, are on screen now.

        Those that were before are kept, or let go where nothing leads back to them (not `keep`).
        Those on screen share one budget of memory.
        """
        if keep:
            left = [known for known in self._shown if known.run.last > 0]
            self._kept = [k for k in self._kept if all(k.run is not o.run for o in left)] + left
        self._shown = [
            _Known(_past(experiment, runner), run)
            for runner, run in zip(experiment.runners, runs, strict=True)
        ]
        for run in runs:
            run.history.budget = _budget(experiment)
        self._make_room()

    def _make_room(self) -> None:
        """Let go of what left the screen first, until the rest has room."""
        on_screen = {id(known.run) for known in self._shown}
        problems = {id(known.run.problem) for known in self._shown}  # those are there anyway
        room = KEPT_BYTES
        kept: list[_Known] = []
        for known in self._kept[: -MOST_KEPT - 1 : -1]:
            run = known.run
            if id(run) not in on_screen:
                room -= run.nbytes
                if id(run.problem) not in problems:
                    problems.add(id(run.problem))
                    room -= run.problem.nbytes
            if room < 0:
                break
            kept.append(known)
        self._kept = kept[::-1]


def _budget(experiment: Experiment) -> int:
    return DEFAULT_BUDGET // max(1, len(experiment.runners))


def _past(experiment: Experiment, runner: Runner) -> object:
    """What a run depends on, beside its plan; its hash first, for recipes are long to compare."""
    recipe = experiment.recipe_for(runner)
    past = experiment.seed, experiment.stop, runner.start, recipe, runner.noise
    return hash(past), past
