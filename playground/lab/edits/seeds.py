"""The same network from many starts: runners that differ in their seed, and who of them got stuck.

`many_seeds` writes each start into its runner, so the problem stays one that all share: an edit
of the data or of the training reaches every one of them, and undo takes all of them back at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import floor, isfinite, log10
from statistics import median
from typing import NamedTuple

from playground.engine.data_problem import with_data
from playground.lab.edits.network import is_network, recipe_of
from playground.lab.edits.runners import suggested
from playground.lab.experiments.experiment import MOST_RUNNERS, Experiment, Runner
from playground.lab.runs.objective import objective_at
from playground.lab.runs.run import Run

SPLIT = 3.0
"""How many times as large the stuck ones' smallest loss is, at least."""
SOLVED = 0.01
"""What share of the loss before training counts as no loss."""
_LABEL = "seed "


def first_seed(experiment: Experiment, index: int = 0) -> int:
    """The seed that a runner's network is drawn with."""
    own = recipe_of(experiment, index if index < len(experiment.runners) else None)
    return experiment.seed if own.initializer_seed is None else own.initializer_seed


def many_seeds(experiment: Experiment, n: int, index: int = 0) -> Experiment:
    """Runners like `index`, n of them (at most 8), that start where seeds s ... s + n − 1 draw.

    s is the seed that runner `index` is drawn with. Only the start differs: not the data, not the
    batches. The other runners give way; without a runner it is plain gradient descent.
    """
    n = max(1, min(n, MOST_RUNNERS))
    if index < len(experiment.runners):
        like = experiment.runners[index]
        recipe = recipe_of(experiment, index)
    else:
        optimizer = suggested("gradient_descent", experiment)
        like, recipe = Runner(optimizer.short, optimizer), recipe_of(experiment)
    first = first_seed(experiment, index)
    starts = (recipe.initializer.theta(recipe.network, first + k) for k in range(n))
    runners = tuple(
        Runner(f"{_LABEL}{first + k}", like.optimizer, tuple(start.tolist()), problem=like.problem)
        for k, start in enumerate(starts)
    )
    return _with_runners(experiment, runners)


def seed_count(experiment: Experiment) -> int:
    """How many runners `many_seeds` made, if these are just those; else 0."""
    labels = [runner.label for runner in experiment.runners]
    if len(labels) < 2 or not is_network(experiment) or not _named_after_seeds(labels):
        return 0
    there = many_seeds(experiment, len(labels)).runners
    same = all(
        (a.label, a.start, a.problem) == (b.label, b.start, b.problem)
        for a, b in zip(experiment.runners, there, strict=True)
    )
    return len(labels) if same else 0


def keep_seeds(before: Experiment, after: Experiment) -> Experiment:
    """An edited experiment with its starts drawn again, if they were many seeds before the edit.

    Without this a new shape or initializer would leave twins that are called after seeds. What
    was changed for one of them alone stays as it is.
    """
    count = seed_count(before)
    runners = after.runners
    if all(r.start for r in runners) or len({r.problem for r in runners}) > 1:
        return after
    if not count or len(after.runners) != count or not is_network(after):
        return after
    optimizers = [runner.optimizer for runner in after.runners]
    drawn = many_seeds(after, count)
    again = tuple(
        Runner(r.label, optimizer, r.start, problem=r.problem, shown=old.shown, slot=old.slot)
        for r, optimizer, old in zip(drawn.runners, optimizers, runners, strict=True)
    )
    return _with_runners(after, again)


class Split(NamedTuple):
    """How losses part: how many arrived, got stuck and diverged, and the numbers between."""

    arrived: int
    stuck: int
    diverged: int
    under: float
    above: float


def split(losses: Sequence[float], start: float = 1.0) -> Split:
    """Part the losses at which runs ended into those that arrived and those that got stuck.

    In order of size, the widest gap parts them, as a ratio (losses are compared on a log scale).
    Losses under a hundredth of `start`, a usual loss before training, count as equal: between
    1e-6 and 1e-9 nobody is stuck. Where even the widest gap is narrower than a factor of 3,
    nobody is stuck either; then `under` and `above` are the largest and the smallest loss. Else
    `under` is a round number above the last that arrived and `above` one below the first that is
    stuck. What is no finite number has diverged.
    """
    good = sorted(loss for loss in map(float, losses) if isfinite(loss))
    diverged = len(losses) - len(good)
    if not good:
        return Split(0, 0, diverged, 0.0, 0.0)
    floor_of_gaps = max(SOLVED * abs(start), 1e-300)
    seen = [max(loss, floor_of_gaps) for loss in good]
    gaps = [b / a for a, b in pairwise(seen)]
    widest = max(range(len(gaps)), key=gaps.__getitem__, default=0)
    if not gaps or gaps[widest] < SPLIT:
        return Split(len(good), 0, diverged, good[-1], good[0])
    last, first = seen[widest], seen[widest + 1]
    return Split(
        widest + 1, len(good) - widest - 1, diverged, _rounded(last, True), _rounded(first, False)
    )


def stuck_share(losses: Sequence[float], start: float = 1.0) -> str:
    """What became of the seeds, in a sentence; see `split` for how the two groups are found."""
    if not losses:
        return ""
    found, total = split(losses, start), len(losses)
    lost = f"; {found.diverged} diverged" if found.diverged else ""
    if found.diverged == total:
        return f"All {total} diverged." if total > 1 else "It diverged."
    if found.stuck:
        return (
            f"{found.arrived} of {total} reach a loss R under {found.under:.4g}; "
            f"{found.stuck} got stuck above {found.above:.4g}{lost}."
        )
    who = f"{found.arrived} of {total}" if found.diverged else f"All {total}"
    if found.under <= SOLVED * abs(start):
        under = _rounded(max(found.under, 1e-4 * abs(start)), True)
        return f"{who} reach a loss R under {under:.4g}: nobody got stuck{lost}."
    return (
        f"{who} end at about the same loss R, from {found.above:.3g} to {found.under:.3g}{lost}. "
        "From this alone one cannot say whether it is the best."
    )


def risk_at(run: Run, step: int) -> float:
    """R at a step of a run: the mean loss over all training data, without L1's or L2's penalty.

    A run's own loss is that of a batch, or a sum, or has the penalty in it.
    """
    return objective_at(with_data(run.problem), run[step].theta)[0].risk


def outcome(experiment: Experiment, runs: Sequence[Run]) -> str:
    """What became of the seeds once every run has ended; nothing before, or without seeds."""
    labels = [runner.label for runner in experiment.runners]
    seeds = len(labels) >= 2 and is_network(experiment) and _named_after_seeds(labels)
    if not seeds or not all(run.stop for run in runs):
        return ""
    losses = [
        float("nan") if run.stop and run.stop.kind == "diverged" else risk_at(run, run.last)
        for run in runs
    ]
    starts = [risk for run in runs if run.last >= 0 and isfinite(risk := risk_at(run, 0))]
    return stuck_share(losses, median(starts) if starts else 1.0)


def _named_after_seeds(labels: Sequence[str]) -> bool:
    return all(
        label.startswith(_LABEL) and label.removeprefix(_LABEL).isdigit() for label in labels
    )


def _with_runners(experiment: Experiment, runners: tuple[Runner, ...]) -> Experiment:
    return replace(experiment, runners=runners)


def _rounded(value: float, up: bool) -> float:
    """The next round number (one digit) that is larger, or smaller."""
    if value <= 0:
        return 0.0
    power = floor(log10(value))
    digit = value / 10.0**power
    lead = floor(digit + 1e-9) + 1 if up else -floor(-(digit - 1e-9)) - 1
    if lead == 0:
        lead, power = 9, power - 1
    return float(f"{lead}e{power}")
