"""What the chart says in words: the values at a step, why it is empty, its summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from playground.app.charts.trace import Quantity
from playground.app.core.view import Scene
from playground.app.plots.series import Curve, Series
from playground.app.text.numbers import number


def why_empty(scene: Scene, quantity: Quantity, waits: str = "") -> str:
    """What would be here and how to get it; nothing if there is something to see.

    `waits` says why nothing can be played as yet.
    """
    if not scene.runs:
        return f"Add an optimizer: {quantity.phrase} of its run appears here step by step."
    shown = [r for r, o in zip(scene.runs, scene.experiment.runners, strict=True) if o.shown]
    if not shown:
        return "All runners are hidden: show one in the list of runners to see its curve here."
    if any(run.last for run in shown):
        return ""
    stops = [run.stop for run in shown]
    if all(stop is not None and stop.kind == "diverged" for stop in stops):
        return "There is no first step: numbers leave the finite range. Move the start."
    if all(stop is not None and stop.at_start for stop in stops):
        return "There is no first step: f has no gradient there. Move the start."
    if all(stop is not None for stop in stops):
        return "Every run stops where it starts: a stop rule is met there. Move the start."
    return waits or f"Press Space to play: {quantity.phrase} appears here step by step."


def value_text(series: Series, step: int) -> str:
    """The value at a step; a dash where there is none."""
    value = series.value(step)
    return number(value, zeros=True) if isfinite(value) else "–"


def readout_lines(
    curves: Sequence[Curve], steps: Mapping[int, int]
) -> list[tuple[int, str, str]]:
    """Slot, label and value of every runner at its step; one that has ended says where."""
    lines = []
    for curve in curves:
        last, step = curve.series.run.last, steps[curve.slot]
        label = curve.label if step <= last else f"{curve.label} (ended at {last})"
        lines.append((curve.slot, label, value_text(curve.series, step)))
    return lines


def sentence(curves: Sequence[Curve], steps: Mapping[int, int], place: str) -> str:
    """step 37: GD 3.582, Adam 1.204"""
    values = (f"{curve.label} {value_text(curve.series, steps[curve.slot])}" for curve in curves)
    return f"{place}: {', '.join(values)}"


def summary(curves: Sequence[Curve], quantity: Quantity, cursor: int) -> str:
    """The chart for who cannot see it: where each curve began, where it is, how it ended."""
    told = [f"Chart of {quantity.phrase} over the steps, at step {number(cursor)}."]
    for curve in curves:
        series, run = curve.series, curve.series.run
        step = min(cursor, run.last)
        first = 1 if quantity.name == "step_length" and run.last else 0
        text = f"{curve.label}: {value_text(series, step)} at step {number(step)}"
        if step > first:
            text += f", {value_text(series, first)} at step {first}"
        if run.stop is not None:
            text += f"; {_ENDS[run.stop.kind]} after {number(run.last)} step{'s' * (run.last != 1)}"
        told.append(text + ".")
    return " ".join(told)


_ENDS = {
    "converged": "converged", "batch_converged": "stopped by one batch", "diverged": "diverged",
    "max_steps": "stopped", "early_stopped": "stopped early",
}
