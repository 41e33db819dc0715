"""A problem with data: its loss adds up over samples, and a step may see a batch of them only.

Apart from `problem` because the words for data belong to networks; importing this costs nothing,
so who draws a surface may ask whether a problem is one of these.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from playground.engine.parameters import Parameter
from playground.engine.problem import Array, Part, Problem

if TYPE_CHECKING:  # a surface is walked on without them
    from playground.engine.dataset import Data
    from playground.engine.networks.batches import Batches

REDUCTIONS = {
    "mean": "The gradient is the mean over the batch: larger batches do not make it longer.",
    "sum": "The gradient is the sum over the batch, as on the lecture's slide: it grows with the "
    "batch.",
}

REDUCTION = Parameter("mean", choices=tuple(REDUCTIONS), help="How a batch's samples add up.")
L1 = Parameter(
    0.0, low=0, high=1e6, slider=(0.0, 0.1), symbol="λ₁",
    help="L1 regularization: adds λ₁ Σ|w| over the weights (not the biases); draws them to 0.",
)
L2 = Parameter(
    0.0, low=0, high=1e6, slider=(0.0, 0.1), symbol="λ₂",
    help="L2 regularization: adds λ₂/2 Σ w² over the weights (not the biases); keeps them small.",
)


class DataProblem(Problem):
    """Minimize a loss over samples, the risk R(θ) = 1/n Σ ℓ, seen batch by batch.

    A step's loss and gradient are the mean (or, by `reduction`, the sum) over its batch; a penalty
    λ₁ Σ|w| + λ₂/2 Σ w² is added once to either, and to the risk. Raises SettingError for a
    reduction or a λ that cannot be, ValueError for batches of another number of samples.
    """

    def __init__(
        self, parts: tuple[Part, ...], data: Data, batches: Batches, reduction: str = "mean",
        l1: float = 0.0, l2: float = 0.0,
    ) -> None:
        if batches.samples != data.samples:
            raise ValueError(f"batches of {batches.samples} samples, but X has {data.samples}")
        self.parts, self.data, self.batches = parts, data, batches
        self.steps_per_epoch = batches.per_epoch
        self.sees_all = batches.is_full
        self.reduction: str = REDUCTION.check("reduction", reduction)
        self.sums = self.reduction == "sum"
        """Whether a batch's samples add up to a sum, not a mean."""
        self.l1: float = L1.check("l1", l1)
        self.l2: float = L2.check("l2", l2)
        self.penalized = bool(self.l1 or self.l2)
        """Whether a penalty is added to the loss."""

    @property
    def sees_risk(self) -> bool:
        """Whether every step's loss is the risk itself (and the penalty): the mean of all."""
        return self.sees_all and not self.sums

    @property
    def is_estimated(self) -> bool:
        """Whether the risk is taken on some of the training data, always the same: an estimate."""
        return len(self.data.X) < self.data.samples

    def risk_standard_error(self, theta: Array) -> float:
        """By about how much the estimate of the risk is off at theta, shape (dimension,).

        0 where it is none.
        """
        return 0.0

    @property
    def loss_of(self) -> str:
        """ "risk", "batch", "batch sum", each with "+ penalty" where one is added."""
        words = "risk" if self.sees_all else "batch"
        if self.sums:
            words = "sum of all losses" if self.sees_all else "batch sum"
        return f"{words} + penalty" if self.penalized else words

    def samples(self, index: int) -> int:
        return self.batches.count(index)

    @abstractmethod
    def risk_and_grad(self, theta: Array) -> tuple[float, Array]:
        """The mean over all training data (whatever the reduction) plus the penalty.

        theta and the gradient have the shape (dimension,).
        """

    @abstractmethod
    def test_risk(self, theta: Array) -> float | None:
        """The mean loss over the test data at theta, shape (dimension,), without the penalty.

        None where there is no test data.
        """

    @abstractmethod
    def penalty(self, theta: Array) -> float:
        """λ₁ Σ|w| + λ₂/2 Σ w² over the weights in theta, shape (dimension,); biases are free."""

    @abstractmethod
    def penalty_gradient(self, theta: Array) -> Array:
        """Its gradient, shape (dimension,): λ₁ sign(w) + λ₂ w at each weight, 0 at the biases."""


def with_data(problem: Problem) -> DataProblem:
    """The same problem, known to have data; raises TypeError where it has none."""
    if not isinstance(problem, DataProblem):
        raise TypeError(f"needs a problem with data, got a {type(problem).__name__}")
    return problem
