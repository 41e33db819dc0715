"""How long the picture in the round takes: turned, still while a run is played, and at rest.

Run: python tests/benchmarks/round.py. 800 × 600, Himmelblau in a logarithm, two runners of 500
steps. Turned, it has 40 × 40 cells; at rest 80 × 80 with smooth edges.
"""

import gc
import os
from statistics import median, quantiles
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from playground.app.look.style import style
from playground.app.plots.heights import height_range
from playground.app.plots.round.ground import Ground, Walked
from playground.app.plots.round.view import RoundView
from playground.engine.surfaces import surfaces

SIZE, FRAMES, MOST_MS = (800, 600), 120, 12.0


def way(slot: int) -> Walked:
    """A winding one of 500 points over Himmelblau."""
    t = np.linspace(0, 1, 500)
    points = np.stack([-4 + 7 * t, 3 * np.sin(6 * t + slot)], 1)
    return Walked(slot, points, surfaces["himmelblau"]().value(*points.T), slot == 1)


def timed(view: RoundView, change: object) -> list[float]:
    """Milliseconds of each frame."""
    made, picture = [], QPixmap(view.size())
    for _ in range(FRAMES):
        change()  # type: ignore[operator]
        begin = perf_counter()
        view.render(picture)
        made.append(1000 * (perf_counter() - begin))
    return made


def main() -> None:
    app = QApplication([])
    gc.disable()  # as the window does, see app/work/garbage.py
    style.apply(app)
    side = np.linspace(-6, 6, 81)
    heights = surfaces["himmelblau"]().value(*np.meshgrid(side, side))
    view = RoundView()
    view.animated = False
    view.resize(*SIZE)
    view.show_ground(Ground(side, side, heights, height_range(heights, 0.0, True, True)))
    view.show_walks([way(0), way(1)])
    view.show()
    app.processEvents()

    def turn() -> None:
        view.turn(3.0, 0.0)

    rows = [("turned, 40 × 40", timed(view, turn))]
    while not view.fine:
        app.processEvents()
    begin = perf_counter()
    view.grab()
    rest = 1000 * (perf_counter() - begin)
    rows.append(("still, the ways anew", timed(view, view.update)))
    for name, frames in rows:
        told = f"{median(frames):6.1f} ms median, {quantiles(frames, n=20)[-1]:6.1f} ms p95"
        print(f"{name:24}{told} (at most {MOST_MS:g})")
    print(f"{'at rest, 80 × 80':24}{rest:6.1f} ms, once")


if __name__ == "__main__":
    main()
