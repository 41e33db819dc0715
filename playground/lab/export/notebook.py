"""A run as a Jupyter notebook: the NumPy program in pieces, with words, plots and two exercises."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from playground.engine.surface import SurfaceProblem
from playground.lab.export.numpy_loop import CHECK
from playground.lab.export.numpy_script import sections
from playground.lab.export.task import Task, described
from playground.lab.export.writing import commented

_PLOT_IMPORT = ["try:", "    import matplotlib.pyplot as plt", "except ImportError:",
                "    plt = None  # the plots are left out: pip install matplotlib"]


def notebook(task: Task) -> str:
    """The notebook's JSON (nbformat 4.5), without outputs."""
    cells = list(_cells(task))
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _cells(task: Task) -> Sequence[dict[str, Any]]:
    r = task.recording
    made = sections(task)[:-1]
    lines = [line for part in made for line in part.lines]
    text = "\n".join(lines)
    path = [line.replace("Path(__file__).with_name", "Path") for line in made[0].lines]
    title = commented(f"{task.title} ({task.label})" if task.title else task.label)
    rules = "; then ".join(
        f"{'from step ' + str(begin) + ' on ' if begin else ''}{described(o)}"
        for begin, o in task.plan
    )
    words = (
        f"# {title}\n\nA run of the Optimization Playground, step by step in NumPy: "
        f"{r.steps:,} updates by {rules}. Run all cells: the losses are compared with those "
        "that the app recorded."
    )
    names = [n for n in ("functools", "hashlib", "io", "math") if f"{n}." in text]
    imports = [f"import {', '.join(names)}"] * bool(names) + (
        ["from pathlib import Path"] * ("Path" in "".join(path))
    ) + ["", "import numpy as np", "", *_PLOT_IMPORT]
    found = [_markdown(words), _code(imports)]
    for number, part in enumerate(made):
        body = path if number == 0 else list(part.lines)
        found += [_markdown(f"## {part.title}\n\n{part.told}"), _code(body)]
    found += [
        _markdown("## The check\n\nExpected and own; the last line stops the notebook where they "
                  "part."),
        _code([*CHECK, "assert good"]),
        _markdown("## Plots\n\nThe loss at every step, on a logarithmic axis."), _code(_losses()),
        _markdown("The change of the loss from step to step: below 0 it falls."), _code(_changes()),
    ]
    surface = isinstance(r.problem, SurfaceProblem)
    found += [_markdown(_third_told(surface)), _code(_third(task, surface))]
    found += [_markdown(text) for text in _exercises(surface)]
    seen: dict[str, int] = {}
    for cell in found:
        count = seen[cell["id"]] = seen.get(cell["id"], 0) + 1
        if count > 1:
            cell["id"] = f"{cell['id']}-{count}"
    return found


def _losses() -> list[str]:
    return [
        "if plt:", "    losses = list(own.values())", "    figure, axes = plt.subplots()",
        "    axes.plot(losses)",
        '    if min(losses) > 0: axes.set_yscale("log")',
        '    axes.set(xlabel="step", ylabel="loss")',
    ]


def _changes() -> list[str]:
    return [
        "if plt:", "    figure, axes = plt.subplots()",
        "    axes.plot(np.diff(list(own.values())))", '    axes.axhline(0, color="gray")',
        '    axes.set(xlabel="step", ylabel="change of the loss")',
    ]


def _third_told(surface: bool) -> str:
    if surface:
        return "The function around the end of the run, along x and along y."
    return "The parameters at the start and at the end."


def _third(task: Task, surface: bool) -> list[str]:
    if not surface:
        return ["if plt:", "    figure, axes = plt.subplots()",
                '    axes.plot(start, "o", label="start")', '    axes.plot(end, "x", label="end")',
                '    axes.set(xlabel="index of the parameter", ylabel="value")',
                "    axes.legend()"]
    problem = task.recording.problem
    assert isinstance(problem, SurfaceProblem)
    (left, right), (low, high) = problem.surface.window
    return [
        "if plt:", "    figure, axes = plt.subplots()",
        f"    xs, ys = np.linspace({left}, {right}, 200), np.linspace({low}, {high}, 200)",
        '    axes.plot(xs, [f(x, end[1]) for x in xs], label="along x")',
        '    axes.plot(ys, [f(end[0], y) for y in ys], label="along y")',
        '    axes.set(xlabel="x or y", ylabel="f")', "    axes.legend()",
    ]


def _exercises(surface: bool) -> list[str]:
    first = (
        "### Exercise 1\n\nHalve the learning rate and run the loop again. How many steps does it "
        "take to come as low as before? (The check fails then, as it must: it is another run.)"
    )
    if surface:
        second = (
            "### Exercise 2\n\nChange one sign in `gradient` and run on. At which step does the "
            "check notice? Compare `gradient(x, y)` with the difference "
            "`(f(x + h, y) - f(x - h, y)) / (2 * h)` for a small `h`: would that have told you "
            "before?"
        )
    else:
        second = (
            "### Exercise 2\n\nLeave the factor `slope(z, a)` out in `loss_and_gradient` and run "
            "on. At which step does the check notice? Change one parameter by ±h and compare the "
            "difference of the losses with the gradient: would that have told you before?"
        )
    return [first, second]


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": _id(text), "metadata": {}, "source": _lines(text)}


def _code(lines: Sequence[str]) -> dict[str, Any]:
    text = "\n".join(lines).strip("\n")
    return {
        "cell_type": "code", "execution_count": None, "id": _id(text), "metadata": {},
        "outputs": [], "source": _lines(text),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _id(text: str) -> str:
    """From what is in the cell, so that two exports of one run are equal."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
