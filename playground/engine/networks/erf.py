"""The error function for arrays, as good as `math.erf` (which takes one number at a time).

erf is known exactly enough at 97 points, 1/8 apart; between them a Taylor polynomial of degree
10 around the nearest one does: the first term left out is below 1e-16.
"""

from __future__ import annotations

import math

import numpy as np

from playground.engine.problem import Array

SPACING = 1 / 8
END = 6.0
"""From here on erf is ±1 in floats."""
DEGREE = 10


def _taylor_table() -> list[Array]:
    """One array for each power: the coefficients at every point, from y'' = −2 x y'."""
    x = np.arange(-END, END + SPACING, SPACING)
    c = [np.array([math.erf(point) for point in x]), 2 / math.sqrt(math.pi) * np.exp(-x * x)]
    for k in range(DEGREE - 1):
        c.append(-2 * (x * (k + 1) * c[k + 1] + k * c[k]) / ((k + 1) * (k + 2)))
    return c


_TABLE = _taylor_table()


def erf(x: Array) -> Array:
    """erf(x) = 2/√π ∫₀ˣ e^(−t²) dt, of any shape, to about 2e-16; nan where x is nan."""
    x = np.clip(x, -END, END)
    step = np.rint(x / SPACING)
    distance = x - step * SPACING
    with np.errstate(invalid="ignore"):  # nan has no nearest point; its distance stays nan
        nearest = (step + END / SPACING).astype(np.intp)
    y = _TABLE[-1].take(nearest, mode="clip")
    for coefficients in reversed(_TABLE[:-1]):
        y *= distance
        y += coefficients.take(nearest, mode="clip")
    return y
