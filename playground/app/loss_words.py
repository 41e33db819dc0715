"""What the number that an optimizer walks down is called: f on a surface, the risk of a network."""

from __future__ import annotations

from typing import NamedTuple

from playground.engine.problem import Problem


class LossWords(NamedTuple):
    """`loss` and `slope` with the sign that stands before their numbers, and a sentence on them."""

    loss: str
    slope: str
    help: str


SURFACE = LossWords("f =", "‖∇f‖ =", "f is the height of the surface where the runner stands.")
RISK = LossWords("R =", "‖∇R‖ =", "R is the risk: the mean loss over all the training data.")
BATCH = LossWords(
    "R ≈", "‖∇R‖ ≈",
    "The risk R as the next batch sees it: the mean loss over its samples alone, which is what "
    "the next step walks down.",
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
