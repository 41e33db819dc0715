"""What is said of the noise floor."""

from __future__ import annotations

from playground.app.text.numbers import grouped, number
from playground.app.text.shares import percent
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.floor import Floor
from playground.lab.runs.tail import Tail

TOO_MUCH = "The risk of so many points on so many samples is not evaluated while one waits."


def _risk(problem: FittingProblem) -> str:
    return "R + penalty" if problem.penalized else "risk"


def predicted(problem: FittingProblem, floor: Floor | None, why: str) -> str:
    """The level, and of what it is predicted."""
    if floor is None:
        return why
    name = _risk(problem)
    if problem.batches.is_full:
        return (
            f"Every step sees all the data: there is no noise, and the {name} goes on to "
            f"{number(floor.lowest)}, its minimum."
        )
    return (
        f"Predicted level of the {name}: {number(floor.level)} = {number(floor.lowest)} at the "
        f"minimum w* + {number(floor.excess, 3)} (replacement, near the minimum)."
    )


def seen(
    problem: FittingProblem, risk: float, points: int, average: float, found: Tail,
    share: float | None,
) -> str:
    """What the points and their average have."""
    name = _risk(problem)
    span = "the second half of the run" if found.whole else f"these {grouped(points)} points"
    inside = (
        "" if share is None
        else f" Within the predicted 2σ: {percent(share)} of them (of a Gaussian 86 %)."
    )
    return (
        f"Seen: mean {name} of the last {grouped(points)} points {number(risk)}; {name} at their "
        f"average over {span} {number(average)}.{inside}"
    )


def legend(found: Tail) -> str:
    """What the marks are."""
    every = "" if found.every == 1 else f", every {grouped(found.every)}th step"
    span = (
        "the tail average (Polyak): the mean over the second half of the run until then"
        if found.whole else "the running average of these points"
    )
    return (
        f"Dots: the last {grouped(len(found.points))} points{every}. Dashed: the predicted 1σ and "
        f"2σ. Smooth line: {span}; it changes nothing in the run."
    )
