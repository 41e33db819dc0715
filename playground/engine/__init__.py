"""The engine: surfaces, optimizers and descent in plain NumPy, pleasant in a notebook.

Pure: no files, no clock, no printing, no global random state.
"""

from playground.engine.descent import Step, descend, first_step
from playground.engine.optimizers import Optimizer, optimizers
from playground.engine.problem import Part, Problem
from playground.engine.surface import Surface, SurfaceProblem
from playground.engine.surfaces import surfaces

__all__ = [
    "Optimizer",
    "Part",
    "Problem",
    "Step",
    "Surface",
    "SurfaceProblem",
    "descend",
    "first_step",
    "optimizers",
    "surfaces",
]
