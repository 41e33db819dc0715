"""A picture of a panel shows the whole panel: every row, no scroll bar, opened or not."""

import numpy as np
import pytest
from moving import go_to
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea

from playground.app.documents.picture_files import save_picture
from playground.app.documents.whole_panel import whole
from playground.app.look.style import style
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets

PANELS = [
    ("", "problem"), ("", "runners"), ("", "stop"), ("", "step"), ("", "probe"),
    ("spiral_features", "data"), ("spiral_features", "build"), ("spiral_features", "runners"),
    ("spiral_features", "train"), ("spiral_features", "backprop"), ("spiral_features", "weights"),
    ("penguins", "confusion"), ("penguins", "histograms"), ("mazur", "data"),
]


@pytest.fixture
def opened(open_window):
    def open_(name, scale=1.0):
        style.scale = scale
        made = presets[name].experiment() if name else new_experiment()
        window = open_window(made, size=(1280, 720))
        go_to(window.player, 4)
        settle()
        return window

    return open_


def settle():
    for _ in range(6):
        QApplication.processEvents()


def areas(panel):
    found = [*panel.findChildren(QScrollArea), *panel.findChildren(QAbstractItemView)]
    return [area for area in found if area.isVisibleTo(panel)]


def bars(area):
    return area.horizontalScrollBar(), area.verticalScrollBar()


def state(panel):
    """All that must be afterwards as it was."""
    return [
        (area.minimumSize(), area.maximumSize(), area.verticalScrollBarPolicy(),
         area.horizontalScrollBarPolicy(), area.size(), *(bar.value() for bar in bars(area)))
        for area in areas(panel)
    ]


def grey(path):
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return data[:, : image.width()].astype(float)


@pytest.mark.parametrize(("experiment", "name"), PANELS)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_in_it_scrolls_and_afterwards_all_is_as_it_was(opened, experiment, name, scale):
    window = opened(experiment, scale)
    window.mode.docks.bring(name)
    settle()
    panel = window.mode.panels[name]
    for area in areas(panel):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    before, size = state(panel), panel.size()
    with whole(panel):
        for area in areas(panel):
            assert [bar.maximum() for bar in bars(area)] == [0, 0]
            assert not any(bar.isVisible() for bar in bars(area))
            assert panel.rect().contains(area.mapTo(panel, area.rect().bottomRight()))
    settle()
    assert state(panel) == before and panel.size() == size


@pytest.mark.parametrize(
    ("experiment", "name"),
    [("", "stop"), ("", "probe"), ("spiral_features", "build"), ("spiral_features", "train"),
     ("penguins", "confusion")],
)
def test_it_is_the_same_picture_whether_its_tab_was_opened_or_not(
    opened, tmp_path, experiment, name
):
    window = opened(experiment)
    panel = window.mode.panels[name]
    save_picture(panel, tmp_path / "closed.png", 1)
    window.mode.docks.bring(name)
    settle()
    save_picture(panel, tmp_path / "opened.png", 1)
    closed, there = grey(tmp_path / "closed.png"), grey(tmp_path / "opened.png")
    assert closed.shape == there.shape
    assert np.abs(closed - there).mean() < 1


def test_below_the_last_row_of_a_panel_there_is_no_blank_in_its_picture(opened, tmp_path):
    """A quarter of the picture of the stop rules was empty."""
    window = opened("")
    panel = window.mode.panels["stop"]
    window.mode.docks.bring("stop")
    settle()
    assert panel.height() > 150
    save_picture(panel, tmp_path / "stop.png", 1)
    there = grey(tmp_path / "stop.png")
    rows = np.flatnonzero(np.ptp(there, axis=1) > 20)
    assert there.shape[0] - rows.max() < 24
    assert panel.height() > there.shape[0]  # on the screen it is as it was


def test_every_row_and_column_of_a_table_is_in_the_picture(opened, tmp_path):
    window = opened("digits")
    panel = window.mode.panels["weights"]
    save_picture(panel, tmp_path / "weights.png", 1)
    model = panel.table.model()
    image = QImage(str(tmp_path / "weights.png"))
    assert model.rowCount() > 60
    assert image.height() > model.rowCount() * panel.table.rowHeight(0)
    # On the screen columns are as wide as there is room; in the picture as their numbers need.
    needed = [panel.table.sizeHintForColumn(k) for k in range(model.columnCount())]
    assert min(needed) > 30 and image.width() > sum(needed)
