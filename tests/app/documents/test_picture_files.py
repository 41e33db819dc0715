"""Saved pictures show what the screen shows."""

import base64
import re

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QGraphicsItem, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.app.charts.run_chart import RunChart
from playground.app.core.view import Scene
from playground.app.documents.picture_files import save_picture
from playground.app.look.style import pen, style
from playground.app.network.diagram.view import NetworkView
from playground.lab.documents.disk import FileProblemError
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets


@pytest.fixture
def chart(qtbot):
    view = RunChart()
    qtbot.addWidget(view)
    view.resize(500, 360)
    view.show()
    recipe = new_experiment()
    run = recipe.run_of(recipe.runners[0])
    run.ensure(40)
    view.show_scene(Scene(recipe, (run,)), 20)
    return view


class Plot(QWidget):
    """A panel with a plot of pyqtgraph's own items in it."""

    def __init__(self):
        super().__init__()
        self.plot = pg.PlotWidget(background="w", enableMenu=False)
        menu = self.plot.getPlotItem().ctrlMenu
        menu.setParent(self, menu.windowFlags())
        self.curve = self.plot.plot(np.arange(50), np.sin(np.arange(50) / 5))
        self.cached = pg.ScatterPlotItem([10, 30], [0.5, -0.5], size=20, brush="r")
        self.cached.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.plot.addItem(self.cached)
        self.plot.setRange(xRange=(0, 50), yRange=(-1, 1))
        self.plot.disableAutoRange()
        layout = QVBoxLayout(self)
        layout.addWidget(QPushButton("A button"))
        layout.addWidget(QLabel("A sentence under it"))
        layout.addWidget(self.plot, 1)
        self.resize(480, 420)
        self.dress()
        style.changed.connect(self.dress)

    def dress(self):
        self.curve.setPen(pen("blue", 3))


@pytest.fixture
def panel(qtbot):
    widget = Plot()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def grey(image, size):
    image = image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_Grayscale8)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return data[:, : image.width()].astype(float)


def rendered(path, size):
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("white"))
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return image


def likeness(widget, image):
    """How well a picture and the screen agree, seen at half size (glyphs differ in detail)."""
    size = widget.size() / 2
    seen, saved = grey(widget.grab().toImage(), size), grey(image, size)
    return np.corrcoef(seen.ravel(), saved.ravel())[0, 1]


def test_png_of_a_chart(chart, tmp_path):
    save_picture(chart, tmp_path / "chart.png", scale=3)
    image = QImage(str(tmp_path / "chart.png"))
    target = chart.export_target()
    assert image.size() == target.size() * 3
    assert likeness(target, image) > 0.95


def test_svg_of_a_chart_is_made_of_lines(chart, tmp_path):
    path = tmp_path / "chart.svg"
    save_picture(chart, path)
    target = chart.export_target()
    assert likeness(target, rendered(path, target.size())) > 0.95
    text = path.read_text(encoding="utf-8")
    assert "<image" not in text and ">updates </text>" in text
    assert f'viewBox="0 0 {target.width()} {target.height()}"' in text
    assert "Chart of the loss" in text


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_a_widget_with_a_plot_in_it(panel, tmp_path, suffix):
    path = tmp_path / f"panel{suffix}"
    save_picture(panel, path, scale=2)
    image = QImage(str(path)) if suffix == ".png" else rendered(path, panel.size())
    assert likeness(panel, image) > 0.95
    # Button, axis and curve are each in their place, not one of them over the others.
    seen, saved = grey(panel.grab().toImage(), panel.size()), grey(image, panel.size())
    top = panel.plot.geometry().top()
    for part in (slice(0, top), slice(top, None)):
        assert np.corrcoef(seen[part].ravel(), saved[part].ravel())[0, 1] > 0.85


@pytest.mark.parametrize("size", [(500, 360), (330, 170), (120, 90)])
def test_a_saved_chart_says_who_is_who_and_what_its_axes_measure(chart, tmp_path, size):
    chart.resize(*size)
    chart.set_quantity("gradient_norm")
    save_picture(chart, tmp_path / "first.png")  # a chart this small grows to what it needs
    QApplication.processEvents()
    chart.grab()
    before = chart.grab().toImage()
    path = tmp_path / "chart.svg"
    save_picture(chart, path)
    text = path.read_text(encoding="utf-8")
    for name in ("updates", "gradient norm ‖∇f‖", "GD"):
        assert re.search(rf">{re.escape(name)}\s*<", text), name
    save_picture(chart, tmp_path / "chart.png", scale=1)
    picture = QImage(str(tmp_path / "chart.png"))
    assert picture.width() >= 480 and picture.height() >= 320
    assert chart.grab().toImage() == before


def test_the_widget_is_afterwards_as_it_was(panel, tmp_path):
    before = panel.grab().toImage()
    for suffix in (".png", ".svg"):
        save_picture(panel, tmp_path / f"panel{suffix}")
    assert style.pixel_ratio == 1.0
    assert panel.cached.cacheMode() == QGraphicsItem.CacheMode.DeviceCoordinateCache
    assert panel.cached._exportOpts is False
    assert panel.grab().toImage() == before


def test_the_lines_of_a_large_picture_are_as_thick_as_on_screen(chart, tmp_path):
    shares = []
    for scale in (1, 4):
        save_picture(chart, tmp_path / "chart.png", scale=scale)
        image = QImage(str(tmp_path / "chart.png"))
        shares.append((grey(image, image.size()) < 180).mean())
    assert shares[1] == pytest.approx(shares[0], rel=0.25)


def test_a_widget_may_paint_itself(qtbot, tmp_path):
    class Own(QWidget):
        def paint_picture(self, painter, rect):
            painter.fillRect(rect, QColor("#123456"))

    widget = Own()
    qtbot.addWidget(widget)
    widget.resize(60, 40)
    save_picture(widget, tmp_path / "own.PNG", scale=1)
    image = QImage(str(tmp_path / "own.PNG"))
    assert image.size() == QSize(60, 40)
    assert image.pixelColor(30, 20) == QColor("#123456")


def test_dark_pictures_are_dark(chart, tmp_path):
    style.mode = "dark"
    save_picture(chart, tmp_path / "chart.png", scale=1)
    image = QImage(str(tmp_path / "chart.png"))
    assert image.pixelColor(1, 1) == QColor(style.theme.panel)
    assert likeness(chart.export_target(), image) > 0.95


@pytest.mark.parametrize("name", ["chart.jpg", "chart", "chart.pdf"])
def test_other_suffixes_are_refused_in_one_line(chart, tmp_path, name):
    with pytest.raises(FileProblemError, match=r"\.png or \.svg") as caught:
        save_picture(chart, tmp_path / name)
    assert "\n" not in str(caught.value) and name in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_picture_that_cannot_be_written_leaves_nothing(chart, tmp_path):
    with pytest.raises(FileProblemError, match="cannot be written"):
        save_picture(chart, tmp_path / "no such folder" / "chart.png")
    path = tmp_path / "chart.png"
    path.write_bytes(b"old")
    with pytest.raises(FileProblemError, match="memory"):
        save_picture(chart, path, scale=1e5)
    assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_bytes_are_a_whole_png(chart, tmp_path):
    save_picture(chart, tmp_path / "chart.png")
    data = (tmp_path / "chart.png").read_bytes()
    assert data.startswith(b"\x89PNG") and data.rstrip().endswith(b"IEND\xaeB`\x82")
    assert QImage.fromData(QByteArray(data)).dotsPerMeterX() > 7000


def test_in_an_svg_each_neuron_has_its_own_map(qtbot, tmp_path):
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    recipe = presets["xor"].experiment()
    run = recipe.run_of(recipe.runners[0])
    run.ensure(5)
    view.show_scene(Scene(recipe, (run,)), 5)
    save_picture(view, tmp_path / "network.svg")
    text = (tmp_path / "network.svg").read_text()
    images = [QImage.fromData(base64.b64decode(found.replace("\n", "")))
              for found in re.findall(r'base64,([^"]+)"', text)]
    maps = [image for image in images if image.width() > 20]
    assert len(maps) >= 7  # 2 inputs, 4 nodes, 1 output
    assert all(image.width() == image.height() for image in maps)
    assert len({bytes(image.constBits()) for image in maps}) == len(maps)
    assert "[*]" not in text
