"""What differs between the lecture, PyTorch and Keras for a rule, in a run's first two steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from playground.engine.conventions import CONVENTIONS, SAME, has_convention, in_convention
from playground.engine.descent import Step
from playground.engine.ground import Ground
from playground.engine.networks.fitting import FittingProblem
from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array, Problem


class Difference(NamedTuple):
    """One convention: what it is about, what it says, and this run's numbers in each form."""

    title: str
    words: str
    numbers: tuple[tuple[str, str], ...]


_ADAMS = {"beta1": 0.9, "beta2": 0.999}
TORCH_DEFAULTS: dict[str, dict[str, float | bool]] = {
    "gradient_descent": {"learning_rate": 1e-3},
    "momentum": {"learning_rate": 1e-3, "momentum": 0.0},
    "nesterov": {"learning_rate": 1e-3, "momentum": 0.0},
    "adagrad": {"learning_rate": 0.01, "initial_accumulator": 0.0, "epsilon": 1e-10},
    "rmsprop": {"learning_rate": 0.01, "rho": 0.99, "epsilon": 1e-8},
    "adam": {"learning_rate": 1e-3, **_ADAMS, "epsilon": 1e-8, "amsgrad": False},
    "adamw": {
        "learning_rate": 1e-3, **_ADAMS, "epsilon": 1e-8, "amsgrad": False, "weight_decay": 0.01,
    },
    "nadam": {"learning_rate": 2e-3, **_ADAMS, "epsilon": 1e-8, "momentum_decay": 0.004},
    "radam": {"learning_rate": 1e-3, **_ADAMS, "epsilon": 1e-8},
    "adamax": {"learning_rate": 2e-3, **_ADAMS, "epsilon": 1e-8},
    "adadelta": {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6},
    "rprop": {
        "learning_rate": 0.01, "eta_minus": 0.5, "eta_plus": 1.2, "step_min": 1e-6,
        "step_max": 50.0,
    },
    "muon": {
        "learning_rate": 1e-3, "momentum": 0.95, "weight_decay": 0.1, "newton_schulz_steps": 5,
    },
}
"""What PyTorch takes where nothing is said."""
KERAS_DEFAULTS: dict[str, dict[str, float | bool]] = {
    "gradient_descent": {"learning_rate": 0.01},
    "momentum": {"learning_rate": 0.01, "momentum": 0.0},
    "nesterov": {"learning_rate": 0.01, "momentum": 0.0},
    "adagrad": {"learning_rate": 0.001, "initial_accumulator": 0.1, "epsilon": 1e-7},
    "rmsprop": {"learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-7},
    "adam": {"learning_rate": 0.001, **_ADAMS, "epsilon": 1e-7, "amsgrad": False},
    "adamw": {
        "learning_rate": 0.001, **_ADAMS, "epsilon": 1e-7, "amsgrad": False, "weight_decay": 0.004,
    },
    "nadam": {"learning_rate": 0.001, **_ADAMS, "epsilon": 1e-7, "momentum_decay": 1.0},
    "adamax": {"learning_rate": 0.001, **_ADAMS, "epsilon": 1e-7},
    "adadelta": {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7},
    "lion": {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
    "muon": {
        "learning_rate": 0.001, "momentum": 0.95, "weight_decay": 0.004, "newton_schulz_steps": 5,
    },
}
"""What Keras 3 takes where nothing is said."""

_INSIDE = "it matters where gradients are small beside √ε."
_HAT = (
    "PyTorch adds ε to the corrected root, √v̂ + ε; Keras to the root before it is corrected, "
    "√v + ε, and corrects the rate: for small gradients its first steps are shorter."
)
_VELOCITY = (
    "PyTorch's velocity holds gradients, v = μ v + g, and θ = θ − η v; Keras' holds steps, "
    "v = μ v − η g, and θ = θ + v. At one learning rate both walk alike; when it changes on the "
    "way, PyTorch's whole velocity takes the new rate and Keras' keeps the old."
)
FORMS = {
    "gradient_descent": "θ = θ − η g is the same everywhere; the classes are called SGD, also "
    "where a step sees all the data.",
    "momentum": _VELOCITY,
    "nesterov": _VELOCITY,
    "adagrad": f"PyTorch divides by √s + ε, Keras by √(s + ε): {_INSIDE}",
    "rmsprop": f"PyTorch divides by √v + ε, Keras by √(v + ε): {_INSIDE}",
    "adam": _HAT,
    "adamw": _HAT + " The decay θ = (1 − η λ) θ is the same in both, and shrinks biases, "
    "too, unless they are left out.",
    "nadam": "Both look ahead alike, but the momentum warms up by 0.96^(t ψ) in PyTorch, where ψ "
    "is a setting, 0.004 where nothing is said, and by 0.96^t in Keras, where it is none.",
    "radam": "PyTorch has it (as here, ε beside the root before it is corrected); Keras has no "
    "RAdam. The first five steps are plain momentum, without a division.",
    "adamax": "PyTorch adds ε to each gradient, u = max(β₂ u, |g| + ε), and divides by u; Keras "
    "keeps u = max(β₂ u, |g|) and divides by u + ε: it matters where gradients are as small as ε.",
    "adadelta": "The rule is the same, ε inside both roots. At the rates that they take where "
    "nothing is said, PyTorch goes all of the step that the rule finds, Keras a thousandth of it.",
    "rprop": "PyTorch has it as here; Keras has no Rprop. Its learning rate is the length of the "
    "first step of each parameter, no factor.",
    "lion": "Keras has it as here, the decay beside the sign; PyTorch has no Lion.",
    "muon": "Here and in PyTorch the momentum is a mean, and a matrix step is as long as "
    "√max(1, columns/rows) of the lecture's W (out/in features); in Keras the momentum is a sum, "
    "and the step is 0.2 √max(rows, columns) long. PyTorch computes Newton-Schulz in bfloat16, "
    "of which two or three digits agree, and refuses biases: they are given to AdamW, as here.",
    "lbfgs": "torch.optim.LBFGS makes up to 20 inner steps in each step(closure), and with "
    "line_search_fn=None no search at all but the rate 1; here one step is one search. Keras has "
    "no such rule: its optimizers see one gradient a step.",
}
_SEARCHED = (
    "Neither PyTorch nor Keras has it: a program asks for losses or curvatures by itself. Keras' "
    "optimizers see one gradient a step, PyTorch leaves the loop to you."
)
_CLIPPED = (
    "‖g‖ is that of all parameters together, here, in PyTorch's clip_grad_norm_ (which adds 1e-6 "
    "to it) and in Keras' global_clipnorm; Keras' clipnorm takes each matrix by itself."
)
_OF = {"pytorch": "PyTorch's", "keras": "Keras'"}


def rule_differences(problem: Problem, rule: Optimizer, step: Step) -> Iterator[Difference]:
    """How the rule's form, its clipping and its defaults differ."""
    shown = step._replace(grad=rule.clip.of(step.grad))
    words = FORMS.get(rule.name, _SEARCHED if rule.asks else "")
    if words:
        yield Difference(
            f"The rule: {rule.title}", words, tuple(_first_steps(problem, rule, shown))
        )
    if rule.clip.norm:
        yield _clipped(rule.clip.norm, step.grad)
    yield from _defaults(rule)


def _first_steps(problem: Problem, rule: Optimizer, step: Step) -> Iterator[tuple[str, str]]:
    place = int(np.argmax(np.abs(step.grad)))
    yield f"gradient of {name_of(problem, place)}", text(step.grad[place])
    if rule.name in SAME or not has_convention(type(rule), "keras"):
        forms = {"": rule}
    else:
        forms = {_OF[name]: in_convention(rule, name) for name in CONVENTIONS}
    for title, form in forms.items():
        ground = Ground(problem, step.index, step.loss)
        form = form.on(problem.parts)
        after, state = form.move(step.theta, step.grad, form.init(step.theta), ground)
        moves = [("first step of it", after - step.theta)]
        if not form.asks:  # a search would see another gradient
            again, _ = form.move(after, step.grad, state, ground)
            moves.append(("second step of it, at the same gradient", again - after))
        for word, move in moves:
            yield f"{title} {word}".strip(), text(move[place])
    if rule.name == "muon" and isinstance(problem, FittingProblem):
        rows, columns = problem.network.weights(1).shape
        yield "W¹: rows, columns", f"{rows}, {columns}"
        yield "√max(1, columns/rows), PyTorch's", text(max(1.0, columns / rows) ** 0.5)
        yield "0.2 √max(rows, columns), Keras'", text(0.2 * max(rows, columns) ** 0.5)


def _clipped(limit: float, grad: Array) -> Difference:
    length = float(np.linalg.norm(grad))
    rows = [("‖g‖ of step 0", text(length)), ("limit", text(limit))]
    if length > limit:
        rows += [
            ("factor here and by Keras' global_clipnorm", f"{limit / length:.12g}"),
            ("factor by PyTorch's clip_grad_norm_", f"{limit / (length + 1e-6):.12g}"),
        ]
    return Difference("Clipping by norm", _CLIPPED, tuple(rows))


def _defaults(rule: Optimizer) -> Iterator[Difference]:
    usual = {"PyTorch's own": TORCH_DEFAULTS.get(rule.name, {}),
             "Keras' own": KERAS_DEFAULTS.get(rule.name, {})}
    rows = []
    for name, value in rule.settings.items():
        others = [f"{who} {text(known[name])}" for who, known in usual.items() if name in known]
        if others:
            rows.append((name.replace("_", " "), ", ".join([f"here {text(value)}", *others])))
    if rows:
        yield Difference(
            "What is taken where nothing is said",
            "The same name, other defaults: write every setting, as the programs do.", tuple(rows),
        )


def name_of(problem: Problem, place: int) -> str:
    """A parameter's name: W¹[0][1], b²[0], x."""
    if isinstance(problem, FittingProblem):
        where = problem.network.place_of(place)
        layer = "⁰¹²³⁴⁵⁶⁷⁸⁹"[where.layer] if where.layer < 10 else f"({where.layer})"
        if where.kind == "bias":
            return f"b{layer}[{where.j}]"
        return f"W{layer}[{where.i}][{where.j}]"
    return "xy"[place]


def text(value: float | bool) -> str:
    """Seven digits; yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{float(value):.7g}".replace("-", "−")
