"""The input features: what a network may see of a point (x₁, x₂). To add one, add one class here.

A network with nothing but x₁ and x₂ has to bend the plane itself; with x₁² and x₂² the circle is
a straight line. The features are computed before the first layer, once for all the data.
"""

# ruff: noqa: N803  (X is what everybody calls it)

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from playground.engine.digits import SUBSCRIPTS
from playground.engine.parameters import Declared, SettingError, shown
from playground.engine.problem import Array
from playground.engine.registry import Registry, UnknownNameError


class Feature(Declared):
    """One number made of the two coordinates of a point."""

    name: ClassVar[str]
    label: ClassVar[str]
    """As plain text: "x₁²"."""
    latex: ClassVar[str]
    help: ClassVar[str]

    @abstractmethod
    def value(self, x1: Array, x2: Array) -> Array:
        """The feature at the points with these coordinates, in their shape."""


features: Registry[type[Feature]] = Registry("feature")


@features.register("x1")
class X1(Feature):
    label, latex = "x₁", "x_1"
    help = "The first coordinate as it is."

    def value(self, x1: Array, x2: Array) -> Array:
        return x1


@features.register("x2")
class X2(Feature):
    label, latex = "x₂", "x_2"
    help = "The second coordinate as it is."

    def value(self, x1: Array, x2: Array) -> Array:
        return x2


@features.register("x1_squared")
class X1Squared(Feature):
    label, latex = "x₁²", "x_1^2"
    help = "Large on the left and on the right: with x₂² it makes the circle easy."

    def value(self, x1: Array, x2: Array) -> Array:
        return x1 * x1


@features.register("x2_squared")
class X2Squared(Feature):
    label, latex = "x₂²", "x_2^2"
    help = "Large at the top and at the bottom: with x₁² it makes the circle easy."

    def value(self, x1: Array, x2: Array) -> Array:
        return x2 * x2


@features.register("x1_x2")
class X1X2(Feature):
    label, latex = "x₁·x₂", r"x_1 \cdot x_2"
    help = "Positive where both signs agree: this one feature alone solves exclusive or."

    def value(self, x1: Array, x2: Array) -> Array:
        return x1 * x2


@features.register("sin_x1")
class SinX1(Feature):
    label, latex = "sin x₁", r"\sin x_1"
    help = "Waves from left to right: helps with the spiral's turns."

    def value(self, x1: Array, x2: Array) -> Array:
        return np.sin(x1)


@features.register("sin_x2")
class SinX2(Feature):
    label, latex = "sin x₂", r"\sin x_2"
    help = "Waves from bottom to top: helps with the spiral's turns."

    def value(self, x1: Array, x2: Array) -> Array:
        return np.sin(x2)


def checked(names: Any) -> tuple[str, ...]:
    """A list of features as a tuple; raises SettingError at "features" or "features[1]"."""
    if not isinstance(names, (list, tuple)):
        raise SettingError("features", f"must be a list of features, got {shown(names)}")
    if not names:
        raise SettingError("features", "must list at least one; leave it out for all inputs")
    for i, name in enumerate(names):
        try:
            features[name]
        except UnknownNameError as error:
            raise SettingError(f"features[{i}]", str(error)) from None
        if name in names[:i]:
            raise SettingError(f"features[{i}]", f"{name} is listed twice")
    return tuple(names)


def inputs_of(X: Array, names: Sequence[str]) -> Array:
    """What the network sees of the rows of X, shape (rows, features); without names, X itself.

    Raises SettingError ("features") unless X has two columns.
    """
    if not names:
        return X
    if X.shape[1] != 2:
        raise SettingError(
            "features", "are made of x1 and x2: they need data with 2 inputs, "
            f"and this data has {X.shape[1]}",
        )
    x1, x2 = X.T
    return np.stack([features[name]().value(x1, x2) for name in names], axis=1)


def input_labels(names: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """What the input nodes are called: the features' labels, or else the data's columns."""
    return tuple(features[name].label for name in names) if names else tuple(columns)


def default_columns(count: int) -> tuple[str, ...]:
    """ "x₁", "x₂", ...: what columns without names are called."""
    return tuple(f"x{i}".translate(SUBSCRIPTS) for i in range(1, count + 1))
