"""Rprop (Riedmiller, Braun 1993), as torch.optim.Rprop: only the signs of the gradient count.

Each coordinate has a step Δ of its own, η at the start. Where g and the gradient before it agree
in sign, Δ grows by η₊; where they differ, Δ shrinks by η₋ and the coordinate rests for a step.
θ = θ − sign(g) Δ. Meant for the full batch: a batch's signs are half noise near a minimum.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import Line, Optimizer, State, learning_rate, optimizers
from playground.engine.parameters import parameter
from playground.engine.problem import Array
from playground.engine.sketch import NOW, Polygon, Shape, Words


@optimizers.register("rprop")
@dataclass(frozen=True)
class Rprop(Optimizer):
    """Steps by the signs of full-batch gradients: for slopes of very different sizes."""

    title = "Rprop"
    short = "Rprop"
    year = 1993
    scales_with_gradient = False
    rate_only_begins = True
    pytorch = (
        "torch.optim.Rprop(parameters, lr={learning_rate}, etas=({eta_minus}, {eta_plus}), "
        "step_sizes=({step_min}, {step_max}))"
    )

    learning_rate: float = learning_rate(
        0.01, "Learning rate η: the length of each coordinate's first step; later ones find their "
        "own length.",
    )
    eta_minus: float = parameter(
        0.5, low=0, above=True, high=1, below=True, slider=(0.05, 0.95), symbol="η₋",
        help="η₋: the factor on a coordinate's step when its gradient has changed its sign.",
    )
    eta_plus: float = parameter(
        1.2, low=1, above=True, high=100, slider=(1.01, 3.0), symbol="η₊",
        help="η₊: the factor on a coordinate's step while its gradient keeps its sign.",
    )
    step_min: float = parameter(
        1e-6, low=0, above=True, high=1e6, log=True, slider=(1e-12, 1e-2), symbol="Δmin",
        help="The shortest step of a coordinate.",
    )
    step_max: float = parameter(
        50.0, low=0, above=True, high=1e6, log=True, slider=(1e-3, 1e3), symbol="Δmax",
        help="The longest step of a coordinate.",
    )

    def init(self, theta: Array) -> State:
        return {"steps": np.full_like(theta, self.learning_rate), "before": np.zeros_like(theta)}

    def _factor(self, grad: Array, before: Array) -> Array:
        """By what each coordinate's step changes."""
        agree = np.sign(grad * before)
        return np.where(agree > 0, self.eta_plus, np.where(agree < 0, self.eta_minus, 1.0))

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        factor = self._factor(grad, state["before"])
        steps = np.clip(factor * state["steps"], self.step_min, self.step_max)
        counted = np.where(factor < 1, 0.0, grad)
        return theta - np.sign(counted) * steps, {"steps": steps, "before": counted}

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        _, after = self.step(theta, grad, state)
        if len(theta) == 2:
            yield Polygon(
                "box of the steps Δ", "Each coordinate moves by its own Δ or rests: the point "
                "lands on a corner, or in the middle of a side.",
                theta + after["steps"] * [[-1, -1], [1, -1], [1, 1], [-1, 1]], NOW,
            )

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, after = self.step(theta, grad, state)
        agree, factor = np.sign(grad * state["before"]), self._factor(grad, state["before"])
        yield Line(
            "a", "whether the signs agree", r"\mathrm{sign}(g \, g_{i-1})", "sign({g} · {before})",
            {"g": grad, "before": state["before"]}, agree,
        )
        yield Line(
            r"\eta_\pm", "factor on the step",
            r"\eta_+ [a > 0] + \eta_- [a < 0] + [a = 0]",
            "{plus} · ({a} > 0) + {minus} · ({a} < 0) + ({a} = 0)",
            {"a": agree, "plus": self.eta_plus, "minus": self.eta_minus}, factor,
        )
        yield Line(
            r"\Delta", "length of each coordinate's step",
            r"\min(\max(\eta_\pm \Delta, \Delta_{\min}), \Delta_{\max})",
            "min(max({factor} · {steps}, {low}), {high})",
            {"factor": factor, "steps": state["steps"], "low": self.step_min,
             "high": self.step_max}, after["steps"],
        )
        counted = after["before"]
        yield Line(
            "s", "gradient, 0 where its sign has changed", r"[\eta_\pm \geq 1]\, g",
            "({factor} ≥ 1) · {g}", {"factor": factor, "g": grad}, counted,
        )
        yield Line(
            r"\theta", "new point", r"\theta - \mathrm{sign}(s)\, \Delta",
            "{theta} − sign({s}) · {steps}",
            {"theta": theta, "s": counted, "steps": after["steps"]}, new,
        )
