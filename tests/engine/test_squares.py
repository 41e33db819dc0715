"""Sums of squares: r and its derivatives give the loss and its gradient, where they are known."""

import numpy as np
import pytest

from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.squares import residuals_of
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.edits import network as edits
from playground.lab.experiments.presets import presets

KNOWN = ("rosenbrock", "himmelblau", "beale", "booth")
TYPED = {
    "(1 - x)^2 + 100 (y - x^2)^2": True, "0.5 (x y - 1)^2 + (2x)^2/3 + 4": True,
    "x^2 - y^2": False, "x^4 + y": False, "sin(x)^2": True, "-2 x^2": False,
}
WINDOW = ((-2.0, 2.0), (-2.0, 2.0))


def adds_up(problem, theta):
    """The loss is rᵀ r, and its gradient 2 Jᵀ r."""
    r, jacobian = residuals_of(problem, theta)
    loss, grad = problem.risk_and_grad(theta)
    assert loss == pytest.approx(float(r @ r), rel=1e-12)
    assert grad == pytest.approx(2 * jacobian.T @ r, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("name", list(surfaces))
def test_of_surfaces(name):
    problem = SurfaceProblem(surfaces[name]())
    theta = np.array([0.7, -1.3])
    if name in KNOWN:
        adds_up(problem, theta)
    else:
        assert residuals_of(problem, theta) is None


@pytest.mark.parametrize(("text", "known"), TYPED.items())
def test_of_typed_functions(text, known):
    problem = SurfaceProblem(TypedSurface(text, WINDOW))
    theta = np.array([0.7, -1.3])
    if known:
        adds_up(problem, theta)
    else:
        assert residuals_of(problem, theta) is None


@pytest.mark.parametrize("loss", ["square", "half_square", "absolute", "binary_cross_entropy"])
@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_of_networks(loss, l2):
    made = edits.set_regularization(edits.set_loss(presets["xor"].experiment(), loss), l2=l2)
    problem = made.problem_of(made.runners[0])
    theta = problem.start()
    if loss in ("square", "half_square"):
        adds_up(problem, theta)
    else:
        assert residuals_of(problem, theta) is None


@pytest.mark.parametrize("text", ["exp(x y) + x^3 - sin(y)", "x^4 + 3 x y^2"])
def test_second_derivatives_of_typed_functions_are_their_formulas(text):
    surface = TypedSurface(text, WINDOW)
    x, y = 0.4, -0.9
    expected = {
        "exp(x y) + x^3 - sin(y)": (
            y * y * np.exp(x * y) + 6 * x, (1 + x * y) * np.exp(x * y),
            x * x * np.exp(x * y) + np.sin(y),
        ),
        "x^4 + 3 x y^2": (12 * x * x, 6 * y, 6 * x),
    }[text]
    assert surface.second_derivatives(x, y) == pytest.approx(expected, rel=1e-14)
