"""The surfaces: one file each, registered under the name that experiment files use."""

from playground.engine.registry import import_all
from playground.engine.surface import GROUPS, Surface, surfaces

import_all(__name__, __path__)
surfaces.order_by(lambda surface: (GROUPS.index(surface.group), surface.rank))

__all__ = ["Surface", "surfaces"]
