"""Two cuts through the surface at the probe, along x and along y, on one scale to compare them."""

from __future__ import annotations

from math import isfinite

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.look.style import SPACE_S, px, style
from playground.app.plots.ranges import Range, nice, stepped_range
from playground.app.plots.section import MOST, Section
from playground.app.text import numbers as format
from playground.engine.probe import Probe, Slopes, cross_section
from playground.engine.surface import Surface

_SHARE = 6  # of the window: a cut goes so far to either side
_ALIKE = 8  # sides of the window that differ less have cuts of the same width


class Cuts(QWidget):
    """f along x and along y through P, the tangents dashed; at a kink one for each side.

    Both show the same heights, and where the window's sides allow it the same width: a steeper
    line is a larger slope. Heights change in steps. What is zoomed in one is zoomed in both.
    """

    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections = Section("x"), Section("y", numbers=False)
        self._surface: Surface | None = None
        self._probe: Probe | None = None
        self._heights: Range = (0.0, 1.0)
        self._alike = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for section in self.sections:
            self._row.addWidget(section, 1)
            section.setAccessibleName(f"f along {section.name} through P")
            section.save_asked.connect(self.save_asked)
        first, second = self.sections
        first.looked.connect(lambda: self._look_alike(first, second))
        second.looked.connect(lambda: self._look_alike(second, first))
        style.changed.connect(self._restyle)
        self._restyle()

    @property
    def heights(self) -> Range:
        """The heights that both show."""
        return self._heights

    def stand_on(self, surface: Surface) -> None:
        """Cut through this surface: how far, and what is compared, depends on its window."""
        self._surface = surface
        sides = [high - low for low, high in surface.window]
        self._alike = max(sides) <= _ALIKE * min(sides)
        for section, side in zip(self.sections, sides, strict=True):
            section.set_usual(nice((min(sides) if self._alike else side) / _SHARE))
            other = "y" if section.name == "x" else "x"
            scale = (
                "Both cuts have one scale: the steeper line is the larger slope." if self._alike
                else "Both cuts show the same heights."
            )
            section.setToolTip(
                f"A cut through the surface along {section.name}, with {other} fixed. The dashed "
                f"line is the tangent at P; its slope is ∂f/∂{section.name}. {scale}"
            )

    def show_probe(self, probe: Probe) -> None:
        """Cut at another point."""
        self._probe = probe
        self._draw()

    def slope_texts(self) -> tuple[str, str]:
        """The slopes in words: one, or one from each side."""
        assert self._probe is not None
        x, y = (
            _slope_texts(section.name, shown_slopes(self._probe, axis))[0]
            for axis, section in enumerate(self.sections)
        )
        return x, y

    def _draw(self) -> None:
        surface, probe = self._surface, self._probe
        if surface is None or probe is None:
            return
        cuts = [
            cross_section(surface, probe.point, axis, max(map(abs, section.around)))
            for axis, section in enumerate(self.sections)
        ]
        heights = np.concatenate([values for _, values in cuts])
        seen = heights[np.abs(heights) < MOST]
        if len(seen):
            self._heights = stepped_range(float(seen.min()), float(seen.max()), self._heights)
        for axis, (section, cut) in enumerate(zip(self.sections, cuts, strict=True)):
            slopes = shown_slopes(probe, axis)
            section.show_section(
                *cut, probe.point[axis], probe.value, (slopes.left, slopes.right), self._heights
            )
            texts, theme = _slope_texts(section.name, slopes), style.theme
            section.set_title(theme.error if slopes.kink else theme.accent, *texts)
            section.setAccessibleDescription(texts[0])

    def _look_alike(self, moved: Section, other: Section) -> None:
        if self._alike:
            other.around = moved.around
        self._draw()

    def _share_room(self) -> None:
        """The same room for both curves: the numbers at the left stand for both."""
        extra = self.sections[0].left_width - self.sections[1].left_width
        half = max((self.width() - self._row.spacing() - extra) // 2, 1)
        self._row.setStretch(0, half + extra)
        self._row.setStretch(1, half)

    @Slot()
    def _restyle(self) -> None:
        self._row.setSpacing(px(SPACE_S))
        self._share_room()
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()


def shown_slopes(found: Probe, axis: int) -> Slopes:
    """The slopes to draw: the exact derivative, or what was measured from both sides of a kink."""
    slopes, exact = found.slopes[axis], found.gradient[axis]
    return slopes if slopes.kink or not isfinite(exact) else Slopes(exact, exact, False)


def _slope_texts(name: str, slopes: Slopes) -> tuple[str, ...]:
    """The slopes in words, and in fewer of them."""
    left, right, kink = slopes
    if kink:
        both = f"{_short(left)} | {_short(right)}"
        return f"slopes {both}", both
    return f"∂f/∂{name} = {format.number(right, zeros=True)}", f"∂f/∂{name} = {_short(right)}"


def _short(value: float) -> str:
    if not isfinite(value):
        return "none" if value != value else "∞" if value > 0 else "−∞"
    return format.number(value, 3)
