"""Rules that choose a direction and then search along it: what they share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import AskingOptimizer, Line, State
from playground.engine.parameters import parameter
from playground.engine.problem import Array
from playground.engine.searches import SEARCHES, Ray
from playground.engine.sketch import Direction, Shape, Words


def search(default: str) -> Any:
    """The declaration of the search along a direction."""
    return parameter(
        default, choices=tuple(SEARCHES),
        help="How far to go. armijo: halve until the loss falls enough. wolfe: until the slope has "
        "flattened too. exact: to the lowest point of the ray.",
    )


@dataclass(frozen=True)
class SearchingOptimizer(AskingOptimizer):
    """Subclasses say which direction; this goes along it as far as the search says.

    Where the direction does not lead down, the step is along −∇f; where no trial is low enough,
    the point stays.
    """

    scales_with_gradient = False
    flattened = 0.9
    """c₂ of the Wolfe conditions."""

    search: str = search("wolfe")

    @abstractmethod
    def direction(self, grad: Array, state: State) -> Array:
        """Where to go, shape (dimension,)."""

    def after(self, state: State, step: Array, change: Array, grad: Array) -> State:
        """The next state after a step and the change of the gradient that it brought, to `grad`;
        all of shape (dimension,).
        """
        return state

    def first_length(self, grad: Array, state: State) -> float:
        """Which α to try first, where the gradient, shape (dimension,), is `grad`."""
        return 1.0

    def searched(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Ray, float]:
        """The ray with its trials, and how far to go along it; 0 where nothing was low enough.

        theta and grad have the shape (dimension,).
        """
        direction = self.direction(grad, state)
        if not float(grad @ direction) < 0:
            direction = -grad
        ray = Ray(ground, theta, grad, direction)
        if not ray.start.slope < 0:
            return ray, 0.0
        first = self.first_length(grad, state)
        return ray, SEARCHES[self.search](first, self.flattened).along(ray)

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        ray, alpha = self.searched(theta, grad, state, ground)
        if not alpha:
            return theta.copy(), self.after(state, np.zeros_like(theta), np.zeros_like(theta), grad)
        new = ray.point(alpha)
        new_grad = ray.gradient(alpha)
        return new, self.after(state, new - theta, new_grad - grad, new_grad)

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        yield from self.direction_lines(grad, state)
        ray, alpha = self.searched(theta, grad, state, ground)
        down = ray.direction
        yield Line(
            r"\varphi'_0", "slope along the ray", r"g \cdot d", "{slope}",
            {"slope": ray.start.slope}, np.full_like(theta, ray.start.slope),
        )
        for count, trial in enumerate(ray.trials, 1):
            taken = " (taken)" if trial.alpha == alpha else ""
            yield Line(
                rf"f_{{{count}}}", f"trial {count} at α = {trial.alpha:.6g}{taken}",
                r"f(\theta + \alpha\, d)", "{f}", {"f": trial.loss},
                np.full_like(theta, trial.loss),
            )
        new = ray.point(alpha)
        yield Line(
            r"\theta", "new point" if alpha else "no trial is low enough: the point stays",
            r"\theta + \alpha\, d", "{theta} + {alpha} · {d}",
            {"theta": theta, "alpha": alpha, "d": down}, new.copy(),
        )

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        ray, alpha = self.searched(theta, grad, state, ground)
        if not ray.start.slope < 0:
            yield Words("The gradient is 0 here: there is no way down to search along.")
            return
        search = SEARCHES[self.search](1.0, self.flattened)
        yield Direction(
            "way of the search", "The direction d in which the rule looks for a lower point.",
            theta, ray.direction, ray.start, tuple(ray.trials), alpha, search.sufficient,
            search.flat,
        )
        if not float(grad @ self.direction(grad, state)) < 0:
            yield Words("The rule's own direction does not lead down: −g is searched in its place.")
        if not alpha:
            yield Words("No trial is low enough: the point stays.")

    def direction_lines(self, grad: Array, state: State) -> Iterator[Line]:
        """How the direction d, shape (dimension,), comes about."""
        d = self.direction(grad, state)
        if not float(grad @ d) < 0:
            d = -grad
        yield Line("d", "direction", "-g", "−{g}", {"g": grad}, d)
