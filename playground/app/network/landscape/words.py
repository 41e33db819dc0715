"""What is said of a loss surface: what each plane shows and hides, and how far it can be believed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.app.network.landscape.trails import Head
from playground.app.text.numbers import fixed, number
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
    Kind("pca", "Main directions of the path (PCA)",
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
    Kind("update", "Gradient and the rule's step",
         "straight down the risk across, and what else the rule's next step does up",
         "every other direction, and every other step"),
)}


ALL_OF_IT = "These two are all that moves: every step lies on this plane, and nothing is hidden."


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
        first, second = (percent(share) for share in plane.explained)
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


def percent(share: float) -> str:
    """A share in per cent, with a decimal where it is small."""
    if not np.isfinite(share):
        return "?"
    text = fixed(100 * share, 0) if share >= 0.0995 or share == 0 else number(100 * share, 2)
    return f"{text} %"


def beside(residual: float, size: float) -> str:
    """How far parameters of a size are from the plane; of ‖θ‖ = 0 nothing is a share."""
    return f"{percent(residual / size)} of ‖θ‖ beside the plane" if size else "beside the plane"


def belief(
    plane: Plane, missed: float, own: Path | None, heads: list[Head], selected: int
) -> str:
    """How far the picture can be believed: what it keeps of the selected runner's path, and what
    it misses.
    """
    told = []
    worst = 0.0
    if own is not None and len(own.residual):
        there_is = own.size > 0  # of ‖θ‖ = 0, where many runs start, nothing is a share
        shares = own.residual[there_is] / own.size[there_is]
        worst = float(shares[np.isfinite(shares)].max(initial=0.0))
    if plane.explained is not None:
        first, second = (percent(share) for share in plane.explained)
        null = random_walk_shares()
        told.append(
            f"{first} and {second} of the path's spread "
            f"(a random walk: {percent(float(null[0]))} and {percent(float(null[1]))})"
        )
        if max(abs(a - b) for a, b in zip(plane.explained, null, strict=True)) < NULL_NEAR:
            told.append("no more than a random walk would show")
    head = next((head for head in heads if head.slot == selected), None)
    exact = own is None or bool(own.on_plane.all())
    if own is not None and len(own.steps) < 2 and exact:
        told.append("no path yet: the network as it is lies on this plane")
    elif exact and (head is None or head.on_plane):
        told.append("all of the path lies on this plane: the ground is what the runner saw")
    else:
        if np.isfinite(missed):
            told.append(f"misses {percent(missed)} of a step (median)")
        if head is not None:
            there = "on the plane" if head.on_plane else beside(head.residual, head.size)
            told.append(f"now {there}, the path up to {percent(worst)}")
    if plane.note:
        told.append(plane.note)
    text = "; ".join(told)
    return text[:1].upper() + text[1:] + "." if text else ""


def refusal(kind: str, why: str, shown: str) -> str:
    """Why the plane that was chosen is not shown, and what is instead."""
    return f"{kind_of(kind).title}: {why}. {shown}"
