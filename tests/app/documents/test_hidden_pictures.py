"""A view that was hidden while the cursor moved saves the picture that it would show."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from playground.app.charts.run_chart import RunChart
from playground.app.core.view import Scene
from playground.app.documents.picture_files import save_picture
from playground.app.network.diagram.view import NetworkView
from playground.app.network.histograms.view import HistogramView
from playground.app.network.output.view import OutputMap
from playground.app.surface.view import SurfaceView
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets

VIEWS = [
    (RunChart, "surface"), (SurfaceView, "surface"), (NetworkView, "network"),
    (OutputMap, "network"), (HistogramView, "network"),
]


def scene_of(kind):
    recipe = new_experiment() if kind == "surface" else presets["xor"].experiment()
    runs = tuple(recipe.run_of(runner) for runner in recipe.runners)
    for run in runs:
        run.ensure(60)
    return Scene(recipe, runs)


def grey(path):
    image = QImage(str(path)).scaledToWidth(300, Qt.TransformationMode.SmoothTransformation)
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return data[:, : image.width()].astype(float)


@pytest.mark.parametrize("make, kind", VIEWS, ids=lambda value: getattr(value, "__name__", value))
def test_it_is_the_picture_of_the_present_step(qtbot, tmp_path, make, kind):
    view = make()
    qtbot.addWidget(view)
    view.resize(520, 420)
    view.show_scene(scene_of(kind), 0)
    with qtbot.waitExposed(view):
        view.show()
    save_picture(view, tmp_path / "start.png")
    view.hide()
    view.show_cursor(60)
    save_picture(view, tmp_path / "hidden.png")
    view.show()
    save_picture(view, tmp_path / "shown.png")
    start, hidden, shown = (grey(tmp_path / f"{n}.png") for n in ("start", "hidden", "shown"))
    assert np.abs(hidden - shown).mean() < 0.3
    assert np.abs(hidden - start).mean() > 3 * np.abs(hidden - shown).mean()
