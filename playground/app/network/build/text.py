"""What the network panel says: how many parameters there are, and what does not fit."""

from __future__ import annotations

from math import inf

from playground.app.text.numbers import count, grouped, number
from playground.engine.dataset import Data
from playground.engine.networks.activations import activations
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.lab.experiments.network_recipe import NetworkRecipe


def parameters(network: Network) -> str:
    """ "17 parameters"."""
    return count(network.dimension, "parameter")


def parameters_tip(network: Network) -> str:
    """How the number of parameters comes about, layer by layer."""
    lines = [
        f"Layer {k}: {a}·{b} weights + {count(b, 'bias', 'biases')} = {grouped((a + 1) * b)}"
        for k, (a, b) in enumerate(
            zip(network.sizes, network.sizes[1:], strict=False), start=1
        )
    ]
    shape = "-".join(map(str, network.sizes))
    return "\n".join([f"A {shape} network has {parameters(network)}.", *lines])


def output_hint(recipe: NetworkRecipe, data: Data) -> str:
    """What does not fit between the output's activation and what it is to learn; or nothing."""
    name = recipe.network.activations[-1]
    low, high = activations[name].range
    loss, title = losses[recipe.loss], activations[name].title
    if loss.inside:
        return "" if name == "linear" else (
            f"{loss.title} has {loss.inside} inside already: with {title} at the output it is "
            "squeezed twice. Choose Linear for the output."
        )
    wanted, _ = data.targets_for(loss())
    least, most = float(wanted.min()), float(wanted.max())
    if low <= least and most <= high:
        return ""
    fits = " or ".join(["Linear", *_bounded_around(least, most)])
    return (
        f"{title} gives only numbers {_between(low, high)}, and {number(least)} to "
        f"{number(most)} are wanted: the output cannot reach them. Choose {fits}."
    )


def _bounded_around(least: float, most: float) -> list[str]:
    """The activations that squash into a range with room for these numbers."""
    ranges = ((kind.title, *kind.range) for kind in activations.values())
    return [t for t, low, high in ranges if -inf < low <= least and most <= high < inf]


def _between(low: float, high: float) -> str:
    if high == inf:
        return f"from {number(low)} on"
    return f"up to {number(high)}" if low == -inf else f"from {number(low)} to {number(high)}"
