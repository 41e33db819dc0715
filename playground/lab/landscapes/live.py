"""The plane that is wanted of a run at a step, while the run still grows.

What a plane is made of is gathered first (`Wanted`, cheap, where the runs live); the plane itself
may take a while and is made from it anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.plane import NoPlaneError, Plane, spanned, three_points
from playground.engine.problem import Array, of_kind
from playground.lab.landscapes.kinds import numbers
from playground.lab.landscapes.planes import MARGIN, plane_of, usual_window
from playground.lab.landscapes.walked import Walked
from playground.lab.runs.run import Run

NEAR = 4.0
"""Around the gradient's plane so many lengths of the step are shown."""


class Wanted(NamedTuple):
    """A kind of plane and what it is made of: the selected run's path and step, the place of its
    next step and its gradient ("update"), the ends of three runs ("ends"); or why there is none.
    """

    kind: str
    problem: FittingProblem
    walked: Walked
    following: Array | None = None
    gradient: Array | None = None
    ends: tuple[Array, ...] = ()
    why_not: str = ""


def usual_kind(problem: FittingProblem) -> str:
    """What is shown if nobody has chosen: the two parameters that move, if there are two; the one
    that moves with its neighbour; else the plane that keeps most of the path.
    """
    if problem.dimension - len(problem.frozen) not in (1, 2) or problem.dimension < 2:
        return "pca"
    first, *rest = sorted(set(range(problem.dimension)) - set(problem.frozen))
    if not rest:
        first = min(first, problem.dimension - 2)
    second = rest[0] if rest else first + 1
    return f"weights:{first},{second}"


def walked_so_far(run: Run, cursor: int) -> Walked:
    """The recorded path of a run, at most 1,024 steps of it and the last, and where it is now."""
    at = run[min(cursor, run.last)]
    steps, path = run.history.waypoints()
    if not len(steps) or steps[-1] != run.last:
        steps, path = np.append(steps, run.last), np.vstack([path, run[run.last].theta])
    return Walked(steps, path, at.index, at.theta)


def wanted_plane(kind: str, runs: Sequence[Run], selected: int, cursor: int) -> Wanted:
    """Gather what a kind of plane is made of for the selected run at the cursor."""
    run = runs[selected]
    problem = of_kind(run.problem, FittingProblem)
    wanted = Wanted(kind, problem, walked_so_far(run, cursor))
    name, _, rest = kind.partition(":")
    if name == "update":
        theta = wanted.walked.theta
        return wanted._replace(
            following=run.next_theta(cursor), gradient=problem.risk_and_grad(theta)[1]
        )
    if name == "ends":
        places = numbers(rest) or ()
        if any(place >= len(runs) for place in places):
            why = f"needs three runners, but there {_are(len(runs))}; add one or choose others"
            return wanted._replace(why_not=why)
        ends = tuple(runs[place][runs[place].last].theta for place in places)
        if any(end.shape != wanted.walked.theta.shape for end in ends):
            why = "needs three networks of one shape; choose runners that share it"
            return wanted._replace(why_not=why)
        return wanted._replace(ends=ends)
    return wanted


def made(wanted: Wanted, told: Callable[[int], object] | None = None) -> Plane:
    """The plane; raises NoPlaneError where there is none, with a sentence that says why."""
    if wanted.why_not:
        raise NoPlaneError(wanted.why_not)
    walked = wanted.walked
    if not np.isfinite(walked.theta).all():
        raise NoPlaneError("needs finite weights, and these are not; look at an earlier step")
    if wanted.kind == "update":
        return _update(wanted)
    if wanted.ends:
        first, second, third = wanted.ends
        try:
            return replace(three_points(first, second, third), kind=wanted.kind)
        except NoPlaneError:
            raise NoPlaneError(
                "needs three ends that are not on one line; let the runs walk, or choose others"
            ) from None
    kept = np.isfinite(walked.path).all(axis=1)
    finite = walked._replace(steps=walked.steps[kept], path=walked.path[kept])
    return plane_of(wanted.kind, wanted.problem, finite, told)


def window(plane: Plane, wanted: Wanted) -> tuple[float, float, float, float]:
    """From where to where one looks, (a0, a1, b0, b1)."""
    walked = wanted.walked
    if plane.kind == "update" and wanted.following is not None:
        reach = NEAR * float(np.linalg.norm(wanted.following - walked.theta))
        return -reach, reach, -reach, reach
    if wanted.ends:
        walked = walked._replace(path=np.array(wanted.ends))
    kept = np.isfinite(walked.path).all(axis=1)
    only = plane.kind.startswith("weights") and plane.kind == usual_kind(wanted.problem)
    if only:  # no others move: both signs of each are looked at
        a, b = (np.abs(x).max() for x in plane.coordinates(walked.path[kept]))
        a, b = (float(max(1.0, (1 + 2 * MARGIN) * reach)) for reach in (a, b))
        return -a, a, -b, b
    return usual_window(plane, walked._replace(path=walked.path[kept]))


def _update(wanted: Wanted) -> Plane:
    """Straight down the risk, and the part of the rule's step across that."""
    theta, following, gradient = wanted.walked.theta, wanted.following, wanted.gradient
    assert following is not None and gradient is not None
    step = following - theta
    length, slope = np.linalg.norm(step), np.linalg.norm(gradient)
    if not (np.isfinite(length) and np.isfinite(slope)):
        raise NoPlaneError("needs a finite step, and this one is not; look at an earlier step")
    if length == 0 or slope == 0:
        raise NoPlaneError("needs a step, but here the rule stands still")
    down = -gradient / slope
    across = step - (step @ down) * down
    across -= (across @ down) * down
    if np.linalg.norm(across) < 1e-6 * length:
        raise NoPlaneError(
            "needs two directions, but here the rule's step goes straight down the risk"
        )
    return spanned("update", theta, down, across / np.linalg.norm(across))


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
