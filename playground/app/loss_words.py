"""What the number that an optimizer walks down is called: f on a surface, the risk of a network."""

from __future__ import annotations

from typing import NamedTuple

from playground.engine.problem import Problem
from playground.lab.run import Run
from playground.lab.verdict import Verdict


class LossWords(NamedTuple):
    """`loss` and `slope` as they stand before their numbers, and a sentence on them."""

    loss: str
    slope: str
    help: str


SURFACE = LossWords("f =", "‖∇f‖ =", "f is the height of the surface where the runner stands.")
RISK = LossWords("R =", "‖∇R‖ =", "R is the risk: the mean loss over all the training data.")
BATCH = LossWords(
    "ℓ(batch)", "‖∇ℓ‖ =",
    "ℓ(batch) is the mean loss over the samples of the next batch alone, which is what the next "
    "step walks down. The risk R, over all the training data, is another number: see the chart.",
)
SUM = LossWords(
    "Σℓ =", "‖Σ∇ℓ‖ =",
    "The sum of the losses over the samples of the next step, as the lecture writes it.",
)


def loss_words(problem: Problem) -> LossWords:
    """What to call the loss and the gradient of a step of this problem."""
    batches = getattr(problem, "batches", None)
    if batches is None:
        return SURFACE
    if getattr(problem, "reduction", "mean") == "sum":
        return SUM
    return RISK if batches.is_full else BATCH


class Reading(NamedTuple):
    """A loss and what it is: "R =" or "ℓ(batch)", 0.25, and a sentence on it."""

    sign: str
    value: float
    help: str


def loss_at(run: Run, cursor: int, verdict: Verdict | None = None) -> Reading:
    """The loss of a run at the cursor; where it has ended, its risk over all the data if known."""
    if run.stop and cursor >= run.last and verdict is not None and verdict.risk is not None:
        return Reading(RISK.loss, verdict.risk, RISK.help)
    words = loss_words(run.problem)
    return Reading(words.loss, run[min(cursor, run.last)].loss, words.help)
