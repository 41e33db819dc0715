"""The part under a loss surface: the chosen line between two networks, its curve and its words."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.look.style import SPACE_M, px
from playground.app.network.landscape.controls import StripBar
from playground.app.network.landscape.job import strip
from playground.app.network.landscape.looking import Looking
from playground.app.network.landscape.strip import Strip, told
from playground.app.text.numbers import grouped
from playground.app.widgets.text_line import Line
from playground.app.work.background import Background
from playground.engine.networks.symmetry import all_reversed
from playground.engine.plane import NoPlaneError
from playground.engine.problem import Array
from playground.lab.experiments.landscape_settings import strip_ends
from playground.lab.runs.run import Run

EVERY, SHARE = 16, 8
"""While a run grows its end is looked at every so many steps, and of a long one not before it has
grown by such a share."""
LARGE = 2**22
"""Samples times parameters of a network whose line waits for rest."""


class _Asked(NamedTuple):
    """Two networks, whose they are, what the line is called, and what all of that depends on."""

    first: Array
    second: Array
    slots: tuple[int, int]
    name: str
    key: Hashable


class StripPart(QWidget):
    """Shows what `Looking` looks at; asks a worker for the line."""

    def __init__(self, looking: Looking, background: Background) -> None:
        super().__init__()
        self._looking, self._background = looking, background
        self.bar, self.strip, self.line = StripBar(), Strip(), Line()
        self._key: Hashable = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._words = QVBoxLayout()
        self._words.addWidget(self.line)
        for widget in (self.bar, self.strip):
            column.addWidget(widget)
        column.addLayout(self._words)

    def show_scene(self) -> None:
        """The choices for this scene."""
        scene = self._looking.scene
        if scene is None or scene.runner is None:
            return
        labels = [runner.label for runner in scene.experiment.runners]
        self.bar.show_settings(self._looking.settings, labels, scene.runner.label, self.cannot_swap)

    def draw(self) -> None:
        """Ask for the line, if it is another one."""
        asked = self._asked()
        if isinstance(asked, str):
            self._show_none(asked)
            return
        problem = self._looking.problem
        if asked.key == self._key or (
            self._looking.moving and len(problem.X) * problem.dimension > LARGE
        ):
            return
        self._key = asked.key
        self._background.submit(
            "strip", partial(strip, problem, asked.first, asked.second),
            partial(self._show, asked), self._fail,
        )

    @property
    def cannot_swap(self) -> str:
        """Why there are no two nodes to swap; empty where there are."""
        sizes = self._looking.problem.network.sizes if self._looking.run is not None else ()
        pair = any(size > 1 for size in sizes[1:-1])
        return "" if pair else "No hidden layer has two nodes to swap."

    def _asked(self) -> _Asked | str:
        """The two ends of the line; or why there is none."""
        look, scene, run = self._looking, self._looking.scene, self._looking.run
        if scene is None or run is None:
            return ""
        chosen, ends = look.settings.strip, strip_ends(look.settings.strip)
        if ends is not None:
            if max(ends) >= len(scene.runs):
                return "One of the two runners is not there any more; choose another line."
            a, b = (scene.runs[k] for k in ends)
            one, other = (scene.experiment.runners[k] for k in ends)
            if a.problem.dimension != b.problem.dimension or (
                a.problem.dimension != run.problem.dimension
            ):
                return "These networks have other shapes; choose two that share one."
            return _Asked(
                a[a.last].theta, b[b.last].theta, (one.slot, other.slot),
                f"end of {one.label} to end of {other.label}",
                (chosen, id(look.problem), self._stage(a), self._stage(b)),
            )
        if chosen == "swapped":
            if self.cannot_swap:
                return self.cannot_swap
            here = run[look.step].theta
            return _Asked(
                here, all_reversed(look.problem.network, here), (scene.slot, scene.slot),
                "this network to the same one with its hidden nodes in the opposite order",
                (chosen, id(run), look.step // EVERY if look.moving else -look.step - 1),
            )
        return _Asked(
            run[0].theta, run[run.last].theta, (scene.slot, scene.slot),
            f"start to step {grouped(run.last)}", (chosen, self._stage(run)),
        )

    def _stage(self, run: Run) -> tuple[int, int]:
        every = max(EVERY, 2 ** (run.last // SHARE).bit_length())
        return id(run), run.last // every if self._looking.moving else -run.last - 1

    def _show(self, asked: _Asked, line: tuple[Array, Array] | None) -> None:
        if line is None:  # still on its way
            return
        self.strip.show_line(*line, asked.slots, asked.name)
        self._tell()

    def show_strip(self, on: bool) -> None:
        """With the curve, or with its words alone."""
        if on == self.strip.isHidden():
            self.strip.setVisible(on)
            self._tell()

    def _tell(self) -> None:
        """What the line shows, in words."""
        if len(self.strip.loss):
            text = told(self.strip.loss, drawn=not self.strip.isHidden())
            self.line.set_text(text, text)

    def _show_none(self, why: str) -> None:
        if self._key != why:
            self._key = why
            self.strip.clear_line()
            self.line.set_text(why, why)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, NoPlaneError):
            raise error
        self._show_none("Both ends are one point: there is no line yet.")

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._words.setContentsMargins(px(SPACE_M), 0, px(SPACE_M), 0)
        self.bar.restyle()
