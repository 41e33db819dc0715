"""The initializers: where a network's weights start. To add one, add one class to this file.

Formulas as in torch.nn.init; n_in and n_out are the rows and columns of a layer's W.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np

from playground.engine.networks.network import Network
from playground.engine.parameters import Declared, SettingError, parameter
from playground.engine.problem import Array
from playground.engine.registry import Registry
from playground.engine.streams import generator


@dataclass(frozen=True)
class Initializer(Declared):
    """Draws the weights of each layer; all biases start at one number."""

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    """What a layer's W is, or how each of its weights is drawn, in LaTeX."""
    help: ClassVar[str]

    bias: float = parameter(
        0.0, low=-1e6, high=1e6, slider=(-1.0, 1.0), symbol="b", help="What every bias starts at.",
    )

    @abstractmethod
    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        """A layer's W, shape (n_in, n_out)."""

    def theta(self, network: Network, seed: int) -> Array:
        """The network's first parameters, shape (dimension,); the same for the same seed."""
        rng = generator(seed, "initializer")
        theta = np.full(network.dimension, self.bias)
        for part in network.parts[::2]:
            rows, columns = part.shape
            part.of(theta)[...] = self.weights(rng, (rows, columns))
        return theta


initializers: Registry[type[Initializer]] = Registry("initializer")


def number(default: float, symbol: str, help: str) -> Any:
    """The declaration of a weight or of an end of a range."""
    return parameter(default, low=-1e6, high=1e6, slider=(-2.0, 2.0), symbol=symbol, help=help)


def spread(default: float, symbol: str, help: str) -> Any:
    """The declaration of a width or a factor that is not negative."""
    return parameter(default, low=0, high=1e6, slider=(0.0, 3.0), symbol=symbol, help=help)


def gain() -> Any:
    """The declaration of a gain: a factor on every weight."""
    return spread(1.0, "g", "Gain: a factor on every weight, 1 for the rule as published.")


@initializers.register("zeros")
@dataclass(frozen=True)
class Zeros(Initializer):
    title = "Zeros"
    formula = "W = 0"
    help = "Every weight 0: the nodes of a hidden layer stay twins for ever and do one node's work."

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        return np.zeros(shape)


@initializers.register("constant")
@dataclass(frozen=True)
class Constant(Initializer):
    title = "Constant"
    formula = "W = c"
    help = "Every weight the same: like zeros, all nodes of a hidden layer do the same work."

    scale: float = number(0.5, "c", "The value of every weight.")

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        return np.full(shape, self.scale)


@initializers.register("uniform")
@dataclass(frozen=True)
class Uniform(Initializer):
    title = "Uniform"
    formula = r"W \sim U(\mathrm{low}, \mathrm{high})"
    help = "Every weight anywhere in a range with equal chance, whatever the size of the layer."

    low: float = number(-0.5, "low", "The lower end of the range.")
    high: float = number(0.5, "high", "The upper end of the range.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.high < self.low:
            raise SettingError("high", f"must be at least low ({self.low:g}), got {self.high:g}")

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        return rng.uniform(self.low, self.high, shape)


@initializers.register("normal")
@dataclass(frozen=True)
class Normal(Initializer):
    title = "Normal"
    formula = r"W \sim N(0, \sigma^2)"
    help = "Every weight from a bell curve around 0, whatever the size of the layer."

    std: float = spread(0.5, "σ", "Standard deviation σ of the weights.")

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        return rng.normal(0, self.std, shape)


@initializers.register("xavier_uniform")
@dataclass(frozen=True)
class XavierUniform(Initializer):
    """Glorot, Bengio 2010."""

    title = "Xavier, uniform"
    formula = r"W \sim U(-r, r),\ r = g \sqrt{\frac{6}{n_{in} + n_{out}}}"
    help = "Keeps signals and gradients about equally large through tanh or sigmoid layers."

    gain: float = gain()

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        reach = self.gain * sqrt(6 / sum(shape))
        return rng.uniform(-reach, reach, shape)


@initializers.register("xavier_normal")
@dataclass(frozen=True)
class XavierNormal(Initializer):
    """Glorot, Bengio 2010."""

    title = "Xavier, normal"
    formula = r"W \sim N(0, \sigma^2),\ \sigma = g \sqrt{\frac{2}{n_{in} + n_{out}}}"
    help = "Xavier's spread from a bell curve: for tanh or sigmoid layers."

    gain: float = gain()

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        return rng.normal(0, self.gain * sqrt(2 / sum(shape)), shape)


@initializers.register("he_uniform")
@dataclass(frozen=True)
class HeUniform(Initializer):
    """He, Zhang, Ren, Sun 2015."""

    title = "He, uniform"
    formula = r"W \sim U(-r, r),\ r = g \sqrt{\frac{6}{n_{in}}}"
    help = "Makes up for the half of the signal that ReLU cuts away: for ReLU layers."

    gain: float = gain()

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        reach = self.gain * sqrt(6 / shape[0])
        return rng.uniform(-reach, reach, shape)


@initializers.register("he_normal")
@dataclass(frozen=True)
class HeNormal(Initializer):
    """He, Zhang, Ren, Sun 2015."""

    title = "He, normal"
    formula = r"W \sim N(0, \sigma^2),\ \sigma = g \sqrt{\frac{2}{n_{in}}}"
    help = "He's spread from a bell curve: for ReLU layers."

    gain: float = gain()

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        return rng.normal(0, self.gain * sqrt(2 / shape[0]), shape)


@initializers.register("orthogonal")
@dataclass(frozen=True)
class Orthogonal(Initializer):
    """Saxe, McClelland, Ganguli 2014."""

    title = "Orthogonal"
    formula = r"W = g\, Q,\ Q^T Q = I\ \mathrm{or}\ Q Q^T = I"
    help = "A random rotation: no direction of the signal grows or fades, however deep."

    gain: float = gain()

    def weights(self, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
        rows, columns = max(shape), min(shape)
        q, r = np.linalg.qr(rng.normal(size=(rows, columns)))
        q = q * np.where(np.diag(r) < 0, -1.0, 1.0)  # without this, some rotations come more often
        return self.gain * (q if shape == (rows, columns) else q.T)
