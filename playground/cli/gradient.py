"""`playground gradient`: the gradient at the start, checked; backpropagation at one input."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from playground.cli.chosen import read
from playground.cli.output import as_json, finite, naming
from playground.engine.check import check_gradient
from playground.engine.networks.fitting import FittingProblem
from playground.engine.parameters import shown
from playground.engine.problem import Array, Problem
from playground.lab.experiments.reader import BadInputError
from playground.lab.verdicts.gradient_note import gradient_note


def answer(options: argparse.Namespace) -> str:
    """Loss and gradient at the first runner's start, with the check by differences."""
    experiment = read(options)
    if not experiment.runners:
        place = f"{options.file}: runners"
        raise BadInputError(place, "needs one runner, for the point to differentiate at")
    runner = experiment.runners[0]
    with naming(options.file, "runners[0]"):
        problem = experiment.problem_of(runner)
    theta = problem.start() if runner.start is None else np.array(runner.start)
    with np.errstate(all="ignore"):
        result = _differentiate(problem, theta)
    if options.input is not None:
        result["backprop"] = _backprop(problem, theta, options.input)
    return as_json(result) if options.json else _told(result)


def _differentiate(problem: Problem, theta: Array) -> dict[str, Any]:
    loss, grad = problem.risk_and_grad(theta)
    check = check_gradient(problem, theta)
    parts = [
        {"name": part.name, "shape": list(part.shape), "gradient": part.of(grad).tolist()}
        for part in problem.parts
    ]
    note = gradient_note(problem, theta)
    return {
        "loss": loss,
        "gradient": grad.tolist(),
        "parts": parts,
        "check": {"max_relative_difference": check.max_relative_difference},
    } | ({"note": note} if note else {})


def _backprop(problem: Problem, theta: Array, text: str) -> dict[str, Any]:
    """∇H at one input, layer by layer, H being the first output."""
    if not isinstance(problem, FittingProblem):
        raise BadInputError("--input", "is for networks; this experiment is about a surface")
    x = _input(text, problem.data.X.shape[1])
    layers = problem.network.backprop(theta, problem.inputs(x[None])[0])
    return {
        "output": layers[-1].a.tolist(),
        "layers": [
            {name: array.tolist() for name, array in layer._asdict().items()} for layer in layers
        ],
    }


def _input(text: str, count: int) -> Array:
    """ "2,1" as numbers; raises BadInputError."""
    numbers = []
    for place, item in enumerate(text.split(",")):
        try:
            number = float(item)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise BadInputError(f"--input[{place}]", f"must be a finite number, got {shown(item)}")
        numbers.append(number)
    if len(numbers) != count:
        numbers_word = "number" if count == 1 else "numbers"
        raise BadInputError("--input", f"must have {count} {numbers_word}, got {len(numbers)}")
    return np.array(numbers)


def _told(result: Mapping[str, Any]) -> str:
    lines = [f"loss {result['loss']:.10g}"]
    for part in result["parts"]:
        lines.append(f"  d/d{part['name']}: {json.dumps(finite(part['gradient']))}")
    difference = result["check"]["max_relative_difference"]
    lines.append(f"largest relative difference from central differences: {difference:.2g}")
    if "note" in result:
        lines.append(result["note"])
    if "backprop" in result:
        lines += _told_backprop(**result["backprop"])
    return "\n".join(lines)


def _told_backprop(output: list[float], layers: list[dict[str, Any]]) -> Iterator[str]:
    """Forwards and backwards, layer by layer; H is the first output."""
    yield f"at the input: output {_shown(output, 0)}"
    if len(output) > 1:
        yield "H is the first of them"
    for place, layer in enumerate(layers, 1):
        yield f"layer {place}"
        for name, values in layer.items():
            head = f"  {name.replace('_', '/'):<6} "
            yield head + _shown(values, len(head))


def _shown(values: Any, indent: int) -> str:
    """A vector, or a matrix row by row; of a large one its corners."""
    numbers = np.array(finite(values), dtype=float)
    return np.array2string(
        numbers, precision=6, separator=", ", threshold=200, max_line_width=96, prefix=" " * indent
    )
