"""Optimizers for tests over the registry: not every rule has a rate, or walks anywhere."""

from playground.engine.optimizers import Optimizer, optimizers
from playground.engine.parameters import declared
from playground.engine.problem import Problem


def rule(name: str, learning_rate: float) -> Optimizer:
    """The optimizer with this learning rate, where it has one."""
    kind = optimizers[name]
    rated = "learning_rate" in declared(kind)
    return kind.from_settings({"learning_rate": learning_rate} if rated else {})


def rates(name: str, every: tuple[float, ...]) -> tuple[float, ...]:
    """Which of these learning rates make runs of their own; one for a rule that has none."""
    return every if "learning_rate" in declared(optimizers[name]) else every[:1]


def walkers(problem: Problem) -> list[str]:
    """The names of the optimizers that can walk on a problem."""
    return [name for name in optimizers if not optimizers[name]().why_not(problem)]
