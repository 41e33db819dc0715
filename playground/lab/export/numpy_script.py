"""A run as a plain NumPy program: the lecture's loop, forward and back by its own formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from playground.engine.networks.fitting import FittingProblem
from playground.engine.surface import SurfaceProblem
from playground.lab.experiments.reader import BadInputError
from playground.lab.export import own, second_order
from playground.lab.export.formula import NUMPY, Written, constants
from playground.lab.export.functions import (
    ACTIVATIONS,
    FEATURES,
    HELPERS,
    LOSS_HELPERS,
    LOSSES,
)
from playground.lab.export.numpy_loop import CHECK, free_only, loop_lines, rule_lines
from playground.lab.export.task import Task
from playground.lab.export.writing import assigned, known, number, numbers


class Section(NamedTuple):
    """A piece of a program; `told` says in a notebook what it does."""

    title: str
    told: str
    lines: Sequence[str]


def numpy_script(task: Task) -> str:
    """The program's text; the arrays that are too long for it are in `task.beside` then."""
    parts = sections(task)
    code = [line for part in parts for line in ("", *part.lines)]
    text = "\n".join(code)
    head = task.head("NumPy alone", "by the lecture's own loop")
    return "\n".join([*head, *imports(task, text), *code, ""])


def imports(task: Task, text: str) -> list[str]:
    """What the program needs to import."""
    found = [name for name in ("functools", "hashlib", "io", "math", "sys")
             if re.search(rf"\b{name}\.", text)]
    lines = [f"import {', '.join(found)}"] if found else []
    lines += ["from pathlib import Path"] * ("Path(" in text)
    return [*lines, "", "import numpy as np"] if lines else ["import numpy as np"]


def sections(task: Task) -> list[Section]:
    """The program in pieces: the problem, the rule, the loop, the check."""
    problem = task.recording.problem
    if isinstance(problem, SurfaceProblem):
        made = _surface(task, problem)
    elif isinstance(problem, FittingProblem):
        made = _network(task, problem)
    else:
        raise BadInputError("", f"a {type(problem).__name__} has no form in NumPy")
    rule = Section("The rule", "How one step is made from the point and the gradient there.",
                   [*rule_lines(task), *free_only(task)])
    loop = Section("The loop", "The loss of step i is that of its own batch; the step after it "
                   "walks down the same batch's gradient.", loop_lines(task))
    check = Section("The check", "Expected and own.", [*CHECK, "sys.exit(0 if good else 1)"])
    expected = [*task.expected_lines(), *task.extra_lines()]
    opening = Section("What is expected", "The losses that the app recorded.", [
        *task.file_lines(), *expected])
    return [opening, *made, *([rule] if rule.lines else []), loop, check]


# ---------------------------------------------------------------- a surface


def _surface(task: Task, problem: SurfaceProblem) -> list[Section]:
    surface = problem.surface
    start = assigned("start", f"np.array({numbers(task.recording.start)})")
    code = own.surface_lines(surface)
    if code is None:
        code = formula_lines(task, problem)
    lines = [
        *code, "", "def loss_and_gradient(theta):", "    x, y = theta",
        f"    return f(x, y), {_slope(task)}",
        *second_order.surface_lines(task, problem),
    ]
    return [Section("The function", "f and its gradient, by hand as the lecture does.",
                    [*lines, "", *start])]


def _slope(task: Task) -> str:
    if task.recording.slopes:
        return "np.array(SLOPES.get((x, y)) or gradient(x, y))"
    return "np.array(gradient(x, y))"


def formula_lines(task: Task, problem: SurfaceProblem) -> list[str]:
    """f(x, y) and gradient(x, y) as functions."""
    from playground.engine.expressions.expression import trees

    written = Written(NUMPY)
    f, dx, dy = trees(problem.surface.formula, problem.surface.settings)
    texts = [written.text(node) for node in (f, dx, dy)]
    named = dict(pair for node in (f, dx, dy) for pair in constants(node))
    slopes = task.recording.slopes
    return [
        *(f"{name} = {number(value)}" for name, value in named.items()),
        *(line for helper in written.helpers for line in helper.split("\n")),
        "def f(x, y):", f"    return {texts[0]}", "",
        "def gradient(x, y):", f"    return ({texts[1]},", f"            {texts[2]})",
        *(assigned("SLOPES", repr(slopes), "where the formula has no number: the middle of the "
                   "slopes to both sides") if slopes else []),
    ]


# ---------------------------------------------------------------- a network


def _network(task: Task, problem: FittingProblem) -> list[Section]:
    network = problem.network
    words = [known(ACTIVATIONS, "activation", name, "NumPy") for name in network.activations]
    loss = known(LOSSES, "loss", problem.loss.name, "NumPy")
    kinds = dict(zip(network.activations, words, strict=True))
    functions = [
        f"{'leaky' if name == 'leaky_relu' else name}_pair = lambda z: {word.value}, "
        f"lambda z, a: {word.slope}" for name, word in kinds.items()
    ]
    functions = [line.replace("leaky_pair", "leaky_relu_pair") for line in functions]
    second = second_order.network_lines(task, problem)
    text = "\n".join([*functions, loss.value, loss.slope, *second])
    helpers = [h for name, h in (HELPERS | LOSS_HELPERS).items() if re.search(rf"\b{name}\(", text)]
    chosen = ", ".join(f"{name}_pair" for name in network.activations)
    net = [
        *(line for helper in helpers for line in helper.split("\n")),
        *functions,
        *assigned("ACTIVATIONS", f"[{chosen}]", "g(z) and its derivative, by layer"),
        *assigned("SHAPES", str([(m + 1, n) for m, n in
                                 zip(network.sizes, network.sizes[1:], strict=False)]),
                  "of each layer: W, and b as its last row"),
        "def layers(theta):  # the flat parameters as matrices: W_ij goes from node i to node j",
        "    parts = np.split(theta, np.cumsum([m * n for m, n in SHAPES])[:-1])",
        "    return [part.reshape(shape) for part, shape in zip(parts, SHAPES)]",
        "",
        "def loss_and_gradient(theta, X, Y):",
        '    """Forward through the layers, samples side by side; then back, layer by layer."""',
        "    a, passed = X.T, []",
        "    for W, (g, _) in zip(layers(theta), ACTIVATIONS):",
        "        below = np.vstack([a, np.ones(len(X))])  # a last node that is always 1, for b",
        "        z = W.T @ below  # z = W^T a + b",
        "        a = g(z)",
        "        passed.append((W, below, z, a))",
        "    H = a.T",
        f"    loss = {_reduced(problem, loss.value)}",
        f"    da = ({loss.slope}).T{'' if problem.sums else ' / len(X)'}",
        "    slopes = []",
        "    for (W, below, z, a), (_, slope) in zip(passed[::-1], ACTIVATIONS[::-1]):",
        "        dz = da * slope(z, a)  # dH/dz = dH/da g'(z)",
        "        slopes.insert(0, below @ dz.T)  # dH/dW_ij = dH/dz_j a_i, and dH/db_j = dH/dz_j",
        "        da = W[:-1] @ dz  # dH/da_i = sum over j of dH/dz_j W_ij",
        *_penalty(problem),
        "    grad = np.concatenate([slope.ravel() for slope in slopes])",
        *(["    grad[FROZEN] = 0  # these stay where they are"] if problem.frozen else []),
        "    return loss, grad", *second,
    ]
    return [
        Section("The data", "Samples in rows, targets as the loss takes them; and which of them "
                "each step sees.", data_lines(task, problem)),
        Section("The network", "Forward, z = Wᵀ a + b and a = g(z); and backpropagation.", net),
        Section("The start", "Not drawn again: the very numbers.", start_lines(task, problem)),
    ]


def _reduced(problem: FittingProblem, losses: str) -> str:
    """The loss of a batch from those of its samples."""
    if problem.sums:
        return f"({losses}).sum()"
    return f"({losses}).mean()"


def _penalty(problem: FittingProblem) -> list[str]:
    if not problem.penalized:
        return []
    l1, l2 = number(problem.l1), number(problem.l2)
    return [
        "    for W, slope in zip(layers(theta), slopes):  # the penalty, on weights only",
        f"        loss += {l1} * np.abs(W[:-1]).sum() + {l2} / 2 * (W[:-1] ** 2).sum()",
        f"        slope[:-1] += {l1} * np.sign(W[:-1]) + {l2} * W[:-1]",
    ]


def data_lines(task: Task, problem: FittingProblem) -> list[str]:
    """X, Y and the batches; X with its features."""
    drawn = task.drawn
    assert drawn is not None
    short = drawn.samples <= 200 and drawn.X.size + drawn.Y.size <= 1600
    texts = [task.beside.array(name, values, short)
             for name, values in (("X", drawn.X), ("Y", drawn.Y))]
    lines = [f"X = np.array({texts[0]})", f"Y = np.array({texts[1]})"] if short else [
        f"X, Y = {texts[0]}, {texts[1]}"]
    if problem.features:
        made = ", ".join(known(FEATURES, "feature", f, "NumPy") for f in problem.features)
        lines += ["x1, x2 = X.T", f"X = np.stack([{made}], 1)  # what the network sees"]
    batches = drawn.lines(task)
    return [*lines, *batches]


def start_lines(task: Task, problem: FittingProblem) -> list[str]:
    """`start`, flat; inline as W and b of each layer."""
    theta, network = task.recording.start, problem.network
    if len(theta) > 250 or len(network.sizes) > 7:
        task.beside.arrays["start"] = theta
        lines = ['start = file["start"]  # W1 row by row, b1, W2, b2, ...']
    else:
        lines, names = [], []
        for layer in range(1, len(network.sizes)):
            texts = [numbers(part.of(theta)) for part in
                     (network.weights(layer), network.biases(layer))]
            lines.append(f"W{layer}, b{layer} = {texts[0]}, {texts[1]}")
            names += [f"W{layer}", f"b{layer}"]
        lines.append(f"start = np.concatenate([np.ravel(part) for part in ({', '.join(names)})])")
    if problem.frozen:
        lines += task.array_lines("FROZEN", list(problem.frozen), "parameters that stay")
    return lines
