"""Where a sample's inputs are a picture it is seen as one: samples, weights and mistakes."""

# ruff: noqa: N806  (the lecture's names)

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLabel

from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.network import sample_pictures
from playground.app.network.confusion.view import ConfusionView
from playground.app.network.data.panel import DataPanel
from playground.app.network.weights.panel import WeightsPanel
from playground.app.widgets.picture_grid import Picture, PictureGrid
from playground.engine.dataset import Data
from playground.lab.experiments.presets import presets
from playground.lab.runs.evaluator import Evaluator, Mistakes


def scene(name="digits", steps=30):
    experiment = presets[name].experiment()
    run = experiment.run_of(experiment.runners[0])
    run.ensure(steps)
    return Scene(experiment, (run,))


@pytest.fixture(scope="module")
def digits():
    return scene()


def shown(qtbot, widget, scene, cursor=30):
    qtbot.addWidget(widget)
    widget.resize(340, 700)
    widget.show()
    widget.show_scene(scene, cursor)
    return widget


def grid_of(widget):
    return widget.findChild(PictureGrid)


def pick(widget, name, k):
    """Choose an entry of the list of this name, as a hand does."""
    [box] = [box for box in widget.findChildren(QComboBox) if box.accessibleName() == name]
    box.setCurrentIndex(k)
    box.activated.emit(k)


def test_the_top_row_is_the_first_and_ink_is_dark_on_light_paper(qapp):
    image = Picture(np.array([[0.0, 1.0], [0.5, 0.0]]), "", "").image()
    assert QColor(image.pixel(0, 0)) == QColor(style.theme.field)
    assert QColor(image.pixel(1, 0)) == QColor(style.theme.text)
    middle = QColor(image.pixel(0, 1)).lightness()
    dark, light = (QColor(c).lightness() for c in (style.theme.text, style.theme.field))
    assert dark < middle < light
    signed = Picture(np.array([[1.0, -1.0]]), "", "", signed=True).image()
    assert QColor(signed.pixel(0, 0)).blue() > QColor(signed.pixel(1, 0)).blue()
    style.mode = "dark"
    image = Picture(np.array([[0.0, 1.0]]), "", "").image()
    assert QColor(image.pixel(0, 0)) == QColor(style.theme.field)


def test_as_many_stand_in_a_row_as_fit_and_periods_below_each_other(qtbot):
    grid = PictureGrid(side=30)
    qtbot.addWidget(grid)
    one = Picture(np.zeros((2, 2)), "", "tip")
    grid.show_pictures([one] * 20, 10)
    grid.resize(400, 200)
    assert grid.columns == 10 and grid.place(0).x() == grid.place(10).x()
    grid.resize(250, 200)
    assert grid.columns == 5 and grid.place(0).x() == grid.place(5).x()
    assert grid.sizeHint().height() >= grid.place(19).bottom()
    assert grid.tip_at(grid.place(19).center()) == "tip" and grid.tip_at(QPoint(249, 199)) == ""
    few = PictureGrid(side=30, rows=1)
    qtbot.addWidget(few)
    few.resize(100, 40)
    few.show_pictures([one] * 20)
    assert few.shown == few.columns < 20 and few.sizeHint().height() < 2 * 34


def test_samples_are_of_each_class_and_their_pixels_where_they_belong(digits):
    data = digits.run.problem.data
    found = sample_pictures.samples(data)
    assert [picture.caption for picture in found] == [*"0123456789"] * 2
    k = int(np.flatnonzero(data.y[:, 0] == 3)[0])
    assert np.array_equal(found[3].shares, data.X[k].reshape(8, 8))  # from 0 to 1 as they are
    assert found[3].tip.startswith(f"Training sample {k + 1}: 3. Pixels from 0 (light) to 1")
    numbers = Data(data.X, data.X[:, :1], data.X[:0], data.X[:0, :1], picture=(8, 8))
    assert len(sample_pictures.samples(numbers)) == sample_pictures.MOST
    assert sample_pictures.samples(replace(data, picture=None)) == []


def test_the_data_panel_shows_them_only_where_there_are_some(qtbot, digits):
    panel = shown(qtbot, DataPanel(), digits)
    grid = grid_of(panel)
    assert grid.isVisible() and len(grid.pictures) == 20
    panel.show_scene(scene("xor", 1), 1)
    assert not grid.isVisible()


def test_the_first_layers_weights_and_gradient_are_pictures(qtbot, digits):
    panel = shown(qtbot, WeightsPanel(), digits)
    button = panel.findChild(sample_pictures.PicturesButton)
    grid = grid_of(panel)
    assert button.isVisible() and not grid.isVisible() and panel.table.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert grid.isVisible() and not panel.table.isVisible()
    problem, theta = digits.run.problem, digits.run[30].theta
    W = problem.parts[0].of(theta)
    assert len(grid.pictures) == W.shape[1]
    share = grid.pictures[4].shares / W[:, 4].reshape(8, 8)
    assert np.ptp(share) < 1e-9 * share.max() and grid.pictures[4].signed
    before = grid.pictures[4].shares.copy()
    panel.show_cursor(0)
    assert not np.array_equal(grid.pictures[4].shares, before)
    pick(panel, "What the table shows", 1)
    assert grid.pictures[4].tip.startswith("∂R/∂W of node 5")
    pick(panel, "Layer", 1)
    assert not grid.isVisible() and not button.isVisible() and panel.table.isVisible()
    panel.show_scene(scene("xor", 1), 1)
    assert not button.isVisible()


@pytest.mark.parametrize("test", [True, False])
def test_mistakes_are_those_off_the_diagonal(digits, test):
    problem, theta = digits.run.problem, digits.run[30].theta
    evaluator = Evaluator(problem)
    confusion = evaluator.confusion(theta, test)
    wrong = evaluator.mistakes(theta, test, 10_000)
    assert len(wrong.X) == wrong.total == confusion.samples - confusion.right > 0
    counts = confusion.counts - np.diag(np.diag(confusion.counts))
    np.subtract.at(counts, (wrong.true, wrong.predicted), 1)
    assert not counts.any()
    X, y = (problem.X_test, problem.data.y_test) if test else (problem.X, problem.data.y)
    place = int(np.flatnonzero((wrong.X[0] == X).all(axis=1))[0])
    assert y[place, 0] == wrong.true[0]
    H = problem.predict(theta, X[place : place + 1])
    assert H.argmax() == wrong.predicted[0]
    assert len(evaluator.mistakes(theta, test, 3).X) == 3


def test_other_parameters_have_other_mistakes(digits):
    evaluator = Evaluator(digits.run.problem)
    late, early = digits.run[30].theta, digits.run[0].theta
    assert evaluator.mistakes(late, True).total < evaluator.mistakes(early, True).total
    assert evaluator.mistakes(late, True).total == Evaluator(digits.run.problem).mistakes(
        late.copy(), True).total
    assert evaluator.confusion(late, False).samples != evaluator.confusion(late, True).samples


def test_they_are_shown_below_the_matrix(qtbot, digits):
    view = shown(qtbot, ConfusionView(), digits)
    grid, evaluator = grid_of(view), Evaluator(digits.run.problem)
    wrong = evaluator.mistakes(digits.run[30].theta, True)
    assert grid.isVisible() and 0 < grid.shown <= len(grid.pictures)
    assert grid.pictures[0].caption == f"{wrong.true[0]} → {wrong.predicted[0]}"
    assert grid.pictures[0].tip == f"true {wrong.true[0]}, predicted {wrong.predicted[0]}"
    assert np.array_equal(grid.pictures[0].shares, wrong.X[0].reshape(8, 8))
    [about] = [label for label in view.findChildren(QLabel) if "true → predicted" in label.text()]
    assert f"({wrong.total})" in about.text()
    view.show_scene(scene("xor", 1), 1)
    assert not grid.isVisible() and not about.isVisible()


def test_none_is_wrong(digits):
    data = digits.run.problem.data
    nobody = np.empty(0, np.intp)
    assert sample_pictures.mistakes(data, Mistakes(data.X[:0], nobody, nobody, 0), ()) == []
