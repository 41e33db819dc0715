"""The rules of a plan and the loop that walks by them, in a plain NumPy program."""

from __future__ import annotations

import numpy as np

from playground.engine.noisy_surface import NoisySurfaceProblem
from playground.engine.optimizer import Optimizer
from playground.engine.problem import biases
from playground.lab.experiments.reader import BadInputError
from playground.lab.export import own
from playground.lab.export.searching import SEARCHING, searches, searching_lines
from playground.lab.export.second_order import asked
from playground.lab.export.task import Task
from playground.lab.export.writing import number
from playground.lab.export.written_rules import rule_of, settings_text, spares_biases


def rule_lines(task: Task) -> list[str]:
    """A function for each rule of a plan of several, or that searches; else it is in the loop."""
    found = [weights_lines(task)]
    rules = {o.name: o for _, o in task.plan}.values()
    for optimizer in rules:
        embedded = own.optimizer_lines(optimizer)
        if embedded is None and not searches(optimizer):
            embedded = rule_helpers(task, optimizer)
            embedded += [] if is_single(task) else rule_function(optimizer)
        found.append(embedded or [])
    found.append(searching_part(task))
    return [line for part in found if part for line in ["", *part]][1:]


def is_single(task: Task) -> bool:
    """Whether there is one rule only, which may stand in the loop."""
    optimizer = task.plan[0][1]
    return len(task.plan) == 1 and not own.is_own(optimizer) and not searches(optimizer)


def rule_helpers(task: Task, optimizer: Optimizer) -> list[str]:
    """What a rule's lines call and know beside its settings."""
    helpers = rule_of(optimizer).helpers
    if not helpers:
        return []
    parts = [(p.start, *p.shape) for p in task.recording.problem.parts if len(p.shape) == 2]
    return [f"MATRICES = {parts}  # in theta: where each begins, rows, columns", *helpers]


def frozen_of(task: Task) -> tuple[int, ...]:
    """The parameters that stay."""
    return task.recording.problem.frozen


def searching_part(task: Task) -> list[str]:
    """The functions of rules that search; Newton's and others' see free parameters alone."""
    rules = list({(o.name, str(o.settings.get("search"))): o for _, o in task.plan}.values())
    if not any(searches(rule) for rule in rules):
        return []
    problem = task.recording.problem
    if isinstance(problem, NoisySurfaceProblem) and problem.noise.terms:
        raise BadInputError("", "a search asks for gradients at points of its own, and those of "
                                "drawn terms go along for the steps only; export without terms")
    lines = searching_lines(rules, problem.dimension)
    if not problem.frozen:
        return lines
    return [
        "MOVING = np.setdiff1d(np.arange(len(start)), FROZEN)", "",
        "def whole(part):  # the parameters that move among those that stay",
        "    theta = start.copy()", "    theta[MOVING] = part", "    return theta", "", *lines,
    ]


def ask_lines(task: Task, samples: str) -> list[str]:
    """`ask(theta)`, for rules that search."""
    if not any(searches(o) for _, o in task.plan):
        return []
    noise = " + NOISE[i]" if task.recording.noise is not None else ""
    if frozen_of(task):
        return [
            "def ask(part):  # loss and gradient at any point, on the samples of step i",
            f"    f, g = loss_and_gradient(whole(part){samples})", "    return f, g[MOVING]", "",
        ]
    return [
        "def ask(theta):  # loss and gradient at any point, in step i",
        f"    f, g = loss_and_gradient(theta{samples})", f"    return f, g{noise}", "",
    ]


def rule_function(optimizer: Optimizer) -> list[str]:
    """One step as a function of theta, the gradient and what is carried."""
    rule = rule_of(optimizer)
    settings = ", ".join(settings_text(optimizer))
    carried = ", ".join(rule.carried)
    head = [f"def {optimizer.name}(theta, g, carried, {settings}):",
            f'    """{optimizer.title}: one step, and what is carried to the next."""']
    if not rule.carried:
        return [*head, *(f"    {line}" for line in rule.lines), "    return theta, carried"]
    names = f"({carried},)" if len(rule.carried) == 1 else f"({carried})"
    return [
        *head, f"    {names} = carried", *(f"    {line}" for line in rule.lines),
        f"    return theta, {names}",
    ]


def first_carried(optimizer: Optimizer, by_name: bool = False) -> str:
    """What a rule begins with, as a tuple; of `theta`, where it searches. Settings stand in it as
    numbers, or `by_name`, as settings["memory"].
    """
    if own.is_own(optimizer):
        return "None"
    texts = settings_text(optimizer)
    if by_name:
        texts = {name: f'settings["{name}"]' for name in texts}
    if searches(optimizer):
        return SEARCHING[optimizer.name].carried.format(**texts)
    first = [texts.get(value, value) for value in rule_of(optimizer).carried.values()]
    return f"({', '.join(first)}{',' * (len(first) == 1)})"


def weights_lines(task: Task) -> list[str]:
    """WEIGHTS, where biases do not decay: 1 for each weight in theta, 0 for each bias."""
    if not any(spares_biases(optimizer) for _, optimizer in task.plan):
        return []
    problem = task.recording.problem
    places = [(part.slice.start, part.slice.stop) for part in biases(problem.parts)]
    return [
        f"WEIGHTS = np.ones({problem.dimension})  # biases do not decay",
        f"for begin, end in {places}: WEIGHTS[begin:end] = 0",
    ]


def flat_settings(optimizer: Optimizer) -> dict[str, str]:
    """Each setting as a program writes it that steps all of theta at once."""
    settings = settings_text(optimizer)
    if spares_biases(optimizer):
        settings["weight_decay"] += " * WEIGHTS"
    return settings


def settings_call(optimizer: Optimizer, scheduled: bool = False) -> str:
    """The settings as keyword arguments; `scheduled`: the rate is that of step i."""
    settings = flat_settings(optimizer)
    if scheduled and "learning_rate" in settings:
        settings["learning_rate"] = "RATES[i]"
    if searches(optimizer) and "search" in settings:
        settings["search"] = optimizer.settings["search"]  # the function of that name
    return ", ".join(f"{name}={text}" for name, text in settings.items())


def is_carried_on(before: Optimizer, after: Optimizer) -> bool:
    """Whether a new rule goes on with what the old one carried: both know the same."""
    at = np.zeros(1)
    return before.begin(at).keys() == after.begin(at).keys()


def moves_frozen(optimizer: Optimizer) -> bool:
    """Whether a rule moves what has no gradient: it decays, mixes, or is somebody's own."""
    return bool(own.is_own(optimizer) or optimizer.mixes or optimizer.settings.get("weight_decay"))


def clip_lines(optimizer: Optimizer) -> list[str]:
    """What is cut off the gradient g before the rule sees it."""
    clip = optimizer.clip
    lines = []
    if clip.norm:
        lines += ["length = np.linalg.norm(g)",
                  f"if length > {number(clip.norm)}: g = g * ({number(clip.norm)} / length)"]
    if clip.value:
        lines.append(f"g = np.clip(g, -{number(clip.value)}, {number(clip.value)})")
    return [f"{line}  # clipped" if line is lines[-1] else line for line in lines]


def under(condition: str, lines: list[str]) -> list[str]:
    """The lines where the condition holds; as they are, where there is none."""
    return [f"if {condition}:", *(f"    {line}" for line in lines)] if condition else lines


def samples_of(task: Task) -> str:
    """The arguments of the loss beside theta."""
    drawn = task.drawn
    return "" if drawn is None else ", X, Y" if drawn.full else ", X[batch(i)], Y[batch(i)]"


def loop_lines(task: Task) -> list[str]:
    """The loop; the loss of a step is that of its own batch."""
    samples = samples_of(task)
    head = [
        "theta, own = start, {}", f"for i in range({task.steps} + 1):",
        f"    own[i], g = loss_and_gradient(theta{samples})",
        "    if i == JUDGED: end = theta", f"    if i == {task.steps}: break",
    ]
    noise = " + NOISE[i]" if task.recording.noise is not None else ""
    if noise:
        head.append(f"    g = g{noise}")
    if task.climb:
        rho, where = task.climb
        up = [
            "length = np.linalg.norm(g)",
            f"up = theta + g * ({number(rho)} / length) if length > 0 else theta",
            f"g = loss_and_gradient(up{samples})[1]{noise}  # sharpness-aware: found up there",
        ]
        head += [f"    {line}" for line in under(where, up)]
    head += [f"    {line}" for line in clip_lines(task.plan[0][1])]
    if is_single(task):
        if task.recording.rates is not None:
            head.append("    learning_rate = RATES[i]")
        lines = _single(task.plan[0][1], head)
    else:
        lines = _several(task, head)
    if frozen_of(task) and any(moves_frozen(o) for _, o in task.plan):
        lines.append("    theta[FROZEN] = start[FROZEN]  # these stay, whatever the rule does")
    return [*ask_lines(task, samples), *lines]


def _single(optimizer: Optimizer, head: list[str]) -> list[str]:
    """The rule written in the loop, its settings above."""
    rule = rule_of(optimizer)
    settings = flat_settings(optimizer)
    set_once = [f"{', '.join(settings)} = {', '.join(settings.values())}"] if settings else []
    carried = [settings.get(value, value) for value in rule.carried.values()]
    begin = [f"{', '.join(rule.carried)} = {', '.join(carried)}"] if carried else []
    return [
        *(f"{line}  # {optimizer.title}" for line in set_once), *begin, *head,
        *(f"    {line}" for line in rule.lines),
    ]


def _several(task: Task, head: list[str]) -> list[str]:
    """A plan of rules, each a function."""
    place_of = "theta[MOVING]" if frozen_of(task) else "theta"

    def first(optimizer: Optimizer) -> str:
        text = first_carried(optimizer)
        return text.replace("theta", place_of) if searches(optimizer) else text

    lines = [head[0], f"carried = {first(task.plan[0][1])}", *head[1:]]
    for place, (begin, optimizer) in enumerate(task.plan):
        if place and not is_carried_on(task.plan[place - 1][1], optimizer):
            lines.append(f"    if i == {begin}: carried = {first(optimizer)}")
    for place, (_begin, optimizer) in enumerate(task.plan):
        last = place == len(task.plan) - 1
        until = "" if last else f" i < {task.plan[place + 1][0]}"
        word = "" if len(task.plan) == 1 else "else" if last else "elif" if place else "if"
        call = _call(task, optimizer)
        lines.append(f"    {word}{until}: {call}" if word else f"    {call}")
    return lines


def _call(task: Task, optimizer: Optimizer) -> str:
    settings = settings_call(optimizer, task.recording.rates is not None)
    given = f", {settings}" if settings else ""
    if not searches(optimizer):
        return f"theta, carried = {optimizer.name}(theta, g, carried{given})"
    if not frozen_of(task):
        return f"theta, carried = {optimizer.name}(theta, g, carried, own[i], ask{given})"
    return (f"part, carried = {optimizer.name}(theta[MOVING], g[MOVING], carried, own[i], "
            f"ask{given}); theta = whole(part)")


CHECK = [
    "good = np.max(np.abs(end - END)) <= TOLERANCE * max(1, np.max(np.abs(END)))",
    'print("    step                 expected                      own")',
    "for i, expected in EXPECTED.items():",
    "    near = i > JUDGED or abs(own[i] - expected) <= TOLERANCE * abs(expected) + FLOOR",
    '    print(f"{i:8} {expected:24.17g} {own[i]:24.17g}", "" if near else " <- here they part")',
    "    good = good and near",
    'print("agrees" if good else "does not agree", f"(parameters of step {JUDGED} compared, too)")',
]


def free_only(task: Task) -> list[str]:
    """`hessian` and `residuals` over the parameters that move, where some stay."""
    if not frozen_of(task):
        return []
    lines = []
    if "hessian" in asked(task):
        lines += [
            "", "whole_hessian = hessian", "def hessian(part):  # of the parameters that move",
            "    return whole_hessian(whole(part))[np.ix_(MOVING, MOVING)]",
        ]
    if "residuals" in asked(task):
        lines += [
            "", "whole_residuals = residuals", "def residuals(part):  # of those that move",
            "    r, J = whole_residuals(whole(part))", "    return r, J[:, MOVING]",
        ]
    return lines
