"""Every activation: its values, its derivative against differences, and calm far out."""

import math

import numpy as np
import pytest

from playground.engine.networks.activations import activations
from playground.engine.networks.erf import erf

Z = np.concatenate([np.linspace(-6, 6, 97) + 0.01, [-30.0, -11.0, 11.0, 30.0]])
every_activation = pytest.mark.parametrize("name", activations)


def test_those_of_the_contract_are_there() -> None:
    assert set(activations) >= {
        "linear", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "gelu",
    }


@every_activation
def test_its_range_is_what_it_gives(name: str) -> None:
    """Far out and in between it comes to both ends, and never beyond."""
    low, high = activations[name].range
    z = np.concatenate([np.linspace(-40, 40, 800_001), [-1e4, 1e4]])
    with np.errstate(over="ignore"):
        a = activations[name]().value(z)
    for end, found, way in ((low, a.min(), -1), (high, a.max(), 1)):
        if math.isfinite(end):
            assert found == pytest.approx(end, abs=1e-9) and (found - end) * way <= 1e-12
        else:
            assert end == way * math.inf and found * way >= 40


@every_activation
def test_it_is_called_by_name(name: str) -> None:
    assert "{0}" in activations[name].called()
    assert activations[name].called().format("7").count("7") == 1


@every_activation
def test_the_derivative_agrees_with_differences(name: str) -> None:
    g, h = activations[name](), 1e-5
    difference = (g.value(Z + h) - g.value(Z - h)) / (2 * h)
    assert g.derivative(Z, g.value(Z)) == pytest.approx(difference, rel=1e-7, abs=1e-9)


@every_activation
def test_it_is_finite_far_out_and_writes_where_it_is_told(name: str) -> None:
    g = activations[name]()
    z = np.array([-1e3, -745.2, -40, -1e-320, 0, 1e-320, 40, 709.9, 1e3])
    before = z.copy()
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = g.value(z)
        slope = g.derivative(z, a)
    assert np.isfinite(a).all() and np.isfinite(slope).all()
    out = np.full_like(z, np.nan)
    assert g.value(z, out) is out and np.array_equal(out, a)
    assert g.derivative(z, a, out) is out and np.array_equal(out, slope)
    assert np.array_equal(z, before)


@every_activation
def test_it_passes_nan_on(name: str) -> None:
    g, z = activations[name](), np.array([np.nan])
    with np.errstate(invalid="ignore"):
        assert np.isnan(g.value(z)).all()


@every_activation
def test_it_says_what_it_is(name: str) -> None:
    kind = activations[name]
    assert kind.title and kind.formula and kind.derivative_formula
    assert kind.help.endswith(".") and len(kind.help) < 110


def test_values_written_down_elsewhere() -> None:
    z = np.array([-2.0, 0.0, 3.0])
    known = {
        "relu": [0, 0, 3], "leaky_relu": [-0.02, 0, 3], "elu": [math.expm1(-2), 0, 3],
        "sigmoid": [1 / (1 + math.exp(2)), 0.5, 1 / (1 + math.exp(-3))],
        "softplus": [math.log1p(math.exp(-2)), math.log(2), math.log1p(math.exp(3))],
        "gelu": [-2 * math.erfc(math.sqrt(2)) / 2, 0, 3 * (1 + math.erf(3 / math.sqrt(2))) / 2],
    }
    for name, values in known.items():
        assert activations[name]().value(z) == pytest.approx(values, rel=1e-14, abs=1e-15), name


@pytest.mark.parametrize(("name", "slope"), [("relu", 0.0), ("leaky_relu", 0.01), ("elu", 1.0)])
def test_the_derivative_at_the_kink(name: str, slope: float) -> None:
    zero = np.zeros(1)
    assert activations[name]().derivative(zero, zero)[0] == slope


def test_erf_is_math_erf() -> None:
    x = np.concatenate([np.linspace(-7, 7, 30_001), np.logspace(-300, 0, 301)])
    assert np.abs(erf(x) - [math.erf(v) for v in x]).max() < 3e-16
    assert erf(np.array([[-np.inf, np.inf, 0.0]])).tolist() == [[-1, 1, 0]]
