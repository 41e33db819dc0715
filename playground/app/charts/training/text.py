"""What the training chart says in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, nan

from playground.app.charts.curves import Curve
from playground.app.charts.training.series import PARTS, Shown, part_of
from playground.app.charts.training.summary import Entry
from playground.app.core.view import Scene
from playground.app.text.loss_names import loss_words
from playground.app.text.numbers import fixed, grouped, localised, number
from playground.engine.data_problem import with_data
from playground.engine.networks.fitting import FittingProblem
from playground.lab.runs.objective import penalized
from playground.lab.runs.run import Run
from playground.lab.verdicts.network import objective_name

NO_CLASSES = "The targets are numbers, not classes: nothing is right or wrong, only near or far."
NO_EPOCHS = "Every step sees all the data: a step is an epoch."


def why_empty(scene: Scene, shown: Shown) -> str:
    """What would be here and how to get it; nothing if there is something to see."""
    phrase = shown.quantity.phrase
    if not scene.runs:
        return f"Add an optimizer: {phrase} of its training appears here step by step."
    runs = [r for r, o in zip(scene.runs, scene.experiment.runners, strict=True) if o.shown]
    if not runs:
        return "All runners are hidden: show one in the list of runners to see its curve here."
    fitting = [run.problem for run in runs if isinstance(run.problem, FittingProblem)]
    if not fitting:
        return "Training and test risk are of networks: choose or build one to see them here."
    if shown.lines:
        return "" if any(len(run.columns.steps) for run in runs) else _NO_START
    if any(run.last for run in runs):
        return ""
    if all(run.stop is not None and run.stop.kind == "diverged" for run in runs):
        return _NO_START
    return f"Press Space to play: {phrase} appears here step by step."


_NO_START = "There is no first step: numbers leave the finite range. Make the weights smaller."


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


def entry(curve: Curve, step: int, shown: Shown) -> Entry:
    """A line of the chart by name, and its value at a step."""
    part = part_of(curve)
    return Entry(part, _name(curve, shown), value_text(curve.trace.value(step), shown))


def _name(curve: Curve, shown: Shown) -> str:
    """What a line is of. With a penalty the loss and what is minimized have names of their own."""
    part, problem = part_of(curve), curve.trace.run.problem
    if part == "objective":
        return objective_name(with_data(problem))
    of_batch = part == "noise" or shown.quantity.name == "batch_loss"
    if of_batch and (penalized(problem) or part != "noise"):
        return loss_words(problem).loss.removesuffix(" =")
    if part == "main" and len(shown.lines) < 2:
        return shown.quantity.axis
    if part == "main" and shown.quantity.name == "risk" and penalized(problem):
        return "R"
    return {"noise": "batch", "test": "test", "main": "training"}[part]


def readings(curves: Sequence[Curve], step: int, shown: Shown) -> list[tuple[int, str, str]]:
    """Slot, label and values of every runner at a step, "training / test"."""
    parts = _parts(curves)
    found: dict[int, tuple[str, dict[str, str]]] = {}
    for curve in curves:
        if part_of(curve) in parts:
            value = curve.trace.value(step) if step <= curve.trace.run.last else nan
            texts = found.setdefault(curve.slot, (curve.label, {}))[1]
            texts[part_of(curve)] = value_text(value, shown)
    return [
        (slot, label, " / ".join(texts.get(part, "–") for part in parts))
        for slot, (label, texts) in sorted(found.items())
    ]


def _parts(curves: Sequence[Curve]) -> list[str]:
    """The parts that are read at the pointer, in order: all but the noise."""
    there = set(map(part_of, curves))
    return [part for part in PARTS if part in there and part != "noise"]


def headings(curves: Sequence[Curve], step: int, shown: Shown) -> tuple[str, ...]:
    """ "step 37: batch 3 of epoch 2 (training / test)": which step, and what the values are;

    then the same with less and less, for where there is little room.
    """
    places = {place_text(curve.trace.run, step) for curve in curves}
    place = places.pop() if len(places) == 1 else f"step {grouped(step)}"
    parts = _parts(curves)
    short = f"step {grouped(step)}"
    if len(parts) < 2:
        return place, short
    names = []
    for part in parts:
        every = {_name(curve, shown) for curve in curves if part_of(curve) == part}
        names.append(every.pop() if len(every) == 1 else _COMMON[part])
    what = f" ({' / '.join(names)})"
    return place + what, short + what, short


_COMMON = {"main": "training", "objective": "with penalty", "test": "test"}
"""What lines of several runners are called that have names of their own."""


def sentence(curves: Sequence[Curve], step: int, shown: Shown) -> str:
    """ "step 37: batch 3 of epoch 2 (training / test): GD 0.3582 / 0.4012"."""
    values = ", ".join(f"{label} {text}" for _, label, text in readings(curves, step, shown))
    return f"{headings(curves, step, shown)[0]}: {values}"


def sampled_text(count: int, total: int) -> str:
    """ "estimated on 2,000 of 60,000 samples"."""
    return f"estimated on {grouped(count)} of {grouped(total)} samples"
