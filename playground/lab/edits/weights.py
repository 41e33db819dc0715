"""Edits of a network's parameters: typed, drawn anew, frozen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from playground.engine.networks.fitting import check_frozen
from playground.engine.networks.initializers import Initializer, initializers
from playground.engine.networks.network import Network
from playground.engine.parameters import Parameter, SettingError, shown
from playground.engine.problem import Array
from playground.lab.edits.scope import by_name, edited, recipe_of, with_setting
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe, nested


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
    return edited(
        experiment, lambda r: replace(r, weights=weights, biases=biases), _beginning, None,
        restart=True,
    )


def set_initializer(
    experiment: Experiment, initializer: Initializer | str, runner: int | None = None
) -> Experiment:
    """Draw the start with another initializer (by name: its defaults); typed weights are let go."""
    chosen = by_name("initializer", initializers, initializer)
    return edited(
        experiment, lambda r: replace(r, initializer=chosen, weights=None, biases=None),
        _beginning, runner, restart=True,
    )


def set_initializer_setting(
    experiment: Experiment, name: str, value: Any, runner: int | None = None
) -> Experiment:
    """Change one setting of the initializer (gain, ...); typed weights are let go."""
    initializer = with_setting(recipe_of(experiment, runner).initializer, name, value)
    return set_initializer(experiment, initializer, runner)


def reinitialize(
    experiment: Experiment, seed: int | None = None, runner: int | None = None
) -> Experiment:
    """Draw all parameters, the frozen ones too, from a seed of their own; the data stays.

    None is the experiment's seed.
    """
    if seed is not None:
        seed = Parameter(0, low=0, high=2**53).check("seed", seed)
    return edited(
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


def _frozen(
    experiment: Experiment, change: Callable[[set[int]], set[int]], runner: int | None
) -> Experiment:
    def edit(recipe: NetworkRecipe) -> NetworkRecipe:
        frozen = check_frozen(list(change(set(recipe.frozen))), recipe.network)
        return replace(recipe, frozen=frozen)

    return edited(experiment, edit, lambda r: (r.network.sizes, r.frozen), runner)


def _beginning(recipe: NetworkRecipe) -> object:
    """Where training starts from."""
    return (
        recipe.network.sizes, recipe.initializer, recipe.initializer_seed, recipe.weights,
        recipe.biases,
    )


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
