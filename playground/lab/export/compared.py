"""What differs between the lecture, PyTorch and Keras for a runner, in its own first numbers."""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from playground.engine.descent import Step, first_step
from playground.engine.networks.activations import activations
from playground.engine.networks.fitting import FittingProblem
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.export.compared_rules import Difference, rule_differences, text


def differences(experiment: Experiment, runner: Runner) -> list[Difference]:
    """All that apply; at the runner's start, on the batch of its first step."""
    problem = experiment.problem_of(runner)
    start = problem.start() if runner.start is None else np.array(runner.start, dtype=float)
    step = first_step(problem, runner.optimizer, start)
    with np.errstate(all="ignore"):
        found = list(rule_differences(problem, runner.optimizer, step))
        if isinstance(problem, FittingProblem):
            found += [*_of_layers(problem, step), *_of_loss(problem, step)]
    return found


def _of_layers(problem: FittingProblem, step: Step) -> Iterator[Difference]:
    network = problem.network
    part = network.weights(1)
    m, n = part.shape
    W = part.of(step.theta)
    i, j = m - 1, n - 1
    value = text(W[i, j])
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
    z = text(-1.0)
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
            ((f"g({z}), exact", text(exact)), (f"g({z}), approximate", text(tanh))),
        )


def _of_loss(problem: FittingProblem, step: Step) -> Iterator[Difference]:
    count = problem.samples(0)
    outputs = problem.network.sizes[-1]
    mean = (step.loss - problem.penalty(step.theta)) / (count if problem.sums else 1)
    rows = [
        (f"sum over the {count} samples of step 0", text(mean * count)),
        ("mean over them", text(mean)),
    ]
    if outputs > 1 and problem.loss.labels == "numbers":
        rows.append((f"mean over samples and {outputs} outputs (nn.MSELoss)",
                     text(mean / outputs)))
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
                ("added to the gradient of W¹[0][0]", text(problem.l2 * weight[0, 0])),
                ("added to b¹[0] here", "0"),
                ("added to b¹[0] by weight_decay", text(problem.l2 * bias[0])),
                ("λ to write in Keras' L2(λ)", text(problem.l2 / 2)),
            ),
        )
