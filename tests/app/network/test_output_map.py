"""The output over the input plane, seen and edited by hand."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication

from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.network.input_plane import Plane, telling_inputs
from playground.app.network.output import map as output_layer
from playground.app.network.output import samples as output_points
from playground.app.network.output.axes import ClassKey
from playground.app.network.output.map import COUNTS, zero_path
from playground.app.network.output.reading import CHANCE, CLASSES, NUMBER, Reading
from playground.app.network.output.view import OutputMap
from playground.engine.datasets import datasets
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.experiments.presets import presets

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def scene_of(data="xor", loss="half_square", sizes=(2, 4, 1), steps=5, rate=0.05, **settings):
    network = Network(sizes, ("tanh",) * (len(sizes) - 2) + ("linear",))
    settings.setdefault("samples", 40)
    recipe = NetworkRecipe(network, datasets[data].from_settings(settings), loss)
    runner = Runner("Adam", optimizers["adam"].from_settings({"learning_rate": rate}))
    return scene_for(Experiment(recipe, (runner,), StopRules(max_steps=2000)), steps)


def scene_for(experiment, steps=0):
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs)


@pytest.fixture
def view(qtbot):
    made = OutputMap()
    qtbot.addWidget(made)
    made.resize(480, 460)
    made.show()
    return made


def show(view, scene, cursor=0):
    view.show_scene(scene, cursor)
    view.canvas.grab()
    return view.canvas.facts


def hover(view, at):
    hover_with(view, at, Qt.MouseButton.NoButton)


def hover_with(view, at, button):
    spot, none = QPointF(at), Qt.MouseButton.NoButton
    QApplication.sendEvent(view.canvas.viewport(), QMouseEvent(
        QEvent.Type.MouseMove, spot, view.canvas.mapToGlobal(spot), none, button,
        Qt.KeyboardModifier.NoModifier,
    ))


def heard(signal):
    got = []
    signal.connect(lambda *what: got.append(what))
    return got


def pixel(view, x, y):
    at = view.canvas.map_view.pixel((x, y))
    return QPoint(round(at.x()), round(at.y()))


# What is shown


def test_the_map_is_the_network_s_output(view):
    facts = show(view, scene_of(steps=30), 30)
    canvas = view.canvas
    outputs = canvas.layer.outputs
    assert outputs.shape == (1, 100, 100)
    x = canvas.map_view.x[0] + (np.arange(100) + 0.5) * np.ptp(canvas.map_view.x) / 100
    y = canvas.map_view.y[0] + (np.arange(100) + 0.5) * np.ptp(canvas.map_view.y) / 100
    points = np.column_stack([np.tile(x, 100), np.repeat(y, 100)])
    exact = facts.problem.predict(facts.theta, points)[:, 0]
    assert np.allclose(outputs.ravel(), exact, atol=1e-4)


def test_blue_is_where_the_output_is_positive(view):
    """H = x₁: the right half blue, the left half orange, the boundary between them upright."""
    scene = scene_of(sizes=(2, 1), steps=0)
    view.show_scene(scene, 0)
    facts = view.canvas.facts
    view.canvas.show_step(facts._replace(theta=np.array([1.0, 0.0, 0.0])))
    image = view.canvas.grab().toImage()

    def blueness(x, y):
        at = pixel(view, x, y)
        color = image.pixelColor(at)
        return color.blue() - color.red()

    assert blueness(5.5, 5.7) > 60 > -60 > blueness(-5.5, 5.7)
    path = view.canvas.layer._boundary()
    xs = [path.elementAt(k).x for k in range(path.elementCount())]
    assert np.allclose(xs, 0.5, atol=0.01)


def test_a_boundary_stands_where_the_field_is_zero():
    n = 40
    up = ((np.arange(n) + 0.5) / n)[:, None] * np.ones(n)
    path = zero_path(up - 0.25)  # a quarter of the way up; y of the path points down
    ys = [path.elementAt(k).y for k in range(path.elementCount())]
    assert len(ys) > 2
    assert np.allclose(ys, 0.75, atol=1e-6)
    assert zero_path(up + 1).isEmpty()


@pytest.mark.parametrize(("data", "loss", "sizes", "kind"), [
    ("xor", "half_square", (2, 3, 1), NUMBER),
    ("xor", "binary_cross_entropy", (2, 3, 1), CHANCE),
    ("xor", "softmax_cross_entropy", (2, 3, 2), CHANCE),
    ("regression_plane", "square", (2, 3, 1), NUMBER),
])
def test_outputs_are_read_as_the_loss_means_them(data, loss, sizes, kind):
    problem = scene_of(data, loss, sizes).runs[0].problem
    reading = Reading.of(problem)
    assert reading.kind == kind
    assert reading.parted == (data == "xor")
    sure = np.array([-9.0, 9.0])[-sizes[-1]:][:, None, None]
    assert reading.values(sure)[0, 0] > (0.99 if kind == CHANCE else 8)


def test_several_classes_are_told_apart(view):
    show(view, scene_for(presets["penguins"].experiment(), 60), 60)
    facts, reading = view.canvas.facts, view.canvas.reading
    assert reading.kind == CLASSES
    assert len(reading.labels) == 3
    outputs = np.array([[5.0, 0.0], [0.0, 0.0], [0.0, 1.0]])[:, None, :]
    assert reading.values(outputs).tolist() == [[0, 2]]
    assert reading.lead(outputs)[0, 0] > reading.lead(outputs)[0, 1]
    assert reading.labels[0] in reading.text(np.array([5.0, 0, 0]))
    assert set(view.canvas.train.classes) == {0, 1, 2}
    view.canvas._draw_at_rest()
    view.canvas.grab()
    assert facts.problem.data.columns[0] in view.canvas.text_at(QPointF(200, 200))


def test_one_input_makes_a_curve(view):
    facts = show(view, scene_of("sine", sizes=(1, 5, 1)), 3)
    assert view.canvas.is_curve
    assert not view.bar._edit.isEnabled()
    at = view.canvas.map_view.area.center()
    x, _ = view.canvas.map_view.to_data(at)
    exact = float(facts.problem.predict(facts.theta, np.array([[x]]))[0, 0])
    assert view.canvas.text_at(at).startswith("x₁ = ")
    assert f"{abs(exact):.3f}"[:4] in view.canvas.text_at(at)


def test_many_inputs_are_shown_two_at_a_time_and_said_so(view, qtbot):
    show(view, scene_for(presets["digits"].experiment(), 1), 1)
    assert "Other inputs at their mean" in view.caption.text
    across, up = view.bar.across, view.bar._up
    assert across.isVisible() and across.count() == 64
    data = view.canvas.facts.problem.data
    first, second = view.bar.inputs
    assert data.X[:, first].std() > 0 and data.X[:, second].std() > 0
    up.setCurrentIndex(30)
    up.activated.emit(30)
    assert view.canvas.plane.inputs == (first, 30)
    assert np.allclose(view.canvas.train.places, data.X[:, [first, 30]])
    across.setCurrentIndex(30)  # the same one twice: the other gives way
    across.activated.emit(30)
    assert len(set(view.bar.inputs)) == 2
    assert view.canvas.plane.inputs == view.bar.inputs


def test_inputs_that_never_change_are_not_chosen_first():
    X = np.array([[0, 1.0, 5, 2], [0, 2.0, 5, 4], [0, 3.0, 5, 1]])  # noqa: N806
    assert telling_inputs(X) == (1, 3)
    assert telling_inputs(X[:, :1]) == (0, 0)
    assert telling_inputs(np.zeros((3, 2))) == (0, 1)


def test_the_planar_data_have_their_own_window_and_others_theirs():
    spiral = scene_of("spiral").runs[0].problem.data
    assert Plane.of(spiral).window == ((-6, 6), (-6, 6))
    digits = scene_for(presets["digits"].experiment()).runs[0].problem.data
    (low, high), _ = Plane.of(digits, (20, 21)).window
    assert -0.5 < low < 0 < high < 1.5


def test_the_cursor_and_short_runs(view):
    scene = scene_of(steps=10)
    show(view, scene, 0)
    before = view.canvas.layer.outputs.copy()
    view.show_cursor(500)
    view.canvas.grab()
    assert view.canvas.facts.step == 10
    assert not np.allclose(before, view.canvas.layer.outputs)


def test_without_a_runner_it_says_how_to_get_one(view):
    scene = scene_of()
    view.show_scene(Scene(Experiment(scene.experiment.problem, ()), ()), 0)
    assert not view.canvas.isVisible()
    assert view.empty_state.isVisible()
    view.show_scene(scene, 0)
    assert view.canvas.isVisible()


def test_what_is_not_a_number_is_hatched(view):
    facts = show(view, scene_of())
    theta = facts.theta.copy()
    theta[:] = np.nan
    view.canvas.show_step(facts._replace(theta=theta))
    image = view.canvas.grab().toImage()
    area = view.canvas.map_view.area
    colors = {image.pixelColor(int(area.left()) + 4 + k, int(area.top()) + 6).name()
              for k in range(40)}
    assert len(colors) > 1
    assert view.canvas.text_at(area.center()).endswith("not a number here")


def test_a_slow_picture_gets_coarser_while_it_moves_and_fine_at_rest(view, monkeypatch):
    scene = scene_of(steps=10)
    show(view, scene, 0)
    monkeypatch.setattr(output_layer, "BUDGET_MS", 0.0)
    seen = []
    for step in range(1, 5):
        view.show_cursor(step)
        view.canvas.grab()
        seen.append(view.canvas.layer.count)
    assert seen == [COUNTS[0], COUNTS[1], COUNTS[2], COUNTS[2]]
    view.canvas._draw_at_rest()
    view.canvas.grab()
    assert view.canvas.layer.fine


def test_the_boundary_can_be_switched_off(view, qtbot):
    show(view, scene_of(steps=30), 30)
    assert view.canvas.layer.has_boundary()
    with_line = view.canvas.grab().toImage()
    qtbot.mouseClick(view.bar._boundary, LEFT)
    assert view.canvas.grab().toImage() != with_line
    show(view, scene_of("regression_plane", "square"))
    assert not view.bar._boundary.isVisible()


def test_hover_reads_the_output(view):
    facts = show(view, scene_of(steps=5), 5)
    told = heard(view.hovered)
    at = pixel(view, 2.0, -1.0)
    hover(view, at)
    x, y = view.canvas.map_view.to_data(QPointF(at))
    exact = float(facts.problem.predict(facts.theta, np.array([[x, y]]))[0, 0])
    text = told[-1][0]
    assert text.startswith("x₁ = ") and ", x₂ = −" in text
    assert float(text.rpartition("= ")[2].replace("−", "-")) == pytest.approx(exact, rel=1e-3)
    hover(view, QPoint(1, 1))
    assert told[-1] == ("",)


def test_wheel_and_double_click(view, qtbot):
    show(view, scene_of())
    whole = view.canvas.map_view
    view.canvas.zoom(3)
    view.canvas.grab()
    assert view.canvas.map_view.x[1] < whole.x[1]
    qtbot.mouseDClick(view.canvas.viewport(), LEFT, pos=whole.area.center().toPoint())
    assert view.canvas.map_view == whole


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_follows_theme_and_scale(view, mode):
    show(view, scene_of())
    style.mode, style.scale = mode, 1.5
    image = view.canvas.grab().toImage()
    assert image.pixelColor(1, 1).name() == style.theme.window


def test_axes_bar_and_key_say_what_is_what(view):
    show(view, scene_of(steps=5), 5)
    canvas = view.canvas
    assert [canvas.plot.getAxis(side).name for side in ("bottom", "left")] == ["x₁", "x₂"]
    assert canvas.bar.isVisible() and not canvas.key.isVisible()
    assert canvas.bar.name == "H" and canvas.bar.labels == ["−1", "−0.5", "0", "0.5", "1"]
    show(view, scene_for(presets["penguins"].experiment()))
    assert not canvas.bar.isVisible()
    assert canvas.key.isVisible() and canvas.key.labels == ("Adelie", "Chinstrap", "Gentoo")
    assert canvas.plot.getAxis("left").name.startswith("bill")
    show(view, scene_of("sine", "square", (1, 4, 1)))
    assert not canvas.bar.isVisible() and not canvas.key.isVisible()
    assert canvas.plot.getAxis("left").name == "H"


def test_a_long_name_is_shortened_to_its_axis(view):
    scene = scene_for(presets["penguins"].experiment())
    show(view, scene)
    view.resize(300, 260)
    view.canvas.grab()
    area = view.canvas.map_view.area
    label = view.canvas.plot.getAxis("left").label
    assert label.boundingRect().width() <= area.height() + 12


def test_the_left_button_moves_the_view_unless_points_are_edited(view, qtbot):
    show(view, scene_of())
    whole = view.canvas.map_view
    start, end = pixel(view, 0, 0), pixel(view, 2, 0)
    qtbot.mousePress(view.canvas.viewport(), LEFT, pos=start)
    hover_with(view, end, LEFT)
    qtbot.mouseRelease(view.canvas.viewport(), LEFT, pos=end)
    assert view.canvas.map_view.x[0] < whole.x[0] and view.canvas.map_view.y == whole.y
    assert view.canvas.map_view.pixel((0, 0)).toPoint() == end


def test_a_curve_shows_all_samples_and_does_not_zoom(view):
    show(view, scene_of("sine", "square", (1, 4, 1)))
    before = view.canvas.map_view
    view.canvas.zoom(2.0)
    view.canvas.pan(30, 30)
    assert view.canvas.map_view == before


@pytest.mark.parametrize(("samples", "seen"), [(10, True), (300, False)])
def test_few_samples_lie_above_the_curve_that_meets_them(view, samples, seen):
    x = np.linspace(-2, 2, samples)
    data = datasets["inline"].from_settings({"X": x[:, None].tolist(), "y": x[:, None].tolist()})
    network = Network((1, 1), ("linear",))
    recipe = NetworkRecipe(network, data, "square", weights=(((1.0,),),), biases=((0.0,),))
    runner = Runner("GD", optimizers["gradient_descent"].from_settings({"learning_rate": 0.1}))
    show(view, scene_for(Experiment(recipe, (runner,), StopRules(max_steps=10))))
    image = view.canvas.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    places = view.canvas.map_view.to_pixels(view.canvas.train.places[2:8])
    colors = {image.pixelColor(*(at * ratio).astype(int)).rgb() for at in places}
    assert (colors == {QColor(style.theme.quiet).rgb()}) == seen


# Editing the samples


def editing(view, qtbot, scene=None):
    facts = show(view, scene or scene_of(samples=8, test_fraction=0.5))
    qtbot.mouseClick(view.bar._edit, LEFT)
    return facts, heard(view.points_edited)


def test_nothing_is_edited_unless_asked_for(view, qtbot):
    show(view, scene_of())
    edits = heard(view.points_edited)
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=pixel(view, 0, 0))
    assert edits == []


def test_a_click_adds_a_point_of_the_chosen_class(view, qtbot):
    facts, edits = editing(view, qtbot)
    assert view.bar.label.isVisible()
    view.bar.label.setCurrentIndex(1)
    view.bar.label.activated.emit(1)
    empty = pixel(view, 5.6, 5.6)
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=empty)
    X, y, final = edits[-1]  # noqa: N806
    assert final
    assert len(X) == len(facts.problem.data.X) + 1
    assert np.allclose(X[-1], (5.6, 5.6), atol=0.05)
    assert y[-1].tolist() == [1.0]
    assert np.array_equal(X[:-1], facts.problem.data.X)


def test_a_drag_moves_a_point_and_says_when_it_is_done(view, qtbot):
    facts, edits = editing(view, qtbot)
    data = facts.problem.data
    x, y = data.X[3]
    start, end = pixel(view, x, y), pixel(view, 0.5, -0.5)
    qtbot.mousePress(view.canvas.viewport(), LEFT, pos=start)
    qtbot.mouseMove(view.canvas.viewport(), (start + end) / 2)
    assert edits and not edits[-1][2]
    assert np.array_equal(view.canvas.train.places, edits[-1][0])
    qtbot.mouseMove(view.canvas.viewport(), end)
    qtbot.mouseRelease(view.canvas.viewport(), LEFT, pos=end)
    X, labels, final = edits[-1]  # noqa: N806
    moved = np.flatnonzero((data.X != X).any(axis=1))
    assert final and len(moved) == 1
    assert np.allclose(X[moved[0]], (0.5, -0.5), atol=0.05)
    assert np.array_equal(labels, data.y)


def test_the_right_button_removes_a_point_but_not_the_last(view, qtbot):
    facts, edits = editing(view, qtbot)
    data = facts.problem.data
    qtbot.mouseClick(view.canvas.viewport(), RIGHT, pos=pixel(view, *data.X[0]))
    X, y, final = edits[-1]  # noqa: N806
    assert final and len(X) == len(y) == len(data.X) - 1
    lonely = scene_for(presets["lecture_backprop"].experiment())
    view.show_scene(lonely, 0)
    edits.clear()
    qtbot.mouseClick(view.canvas.viewport(), RIGHT, pos=pixel(view, 2, 1))
    assert edits == []


def test_a_number_is_chosen_for_new_points_of_a_regression(view, qtbot):
    _, edits = editing(view, qtbot, scene_of("regression_plane", "square"))
    assert view.bar._value.isVisible() and not view.bar.label.isVisible()
    view.bar._value.setText("0.25")
    view.bar._value.setModified(True)
    qtbot.keyClick(view.bar._value, Qt.Key.Key_Return)
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=pixel(view, 5.9, -5.9))
    assert edits[-1][1][-1].tolist() == [0.25]


def test_what_a_screen_reader_says(view):
    show(view, scene_of(steps=5), 5)
    view._describe()
    assert view.accessibleDescription().startswith("20 training samples, 20 test samples (hollow)")


@pytest.mark.parametrize(("data", "loss"), [
    ("circle", "half_square"), ("xor", "softmax_cross_entropy"),
])
def test_a_crowd_is_stamped_and_looks_the_same(view, monkeypatch, data, loss):
    sizes = (2, 4, 2 if loss == "softmax_cross_entropy" else 1)
    show(view, scene_of(data, loss, sizes, samples=900))

    def picture(crowd):
        monkeypatch.setattr(output_points, "CROWD", crowd)
        view.canvas.points_layer.forget()
        image = view.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(image.constBits(), np.uint8).astype(int)
        return pixels.reshape(image.height(), image.width(), 4)[..., :3]

    drawn, stamped = picture(10**6), picture(1)
    assert (drawn != stamped).any()  # by less than a pixel's shift, else nothing was stamped
    assert abs(drawn - stamped).mean() < 0.1 * abs(drawn - drawn.mean(axis=(0, 1))).mean()
    assert abs(drawn.mean(axis=(0, 1)) - stamped.mean(axis=(0, 1))).max() < 1.5


@pytest.mark.parametrize("height", (200, 130, 80, 62))
def test_the_key_has_all_classes_where_columns_give_them_room(qapp, height):
    key = ClassKey()
    key.show_classes(tuple("0123456789"))
    key.resize(key.minimumWidth(), height)
    cells = key.cells()
    assert len(cells) == 10
    inside = QRectF(0, 0, key.size().width(), height)
    assert all(inside.contains(cell) for cell in cells)
    assert not any(a.intersects(b) for k, a in enumerate(cells) for b in cells[:k])


def test_the_key_says_how_many_classes_it_leaves_out(qapp):
    key, drawn = ClassKey(), []
    key.show_classes(tuple("a class with a long name" for _ in range(10)))
    key.resize(key.minimumWidth(), 70)
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)

    class Noting(QPainter):
        def drawText(self, *args):
            drawn.append(args[-1])

    painter = Noting(image)
    key.paint(painter)
    painter.end()
    shown = len(drawn) - 1
    assert 1 < shown < 9 and drawn[-1] == f"+{10 - shown}"
