"""Edits of what a network learns: the data, its settings, features and points."""

# ruff: noqa: N803  (X is what everybody calls it)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from playground.engine.dataset import Dataset
from playground.engine.datasets import datasets
from playground.engine.networks.features import checked as checked_features
from playground.lab.edits.fit import fitted
from playground.lab.edits.scope import by_name, edited, recipe_of, with_setting
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.titles import title_after
from playground.lab.tables.points import with_points


def choose_dataset(
    experiment: Experiment, dataset: Dataset | str, runner: int | None = None
) -> Experiment:
    """Learn other data (by name: its defaults), the network's ends and the loss adapted to it.

    Inputs and outputs get as many nodes as the data needs; a loss that cannot take the labels
    gives way, several classes get softmax cross-entropy; cross-entropies and plain numbers get a
    linear output; a batch is at most all the data. `what_changed` says what was adapted. The title
    follows if it was the old data's, or says that it is changed.
    """
    chosen = by_name("dataset", datasets, dataset)
    changed = edited(
        experiment, lambda r: fitted(replace(r, dataset=chosen), experiment.seed, r),
        lambda r: r.dataset, runner,
    )
    if runner is not None:  # the title speaks of what the others learn
        return changed
    old = recipe_of(experiment).dataset
    same = chosen.name == old.name
    return replace(changed, title=title_after(experiment.title, old.title, chosen.title, same))


def set_dataset_setting(
    experiment: Experiment, name: str, value: Any, runner: int | None = None
) -> Experiment:
    """Change one setting of the data (noise, samples, ...); the network follows if it must."""
    return choose_dataset(
        experiment, with_setting(recipe_of(experiment, runner).dataset, name, value), runner
    )


def set_features(
    experiment: Experiment, names: Sequence[str], runner: int | None = None
) -> Experiment:
    """What the network sees of two-dimensional data; none: x1 and x2 as they are.

    Typed weights of features that stay are kept.
    """
    chosen = checked_features(list(names)) if names else ()
    return edited(
        experiment, lambda r: fitted(replace(r, features=chosen), experiment.seed, r),
        lambda r: (r.features, r.dataset), runner,
    )


def set_points(
    experiment: Experiment, X: Any, y: Any, X_test: Any = None, y_test: Any = None,
    runner: int | None = None,
) -> Experiment:
    """Learn just these samples, as the data's own coordinates and class numbers have them.

    Test samples stay unless others are given. Noise and the number of samples are then no
    settings any more: the points are written into the file.
    """
    old = recipe_of(experiment, runner).dataset
    data = old.make(experiment.seed)
    return choose_dataset(experiment, with_points(old, data, X, y, X_test, y_test), runner)
