"""All combinations of a sweep, run on threads, processes or a cluster: the same numbers by any."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeAlias

from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.sweeps.axis import Axis, with_value
from playground.lab.sweeps.outcome import Outcome, outcome

MOST_RUNS = 100_000
Values: TypeAlias = tuple[float, ...]
"""One number for each axis."""
EXECUTORS = ("threads", "processes")


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


def run_all(
    made: Sequence[dict[str, Any]], place: int, executor: str,
    told: Callable[[int, Outcome], object],
) -> None:
    """Run every document's runner; `told` hears of each as it is done, by its place in the list.

    `executor` is "threads", "processes" or a Dask scheduler's address. Raises BadInputError where
    that is not there or goes away; what was told of is done.
    """
    with _pool(executor) as pool:
        futures = {pool.submit(outcome, document, place): k for k, document in enumerate(made)}
        try:
            for future in _completed(pool, futures):
                told(futures[future], future.result())
        except BaseException:
            for future in futures:
                future.cancel()
            raise


def _completed(
    pool: Any, futures: Mapping[Any, int]
) -> Iterator[Future[Outcome]]:
    if isinstance(pool, Executor):
        return as_completed(futures)
    from distributed import as_completed as finished

    return iter(finished(list(futures)))


@contextmanager
def _pool(executor: str) -> Iterator[Any]:
    workers = os.cpu_count() or 1
    if executor == "threads":
        with ThreadPoolExecutor(workers) as threads:
            yield threads
    elif executor == "processes":
        # Forked processes inherit locks that nobody there will open.
        with ProcessPoolExecutor(workers, get_context("spawn")) as processes:
            yield processes
    elif executor.startswith("tcp://"):
        with _cluster(executor) as client:
            yield client
    else:
        raise BadInputError(
            "--executor", f"must be {', '.join(EXECUTORS)} or tcp://HOST:PORT, got {executor}"
        )


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise BadInputError(
            "--executor", "a cluster needs the extra: pip install optimization-playground[cluster]"
        ) from None
    try:
        client = Client(address, timeout=5)
    except (OSError, ValueError) as error:
        raise BadInputError("--executor", f"no scheduler answers at {address}: {error}") from None
    with client:
        yield client
