"""What every verdict is made of: its kind, its sentence, and how numbers are written in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from playground.engine.stop_rules import Convergence, Limit, Watch
from playground.lab.runs.objective import Objective
from playground.lab.runs.run import Run
from playground.lab.verdicts.lecture_count import lecture_count

KINDS: Mapping[str, tuple[str, ...]] = {
    "converged": ("minimum", "saddle", "maximum", "plateau", "slow", "early", "converged", "dead",
                  "level"),
    "batch_converged": ("batch", "dead", "level"),
    "max_steps": ("limit", "dead", "level"),
    "early_stopped": ("best", "dead", "level"),
    "diverged": ("diverged", "start"),
}
"""Which kinds of verdict there are for each kind of the engine's Stop; "running" without one.

What the window says and what the command line writes can so never contradict each other.
"""


class Verdict(NamedTuple):
    """`kind`: how a run ended, and on what ground; see KINDS.

    `objective` is, of a network that was trained in batches or by sums, its risk over all the
    training data in the end and the penalty beside it; None elsewhere, or where there is too much
    data to go through it for that.
    """

    kind: str
    sentence: str
    objective: Objective | None = None


def plain(value: float) -> str:
    """The default way to write a number in a verdict."""
    return f"{value:.4g}"


class Writes(NamedTuple):
    """How numbers and how counts are written."""

    number: Callable[[float], str]
    whole: Callable[[int], str]


def after(run: Run, write: Writes) -> str:
    """ "after 1 step", "after 37 steps"."""
    return f"after {counted(run.last, 'step', write)}"


def counted(count: int, word: str, write: Writes) -> str:
    """ "1 step", "37 steps"."""
    return f"{write.whole(count)} {word}" + ("" if count == 1 else "s")


def rule_met(run: Run, write: Writes) -> str:
    """Which rule about lengths ended a run, and when."""
    rule = convergence_of(run)
    met = rule.met_words.format(write.number(run.rules.settings[rule.name]))
    return f"Stopped {after(run, write)}, {met}"


def batch_met(run: Run, write: Writes) -> str:
    """The same of a run whose rule was met on the numbers of one batch, as luck may have it."""
    rule = convergence_of(run)
    assert isinstance(rule, Convergence)
    met = rule.batch_words.format(write.number(run.rules.settings[rule.name]))
    return f"Stopped by one batch, {after(run, write)}: {met}"


def convergence_of(run: Run) -> Convergence | Watch:
    """The rule by which a run came to rest; raises ValueError where it has not."""
    rule = run.stop.by if run.stop is not None else None
    if not isinstance(rule, (Convergence, Watch)):
        raise ValueError(f"no rule of rest ended this run: {run.stop}")
    return rule


def limit_in_units(run: Run) -> tuple[int, str] | None:
    """(30, "epoch") where that ended a run; None where it was no limit, or one of steps."""
    rule = run.stop.by if run.stop is not None else None
    if not isinstance(rule, Limit):
        return None
    units = rule.counted(run.last, run.problem)
    return None if units is None else (units, rule.each)


def lecture_note(run: Run, write: Writes) -> str:
    """What the lecture's loop counts, in a sentence of its own; "" where it does not apply."""
    count = lecture_count(run.stop, run.plan, run.last)
    if count is None:
        return ""
    return (
        " The lecture's loop returns the point before this last step, so it counts "
        f"{write.whole(count)}."
    )
