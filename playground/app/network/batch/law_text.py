"""What is said of the law of the batch mean."""

from __future__ import annotations

import numpy as np

from playground.app.text.numbers import between, count, grouped, number
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.noise import AllBatches, GradientNoise, Spread

_MOST = 8


def dot(spread: Spread, how: str) -> str:
    """ "m = 10, with replacement: measured 5.27, the law says 5.263"."""
    seen, law = getattr(spread, f"measured_{how}"), getattr(spread, f"{how}_replacement")
    return (
        f"m = {grouped(spread.size)}, {how} replacement: measured {number(seen)}, the law says "
        f"{number(law)}"
    )


def reading(problem: FittingProblem, noise: GradientNoise, size: int) -> str:
    """What the law says of the runner's own batches."""
    trace = f"tr Σ = {number(noise.covariance_trace)}"
    if problem.batches.is_full:
        return f"{trace}. Every step sees all the data: its gradient is ∇R, without noise."
    replaced = problem.batches.sampling == "replacement"
    if size > noise.samples and not replaced:
        return f"{trace}."
    law = noise.law(size)
    value = law.with_replacement if replaced else law.without_replacement
    how = "with replacement" if replaced else "without replacement"
    return (
        f"{trace}. A batch of {grouped(size)} ({how}) is on average √{number(value)} = "
        f"{number(float(np.sqrt(value)), 3)} away from ∇R, whose length is "
        f"{number(float(np.linalg.norm(noise.gradient)), 3)}."
    )


def legend(problem: FittingProblem, samples: int, done: int, total: int, draws: int) -> str:
    """What the dots are, and of what the law holds."""
    state = (
        f"Filled dots: measured with replacement; hollow: without; means of {grouped(draws)} "
        "batches."
        if done == total else f"Measuring: {done} of {total} sizes…" if done else
        "Dots are measured once the run rests."
    )
    laws = (
        f"Solid: tr Σ/m, with replacement; dashed: tr Σ/m · (n − m)/(n − 1), without, "
        f"n = {grouped(samples)}. "
    )
    last = f" At m = {grouped(samples)} without replacement a batch is all the data: 0, not drawn."
    shuffle = ""
    if problem.batches.sampling == "shuffle" and not problem.batches.is_full:
        shuffle = (
            " The law is for one batch: those of one epoch make up for each other, for together "
            "they are all the data."
        )
    return laws + state + last + shuffle


def listed(problem: FittingProblem, noise: GradientNoise, found: AllBatches) -> str:
    """Every batch, to be checked by hand."""
    without, replaced = found.spreads(noise.gradient)
    n, m, trace = noise.samples, found.size, number(noise.covariance_trace)
    free = np.setdiff1d(np.arange(problem.dimension), problem.frozen)
    every = count(len(found.without), "batch", "batches")
    text = f"By hand: all {every} of {m} without replacement"
    if len(free) == 1:
        values = np.sort(found.without[:, free[0]])
        shown = between().join(number(float(v)) for v in values[:_MOST])
        text += f" have the gradients {shown}{' …' if len(values) > _MOST else ''}; their variance"
    else:
        text += ": their mean squared distance from ∇R"
    return (
        f"{text} is {number(without)} = {trace}/{m} · {n - m}/{n - 1}. All "
        f"{grouped(len(found.with_replacement))} ordered ones with replacement: "
        f"{number(replaced)} = {trace}/{m}."
    )
