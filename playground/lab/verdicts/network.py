"""Why the training of a network ended, without a map of the ground: it has too many dimensions."""

from __future__ import annotations

from typing import NamedTuple

from playground.engine.data_problem import DataProblem
from playground.engine.problem import Array
from playground.engine.stopping import Stop, norm
from playground.lab.runs.objective import Objective, objective_at, penalized, share
from playground.lab.runs.run import Run
from playground.lab.verdicts.flat_network import flat_at
from playground.lab.verdicts.learning_rates import rate_of
from playground.lab.verdicts.sentences import (
    Verdict,
    Writes,
    after,
    batch_met,
    counted,
    lecture_note,
    limit_in_units,
    rule_met,
)

_MOST_WORK = 20_000_000  # samples times parameters; about a tenth of a second


class _End(NamedTuple):
    """What is minimized at the end of a run, over all the training data, and how steep it is.

    Of a file, where no step saw all of it, on the rows that its risk is estimated on.
    """

    objective: Objective
    slope: float
    is_risk: bool
    """Whether it is what every step saw."""


def network_verdict(run: Run, stop: Stop, write: Writes) -> Verdict:
    """What became of a run that is not on a surface."""
    if stop.rule == "start":
        return Verdict("start", "The loss at the start is not a finite number; draw it anew.")
    if stop.kind == "diverged":
        return Verdict("diverged", _why_diverged(run, write))
    end = _end(run)
    # A run that saw all the data at every step has the number of its last step already.
    known = None if end is None or end.is_risk else end.objective
    kind, why = _why_level(run, end, write)
    if why:
        return Verdict(kind, f"Stopped {after(run, write)}: {why}", known)
    numbers = _numbers(run, end, write)
    flat = flat_at(run, run.last)
    more = f" {flat.sentence}" if flat is not None else ""
    if stop.kind == "max_steps":
        how = f"Stopped by the limit of steps, {after(run, write)}"
        if units := limit_in_units(run):
            how = f"Stopped by the limit of {counted(*units, write)}, {after(run, write)}"
        return Verdict("limit", f"{how}: {numbers}.{more}", known)
    if stop.kind == "early_stopped" and run.looks.best is not None:
        best = run.looks.best
        how = (
            f"Stopped early, {after(run, write)}: the test risk was least at step "
            f"{write.whole(best.step)}, {write.number(best.test_risk)}, and "
            f"{counted(run.looks.since_best, 'look', write)} since then found it no lower"
        )
        return Verdict("best", f"{how}; now {numbers}.{more}", known)
    if stop.kind == "batch_converged":
        whole = "" if end is None or _is_estimate(run) else "over all the data "
        return Verdict("batch", f"{batch_met(run, write)}; {whole}{numbers}.{more}", known)
    said = f"{rule_met(run, write)}: {numbers}.{more}{lecture_note(run, write)}"
    return Verdict("converged", said, known)


def objective_name(problem: DataProblem) -> str:
    """ "R + penalty"; "R + penalty/10" where steps sum over 10 samples: see `lab.objective`."""
    parts = share(problem)
    return "R + penalty" if parts == 1 else f"R + penalty/{parts:,}"


def _why_diverged(run: Run, write: Writes) -> str:
    loss = write.number(run[run.last].loss)
    rate = rate_of(run.rule_at(run.last))
    mend = "try other settings" if rate is None else (
        f"try a learning rate below {write.number(rate)}"
    )
    problem = run.problem
    if isinstance(problem, DataProblem) and share(problem) > 1:
        times = write.whole(share(problem))
        mend += f", or the mean: the sum makes a gradient {times} times as long"
    return (
        f"Diverged {after(run, write)}: the loss came to {loss} and then left the finite "
        f"numbers; {mend}."
    )


def _end(run: Run) -> _End | None:
    """The end over all the training data; None where there is too much of it, or none."""
    problem = run.problem
    if not isinstance(problem, DataProblem):
        return None
    last = run[run.last]
    if problem.batches.is_full:
        penalty, parts = problem.penalty(last.theta), share(problem)
        objective = Objective((last.loss - penalty) / parts, penalty / parts)
        return _End(objective, norm(last.grad) / parts, problem.sees_risk)
    if len(problem.data.X) * len(last.theta) > _MOST_WORK:
        return None
    objective, gradient = objective_at(problem, last.theta)
    return _End(objective, norm(gradient), problem.sees_risk)


def _is_estimate(run: Run) -> bool:
    """Whether the end was looked at on some of the data: no step saw the risk itself."""
    problem = run.problem
    return isinstance(problem, DataProblem) and problem.is_estimated and not problem.sees_all


def _why_level(run: Run, end: _End | None, write: Writes) -> tuple[str, str]:
    """The kind, and why a network cannot go on: a gradient of exactly 0 with a loss to lose.

    That is a dead layer or other level ground, which a minimum is too; else nothing.
    """
    theta: Array = run[run.last].theta
    if end is None or end.slope != 0 or not end.objective.risk > 0:
        return "", ""
    if len(run.problem.frozen) == len(theta):
        return "", ""
    risk = write.number(end.objective.risk)
    begin = f"the gradient is exactly 0 while the risk is {risk}"
    flat = flat_at(run, run.last)
    if flat is not None and flat.kind == "dead":
        return "dead", f"{begin}. {flat.sentence}"
    more = f" {flat.sentence}" if flat is not None else ""
    return "level", (
        f"{begin}: level ground, a minimum or a plateau; another start may end lower.{more}"
    )


def _numbers(run: Run, end: _End | None, write: Writes) -> str:
    """Where it ended: the risk, what is minimized and its slope, or what the last batch saw."""
    last, problem = run[run.last], run.problem
    if end is not None:
        said = f"risk R = {write.number(end.objective.risk)}"
        if isinstance(problem, DataProblem) and _is_estimate(run):
            error = problem.risk_standard_error(last.theta)
            said = (
                f"risk R ≈ {write.number(end.objective.risk)} ± {write.number(error)}, estimated "
                f"on {write.whole(len(problem.data.X))} of {write.whole(problem.data.samples)} rows"
            )
        if penalized(problem):
            total = write.number(end.objective.total)
            sign = "≈" if _is_estimate(run) else "="
            said += f", {objective_name(problem)} {sign} {total}"
        return f"{said}, slope {write.number(end.slope)}"
    name = "loss"
    if isinstance(problem, DataProblem):
        name = "on the last batch "
        name += "Σℓ" if problem.sums else "ℓ"
        name += " + penalty" if penalized(problem) else ""
    return f"{name} = {write.number(last.loss)}, slope {write.number(norm(last.grad))}"
