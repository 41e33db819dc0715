"""Nelder-Mead (1965): a simplex of n + 1 points crawls downhill, without a single gradient.

With the worst corner w and the centroid c of the others: reflect to c + (c − w); if that is the
best, expand to c + 2(c − w); if it is no better than the second worst, contract to half the way,
outside or inside; if that fails, shrink all corners halfway to the best. As in SciPy, whose first
simplex it takes: one coordinate at a time 5 % further, or 0.00025 where it is 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import AskingOptimizer, Line, State, optimizers
from playground.engine.problem import Array, Problem

MOST_PARAMETERS = 500


@optimizers.register("nelder_mead")
@dataclass(frozen=True)
class NelderMead(AskingOptimizer):
    """A triangle that flips, stretches and shrinks downhill: it looks at losses only."""

    title = "Nelder-Mead"
    short = "NM"
    year = 1965
    scales_with_gradient = False
    full_batch = True

    def init(self, theta: Array) -> State:
        corners = np.tile(theta, (len(theta) + 1, 1))
        moved = np.where(theta == 0, 0.00025, 1.05 * theta)
        corners[1:][np.diag_indices(len(theta))] = moved
        return {"corners": corners, "losses": np.full(len(corners), np.nan)}

    def extent(self, state: State) -> float | None:
        corners = state["corners"]
        return float(np.abs(corners[1:] - corners[0]).max())

    def why_not(self, problem: Problem) -> str:
        if problem.dimension > MOST_PARAMETERS:
            return (
                f"keeps a corner for each parameter: at most {MOST_PARAMETERS} of them, and there "
                f"are {problem.dimension:,}"
            )
        return ""

    def _turn(self, state: State, ground: Ground) -> tuple[State, str]:
        """The simplex after one move, best corner first, and which move it was."""
        free = ground.free

        def loss_at(point: Array) -> float:
            loss, _ = ground.evaluate(point)
            return loss if np.isfinite(loss) else np.inf

        corners, losses = state["corners"].copy(), state["losses"].copy()
        still = np.setdiff1d(np.arange(corners.shape[1]), free)
        if np.isnan(losses).any():  # the first move: a corner for each parameter that moves
            corners = np.delete(corners, still + 1, axis=0)
        corners = corners[: len(free) + 1]  # those that rest stand at the end
        losses = losses[: len(corners)]
        if np.isnan(losses).any():
            losses = np.array([loss_at(corner) for corner in corners])
        order = np.argsort(losses, kind="stable")
        corners, losses = corners[order], losses[order]
        middle = corners[:-1].sum(axis=0) / (len(corners) - 1)
        away = middle - corners[-1]
        reflected = middle + away
        at_reflected = loss_at(reflected)
        name, new, loss = "reflect", reflected, at_reflected
        if at_reflected < losses[0]:
            expanded = middle + 2 * away
            if (at_expanded := loss_at(expanded)) < at_reflected:
                name, new, loss = "expand", expanded, at_expanded
        elif not at_reflected < losses[-2]:
            outside = at_reflected < losses[-1]
            contracted = middle + (0.5 if outside else -0.5) * away
            at_contracted = loss_at(contracted)
            kept = at_contracted <= at_reflected if outside else at_contracted < losses[-1]
            name, new, loss = "contract outside" if outside else "contract inside", \
                contracted, at_contracted
            if not kept:
                name = "shrink"
                corners[1:] = corners[0] + 0.5 * (corners[1:] - corners[0])
                losses[1:] = [loss_at(corner) for corner in corners[1:]]
        if name != "shrink":
            corners[-1], losses[-1] = new, loss
        order = np.argsort(losses, kind="stable")
        corners, losses = corners[order], losses[order]
        if len(still):  # every state has the same shape
            pad = len(state["losses"]) - len(losses)
            corners = np.concatenate([corners, np.tile(corners[0], (pad, 1))])
            losses = np.concatenate([losses, np.full(pad, losses[0])])
        return {"corners": corners, "losses": losses}, name

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        after, _ = self._turn(state, ground)
        return after["corners"][0].copy(), after

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        after, name = self._turn(state, ground)
        worst = after["losses"][-1]
        yield Line(
            r"f_w", f"move: {name}; the worst corner's f", r"f(w)", "{f}", {"f": worst},
            np.full_like(theta, worst),
        )
        best = after["corners"][0]
        yield Line(
            r"\theta", "new point: the best corner", r"\theta + \Delta\theta",
            "{theta} + {change}", {"theta": theta, "change": best - theta}, best.copy(),
        )
