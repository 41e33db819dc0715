"""Edits of how the loss surface of a network is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.landscape_settings import LandscapeSettings


def landscape_of(experiment: Experiment) -> LandscapeSettings:
    """How it is looked at: as it was chosen, or as usual."""
    return experiment.landscape or LandscapeSettings()


def set_landscape(experiment: Experiment, **settings: Any) -> Experiment:
    """Look at it another way: any of LandscapeSettings. As usual is not written down."""
    chosen = replace(landscape_of(experiment), **settings)
    return replace(experiment, landscape=None if chosen == LandscapeSettings() else chosen)
