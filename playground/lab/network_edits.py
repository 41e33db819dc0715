"""Edits of a network, its data and its training, each from one Experiment to the next.

As in `lab.edits`, nothing here changes what it was given; what cannot be raises SettingError with
a sentence to show. Layers are numbered as in the lecture: layer ℓ = 1 ... L has W(ℓ), b(ℓ) and an
activation, layer 0 is the input.

`runner` says whose network: None edits the shared problem, and with it every runner whose own
problem agrees with the shared one in what is edited (the duel's activations stay apart while its
data changes for all); a number edits that runner alone and leaves the others as they are.
Every edit here starts the runs anew: branches are dropped. A start that does not fit any more is
dropped too. After an edit of the weights, show step 0: that is where the new numbers stand.
"""

# ruff: noqa: N803  (X is what everybody calls it)

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from playground.engine.activations import activations
from playground.engine.batches import Batches
from playground.engine.dataset import Dataset
from playground.engine.datasets import datasets
from playground.engine.features import checked as checked_features
from playground.engine.fitting import L1, L2, REDUCTION, check_frozen
from playground.engine.initializers import Initializer, initializers
from playground.engine.losses import losses
from playground.engine.network import Network
from playground.engine.parameters import Parameter, SettingError, declared, listed, shown
from playground.engine.problem import Array
from playground.engine.registry import UnknownNameError
from playground.lab.experiment import Experiment, Runner
from playground.lab.network_fit import Source, fitted, reshaped
from playground.lab.network_recipe import BatchRecipe, NetworkRecipe, nested
from playground.lab.points import added, moved, removed, with_points

MOST_LAYERS = 10
"""Layers with weights, the output's too: W(1) ... W(10)."""
MOST_UNITS = 64

UNITS = Parameter(4, low=1, high=MOST_UNITS, help="How many nodes a hidden layer has.")

Edit = Callable[[NetworkRecipe], NetworkRecipe]
Touched = Callable[[NetworkRecipe], Any]


def is_network(experiment: Experiment) -> bool:
    """Whether the experiment is about a network."""
    return isinstance(experiment.problem, NetworkRecipe)


def recipe_of(experiment: Experiment, runner: int | None = None) -> NetworkRecipe:
    """The recipe that a runner trains (None: the shared one); ValueError on a surface."""
    own = None if runner is None else experiment.runners[runner].problem
    recipe = own or experiment.problem
    if not isinstance(recipe, NetworkRecipe):
        raise ValueError("this edit is for networks, and the problem is none")
    return recipe


def scope(experiment: Experiment, index: int) -> int | None:
    """What to pass as `runner` for a hand on runner `index`: itself if its problem is its own."""
    there = index < len(experiment.runners)
    return index if there and experiment.runners[index].problem is not None else None


# --- parameters -----------------------------------------------------------------------------------


def set_weight(
    experiment: Experiment, index: int, value: float, theta_now: Array, runner: int | None = None
) -> Experiment:
    """Start from what is on screen with the parameter at a flat index changed."""
    theta = np.array(theta_now, dtype=float)
    if not 0 <= index < len(theta):
        raise SettingError("index", f"must be from 0 to {len(theta) - 1}, got {shown(index)}")
    theta[index] = _number("value", value)
    return set_all_parameters(experiment, theta, runner)


def set_all_parameters(
    experiment: Experiment, theta: Array, runner: int | None = None
) -> Experiment:
    """Start from these parameters, flat: for None every runner that starts as the shared problem

    does (its `weights` and `biases` are written); for a number that runner alone (its start).
    """
    recipe = recipe_of(experiment, runner)
    theta = _theta(theta, recipe.network)
    if runner is not None:
        changed = replace(experiment.runners[runner], start=tuple(theta.tolist()), changes=())
        return experiment.with_runner(runner, changed)
    weights, biases = nested(recipe.network, theta)
    return _edited(
        experiment, lambda r: replace(r, weights=weights, biases=biases), _beginning, None,
        restart=True,
    )


def set_initializer(
    experiment: Experiment, initializer: Initializer | str, runner: int | None = None
) -> Experiment:
    """Draw the start with another initializer (by name: its defaults); typed weights are let go."""
    chosen = _by_name("initializer", initializers, initializer)
    return _edited(
        experiment, lambda r: replace(r, initializer=chosen, weights=None, biases=None),
        _beginning, runner, restart=True,
    )


def set_initializer_setting(
    experiment: Experiment, name: str, value: Any, runner: int | None = None
) -> Experiment:
    """Change one setting of the initializer (gain, ...); typed weights are let go."""
    initializer = _with_setting(recipe_of(experiment, runner).initializer, name, value)
    return set_initializer(experiment, initializer, runner)


def reinitialize(
    experiment: Experiment, seed: int | None = None, runner: int | None = None
) -> Experiment:
    """Draw all parameters, the frozen ones too, from a seed of their own; the data stays.

    None is the experiment's seed.
    """
    if seed is not None:
        seed = Parameter(0, low=0, high=2**53).check("seed", seed)
    return _edited(
        experiment, lambda r: replace(r, initializer_seed=seed, weights=None, biases=None),
        _beginning, runner, restart=True,
    )


def freeze(
    experiment: Experiment, indices: Sequence[int], runner: int | None = None
) -> Experiment:
    """Hold these parameters (flat indices) where they start."""
    new = {int(i) for i in indices}
    return _frozen(experiment, lambda old: old | new, runner)


def unfreeze(
    experiment: Experiment, indices: Sequence[int] | None = None, runner: int | None = None
) -> Experiment:
    """Let these parameters learn again; None: all of them."""
    free = None if indices is None else {int(i) for i in indices}
    return _frozen(experiment, lambda old: set() if free is None else old - free, runner)


# --- the shape ------------------------------------------------------------------------------------


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

    return _edited(experiment, add, _shape, runner)


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

    return _edited(experiment, remove, _shape, runner)


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

    return _edited(experiment, resize, _shape, runner)


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

    return _edited(
        experiment, change, lambda r: (r.network.sizes, r.network.activations[layer - 1 : layer]),
        runner,
    )


# --- the data -------------------------------------------------------------------------------------


def choose_dataset(
    experiment: Experiment, dataset: Dataset | str, runner: int | None = None
) -> Experiment:
    """Learn other data (by name: its defaults), the network's ends and the loss adapted to it.

    Inputs and outputs get as many nodes as the data needs; a loss that cannot take the labels
    gives way, several classes get softmax cross-entropy; cross-entropies and plain numbers get a
    linear output; a batch is at most all the data. `what_changed` says what was adapted.
    """
    chosen = _by_name("dataset", datasets, dataset)
    edited = _edited(
        experiment, lambda r: fitted(replace(r, dataset=chosen), experiment.seed, r),
        lambda r: r.dataset, runner,
    )
    old = recipe_of(experiment, runner).dataset.title
    follows = runner is None and experiment.title in ("", old)
    return replace(edited, title=chosen.title) if follows else edited


def set_dataset_setting(
    experiment: Experiment, name: str, value: Any, runner: int | None = None
) -> Experiment:
    """Change one setting of the data (noise, samples, ...); the network follows if it must."""
    return choose_dataset(
        experiment, _with_setting(recipe_of(experiment, runner).dataset, name, value), runner
    )


def set_features(
    experiment: Experiment, names: Sequence[str], runner: int | None = None
) -> Experiment:
    """What the network sees of two-dimensional data; none: x1 and x2 as they are.

    Typed weights of features that stay are kept.
    """
    chosen = checked_features(list(names)) if names else ()
    return _edited(
        experiment, lambda r: fitted(replace(r, features=chosen), experiment.seed, r),
        lambda r: (r.features, r.dataset), runner,
    )


def set_points(
    experiment: Experiment, X: Any, y: Any, X_test: Any = None, y_test: Any = None,
    runner: int | None = None,
) -> Experiment:
    """Learn just these samples, as the data's own coordinates and class numbers have them.

    Test samples stay unless others are given. Noise and the number of samples are then no
    settings any more: the points are written into the file.
    """
    old = recipe_of(experiment, runner).dataset
    data = old.make(experiment.seed)
    return choose_dataset(experiment, with_points(old, data, X, y, X_test, y_test), runner)


def add_point(
    experiment: Experiment, x: Sequence[float], y: float | Sequence[float],
    runner: int | None = None,
) -> Experiment:
    """One training sample more; y is a class number, or the number wanted there."""
    data = recipe_of(experiment, runner).dataset.make(experiment.seed)
    return set_points(experiment, *added(data, x, y), runner=runner)


def move_point(
    experiment: Experiment, index: int, x: Sequence[float], runner: int | None = None
) -> Experiment:
    """Training sample `index` elsewhere, with its label."""
    data = recipe_of(experiment, runner).dataset.make(experiment.seed)
    return set_points(experiment, moved(data, index, x), data.y, runner=runner)


def remove_point(experiment: Experiment, index: int, runner: int | None = None) -> Experiment:
    """Without training sample `index`."""
    data = recipe_of(experiment, runner).dataset.make(experiment.seed)
    return set_points(experiment, *removed(data, index), runner=runner)


# --- the training ---------------------------------------------------------------------------------


def set_loss(experiment: Experiment, name: str, runner: int | None = None) -> Experiment:
    """Another loss, the output layer adapted to it; refused where the labels do not fit."""
    chosen = _by_name("loss", losses, name).name
    return _edited(
        experiment, lambda r: fitted(replace(r, loss=chosen), experiment.seed, r),
        lambda r: (r.loss, r.dataset), runner,
    )


def set_batch(experiment: Experiment, runner: int | None = None, **changes: Any) -> Experiment:
    """Change `size` (None: all), `reduction` or `sampling` of the batches."""
    for name in changes:
        if name not in BatchRecipe.__dataclass_fields__:
            raise SettingError(name, "must be one of size, reduction, sampling")

    def change(recipe: NetworkRecipe) -> NetworkRecipe:
        batch = replace(recipe.batch, **changes)
        count = len(recipe.dataset.make(experiment.seed).X)
        Batches(count, batch.size, batch.sampling)
        REDUCTION.check("reduction", batch.reduction)
        if batch.size is not None and batch.size > count:
            raise SettingError(
                "size", f"must be at most {count}, the samples to train on, got {batch.size}"
            )
        return replace(recipe, batch=batch)

    return _edited(experiment, change, lambda r: r.batch, runner)


def set_regularization(
    experiment: Experiment, l1: float | None = None, l2: float | None = None,
    runner: int | None = None,
) -> Experiment:
    """Change λ₁, λ₂ or both; None leaves one as it is."""
    given = {"l1": l1, "l2": l2}
    changes: Any = {
        name: {"l1": L1, "l2": L2}[name].check(name, value)
        for name, value in given.items() if value is not None
    }
    return _edited(
        experiment, lambda r: replace(r, **changes),
        lambda r: tuple(getattr(r, name) for name in changes), runner,
    )


# --- helpers --------------------------------------------------------------------------------------


def _edited(
    experiment: Experiment, edit: Edit, touched: Touched, runner: int | None,
    restart: bool = False,
) -> Experiment:
    """The edit done to the shared recipe and to those that agree with it, or to one runner's.

    With `restart`, starts of edited runners are dropped even where they fit.
    """
    shared = recipe_of(experiment)
    new_shared = edit(shared) if runner is None else shared
    runners = []
    for k, old in enumerate(experiment.runners):
        own = recipe_of(experiment, k)
        if own == shared and runner is None:
            new, meant = new_shared, True
        else:
            meant = touched(own) == touched(shared) if runner is None else k == runner
            new = edit(own) if meant else own
        changed = _rerun(old, own, new, restart) if meant else old
        runners.append(replace(changed, problem=None if new == new_shared else new))
    return replace(experiment, problem=new_shared, runners=tuple(runners))


def _rerun(runner: Runner, old: NetworkRecipe, new: NetworkRecipe, restart: bool) -> Runner:
    """A runner whose recipe was edited: without what has become of its old run."""
    if old == new and not restart:
        return runner
    keep = not restart and old.network.sizes == new.network.sizes
    return replace(runner, changes=(), start=runner.start if keep else None)


def _frozen(
    experiment: Experiment, change: Callable[[set[int]], set[int]], runner: int | None
) -> Experiment:
    def edit(recipe: NetworkRecipe) -> NetworkRecipe:
        frozen = check_frozen(list(change(set(recipe.frozen))), recipe.network)
        return replace(recipe, frozen=frozen)

    return _edited(experiment, edit, lambda r: (r.network.sizes, r.frozen), runner)


def _shape(recipe: NetworkRecipe) -> Any:
    return recipe.network.sizes


def _beginning(recipe: NetworkRecipe) -> Any:
    """Where training starts from."""
    return (
        recipe.network.sizes, recipe.initializer, recipe.initializer_seed, recipe.weights,
        recipe.biases,
    )


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
    return str(_by_name("activation", activations, name).name)


def _by_name(kind: str, registry: Any, chosen: Any) -> Any:
    """What is registered under a name, made with its defaults; an object is taken as it is."""
    if not isinstance(chosen, str):
        return chosen
    try:
        return registry[chosen]()
    except UnknownNameError as error:
        raise SettingError(kind, str(error)) from None


def _with_setting(thing: Any, name: str, value: Any) -> Any:
    known = declared(type(thing))
    if name not in known:
        raise SettingError(name, f"is not a setting here; {listed('settings', known)}")
    return replace(thing, **{name: value})


def _number(name: str, value: object) -> float:
    number: float = Parameter(0.0).check(name, value)
    return number


def _theta(theta: Array, network: Network) -> Array:
    """A finite vector of the network's dimension; raises SettingError."""
    theta = np.array(theta, dtype=float)
    if theta.shape != (network.dimension,):
        raise SettingError(
            "theta", f"must have {network.dimension} numbers, one a parameter, got {theta.size}"
        )
    if not np.isfinite(theta).all():
        place = int(np.flatnonzero(~np.isfinite(theta))[0])
        raise SettingError(f"theta[{place}]", f"must be a finite number, got {theta[place]:g}")
    return theta
