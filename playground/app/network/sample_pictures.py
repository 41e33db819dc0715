"""Data and weights as pictures, where the inputs of a sample are one."""

# ruff: noqa: N803  (the lecture's names)

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from playground.app.look.icons import icon
from playground.app.text.numbers import number
from playground.app.widgets.picture_grid import Picture
from playground.engine.dataset import Data
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array, Problem
from playground.lab.runs.evaluator import Mistakes

OF_EACH = 2
"""How many samples of each class are shown."""
MOST = 20


class PicturesButton(QToolButton):
    """Shows the first layer's weights as pictures instead of as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon("pixels", checked_tint="accent"))
        self.setAccessibleName("Pictures")
        self.setCheckable(True)
        self.setToolTip(
            "Show what each node of the first layer looks for: its weights where their pixels are."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def picture_of(problem: Problem) -> tuple[int, int] | None:
    """Rows and columns of the pictures that a network learns from; None for other problems."""
    return problem.data.picture if isinstance(problem, FittingProblem) else None


def samples(data: Data) -> list[Picture]:
    """A few training samples, of each class as many, in the order of the classes."""
    if data.picture is None:
        return []
    labels = data.y[:, 0].astype(int) if data.classes else None
    if labels is None:
        chosen = list(range(min(MOST, len(data.X))))
    else:
        of_class = [np.flatnonzero(labels == k)[:OF_EACH].tolist() for k in range(data.classes)]
        chosen = [
            places[turn] for turn in range(OF_EACH) for places in of_class if turn < len(places)
        ]
    low, high = _range(data)
    found = []
    for k in chosen:
        said = number(float(data.y[k, 0]), 3) if labels is None else data.class_labels[labels[k]]
        tip = f"Training sample {k + 1}: {said}. {_scale(low, high)}"
        found.append(Picture(_shares(data, data.X[k], low, high), said, tip))
    return found


def mistakes(data: Data, wrong: Mistakes, labels: tuple[str, ...]) -> list[Picture]:
    """Samples that are taken for another class."""
    if data.picture is None:
        return []
    low, high = _range(data)
    return [
        Picture(
            _shares(data, x, low, high), f"{labels[true]} → {labels[predicted]}",
            f"true {labels[true]}, predicted {labels[predicted]}",
        )
        for x, true, predicted in zip(wrong.X, wrong.true, wrong.predicted, strict=True)
    ]


def weights(W: Array, shape: tuple[int, int], scale: float, what: str) -> list[Picture]:
    """The weights (inputs, nodes) of the first layer, a picture for each node."""
    return [
        Picture(
            (column / scale if scale else column).reshape(shape), f"{k}",
            f"{what} of node {k}, each where its pixel is. Blue is positive, orange negative.",
            signed=True,
        )
        for k, column in enumerate(W.T, 1)
    ]


def _range(data: Data) -> tuple[float, float]:
    low, high = float(data.X.min()), float(data.X.max())
    return (low, high) if high > low else (low, low + 1)


def _shares(data: Data, x: Array, low: float, high: float) -> Array:
    assert data.picture is not None
    return (x.reshape(data.picture) - low) / (high - low)


def _scale(low: float, high: float) -> str:
    return f"Pixels from {number(low, 3)} (light) to {number(high, 3)} (dark)."
