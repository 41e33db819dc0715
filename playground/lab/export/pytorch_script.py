"""A run as a PyTorch program, in double precision: PyTorch's own layers, gradients and rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playground.engine.networks.fitting import FittingProblem
from playground.engine.optimizer import Optimizer
from playground.engine.surface import SurfaceProblem
from playground.lab.experiments.reader import BadInputError
from playground.lab.export import own
from playground.lab.export.formula import PYTORCH, Written, constants
from playground.lab.export.functions import ACTIVATIONS, FEATURES, LOSSES
from playground.lab.export.numpy_loop import (
    first_carried,
    is_carried_on,
    moves_frozen,
    rule_function,
    rule_helpers,
    searching_part,
    settings_call,
    under,
    weights_lines,
)
from playground.lab.export.pytorch_search import (
    network_asks,
    own_rule,
    surface_asks,
)
from playground.lab.export.searching import searches
from playground.lab.export.task import Task
from playground.lab.export.writing import assigned, is_short, known, number, numbers
from playground.lab.export.written_rules import torch_call


def pytorch_script(task: Task) -> str:
    """The program's text; the arrays that are too long for it are in `task.beside` then."""
    problem = task.recording.problem
    if isinstance(problem, SurfaceProblem):
        body = _surface(task, problem)
    elif isinstance(problem, FittingProblem):
        body = _network(task, problem)
    else:
        raise BadInputError("", f"a {type(problem).__name__} has no form in PyTorch")
    expected = [*task.expected_lines("torch.tensor({})"), *task.extra_lines()]
    code = [*task.file_lines(), *expected, "", *body, *CHECK]
    text = "\n".join(code)
    head = task.head("PyTorch", "in float64")
    return "\n".join([*head, *_imports(text), "",
                      "torch.set_default_dtype(torch.float64)  # PyTorch's own is float32",
                      "torch.set_num_threads(1)", "", *code, ""])


def _imports(text: str) -> list[str]:
    known_names = ("functools", "hashlib", "io", "math", "sys")
    found = [name for name in known_names if re.search(rf"\b{name}\.", text)]
    lines = [f"import {', '.join(found)}"] if found else []
    lines += ["from pathlib import Path"] * ("Path(" in text)
    lines += ["", *["import numpy as np"] * bool(re.search(r"\bnp\.", text)), "import torch"]
    lines += ["import torch.nn.functional as F"] * bool(re.search(r"\bF\.", text))
    return lines + ["from torch import nn"] * bool(re.search(r"\bnn\.", text))


def _tensor(task: Task, name: str, values: object, short: bool | None = None) -> str:
    """An array as a tensor."""
    inline = is_short(values) if short is None else short
    text = task.beside.array(name, values, inline)
    return f"torch.tensor({text})"


# ---------------------------------------------------------------- a surface


def _surface(task: Task, problem: SurfaceProblem) -> list[str]:
    surface, r = problem.surface, task.recording
    embedded = own.surface_lines(surface)
    slopes = r.slopes
    if embedded is None:
        from playground.engine.expressions.expression import trees

        written = Written(PYTORCH)
        f = trees(surface.formula, surface.settings)[0]
        text = written.text(f)
        lines = [
            *(f"{name} = {number(value)}" for name, value in dict(constants(f)).items()),
            *(line for helper in written.helpers for line in helper.split("\n")),
            "def f(x, y):", f"    return {text}", "",
        ]
        gradient = ["    loss.backward()"]
    else:
        lines = [*embedded, ""]
        gradient = ["    theta.grad = torch.tensor(gradient(*theta.tolist()))  # the file's own"]
    if slopes:
        lines += assigned("SLOPES", repr(slopes), "where the formula has no number: the middle of "
                          "the slopes to both sides")
        gradient += ["    if tuple(theta.tolist()) in SLOPES:",
                     "        theta.grad = torch.tensor(SLOPES[tuple(theta.tolist())])"]
    noise = ["    theta.grad += torch.tensor(NOISE[i])"] * (r.noise is not None)
    loss = "f(*theta)" if embedded is None else "torch.tensor(f(*theta.tolist()))"
    return [
        *lines, f"theta = torch.tensor({numbers(r.start)}, requires_grad=True)",
        "parameters = [theta]",
        *surface_asks(task, problem, loss, gradient + noise),
        *_loop(task, [f"    loss = {loss}"], gradient + noise, "theta.detach().clone()"),
    ]


# ---------------------------------------------------------------- a network


def _network(task: Task, problem: FittingProblem) -> list[str]:
    network = problem.network
    modules = []
    for m, n, name in zip(network.sizes, network.sizes[1:], network.activations, strict=False):
        modules.append(f"nn.Linear({m}, {n})")
        word = known(ACTIVATIONS, "activation", name, "PyTorch").torch
        modules += [word] * bool(word)
    loss = known(LOSSES, "loss", problem.loss.name, "PyTorch").torch
    reduced = f"({loss}).sum()" if problem.sums else f"({loss}).mean()"
    lines = [
        *_data(task, problem), "",
        *assigned("model", f"nn.Sequential({', '.join(modules)})"),
        "linear = [layer for layer in model if isinstance(layer, nn.Linear)]",
        "parameters = list(model.parameters())", "",
        "def split(flat):",
        '    """A flat vector as W (row i: from node i) and b of each layer."""',
        "    sizes = [n for layer in linear for n in (layer.weight.numel(), layer.bias.numel())]",
        "    parts = torch.split(flat, sizes)",
        "    return [(W.view(layer.in_features, -1), b)",
        "            for layer, W, b in zip(linear, parts[::2], parts[1::2])]", "",
        "def flat():",
        '    """All parameters in that order."""',
        "    return torch.cat([part.detach().flatten() for layer in linear",
        "                      for part in (layer.weight.T, layer.bias)])", "",
        *_start(task, problem),
        "with torch.no_grad():  # PyTorch's weight is the transpose of W",
        "    for layer, (W, b) in zip(linear, START):",
        "        layer.weight.copy_(W.T)",
        "        layer.bias.copy_(b)", "",
    ]
    if problem.frozen:
        lines += [
            f"free = torch.ones({network.dimension})",
            f"free[{_tensor(task, 'FROZEN', list(problem.frozen))}.long()] = 0  # these stay",
            "FREE = split(free)", "",
        ]
    drawn = task.drawn
    assert drawn is not None
    pick = "H, Y = model(X_all), Y_all" if drawn.full else (
        "rows = batch(i)\n    H, Y = model(X_all[rows]), Y_all[rows]"
    )
    searching = any(searches(o) for _, o in task.plan)
    before = [f"    {line.strip()}" for line in pick.split("\n")]
    before.append(f"    loss = {reduced}")
    if problem.penalized:
        before += [
            "    for layer in linear:  # the penalty, on weights only: no weight_decay",
            f"        loss = loss + {number(problem.l1)} * layer.weight.abs().sum()",
            f"        loss = loss + {number(problem.l2)} / 2 * (layer.weight**2).sum()",
        ]
    gradient = ["    loss.backward()"]
    if problem.frozen:
        gradient += [
            "    for layer, (W, b) in zip(linear, FREE):", "        layer.weight.grad *= W.T",
            "        layer.bias.grad *= b",
        ]
    if searching:
        lines += network_asks(task, problem, before, gradient)
        before = ["    loss = loss_of(i)"]
    if problem.frozen and any(moves_frozen(o) for _, o in task.plan):
        after = [
            "    with torch.no_grad():  # frozen parameters stay, whatever the rule does",
            "        for layer, (W, b), (free_W, free_b) in zip(linear, START, FREE):",
            "            layer.weight.copy_(torch.where(free_W > 0, layer.weight.T, W).T)",
            "            layer.bias.copy_(torch.where(free_b > 0, layer.bias, b))",
        ]
    else:
        after = []
    return [*lines, *_loop(task, before, gradient, "flat()", after)]


def _data(task: Task, problem: FittingProblem) -> list[str]:
    drawn = task.drawn
    assert drawn is not None
    short = drawn.samples <= 200 and drawn.X.size + drawn.Y.size <= 1600
    lines: list[str] = []
    for name, values in (("X", drawn.X), ("Y", drawn.Y)):
        lines += assigned(f"{name}_all", _tensor(task, name, values, short))
    if problem.features:
        made = ", ".join(known(FEATURES, "feature", f, "PyTorch") for f in problem.features)
        stacked = f"torch.stack([{made.replace('np.', 'torch.')}], 1)"
        lines += ["x1, x2 = X_all.T", f"X_all = {stacked}  # what the network sees"]
    batches = [line.replace("np.array(", "torch.tensor(") for line in drawn.lines(task)]
    read = r'\1 = torch.tensor(\2.astype("int64"))'
    batches = [re.sub(r'^(ORDER|ROWS) = (file\["\w+"\])', read, line) for line in batches]
    return [*lines, "", *batches] if batches else lines


def _start(task: Task, problem: FittingProblem) -> list[str]:
    theta, network = task.recording.start, problem.network
    if len(theta) > 250 or len(network.sizes) > 7:
        task.beside.arrays["start"] = theta
        return ['START = split(torch.tensor(file["start"]))  # W1 row by row, b1, W2, b2, ...']
    lines, names = [], []
    for layer in range(1, len(network.sizes)):
        for name, part in (("W", network.weights(layer)), ("b", network.biases(layer))):
            lines += assigned(f"{name}{layer}", f"torch.tensor({numbers(part.of(theta))})")
        names.append(f"(W{layer}, b{layer})")
    return [*lines, *assigned("START", f"[{', '.join(names)}]")]


# ---------------------------------------------------------------- the loop


def _loop(
    task: Task, before: list[str], gradient: list[str], theta: str, after: Sequence[str] = ()
) -> list[str]:
    first, *later = task.plan
    lines = [""]
    if found := searching_part(task):
        lines += [*found, ""]
    for optimizer in {o.name: o for _, o in task.plan}.values():
        if own.is_own(optimizer):
            lines += own.torch_lines(optimizer)
        elif searches(optimizer):
            lines += own_rule(task, optimizer)
        elif not optimizer.pytorch:
            functions = [*weights_lines(task), *rule_helpers(task, optimizer),
                         *rule_function(optimizer)]
            lines += own.torch_class(optimizer.name, functions, [
                f"self.rule = lambda *a: {optimizer.name}(*a, **self.settings)",
                f"self.state = {first_carried(optimizer, by_name=True)}",
            ])
    lines += [
        *assigned("optimizer", _made(first[1])), "own = {}",
        f"for i in range({task.steps} + 1):", *before, "    own[i] = loss.item()",
        f"    if i == JUDGED: end = {theta}", f"    if i == {task.steps}: break",
    ]
    for place, (begin, optimizer) in enumerate(later):
        goes_on = is_carried_on(task.plan[place][1], optimizer)
        keep = ["        before = optimizer.state"] if goes_on else []
        give = ["        optimizer.state = before  # what was carried goes on"] if goes_on else []
        lines += [f"    if i == {begin}:  # from here on by another rule", *keep,
                  f"        optimizer = {_made(optimizer)}", *give]
    return [*lines, "    optimizer.zero_grad()", *gradient,
            *_climb_lines(task, before, gradient), *_clip_lines(first[1]), *_rate_lines(task),
            "    optimizer.step()", *after, ""]


def _rate_lines(task: Task) -> list[str]:
    """The step's learning rate by its schedule, where a rule is at work that has one."""
    where = task.steps_where(lambda rule: not rule.why_no_schedule())
    if task.recording.rates is None or where is None:
        return []
    lines = ['for group in optimizer.param_groups: group["lr"] = RATES[i]']
    if any(own.is_own(o) or not o.pytorch for _, o in task.plan):
        lines = [
            'if hasattr(optimizer, "settings"):',
            '    optimizer.settings["learning_rate"] = RATES[i]', "else:",
            *(f"    {line}" for line in lines),
        ]
    return [f"    {line}" for line in under(where, lines)]


def _climb_lines(task: Task, before: list[str], gradient: list[str]) -> list[str]:
    """The gradient once more, where a sharpness-aware step climbs to; nothing for other steps."""
    if not task.climb:
        return []
    rho, where = task.climb
    lines = [
        "length = torch.cat([p.grad.flatten() for p in parameters]).norm()",
        "here = [p.detach().clone() for p in parameters]",
        "with torch.no_grad():  # sharpness-aware: up along the gradient ...",
        "    for p in parameters:",
        f"        if length > 0: p += p.grad * ({number(rho)} / length)",
        "optimizer.zero_grad()", *(line.removeprefix("    ") for line in [*before, *gradient]),
        "with torch.no_grad():  # ... and back, with the gradient found up there",
        "    for p, at in zip(parameters, here): p.copy_(at)",
    ]
    return [f"    {line}" for line in under(where, lines)]


def _clip_lines(optimizer: Optimizer) -> list[str]:
    """What is cut off the gradient; by hand, as clip_grad_norm_ adds 1e-6 to the length."""
    clip, lines = optimizer.clip, []
    if clip.norm:
        lines += [
            "    length = torch.cat([p.grad.flatten() for p in parameters]).norm()",
            f"    if length > {number(clip.norm)}:  # clip_grad_norm_ would add 1e-6 to it",
            f"        for p in parameters: p.grad *= {number(clip.norm)} / length",
        ]
    if clip.value:
        lines.append(f"    nn.utils.clip_grad_value_(parameters, {number(clip.value)})")
    return lines


def _made(optimizer: Optimizer) -> str:
    if own.is_own(optimizer) or not optimizer.pytorch:  # no class of PyTorch's: ours, above
        given = settings_call(optimizer)
        return f"Own_{optimizer.name}(parameters{', ' * bool(given)}{given})"
    return torch_call(optimizer, "parameters")


CHECK = [
    "good = (end - END).abs().max().item() <= TOLERANCE * max(1, END.abs().max().item())",
    'print("    step                 expected                      own")',
    "for i, expected in EXPECTED.items():",
    "    near = i > JUDGED or abs(own[i] - expected) <= TOLERANCE * abs(expected) + FLOOR",
    '    print(f"{i:8} {expected:24.17g} {own[i]:24.17g}", "" if near else " <- here they part")',
    "    good = good and near",
    'print("agrees" if good else "does not agree", f"(parameters of step {JUDGED} compared, too)")',
    "sys.exit(0 if good else 1)",
]
