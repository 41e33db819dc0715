"""Where a run on a surface was when its steps were used up: a limit says nothing about the ground.

No rule was met, so nothing has converged, however near to a minimum the run may be.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from playground.engine.problem import Array
from playground.engine.stopping import norm
from playground.engine.surface import Surface
from playground.lab.runs.run import Run
from playground.lab.verdicts.ground import Ground, ground_near, place
from playground.lab.verdicts.learning_rates import excess_at
from playground.lab.verdicts.sentences import Writes

GROWN, GROWTH = 10, 1.05
"""Over so many steps, jumps that have become so many times as long grow: a cycle's do not."""
_NAMES = {
    "minimum": "the minimum", "saddle": "the saddle", "maximum": "the maximum",
    "level": "the level point",
}


def where_left(run: Run, surface: Surface, write: Writes) -> str:
    """ "near the minimum (1, 1), still jumping by 0.014": the end of a sentence."""
    x, y = run[run.last].theta.tolist()
    length = run.step_length(run.last)
    ground = ground_near(surface, x, y)
    if not run.last:
        near = f"near {_named(ground, write)}, " if ground else ""
        return f"{near}no step was taken."
    if length == 0:
        near = f"near {_named(ground, write)}, " if ground else ""
        return f"{near}it does not move any more."
    if _turns_back(run):
        return _jumping(run, surface, ground, write)
    if ground:
        return (
            f"near {_named(ground, write)}, {write.number(ground.away)} away; its last step was "
            f"{write.number(length)} long."
        )
    rule = run.stop.by if run.stop is not None else None
    unit = rule.unit if rule is not None else "steps"
    return f"the slope is still {write.number(slope_at(run, run.last))}; more {unit} would go on."


def _jumping(run: Run, surface: Surface, ground: Ground | None, write: Writes) -> str:
    """A run that goes to and fro, across a minimum perhaps, and perhaps because of its rate."""
    now, before = run[run.last].theta, run[run.last - 1].theta
    length = norm(now - before)
    grows = _grows(run)
    across = ground
    if across is None:  # too wide a jump to be near anything: what lies in its middle?
        x, y = ((now + before) / 2).tolist()
        across = ground_near(surface, x, y, length)
    named = across is not None and (ground is not None or across.kind == "minimum")
    over = f" across {_named(across, write)}" if across is not None and named else ""
    jump = write.number(length)
    said = f"its jumps to and fro{over} grow, the last was {jump} long" if grows else (
        f"still jumping by {jump}" if ground else f"still jumping by {jump}, to and fro{over}"
    )
    if across is None or not named:
        return f"{said}; the slope is {write.number(slope_at(run, run.last))}."
    where = said if grows or not ground else f"near {_named(across, write)}, {said}"
    excess = None
    if across.kind == "minimum":
        excess = excess_at(run.rule_at(run.last - 1), surface, across.at)
    if excess is None:
        return f"{where}."
    so = "it moves away" if grows else "it cannot settle"
    return f"{where}: {excess.sentence(write)} there, so {so}; try a smaller one."


def _grows(run: Run) -> bool:
    """Whether each of the last steps was longer than the one before: no cycle, but running away."""
    lengths = [run.step_length(k) for k in range(max(1, run.last - GROWN), run.last + 1)]
    return len(lengths) > 2 and lengths[-1] > GROWTH * lengths[0] and all(
        one < two for one, two in pairwise(lengths)
    )


def slope_at(run: Run, index: int) -> float:
    """‖∇f‖ at a step: of f itself, whatever noise the step saw it through."""
    step = run[index]
    return norm(step.grad if run.problem.sees_all else run.problem.risk_and_grad(step.theta)[1])


def _turns_back(run: Run) -> bool:
    """Whether the last step leads back against the one before it."""
    if run.last < 2:
        return False
    last, one = _step(run, run.last), _step(run, run.last - 1)
    with np.errstate(all="ignore"):
        return float(last @ one) < -0.5 * norm(last) * norm(one)


def _step(run: Run, index: int) -> Array:
    return run[index].theta - run[index - 1].theta


def _named(ground: Ground, write: Writes) -> str:
    return f"{_NAMES[ground.kind]} {place(ground.at, write)}"

