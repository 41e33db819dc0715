"""Edits of a network's shape: layers, nodes, activations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.engine.networks.activations import activations
from playground.engine.networks.network import Network
from playground.engine.parameters import Parameter, SettingError, shown
from playground.lab.edits.fit import Source, reshaped
from playground.lab.edits.scope import by_name, edited
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe

MOST_LAYERS = 10
"""Layers with weights, the output's too: W(1) ... W(10)."""
MOST_UNITS = 64

UNITS = Parameter(4, low=1, high=MOST_UNITS, help="How many nodes a hidden layer has.")


def add_layer(
    experiment: Experiment, position: int, units: int = 4, activation: str | None = None,
    runner: int | None = None,
) -> Experiment:
    """Put a hidden layer in as layer `position`, 1 ... L; what was there moves up.

    Its activation is by default the hidden one before it (or behind it). Typed weights stay but
    for the new layer's and the next one's, which the initializer draws.
    """

    def add(recipe: NetworkRecipe) -> NetworkRecipe:
        old = recipe.network
        count = len(old.activations)
        if count >= MOST_LAYERS:
            raise SettingError("sizes", f"at most {MOST_LAYERS} layers fit; take one away first")
        _check_layer(position, count)
        hidden = old.activations[:-1]
        like = hidden[max(0, position - 2)] if hidden else "tanh"
        name = _activation(activation or like)
        network = Network(
            _inserted(old.sizes, position, UNITS.check("units", units)),
            _inserted(old.activations, position - 1, name),
        )
        nodes = _every_node(old)
        nodes.insert(position, Source(None, (-1,) * network.sizes[position]))
        return reshaped(recipe, network, nodes, experiment.seed)

    return edited(experiment, add, _shape, runner)


def remove_layer(
    experiment: Experiment, layer: int, runner: int | None = None
) -> Experiment:
    """Take a hidden layer out; the weights across the gap are drawn anew."""

    def remove(recipe: NetworkRecipe) -> NetworkRecipe:
        old = recipe.network
        _check_hidden(layer, old, "taken away")
        network = Network(
            old.sizes[:layer] + old.sizes[layer + 1 :],
            old.activations[: layer - 1] + old.activations[layer:],
        )
        nodes = _every_node(old)
        del nodes[layer]
        return reshaped(recipe, network, nodes, experiment.seed)

    return edited(experiment, remove, _shape, runner)


def set_units(
    experiment: Experiment, layer: int, units: int, runner: int | None = None
) -> Experiment:
    """Give a hidden layer so many nodes.

    Typed weights of the nodes that stay are kept and those of new nodes drawn by the initializer;
    where no weights were typed, the initializer draws all of them anew for the new shape.
    """
    units = UNITS.check("units", units)

    def resize(recipe: NetworkRecipe) -> NetworkRecipe:
        old = recipe.network
        _check_hidden(layer, old, "resized: its size follows from the data")
        sizes = (*old.sizes[:layer], units, *old.sizes[layer + 1 :])
        nodes = _every_node(old)
        nodes[layer] = Source.first(layer, old.sizes[layer], units)
        return reshaped(recipe, Network(sizes, old.activations), nodes, experiment.seed)

    return edited(experiment, resize, _shape, runner)


def set_activation(
    experiment: Experiment, layer: int, name: str, runner: int | None = None
) -> Experiment:
    """Another activation for a layer, 1 ... L; the weights stay."""
    name = _activation(name)

    def change(recipe: NetworkRecipe) -> NetworkRecipe:
        network = recipe.network
        _check_layer(layer, len(network.activations))
        chosen = (*network.activations[: layer - 1], name, *network.activations[layer:])
        return replace(recipe, network=Network(network.sizes, chosen))

    return edited(
        experiment, change, lambda r: (r.network.sizes, r.network.activations[layer - 1 : layer]),
        runner,
    )


def _shape(recipe: NetworkRecipe) -> object:
    return recipe.network.sizes


def _every_node(network: Network) -> list[Source]:
    return [Source(layer, tuple(range(size))) for layer, size in enumerate(network.sizes)]


def _inserted(items: tuple[Any, ...], position: int, item: Any) -> tuple[Any, ...]:
    return (*items[:position], item, *items[position:])


def _check_layer(layer: int, count: int) -> None:
    if isinstance(layer, bool) or not isinstance(layer, int) or not 1 <= layer <= count:
        raise SettingError("layer", f"must be from 1 to {count}, got {shown(layer)}")


def _check_hidden(layer: int, network: Network, done: str) -> None:
    last = len(network.activations)
    if layer in (0, last):
        which = "input" if layer == 0 else "output"
        raise SettingError("layer", f"the {which} layer cannot be {done}")
    _check_layer(layer, last)


def _activation(name: str) -> str:
    return str(by_name("activation", activations, name).name)
