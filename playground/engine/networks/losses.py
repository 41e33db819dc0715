"""The losses: what an output H costs where y was wanted. To add one, add one class to this file.

A loss is taken per sample and summed over the outputs; the mean over samples is the risk. The two
cross-entropies take the network's last values as logits, so its last activation is linear.
"""

# ruff: noqa: N803  (H is the lecture's name)

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal, TypeAlias

import numpy as np

from playground.engine.networks.activations import sigmoid
from playground.engine.parameters import Declared, SettingError, shown
from playground.engine.problem import Array
from playground.engine.registry import Registry

Labels: TypeAlias = Literal["numbers", "bits", "one_hot"]
"""Any finite numbers; 0 or 1 in each output; a single 1 among 0s in each row."""


class Loss(Declared):
    """ℓ(H, y) for rows of samples, and its derivative with respect to H.

    H and y have shape (samples, outputs). Where a derivative does not exist it is 0.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    """ℓ(H, y) in LaTeX, for one sample."""
    derivative_formula: ClassVar[str]
    """∂ℓ/∂H_k in LaTeX."""
    help: ClassVar[str]
    pytorch: ClassVar[str] = ""
    """ℓ(H, y) of each sample in PyTorch; or nothing."""
    labels: ClassVar[Labels] = "numbers"

    @abstractmethod
    def value(self, H: Array, y: Array) -> Array:
        """The loss of each sample, shape (samples,)."""

    @abstractmethod
    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        """∂ℓ/∂H, shape (samples, outputs), written into `out` if given."""

    def total(self, H: Array, y: Array, slope: Array) -> float:
        """Σ ℓ over the samples; ∂ℓ/∂H is given because some losses are written in it."""
        return float(np.add.reduce(self.value(H, y)))

    def check_labels(self, y: Array) -> None:
        """Raises SettingError (a ValueError) at the first label that this loss cannot take."""
        if self.labels == "numbers":
            return
        wrong = (y != 0) & (y != 1)
        if wrong.any():
            row, column = (int(i) for i in np.argwhere(wrong)[0])
            got = shown(float(y[row, column]))
            raise SettingError(
                "loss", f"{self.name} needs labels 0 or 1, got {got} in y[{row}][{column}]"
            )
        if self.labels == "one_hot" and (sums := y.sum(axis=1) != 1).any():
            row = int(np.argmax(sums))
            raise SettingError(
                "loss", f"{self.name} needs exactly one 1 in each row of labels, "
                f"got {y[row].sum():.0f} of them in y[{row}]",
            )


losses: Registry[type[Loss]] = Registry("loss")


@losses.register("square")
class Square(Loss):
    title = "Square"
    formula = r"\sum_k (H_k - y_k)^2"
    derivative_formula = r"2\,(H_k - y_k)"
    help = "The squared error: an error twice as large costs four times as much."
    pytorch = "((H - y) ** 2).sum(1)"

    def value(self, H: Array, y: Array) -> Array:
        error = H - y
        return summed(error * error)

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        out = np.subtract(H, y, out=out)
        return np.multiply(out, 2, out=out)

    def total(self, H: Array, y: Array, slope: Array) -> float:
        return _sum_of_squares(slope) / 4


@losses.register("half_square")
class HalfSquare(Loss):
    title = "Half square"
    formula = r"\frac{1}{2} \sum_k (H_k - y_k)^2"
    derivative_formula = r"H_k - y_k"
    help = "Half the squared error, as many books write it, so that its derivative is the error."
    pytorch = "((H - y) ** 2).sum(1) / 2"

    def value(self, H: Array, y: Array) -> Array:
        error = H - y
        return summed(error * error) / 2

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        return np.subtract(H, y, out=out)

    def total(self, H: Array, y: Array, slope: Array) -> float:
        return _sum_of_squares(slope) / 2


@losses.register("absolute")
class Absolute(Loss):
    title = "Absolute"
    formula = r"\sum_k |H_k - y_k|"
    derivative_formula = r"\mathrm{sign}(H_k - y_k)"
    help = "The absolute error: outliers pull no harder than anyone else."
    pytorch = "(H - y).abs().sum(1)"

    def value(self, H: Array, y: Array) -> Array:
        return summed(np.abs(H - y))

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        return np.sign(np.subtract(H, y, out=out), out=out)


@losses.register("binary_cross_entropy")
class BinaryCrossEntropy(Loss):
    title = "Binary cross-entropy"
    formula = r"\sum_k \left( \ln(1 + e^{H_k}) - y_k H_k \right)"
    derivative_formula = r"\frac{1}{1 + e^{-H_k}} - y_k"
    help = "For yes or no: H is the log of the odds of y = 1, and surprise is what it costs."
    pytorch = "F.binary_cross_entropy_with_logits(H, y, reduction='none').sum(1)"
    labels = "bits"

    def value(self, H: Array, y: Array) -> Array:
        # ln(1 + e^H) − y H, and for y = 1 that is ln(1 + e^−H): one term without cancellation.
        return summed(np.logaddexp(0, np.where(y == 1, -H, H)))

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        return np.subtract(sigmoid(H, out), y, out=out)


@losses.register("softmax_cross_entropy")
class SoftmaxCrossEntropy(Loss):
    title = "Softmax cross-entropy"
    formula = r"\ln \sum_k e^{H_k} - \sum_k y_k H_k"
    derivative_formula = r"\frac{e^{H_k}}{\sum_j e^{H_j}} - y_k"
    help = "For one of several classes: softmax turns H into chances, and surprise is the cost."
    pytorch = "F.cross_entropy(H, y, reduction='none')"
    labels = "one_hot"

    def value(self, H: Array, y: Array) -> Array:
        # Softmax does not change when all H fall by the largest; then no exponential overflows.
        low = H - H.max(axis=1, keepdims=True)
        total: Array = np.log(summed(np.exp(low)))
        return total - summed(np.where(y == 1, low, 0))

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        chance: Array = np.exp(H - H.max(axis=1, keepdims=True))
        chance = np.divide(chance, summed(chance)[:, None])
        return np.subtract(chance, y, out=out)


def summed(terms: Array) -> Array:
    """Each row's sum over the outputs, shape (samples,)."""
    total: Array = np.add.reduce(terms, axis=1)
    return total


def _sum_of_squares(values: Array) -> float:
    flat = values.ravel(order="K")
    return float(flat.dot(flat))
