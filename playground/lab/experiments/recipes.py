"""The problems that an experiment may be about: each kind has a recipe of its own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from playground.lab.experiments.surface_recipe import SurfaceRecipe

if TYPE_CHECKING:  # networks are imported when a file asks for one
    from playground.lab.experiments.network_recipe import NetworkRecipe

Recipe: TypeAlias = "SurfaceRecipe | NetworkRecipe"
"""A problem as an experiment has it; `kind` tells which of the two it is, also to mypy."""

KINDS: Mapping[str, str] = {
    "surface": "playground.lab.experiments.surface_recipe:SurfaceRecipe",
    "network": "playground.lab.experiments.network_recipe:NetworkRecipe",
}
"""The recipe of each kind of problem; imported when a file asks for it."""


def recipe_of(kind: str) -> type[Recipe]:
    """The class of recipes of one kind."""
    module, _, name = KINDS[kind].partition(":")
    found: type[Recipe] = getattr(import_module(module), name)
    return found
