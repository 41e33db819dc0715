"""Steepest descent with a search: straight down the gradient, as far as pays (Cauchy 1847).

θ = θ − α g, with α found anew in every step. No learning rate is to be chosen.
"""

from dataclasses import dataclass

from playground.engine.optimizer import State, optimizers
from playground.engine.problem import Array
from playground.engine.searching import SearchingOptimizer, search


@optimizers.register("line_search")
@dataclass(frozen=True)
class LineSearch(SearchingOptimizer):
    """Walks down the gradient as far as a search says: for when no learning rate is known."""

    title = "Line search"
    short = "Search"
    year = 1966

    search: str = search("armijo")

    def direction(self, grad: Array, state: State) -> Array:
        return -grad
