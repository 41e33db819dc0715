"""When a run ends, and lengths of vectors wherever they lie among the floats."""

import numpy as np
import pytest

from playground.engine.descent import first_step
from playground.engine.optimizers import optimizers
from playground.engine.problem import Array, Part, Problem
from playground.engine.stopping import Stop, StopRules, Walk, norm


class Cliff(Problem):
    """A steady slope with a finite loss everywhere, whose gradient breaks at one step."""

    parts = (Part("w", 0, (2,)),)

    def __init__(self, breaks_at: int, gradient: float) -> None:
        self.breaks_at, self.gradient = breaks_at, gradient

    def start(self) -> Array:
        return np.zeros(2)

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        return 1.0, np.array([1.0, self.gradient if index == self.breaks_at else 1.0])


@pytest.mark.parametrize("name", [n for n in optimizers if not optimizers[n].asks])
@pytest.mark.parametrize("gradient", [np.inf, -np.inf, np.nan])
def test_a_gradient_that_is_not_finite_ends_a_run_before_it(name, gradient) -> None:
    """Also where the loss is finite: nobody can walk on from there."""
    problem, optimizer = Cliff(5, gradient), optimizers[name]()
    walk = Walk(
        problem, ((0, optimizer),), StopRules(max_steps=20),
        first_step(problem, optimizer, problem.start()),
    )
    with np.errstate(all="ignore"):
        seen = list(walk)
    assert walk.stop == Stop("diverged", "not_finite")
    assert [s.step.index for s in seen] == [0, 1, 2, 3, 4]


def test_a_run_does_not_begin_where_the_gradient_is_not_finite() -> None:
    problem, optimizer = Cliff(0, np.nan), optimizers["gradient_descent"]()
    walk = Walk(
        problem, ((0, optimizer),), StopRules(), first_step(problem, optimizer, problem.start())
    )
    assert list(walk) == [] and walk.stop == Stop("diverged", "start")


@pytest.mark.parametrize("vector, length", [
    ([3.0, 4.0], 5.0),
    ([3e200, 4e200], 5e200),      # the squares would overflow
    ([3e-200, 4e-200], 5e-200),   # they would vanish
    ([0.0, 0.0], 0.0),
    ([], 0.0),
    ([np.inf, 1.0], np.inf),
])
def test_a_length_is_right_and_silent_at_any_size(vector, length):
    assert norm(np.array(vector)) == pytest.approx(length, rel=1e-15)


def test_what_is_no_number_has_no_length():
    assert np.isnan(norm(np.array([np.nan, 1.0])))
