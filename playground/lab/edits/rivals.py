"""Edits that put a second model beside the first, on the same data."""

from __future__ import annotations

from dataclasses import replace

from playground.engine.networks.losses import losses, usual_loss
from playground.engine.parameters import SettingError
from playground.lab.edits.fit import fitted
from playground.lab.edits.scope import recipe_of
from playground.lab.experiments.experiment import (
    MOST_RUNNERS,
    Experiment,
    Runner,
    unique_label,
)
from playground.lab.experiments.network_recipe import NetworkRecipe

LABELS = {"square": "Least squares", "binary_cross_entropy": "Logistic",
          "softmax_cross_entropy": "Logistic (softmax)"}


def why_no_rival(experiment: Experiment, index: int) -> str:
    """Why least squares and logistic regression cannot stand beside each other; "" if they can."""
    if index >= len(experiment.runners):
        return "Add a runner first."
    recipe = recipe_of(experiment, index)
    if not recipe.dataset.classes:
        return "Logistic regression is for classes, and these targets are numbers."
    if len(experiment.runners) >= MOST_RUNNERS:
        return f"There are {MOST_RUNNERS} runners already: remove one first."
    if rival_loss(recipe) is None:
        return "Choose a square loss or a cross-entropy first."
    return ""


def rival_loss(recipe: NetworkRecipe) -> str | None:
    """The loss of the model beside this one: cross-entropy beside squares, squares beside it."""
    if losses[recipe.loss].labels == "numbers":
        return usual_loss("one_hot" if recipe.dataset.classes > 2 else "bits")
    return "square" if recipe.loss in LABELS else None


def add_rival(experiment: Experiment, index: int) -> Experiment:
    """One linear layer with the other loss, from zeros or the same start, by the same optimizer.

    Beside runner `index`, whose network it is but for the loss and what must follow from that.
    Raises SettingError at "runners" where that cannot be.
    """
    if why := why_no_rival(experiment, index):
        raise SettingError("runners", why)
    runner, recipe = experiment.runners[index], recipe_of(experiment, index)
    other = rival_loss(recipe)
    assert other is not None
    own = fitted(replace(recipe, loss=other), experiment.seed, recipe)
    taken = {one.label for one in experiment.runners}
    added = Runner(
        unique_label(LABELS.get(other, losses[other].title), taken), runner.optimizer, problem=own
    )
    return replace(experiment, runners=(*experiment.runners, added))
