"""Typed formulas where floats end: parts that overflow on the way, points without a gradient."""

import json
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import cli
from playground.engine.expressions.expression import FUNCTIONS, parse
from playground.engine.expressions.functions import ALL_FUNCTIONS
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.expressions.wide import FUNCTIONS as WIDE
from playground.engine.expressions.wide import Wide
from playground.engine.stopping import Stop, StopRules
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces

SLOPE = 1 / (2 + 2 * math.cosh(1))  # of the sigmoid at 1
TANH = "(exp(x)-exp(-x))/(exp(x)+exp(-x))"


def at(text, x, y):
    """f and its gradient as a run sees them."""
    loss, grad = SurfaceProblem(TypedSurface(text)).loss_and_grad(np.array([x, y], float))
    return loss, *grad.tolist()


def on_grid(text, x, y):
    """The same as a picture of the surface sees them, other points beside it."""
    surface = TypedSurface(text)
    xs, ys = np.array([[0.3, x], [x, 0.7]]), np.array([[0.2, y], [y, 0.4]])
    found = [np.asarray(part) for part in (surface.value(xs, ys), *surface.gradient(xs, ys))]
    np.testing.assert_array_equal([part[0, 1] for part in found], [part[1, 0] for part in found])
    return tuple(float(part[0, 1]) for part in found)


@pytest.mark.parametrize(("text", "point", "wanted"), [
    ("log(1+exp(x)) + y^2", (800, 1), (801, 1, 2)),
    ("1/(1+exp(-x)) + y^2", (-800, 1), (1, 0, 2)),
    ("log(exp(x)+exp(y))", (800, 1), (800, 1, 0)),
    ("log(exp(x)+exp(y))", (-800, -800), (math.log(2) - 800, 0.5, 0.5)),
    (TANH, (400, 0), (1, 0, 0)),
    (TANH, (-800, 0), (-1, 0, 0)),
    ("x^y", (0, 2), (0, 0, 0)),
    ("x^y", (0, 1), (0, 1, 0)),
    ("y^x", (1, 0), (0, 0, 1)),
    ("exp(x)/(1+exp(x))", (800, 0), (1, 0, 0)),
    ("exp(x)/(exp(x)+exp(y))", (801, 800), (1 / (1 + math.exp(-1)), SLOPE, -SLOPE)),
    ("exp(x-log(1+exp(x)))", (800, 0), (1, 0, 0)),
    ("log(cosh(x)) + log(sinh(y))", (1000, 900), (1900 - 2 * math.log(2), 1, 1)),
    ("sqrt(x^2+y^2)", (3e200, 4e200), (5e200, 0.6, 0.8)),
    ("hypot(x,y)", (3e200, -4e200), (5e200, 0.6, -0.8)),
    ("x^2/(x+y)", (1e200, 1e200), (5e199, 0.75, -0.25)),
    ("log(2^x)", (2000, 0), (2000 * math.log(2), math.log(2), 0)),
    ("log2(2^x)+log10(10^y)", (2000, 1500), (3500, 1, 1)),
    ("cbrt(exp(x))/exp(y)", (900, 299), (math.e, math.e / 3, -math.e)),
    ("max(exp(x), exp(y))/exp(x)", (800, 801), (math.e, -math.e, math.e)),
    ("min(exp(x), exp(y), exp(x)+5)/exp(x)", (800, 801), (1, 0, 0)),
    ("relu(exp(x)-exp(y))/exp(y)", (801, 800), (math.e - 1, math.e, -math.e)),
    ("|exp(x)-exp(y)|/exp(y)", (799, 800), (1 - 1 / math.e, -1 / math.e, 1 / math.e)),
    ("exp(700)/exp(x)^2 + y", (355, 0), (math.exp(-10), -2 * math.exp(-10), 1)),
    ("log(1/(1+exp(-x)))", (-800, 0), (-800, 1, 0)),
    ("atan2(exp(x), exp(y))", (800, 800), (math.pi / 4, 0.5, -0.5)),
    ("x^60.5/x^59.5 + y", (1e10, 0), (1e10, 1, 1)),
    ("softplus(x) + sigmoid(y)", (800, -800), (800, 1, 0)),
    ("-log(sigmoid(x))", (-700, 0), (700, -1, 0)),
])  # fmt: skip
def test_what_overflows_only_on_the_way_has_its_value(text, point, wanted):
    assert at(text, *point) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert float(parse(text).value(*map(float, point), math)) == pytest.approx(wanted[0])
    assert on_grid(text, *point) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("text", ["exp(x)", "x^2 exp(x)", "exp(exp(x))", "1/(x-800)"])
def test_what_does_leave_the_floats_is_infinite(text):
    assert at(text, 800.0, 0.0)[0] == math.inf
    assert on_grid(text, 800.0, 0.0)[0] == math.inf


@pytest.mark.parametrize(
    "text", ["log(x)", "sqrt(x)", "x^0.5", "asin(x)", "log(exp(x)-exp(y+800))"]
)
def test_what_is_not_defined_stays_so(text):
    assert math.isnan(at(text, -8.0, 0.0)[0]) and math.isnan(on_grid(text, -8.0, 0.0)[0])
    with pytest.raises((ValueError, OverflowError)):
        parse(text).value(-8.0, 0.0, math)


def test_a_large_grid_is_mended_in_every_block():
    x, y = np.meshgrid(np.linspace(-1000, 1000, 201), np.linspace(-1, 1, 101))
    f = parse("log(1+exp(x)) + y^2")
    np.testing.assert_allclose(f.value(x, y), np.logaddexp(0, x) + y * y, atol=1e-12)
    np.testing.assert_allclose(f.gradient(x, y)[0], 1 / (1 + np.exp(-np.maximum(x, -700))),
                               atol=1e-12)


numbers = st.floats(-50, 50).filter(lambda x: abs(x) > 1e-3)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(numbers, numbers)
def test_wide_numbers_calculate_as_floats_do(a, b):
    u, v = Wide(a), Wide(b)
    with np.errstate(over="ignore"):
        assert float((Wide(a, 5000.0) + Wide(b, -5000.0)).floats()) == math.copysign(math.inf, a)
    for found, wanted in [
        (u + v, a + b), (u - v, a - b), (u * v, a * b), (u / v, a / b), (-u, -a), (u**3, a**3),
        (2.0 + u, 2 + a), (3.0 * u, 3 * a), (1.0 / u, 1 / a),
    ]:
        assert float(found.floats()) == pytest.approx(wanted, rel=1e-15, abs=1e-13)
    large = Wide(a, 5000.0) / Wide(b, 4999.0)
    assert float(large.floats()) == pytest.approx(2 * a / b, rel=1e-15)


@pytest.mark.parametrize("name", sorted(ALL_FUNCTIONS))
def test_every_function_of_wide_numbers_is_the_function(name):
    f = ALL_FUNCTIONS[name]
    count = 4 if name in ("max_slope", "min_slope") else 2 if name == "relu_slope" else f.count
    count = 2 if name == "power_log" else count
    rows = np.random.default_rng(1).uniform(-0.9, 0.9, (count, 200))
    rows[0, :3] = 0.0
    with np.errstate(all="ignore"):
        wanted = f.in_numpy(*rows)
        found = WIDE[name](*map(Wide, rows)).floats()
    np.testing.assert_allclose(found, wanted, rtol=1e-14, atol=1e-16)


@pytest.fixture
def quiet():
    with np.errstate(all="ignore"):
        yield


def test_wide_functions_beyond_the_floats(quiet):
    huge = Wide(0.5, 4001.0)
    assert float(WIDE["log2"](huge).floats()) == pytest.approx(4000, rel=1e-15)
    assert float(WIDE["sqrt"](huge).k) == 2001 and float(WIDE["cbrt"](Wide(0.5, 3001.0)).k) == 1001
    assert float((WIDE["exp"](WIDE["log"](huge)) / huge).floats()) == pytest.approx(1, rel=1e-12)
    assert float((WIDE["pow"](huge, 0.5) / WIDE["sqrt"](huge)).floats()) == pytest.approx(1)
    assert float((WIDE["sinh"](Wide(5000.0)) / WIDE["cosh"](Wide(5000.0))).floats()) == 1


# ---------------------------------------------------------------- where there is no gradient


@pytest.mark.parametrize(("text", "point", "wanted"), [
    ("sqrt(x^2+y^2)", (0, 0), (0, 0, 0)),
    ("sqrt(x^2+y^2) + x - 2y", (0, 0), (0, 1, -2)),
    ("3sqrt((x-1)^2+(y+2)^2)", (1, -2), (0, 0, 0)),
    ("hypot(x, y)", (0, 0), (0, 0, 0)),
    ("sqrt(max(0, x^2+y^2-1))", (0.3, 0.2), (0, 0, 0)),
    ("sqrt(max(0, x)) + y^2", (-1, 3), (9, 0, 6)),
    ("cbrt(x^3) + y", (0, 0), (0, 1, 1)),
    ("cbrt(x)^2", (0, 5), (0, 0, 0)),
    ("sqrt(|x|) + 1e6", (0, 5), (1e6, 0, 0)),
    ("acos(cos(x))", (0, 0), (0, 0, 0)),
    ("-20exp(-0.2sqrt((x^2+y^2)/2))-exp((cos(2pi x)+cos(2pi y))/2)+e+20", (0, 0), (0, 0, 0)),
])
def test_where_the_gradients_formula_has_no_number_slopes_are_measured(text, point, wanted):
    loss, dx, dy = at(text, *point)
    assert loss == pytest.approx(wanted[0], abs=1e-13)
    assert (dx, dy) == pytest.approx(wanted[1:], rel=1e-6)
    for slope, exact in zip((dx, dy), wanted[1:], strict=True):
        assert exact or slope == 0  # a zero is a zero: a run rests there


def test_the_typed_ackley_is_the_built_in_one_at_its_minimum():
    built_in = SurfaceProblem(surfaces["ackley"]())
    text = built_in.surface.formula
    for name, value in built_in.surface.settings.items():
        text = re.sub(rf"\b{name}\b", f"({value!r})", text)
    assert at(text, 0.0, 0.0)[1:] == tuple(built_in.loss_and_grad(np.zeros(2))[1]) == (0, 0)


@pytest.mark.parametrize(("text", "point"), [
    ("sqrt(x) + y^2", (0, 1)), ("cbrt(x)", (0, 0)), ("x^y", (0, 0)),
    ("sqrt(max(0, x^2+y^2-1))", (1, 0)), ("x^0.5", (0, 0)),
])
def test_a_vertical_tangent_and_a_jump_have_none(text, point, tmp_path, capsys):
    from playground.engine import optimizers
    from playground.lab.runs.run import Run
    from playground.lab.verdicts.surface import verdict

    loss, *grad = at(text, *point)
    assert math.isfinite(loss) and not all(map(math.isfinite, grad))
    problem = SurfaceProblem(TypedSurface(text))
    run = Run(problem, optimizers["gradient_descent"](0.1), np.array(point, float), StopRules())
    assert run.stop == Stop("max_steps", "no_gradient") and run.last == 0
    found = verdict(run)
    assert found.kind == "start" and "no gradient at the start" in found.sentence


def outcome(capsys, tmp_path, text, *starts, **stop):
    path = tmp_path / "kink.json"
    path.write_text(json.dumps({
        "version": 1,
        "problem": {"kind": "surface", "expression": text, "window": [[-2, 2], [-2, 2]]},
        "runners": [{"label": str(s), "optimizer": "gradient_descent", "start": s,
                     "settings": {"learning_rate": 0.1}} for s in starts],
        "stop": stop or {"max_steps": 50},
    }))
    assert cli.main(["run", str(path), "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert cli.main(["gradient", str(path), "--json"]) == 0
    return runs, json.loads(capsys.readouterr().out)


def test_a_run_from_the_tip_of_a_cone_stays_and_it_is_told(capsys, tmp_path):
    runs, slope = outcome(capsys, tmp_path, "sqrt(x^2+y^2)", [0, 0], [0.3, 0])
    tip, other = runs
    assert (tip["stop"], tip["steps"], tip["loss"], tip["gradient_norm"]) == ("max_steps", 50, 0, 0)
    assert "no gradient there" in tip["note"] and "middle" in tip["note"]
    assert other["stop"] == "max_steps" and "note" not in other
    assert slope["gradient"] == [0, 0] and slope["check"]["max_relative_difference"] == 0
    assert slope["note"] == tip["note"]
    runs, _ = outcome(capsys, tmp_path, "sqrt(x^2+y^2)", [0, 0], step_length=1e-5)
    assert (runs[0]["stop"], runs[0]["steps"]) == ("converged", 1)


def test_a_run_on_level_ground_is_told_nothing(capsys, tmp_path):
    runs, slope = outcome(capsys, tmp_path, "sqrt(max(0, x^2+y^2-1))", [0.2, 0.3])
    assert runs[0]["gradient_norm"] == 0 and "note" not in runs[0] and "note" not in slope


def test_a_run_from_a_vertical_tangent_makes_no_step_and_it_is_told(capsys, tmp_path):
    runs, slope = outcome(capsys, tmp_path, "cbrt(x) + y^2", [0, 0])
    assert (runs[0]["stop"], runs[0]["steps"], runs[0]["loss"]) == ("max_steps", 0, 0)
    assert runs[0]["gradient_norm"] is None and "vertical" in runs[0]["note"] == slope["note"]


def test_a_start_without_a_value_is_another_matter(capsys, tmp_path):
    runs, _ = outcome(capsys, tmp_path, "log(x)", [-1, 0])
    assert runs[0]["stop"] == "diverged" and runs[0]["loss"] is None and "note" not in runs[0]


def test_a_run_at_rest_at_a_kink_is_quick():
    problem = SurfaceProblem(TypedSurface("sqrt(x^2+y^2)"))
    first = problem.loss_and_grad(np.zeros(2))
    assert problem.loss_and_grad(np.zeros(2)) is first  # remembered
    with pytest.raises(ValueError):
        first[1][0] = 1.0


def test_every_kink_is_told():
    for f in FUNCTIONS:
        text = f"{f.name}(x, y)" if f.count == 2 else f"{f.name}(x)"
        assert (f.kink in parse(text).notes) == bool(f.kink)
    kinked = " ".join(sorted(f.name for f in FUNCTIONS if f.kink))
    assert kinked == "abs atan2 cbrt floor hypot max min relu sign sqrt"
