"""All combinations of a sweep, run on threads, processes or a cluster: the same numbers by any."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.sweeps.axis import Axis, with_value
from playground.lab.sweeps.outcome import Outcome
from playground.lab.sweeps.pools import EXECUTORS as EXECUTORS
from playground.lab.sweeps.pools import Pool, Ran, pool

MOST_RUNS = 100_000
Values: TypeAlias = tuple[float, ...]
"""One number for each axis."""
TICK_S = 0.05
"""So long at most nothing is heard of a sweep."""


def combinations(axes: Sequence[Axis]) -> list[Values]:
    """All values, the last axis fastest. Raises BadInputError for more than can be run."""
    count = 1
    for axis in axes:
        count *= len(axis.values)
    if count > MOST_RUNS:
        raise BadInputError("--over", f"makes {count:,} runs; at most {MOST_RUNS:,} can be made")
    return list(itertools.product(*(axis.values for axis in axes)))


def documents(
    experiment: Experiment, axes: Sequence[Axis], todo: Sequence[Values]
) -> list[dict[str, Any]]:
    """The experiment's document with each of the combinations; every one of them is read once.

    Raises BadInputError for the first that cannot be.
    """
    plain = experiment.to_dict()
    made = []
    for values in todo:
        document = plain
        for axis, value in zip(axes, values, strict=True):
            document = with_value(document, axis.path, value)
        Experiment.from_dict(document)
        made.append(document)
    return made


def outcomes(
    jobs: Iterable[tuple[dict[str, Any], int]], executor: str
) -> Iterator[tuple[int, Outcome] | None]:
    """Run a runner of each document; yields (place in the list, what came of it) as they end.

    Yields None now and then while none ends, so that whoever iterates can give up: closing it ends
    what has begun. `executor` is "threads", "processes" or a Dask scheduler's address. Raises
    BadInputError where that is not there or goes away.
    """
    runs = pool(executor)
    try:
        for ended in runs_in(runs, jobs):
            yield None if ended is None else (ended[0], ended[1][0])
    finally:
        runs.close()


def runs_in(
    runs: Pool, jobs: Iterable[tuple[dict[str, Any], int]]
) -> Iterator[tuple[int, Ran] | None]:
    """The same in a pool that stays open, and with the seconds that each run took."""
    done: SimpleQueue[Any] = SimpleQueue()
    waiting: dict[Any, int] = {}
    for k, (document, place) in enumerate(jobs):
        future = runs.submit(document, place)
        waiting[future] = k
        future.add_done_callback(done.put)
    while waiting:
        try:
            future = done.get(timeout=TICK_S)
        except Empty:
            runs.look()
            yield None
            continue
        yield waiting.pop(future), runs.result(future)


def run_all(
    made: Sequence[dict[str, Any]], place: int, executor: str,
    told: Callable[[int, Outcome], object],
) -> None:
    """Run every document's runner; `told` hears of each as it is done, by its place in the list.

    `executor` and what is raised are those of `outcomes`; what was told of is done.
    """
    for ended in outcomes([(document, place) for document in made], executor):
        if ended is not None:
            told(*ended)
