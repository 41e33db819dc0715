"""What several commands share: one runner of a file, at one of its steps, and where the work is."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from playground.cli.output import naming
from playground.engine.parameters import shown
from playground.engine.problem import Problem
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.files import named, other_rows, read_experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.landscapes.walked import Walked, walked
from playground.lab.streams import tell


class Chosen(NamedTuple):
    """One runner of an experiment, and the problem that it minimizes."""

    experiment: Experiment
    runner: Runner
    problem: Problem


def add_file(command: argparse.ArgumentParser) -> None:
    """FILE, --json and --runner."""
    command.add_argument("file", metavar="FILE", help="experiment file")
    command.add_argument("--json", action="store_true", help="print strict JSON")
    command.add_argument("--runner", metavar="LABEL", help="which runner (the first one)")


def add_step(command: argparse.ArgumentParser) -> None:
    """--at."""
    command.add_argument(
        "--at", default="end", metavar="STEP", help="start, end or the number of a step (end)"
    )


def read(options: argparse.Namespace) -> Experiment:
    """The experiment in FILE, to be run."""
    experiment = read_experiment(options.file)
    look_at_rows(options, experiment)
    return experiment


def look_at_rows(options: argparse.Namespace, *experiments: Experiment) -> None:
    """Remark where a file of rows that is learnt from holds others than when that was made.

    What is to be told beside the answer stands in `remarks` of the options.
    """
    for experiment in experiments:
        options.remarks.update(dict.fromkeys(other_rows(experiment)))


def choose(options: argparse.Namespace) -> Chosen:
    """The runner of that label, or the first; raises BadInputError naming those that there are."""
    experiment, file, label = read(options), options.file, options.runner
    if not experiment.runners:
        raise BadInputError(f"{named(file)}: runners", "needs one runner, to walk")
    labels = [runner.label for runner in experiment.runners]
    if label is not None and label not in labels:
        known = ", ".join(map(shown, labels))
        raise BadInputError("--runner", f"must be one of {known}, got {shown(label)}")
    place = 0 if label is None else labels.index(label)
    runner = experiment.runners[place]
    with naming(file, f"runners[{place}]"):
        problem = experiment.problem_of(runner)
    return Chosen(experiment, runner, problem)


def walk(chosen: Chosen, at: str) -> Walked:
    """The run of the chosen runner to its stop, with progress on stderr."""
    progress = Progress(f"{chosen.runner.label}: step")
    run = walked(*chosen, at, progress.show)
    progress.clear()
    return run


class Progress:
    """How far long work is, on stderr, if that is a terminal; of how much, where that is known."""

    def __init__(self, what: str, total: int | None = None) -> None:
        self.what, self.total = what, total
        self.on = sys.stderr is not None and sys.stderr.isatty()
        self.next = perf_counter() + 0.3
        self.said = False

    def show(self, done: int) -> None:
        """Say it, a few times a second."""
        if self.on and perf_counter() > self.next:
            self.next, self.said = perf_counter() + 0.1, True
            of = f" of {self.total:,} ({done / self.total:.0%})" if self.total else ""
            tell(f"\r{f'{self.what} {done:,}{of}':<70.70}", end="")

    def clear(self) -> None:
        """Take the line away."""
        if self.said:
            tell(f"\r{'':<70}\r", end="")


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers in low..high, for argparse."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 16 and low <= int(text) <= high:
            return int(text)
        raise argparse.ArgumentTypeError(
            f"must be a whole number from {low} to {high}, got {shown(text)}"
        )

    return read


def positive(text: str) -> float:
    """A finite number greater than 0, for argparse."""
    number = _number(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"must be greater than 0, got {shown(text)}")
    return number


def window(text: str, pairs: tuple[int, ...] = (2,)) -> tuple[float, ...]:
    """ "-1,1,-2,2": pairs of a lower and an upper end, for argparse."""
    items = text.split(",")
    if len(items) not in [2 * count for count in pairs]:
        words = " or ".join(str(2 * count) for count in pairs)
        raise argparse.ArgumentTypeError(f"must be {words} numbers with commas, got {shown(text)}")
    ends = tuple(_number(item) for item in items)
    for low, high in zip(ends[::2], ends[1::2], strict=True):
        if not low < high or not math.isfinite(high - low):
            raise argparse.ArgumentTypeError(
                f"must go from a lower to a higher number, got {low:g},{high:g}"
            )
    return ends


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"must be finite numbers, got {shown(text)}")
    return number
