"""Edits of how a network is trained: loss, batches, penalties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.engine.data_problem import L1, L2, REDUCTION
from playground.engine.networks.batches import Batches
from playground.engine.networks.losses import losses
from playground.engine.optimizer import Optimizer
from playground.engine.parameters import SettingError
from playground.lab.edits.fit import fitted, samples_a_step
from playground.lab.edits.scope import by_name, edited, recipe_of
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe


def set_loss(experiment: Experiment, name: str, runner: int | None = None) -> Experiment:
    """Another loss, the output layer adapted to it; refused where the labels do not fit."""
    chosen = by_name("loss", losses, name).name
    return edited(
        experiment, lambda r: fitted(replace(r, loss=chosen), experiment.seed, r),
        lambda r: (r.loss, r.dataset), runner,
    )


def set_batch(experiment: Experiment, runner: int | None = None, **changes: Any) -> Experiment:
    """Change `size` (None: all), `reduction` or `sampling` of the batches."""
    for name in changes:
        if name not in BatchRecipe.__dataclass_fields__:
            raise SettingError(name, "must be one of size, reduction, sampling")

    def change(recipe: NetworkRecipe) -> NetworkRecipe:
        batch = replace(recipe.batch, **changes)
        count = recipe.dataset.make(experiment.seed).samples
        Batches(count, batch.size, batch.sampling)
        REDUCTION.check("reduction", batch.reduction)
        return replace(recipe, batch=batch)

    return edited(
        experiment, change, lambda r: tuple(getattr(r.batch, name) for name in changes), runner
    )


def set_reduction(
    experiment: Experiment, reduction: str, keep: bool = False, runner: int | None = None
) -> Experiment:
    """Change how a batch's samples add up; with `keep` so that the runs stay what they are.

    The sum is m times the mean, so η becomes η/m with it, for rules whose steps scale with the
    gradient; the others' steps hardly change. Raises SettingError where a rate would be out of
    its bounds.
    """
    after = set_batch(experiment, runner, reduction=reduction)
    if not keep:
        return after
    for index in range(len(after.runners)):
        before, now = recipe_of(experiment, index), recipe_of(after, index)
        if before.batch.reduction == now.batch.reduction:
            continue
        size = samples_a_step(now, now.dataset.make(experiment.seed).samples)
        by = 1 / size if now.batch.reduction == "sum" else float(size)
        one = after.runners[index]
        changes = tuple(replace(c, optimizer=_times(c.optimizer, by)) for c in one.changes)
        after = after.with_runner(
            index, replace(one, optimizer=_times(one.optimizer, by), changes=changes)
        )
    return after


def _times(optimizer: Optimizer, by: float) -> Optimizer:
    """A rule that scales with the gradient, with so many times its learning rate."""
    if not optimizer.scales_with_gradient or "learning_rate" not in optimizer.settings:
        return optimizer
    # Ten digits are more than anybody types, and 0.0005 · 10 is 0.005 again.
    rate = float(f"{optimizer.settings['learning_rate'] * by:.10g}")
    changes: Any = {"learning_rate": rate}
    return replace(optimizer, **changes)


def set_regularization(
    experiment: Experiment, l1: float | None = None, l2: float | None = None,
    runner: int | None = None,
) -> Experiment:
    """Change λ₁, λ₂ or both; None leaves one as it is."""
    given = {"l1": l1, "l2": l2}
    changes: Any = {
        name: {"l1": L1, "l2": L2}[name].check(name, value)
        for name, value in given.items() if value is not None
    }
    return edited(
        experiment, lambda r: replace(r, **changes),
        lambda r: tuple(getattr(r, name) for name in changes), runner,
    )
