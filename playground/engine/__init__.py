"""The engine: surfaces, networks, optimizers and descent in plain NumPy, pleasant in a notebook.

Pure: no files, no clock, no printing, no global random state.
"""

from playground.engine.activations import activations
from playground.engine.batches import Batches
from playground.engine.check import check_gradient
from playground.engine.datasets import datasets
from playground.engine.descent import Step, descend, first_step
from playground.engine.fitting import FittingProblem
from playground.engine.initializers import initializers
from playground.engine.losses import losses
from playground.engine.network import Network
from playground.engine.optimizers import Optimizer, optimizers
from playground.engine.problem import Part, Problem
from playground.engine.surface import Surface, SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.engine.typed_surface import TypedSurface

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
    "activations",
    "check_gradient",
    "datasets",
    "descend",
    "first_step",
    "initializers",
    "losses",
    "optimizers",
    "surfaces",
]
