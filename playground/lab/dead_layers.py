"""Layers of a network that nothing can wake: flat wherever the data takes them."""

from __future__ import annotations

from playground.engine.networks.fitting import FittingProblem
from playground.lab.runs.run import Run


def dead_layer(run: Run) -> int:
    """The first layer (1 ... L) whose g'(z) is exactly 0 for every node and training sample

    at the end of a run; 0 if there is none, or no network.
    """
    problem = run.problem
    if not isinstance(problem, FittingProblem):
        return 0
    through = problem.network.forward(run[run.last].theta, problem.X)
    flat = (not layer.g.derivative(layer.z, layer.a).any() for layer in through.layers)
    return next((k for k, dead in enumerate(flat, 1) if dead), 0)
