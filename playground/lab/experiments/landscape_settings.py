"""How the loss surface of a network is looked at, as an experiment keeps it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from playground.engine.plane import NoPlaneError
from playground.lab.experiments.reader import Reader
from playground.lab.landscapes.kinds import SEEN, check_kind, numbers

SCALES = ("log", "quantile", "linear")
STRIPS = ("run", "swapped", "ends:I,J")


@dataclass(frozen=True)
class LandscapeSettings:
    """`plane` names a kind of plane (empty: the one that fits the run), `scale` what colours stand
    for. `batch`: whether the batch's own surface stands beside. `strip` is the line under the
    picture: "run" from start to end, "swapped" to the same network with its hidden nodes in
    another order, "ends:0,2" between two runners' ends.
    """

    plane: str = ""
    scale: str = "log"
    batch: bool = False
    strip: str = "run"

    def to_dict(self) -> dict[str, Any]:
        """As the experiment file writes it: what differs from the defaults."""
        return {
            field.name: getattr(self, field.name) for field in fields(self)
            if getattr(self, field.name) != field.default
        }

    @classmethod
    def read(cls, reader: Reader) -> LandscapeSettings:
        """From the file's object; raises BadInputError."""
        reader.keys((), [field.name for field in fields(cls)])
        given: dict[str, Any] = {}
        if "plane" in reader:
            plane = reader.at("plane")
            try:
                given["plane"] = check_kind(plane.text(), SEEN)
            except NoPlaneError as error:
                plane.fail(str(error))
        if "scale" in reader:
            given["scale"] = reader.at("scale").choice(SCALES)
        if "batch" in reader:
            given["batch"] = reader.at("batch").flag()
        if "strip" in reader:
            given["strip"] = _read_strip(reader.at("strip"))
        return cls(**given)


def strip_ends(strip: str) -> tuple[int, int] | None:
    """Between the ends of which two runners a strip goes; None if it is another."""
    name, _, rest = strip.partition(":")
    found = numbers(rest) if name == "ends" else None
    return (found[0], found[1]) if found and len(found) == 2 else None


def _read_strip(reader: Reader) -> str:
    text = reader.text()
    if text not in ("run", "swapped") and strip_ends(text) is None:
        reader.fail(f"must be one of {', '.join(STRIPS)}, got {text!r:.60}")
    return text
