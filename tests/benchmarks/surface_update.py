"""How long it takes from a changed surface to its picture: 512 × 512 samples, 20 contour levels.

Run: python tests/benchmarks/surface_update.py.
"""

import os
from statistics import median, quantiles
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.surface.heat_map import FINE
from playground.app.surface.view import SurfaceView
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.optimizers import optimizers
from playground.engine.parameters import declared
from playground.engine.surface import Surface
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe

TIMES = 40
MOST_MS = 50.0


def surface(name: str, k: int) -> Surface:
    """The k-th variant of a surface: another window or another setting, as a slider gives them."""
    if name == "typed":
        side = 2 + 0.01 * k
        return TypedSurface("exp(-x^2) * sin(3x) + y^2 / 4 + cos(2 x y)", ((-side, side),) * 2)
    kind = surfaces[name]
    setting, declaration = next(iter(declared(kind).items()))
    return kind.from_settings({setting: declaration.default * (1 + 0.01 * k)})


def main() -> None:
    """Measure and print."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    style.apply(app)
    # On a machine that others use as well, the wall's clock tells of them, the CPU's of us.
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    view = SurfaceView()
    view.resize(1200, 800)
    view.show()
    app.processEvents()  # a window that is not exposed yet paints nothing, and that very fast
    runner = Runner("GD", optimizers["gradient_descent"](), (0.5, 0.5))
    for name in ("rosenbrock", "rastrigin", "typed"):
        took, worked = [], []
        for k in range(TIMES + 1):
            experiment = Experiment(SurfaceRecipe(surface(name, k)), (runner,))
            scene = Scene(experiment, (experiment.run_of(runner),))
            begin, busy = perf_counter(), thread_time()
            view.show_scene(scene, 0)
            view.plane.viewport().repaint()
            took.append(1000 * (perf_counter() - begin))
            worked.append(1000 * (thread_time() - busy))
            _check_painted(view, scene)
        del took[0], worked[0]  # the first one imports contourpy, or derives the typed function
        p50, p95 = median(took), quantiles(took, n=20)[-1]
        ok = "ok" if p50 < MOST_MS else "TOO SLOW"
        layer = view.picture.layer
        traced = FINE if layer.traced_all else FINE // 2
        print(
            f"{name:12} {FINE} × {FINE}: p50 {p50:5.1f} ms, p95 {p95:5.1f} ms  {ok}"
            f"  (of it CPU {median(worked):5.1f} ms;"
            f" 20 levels traced on {traced} × {traced})"
        )


def _check_painted(view: SurfaceView, scene: Scene) -> None:
    """What was timed must have happened: this very surface sampled, coloured and contoured."""
    layer = view.picture.layer
    assert layer.sampled_surface == scene.experiment.problem.surface, "nothing was painted"
    assert layer.image().width() == FINE + 2
    assert layer.range is not None and len(layer.range.levels) >= 20
    assert layer.contours().elementCount() > 100


if __name__ == "__main__":
    main()
