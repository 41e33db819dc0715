"""What the lecture's loop counts as steps."""

from __future__ import annotations

from playground.engine.descent import Plan
from playground.engine.stopping import Stop


def lecture_count(stop: Stop | None, plan: Plan, steps: int) -> int | None:
    """One less than the updates of a run, where the loop on the lecture's slide ends as it did.

    That loop computes the last, short update as well, but returns the point before it. None for
    other rules and for optimizers that the slide does not speak of.
    """
    descends = all(optimizer.name == "gradient_descent" for _, optimizer in plan)
    return steps - 1 if stop == ("converged", "step_length") and descends else None
