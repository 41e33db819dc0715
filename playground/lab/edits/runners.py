"""Edits of the runners, each a function from one Experiment to the next; see `edits`."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np

from playground.engine.clipping import Clip
from playground.engine.optimizer import NO_CLIMB, Optimizer
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError, declared
from playground.engine.schedules import Schedule
from playground.engine.sharpness_aware import SharpnessAware
from playground.engine.surface import Point, Surface, Window
from playground.lab.experiments.experiment import (
    MOST_RUNNERS,
    Change,
    Experiment,
    Runner,
    unique_label,
)
from playground.lab.runs.run import Run

# --- one runner's optimizer ---------------------------------------------------------------------


def step_of_change(runner: Runner, run: Run, cursor: int) -> int:
    """From which step on an edit at the cursor changes a run; 0 is from the start.

    In the middle of a run it branches off there. A run that has stopped at or before the cursor
    is changed from its start, unless it diverged right where it had branched off: then the branch
    is what has to be mended. (One that a rule stopped there never took a step of the branch.)
    """
    if cursor < run.last or run.stop is None:
        return min(cursor, run.last)
    branched = any(change.step == run.last for change in runner.changes)
    return run.last if branched and run.stop.kind == "diverged" else 0


def set_setting(
    experiment: Experiment, index: int, name: str, value: Any, step: int = 0,
    seen_at: int | None = None,
) -> Experiment:
    """Change one setting of a runner's optimizer from a step on; later branches are dropped.

    The other settings are those at step `seen_at`, by default at `step`: what the hand saw in
    the form beside the one that it changed. Raises SettingError.
    """
    runner = experiment.runners[index]
    optimizer = runner.optimizer_at(step if seen_at is None else seen_at)
    return _with_optimizer(experiment, index, replace(optimizer, **{name: value}), step)


def set_schedule(experiment: Experiment, index: int, schedule: Schedule | None) -> Experiment:
    """Let a runner's learning rate follow a schedule, in all its branches; None: be constant.

    Raises SettingError for a rule that has none that could change.
    """
    runner = experiment.runners[index]
    if schedule is not None and (why := runner.optimizer.why_no_schedule()):
        raise SettingError("schedule", f"{runner.optimizer.title} {why}")

    def scheduled(optimizer: Optimizer) -> Optimizer:
        return replace(optimizer, schedule=None if optimizer.why_no_schedule() else schedule)

    changes = tuple(replace(c, optimizer=scheduled(c.optimizer)) for c in runner.changes)
    changed = replace(runner, optimizer=scheduled(runner.optimizer), changes=changes)
    return experiment.with_runner(index, changed)


def set_clip(experiment: Experiment, index: int, clip: Clip) -> Experiment:
    """Cut off a runner's gradients before its rules see them, in all its branches."""
    runner = experiment.runners[index]
    changes = tuple(
        replace(c, optimizer=replace(c.optimizer, clip=clip)) for c in runner.changes
    )
    changed = replace(runner, optimizer=replace(runner.optimizer, clip=clip), changes=changes)
    return experiment.with_runner(index, changed)


def set_sam(experiment: Experiment, index: int, sam: SharpnessAware) -> Experiment:
    """Let a runner climb before it takes its gradients, in all its branches whose rule may.

    Raises SettingError where its first rule may not.
    """
    runner = experiment.runners[index]
    if sam.on and not runner.optimizer.may_climb:
        raise SettingError(
            "rho", f"{runner.optimizer.title} asks about the ground where it stands: it cannot "
            "take its gradient elsewhere"
        )

    def climbing(optimizer: Optimizer) -> Optimizer:
        return replace(optimizer, sam=sam if optimizer.may_climb else NO_CLIMB)

    changes = tuple(replace(c, optimizer=climbing(c.optimizer)) for c in runner.changes)
    changed = replace(runner, optimizer=climbing(runner.optimizer), changes=changes)
    return experiment.with_runner(index, changed)


def set_optimizer(
    experiment: Experiment, index: int, name: str, step: int = 0, seen_at: int | None = None
) -> Experiment:
    """Give a runner another optimizer from a step on; later branches are dropped.

    What was set by hand is kept where it means the same to the other optimizer (see
    `Optimizer.with_settings_of`); for the rest its defaults are taken, and the surface's
    recommended rate where it scales with the gradient. A label that was the old optimizer's name
    follows.
    """
    runner = experiment.runners[index]
    old = runner.optimizer_at(step if seen_at is None else seen_at)
    if old.name == name:
        return experiment
    from playground.engine.conventions import has_convention, in_convention  # at a choice only

    new = suggested(name, experiment).with_settings_of(old)
    if has_convention(type(new), old.convention):
        new = in_convention(new, old.convention)
    # Sharpness-aware steps are one for the whole run, also behind a rule that cannot make them.
    new = replace(new, sam=runner.optimizer.sam if new.may_climb else NO_CLIMB)
    edited = _with_optimizer(experiment, index, new, step)
    if step == 0 and re.fullmatch(rf"{re.escape(runner.optimizer.short)}( \d+)?", runner.label):
        edited = rename(edited, index, new.short)
    return edited


def set_convention(experiment: Experiment, index: int, convention: str) -> Experiment:
    """Run all rules of a runner in PyTorch's or Keras' form; raises ValueError for what has none.
    """
    from playground.engine.conventions import in_convention

    runner = experiment.runners[index]
    return experiment.with_runner(index, replace(
        runner, optimizer=in_convention(runner.optimizer, convention),
        changes=tuple(
            replace(change, optimizer=in_convention(change.optimizer, convention))
            for change in runner.changes
        ),
    ))


def remove_change(experiment: Experiment, index: int, step: int) -> Experiment:
    """Take back what branched off at a step; later branches stay."""
    runner = experiment.runners[index]
    kept = tuple(change for change in runner.changes if change.step != step)
    return experiment.with_runner(index, _without_idle_changes(replace(runner, changes=kept)))


def suggested(name: str, experiment: Experiment) -> Optimizer:
    """An optimizer with its defaults, and with the surface's recommended rate if that suits it."""
    kind, surface = optimizers[name], surface_of(experiment)
    if surface is None or not takes_recommended_rate(kind):
        return kind()
    return kind.from_settings({"learning_rate": recommended_rate(kind, surface)})


def takes_recommended_rate(kind: type[Optimizer]) -> bool:
    """Whether a surface's recommended learning rate is meant for this rule."""
    return bool(kind.scales_with_gradient) and "learning_rate" in declared(kind)


def recommended_rate(kind: type[Optimizer], surface: Surface) -> float:
    """A learning rate for a rule that scales with the gradient, on a surface."""
    return surface.learning_rate * kind.rate_share


def with_rate(optimizer: Optimizer, old: Surface | None, new: Surface) -> Optimizer:
    """The optimizer with the new surface's rate, unless its rate was chosen by hand."""
    kind = type(optimizer)
    if not takes_recommended_rate(kind):
        return optimizer
    settings = optimizer.settings
    unchosen = [declared(kind)["learning_rate"].default]
    if old is not None:
        unchosen.append(recommended_rate(kind, old))
    if settings["learning_rate"] not in unchosen:
        return optimizer
    settings["learning_rate"] = recommended_rate(kind, new)
    return type(optimizer).from_settings(settings)


# --- the field of runners -----------------------------------------------------------------------


def add_runner(experiment: Experiment, name: str, beside: int = 0) -> Experiment:
    """Add a runner with an optimizer's suggested settings, where runner `beside` starts."""
    start = _start_beside(experiment, beside)
    optimizer = suggested(name, experiment)
    return _with_another(experiment, Runner(optimizer.short, optimizer, start))


def remove_runner(experiment: Experiment, index: int) -> Experiment:
    """Take a runner out."""
    runners = experiment.runners
    return replace(experiment, runners=runners[:index] + runners[index + 1 :])


def duplicate_runner(experiment: Experiment, index: int) -> Experiment:
    """Add a runner with the same past and branches, to change it and compare."""
    runner = experiment.runners[index]
    return _with_another(experiment, replace(runner, label=_stem(runner.label), shown=True))


def race_all(experiment: Experiment, beside: int = 0) -> Experiment:
    """One runner for each optimizer of a first course and each of a teacher's own, all from where
    runner `beside` starts, without branches.

    An optimizer that is there already keeps the settings that it has at its start, and its colour.
    """
    start = _start_beside(experiment, beside)
    there: dict[str, Runner] = {}
    for runner in experiment.runners:
        there.setdefault(runner.optimizer.name, runner)
    runners = []
    known = [n for n in optimizers if optimizers[n].in_lecture or n in optimizers.own]
    for name in known[:MOST_RUNNERS]:
        old = there.get(name)
        optimizer = suggested(name, experiment) if old is None else old.optimizer
        slot = -1 if old is None else old.slot
        runners.append(Runner(optimizer.short, optimizer, start, slot=slot))
    return replace(experiment, runners=tuple(runners))


def most_restarts(experiment: Experiment, index: int) -> int:
    """How many random restarts of a runner there is room for."""
    chosen = experiment.runners[index].optimizer
    others = sum(runner.optimizer != chosen for runner in experiment.runners)
    return MOST_RUNNERS - others


def random_restarts(experiment: Experiment, index: int, count: int) -> Experiment:
    """Let a runner's optimizer start from `count` random points of the window.

    The points follow from the experiment's seed, the first ones from however many. Runners with
    just this optimizer (an earlier draw) give way, others stay; at most eight in all.
    """
    chosen = experiment.runners[index]
    count = min(count, most_restarts(experiment, index))
    points = iter(_random_points(need_surface(experiment).window, experiment.seed, count))
    taken = {r.label for r in experiment.runners if r.optimizer != chosen.optimizer}
    runners: list[Runner] = []

    def restart(start: Point, slot: int = -1) -> None:
        label = unique_label(chosen.optimizer.short, taken)
        taken.add(label)
        runners.append(Runner(label, chosen.optimizer, start, slot=slot))

    for runner in experiment.runners:  # in place, so that the list stays as it was
        if runner.optimizer != chosen.optimizer:
            runners.append(runner)
        elif (point := next(points, None)) is not None:
            restart(point, runner.slot)
    for point in points:
        restart(point)
    return replace(experiment, runners=tuple(runners))


def rename(experiment: Experiment, index: int, label: str) -> Experiment:
    """Give a runner another label; an empty one is its optimizer's short name."""
    runner = experiment.runners[index]
    others = {r.label for k, r in enumerate(experiment.runners) if k != index}
    label = " ".join(label.split())[:40] or runner.optimizer.short
    return experiment.with_runner(index, replace(runner, label=unique_label(label, others)))


def toggle_shown(experiment: Experiment, index: int) -> Experiment:
    """Hide a runner in the pictures, or show it again; it walks on."""
    runner = experiment.runners[index]
    return experiment.with_runner(index, replace(runner, shown=not runner.shown))


# --- helpers ------------------------------------------------------------------------------------


def surface_of(experiment: Experiment) -> Surface | None:
    """The surface that is walked on, if the problem is one."""
    problem = experiment.problem
    return problem.surface if problem.kind == "surface" else None


def need_surface(experiment: Experiment) -> Surface:
    """The surface that is walked on; raises ValueError where the problem is none."""
    surface = surface_of(experiment)
    if surface is None:
        raise ValueError("this edit is for surfaces, and the problem is none")
    return surface


def floats(pair: Any) -> Point:
    """Two numbers as Python floats: what recipes hold, files write and equality compares."""
    first, second = pair
    return float(first), float(second)


def _with_optimizer(
    experiment: Experiment, index: int, optimizer: Optimizer, step: int
) -> Experiment:
    runner = experiment.runners[index].changed_from(step, optimizer)
    return experiment.with_runner(index, _without_idle_changes(runner))


def _without_idle_changes(runner: Runner) -> Runner:
    """Without changes to what was there already (a slider dragged to and fro)."""
    kept: list[Change] = []
    before = runner.optimizer
    for change in runner.changes:
        if change.optimizer != before:
            kept.append(change)
        before = change.optimizer
    return replace(runner, changes=tuple(kept))


def _with_another(experiment: Experiment, runner: Runner) -> Experiment:
    """The experiment with one more runner, or as it is where eight are running."""
    if len(experiment.runners) >= MOST_RUNNERS:
        return experiment
    taken = {r.label for r in experiment.runners}
    runner = replace(runner, label=unique_label(runner.label, taken))
    return replace(experiment, runners=(*experiment.runners, runner))


def _start_beside(experiment: Experiment, beside: int) -> tuple[float, ...] | None:
    if beside < len(experiment.runners):
        return experiment.runners[beside].start
    surface = surface_of(experiment)
    return None if surface is None else floats(surface.start)


def _stem(label: str) -> str:
    """The label without the number that made it unique: "GD" for "GD 2"."""
    return re.sub(r" \d+$", "", label)


def _random_points(window: Window, seed: int, count: int) -> list[Point]:
    """Points of the window from a seed, rounded to a thousandth of it: easy to read and type."""
    random = np.random.default_rng(seed)
    points = []
    for _ in range(count):
        pair = []
        for low, high in window:
            digits = 3 - math.floor(math.log10(high - low))
            value = round(float(random.uniform(low, high)), digits)
            pair.append(min(max(value, low), high))
        points.append(floats(pair))
    return points
