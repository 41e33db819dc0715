"""The runs of an experiment that is being edited: what an edit leaves alone is not run again."""

from __future__ import annotations

from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.runs.history import DEFAULT_BUDGET
from playground.lab.runs.run import Run


class RunShelf:
    """Remembers the runs it handed out last, and takes from them what still holds."""

    def __init__(self) -> None:
        self._runs: dict[object, Run] = {}

    def runs_of(self, experiment: Experiment) -> tuple[Run, ...]:
        """A run for each runner; together they keep to one budget of memory.

        A run whose past is the same stays; one whose optimizer changed goes on from there as a
        branch; else a new one begins.
        """
        before, self._runs = self._runs, {}
        budget = DEFAULT_BUDGET // max(1, len(experiment.runners))
        runs = []
        for runner in experiment.runners:
            key = _past(experiment, runner)
            run = before.get(key)
            if run is None:
                run = experiment.run_of(runner, budget=budget)
            elif run.plan != runner.plan:
                run = run.with_plan(runner.plan)
            run.history.budget = budget
            runs.append(run)
            self._runs[key] = run
        return tuple(runs)


def _past(experiment: Experiment, runner: Runner) -> object:
    """What a run's past depends on, beside its plan; the label tells twins apart."""
    problem = runner.problem or experiment.problem
    return runner.label, problem, runner.start, experiment.stop, experiment.seed
