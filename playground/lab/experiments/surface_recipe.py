"""The "surface" kind of problem in an experiment: a registered surface, or a typed function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.surface import Surface, SurfaceProblem, Window
from playground.engine.surfaces import surfaces
from playground.lab.experiments.reader import Reader


@dataclass(frozen=True)
class SurfaceRecipe:
    """Minimize a surface."""

    surface: Surface

    kind: ClassVar[Literal["surface"]] = "surface"
    overridable: ClassVar[bool] = False

    @property
    def subject(self) -> str:
        """What this is about: a cursor means nothing any more when it changes."""
        return self.surface.name

    def build(self, seed: int) -> SurfaceProblem:
        """The problem; nothing about a surface is random."""
        return SurfaceProblem(self.surface)

    def to_dict(self) -> dict[str, Any]:
        """As the experiment file writes it."""
        if isinstance(self.surface, TypedSurface):
            window = [list(side) for side in self.surface.window]
            return {"kind": self.kind, "expression": self.surface.text, "window": window}
        recipe: dict[str, Any] = {"kind": self.kind, "surface": self.surface.name}
        if self.surface.settings:
            recipe["settings"] = self.surface.settings
        return recipe

    @classmethod
    def read(cls, reader: Reader) -> SurfaceRecipe:
        """From the file's object; raises BadInputError."""
        if "expression" in reader:
            reader.keys(["kind", "expression", "window"])
            from playground.engine.expressions.expression import ExpressionError

            surface = TypedSurface(reader.at("expression").text(), read_window(reader.at("window")))
            try:
                return cls(surface.check())
            except ExpressionError as error:
                reader.at("expression").fail(str(error))
        reader.keys(["kind", "surface"], ["settings"])
        found = reader.at("surface").one_of(surfaces)
        return cls(reader.at("settings").settings_for(found))

    def read_start(self, reader: Reader) -> tuple[float, ...]:
        """A start point; a surface always needs one."""
        if reader.value is None:
            reader.fail("is missing; write the start as [x, y]")
        return tuple(item.number() for item in reader.pair())


def read_window(reader: Reader) -> Window:
    """[[x low, x high], [y low, y high]]; each range must be a range."""
    sides = []
    for side in reader.pair():
        low, high = (item.number() for item in side.pair())
        if not low < high:
            side.fail(f"must rise from low to high, got [{low:.12g}, {high:.12g}]")
        if not 1e-9 * max(abs(low), abs(high)) < high - low < 1e150:
            side.fail("is too narrow or too wide to be drawn")
        sides.append((low, high))
    return sides[0], sides[1]
