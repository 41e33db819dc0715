"""Muon (Jordan et al. 2024): momentum whose matrices are made nearly orthogonal, in float64.

B = μ B + (1 − μ) G; U = (1 − μ) G + μ B; O = NewtonSchulz(U); W = (1 − η λ) W − η s O, with
s = √max(1, columns/rows) for the lecture's W (a row for each input). Newton-Schulz: X = U/‖U‖,
then X = a X + (b A + c A²) X with A = X Xᵀ. It does not settle at equal singular values: they end
between 0.7 and 1.2. What is no matrix (biases, a point on a surface) is stepped by AdamW with the
same learning rate and decay. PyTorch computes the matrices in bfloat16: two or three digits agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from math import sqrt

import numpy as np

from playground.engine.by_parts import Decaying, decay_biases
from playground.engine.ground import Ground
from playground.engine.optimizer import (
    Line,
    State,
    decay,
    learning_rate,
    optimizers,
    weight_decay,
)
from playground.engine.optimizers.adamw import AdamW
from playground.engine.parameters import parameter
from playground.engine.problem import Array
from playground.engine.sketch import Bars, Shape, Words

A, B, C = 3.4445, -4.7750, 2.0315
"""Of the Newton-Schulz polynomial."""
ROOT = C**0.25
HALF = B / (2 * C**0.5)
REST = A - HALF**2
"""Of the same with its square completed: X = Y/ROOT, Y = ((Y Yᵀ + HALF)² + REST) Y. The matrices
here are tiny, their time is that of the calls, and this has the fewest."""


@cache
def unit(rows: int) -> tuple[Array, Array]:
    """HALF and REST on the diagonal, two matrices of shape (rows, rows)."""
    return HALF * np.eye(rows), REST * np.eye(rows)


def nearly_orthogonal(matrix: Array, steps: int, size: float | None = None) -> Array:
    """A matrix of shape (rows, columns) with its singular values brought near 1 by `steps` turns of
    Newton-Schulz. `size` is what it is divided by before, by default its norm.
    """
    length = frobenius(matrix)
    size = max(length, 1e-7) if size is None else size
    rows, columns = matrix.shape
    if rows == 1 or columns == 1:
        return matrix * (stretch(length / size, steps) / size)
    Y = matrix * (ROOT / size)  # noqa: N806
    if rows > columns:
        Y = Y.T  # noqa: N806
    half, rest = unit(len(Y))
    for _ in range(steps):
        square = Y.dot(Y.T)
        square += half
        fourth = square.dot(square)
        fourth += rest
        Y = fourth.dot(Y)  # noqa: N806
    made: Array = Y / ROOT
    return made.T if rows > columns else made


def frobenius(matrix: Array) -> float:
    """The root of the sum of all squares of a matrix of shape (rows, columns)."""
    flat = matrix.ravel()
    return sqrt(flat.dot(flat))


def stretch(value: float, steps: int) -> float:
    """By how much a singular value grows: a row or a column has just one, its length."""
    grown = 1.0
    for _ in range(steps):
        square = (value * grown) ** 2
        grown *= A + B * square + C * square * square
    return grown


def singular_values(matrix: Array) -> Array:
    """How much a matrix of shape (rows, columns) stretches along its own directions, shape
    (min(rows, columns),), the largest first.
    """
    return np.asarray(np.linalg.svd(matrix, compute_uv=False), float)


@optimizers.register("muon")
@dataclass(frozen=True)
class Muon(Decaying):
    """Moves every direction of a matrix by nearly the same amount: for weights of networks."""

    title = "Muon"
    short = "Muon"
    year = 2024
    scales_with_gradient = False
    mixes = True

    learning_rate: float = learning_rate(
        0.02, "Learning rate η: about how far every direction of a matrix moves in a step.",
    )
    momentum: float = decay(0.95, "μ", "Momentum μ: the share of the old momentum that is kept.")
    weight_decay: float = weight_decay(0.0)
    decay_biases: bool = decay_biases()
    newton_schulz_steps: int = parameter(
        5, low=1, high=20, slider=(1, 10), symbol="k",
        help="How often the matrix is brought nearer to an orthogonal one.",
    )

    @cached_property
    def rest(self) -> AdamW:
        """The rule of what is no matrix, at the same rate: it may be 0 under a schedule."""
        return AdamW(
            learning_rate=1.0, weight_decay=self.weight_decay, decay_biases=self.decay_biases
        ).on(self.parts).at_factor(self.learning_rate)

    def averaged(self, old: Array, grad: Array) -> tuple[Array, Array]:
        """B after a gradient, and U, what a step is made of; all of shape (dimension,)."""
        share = (1 - self.momentum) * grad
        kept = self.momentum * old + share
        return kept, share + self.momentum * kept

    def matrix_step(self, ahead: Array) -> Array:
        """How far a matrix moves, for its part of U; both of shape (rows, columns)."""
        rows, columns = ahead.shape
        scale = self.learning_rate * sqrt(max(1.0, columns / rows))
        made: Array = scale * nearly_orthogonal(ahead, self.newton_schulz_steps)
        return made

    def init(self, theta: Array) -> State:
        return {"momentum": np.zeros_like(theta), **self.rest.init(theta)}

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        new, after = self.rest.step(theta, grad, state)
        after["momentum"], ahead = self.averaged(state["momentum"], grad)
        keep = 1 - self.learning_rate * self.weight_decay
        for part in self.matrices:
            np.subtract(keep * part.of(theta), self.matrix_step(part.of(ahead)), out=part.of(new))
        return new, after

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        _, ahead = self.averaged(state["momentum"], grad)
        for part in self.matrices:
            U = part.of(ahead)  # noqa: N806
            if not np.isfinite(U).all():
                continue
            title = ground.problem.title_of(part)
            yield Bars(
                title, "Singular values: how far the step goes along each of the matrix's own "
                "directions. Newton-Schulz brings them near 1, so that none is left behind.",
                singular_values(U / max(float(np.linalg.norm(U)), 1e-7)),
                singular_values(nearly_orthogonal(U, self.newton_schulz_steps)),
            )
        if not self.matrices:
            yield Words("There is no matrix here: the point is stepped by AdamW.")

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, _ = self.step(theta, grad, state)
        yield from self.average_lines(state["momentum"], grad)
        name = "new point: matrices made nearly orthogonal, biases by AdamW" if self.matrices else \
            "new point by AdamW: there is no matrix here"
        yield Line(
            r"\theta", name, r"\theta + \Delta\theta", "{theta} + {change}",
            {"theta": theta, "change": new - theta}, new,
        )

    def average_lines(self, old: Array, grad: Array) -> Iterator[Line]:
        """How B and U come about, of shape (dimension,)."""
        mu, (kept, ahead) = self.momentum, self.averaged(old, grad)
        yield Line(
            "B", "running mean of gradients", r"\mu B + (1 - \mu)\, G",
            "{mu} · {B} + {rest} · {g}", {"mu": mu, "B": old, "rest": 1 - mu, "g": grad}, kept,
        )
        yield Line(
            "U", "one step ahead", r"(1 - \mu)\, G + \mu B", "{rest} · {g} + {mu} · {B}",
            {"rest": 1 - mu, "g": grad, "mu": mu, "B": kept}, ahead,
        )
