"""Whose network an edit is about, and how it reaches all that share it.

`runner` says whose network: None edits the shared problem, and with it every runner whose own
problem agrees with the shared one in what is edited (the duel's activations stay apart while its
data changes for all); a number edits that runner alone and leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playground.engine.parameters import SettingError, declared, listed
from playground.engine.registry import UnknownNameError
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import NetworkRecipe

Edit = Callable[[NetworkRecipe], NetworkRecipe]
Touched = Callable[[NetworkRecipe], object]


def is_network(experiment: Experiment) -> bool:
    """Whether the experiment is about a network."""
    return experiment.problem.kind == "network"


def recipe_of(experiment: Experiment, runner: int | None = None) -> NetworkRecipe:
    """The recipe that a runner trains (None: the shared one); ValueError on a surface."""
    recipe = experiment.problem
    if runner is not None:
        recipe = experiment.recipe_for(experiment.runners[runner])
    if recipe.kind != "network":
        raise ValueError("this edit is for networks, and the problem is none")
    return recipe


def scope(experiment: Experiment, index: int) -> int | None:
    """What to pass as `runner` for a hand on runner `index`: itself if its problem is its own."""
    there = index < len(experiment.runners)
    return index if there and experiment.runners[index].problem is not None else None


def whose(experiment: Experiment, index: int, part: Touched, only: bool = False) -> int | None:
    """What to pass as `runner` for a hand on runner `index` that edits a part of its recipe.

    None, all that have the same there, where the runner shares that part; itself where the part is
    its own already, and where the hand wants it to be (`only`).
    """
    if index >= len(experiment.runners):
        return None
    own = recipe_of(experiment, index)
    return index if only or part(own) != part(recipe_of(experiment)) else None


def edited(
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


def by_name(kind: str, registry: Any, chosen: Any) -> Any:
    """What is registered under a name, made with its defaults; an object is taken as it is."""
    if not isinstance(chosen, str):
        return chosen
    try:
        return registry[chosen]()
    except UnknownNameError as error:
        raise SettingError(kind, str(error)) from None


def with_setting(thing: Any, name: str, value: Any) -> Any:
    known = declared(type(thing))
    if name not in known:
        raise SettingError(name, f"is not a setting here; {listed('settings', known)}")
    return replace(thing, **{name: value})
