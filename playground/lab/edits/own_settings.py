"""What a runner has for itself and does not share with the others, and how to give it back.

On a surface that can be its start. A network's runner may have nearly everything of its own: its
`problem` overrides the shared one key by key, and its `start` the weights that are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from playground.lab.edits.fit import fitted
from playground.lab.edits.own_starts import START, has_own_start, share_start
from playground.lab.edits.scope import edited, is_network, recipe_of
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe

SETTINGS: Mapping[str, Callable[[NetworkRecipe], object]] = {
    "data": lambda r: (r.dataset, r.features),
    "layers": lambda r: r.network.sizes,
    "activations": lambda r: r.network.activations,
    "loss": lambda r: r.loss,
    "initializer": lambda r: (r.initializer, r.initializer_seed, r.weights, r.biases),
    "frozen": lambda r: r.frozen,
    "l1": lambda r: r.l1,
    "l2": lambda r: r.l2,
    "batch size": lambda r: r.batch.size,
    "sampling": lambda r: r.batch.sampling,
    "reduction": lambda r: r.batch.reduction,
}
"""What a network's runner can have of its own beside its start, and where its recipe has it."""


def own_settings(experiment: Experiment, index: int) -> tuple[str, ...]:
    """The names of what is runner `index`'s own, in the order of SETTINGS, its start last.

    A start on a surface is its own where the others start elsewhere. With other layers there are
    other activations too; they are not named beside them.
    """
    runner = experiment.runners[index]
    found: list[str] = []
    if runner.problem is not None and is_network(experiment):
        own, shared = recipe_of(experiment, index), recipe_of(experiment)
        found = [name for name, of in SETTINGS.items() if of(own) != of(shared)]
        if "layers" in found and "activations" in found:
            found.remove("activations")
    if has_own_start(experiment, index):
        found.append(START)
    return tuple(found)


def share(experiment: Experiment, index: int, name: str) -> Experiment:
    """Give runner `index` the shared value of one of its own settings back; its run begins anew.

    Raises SettingError where the rest of what is its own does not go with that.
    """
    if name == START:
        return share_start(experiment, index)
    shared = recipe_of(experiment)
    changed = edited(
        experiment, lambda own: _with_shared(own, shared, name, experiment.seed), SETTINGS[name],
        index, restart=name == "initializer",
    )
    recipe_of(changed, index).build(changed.seed)
    return changed


def _with_shared(own: NetworkRecipe, shared: NetworkRecipe, name: str, seed: int) -> NetworkRecipe:
    if name == "data":
        taken = replace(own, dataset=shared.dataset, features=shared.features)
        return fitted(taken, seed, own)
    if name == "loss":
        return fitted(replace(own, loss=shared.loss), seed, own)
    if name == "layers":  # weights that were typed and frozen are those of a shape
        return replace(
            own, network=shared.network, weights=shared.weights, biases=shared.biases,
            frozen=shared.frozen,
        )
    if name == "activations":
        return replace(own, network=replace(own.network, activations=shared.network.activations))
    if name == "initializer":
        return replace(
            own, initializer=shared.initializer, initializer_seed=shared.initializer_seed,
            weights=shared.weights, biases=shared.biases,
        )
    if name in ("batch size", "sampling", "reduction"):
        field = name.removeprefix("batch ")
        batch = replace(own.batch, **{field: getattr(shared.batch, field)})
        return replace(own, batch=batch)
    return replace(own, **{name: getattr(shared, name)})

