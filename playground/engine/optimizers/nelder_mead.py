"""Nelder-Mead (1965): a simplex of n + 1 points crawls downhill, without a single gradient.

With the worst corner w and the centroid c of the others: reflect to c + (c − w); if that is the
best, expand to c + 2(c − w); if it is no better than the second worst, contract to half the way,
outside or inside; if that fails, shrink all corners halfway to the best. As in SciPy, whose first
simplex it takes: one coordinate at a time 5 % further, or 0.00025 where it is 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from playground.engine.ground import Ground
from playground.engine.optimizer import AskingOptimizer, Line, State, optimizers
from playground.engine.problem import Array, Problem
from playground.engine.sketch import KEPT, NEXT, NOW, TRIED, Dots, Polygon, Shape, Words

MOST_PARAMETERS = 500
_MOVES = {
    "reflect": "The worst corner goes through the middle of the others, to the other side.",
    "expand": "The reflected point was the best of all, so it goes twice as far.",
    "contract outside": "The reflected point was better than the worst corner only: half the way.",
    "contract inside": "The reflected point was worse than all: half the way back, inside.",
    "shrink": "Nothing was better than the worst corner: all come halfway to the best.",
}


class Turn(NamedTuple):
    """One move: the simplex after it, its name, and every point that was looked at on the way."""

    after: State
    name: str
    looked: tuple[tuple[str, Array], ...]


@optimizers.register("nelder_mead")
@dataclass(frozen=True)
class NelderMead(AskingOptimizer):
    """A triangle that flips, stretches and shrinks downhill: for losses without gradients."""

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

    def _turn(self, state: State, ground: Ground) -> Turn:
        """The simplex after one move, best corner first, and how it came about."""
        free, looked = ground.free, []

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
        looked.append(("reflect", reflected))
        name, new, loss = "reflect", reflected, at_reflected
        if at_reflected < losses[0]:
            expanded = middle + 2 * away
            looked.append(("expand", expanded))
            if (at_expanded := loss_at(expanded)) < at_reflected:
                name, new, loss = "expand", expanded, at_expanded
        elif not at_reflected < losses[-2]:
            outside = at_reflected < losses[-1]
            contracted = middle + (0.5 if outside else -0.5) * away
            at_contracted = loss_at(contracted)
            kept = at_contracted <= at_reflected if outside else at_contracted < losses[-1]
            name, new, loss = "contract outside" if outside else "contract inside", \
                contracted, at_contracted
            looked.append((name, contracted))
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
        return Turn({"corners": corners, "losses": losses}, name, tuple(looked))

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        after = self._turn(state, ground).after
        return after["corners"][0].copy(), after

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        after, name, looked = self._turn(state, ground)
        yield Polygon(
            "simplex now", "The corners that the rule keeps: on a surface a triangle. It knows f "
            "at them and nothing else.", state["corners"], NOW,
        )
        yield Polygon(f"after the move: {name}", _MOVES[name], after["corners"], NEXT)
        kept = [point for move, point in looked if move == name]
        left = [(move, point) for move, point in looked if move != name]
        if left:
            yield Dots(
                "tried, not kept", "f was asked for here too, and the other point was better.",
                np.array([point for _, point in left]), TRIED, tuple(move for move, _ in left),
            )
        if kept:
            yield Dots(
                "new corner", "It takes the place of the worst corner.", np.array(kept), KEPT,
                (name,),
            )

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        after, name, _ = self._turn(state, ground)
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
