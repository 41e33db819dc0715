"""What is said of a loss surface: what each plane shows and hides, and how far it can be believed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.app.network.landscape.trails import Head
from playground.app.text.numbers import number
from playground.app.text.shares import percent, percents
from playground.engine.networks.fitting import FittingProblem
from playground.engine.plane import Plane, random_walk_shares
from playground.lab.landscapes.kinds import numbers
from playground.lab.landscapes.picture import Path

NULL_NEAR = 0.05
"""Shares that are no further from a random walk's show nothing that it would not."""


class Kind(NamedTuple):
    """A kind of plane in the list: its name, what its picture shows, and what it hides."""

    name: str
    title: str
    shows: str
    hides: str

    @property
    def sentence(self) -> str:
        """Both."""
        return f"Shows {self.shows}; hides {self.hides}."


KINDS = {kind.name: kind for kind in (
    Kind("", "As fits the run",
         "the plane that keeps most of the path, or random directions while there is none",
         "what lies beside it"),
    Kind("weights", "Two weights",
         "what the risk does if only these two change now",
         "every change of the others: the picture holds for this step"),
    Kind("pca", "PCA of the path",
         "the two directions in which the path spreads most",
         "most of each single step of a noisy run, and all that curves elsewhere"),
    Kind("points", "Start, middle and end",
         "the plane through three steps of the run, which lie on it exactly",
         "how far the steps between them stray from it"),
    Kind("ends", "Ends of three runners",
         "the plane through three minima (or wherever the runners are now), exactly",
         "any way round a ridge that leaves the plane"),
    Kind("random", "Random directions",
         "a cut that nobody chose, around the present step",
         "where the run goes: of many directions two random ones meet hardly any of it"),
    Kind("curvature", "Two sharpest directions",
         "the two directions in which the risk bends up most at this step",
         "all the flat ones, which are most, and where it bends down"),
    Kind("update", "Gradient and step",
         "straight down the risk across, and what else the rule's next step does up",
         "every other direction, and every other step"),
)}


SHORTER = {
    " main direction": "", "random direction ": "", "down the gradient of R": "down −∇R",
    "the rule's step across that": "step across", "second sharpest": "2nd sharpest",
    "sharpest direction": "sharpest",
}

ALL_OF_IT = "These two are all that moves: every step lies on this plane, and nothing is hidden."


HELD = (
    "This plane stays as it was before the network was moved, so that both places can be compared; "
    "the next step draws it anew."
)


def sentence_of(plane: str, drawn: Plane | None, problem: FittingProblem) -> str:
    """What a plane, as experiments write it, shows and hides; `drawn` is the one on screen.

    Where only one or two parameters move, a plane through them hides nothing.
    """
    kind = kind_of(plane)
    if drawn is None or kind_of(drawn.kind) is not kind or not holds_all(drawn, problem):
        return kind.sentence
    if kind.name == "weights" and problem.dimension - len(problem.frozen) == 2:
        return ALL_OF_IT
    return f"Shows {kind.shows}; hides nothing: all that moves lies on this plane."


def holds_all(plane: Plane, problem: FittingProblem) -> bool:
    """Whether every step of every run lies on the plane: it goes through all that moves."""
    if plane.v is None or problem.dimension - len(problem.frozen) > 2:
        return False
    free = sorted(set(range(problem.dimension)) - set(problem.frozen))
    moved = np.zeros((problem.dimension, len(free)))
    moved[free, range(len(free))] = 1.0
    both = np.column_stack([plane.u, plane.v])
    left = moved - both @ np.linalg.lstsq(both, moved, rcond=None)[0]
    return bool(np.abs(left).max(initial=0.0) < 1e-9)


def kind_of(plane: str) -> Kind:
    """The entry of the list for a plane as experiments write it."""
    return KINDS[plane.partition(":")[0]]


def axis_names(plane: Plane, problem: FittingProblem, labels: tuple[str, ...]) -> tuple[str, str]:
    """What stands at the axes across and up."""
    name, _, rest = plane.kind.partition(":")
    if name == "weights":
        i, j = numbers(rest) or [0, 0]
        return problem.network.place_of(i).name, problem.network.place_of(j).name
    if name == "pca" and plane.explained is not None:
        first, second = percents(*plane.explained)
        return f"1st main direction ({first})", f"2nd main direction ({second})"
    if name == "points":
        return "from start to end", "across, towards the middle"
    if name == "ends":
        places = [labels[k] if k < len(labels) else "?" for k in numbers(rest) or []]
        return f"from {places[0]} to {places[1]}", f"across, towards {places[2]}"
    if name == "curvature":
        return "sharpest direction", "second sharpest"
    if name == "update":
        return "down the gradient of R", "the rule's step across that"
    return "random direction u", "random direction v"


def shorter(name: str) -> str:
    """The name of an axis in fewer words, for little room."""
    if name.startswith("from ") and " to " in name:
        return name.removeprefix("from ").replace(" to ", " → ", 1)
    if name.startswith("across, towards "):
        return "→ " + name.removeprefix("across, towards ").removeprefix("the ")
    for words, fewer in SHORTER.items():
        name = name.replace(words, fewer)
    return name


def beside(residual: float, size: float) -> str:
    """How far parameters of a size ‖θ‖ are from the plane."""
    if residual > size > 0:
        return f"{number(residual / size, 3)} times ‖θ‖ beside the plane"
    if size > 0:
        return f"{percent(residual / size)} of ‖θ‖ beside the plane"
    return f"{number(residual)} beside the plane"


def belief(
    plane: Plane, missed: float, own: Path | None, heads: list[Head], selected: int,
    bars: bool = False, finite: float = 1.0, flat: bool = False,
) -> str:
    """How far the picture can be believed: what it keeps of the selected runner's path, and what
    it misses. `bars`: the shares of the main directions are read beside these words. `finite`: the
    share of the ground where the risk is finite; `flat`: it is one number there.
    """
    told = []
    worst = 0.0
    if own is not None and not len(own.steps):
        own = None  # a run that cannot begin has no path to speak of
    walked = own is None or len(own.steps) > 1
    if own is not None and len(own.residual):
        there = own.size > 0  # of ‖θ‖ = 0 nothing is a share
        shares = own.residual[there] / own.size[there]
        worst = float(shares[np.isfinite(shares)].max(initial=0.0))
    if plane.explained is not None and walked:
        first, second = percents(*plane.explained)
        null = random_walk_shares()
        spread = f"{first} and {second} of the path's spread"
        if len(plane.origin) > 2:  # in two dimensions every path has all of it there
            walk = " and ".join(percents(*null.tolist()))
            spread += f" (a random walk of many dimensions: {walk})"
        if not bars:
            told.append(spread)
        near = max(abs(a - b) for a, b in zip(plane.explained, null, strict=True)) < NULL_NEAR
        if near and len(plane.origin) > 2:
            told.append(f"{'these shares are ' * bars}no more than a random walk would show")
    head = next((head for head in heads if head.slot == selected), None)
    exact = own is None or bool(own.on_plane.all())
    if not walked and exact:
        told.append("no path yet: the network as it is lies on this plane")
    elif own is not None and exact and (head is None or head.on_plane):
        told.append("all of the path lies on this plane: the ground is what the runner saw")
    elif own is not None:
        if np.isfinite(missed):
            told.append(f"misses {percent(missed)} of a step (median)")
        if head is not None:
            now = "on the plane" if head.on_plane else beside(head.residual, head.size)
            most = percent(worst) if worst <= 1 else f"{number(worst, 3)} times ‖θ‖"
            told.append(f"now {now}, the path up to {most}")
    if finite < 1:
        told.append("R is not finite where it is striped" if finite else "R is nowhere finite here")
    if flat:
        told.append("R is the same all over this picture")
    if plane.note:
        told.append(plane.note)
    text = "; ".join(told)
    return text[:1].upper() + text[1:] + "." if text else ""


def refusal(kind: str, why: str, shown: str) -> str:
    """Why the plane that was chosen is not shown, and what is instead."""
    return f"{kind_of(kind).title}: {why}. {shown}"
