"""The losses: what an output H costs where y was wanted. To add one, add one class to this file.

A loss is taken per sample and summed over the outputs; the mean over samples is the risk. The two
cross-entropies take the network's last values as logits, so its last activation is linear.
"""

# ruff: noqa: N803  (H is the lecture's name)

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, Literal, TypeAlias

import numpy as np

from playground.engine.networks.activations import sigmoid
from playground.engine.parameters import Declared, SettingError, shown
from playground.engine.problem import Array
from playground.engine.registry import Registry

Labels: TypeAlias = Literal["numbers", "bits", "one_hot"]
"""Any finite numbers; 0 or 1 in each output; a single 1 among 0s in each row."""
Write: TypeAlias = Callable[[float], str]
Added: TypeAlias = Callable[[list[str]], str]

NO_BREAK = "\u00a0"
"""A space that no line is broken at."""

_TAKES: dict[str, str] = {
    "numbers": "It takes any numbers; two classes are learnt as −1 and +1.",
    "bits": "It takes labels 0 or 1.",
    "one_hot": "It takes one class of several.",
}


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
    inside: ClassVar[str] = ""
    """What squashes H inside the loss ("a sigmoid"), so that the output is linear; or nothing."""
    mixes_outputs: ClassVar[bool] = False
    """Whether ∂ℓ/∂H_k depends on the other outputs too."""
    takes: ClassVar[str] = ""
    """A sentence about the labels it takes; empty for that of its kind of labels."""
    derivative_numbers: ClassVar[str] = ""
    """∂ℓ/∂H_k in LaTeX with places for numbers, {0} for H_k and {1} for y_k; or nothing.

    {0:p} is in brackets where it is negative.
    """

    @abstractmethod
    def value(self, H: Array, y: Array) -> Array:
        """The loss of each sample, shape (samples,)."""

    @abstractmethod
    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        """∂ℓ/∂H, shape (samples, outputs), written into `out` if given."""

    def change_of_derivative(self, H: Array, y: Array, change: Array) -> Array:
        """∂²ℓ/∂H² times a change of H, new: all of shape (samples, outputs).

        By central differences where nobody wrote a formula.
        """
        step = 1e-5 / max(1.0, float(np.abs(change).max(initial=0.0)))
        up, down = (self.derivative(H + h * change, y) for h in (step, -step))
        return (up - down) / (2 * step)

    def total(self, H: Array, y: Array, slope: Array) -> float:
        """Σ ℓ over the samples; ∂ℓ/∂H is given because some losses are written in it."""
        return float(np.add.reduce(self.value(H, y)))

    @classmethod
    def labels_help(cls) -> str:
        """A sentence about the labels it takes."""
        return cls.takes or _TAKES[cls.labels]

    def derivative_template(self, outputs: int, added: Added) -> str:
        """`derivative_numbers`, where it mixes outputs with {2}, {3}, ... for all H."""
        return self.derivative_numbers

    def written(self, H: Sequence[float], y: Sequence[float], write: Write, added: Added) -> str:
        """ℓ(H, y) of one sample with its numbers, in plain text; or nothing.

        `write` writes a number, `added` the sum of some terms.
        """
        return ""

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


def usual_loss(labels: Labels) -> str:
    """The name of the loss that such labels usually get: the first of its kind."""
    return next(name for name, loss in losses.items() if loss.labels == labels)


@losses.register("square")
class Square(Loss):
    title = "Square"
    formula = r"\sum_k (H_k - y_k)^2"
    derivative_formula = r"2\,(H_k - y_k)"
    help = "The squared error: an error twice as large costs four times as much."
    pytorch = "((H - y) ** 2).sum(1)"
    derivative_numbers = r"2 \left( {0} - {1:p} \right)"

    def value(self, H: Array, y: Array) -> Array:
        error = H - y
        return summed(error * error)

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        out = np.subtract(H, y, out=out)
        return np.multiply(out, 2, out=out)

    def change_of_derivative(self, H: Array, y: Array, change: Array) -> Array:
        return 2 * change

    def total(self, H: Array, y: Array, slope: Array) -> float:
        return _sum_of_squares(slope) / 4

    def written(self, H: Sequence[float], y: Sequence[float], write: Write, added: Added) -> str:
        return added([f"({_less(h, t, write)})²" for h, t in zip(H, y, strict=True)])


@losses.register("half_square")
class HalfSquare(Loss):
    title = "Half square"
    formula = r"\frac{1}{2} \sum_k (H_k - y_k)^2"
    derivative_formula = r"H_k - y_k"
    help = "Half the squared error, as many books write it, so that its derivative is the error."
    pytorch = "((H - y) ** 2).sum(1) / 2"
    derivative_numbers = "{0} - {1:p}"

    def value(self, H: Array, y: Array) -> Array:
        error = H - y
        return summed(error * error) / 2

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        return np.subtract(H, y, out=out)

    def change_of_derivative(self, H: Array, y: Array, change: Array) -> Array:
        return change.copy()

    def total(self, H: Array, y: Array, slope: Array) -> float:
        return _sum_of_squares(slope) / 2

    def written(self, H: Sequence[float], y: Sequence[float], write: Write, added: Added) -> str:
        total = Square().written(H, y, write, added)
        return f"½{NO_BREAK}[{total}]" if len(H) > 1 else f"½{NO_BREAK}{total}"


@losses.register("absolute")
class Absolute(Loss):
    title = "Absolute"
    formula = r"\sum_k |H_k - y_k|"
    derivative_formula = r"\mathrm{sign}(H_k - y_k)"
    help = "The absolute error: outliers pull no harder than anyone else."
    pytorch = "(H - y).abs().sum(1)"
    derivative_numbers = r"\mathrm{{sign}}\left( {0} - {1:p} \right)"

    def value(self, H: Array, y: Array) -> Array:
        return summed(np.abs(H - y))

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        return np.sign(np.subtract(H, y, out=out), out=out)

    def change_of_derivative(self, H: Array, y: Array, change: Array) -> Array:
        return np.zeros_like(change)

    def written(self, H: Sequence[float], y: Sequence[float], write: Write, added: Added) -> str:
        return added([f"|{_less(h, t, write)}|" for h, t in zip(H, y, strict=True)])


@losses.register("binary_cross_entropy")
class BinaryCrossEntropy(Loss):
    title = "Binary cross-entropy"
    formula = r"\sum_k \left( \ln(1 + e^{H_k}) - y_k H_k \right)"
    derivative_formula = r"\frac{1}{1 + e^{-H_k}} - y_k"
    help = "For yes or no: H is the log of the odds of y = 1, and surprise is what it costs."
    pytorch = "F.binary_cross_entropy_with_logits(H, y, reduction='none').sum(1)"
    labels = "bits"
    inside = "a sigmoid"
    takes = "It takes labels 0 or 1; H is the log of the odds, so the output is linear."
    derivative_numbers = r"\frac{{1}}{{1 + e^{{-{0:p}}}}} - {1}"

    def value(self, H: Array, y: Array) -> Array:
        # ln(1 + e^H) − y H, and for y = 1 that is ln(1 + e^−H): one term without cancellation.
        return summed(np.logaddexp(0, np.where(y == 1, -H, H)))

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        return np.subtract(sigmoid(H, out), y, out=out)

    def change_of_derivative(self, H: Array, y: Array, change: Array) -> Array:
        chance = sigmoid(H)
        return chance * (1 - chance) * change

    def written(self, H: Sequence[float], y: Sequence[float], write: Write, added: Added) -> str:
        return added([
            f"ln(1 + exp({write(h)})) −{NO_BREAK}"
            f"{_bracketed(t, write)}{NO_BREAK}·{NO_BREAK}{_bracketed(h, write)}"
            for h, t in zip(H, y, strict=True)
        ])


@losses.register("softmax_cross_entropy")
class SoftmaxCrossEntropy(Loss):
    title = "Softmax cross-entropy"
    formula = r"\ln \sum_k e^{H_k} - \sum_k y_k H_k"
    derivative_formula = r"\frac{e^{H_k}}{\sum_j e^{H_j}} - y_k"
    help = "For one of several classes: softmax turns H into chances, and surprise is the cost."
    pytorch = "F.cross_entropy(H, y, reduction='none')"
    labels = "one_hot"
    inside = "softmax"
    mixes_outputs = True
    takes = "It takes one class of several; softmax is inside, so the output is linear."

    def value(self, H: Array, y: Array) -> Array:
        # Softmax does not change when all H fall by the largest; then no exponential overflows.
        low = H - H.max(axis=1, keepdims=True)
        total: Array = np.log(summed(np.exp(low)))
        return total - summed(np.where(y == 1, low, 0))

    def derivative(self, H: Array, y: Array, out: Array | None = None) -> Array:
        chance: Array = np.exp(H - H.max(axis=1, keepdims=True))
        chance = np.divide(chance, summed(chance)[:, None])
        return np.subtract(chance, y, out=out)

    def change_of_derivative(self, H: Array, y: Array, change: Array) -> Array:
        chance = self.derivative(H, np.zeros_like(H))
        return chance * (change - summed(chance * change)[:, None])

    def derivative_template(self, outputs: int, added: Added) -> str:
        total = added(["e^{{{" + str(k + 2) + "}}}" for k in range(outputs)])
        return r"\frac{{e^{{{0}}}}}{{" + total + "}} - {1}"

    def written(self, H: Sequence[float], y: Sequence[float], write: Write, added: Added) -> str:
        total = added([f"exp({write(h)})" for h in H])
        chosen = added([_bracketed(h, write) for h, t in zip(H, y, strict=True) if t == 1])
        return f"ln({total}) −{NO_BREAK}{chosen}"


def summed(terms: Array) -> Array:
    """Each row's sum over the outputs, shape (samples,)."""
    total: Array = np.add.reduce(terms, axis=1)
    return total


def _bracketed(value: float, write: Write) -> str:
    """A number in brackets where its sign would follow another sign."""
    return f"({write(value)})" if value < 0 else write(value)


def _less(h: float, y: float, write: Write) -> str:
    return f"{write(h)}{NO_BREAK}−{NO_BREAK}{_bracketed(y, write)}"


def _sum_of_squares(values: Array) -> float:
    flat = values.ravel(order="K")
    return float(flat.dot(flat))
