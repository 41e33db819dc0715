"""The shapes under each formula fit together, and the card marks the right row or column of W."""

import re

import pytest

from playground.app.look.math_label import typeset
from playground.app.network.backprop.shapes import ShapesCard, matrix, shapes
from playground.engine.networks.network import Network
from playground.engine.networks.walkthrough import Walkthrough

NETWORK = Network((3, 4, 2), ("relu", "linear"))


@pytest.fixture
def walk():
    import numpy as np

    theta = np.arange(NETWORK.dimension, dtype=float)
    return Walkthrough(NETWORK, theta, np.array([1.0, 2.0, 3.0]))


def read(latex):
    found = re.findall(r"\\underset\{(\d+) \\times (\d+)\}", latex)
    return [(int(rows), int(columns)) for rows, columns in found]


def test_every_lines_shapes_multiply_to_its_result(walk):
    kinds = set()
    for line in walk.lines:
        latex = shapes(line, NETWORK.sizes)
        left, _, right = latex.partition("=")
        (result,), found = read(left), read(right)
        if line.kind in ("z", "dH_da", "dH_dW") and found:
            one, other = found[:2]
            assert one[1] == other[0] and result == (one[0], other[1]), latex
        elif found:
            assert set(found) == {result}
        if line.kind not in kinds:
            assert typeset(latex) is not None, latex
        kinds.add(line.kind)
    assert len(kinds) >= 6


def test_forward_marks_a_column_and_backward_a_row(walk, qtbot):
    card = ShapesCard()
    qtbot.addWidget(card)
    z = next(line for line in walk.lines if line.kind == "z" and line.unit == 1)
    card.show_line(walk, z)
    assert "column 2 of W" in card.words.text()
    w = NETWORK.weights(1).of(walk.theta)
    assert card.matrix.latex() == matrix(w, column=1)
    back = next(x for x in walk.lines if x.kind == "dH_da" and x.layer == 1 and x.unit == 2)
    card.show_line(walk, back)
    assert "row 3 of W" in card.words.text()
    assert card.matrix.latex() == matrix(NETWORK.weights(2).of(walk.theta), row=2)
