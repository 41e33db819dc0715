"""Shapes under the formula, and the card W against Wᵀ: where the transpose comes from."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.look.math_label import MathLabel
from playground.app.look.style import SPACE_S, px
from playground.app.text.numbers import number
from playground.app.widgets.labels import heading, sentence
from playground.engine.networks.walkthrough import Line, Walkthrough
from playground.engine.problem import Array

MOST = 6
"""A matrix of more rows or columns is told of by its shape alone."""
FORWARD = (
    "Forward: node {j} sums over the edges that end at it, column {j} of W. All nodes at once, "
    "column by column: that is Wᵀ times a."
)
BACKWARD = (
    "Backward: node {i} sums over the edges that start at it, row {i} of W. All nodes at once, "
    "row by row: that is W times ∂H/∂z."
)
ENTRY = (
    "Each entry of W joins one node i below and one node j in the layer: row i, column j. So the "
    "derivatives have the shape of W: aᵢ times ∂H/∂z_j, an outer product."
)


def shapes(line: Line, sizes: tuple[int, ...]) -> str:
    """The whole layer's formula with the shape of each part under it, in LaTeX; "" without one."""
    n = line.layer
    if n < 1 or n >= len(sizes):
        return ""
    below, here = sizes[n - 1], sizes[n]

    def part(symbol: str, rows: int, columns: int = 1) -> str:
        return rf"\underset{{{rows} \times {columns}}}{{{symbol}}}"

    def slope(name: str, layer: int) -> str:
        return rf"\frac{{\partial H}}{{\partial {name}^{{({layer})}}}}"

    a_below = f"a^{{({n - 1})}}" if n > 1 else "x"
    if line.kind == "z":
        z, w, b = (part(f"{name}^{{({n}){up}}}", here, columns) for name, up, columns in (
            ("z", "", 1), ("W", "T", below), ("b", "", 1)))
        return f"{z} = {w}\\, {part(a_below, below)} + {b}"
    if line.kind == "a":
        a, z = (part(f"{name}^{{({n})}}", here) for name in ("a", "z"))
        return f"{a} = g({z})"
    if line.kind == "dH_da":
        if n + 1 >= len(sizes):
            return part(slope("a", n), here)
        above = sizes[n + 1]
        w = part(f"W^{{({n + 1})}}", here, above)
        return f"{part(slope('a', n), here)} = {w}\\, {part(slope('z', n + 1), above)}"
    if line.kind == "dH_dz":
        g = part(f"g'(z^{{({n})}})", here)
        return f"{part(slope('z', n), here)} = {part(slope('a', n), here)} \\odot {g}"
    if line.kind == "dH_dW":
        row = part(rf"\left({slope('z', n)}\right)^T", 1, here)
        return f"{part(slope('W', n), below, here)} = {part(a_below, below)}\\, {row}"
    if line.kind == "dH_db":
        return f"{part(slope('b', n), here)} = {part(slope('z', n), here)}"
    return ""


def matrix(values: Array, row: int = -1, column: int = -1) -> str:
    """W in LaTeX, one row or column in the accent's colour."""
    lines = []
    for i, numbers in enumerate(values):
        cells = [
            rf"\textcolor{{accent}}{{{number(float(v), 3)}}}" if row == i or column == j
            else number(float(v), 3) for j, v in enumerate(numbers)
        ]
        lines.append(" & ".join(cells))
    return r"\begin{pmatrix} " + r" \\ ".join(lines) + r" \end{pmatrix}"


class ShapesCard(QWidget):
    """What the present line is for the whole layer, with shapes, and which part of W it uses."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(px(SPACE_S))
        self.formula = MathLabel()
        self.head = heading("")
        self.matrix = MathLabel()
        self.words = sentence("small")
        for widget in (self.formula, self.head, self.matrix, self.words):
            rows.addWidget(widget)

    def show_line(self, walk: Walkthrough, line: Line) -> None:
        """The layer that this line belongs to."""
        sizes = walk.network.sizes
        latex = shapes(line, sizes)
        self.setVisible(bool(latex))
        if not latex:
            return
        self.formula.set_latex(latex, f"shapes: {latex}")
        layer, row, column, words = line.layer, -1, -1, ""
        if line.kind == "z":
            column, words = line.unit, FORWARD.format(j=line.unit + 1)
        elif line.kind == "dH_da" and line.layer + 1 < len(sizes):
            layer, row, words = line.layer + 1, line.unit, BACKWARD.format(i=line.unit + 1)
        elif line.kind == "dH_dW":
            column, words = line.unit, ENTRY
        self.words.setText(words)
        self.words.setVisible(bool(words))
        w = walk.network.weights(layer).of(walk.theta)
        small = bool(words) and max(w.shape) <= MOST
        self.head.setText(f"W of layer {layer}: {w.shape[0]} × {w.shape[1]}")
        self.head.setVisible(bool(words))
        self.matrix.setVisible(small)
        if small:
            self.matrix.set_latex(matrix(w, row, column), str(w.tolist()))
