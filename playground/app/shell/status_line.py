"""The status line: every runner at the cursor, in words that a screen reader can read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from playground.app.text.loss_names import loss_at, loss_words
from playground.app.text.numbers import grouped, localised, number, point
from playground.engine.data_problem import DataProblem
from playground.engine.stopping import norm
from playground.lab.experiments.experiment import Runner
from playground.lab.runs.run import Run
from playground.lab.verdicts.sentences import limit_in_units
from playground.lab.verdicts.surface import Verdict

WORDS = {
    "minimum": "converged",
    "converged": "converged",
    "batch": "stopped by one batch",
    "saddle": "stuck at a saddle",
    "maximum": "resting on a maximum",
    "plateau": "stalled on a plateau",
    "slow": "stalled",
    "early": "stopped early, as asked",
    "best": "stopped early",
    "limit": "reached the limit",
    "diverged": "diverged",
    "dead": "stuck with a gradient of 0",
    "level": "on level ground, with a gradient of 0",
    "start": "cannot start: the loss is not finite there",
}
NO_GRADIENT = "cannot start: f has no gradient there"


def sentence(runner: Runner, run: Run, cursor: int, verdict: Verdict) -> str:
    """One runner at the cursor: its numbers, or how it ended."""
    if verdict.kind == "start":
        steep = run.stop is not None and run.stop.rule == "no_gradient"
        return f"{runner.label}: {NO_GRADIENT if steep else WORDS['start']}"
    index = min(cursor, run.last)
    step, words, loss = run[index], loss_words(run.problem), loss_at(run, cursor, verdict)
    text = f"{runner.label}: {loss.sign} {loss.written}"
    if run.stop and cursor >= run.last:
        how = WORDS.get(verdict.kind, verdict.kind)
        if verdict.kind == "batch" and not isinstance(run.problem, DataProblem):
            how = "stopped by one noisy gradient"
        return f"{text}, {how} {_after(run, verdict.kind)}"
    text += f", {words.slope} {number(norm(step.grad))}"
    if index:
        text += f", step {number(run.step_length(index))}"
    if not isinstance(run.problem, DataProblem):
        return text
    return f"{text}, {localised(run.problem.batches.made(index))}"


def _after(run: Run, kind: str) -> str:
    """ "after 37 steps"; "of 300 epochs" where these were the limit."""
    units = limit_in_units(run)
    if units is not None and kind not in ("dead", "level"):
        return "of " + _counted(*units)
    return "after " + _counted(run.last, "step")


def _counted(count: int, word: str) -> str:
    return f"{grouped(count)} {word}" + ("" if count == 1 else "s")


FEW = 2
"""So many runners are told in full; of more only the selected one, the others by their loss."""


class Status(NamedTuple):
    """The line, and every runner in full, a line each, for its tooltip."""

    text: str
    tip: str


def status_of(
    runners: Sequence[Runner],
    runs: Sequence[Run],
    cursor: int,
    verdict_of: Callable[[Run], Verdict],
    selected: int = 0,
) -> Status:
    """All shown runners, the selected one first."""
    order = sorted(range(len(runners)), key=lambda k: k != selected)
    shown = [k for k in order if runners[k].shown]
    if not shown:
        walk = "add one to begin" if not runners else "show one to read it here"
        return Status(f"No runner: {walk}.", "")
    parts = [sentence(runners[k], runs[k], cursor, verdict_of(runs[k])) for k in shown]
    tip = "\n".join(parts)
    if len(parts) > FEW:
        first = loss_at(runs[shown[0]], cursor, verdict_of(runs[shown[0]])).sign
        parts[1:] = [
            short(runners[k], runs[k], cursor, verdict_of(runs[k]), first) for k in shown[1:]
        ]
    return Status("  ·  ".join(parts), tip)


def short(runner: Runner, run: Run, cursor: int, verdict: Verdict, sign: str) -> str:
    """A runner among many: its name and its loss, named where it is no `sign` as the first's is:

    one that goes on has its batch's loss, one that has ended its risk.
    """
    loss = loss_at(run, cursor, verdict)
    named = "" if loss.sign == sign else f"{loss.sign} "
    return f"{runner.label}: {named}{number(loss.value)}"


def spoken(runner: Runner, run: Run, cursor: int) -> str:
    """A summary for assistive technology: step, loss and place of one runner."""
    index = min(cursor, run.last)
    step = run[index]
    return (
        f"{runner.label} at step {index} of {run.last}: {loss_words(run.problem).loss} "
        f"{number(step.loss)} "
        f"at {point(*step.theta[:2])}"
    )
