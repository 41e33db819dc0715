"""What is drawn of a network at a cursor: weights, their gradient, and what things are called."""

from __future__ import annotations

from typing import NamedTuple

from playground.app.core.view import Scene
from playground.app.text.loss_names import derivative_of
from playground.app.text.numbers import count, grouped, localised, number, subscript
from playground.engine.networks.activations import activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.network import Network
from playground.engine.networks.place import Place, node_at
from playground.engine.problem import Array


class Facts(NamedTuple):
    """The selected runner's network at one step."""

    problem: FittingProblem
    step: int
    theta: Array
    grad: Array

    @property
    def network(self) -> Network:
        """Its sizes and activations."""
        return self.problem.network


def facts_of(scene: Scene | None, cursor: int) -> Facts | None:
    """What the selected runner is at; None without a runner, or where it fits no network."""
    run = scene.run if scene is not None else None
    if run is None or not isinstance(run.problem, FittingProblem):
        return None
    step = run[min(cursor, run.last)]
    return Facts(run.problem, step.index, step.theta, step.grad)


def subject_of(scene: Scene | None) -> object:
    """What the selected runner's network is and what it learns from, as far as a person would say
    that it is the same experiment; None where there is none. Other weights, rates or points are no
    other experiment.
    """
    facts = facts_of(scene, 0)
    if facts is None or scene is None or scene.runner is None:
        return None
    return facts.network, scene.experiment.recipe_for(scene.runner).subject


def step_text(facts: Facts) -> str:
    """ "step 37: batch 3 of epoch 2": the batch that the step was made with."""
    return f"step {grouped(facts.step)}: {localised(facts.problem.batches.made(facts.step))}"


def input_labels(problem: FittingProblem) -> tuple[str, ...]:
    """What the input nodes are called."""
    return problem.input_labels


def output_labels(problem: FittingProblem) -> tuple[str, ...]:
    """What the output nodes are called: H, or the classes' or the targets' names."""
    data, count = problem.data, problem.network.sizes[-1]
    if count == 1:
        return ("H",)
    for names in (data.class_labels, data.target_names):
        if len(names) == count:
            return names
    return tuple(f"H{subscript(k)}" for k in range(1, count + 1))


def layer_title(network: Network, layer: int) -> str:
    """ "inputs", "layer 2", "output"."""
    if layer == 0:
        return "inputs" if network.sizes[0] > 1 else "input"
    if layer == len(network.sizes) - 1:
        return "outputs" if network.sizes[-1] > 1 else "output"
    return f"layer {layer}"


def activation_title(network: Network, layer: int) -> str:
    """The name of a layer's activation, as people write it."""
    return activations[network.activations[layer - 1]].title


def node_name(problem: FittingProblem, layer: int, j: int) -> str:
    """ "input x₁", "layer 2, node 3", "output H"."""
    if layer == 0:
        return f"input {input_labels(problem)[j]}"
    if layer == len(problem.network.sizes) - 1:
        return f"output {output_labels(problem)[j]}"
    return f"layer {layer}, node {j + 1}"


def reading(facts: Facts, at: Place, value: float | None = None) -> str:
    """A weight's or a bias's value and gradient in words; `value` where a hand holds another."""
    if at.index < 0:
        return node_name(facts.problem, at.layer, at.j)
    own = float(facts.theta[at.index]) if value is None else value
    text = f"{at.name} = {number(own)}"
    if at.index in facts.problem.frozen:
        return f"{text}, frozen"
    if value is None:
        text += f", {derivative_name(facts, at)} = {number(float(facts.grad[at.index]))}"
    return text


def summary(facts: Facts) -> str:
    """The whole picture for a screen reader."""
    network = facts.network
    layers = ", ".join(
        f"{layer_title(network, k)}: {network.sizes[k]} {activation_title(network, k)}"
        for k in range(1, len(network.sizes))
    )
    return (
        f"A network of {count(network.sizes[0], 'input')} "
        f"({', '.join(input_labels(facts.problem)[:8])}), "
        f"{layers}; {count(network.dimension, 'parameter')}. At {step_text(facts)}."
    )


def derivative_name(facts: Facts, at: Place) -> str:
    """∂R/∂W, with a penalty ∂(R + penalty)/∂W, of a batch ∂ℓ(batch)/∂b: what the step is made with.

    Not ∂H/∂W, which is worked through by hand.
    """
    return f"∂{derivative_of(facts.problem, False)}/∂{'W' if at.kind == 'weight' else 'b'}"


def activation_name(layer: int, j: int) -> str:
    """a₃⁽²⁾: what a node hands on; x₃ for an input."""
    return node_at(layer, j).name if layer else f"x{subscript(j + 1)}"
