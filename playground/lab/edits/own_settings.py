"""What a runner has for itself and does not share with the others, and how to give it back.

On a surface that can be its start. A network's runner may have nearly everything of its own: its
`problem` overrides the shared one key by key, and its `start` the weights that are drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from playground.lab.edits.fit import fitted
from playground.lab.edits.scope import edited, is_network, recipe_of
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe

START = "start"

SETTINGS: Mapping[str, Callable[[NetworkRecipe], Any]] = {
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
    if runner.start != shared_start(experiment, index):
        found.append(START)
    return tuple(found)


def shared_start(experiment: Experiment, index: int) -> tuple[float, ...] | None:
    """Where runner `index` would start like the others.

    On a surface where most of the others do; a network's weights are drawn (None).
    """
    if is_network(experiment):
        return None
    own = experiment.runners[index].start
    others = Counter(r.start for k, r in enumerate(experiment.runners) if k != index)
    most = max(others.values(), default=0)
    return own if others[own] == most else others.most_common(1)[0][0]


def one_start(experiment: Experiment) -> bool:
    """Whether all runners start at one place."""
    return len({runner.start for runner in experiment.runners}) <= 1


def share(experiment: Experiment, index: int, name: str) -> Experiment:
    """Give runner `index` the shared value of one of its own settings back; its run begins anew.

    Raises SettingError where the rest of what is its own does not go with that.
    """
    if name == START:
        start = shared_start(experiment, index)
        changes = () if is_network(experiment) else experiment.runners[index].changes
        runner = replace(experiment.runners[index], start=start, changes=changes)
        return experiment.with_runner(index, runner)
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


__all__ = ["SETTINGS", "START", "one_start", "own_settings", "share", "shared_start"]
