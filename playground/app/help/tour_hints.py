"""What the tour says, and where the thing is that it speaks of: at most five hints for each half.

A place is a widget and a rectangle in it; none while the thing is not on screen (its panel was
closed, or floats as a window of its own). `done` is the signal of a person who does what a hint
says; it comes with "(..., final)" where a hand may still be holding on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from PySide6.QtCore import QRect, SignalInstance
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from playground.app.core.main_window import MainWindow
from playground.app.core.mode import Mode
from playground.app.help.tour_card import SIDES
from playground.app.look.style import px

Place: TypeAlias = tuple[QWidget, QRect]


class Hint(NamedTuple):
    """A title, a sentence or two, where it points, and what ends it by itself."""

    title: str
    text: str
    place: Callable[[MainWindow], Place | None]
    done: Callable[[Mode], SignalInstance] | None = None
    sides: Sequence[str] = SIDES


def hints_for(mode: Mode) -> Sequence[Hint]:
    """The hints for the half of the program that is on screen."""
    return HINTS[mode.kind]


def _start(window: MainWindow) -> Place | None:
    """The start marker of the selected runner, wherever the surface is scrolled to."""
    view: Any = window.mode.picture
    starts = dict(view.picture.starts())
    runner = window.player.runner
    at = starts.get(runner.slot if runner is not None else -1) or next(iter(starts.values()), None)
    painted = view.plane.viewport()
    if not painted.isVisible():  # the landscape alone is shown
        return view, view.rect()
    if at is None or not view.plane.map_view.area.contains(at):
        return painted, painted.rect()
    radius = px(16)
    return painted, QRect(
        round(at.x()) - radius, round(at.y()) - radius, 2 * radius, 2 * radius
    )


def _edges(window: MainWindow) -> Place | None:
    """The lines from the inputs to the first layer of the drawn network."""
    view: Any = window.mode.picture
    layout, canvas = view.canvas.picture.layout, view.canvas
    ends = layout.segments[: layout.edge_layers[1]].reshape(-1, 2)
    (left, high), (right, low) = ends.min(axis=0), ends.max(axis=0)
    room = px(8)
    box = QRect(round(left), round(high), round(right - left), round(low - high))
    return canvas, box.adjusted(-room, -room, room, room) & canvas.rect()


def _transport(window: MainWindow) -> Place | None:
    return window.landmark("play")


def _panel(name: str) -> Callable[[MainWindow], Place | None]:
    """A panel: its tab if it has one, else the panel itself."""
    def place(window: MainWindow) -> Place | None:
        dock = window.mode.docks.docks[name]
        if dock.isHidden() or dock.isFloating():
            return None
        for bar in window.findChildren(QTabBar):
            for k in range(bar.count() if bar.isVisible() else 0):
                if bar.tabText(k) == dock.windowTitle():
                    return bar, bar.tabRect(k)
        return dock, dock.rect()
    return place


def _add_runner(window: MainWindow) -> Place | None:
    runners: Any = window.mode.panels["runners"]
    dock = window.mode.docks.docks["runners"]
    button: QToolButton = runners.add_button
    if dock.isHidden() or dock.isFloating() or not button.isVisible():
        return _panel("runners")(window)
    return button, button.rect()


def _switch(window: MainWindow) -> Place | None:
    return window.landmark("switch")


_PLAY = Hint(
    "Play, and step back",
    "Space plays; the arrow keys go one step on, or exactly one step back. Every panel shows "
    "the same step.",
    _transport,
)
_RACE = Hint(
    "More runners",
    "Add a second one, with another optimizer or another learning rate, and watch them race from "
    "the same start.",
    _add_runner,
)

HINTS: Mapping[str, Sequence[Hint]] = {
    "surface": (
        Hint(
            "Drag the start",
            "This is where the walk begins. Drag it, or click anywhere on the surface: the trail "
            "follows your hand.",
            _start,
            lambda mode: mode.picture.start_dragged,  # type: ignore[attr-defined]
            ("below", "left", "above", "right"),
        ),
        _PLAY,
        Hint(
            "Which way is down?",
            "Press P for a probe that you can drag: it shows the slopes, the gradient, and how "
            "well a plane stands in for the surface.",
            _panel("probe"),
        ),
        _RACE,
        Hint(
            "And networks",
            "The same optimizers train a neural network here. “Backprop by hand” then goes "
            "through its gradient one quantity at a time.",
            _switch,
        ),
    ),
    "network": (
        Hint(
            "Take a weight in hand",
            "Each line is a weight: blue is positive, orange negative. Click one and type a "
            "number, or drag it up and down.",
            _edges,
        ),
        _PLAY,
        Hint(
            "Backprop by hand",
            "The gradient of this network, one quantity at a time, with its numbers, in the "
            "lecture's notation.",
            _panel("backprop"),
        ),
        Hint(
            "Your data, your layers",
            "Choose what is learned here. A CSV file that you drop on the window is learned from "
            "as well.",
            _panel("data"),
        ),
        Hint(
            "And surfaces",
            "On a surface of two variables you see the same optimizers walk, step by step.",
            _switch,
        ),
    ),
}
