"""How an experiment's picture is looked at, a surface or a loss surface, as its file keeps it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from playground.lab.experiments.reader import Reader

MAP_LOOK, ROUND_LOOK, BOTH = LOOKS = ("map", "round", "both")
LOWEST, HIGHEST = 10.0, 80.0
"""Elevations in degrees between which a landscape may be turned."""
FLATTEST, STEEPEST = 0.2, 4.0
"""How high heights may be drawn, times the usual."""
OF_SURFACES = ("basins", "parabola", "sketch")
"""What is laid over a surface alone."""


@dataclass(frozen=True)
class ViewSettings:
    """`look`: from above ("map"), as a landscape ("round"), or "both" beside each other.

    The landscape is turned by `azimuth` degrees counterclockwise (−180 to 180) and seen from
    `elevation` degrees above the ground; its heights are drawn `stretch` times as high as usual.
    Over a surface lie the `basins` of the selected runner's rule, the `parabola` that touches it
    there ("how far is it a parabola?"), and the `sketch` of what the rule looks at.
    """

    look: str = MAP_LOOK
    azimuth: float = 32.0
    elevation: float = 34.0
    stretch: float = 1.0
    basins: bool = False
    parabola: bool = False
    sketch: bool = True

    @property
    def turn(self) -> tuple[float, float, float]:
        """From where the landscape is seen, and how high its heights are."""
        return self.azimuth, self.elevation, self.stretch

    def to_dict(self) -> dict[str, Any]:
        """As the experiment file writes it: what differs from the defaults."""
        return {
            field.name: getattr(self, field.name) for field in fields(self)
            if getattr(self, field.name) != field.default
        }

    @classmethod
    def read(cls, reader: Reader, kind: str) -> ViewSettings:
        """From the file's object, for a kind of problem; raises BadInputError."""
        reader.keys((), [field.name for field in fields(cls)])
        given: dict[str, Any] = {}
        for name in OF_SURFACES:
            if name in reader:
                given[name] = reader.at(name).flag()
                if kind != "surface":
                    reader.at(name).fail("is for surfaces; take it out of a network's file")
        if "look" in reader:
            given["look"] = reader.at("look").choice(LOOKS)
        for name, (low, high) in {
            "azimuth": (-180.0, 180.0), "elevation": (LOWEST, HIGHEST),
            "stretch": (FLATTEST, STEEPEST),
        }.items():
            if name in reader:
                place = reader.at(name)
                given[name] = place.number()
                if not low <= given[name] <= high:
                    place.fail(f"must be from {low:g} to {high:g}, got {given[name]:g}")
        return cls(**given)
