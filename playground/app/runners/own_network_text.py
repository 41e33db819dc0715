"""What is a network's runner's own, in words."""

from __future__ import annotations

from playground.app.runners.own_line import OwnLine
from playground.app.text.numbers import grouped, number
from playground.app.text.samplings import SAMPLING_TITLES
from playground.engine.networks.activations import activations
from playground.engine.networks.losses import losses
from playground.lab.edits.own_settings import own_settings
from playground.lab.edits.scope import recipe_of
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe

TITLES = {
    "data": "Data", "layers": "Layers", "activations": "Activations", "loss": "Loss",
    "initializer": "Initializer", "frozen": "Frozen parameters", "l1": "L1 penalty",
    "l2": "L2 penalty", "batch size": "Batch size", "sampling": "Sampling",
    "reduction": "Reduction", "start": "Weights at the start",
}


def network_lines(experiment: Experiment, index: int) -> tuple[OwnLine, ...]:
    """All that is the own of a runner that trains a network."""
    own, shared = recipe_of(experiment, index), recipe_of(experiment)
    lines = []
    for name in own_settings(experiment, index):
        if name == "activations":
            value, others = _activations(own, shared), _activations(shared, own)
        else:
            value, others = _value(name, own), _value(name, shared)
        if value == others:  # only a detail differs, that these words leave out
            value = others = ""
        lines.append(OwnLine(name, TITLES[name], value, others))
    return tuple(lines)


def _value(name: str, recipe: NetworkRecipe) -> str:
    """A setting's value in a few words; empty where there is nothing short to say."""
    if name == "data":
        return recipe.dataset.title
    if name == "layers":
        return "-".join(map(str, recipe.network.sizes))
    if name == "loss":
        return losses[recipe.loss].title
    if name == "initializer":
        return _beginning(recipe)
    if name == "frozen":
        return grouped(len(recipe.frozen))
    if name in ("l1", "l2"):
        return number(getattr(recipe, name))
    if name == "batch size":
        return "all" if recipe.batch.size is None else grouped(recipe.batch.size)
    if name == "sampling":
        return SAMPLING_TITLES[recipe.batch.sampling].lower()
    return recipe.batch.reduction if name == "reduction" else ""


def _activations(recipe: NetworkRecipe, other: NetworkRecipe) -> str:
    """Those of the layers in which the two differ, each once."""
    pairs = zip(recipe.network.activations, other.network.activations, strict=True)
    return ", ".join(dict.fromkeys(activations[a].title for a, b in pairs if a != b))


def _beginning(recipe: NetworkRecipe) -> str:
    if recipe.weights is not None or recipe.biases is not None:
        return "typed"
    seed = recipe.initializer_seed
    return recipe.initializer.title + ("" if seed is None else f", seed {seed}")
