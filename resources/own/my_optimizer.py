"""An optimizer of your own. Change it, save it, and press Reload in the window of own files."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.optimizer import Line, Optimizer, State, learning_rate, optimizers
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@optimizers.register("my_signs")  # the name that experiment files use
@dataclass(frozen=True)
class MySigns(Optimizer):
    """Momentum that listens to the signs only: every coordinate steps equally far."""

    title = "My signs"
    short = "Signs"  # its name in legends
    year = 2025  # menus show optimizers in this order
    scales_with_gradient = False  # True if gradients twice as long make steps twice as long

    # Settings: each gets a field and a slider in the window.
    learning_rate: float = learning_rate(0.02)
    momentum: float = parameter(
        0.9, low=0, high=1, below=True, slider=(0.0, 0.999), symbol="μ",
        help="Momentum μ: the share of the old velocity that is kept.",
    )

    # What it carries from step to step: arrays like theta, or numbers, by name. Nothing else may
    # be remembered anywhere, or a step could not be taken back and done again.

    def init(self, theta: Array) -> State:
        return {"velocity": np.zeros_like(theta)}

    # One step: from the point theta, the gradient there and the state to the next ones. Make new
    # arrays; never write `theta -= ...`, which would change the past.

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        velocity = self.momentum * state["velocity"] + (1 - self.momentum) * np.sign(grad)
        return theta - self.learning_rate * velocity, {"velocity": velocity}

    # The same for the panel "This step", line by line: symbol and formula in LaTeX, the numbers
    # with {names} that stand in the dictionary behind. It may be left out.

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        yield Line(
            "v", "velocity", r"\mu\, v + (1 - \mu)\, \mathrm{sign}\, g",
            "{mu} · {v} + {rest} · {s}",
            {
                "mu": self.momentum, "v": state["velocity"], "rest": 1 - self.momentum,
                "s": np.sign(grad),
            },
            after["velocity"],
        )
        yield Line(
            r"\theta", "new point", r"\theta - \eta\, v", "{theta} − {eta} · {v}",
            {"theta": theta, "eta": self.learning_rate, "v": after["velocity"]}, new,
        )
