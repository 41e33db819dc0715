"""The engine: surfaces, networks, optimizers and descent in plain NumPy, pleasant in a notebook.

Pure: no files, no clock, no printing, no global random state. What belongs to networks is imported
when it is first asked for: a window on a surface opens without it. Its registries stand in their
modules: `from playground.engine.networks.losses import losses`, and so for activations,
initializers and datasets.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from playground.engine.descent import Step, descend, first_step
from playground.engine.optimizers import Optimizer, optimizers
from playground.engine.problem import Part, Problem
from playground.engine.surface import Surface, SurfaceProblem
from playground.engine.surfaces import surfaces

if TYPE_CHECKING:
    from playground.engine.check import check_gradient
    from playground.engine.expressions.typed_surface import TypedSurface
    from playground.engine.networks.batches import Batches
    from playground.engine.networks.fitting import FittingProblem
    from playground.engine.networks.network import Network

LATER = {
    "Batches": "networks.batches", "FittingProblem": "networks.fitting",
    "Network": "networks.network",
    "TypedSurface": "expressions.typed_surface", "check_gradient": "check",
}


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LATER[name]}"), name)


__all__ = [
    "Batches",
    "FittingProblem",
    "Network",
    "Optimizer",
    "Part",
    "Problem",
    "Step",
    "Surface",
    "SurfaceProblem",
    "TypedSurface",
    "check_gradient",
    "descend",
    "first_step",
    "optimizers",
    "surfaces",
]
