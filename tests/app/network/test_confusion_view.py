"""How right the network is: the counts are the data's, and numbers are scattered honestly."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QComboBox, QToolButton

from playground.app.core.view import Scene
from playground.app.documents.picture_files import save_picture
from playground.app.look.style import SMALL, font, runner_color, style
from playground.app.look.theme import DARK, LIGHT
from playground.app.network.confusion.matrix import ConfusionMatrix, readable
from playground.app.network.confusion.scatter import Scatter, r_squared
from playground.app.network.confusion.view import ConfusionView
from playground.app.widgets.empty_state import EmptyState
from playground.engine.datasets import datasets
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner, new_experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.tables.classes import Confusion

LEFT = Qt.MouseButton.LeftButton


def scene_of(data="circle", loss="square", sizes=(2, 4, 1), steps=40, settings=None, start=None):
    network = Network(sizes, ("tanh",) * (len(sizes) - 2) + ("linear",))
    settings = {"samples": 60} if settings is None else settings
    recipe = NetworkRecipe(
        network, datasets[data].from_settings(settings), loss, batch=BatchRecipe(10)
    )
    adam = optimizers["adam"].from_settings({"learning_rate": 0.02})
    experiment = Experiment(recipe, (Runner("Adam", adam, start),), StopRules())
    run = experiment.run_of(experiment.runners[0])
    run.ensure(steps)
    return Scene(experiment, (run,))


def penguins(**more):
    return scene_of("penguins", "softmax_cross_entropy", (4, 5, 3), settings={}, **more)


@pytest.fixture
def view(qtbot):
    made = ConfusionView()
    qtbot.addWidget(made)
    made.resize(340, 300)
    made.show()
    return made


def button(view, name):
    return next(b for b in view.findChildren(QToolButton) if b.accessibleName() == name)


def matrix(view):
    return view.findChild(ConfusionMatrix)


def counted(run, step, test):
    problem, data = run.problem, run.problem.data
    X, y = (data.X_test, data.y_test) if test else (data.X, data.y)  # noqa: N806
    found = problem.predict(run[step].theta, X).argmax(axis=1)
    counts = np.zeros((3, 3), int)
    np.add.at(counts, (y[:, 0].astype(int), found), 1)
    return counts


def test_the_matrix_counts_test_and_training_samples(qtbot, view):
    scene = penguins()
    view.show_scene(scene, 15)
    expected = counted(scene.run, 15, True)
    assert np.array_equal(matrix(view).confusion.counts, expected)
    right, total = np.trace(expected), expected.sum()
    assert view.sentence == (
        f"{right} of {total} test samples are right: {100 * right / total:.1f} %."
    )
    qtbot.mouseClick(button(view, "Training data"), LEFT)
    assert np.array_equal(matrix(view).confusion.counts, counted(scene.run, 15, False))
    view.show_cursor(40)
    assert np.array_equal(matrix(view).confusion.counts, counted(scene.run, 40, False))
    assert "training samples" in view.sentence


def test_two_classes_of_one_output(view):
    scene = scene_of()
    view.show_scene(scene, 40)
    problem = scene.run.problem
    H = problem.predict(scene.run[40].theta, problem.data.X_test)[:, 0]  # noqa: N806
    true = problem.data.y_test[:, 0]
    assert matrix(view).confusion.counts[1, 0] == ((true == 1) & (H <= 0)).sum()
    assert matrix(view).confusion.counts[0, 1] == ((true == 0) & (H > 0)).sum()


def test_guessing_the_most_frequent_class_is_what_to_beat(view):
    scene = penguins()
    view.show_scene(scene, 0)
    share = np.bincount(scene.run.problem.data.y_test[:, 0].astype(int)).max() / len(
        scene.run.problem.data.y_test)
    assert f"{100 * share:.1f} %" in view.note


def test_hovering_reads_a_cell(qtbot, view):
    scene = penguins()
    view.show_scene(scene, 30)
    expected = counted(scene.run, 30, True)
    place = matrix(view).cell(0, 2).center().toPoint()
    with qtbot.waitSignal(view.hovered) as heard:
        qtbot.mouseMove(matrix(view), place)
    labels, total = scene.run.problem.data.class_labels, expected[0].sum()
    assert heard.args[0].startswith(
        f"true {labels[0]}, predicted {labels[2]}: {expected[0, 2]} of {total}"
    )


def test_numbers_are_scattered_with_r_squared(qtbot, view):
    scene = scene_of("sine", sizes=(1, 6, 1), steps=200)
    view.show_scene(scene, 200)
    scatter, run = view.findChild(Scatter), scene.run
    assert scatter.isVisible() and not matrix(view).isVisible()
    true, found = scatter.values
    assert np.array_equal(true, run.problem.y_test[:, 0])
    assert np.allclose(found, run.problem.predict(run[200].theta, run.problem.data.X_test)[:, 0])
    share = 1 - ((true - found) ** 2).sum() / ((true - true.mean()) ** 2).sum()
    assert share > 0
    assert f"explains {100 * share:.1f} %" in view.sentence
    view.show_cursor(0)
    assert r_squared(*scatter.values) == pytest.approx(
        1 - np.sum((true - scatter.values[1]) ** 2) / np.sum((true - true.mean()) ** 2))


def test_the_scatters_axes_grow_but_do_not_shrink(view):
    scene = scene_of("sine", sizes=(1, 6, 1))
    view.show_scene(scene, 0)
    scatter = view.findChild(Scatter)
    true = np.linspace(-1, 1, 20)
    scatter.forget()
    scatter.show_values(0, "y", true, true)
    assert scatter.fit_range == (-1, 1)
    scatter.show_values(0, "y", true, 1.5 * true)
    assert scatter.fit_range == (-1.5, 1.5) or scatter.fit_range == (-2, 2)
    wide = scatter.fit_range
    scatter.show_values(0, "y", true, 0.1 * true)
    assert scatter.fit_range == wide
    scatter.show_values(0, "y", true, 1e9 * true)  # who runs away is clipped, the others stay
    assert scatter.fit_range[1] <= 4


@pytest.fixture
def scatter(qtbot):
    made = Scatter()
    qtbot.addWidget(made)
    made.resize(340, 220)
    made.show()
    return made


def outliers(scatter, *found):
    """A house a unit, predicted as it is but for the first few."""
    true = np.arange(1.0, 10.0)
    predicted = true.copy()
    predicted[: len(found)] = found
    scatter.show_values(0, "price", true, predicted)
    return true, predicted


def test_every_dot_stands_where_it_is_and_what_lies_outside_is_pointed_to(scatter):
    true, found = outliers(scatter, 15.85, -4e6, 1e5, np.nan)
    x, y = scatter.dots
    assert np.array_equal(x, np.delete(true, 3)) and np.array_equal(y, np.delete(found, 3))
    low, high = scatter.fit_range
    assert low <= 1 and 15.85 <= high < 100
    assert scatter.outside == 2 and "2 outside the picture" in scatter.note
    pixel, area = scatter.pixel_of(1.0, 15.85), scatter.box.area
    share = (area.bottom() - scatter.mapToScene(pixel.toPoint()).y()) / area.height()
    (bottom, top) = scatter.box.ranges[1]
    assert share == pytest.approx((15.85 - bottom) / (top - bottom), abs=0.02)
    grown = scatter.grab().toImage()
    color = runner_color(0)
    edges = [grown.pixelColor(int(scatter.pixel_of(at, 0).x()), y).getRgb()[:3]
             for at in (2.0, 3.0) for y in range(int(area.top()), int(area.bottom()))]
    assert color.getRgb()[:3] in edges
    scatter.box.zoom(1e-2)
    assert scatter.outside == 2  # still beyond
    scatter.show_values(0, "price", true, true)
    assert scatter.outside == 0 and scatter.note == ""


def test_the_pointer_reads_a_dot_and_an_arrow(qtbot, scatter):
    outliers(scatter, 15.85, 1e5)
    with qtbot.waitSignal(scatter.hovered) as heard:
        qtbot.mouseMove(scatter.viewport(), scatter.pixel_of(1.0, 15.85).toPoint())
    assert heard.args == ["true price 1, predicted 15.85: off by 14.85"]
    top = QPoint(round(scatter.pixel_of(2.0, 0).x()), round(scatter.box.area.top()) + 3)
    with qtbot.waitSignal(scatter.hovered) as heard:
        qtbot.mouseMove(scatter.viewport(), top)
    assert heard.args[0].startswith("true price 2, predicted 100000")


@pytest.mark.parametrize("size", [(160, 140), (340, 220), (800, 600)])
def test_numbers_of_the_axes_do_not_touch(scatter, size):
    scatter.resize(*size)
    outliers(scatter, 3e4)
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for name in ("left", "bottom"):
        _, _, texts = scatter.axis(name).generateDrawSpecs(painter)
        rects = [rect for rect, _, _ in texts]
        assert len(rects) >= 2
        assert not any(one.intersects(other) for one, other in combinations(rects, 2))
    painter.end()


def test_zoomed_it_stays_so_and_a_double_click_fits(qtbot, scatter):
    true, _ = outliers(scatter)
    fitted = scatter.box.ranges
    scatter.box.zoom(3.0)
    zoomed = scatter.box.ranges
    scatter.show_values(0, "price", true, 1.01 * true)
    assert scatter.box.ranges == zoomed != fitted
    qtbot.mouseDClick(scatter.viewport(), LEFT, pos=scatter.viewport().rect().center())
    assert scatter.box.ranges == fitted


def test_r_squared_by_hand():
    assert r_squared(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 5.0])) == -1
    assert r_squared(np.array([1.0, 3.0]), np.array([1.0, 3.0])) == 1
    assert np.isnan(r_squared(np.array([2.0, 2.0]), np.array([1.0, 3.0])))


def test_an_exploding_regression_says_so(view):
    scene = scene_of("sine", sizes=(1, 6, 1))
    view.show_scene(scene, 0)
    view._show_numbers(np.full_like(scene.run[0].theta, np.nan))
    assert "exploded" in view.sentence
    assert not view.grab().isNull()


def test_without_test_data_the_switch_says_why(view):
    view.show_scene(scene_of(settings={"samples": 40, "test_fraction": 0.0}), 5)
    switch = button(view, "Test data")
    assert not switch.isEnabled()
    assert "no test data" in switch.toolTip()
    assert "training samples" in view.sentence
    view.show_scene(scene_of(), 5)  # the wish to see test data is remembered
    assert "test samples" in view.sentence


def test_the_choice_of_outputs_is_for_several_numbers_only(view):
    view.show_scene(penguins(), 5)
    assert not view.findChild(QComboBox).isVisible()
    view.show_scene(scene_of("sine", sizes=(1, 3, 1)), 5)
    assert not view.findChild(QComboBox).isVisible()


def test_empty_states_say_what_to_do(view):
    def said():
        return view.findChild(EmptyState).accessibleName()

    scene = scene_of()
    view.show_scene(Scene(replace(scene.experiment, runners=()), ()), 0)
    assert "Add an optimizer" in said()
    surface = new_experiment()
    view.show_scene(Scene(surface, (surface.run_of(surface.runners[0]),)), 0)
    assert "networks" in said()
    dimension = scene.run.problem.dimension
    view.show_scene(scene_of(start=(1e200,) * dimension), 0)
    assert "not finite" in said()
    view.show_scene(scene, 10_000)
    assert "of 30 test samples" in view.sentence


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.72])
def test_counts_are_readable_on_every_cell(theme, share):
    from playground.app.look.style import mixed

    style.mode = theme.name
    for hue in (theme.positive, theme.negative):
        ground = mixed(theme.hover, hue, share)
        assert contrast(readable(ground), ground) >= 4.0


def contrast(one, other):
    def light(color):
        parts = np.array(QColor(color).getRgbF()[:3])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05

    low, high = sorted((light(one), light(other)))
    return high / low


def test_pictures_and_themes(view, tmp_path):
    view.show_scene(penguins(), 5)
    for suffix in ("png", "svg"):
        save_picture(view, tmp_path / f"confusion.{suffix}")
        assert (tmp_path / f"confusion.{suffix}").stat().st_size > 1000
    style.mode, style.scale = "dark", 1.5
    assert not view.grab().isNull()
    view.resize(120, 80)
    assert not view.grab().isNull()


def test_the_picture_of_a_hidden_view_shows_what_there_is_now(view, tmp_path):
    view.show_scene(scene_of(), 5)
    save_picture(view, tmp_path / "before.png")
    scene = penguins()
    view.hide()
    view.show_scene(scene, 5)
    view.show_cursor(15)
    save_picture(view, tmp_path / "hidden.png")
    assert np.array_equal(matrix(view).confusion.counts, counted(scene.run, 15, True))
    view.show()
    save_picture(view, tmp_path / "seen.png")
    before, hidden, seen = (
        (tmp_path / f"{name}.png").read_bytes() for name in ("before", "hidden", "seen")
    )
    assert hidden == seen != before


def test_a_row_has_room_for_its_number_however_large_the_type(qtbot):
    labels = tuple(map(str, range(10)))
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    for scale in (1.0, 1.4):
        style.scale = scale
        matrix.show_confusion(Confusion(labels, np.full((10, 10), 123), 0))
        matrix.resize(320, matrix.minimumSizeHint().height())
        cell = matrix.cell(3, 4)
        used = matrix._fitting("123", cell, font(SMALL))
        assert QFontMetricsF(used).capHeight() <= cell.height()
        assert QFontMetricsF(used).horizontalAdvance("123") <= cell.width()
