"""Many line pieces as one QPainterPath, made from arrays at once.

pyqtgraph has the same, but importing it takes a third of a second, and the first picture needs
no more of it than this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
MOVE, LINE = 0, 1


def path_of(points: NDArray[np.float64]) -> QPainterPath:
    """The path through points, shape (n, 2), broken wherever a row is NaN."""
    finite: NDArray[np.bool_] = np.isfinite(points[:, 0]) & np.isfinite(points[:, 1])
    starts = np.ones(len(points), dtype=bool)
    starts[1:] = ~finite[:-1]
    elements = np.empty(int(finite.sum()), ELEMENT)
    elements["kind"] = np.where(starts[finite], MOVE, LINE)
    elements["x"], elements["y"] = points[finite].T
    path = QPainterPath()
    if len(elements):
        # Qt's own serialization of a path: a count, the elements, the first open one, the fill
        # rule; big-endian, as QDataStream writes it.
        count, tail = len(elements).to_bytes(4, "big"), bytes(8)
        stream = QDataStream(QByteArray(count + elements.tobytes() + tail))
        stream >> path
    return path
