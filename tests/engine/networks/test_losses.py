"""Every loss: its derivative against differences, calm far out, and the labels it takes."""

import re

import numpy as np
import pytest

from playground.engine.networks.losses import losses, usual_loss

every_loss = pytest.mark.parametrize("name", losses)


def labels(name: str, rows: int, outputs: int, rng: np.random.Generator) -> np.ndarray:
    kind = losses[name].labels
    if kind == "one_hot":
        return np.eye(outputs)[rng.integers(outputs, size=rows)]
    if kind == "bits":
        return rng.integers(2, size=(rows, outputs)).astype(float)
    return rng.normal(size=(rows, outputs))


def test_those_of_the_contract_are_there() -> None:
    assert set(losses) >= {
        "square", "half_square", "absolute", "binary_cross_entropy", "softmax_cross_entropy",
    }


def test_the_usual_loss_of_each_kind_of_labels() -> None:
    assert [usual_loss(kind) for kind in ("numbers", "bits", "one_hot")] == [
        "square", "binary_cross_entropy", "softmax_cross_entropy",
    ]


class Written(str):
    """A number as text; with "p" in brackets where it is negative."""

    def __format__(self, spec: str) -> str:
        return f"({self})" if spec == "p" and self.startswith("-") else str(self)


def computed(latex: str) -> float:
    """The value of the LaTeX that a loss writes its slope in."""
    def group(text: str, at: int) -> tuple[str, int]:
        depth, end = 0, at
        while True:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
            if depth == 0:
                return text[at + 1 : end - 1], end

    while (at := latex.find(r"\frac")) >= 0:
        over, middle = group(latex, at + 5)
        under, end = group(latex, middle)
        latex = f"{latex[:at]}(({over})/({under})){latex[end:]}"
    while (at := latex.find("e^{")) >= 0:
        power, end = group(latex, at + 2)
        latex = f"{latex[:at]}exp({power}){latex[end:]}"
    for sign, code in ((r"\left", ""), (r"\right", ""), (r"\mathrm{sign}", "sign"),
                       ("2 (", "2 * (")):
        latex = latex.replace(sign, code)
    return float(eval(latex, {"__builtins__": {}}, {"exp": np.exp, "sign": np.sign}))


@every_loss
def test_its_numbers_in_words_come_to_its_value_and_slope(name: str) -> None:
    rng = np.random.default_rng(8)
    loss, out = losses[name](), np.array([[0.75, -1.5, 2.0]])
    y = labels(name, 1, 3, rng)

    def added(terms: list[str]) -> str:
        return " + ".join(terms)

    text = loss.written(
        out[0].tolist(), y[0].tolist(), lambda v: repr(v).replace("-", "−"), added
    )
    if text:
        code = re.sub(r"\|([^|]*)\|", r"abs(\1)", text.replace("\u00a0", " "))
        code = code.replace("[", "(").replace("]", ")").replace("½", "0.5 *")
        code = code.replace("−", "-").replace("·", "*").replace("²", "**2")
        value = eval(code, {"__builtins__": {}}, {"exp": np.exp, "ln": np.log, "abs": abs})
        assert value == pytest.approx(loss.value(out, y)[0], rel=1e-12)
    slope = loss.derivative(out, y)[0]
    template = loss.derivative_template(3, added)
    for k in range(3 if template else 0):
        numbers = [Written(float(v)) for v in (out[0, k], y[0, k], *out[0])]
        assert computed(template.format(*numbers)) == pytest.approx(slope[k], rel=1e-12)
        assert loss.mixes_outputs == ("{{{2}}}" in template)


@every_loss
def test_it_mixes_outputs_only_if_it_says_so(name: str) -> None:
    loss, out = losses[name](), np.array([[0.75, -1.5, 2.0]])
    y = labels(name, 1, 3, np.random.default_rng(8))
    other = np.add(out, [[0, 0, 1.0]])
    same = loss.derivative(out, y)[0, 0] == loss.derivative(other, y)[0, 0]
    assert same != loss.mixes_outputs
    assert loss.labels_help().endswith(".")


@every_loss
def test_the_derivative_agrees_with_differences(name: str) -> None:
    rng = np.random.default_rng(3)
    loss, out = losses[name](), rng.normal(size=(6, 3)) * 3
    y = labels(name, 6, 3, rng)
    slope = loss.derivative(out, y)
    for k in range(3):
        h = np.zeros(3)
        h[k] = 1e-5
        difference = (loss.value(out + h, y) - loss.value(out - h, y)) / 2e-5
        assert slope[:, k] == pytest.approx(difference, rel=1e-8, abs=1e-9)
    into = np.empty_like(out)
    assert loss.derivative(out, y, into) is into and np.array_equal(into, slope)


@every_loss
def test_it_is_finite_far_out(name: str) -> None:
    loss = losses[name]()
    h = np.array([[1e3, -1e3], [-1e3, 1e3], [0.0, 0.0], [40.0, -800.0]])
    y = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, slope = loss.value(h, y), loss.derivative(h, y)
    assert value.shape == (4,) and (value >= 0).all()
    assert np.isfinite(value).all() and np.isfinite(slope).all()


def test_values_by_hand() -> None:
    h, y = np.array([[0.5, 2.0]]), np.array([[1.0, 0.0]])
    bits = np.log1p(np.exp(-0.5)) + np.log1p(np.exp(2.0))
    soft = -np.log(np.exp(0.5) / (np.exp(0.5) + np.exp(2)))
    known = {
        "square": 4.25, "half_square": 2.125, "absolute": 2.5, "binary_cross_entropy": bits,
        "softmax_cross_entropy": soft,
    }
    for name, value in known.items():
        assert losses[name]().value(h, y)[0] == pytest.approx(value, rel=1e-14)


def test_a_confident_right_answer_costs_a_little_and_not_nothing() -> None:
    cost = losses["binary_cross_entropy"]().value(np.array([[50.0]]), np.array([[1.0]]))
    assert cost[0] == pytest.approx(np.exp(-50), rel=1e-12)


@pytest.mark.parametrize(
    ("name", "y", "says"),
    [
        ("binary_cross_entropy", [[0], [1], [2]],
         "binary_cross_entropy needs labels 0 or 1, got 2 in y[2][0]"),
        ("softmax_cross_entropy", [[0, 1], [0.5, 0.5]],
         "softmax_cross_entropy needs labels 0 or 1, got 0.5 in y[1][0]"),
        ("softmax_cross_entropy", [[0, 1], [1, 1]],
         "softmax_cross_entropy needs exactly one 1 in each row of labels, got 2 of them in y[1]"),
    ],
)
def test_labels_that_a_loss_cannot_take(name: str, y: list[list[float]], says: str) -> None:
    with pytest.raises(ValueError) as error:
        losses[name]().check_labels(np.array(y, dtype=float))
    assert str(error.value) == says


@every_loss
def test_it_says_what_it_is(name: str) -> None:
    kind = losses[name]
    assert kind.title and kind.formula and kind.derivative_formula and kind.help.endswith(".")
