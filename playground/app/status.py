"""The status line: every runner at the cursor, in words that a screen reader can read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from playground.app.format import number, point
from playground.engine.stopping import norm
from playground.lab.experiment import Runner
from playground.lab.run import Run
from playground.lab.verdict import Verdict

WORDS = {
    "minimum": "converged",
    "converged": "converged",
    "saddle": "stuck at a saddle",
    "maximum": "resting on a maximum",
    "plateau": "stalled on a plateau",
    "slow": "stalled",
    "limit": "reached the limit",
    "diverged": "diverged",
    "start": "cannot start: the loss is not finite there",
}


def sentence(runner: Runner, run: Run, cursor: int, verdict: Verdict) -> str:
    """One runner at the cursor: its numbers, or how it ended."""
    if verdict.kind == "start":
        return f"{runner.label}: {WORDS['start']}"
    index = min(cursor, run.last)
    step = run[index]
    batches = getattr(run.problem, "batches", None)
    what = "f" if batches is None else "loss" if batches.is_full else "batch loss"
    text = f"{runner.label}: {what} = {number(step.loss)}"
    if run.stop and cursor >= run.last:
        after = f"{run.last:,} step" + ("" if run.last == 1 else "s")
        return f"{text}, {WORDS.get(verdict.kind, verdict.kind)} after {after}"
    slope = "‖∇f‖" if batches is None else "‖∇R‖"
    text += f", {slope} = {number(norm(step.grad))}"
    if index:
        text += f", step {number(run.step_length(index))}"
    return text if batches is None or batches.is_full else f"{text}, {batches.position(index)}"


def status_text(
    runners: Sequence[Runner],
    runs: Sequence[Run],
    cursor: int,
    verdict_of: Callable[[Run], Verdict],
    selected: int = 0,
) -> str:
    """All shown runners, the selected one first."""
    order = sorted(range(len(runners)), key=lambda k: k != selected)
    parts = [
        sentence(runners[k], runs[k], cursor, verdict_of(runs[k]))
        for k in order
        if runners[k].shown
    ]
    return "  ·  ".join(parts) or "No runner: add one to walk on this surface."


def spoken(runner: Runner, run: Run, cursor: int) -> str:
    """A summary for assistive technology: step, loss and place of one runner."""
    index = min(cursor, run.last)
    step = run[index]
    return (
        f"{runner.label} at step {index} of {run.last}: f = {number(step.loss)} "
        f"at {point(*step.theta[:2])}"
    )
