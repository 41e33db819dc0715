"""Edits of how the loss surface of a network is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.engine.parameters import SettingError
from playground.engine.problem import Array
from playground.lab.edits.runners import duplicate_runner
from playground.lab.experiments.experiment import MOST_RUNNERS, Experiment
from playground.lab.experiments.landscape_settings import LandscapeSettings


def landscape_of(experiment: Experiment) -> LandscapeSettings:
    """How it is looked at: as it was chosen, or as usual."""
    return experiment.landscape or LandscapeSettings()


def set_landscape(experiment: Experiment, **settings: Any) -> Experiment:
    """Look at it another way: any of LandscapeSettings. As usual is not written down."""
    chosen = replace(landscape_of(experiment), **settings)
    return replace(experiment, landscape=None if chosen == LandscapeSettings() else chosen)


def start_runner(experiment: Experiment, index: int, theta: Array) -> Experiment:
    """Add a runner with the rule and the network of runner `index`, from parameters of its own.

    theta has the shape (dimension,). Raises SettingError where there are eight runners already.
    """
    if len(experiment.runners) >= MOST_RUNNERS:
        raise SettingError(
            "runners", f"There are {MOST_RUNNERS} runners, and no more have room; remove one first."
        )
    made = duplicate_runner(experiment, index)
    runner = replace(made.runners[-1], start=tuple(map(float, theta)), changes=())
    return made.with_runner(len(made.runners) - 1, runner)
