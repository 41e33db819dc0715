"""How the picture of an experiment is looked at: from above, in the round, with what over it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.view_settings import ViewSettings


def view_of(experiment: Experiment) -> ViewSettings:
    """How its picture is looked at."""
    return experiment.view or ViewSettings()


def set_view(experiment: Experiment, **settings: Any) -> Experiment:
    """Look at it another way: any of ViewSettings. As usual is not written down."""
    chosen = replace(view_of(experiment), **settings)
    return replace(experiment, view=None if chosen == ViewSettings() else chosen)
