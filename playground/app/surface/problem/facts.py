"""What is known of a surface: its minima with their curvature, its saddles, its domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.text import numbers as fmt
from playground.engine.critical import CriticalPoint, critical_points
from playground.engine.level import Level, level_area
from playground.engine.surface import Surface

MOST_MINIMA, MOST_OTHERS = 4, 2
NO_MINIMUM: dict[Level, str] = {
    "": "No isolated minimum was found in this window.",
    "lowest": "f is level where it is lowest: every point of that area is a minimum, and a runner "
    "rests where it enters.",
    "higher": "No isolated minimum was found in this window. Parts of it are level: a runner rests "
    "there, although f is lower elsewhere.",
    "everywhere": "f is level all over this window: no runner moves.",
}
NOT_FINITE = "f is not a finite number anywhere in this window."
_PLURALS = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles",
            "degenerate": "level points"}
_WHAT = {
    "minimum": "A minimum: the gradient is zero and the surface curves upwards all around.",
    "saddle": "A saddle: the gradient is zero, but the surface falls to two sides. Where steps "
    "shrink with the gradient, runners slow down here; most then walk on.",
    "maximum": "A maximum: the gradient is zero, and every way leads down.",
    "degenerate": "The gradient is zero and so is a curvature: second derivatives alone do not "
    "tell what kind of point this is.",
}
_CURVATURE = (
    "λ: the eigenvalues of the Hessian, the surface's smallest and largest curvature here.\n"
    "κ = λₘₐₓ\u2060/\u2060λₘᵢₙ, the condition number: how narrow the valley is.\n"
    "η: with a larger learning rate than 2\u2060/\u2060λₘₐₓ, gradient descent cannot come to rest "
    "here."
)


class Facts(NamedTuple):
    """What was found out about a surface."""

    finite: bool
    points: tuple[CriticalPoint, ...]
    level: Level = ""
    """Whether it is level over an area, see `level_area`."""


def facts_of(surface: Surface) -> Facts:
    """Search a surface; takes up to a tenth of a second, so it is called on the worker."""
    x, y = np.meshgrid(*(np.linspace(low, high, 49) for low, high in surface.window))
    with np.errstate(all="ignore"):
        finite = bool(np.isfinite(surface.value(x, y)).any())
    if not finite:
        return Facts(False, ())
    return Facts(True, critical_points(surface), level_area(surface))


def domain_text(surface: Surface) -> str:
    """The window in words: x −2 … 2, y −2 … 2."""
    sides = zip("xy", surface.window, strict=True)
    return ", ".join(
        f"{name} {fmt.number(low)} … {fmt.number(high)}" for name, (low, high) in sides
    )


class FactsBox(QWidget):
    """A list of critical points: the minima with their curvature, then the others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(SPACE_XS))
        self._lines: list[_Line] = []
        self._shown: tuple[Surface, Facts] | None = None
        self.setAccessibleName("Facts")

    def show_facts(self, surface: Surface, facts: Facts) -> None:
        """List what was found."""
        self._shown = surface, facts
        span = max(high - low for low, high in surface.window)
        lines = list(_written(facts, span))
        while len(self._lines) < len(lines):
            self._lines.append(_Line())
            self._layout.addWidget(self._lines[-1])
        for k, line in enumerate(self._lines):
            line.setVisible(k < len(lines))
            if k < len(lines):
                line.write(*lines[k])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange and self._shown is not None:
            self.show_facts(*self._shown)
        super().changeEvent(event)

    def text(self) -> str:
        """Everything that is listed, for the clipboard and for tests."""
        return "\n".join(line.text() for line in self._lines if not line.isHidden())


class _Line(QWidget):
    """A point with its value and, below it, its curvature; or one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._point, self._value, self._below = QLabel(), QLabel(), QLabel()
        set_role(self._below, "small")
        self._below.setWordWrap(True)
        self._point.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_S))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._point, 0, 0)
        grid.addWidget(self._value, 0, 1)
        grid.addWidget(self._below, 1, 0, 1, 2)

    def write(self, point: str, value: str, below: str, tip: str) -> None:
        """Show these texts; empty ones take no room."""
        for label, text in ((self._point, point), (self._value, value), (self._below, below)):
            label.setText(text)
            label.setVisible(bool(text))
        self.setToolTip(tip)

    def text(self) -> str:
        """What it says."""
        labels = (self._point, self._value, self._below)
        return " ".join(label.text() for label in labels if label.text())


def _written(facts: Facts, span: float) -> Iterator[tuple[str, str, str, str]]:
    """The lines: point, value, what stands below, tooltip."""
    if not facts.finite:
        yield "", "", NOT_FINITE, ""
        return
    minima = [p for p in facts.points if p.kind == "minimum"]
    if not minima:
        yield "", "", NO_MINIMUM[facts.level], ""
    for point in minima[:MOST_MINIMA]:
        where, value = _head(point, span)
        yield where, value, _curvature(point), _tip(point)
    yield from _more(minima[MOST_MINIMA:])
    for kind in ("saddle", "degenerate", "maximum"):
        points = [p for p in facts.points if p.kind == kind]
        for point in points[:MOST_OTHERS]:
            where, value = _head(point, span)
            yield where, value, "", _tip(point)
        yield from _more(points[MOST_OTHERS:])


def _head(point: CriticalPoint, span: float) -> tuple[str, str]:
    x, y = (0.0 if abs(c) < 1e-9 * span else c for c in (point.x, point.y))
    value = 0.0 if abs(point.value) < 1e-12 else point.value
    word = "Level" if point.kind == "degenerate" else point.kind.capitalize()
    return f"{word} {fmt.point(x, y)}", f"f = {fmt.number(value)}"


def _curvature(point: CriticalPoint) -> str:
    if point.eigenvalues is None:
        return "a kink: no curvature, and no fixed learning rate lets gradient descent settle"
    low, high = map(fmt.number, point.eigenvalues)
    return (
        f"λ {low}{fmt.between()}{high} · κ {fmt.number(point.condition_number)}"
        f" · η < {fmt.number(point.learning_rate_bound)}"
    )


def _tip(point: CriticalPoint) -> str:
    numbers = {"x": point.x, "y": point.y, "f": point.value}
    exact = "\n".join(f"{name} = {fmt.exact(value)}" for name, value in numbers.items())
    more = _CURVATURE if point.kind == "minimum" and point.eigenvalues else ""
    return "\n".join(text for text in (_WHAT[point.kind], more, exact) if text)


def _more(points: Sequence[CriticalPoint]) -> Iterator[tuple[str, str, str, str]]:
    if points:
        kind = points[0].kind
        yield "", "", f"and {len(points)} more {kind if len(points) == 1 else _PLURALS[kind]}", ""
