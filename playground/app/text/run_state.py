"""Where a run is or how it ended, in a short word."""

from __future__ import annotations

from playground.app.text import numbers as fmt
from playground.engine.data_problem import DataProblem
from playground.engine.optimizer import Optimizer
from playground.engine.parameters import declared
from playground.engine.stop_rules import Limit
from playground.lab.runs.run import Run
from playground.lab.verdicts.surface import Verdict

WORDS = {
    "minimum": ("converged", "success"),
    "converged": ("converged", "success"),
    "batch": ("by one batch", "warning"),  # stopped by it: there is no room for more
    "saddle": ("at a saddle", "warning"),
    "maximum": ("on a maximum", "warning"),
    "plateau": ("on a plateau", "warning"),
    "slow": ("stalled", "warning"),
    "early": ("stopped early", "warning"),
    "best": ("stopped early", ""),
    "limit": ("out of steps", "warning"),
    "diverged": ("diverged", "error"),
    "dead": ("gradient is 0", "error"),
    "level": ("gradient is 0", "warning"),
    "start": ("cannot start", "error"),
}
NOISY = "by one step", "warning"
"""Of a surface whose gradient is noisy, for "batch"."""
ENDS = {
    "converged": "converged", "batch_converged": "by one batch", "max_steps": "out of steps",
    "early_stopped": "stopped early", "diverged": "diverged",
}
"""A stop as files name it, in words."""
# Before a run is judged: a rule was met, which is no praise yet.
_UNJUDGED = {
    "converged": ("converged", ""), "batch_converged": WORDS["batch"],
    "max_steps": WORDS["limit"], "early_stopped": WORDS["best"],
}


def key_setting(optimizer: Optimizer) -> str:
    """The setting that one speaks of first: η = 0.01."""
    for name, parameter in declared(type(optimizer)).items():
        return f"{parameter.symbol or name} = {fmt.setting(getattr(optimizer, name))}"
    return ""


def state_of(run: Run, cursor: int, verdict: Verdict | None = None) -> tuple[str, str]:
    """Where a run is at the cursor, or how it ended, in a short word, and the colour for it.

    Green is for minima only: a stop rule is met on saddles and plateaus too, and by one batch.
    """
    stop = run.stop
    if stop is None or cursor < run.last:
        return f"step {fmt.grouped(min(cursor, run.last))}", ""
    if stop.at_start:
        return WORDS["start"]
    if isinstance(stop.by, Limit) and (verdict is None or verdict.kind not in ("dead", "level")):
        return f"out of {stop.by.unit}", "warning"
    if stop.kind == "batch_converged" and not isinstance(run.problem, DataProblem):
        return NOISY
    if verdict is not None and verdict.kind in WORDS:
        return WORDS[verdict.kind]
    return _UNJUDGED.get(stop.kind) or WORDS.get(stop.kind, (stop.kind, ""))
