"""What differs between the lecture, PyTorch and Keras for a runner, in its own first numbers."""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from playground.engine.conventions import CONVENTIONS, has_convention, in_convention
from playground.engine.descent import Step, first_step
from playground.engine.networks.activations import activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Problem
from playground.lab.experiments.experiment import Experiment, Runner


class Difference(NamedTuple):
    """One convention: what it is about, what it says, and this run's numbers in each form."""

    title: str
    words: str
    numbers: tuple[tuple[str, str], ...]


KERAS_DEFAULTS: dict[str, dict[str, float]] = {
    "gradient_descent": {"learning_rate": 0.01},
    "momentum": {"learning_rate": 0.01, "momentum": 0.0},
    "nesterov": {"learning_rate": 0.01, "momentum": 0.0},
    "adagrad": {"learning_rate": 0.001, "initial_accumulator": 0.1, "epsilon": 1e-7},
    "rmsprop": {"learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-7},
    "adam": {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7},
}
"""What Keras 3 takes where nothing is said."""
_FORMS = {
    "momentum": "PyTorch's velocity holds gradients, v = μ v + g, and θ = θ − η v; Keras' holds "
    "steps, v = μ v − η g, and θ = θ + v. At one learning rate both walk alike; when it changes "
    "on the way, PyTorch's whole velocity takes the new rate and Keras' keeps the old.",
    "adagrad": "PyTorch divides by √s + ε, Keras by √(s + ε): it matters where gradients are "
    "small beside √ε.",
    "rmsprop": "PyTorch divides by √v + ε, Keras by √(v + ε): it matters where gradients are "
    "small beside √ε.",
    "adam": "PyTorch adds ε to the corrected root, √v̂ + ε; Keras to the root before it is "
    "corrected, √v + ε, and corrects the rate: for small gradients its first steps are shorter.",
}
_FORMS["nesterov"] = _FORMS["momentum"]


def differences(experiment: Experiment, runner: Runner) -> list[Difference]:
    """All that apply; at the runner's start, on the batch of its first step."""
    problem = experiment.problem_of(runner)
    start = problem.start() if runner.start is None else np.array(runner.start, dtype=float)
    step = first_step(problem, runner.optimizer, start)
    with np.errstate(all="ignore"):
        found = list(_of_rule(problem, runner, step))
        if isinstance(problem, FittingProblem):
            found += [*_of_layers(problem, step), *_of_loss(problem, step)]
    return found


def _of_rule(problem: Problem, runner: Runner, step: Step) -> Iterator[Difference]:
    rule = runner.optimizer
    if rule.name in _FORMS and has_convention(type(rule), "keras"):
        place = int(np.argmax(np.abs(step.grad)))
        numbers = [(f"gradient of {_name(problem, place)}", _text(step.grad[place]))]
        for convention in CONVENTIONS:
            form = in_convention(rule, convention)
            after, state = form.step(step.theta, step.grad, form.init(step.theta))
            again, _ = form.step(after, step.grad, state)
            title = "PyTorch's" if convention == "pytorch" else "Keras'"
            for word, move in (("first", after - step.theta), ("second", again - after)):
                behind = "" if word == "first" else ", at the same gradient"
                numbers.append((f"{title} {word} step of it{behind}", _text(move[place])))
        yield Difference(f"The rule: {rule.title}", _FORMS[rule.name], tuple(numbers))
    usual = KERAS_DEFAULTS.get(rule.name)
    if usual:
        rows = tuple(
            (name.replace("_", " "), f"here {_text(value)}, Keras' own {_text(usual[name])}")
            for name, value in rule.settings.items() if name in usual
        )
        yield Difference(
            "What is taken where nothing is said",
            "The same name, other defaults: write every setting, as the programs do.", rows,
        )


def _of_layers(problem: FittingProblem, step: Step) -> Iterator[Difference]:
    network = problem.network
    part = network.weights(1)
    m, n = part.shape
    W = part.of(step.theta)
    i, j = m - 1, n - 1
    value = _text(W[i, j])
    yield Difference(
        "W against its transpose",
        "W_ij of the lecture goes from node i to node j, z = Wᵀ a + b. Keras' kernel is W as it "
        "is. PyTorch's weight is Wᵀ: its row j is what node j is made of.",
        (
            ("shape of W¹ here and of Keras' kernel", f"({m}, {n})"),
            ("shape of PyTorch's weight", f"({n}, {m})"),
            (f"W¹[{i}][{j}] here, kernel[{i}][{j}] in Keras", value),
            (f"weight[{j}][{i}] in PyTorch", value),
        ),
    )
    used = set(network.activations)
    z = _text(-1.0)
    if "leaky_relu" in used:
        yield Difference(
            "Leaky ReLU's slope", "PyTorch's is 0.01 as here; Keras 3 takes 0.3 where nothing is "
            "said.", ((f"g({z}) here and in PyTorch", "−0.01"), (f"g({z}) in Keras", "−0.3")),
        )
    if "gelu" in used:
        exact = activations["gelu"]().value(np.array([-1.0]))[0]
        tanh = 0.5 * -1 * (1 + np.tanh(np.sqrt(2 / np.pi) * (-1 - 0.044715)))
        yield Difference(
            "GELU", "Here, in PyTorch and in Keras it is exact where nothing is said; "
            "“approximate” is a formula with tanh.",
            ((f"g({z}), exact", _text(exact)), (f"g({z}), approximate", _text(tanh))),
        )


def _of_loss(problem: FittingProblem, step: Step) -> Iterator[Difference]:
    count = problem.samples(0)
    outputs = problem.network.sizes[-1]
    mean = (step.loss - problem.penalty(step.theta)) / (count if problem.sums else 1)
    rows = [
        (f"sum over the {count} samples of step 0", _text(mean * count)),
        ("mean over them", _text(mean)),
    ]
    if outputs > 1 and problem.loss.labels == "numbers":
        rows.append((f"mean over samples and {outputs} outputs (nn.MSELoss)",
                     _text(mean / outputs)))
    yield Difference(
        "Mean against sum",
        "A sample's loss is the sum over its outputs. The lecture's SGD adds the samples of a "
        f"batch up; PyTorch and Keras take the mean where nothing is said. Here it is the "
        f"{'sum' if problem.sums else 'mean'}.", tuple(rows),
    )
    if problem.l2:
        theta = step.theta
        bias = problem.network.biases(1).of(theta)
        weight = problem.network.weights(1).of(theta)
        yield Difference(
            "The penalty against weight_decay",
            "λ₂/2 Σ w² adds λ₂ w to the gradient of each weight, and nothing to biases. "
            "PyTorch's weight_decay adds it to biases, too; Keras' L2(λ) is λ Σ w², twice as much.",
            (
                ("added to the gradient of W¹[0][0]", _text(problem.l2 * weight[0, 0])),
                ("added to b¹[0] here", "0"),
                ("added to b¹[0] by weight_decay", _text(problem.l2 * bias[0])),
                ("λ to write in Keras' L2(λ)", _text(problem.l2 / 2)),
            ),
        )


def _name(problem: Problem, place: int) -> str:
    if isinstance(problem, FittingProblem):
        where = problem.network.place_of(place)
        layer = "⁰¹²³⁴⁵⁶⁷⁸⁹"[where.layer] if where.layer < 10 else f"({where.layer})"
        if where.kind == "bias":
            return f"b{layer}[{where.j}]"
        return f"W{layer}[{where.i}][{where.j}]"
    return "xy"[place]


def _text(value: float) -> str:
    return f"{float(value):.7g}".replace("-", "−")
