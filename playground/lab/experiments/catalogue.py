"""Everything registered, by kind: what `playground list` prints and the menus show."""

from __future__ import annotations

from typing import Any

from playground.engine.datasets import datasets
from playground.engine.networks.activations import activations
from playground.engine.networks.initializers import initializers
from playground.engine.networks.losses import losses
from playground.engine.optimizers import optimizers
from playground.engine.registry import Registry
from playground.engine.schedules import schedules
from playground.engine.surfaces import surfaces


def catalogue() -> dict[str, Registry[Any]]:
    """The registries under the plural names of the command line's JSON."""
    return {
        "surfaces": surfaces,
        "optimizers": optimizers,
        "schedules": schedules,
        "activations": activations,
        "losses": losses,
        "initializers": initializers,
        "datasets": datasets,
    }
