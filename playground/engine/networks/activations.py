"""The activations: what a node makes of its z. To add one, add one class to this file.

Where a derivative does not exist (the kinks at 0) it is PyTorch's choice: the one from the left.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.engine.networks.erf import erf
from playground.engine.parameters import Declared
from playground.engine.problem import Array
from playground.engine.registry import Registry

Floats: TypeAlias = NDArray[np.float32]


class Activation(Declared):
    """a = g(z), entry by entry, and its derivative g'(z).

    Both write into `out` (of z's shape, not z itself) and return it; without it, a new array.
    They stay finite and silent for every |z| up to 1e3 and far beyond.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    """g(z) in LaTeX."""
    derivative_formula: ClassVar[str]
    """g'(z) in LaTeX."""
    help: ClassVar[str]
    pytorch: ClassVar[str] = ""
    """g(z) in PyTorch; or nothing."""
    range: ClassVar[tuple[float, float]] = (-math.inf, math.inf)
    """Between which numbers g(z) lies; an end is reached, or approached far out."""
    call: ClassVar[str] = ""
    """g of a number in LaTeX, {0} being the place of the number; empty for its title and ( )."""

    @abstractmethod
    def value(self, z: Array, out: Array | None = None) -> Array:
        """g(z)."""

    @abstractmethod
    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """g'(z); a = g(z) is given because some derivatives are written in it."""

    def second_derivative(self, z: Array, a: Array) -> Array:
        """g''(z), new, in the shape of z; by central differences where nobody wrote a formula."""
        up, down = z + _STEP, z - _STEP
        return (self.derivative(up, self.value(up)) - self.derivative(down, self.value(down))) / (
            2 * _STEP
        )

    def single(self, z: Floats, out: Floats) -> Floats:
        """g(z) in single precision, for pictures, where that is quicker another way."""
        return self.value(z, out)  # type: ignore[arg-type, return-value]  # in z's precision

    @classmethod
    def called(cls) -> str:
        """g of a number in LaTeX, as a template with the place {0}."""
        return cls.call or r"\mathrm{{" + cls.title.replace(" ", r"\ ") + "}}({0})"


activations: Registry[type[Activation]] = Registry("activation")

_STEP = 1e-5  # of differences of g'
_ONE = np.ones(())
"""As an array, once: NumPy would make one of a Python 1.0 anew at every call."""


@activations.register("linear")
class Linear(Activation):
    title = "Linear"
    formula = "z"
    derivative_formula = "1"
    help = "Passes z on as it is: for outputs that are numbers; hidden layers need a bend."
    pytorch = "z"
    call = "{0}"

    def value(self, z: Array, out: Array | None = None) -> Array:
        return np.positive(z, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        out = np.empty_like(z) if out is None else out
        out.fill(1)
        return out

    def second_derivative(self, z: Array, a: Array) -> Array:
        return np.zeros_like(z)


@activations.register("relu")
class ReLU(Activation):
    title = "ReLU"
    formula = r"\max(0, z)"
    derivative_formula = r"\begin{cases} 0 & z \le 0 \\ 1 & z > 0 \end{cases}"
    help = "Lets positive z through at full slope; a node whose z stays negative gets no gradient."
    pytorch = "torch.relu(z)"
    range = (0.0, math.inf)

    def value(self, z: Array, out: Array | None = None) -> Array:
        return np.maximum(z, 0, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        return np.heaviside(z, 0.0, out=out)

    def second_derivative(self, z: Array, a: Array) -> Array:
        return np.zeros_like(z)


@activations.register("leaky_relu")
class LeakyReLU(Activation):
    title = "Leaky ReLU"
    formula = r"\max(0.01\, z,\ z)"
    derivative_formula = r"\begin{cases} 0.01 & z \le 0 \\ 1 & z > 0 \end{cases}"
    help = "ReLU with a slope of 0.01 on the negative side, so no node is ever quite dead."
    pytorch = "F.leaky_relu(z, 0.01)"

    slope: ClassVar[float] = 0.01

    def value(self, z: Array, out: Array | None = None) -> Array:
        return np.maximum(z, self.slope * z, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        return np.maximum(np.heaviside(z, 0.0, out=out), self.slope, out=out)

    def second_derivative(self, z: Array, a: Array) -> Array:
        return np.zeros_like(z)


@activations.register("elu")
class ELU(Activation):
    title = "ELU"
    formula = r"\begin{cases} e^z - 1 & z \le 0 \\ z & z > 0 \end{cases}"
    derivative_formula = r"\begin{cases} e^z & z \le 0 \\ 1 & z > 0 \end{cases}"
    help = "ReLU with a smooth bend that settles at −1: activations average nearer to zero."
    pytorch = "F.elu(z)"
    range = (-1.0, math.inf)

    def value(self, z: Array, out: Array | None = None) -> Array:
        return np.add(np.expm1(np.minimum(z, 0)), np.maximum(z, 0), out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        return np.exp(np.minimum(z, 0), out=out)

    def second_derivative(self, z: Array, a: Array) -> Array:
        return np.where(z <= 0, np.exp(np.minimum(z, 0)), 0)


@activations.register("sigmoid")
class Sigmoid(Activation):
    title = "Sigmoid"
    formula = r"\frac{1}{1 + e^{-z}}"
    derivative_formula = r"g(z)\,(1 - g(z))"
    help = "Squashes z into (0, 1); its slope is at most 1/4, so gradients tend to vanish in depth."
    pytorch = "torch.sigmoid(z)"
    range = (0.0, 1.0)
    call = r"\sigma({0})"

    def value(self, z: Array, out: Array | None = None) -> Array:
        return sigmoid(z, out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        return np.multiply(a, _ONE - a, out=out)

    def second_derivative(self, z: Array, a: Array) -> Array:
        return a * (1 - a) * (1 - 2 * a)


@activations.register("tanh")
class Tanh(Activation):
    title = "Tanh"
    formula = r"\tanh z"
    derivative_formula = r"1 - \tanh^2 z"
    help = "Squashes z into (−1, 1), centred at zero, with slope 1 there; flat at both ends."
    pytorch = "torch.tanh(z)"
    range = (-1.0, 1.0)
    call = r"\tanh({0})"

    def value(self, z: Array, out: Array | None = None) -> Array:
        return np.tanh(z, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        out = np.multiply(a, a, out)
        return np.subtract(_ONE, out, out)

    def second_derivative(self, z: Array, a: Array) -> Array:
        return -2 * a * (1 - a * a)


@activations.register("softplus")
class Softplus(Activation):
    title = "Softplus"
    formula = r"\ln(1 + e^z)"
    derivative_formula = r"\frac{1}{1 + e^{-z}}"
    help = "ReLU with its corner rounded: smooth everywhere, and its derivative is the sigmoid."
    pytorch = "F.softplus(z)"
    range = (0.0, math.inf)

    def value(self, z: Array, out: Array | None = None) -> Array:
        return np.logaddexp(0, z, out=out)

    def single(self, z: Floats, out: Floats) -> Floats:
        np.abs(z, out=out)
        np.negative(out, out=out)
        np.exp(out, out=out)
        np.log1p(out, out=out)
        out += np.maximum(z, 0)
        return out

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        return sigmoid(z, out)

    def second_derivative(self, z: Array, a: Array) -> Array:
        slope = sigmoid(z)
        return slope * (1 - slope)


@activations.register("gelu")
class GELU(Activation):
    title = "GELU"
    formula = r"z\, \Phi(z)"
    derivative_formula = r"\Phi(z) + z\, \frac{e^{-z^2/2}}{\sqrt{2\pi}}"
    help = "z times Φ(z), the chance that a normal draw is below z: a smooth ReLU that dips once."
    pytorch = "F.gelu(z)"
    range = (-0.16997120747990369, math.inf)  # at z = −0.7518

    def value(self, z: Array, out: Array | None = None) -> Array:
        return np.multiply(z, self.chance_below(z), out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        # Beyond 40 the density is 0 in floats, and z² need not be formed.
        near = np.clip(z, -40, 40)
        density = np.exp(near * near * -0.5) / math.sqrt(2 * math.pi)
        return np.add(self.chance_below(z), near * density, out=out)

    def second_derivative(self, z: Array, a: Array) -> Array:
        near = np.clip(z, -40, 40)
        return np.exp(near * near * -0.5) / math.sqrt(2 * math.pi) * (2 - near * near)

    def single(self, z: Floats, out: Floats) -> Floats:
        """z Φ(z) by Abramowitz and Stegun 7.1.26, to 1.5e-7: single precision's own error."""
        x = np.abs(z) * np.float32(math.sqrt(0.5))
        t = 1 / (1 + np.float32(0.3275911) * x)
        tail = np.float32(1.061405429) * t
        for c in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
            tail += np.float32(c)
            tail *= t
        x *= -x
        tail *= np.exp(x, out=x)
        # tail is 1 − erf|z/√2|, twice the chance beyond |z|.
        tail *= np.float32(0.5)
        np.subtract(1, tail, out=tail, where=z >= 0)
        return np.multiply(z, tail, out=out)

    @staticmethod
    def chance_below(z: Array) -> Array:
        """Φ(z), the normal distribution function, in the shape of z."""
        return np.multiply(erf(z * math.sqrt(0.5)) + 1, 0.5)


def sigmoid(z: Array, out: Array | None = None) -> Array:
    """1 / (1 + e^(−z)) in the shape of z, written so that no exponential overflows."""
    below: Array = 1 + np.exp(-np.abs(z))
    return np.divide(np.exp(np.minimum(z, 0)), below, out=out)
