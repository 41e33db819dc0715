"""Edits that change no more than where the inputs lie and how far they spread."""

# ruff: noqa: N806  (X is what everybody calls it)

from __future__ import annotations

from dataclasses import replace

from playground.engine.datasets.table import MOST_ROWS, Table, standardized, standardized_names
from playground.engine.parameters import SettingError
from playground.lab.edits.data import choose_dataset
from playground.lab.edits.scope import recipe_of
from playground.lab.experiments.experiment import Experiment
from playground.lab.tables.file_data import FileData
from playground.lab.tables.points import with_points


def centre_inputs(experiment: Experiment, runner: int | None = None) -> Experiment:
    """Every input with the mean of the training samples taken off; see `standardize_inputs`."""
    return _moved(experiment, runner, scale=False)


def standardize_inputs(experiment: Experiment, runner: int | None = None) -> Experiment:
    """Every input with mean 0 and standard deviation 1 over the training samples.

    The samples to test on are moved by the same numbers. They are then written into the
    experiment. Raises SettingError at "X" where they are too many, or lie in a file.
    """
    return _moved(experiment, runner, scale=True)


def _moved(experiment: Experiment, runner: int | None, scale: bool) -> Experiment:
    recipe = recipe_of(experiment, runner)
    old = recipe.dataset
    if isinstance(old, FileData):
        raise SettingError("X", "lies in a file, which is left as it is; make or convert another")
    if scale and isinstance(old, Table) and not old.standardize:
        return choose_dataset(experiment, replace(old, standardize=True), runner)
    data = old.make(experiment.seed)
    rows = len(data.X) + len(data.X_test)
    if rows > MOST_ROWS:
        raise SettingError(
            "X", f"of at most {MOST_ROWS:,} samples can be written into the experiment, and there "
            f"are {rows:,}; choose fewer samples",
        )
    if scale:
        X, X_test = standardized(data.X, data.X_test)
        data = replace(data, column_names=standardized_names(data.column_names))
    else:
        mean = data.X.mean(axis=0)
        X, X_test = data.X - mean, data.X_test - mean
    return choose_dataset(experiment, with_points(old, data, X, data.y, X_test), runner)
