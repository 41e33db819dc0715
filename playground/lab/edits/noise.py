"""Edits of the noise that a runner sees a surface's gradient through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.engine.noisy_surface import GradientNoise
from playground.engine.parameters import SettingError
from playground.engine.stop_rules import RiskGradient, StopRules
from playground.engine.surface import Surface
from playground.lab.edits.runners import need_surface
from playground.lab.experiments.experiment import (
    MOST_RUNNERS,
    Experiment,
    Runner,
    unique_label,
)


def noise_of(runner: Runner) -> GradientNoise:
    """A runner's noise; none is one of size 0."""
    return runner.noise or GradientNoise()


def set_noise(experiment: Experiment, index: int, name: str, value: Any) -> Experiment:
    """Change `size`, `terms` or `seed` of one runner's noise; branches stay.

    With the first noise of all, rules that one noisy step could meet by luck give way to one that
    looks at the gradient of f itself. Raises SettingError, also for terms of a surface that is not
    a mean of functions.
    """
    surface, runner = need_surface(experiment), experiment.runners[index]
    noise = replace(noise_of(runner), **{name: value})
    if noise.terms and not surface.terms:
        raise SettingError("terms", "must be 0: this surface is not a mean of functions")
    first = noise.is_on and all(one.noise is None for one in experiment.runners)
    if first and experiment.stop.checks:
        experiment = replace(experiment, stop=_by_looks(experiment.stop))
    return experiment.with_runner(index, replace(runner, noise=noise if noise.is_on else None))


def _by_looks(stop: StopRules) -> StopRules:
    """The rules without those about single steps, and with the one that looks at everything."""
    settings = {**stop.settings, **{rule.name: 0.0 for _, _, rule in stop.checks}}
    settings["risk_gradient"] = settings["risk_gradient"] or RiskGradient.usual
    return StopRules.from_settings(settings)


def noise_seeds(experiment: Experiment, index: int, count: int) -> Experiment:
    """The same runner with other seeds beside it, `count` in all, as many as there is room for.

    Those that differ from it in the seed alone (an earlier press) give way. Raises SettingError
    at "size" for a runner that sees no noise.
    """
    runner = experiment.runners[index]
    if runner.noise is None:
        raise SettingError("size", "must be greater than 0: without noise all seeds are alike")
    others = [
        one for k, one in enumerate(experiment.runners) if k == index or not _alike(one, runner)
    ]
    place = others.index(runner)
    room = MOST_RUNNERS - len(others)
    taken = {one.label for one in others}
    made = []
    for k in range(1, min(count - 1, room) + 1):
        noise = replace(runner.noise, seed=runner.noise.seed + k)
        label = unique_label(f"{runner.label} seed {noise.seed}", taken)
        taken.add(label)
        made.append(replace(runner, label=label, noise=noise, slot=-1))
    return replace(experiment, runners=(*others[: place + 1], *made, *others[place + 1 :]))


def _alike(one: Runner, other: Runner) -> bool:
    """Whether two runners differ in nothing but the seed of their noise and their names."""
    if one.noise is None or other.noise is None:
        return False
    same = replace(one, label=other.label, slot=other.slot, shown=other.shown, noise=other.noise)
    return same == other and replace(one.noise, seed=other.noise.seed) == other.noise


def fitting(runner: Runner, surface: Surface) -> Runner:
    """The runner on another surface: terms are only drawn where there are some."""
    if runner.noise is None or not runner.noise.terms or surface.terms:
        return runner
    noise = replace(runner.noise, terms=0)
    return replace(runner, noise=noise if noise.is_on else None)
