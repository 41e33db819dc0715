"""L-BFGS (Nocedal 1980): BFGS from the last few steps only, without a matrix.

The two-loop recursion (Nocedal, Wright 2006, algorithm 7.4) with γ = s·y / y·y of the newest pair.
The first step is scaled by min(1, 1/|g|₁), as PyTorch and SciPy do.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import Line, State, optimizers
from playground.engine.optimizers.bfgs import learned_and_true, teaches
from playground.engine.parameters import parameter
from playground.engine.problem import Array
from playground.engine.searches import unit_first
from playground.engine.searching import SearchingOptimizer, search
from playground.engine.sketch import Shape, Words


@optimizers.register("lbfgs")
@dataclass(frozen=True)
class LBFGS(SearchingOptimizer):
    """BFGS for many parameters: remembers the last few steps, not a matrix."""

    title = "L-BFGS"
    short = "L-BFGS"
    year = 1980
    full_batch = True

    search: str = search("wolfe")
    memory: int = parameter(
        10, low=1, high=100, slider=(1, 30), symbol="m",
        help="Memory m: from how many of the last steps the curvature is read.",
    )

    def init(self, theta: Array) -> State:
        shape = (self.memory, len(theta))
        return {"steps": np.zeros(shape), "changes": np.zeros(shape), "count": 0}

    def direction(self, grad: Array, state: State) -> Array:
        count = min(state["count"], self.memory)
        if not count:
            return -grad
        q, shares = grad.copy(), []
        pairs = [(s, y, 1 / float(s @ y)) for s, y in zip(
            state["steps"][-count:], state["changes"][-count:], strict=True
        )]
        for s, y, rho in reversed(pairs):
            share = rho * float(s @ q)
            shares.append(share)
            q -= share * y
        s, y, _ = pairs[-1]
        r: Array = float(s @ y) / float(y @ y) * q
        for (s, y, rho), share in zip(pairs, reversed(shares), strict=True):
            r += (share - rho * float(y @ r)) * s
        return -r

    def first_length(self, grad: Array, state: State) -> float:
        return 1.0 if state["count"] else unit_first(grad)

    def after(self, state: State, step: Array, change: Array, grad: Array) -> State:
        if not teaches(step, change):
            return dict(state)
        return {
            "steps": np.concatenate([state["steps"][1:], step[None]]),
            "changes": np.concatenate([state["changes"][1:], change[None]]),
            "count": state["count"] + 1,
        }

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        yield from super().sketch(theta, grad, state, ground)
        if len(theta) == 2:  # the matrix that the recursion never forms
            columns = [-self.direction(unit, state) for unit in np.eye(2)]
            yield from learned_and_true(theta, np.array(columns), ground)

    def direction_lines(self, grad: Array, state: State) -> Iterator[Line]:
        d = self.direction(grad, state)
        known = min(state["count"], self.memory)
        yield Line(
            "d", f"direction, by the curvature of {known} steps", r"-H g", "{d}", {"d": d}, d,
        )
