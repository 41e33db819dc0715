"""What an optimizer promises: finite steps of the right shape that can be taken again, exactly."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from playground.engine.optimizer import Optimizer, State
from playground.engine.problem import Array
from playground.lab.plugins.check_error import CheckError, number

CURVATURES = np.array([0.1, 0.5, 1.0, 2.0, 3.0])
"""Of the bowl ½ Σ kᵢ θᵢ² that it is tried on, each coordinate its own."""
STEPS = 40
FINITE_FOR = 5


def check_steps(optimizer: Optimizer) -> None:
    """Raise CheckError for the first promise that is not kept."""
    if optimizer.asks:
        raise CheckError("must make its updates in step(); asks = True is for the built-in ones")
    theta = np.array([1.0, -2.0, 0.5, 3.0, -1.0])
    state = optimizer.init(theta)
    _check_state(state, theta, "init")
    walk = [(theta, state)]
    for index in range(STEPS):
        theta, state = _step(optimizer, theta, state, index)
        walk.append((theta, state))
    for index in (0, STEPS // 2):
        _check_again(optimizer, walk, index)
    _check_explained(optimizer, *walk[1])
    for size in (1, 7):  # two coordinates are a surface's; a network has any number
        other = np.full(size, 0.5)
        _step(optimizer, other, optimizer.init(other), 0, np.ones(size))


def _step(
    optimizer: Optimizer, theta: Array, state: State, index: int, curvatures: Array = CURVATURES
) -> tuple[Array, State]:
    """One step, from arrays that nobody may write into."""
    grad = curvatures * theta
    before = copy.deepcopy(state)
    for array in (theta, grad, *(v for v in state.values() if isinstance(v, np.ndarray))):
        array.setflags(write=False)
    try:
        found = optimizer.step(theta, grad, state)
    except ValueError as error:
        if "read-only" in str(error):
            raise CheckError(
                "writes into the arrays that step() was given; make new ones: "
                "theta − rate * grad, and not theta −= …", "step",
            ) from None
        raise
    if not isinstance(found, tuple) or len(found) != 2:
        raise CheckError("must return two things from step(): the new theta and the new state",
                         "step")
    new, after = found
    _check_theta(new, theta, index)
    _check_state(after, theta, "step")
    if after.keys() != before.keys():
        raise CheckError(
            f"carries other things after a step ({_names(after)}) than init() made "
            f"({_names(before)})", "step",
        )
    if not _same(state, before):
        raise CheckError("changes the state that step() was given; make a new one", "step")
    return new, after


def _check_theta(new: Any, theta: Array, index: int) -> None:
    if not isinstance(new, np.ndarray) or new.shape != theta.shape or new.dtype != float:
        raise CheckError(
            f"must return a new theta like the old one, an array of {len(theta)} numbers", "step"
        )
    if index < FINITE_FOR and not np.isfinite(new).all():
        worst = new[~np.isfinite(new)][0]
        raise CheckError(
            f"arrives at {number(worst)} in step {index + 1} on a quadratic bowl", "step"
        )


def _check_state(state: Any, theta: Array, method: str) -> None:
    if not isinstance(state, dict) or not all(isinstance(key, str) for key in state):
        raise CheckError(f'must return the state from {method}() as {{"name": array}}', method)
    for name, value in state.items():
        if isinstance(value, np.ndarray):
            if value.shape != theta.shape:
                raise CheckError(
                    f"must give “{name}” in its state theta's shape {theta.shape}, "
                    f"not {value.shape}", method,
                )
        elif isinstance(value, bool) or not isinstance(value, (int, float)):
            raise CheckError(
                f"must carry arrays and numbers; “{name}” is a {type(value).__name__}", method
            )


def _check_again(optimizer: Optimizer, walk: list[tuple[Array, State]], index: int) -> None:
    """Going on from an earlier step must lead the same way, to the last bit."""
    theta, state = walk[index]
    for step in range(index, STEPS):
        theta, state = optimizer.step(theta, CURVATURES * theta, state)
        if theta.tobytes() != walk[step + 1][0].tobytes() or not _same(state, walk[step + 1][1]):
            raise CheckError(
                f"does not repeat its steps: taken again, step {step + 1} leads elsewhere; carry "
                "everything in the state, and draw no random numbers", "step",
            )


def _check_explained(optimizer: Optimizer, theta: Array, state: State) -> None:
    """The explanation must end where the step does, and be sayable."""
    grad = CURVATURES * theta
    new, _ = optimizer.step(theta, grad, state)
    lines = list(optimizer.explain(theta, grad, state))
    if not lines or not np.array_equal(lines[-1].value, new):
        raise CheckError("must end explain() with the line of the new theta", "explain")
    for line in lines:
        if np.shape(line.value) not in ((), theta.shape):
            raise CheckError(f"has a line “{line.name}” in explain() of a wrong shape", "explain")
        if not (line.symbol and line.formula and line.numbers.format(**line.operands)):
            raise CheckError(f"has an empty line “{line.name}” in explain()", "explain")


def _same(one: State, other: State) -> bool:
    return one.keys() == other.keys() and all(
        np.array_equal(one[key], other[key], equal_nan=True) for key in one
    )


def _names(state: State) -> str:
    return ", ".join(state) or "nothing"
