"""What the training panel says: what a step is, what an epoch is, where the cursor stands."""

from __future__ import annotations

from playground.app.panels.build_base import count
from playground.engine.batches import Batches
from playground.lab.network_recipe import BatchRecipe

SAMPLING_TITLES = {
    "shuffle": "Shuffled each epoch",
    "replacement": "With replacement",
    "in_order": "In order",
}


def batch_words(size: int | None, samples: int) -> str:
    """One step's data in words: "one example", "one batch of 10", "all 250 samples"."""
    if size == 1 and samples > 1:
        return "one example"
    if size is None:
        return f"all {count(samples, 'sample')}" if samples > 1 else "the one sample"
    return f"one batch of {size:,}"


def granularity(batch: BatchRecipe, batches: Batches) -> str:
    """ "One step = one batch of 10; 25 steps are an epoch."."""
    step = f"One step = {batch_words(batch.size, batches.samples)}"
    if batches.per_epoch == 1:
        return f"{step}; every step is an epoch."
    rest = batches.samples % (batch.size or 1)
    left = f" The last batch has {rest:,}." if rest and batch.sampling != "replacement" else ""
    return f"{step}; {batches.per_epoch:,} steps are an epoch.{left}"


def position(batches: Batches, step: int) -> str:
    """ "Step 37: batch 3 of epoch 2."; step i is made with batch i."""
    if batches.per_epoch == 1:
        return f"Step {step:,}: epoch {step + 1:,}."
    return f"Step {step:,}: {batches.position(step)}."


def unit_of(size: int | None) -> str:
    """What a step of the run is called: "example" or "batch"."""
    return "example" if size == 1 else "batch"
