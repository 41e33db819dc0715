"""The network in the hand: a place of the surface as parameters."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.app.network.landscape.looking import Looking
from playground.engine.problem import Array
from playground.lab.landscapes.followed import beside


class Hold:
    """Says `held(theta, final)` for a hand at a, b of the plane.

    `onto`: the network comes to the plane itself. Else it keeps what lies beside the plane, and
    only moves along it: a head that is a shadow stays one.
    """

    def __init__(self, looking: Looking, held: Callable[[Array, bool], object]) -> None:
        self._looking, self._held = looking, held
        self._grip: tuple[Array, float, float] | None = None

    def take(self, a: float, b: float, onto: bool, final: bool) -> None:
        """The hand is at a place; `final` when it lets go."""
        look, plane = self._looking, self._looking.plane
        if look.run is None or plane is None or plane.v is None:
            return
        if self._grip is None:
            theta = look.run[look.step].theta
            here_a, here_b, *_ = beside(plane, theta[None])[:, 0].tolist()
            self._grip = theta, here_a, here_b
        base, here_a, here_b = self._grip
        if final:
            self._grip = None
        theta = plane.at(a, b) if onto else (
            base + (a - here_a) * plane.u + (b - here_b) * plane.v
        )
        if np.isfinite(theta).all():
            self._held(np.asarray(theta), final)
