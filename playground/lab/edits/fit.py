"""What follows when a network's shape, data or loss changes: sizes, weights, and what to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from playground.engine.dataset import Data
from playground.engine.networks.activations import activations
from playground.engine.networks.features import default_columns, input_labels
from playground.engine.networks.losses import losses, usual_loss
from playground.engine.networks.network import Network
from playground.engine.parameters import SettingError
from playground.engine.problem import Array
from playground.lab.experiments.network_recipe import NetworkRecipe, nested


class Source(NamedTuple):
    """Where a layer's nodes come from: a layer of the old network (None: nowhere), and for each
    node its index there (−1: it is new).
    """

    layer: int | None
    nodes: tuple[int, ...]

    @classmethod
    def first(cls, layer: int, old: int, new: int) -> Source:
        """As many of the old nodes as there is room for, then new ones."""
        return cls(layer, tuple(i if i < old else -1 for i in range(new)))


def reshaped(
    recipe: NetworkRecipe, network: Network, nodes: Sequence[Source], seed: int
) -> NetworkRecipe:
    """The recipe with another network whose nodes come from the old one's.

    Typed weights and biases stay between nodes that stay, as do frozen ones; what is new is drawn
    by the initializer. Without typed weights it draws everything.
    """
    source = _sources(recipe.network, network, nodes)
    frozen = tuple(np.flatnonzero(np.isin(source, recipe.frozen)).tolist())
    new = replace(recipe, network=network, weights=None, biases=None, frozen=frozen)
    if recipe.weights is None and recipe.biases is None:
        return new
    theta = new.start(seed)
    kept = source >= 0
    theta[kept] = recipe.start(seed)[source[kept]]
    weights, biases = nested(network, theta)
    return replace(new, weights=weights, biases=biases)


def _sources(old: Network, new: Network, nodes: Sequence[Source]) -> np.ndarray:
    """For each parameter of the new network its flat index in the old one, or −1."""
    source, index = np.full(new.dimension, -1.0), np.arange(old.dimension, dtype=float)
    for layer in range(1, len(new.sizes)):
        below, here = nodes[layer - 1], nodes[layer]
        if here.layer is None or here.layer == 0:
            continue
        i, j = np.array(below.nodes), np.array(here.nodes)
        weights, biases = old.parts[2 * here.layer - 2], old.parts[2 * here.layer - 1]
        new.parts[2 * layer - 1].of(source)[...] = np.where(j < 0, -1, biases.of(index)[j])
        if below.layer == here.layer - 1:
            lost = (i < 0)[:, None] | (j < 0)
            found = weights.of(index)[i][:, j]
            new.parts[2 * layer - 2].of(source)[...] = np.where(lost, -1, found)
    return source.astype(int)


def fitted(recipe: NetworkRecipe, seed: int, before: NetworkRecipe) -> NetworkRecipe:
    """A recipe whose data, features or loss changed, with the network adapted; checked whole.

    Raises SettingError where nothing fits (labels that the chosen loss cannot take).
    """
    data = recipe.dataset.make(seed)
    _check_classes(data)
    features = recipe.features if data.X.shape[1] == 2 else ()
    if recipe.features != before.features and recipe.features != features:
        raise SettingError(
            "features", "are made of x1 and x2: they need data with 2 inputs, "
            f"and this data has {data.X.shape[1]}",
        )
    same_loss = recipe.loss == before.loss
    loss = _loss_for(recipe.loss, data, before.dataset.classes) if same_loss else recipe.loss
    outputs = data.targets_for(losses[loss]())[0].shape[1]
    old = before.network
    inputs = len(features) or data.X.shape[1]
    network = Network(
        (inputs, *old.sizes[1:-1], outputs),
        (*old.activations[:-1], _output_for(old.activations[-1], loss, data, before)),
    )
    batch = replace(recipe.batch, size=recipe.batch.size and samples_a_step(recipe, data.samples))
    recipe = replace(recipe, features=features, loss=loss, batch=batch)
    if network != old:
        recipe = reshaped(recipe, network, _nodes(before, features, network), seed)
    recipe.build(seed)
    return recipe


def _check_classes(data: Data) -> None:
    """Training data of one class teaches nothing but that class."""
    if data.classes and len(np.unique(data.y)) == 1 and len(data.y) > 1:
        label = data.class_labels[int(data.y[0, 0])]
        raise SettingError(
            "y", f"all {len(data.y)} training samples are of one class ({label}); it takes two"
        )


def _loss_for(name: str, data: Data, old_classes: int) -> str:
    """The loss as it is, or the usual one for such labels."""
    if data.classes > 2 >= old_classes:
        return usual_loss("one_hot")
    if data.classes == 2 and old_classes > 2 and losses[name].labels == "one_hot":
        return usual_loss("bits")
    try:
        data.targets_for(losses[name]())
    except SettingError:
        return usual_loss("numbers")
    # Numbers that happen to be 0 and 1 could be classes; but a loss for classes was meant for
    # those that were there before.
    is_for_classes = losses[name].labels != "numbers"
    wrong = is_for_classes and not data.classes and old_classes
    return usual_loss("numbers") if wrong else name


def _output_for(name: str, loss: str, data: Data, before: NetworkRecipe) -> str:
    """The output's activation: linear for logits, and for numbers where there were classes."""
    was_classes, numbers = before.dataset.classes > 0, not data.classes
    if losses[loss].inside and loss != before.loss:
        return "linear"
    return "linear" if numbers and was_classes else name


def _nodes(
    before: NetworkRecipe, features: tuple[str, ...], network: Network
) -> list[Source]:
    """Features that stay keep their weights, and so do as many outputs as there were."""
    old = before.network.sizes
    last = len(old) - 1
    nodes = [Source.first(k, n, m) for k, (n, m) in enumerate(zip(old, network.sizes, strict=True))]
    planar = features or before.features
    if planar and (before.features or old[0] == 2) and network.sizes[0] == (len(features) or 2):
        was, now = before.features or ("x1", "x2"), features or ("x1", "x2")
        nodes[0] = Source(0, tuple(was.index(n) if n in was else -1 for n in now))
    nodes[last] = Source.first(last, old[last], network.sizes[last])
    return nodes


def what_changed(before: NetworkRecipe, after: NetworkRecipe) -> tuple[str, ...]:
    """In sentences, what an edit of the data or the loss changed beside them."""
    said = []
    old, new = before.network, after.network
    if old.sizes[0] != new.sizes[0]:
        names = input_labels(after.features, default_columns(new.sizes[0]))
        few = f": {', '.join(names)}" if len(names) <= 7 and after.features else ""
        said.append(f"The network now has {_count(new.sizes[0], 'input')}{few}.")
    elif before.features and not after.features:
        said.append("The input features were dropped: they need data with two inputs.")
    if old.sizes[-1] != new.sizes[-1]:
        classes = after.dataset.classes
        why = f", one for each of {classes} classes" if new.sizes[-1] == classes else ""
        said.append(f"The network now has {_count(new.sizes[-1], 'output')}{why}.")
    if before.loss != after.loss:
        said.append(f"The loss is now {losses[after.loss].title}.")
    if old.activations[-1] != new.activations[-1]:
        said.append(f"The output is now {activations[new.activations[-1]].title}.")
    if before.batch.size != after.batch.size and before.dataset != after.dataset:
        size = _count(after.batch.size or 0, "sample")
        said.append(f"A batch is now {size}: there are no more to train on.")
    return tuple(said)


def samples_a_step(recipe: NetworkRecipe, samples: int) -> int:
    """How many of the training samples a step sees, or draws: no more than there are, but with
    replacement.
    """
    size = recipe.batch.size or samples
    return size if recipe.batch.sampling == "replacement" else min(size, samples)


def reduction_note(recipe: NetworkRecipe, samples: int) -> str:
    """What the chosen reduction does to the learning rate."""
    size = samples_a_step(recipe, samples)
    if size == 1:
        return "With one sample a batch, the mean and the sum are the same."
    if recipe.batch.reduction == "mean":
        return (
            f"The gradient is the mean over {size:,} samples; the lecture's sum would be {size:,} "
            f"times as long. Gradient descent takes the same step with a learning rate {size:,} "
            "times smaller."
        )
    return (
        f"The gradient is the sum over {size:,} samples, as on the lecture's slide: {size:,} times "
        f"as long as with the mean. Gradient descent takes the same step with the mean and a "
        f"learning rate {size:,} times larger."
    )


def penalty_note(recipe: NetworkRecipe, samples: int) -> str:
    """What L1 and L2 make of what is minimized, and how a sum changes that; else nothing."""
    if not (recipe.l1 or recipe.l2):
        return ""
    size = samples_a_step(recipe, samples)
    if recipe.batch.reduction == "mean" or size == 1:
        return (
            "Two numbers are shown: the risk R, the mean loss over the training data, and "
            "R + penalty, which is what the steps minimize."
        )
    return (
        "Two numbers are shown: the risk R, the mean loss over the training data, and Σℓ + "
        f"penalty, which the steps walk down. The penalty is added once to {size:,} losses, so "
        f"what they minimize is R + penalty/{size:,}: with the mean it would weigh {size:,} times "
        "as much."
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


__all__ = [
    "Array", "Source", "fitted", "penalty_note", "reduction_note", "reshaped", "samples_a_step",
    "what_changed",
]
