"""What the training chart says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, nan

from playground.app.charts.training.series import PARTS, STYLES, Evaluated, Shown
from playground.app.charts.training.summary import FootEntry
from playground.app.core.view import Scene
from playground.app.plots.legend import Entry
from playground.app.plots.series import Curve
from playground.app.text.loss_names import loss_words
from playground.app.text.numbers import fixed, grouped, localised, number
from playground.engine.data_problem import with_data
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.least_squares import is_least_squares
from playground.lab.runs.closed_form import known_solution
from playground.lab.runs.curvature import is_charted
from playground.lab.runs.objective import penalized
from playground.lab.runs.run import Run
from playground.lab.verdicts.network import objective_name

NO_CLASSES = "The targets are numbers, not classes: nothing is right or wrong, only near or far."
NO_CURVATURE = (
    "Curvature is followed where every step sees all the data: set the batch to “all” in Training. "
    "A batch's own Hessian is another one in every step."
)
NO_SOLUTION = (
    "Only one linear layer with a square loss has an exact solution to be near to; see the panel "
    "Exact solution."
)
UNSOLVED = "These data are solved when you ask for it, in the panel Exact solution."
MANY_SOLUTIONS = "Many weights are exact solutions here (κ is infinite): no one is the goal."
NO_EPOCHS = "Every step sees all the data: a step is an epoch."


def why_empty(scene: Scene, shown: Shown, waits: str = "") -> str:
    """What would be here and how to get it; nothing if there is something to see.

    `waits` says why nothing can be played as yet.
    """
    phrase = shown.quantity.phrase
    if not scene.runs:
        return f"Add an optimizer: {phrase} of its training appears here step by step."
    runs = [r for r, o in zip(scene.runs, scene.experiment.runners, strict=True) if o.shown]
    if not runs:
        return "All runners are hidden: show one in the list of runners to see its curve here."
    fitting = [run.problem for run in runs if isinstance(run.problem, FittingProblem)]
    if not fitting:
        return "Training and test risk are of networks: choose or build one to see them here."
    if shown.curvature and not any(is_charted(problem) for problem in fitting):
        return NO_CURVATURE
    if not any(run.begun for run in runs):
        return "The first gradient over all the rows is being computed…"
    if shown.lines:
        return "" if any(len(run.columns.steps) for run in runs) else _NO_START
    if any(run.last for run in runs):
        return ""
    if all(run.stop is not None and run.stop.kind == "diverged" for run in runs):
        return _NO_START
    return waits or f"Press Space to play: {phrase} appears here step by step."


_NO_START = "There is no first step: numbers leave the finite range. Make the weights smaller."


def why_no_distance(problems: Sequence[FittingProblem]) -> str:
    """Why no run has an exact solution that is known and the only one; nothing if one has."""
    solvable = [problem for problem in problems if is_least_squares(problem)]
    if not solvable:
        return NO_SOLUTION if problems else ""
    known = [found for found in map(known_solution, solvable) if found is not None]
    if not known:
        return UNSOLVED
    return "" if any(found.is_unique for found in known) else MANY_SOLUTIONS


def value_text(value: float, shown: Shown, zeros: bool = True) -> str:
    """A value of the chart; a dash where there is none."""
    if not isfinite(value):
        return "–"
    return f"{fixed(value, 1)} %" if shown.percent else number(value, zeros=zeros)


def place_text(run: Run, step: int) -> str:
    """ "step 37: batch 3 of epoch 2": the batch that the step was made with."""
    problem = run.problem
    if not isinstance(problem, FittingProblem):
        return f"step {grouped(step)}"
    return f"step {grouped(step)}: {localised(problem.batches.made(step))}"


def entry(curve: Curve, step: int, shown: Shown) -> FootEntry:
    """A line of the chart by name, and its value at a step."""
    part, text = curve.part, value_text(curve.series.value(step), shown)
    if isinstance(curve.series, Evaluated) and part == "main" and shown.quantity.name == "risk":
        error = curve.series.error(step)
        if error is not None:
            text = f"≈ {text} ± {number(error, 2)}"
    return FootEntry(part, _name(curve, shown), text)


def _name(curve: Curve, shown: Shown) -> str:
    """What a line is of. With a penalty the loss and what is minimized have names of their own."""
    part, problem = curve.part, curve.series.run.problem
    if part == "objective":
        return objective_name(with_data(problem))
    of_batch = part == "noise" or shown.quantity.name == "batch_loss"
    if of_batch and (penalized(problem) or part != "noise"):
        return loss_words(problem).loss.removesuffix(" =")
    if part == "bound":
        found = curve.series.run.optimizer_at(0).stable_rate(1.0)
        return found[1].replace("λₘₐₓ", "η") if found is not None else "no bound"
    if part == "main" and (len(shown.lines) < 2 or shown.curvature):
        return shown.quantity.axis
    if part == "main" and shown.quantity.name == "risk" and penalized(problem):
        return "R"
    return {"noise": "batch", "test": "test", "main": "training", "error": "± s/√m"}[part]


def readings(
    curves: Sequence[Curve], at: Mapping[int, int], shown: Shown
) -> list[tuple[int, str, str]]:
    """Slot, label and values of every runner, "training / test", each at its own step of `at`;
    where these are not the same, the label says which.
    """
    parts, several = _parts(curves), len(set(at.values())) > 1
    found: dict[int, tuple[str, dict[str, str]]] = {}
    for curve in curves:
        if curve.part in parts and curve.slot in at:
            step, last = at[curve.slot], curve.series.run.last
            value = curve.series.value(step) if step <= last else nan
            label = f"{curve.label} ({_ended(step, last)})" if several else curve.label
            texts = found.setdefault(curve.slot, (label, {}))[1]
            texts[curve.part] = value_text(value, shown)
    return [
        (slot, label, " / ".join(texts.get(part, "–") for part in parts))
        for slot, (label, texts) in sorted(found.items())
    ]


def _ended(step: int, last: int) -> str:
    return f"step {grouped(step)}" if step <= last else f"ended at {grouped(last)}"


def _parts(curves: Sequence[Curve]) -> list[str]:
    """The parts that are read at the pointer, in order: all but the noise and error bars."""
    there = {curve.part for curve in curves}
    return [part for part in PARTS if part in there and part not in ("noise", "error")]


def headings(
    curves: Sequence[Curve], at: Mapping[int, int], shown: Shown, place: str = ""
) -> tuple[str, ...]:
    """ "step 37: batch 3 of epoch 2 (training / test)": which step, and what the values are; then
    the same with less and less, for where there is little room. Where runners are at steps of
    their own it is the `place` on the axis, "epoch 2".
    """
    steps = set(at.values())
    short = f"step {grouped(min(steps))}" if len(steps) == 1 else place
    places = {place_text(c.series.run, at[c.slot]) for c in curves if c.slot in at}
    long = places.pop() if len(places) == 1 and len(steps) == 1 else short
    parts = _parts(curves)
    if len(parts) < 2:
        return long, short
    what = f" ({' / '.join(part_name(curves, part, shown) for part in parts)})"
    return long + what, short + what, short


def part_name(curves: Sequence[Curve], part: str, shown: Shown) -> str:
    """What the lines of a part are of."""
    every = {_name(curve, shown) for curve in curves if curve.part == part}
    return every.pop() if len(every) == 1 else _COMMON[part]


_COMMON = {
    "main": "training", "objective": "with penalty", "bound": "bound", "test": "test",
    "noise": "batch", "error": "± s/√m",
}
"""What lines of several runners are called that have names of their own."""


def kinds(curves: Sequence[Curve], shown: Shown) -> list[Entry]:
    """The kinds of lines that a legend explains beside the runners; none if there is one."""
    there = sorted({curve.part for curve in curves}, key=PARTS.index)
    if len(there) < 2:
        return []
    return [Entry(part_name(curves, part, shown), line=STYLES[part]) for part in there]


def sentence(
    curves: Sequence[Curve], at: Mapping[int, int], shown: Shown, place: str = ""
) -> str:
    """ "step 37: batch 3 of epoch 2 (training / test): GD 0.3582 / 0.4012"."""
    values = ", ".join(f"{label} {text}" for _, label, text in readings(curves, at, shown))
    return f"{headings(curves, at, shown, place)[0]}: {values}"


def sampled_text(count: int, total: int) -> str:
    """ "estimated on 2,000 of 60,000 samples"."""
    return f"estimated on {grouped(count)} of {grouped(total)} samples"
