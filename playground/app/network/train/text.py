"""What the training panel says: what a step is, what an epoch is, where the cursor stands."""

from __future__ import annotations

from playground.app.text.numbers import count, grouped, localised, number
from playground.engine.networks.batches import Batches
from playground.engine.optimizer import Optimizer
from playground.lab.edits.fit import samples_a_step
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe


def batch_words(size: int | None, samples: int) -> str:
    """One step's data in words: "one example", "one batch of 10", "all 250 samples"."""
    if size == 1 and samples > 1:
        return "one example"
    if size is None:
        return f"all {count(samples, 'sample')}" if samples > 1 else "the one sample"
    return f"one batch of {grouped(size)}"


def granularity(batch: BatchRecipe, batches: Batches) -> str:
    """ "One step = one batch of 10; 25 steps are an epoch."."""
    size = None if batches.is_full else batch.size
    step = f"One step = {batch_words(size, batches.samples)}"
    if batches.per_epoch == 1:
        return f"{step}; every step is an epoch."
    rest = batches.samples % (batch.size or 1)
    uneven = rest and batch.sampling != "replacement"
    left = f" The last batch has {grouped(rest)}." if uneven else ""
    return f"{step}; {grouped(batches.per_epoch)} steps are an epoch.{left}"


def position(batches: Batches, step: int) -> str:
    """ "Step 37: batch 3 of epoch 2.": what the step was made with."""
    return f"Step {grouped(step)}: {localised(batches.made(step))}."


def unit_of(size: int | None) -> str:
    """What a step of the run is called: "example" or "batch"."""
    return "example" if size == 1 else "batch"


def rate_note(optimizer: Optimizer, recipe: NetworkRecipe, samples: int) -> str:
    """What the reduction does to this runner's own learning rate, with its numbers."""
    size = samples_a_step(recipe, samples)
    rate = getattr(optimizer, "learning_rate", None)
    if rate is None or size == 1 or optimizer.scales_with_gradient is None:
        return ""
    apart = ", but for the penalty" if recipe.l1 or recipe.l2 else ""
    if not optimizer.scales_with_gradient:
        return (
            f"{optimizer.title} divides by the gradient's own size, so that here the sum makes "
            f"little difference{apart}."
        )
    if recipe.batch.reduction == "sum":
        return (
            f"Here η = {number(rate)} with the sum takes the steps of η = {number(rate * size)} "
            f"with the mean{apart}."
        )
    return (
        f"Here η = {number(rate)} with the mean takes the steps of η = {number(rate / size)} "
        f"with the sum{apart}."
    )
