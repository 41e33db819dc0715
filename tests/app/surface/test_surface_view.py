"""The main view, driven as a person does: mouse, wheel, cursor; judged by what is painted."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from playground.app.core.view import Scene
from playground.app.documents.picture_files import save_picture
from playground.app.look.style import halo, px, runner_color, style
from playground.app.paint.axes import tick_label, ticks
from playground.app.paint.viewport import FAR, Viewport
from playground.app.plots.height_bar import bar_ticks
from playground.app.plots.heights import Range, height_range
from playground.app.surface.critical_points import critical_text
from playground.app.surface.heat_map import SurfaceLayer
from playground.app.surface.tips import tip_at
from playground.app.surface.trail_segments import TrailSegments, clip
from playground.app.surface.view import SurfaceView
from playground.engine.critical import critical_points
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe
from playground.lab.runs.history import Columns

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def scene_of(surface, *starts, rate=0.01, steps=60, optimizer="gradient_descent", shown=None):
    kind = optimizers[optimizer]
    runners = tuple(
        Runner(f"R{k}", kind.from_settings({"learning_rate": rate}), start,
               shown=shown is None or k in shown)
        for k, start in enumerate(starts)
    )
    experiment = Experiment(SurfaceRecipe(surface), runners, StopRules(max_steps=steps))
    runs = tuple(experiment.run_of(runner) for runner in runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs)


def lecture(*starts, **options):
    return scene_of(surfaces["lecture_example"](), *(starts or [(0.0, 0.0)]), **options)


@pytest.fixture
def view(qtbot):
    made = SurfaceView()
    made.resize(760, 520)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(view, scene, cursor=0):
    view.show_scene(scene, cursor)
    view.plane.viewport().repaint()


def at(view, point):
    return view.plane.map_view.pixel(point).toPoint()


def pixels(view):
    return rgb(view.plane.grab().toImage())


def rgb(image):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[:, :, 2::-1].astype(int).copy()


def close_to(picture, color, tolerance=24):
    rgb = np.array(QColor(color).getRgb()[:3])
    return np.abs(picture - rgb).max(axis=2) <= tolerance


# The viewport


def test_a_square_window_has_one_scale_and_a_long_one_is_stretched():
    rect = QRectF(60, 10, 700, 400)
    square = Viewport.fitted(((-2, 2), (-2, 2)), rect)
    assert square.scale[0] == pytest.approx(square.scale[1])
    assert square.y == pytest.approx((-2, 2)) and square.x[0] < -2
    long = Viewport.fitted(((0, 100), (0, 1)), rect)
    assert long.x == (0, 100) and long.y == (0, 1)


def test_pixels_and_points_are_each_others_inverse():
    viewport = Viewport.fitted(((-2, 2), (-1, 3)), QRectF(60, 10, 700, 400))
    assert viewport.to_data(viewport.pixel((0.3, 1.7))) == pytest.approx((0.3, 1.7))
    assert viewport.pixel((float("nan"), 0)) is None
    assert viewport.pixel((1e300, 0)) is None


def test_far_points_are_brought_near_and_lines_to_them_are_clipped():
    viewport = Viewport.fitted(((-2, 2), (-2, 2)), QRectF(0, 0, 400, 400))
    points = viewport.to_pixels(np.array([[0.0, 0.0], [1e300, 0.0], [-1e308, 1e308]]))
    assert np.abs(points).max() <= FAR
    inside, which = clip(np.hstack([points[:-1], points[1:]]), viewport.area)
    assert which.tolist() == [True, False]
    assert inside[0] == pytest.approx([200, 200, 400, 200])


def test_clip_agrees_with_sampling_many_points_of_each_segment():
    area = QRectF(0, 0, 100, 60)
    segments = np.random.default_rng(3).uniform(-80, 180, (300, 4))
    inside, which = clip(segments, area)
    share = np.linspace(0, 1, 2001)[:, None]
    for segment, kept in zip(segments, which, strict=True):
        walk = segment[:2] + share * (segment[2:] - segment[:2])
        within = ((walk >= 0) & (walk <= (100, 60))).all(axis=1)
        assert kept or within.sum() <= 1
    assert (inside >= -1e-9).all() and (inside[:, ::2] <= 100 + 1e-9).all()


# The layers


def test_log_height_is_measured_from_the_lowest_value_and_the_bar_tells_values_of_f():
    range_ = Range(True, 9.5, -1.0, 4.0)
    assert range_.shown(np.array([9.6, 109.5])) == pytest.approx([-1, 2])
    for place, label in bar_ticks(range_, 12):
        value = float(label.replace("−", "-"))
        assert 0 <= place <= 1
        assert np.log10(value - 9.5) == pytest.approx(-1 + 5 * place, abs=1e-6)


def test_ticks_are_round_and_told_apart():
    assert ticks(-2, 2, 5) == [-2, -1, 0, 1, 2]
    assert [tick_label(v, 0.25) for v in (-0.25, 0.0, 1.25)] == ["−0.25", "0", "1.25"]
    labels = [tick_label(v, 1e-5) for v in ticks(0.54770, 0.54775, 6)]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("value", [np.nan, np.inf, 3.0])
def test_a_range_exists_where_nothing_can_be_told_apart(value):
    for log in (False, True):
        range_ = height_range(np.full((10, 10), value), value, log)
        assert range_.low < range_.high and np.isfinite([range_.low, range_.high]).all()


def test_contours_run_where_f_has_the_level():
    layer, surface = SurfaceLayer(), surfaces["bowl"]()
    viewport = Viewport.fitted(surface.window, QRectF(50, 10, 500, 400))
    layer.sample(surface, False, viewport)
    path, levels = layer.contours(), layer.range.levels
    shown = (levels > layer.range.low) & (levels < layer.range.high * (1 - 1e-9))
    assert shown.sum() == 20 and path.elementCount() > 1000
    step = levels[1] - levels[0]
    for i in range(0, path.elementCount(), 97):
        element = path.elementAt(i)
        value = surface.value(*viewport.to_data(QPointF(element.x, element.y)))
        assert min(abs(levels - value)) < 0.02 * step


def test_the_map_is_lowest_where_f_is():
    layer, surface = SurfaceLayer(), surfaces["lecture_example"]()
    viewport = Viewport.fitted(surface.window, QRectF(50, 10, 500, 400))
    layer.sample(surface, True, viewport)
    shown = layer.range.shown(layer._values)
    row, column = np.unravel_index(np.argmin(shown), shown.shape)
    place = (np.array([column, row]) - 0.5) / layer.samples
    x = viewport.x[0] + place[0] * (viewport.x[1] - viewport.x[0])
    y = viewport.y[0] + place[1] * (viewport.y[1] - viewport.y[0])
    assert (x, y) == pytest.approx(surface.minima[0], abs=0.02)


# Trails


def columns_of(path):
    n, path = len(path), np.asarray(path, float)
    return Columns(np.arange(n), np.zeros(n), np.zeros(n), np.zeros(n), path)


def test_taken_in_pieces_or_at_once_the_segments_are_the_same():
    viewport = Viewport.fitted(((-2, 2), (-2, 2)), QRectF(0, 0, 400, 400))
    path = np.random.default_rng(0).normal(0, 0.02, (3000, 2)).cumsum(axis=0)
    once, pieces = TrailSegments(viewport), TrailSegments(viewport)
    once.extend(columns_of(path))
    for end in range(1, 3001, 7):
        pieces.extend(columns_of(path[:end]))
    pieces.extend(columns_of(path))
    pairs = [
        {frozenset([(int(a), int(b)), (int(c), int(d))]) for a, b, c, d in trail.segments.tolist()}
        for trail in (once, pieces)
    ]
    assert len(pairs[0]) > 500 and pairs[0] == pairs[1]


def test_a_path_that_goes_to_and_fro_costs_its_pixels_and_not_its_steps():
    viewport = Viewport.fitted(((-2, 2), (-2, 2)), QRectF(0, 0, 400, 400))
    trail = TrailSegments(viewport)
    trail.extend(columns_of([(-1, 0.5), (1, -0.5)] * 50_000))
    assert len(trail.segments) == 1 and trail.rows == 100_000


def test_no_budget_is_overdrawn_and_the_newest_are_kept():
    viewport = Viewport.fitted(((-2, 2), (-2, 2)), QRectF(0, 0, 400, 400))
    trail = TrailSegments(viewport)
    trail.extend(columns_of(np.random.default_rng(1).uniform(-2, 2, (20_000, 2))))
    which = trail.chosen(0, len(trail.segments), 20_000)
    drawn = trail.segments[which]
    assert np.abs(drawn[:, :2] - drawn[:, 2:]).sum() < 22_000
    assert which[-30:].tolist() == list(range(len(trail.segments) - 30, len(trail.segments)))


def test_the_trail_is_drawn_up_to_the_cursor_and_back_again(view):
    scene = scene_of(surfaces["bowl"](), (8.0, 8.0), rate=0.02, steps=400)
    view.show_arrows = False
    show(view, scene, 0)
    before = pixels(view)
    for cursor in range(0, 300, 5):
        view.show_cursor(cursor)
        view.plane.viewport().repaint()
    forward = pixels(view)
    middle = at(view, scene.runs[0][20].theta.tolist())
    near = forward[middle.y() - 3 : middle.y() + 4, middle.x() - 3 : middle.x() + 4]
    assert np.abs(forward - before).max() > 60
    assert np.abs(near - before[middle.y() - 3 : middle.y() + 4,
                                middle.x() - 3 : middle.x() + 4]).max() > 60
    view.show_cursor(0)
    view.plane.viewport().repaint()
    assert np.abs(pixels(view) - before).max() == 0


def test_playing_there_and_jumping_there_paint_the_same(view, qtbot):
    scene = scene_of(surfaces["bowl"](), (8.0, 8.0), (-7.0, 9.0), rate=0.02, steps=400)
    show(view, scene, 0)
    for cursor in range(251):
        view.show_cursor(cursor)
        view.plane.viewport().repaint()
    played = pixels(view)
    other = SurfaceView()
    other.resize(view.size())
    qtbot.addWidget(other)
    other.show()
    qtbot.waitExposed(other)
    show(other, scene, 250)
    differs = np.abs(pixels(other) - played).max(axis=2) > 40
    assert differs.mean() < 0.0005


def test_hidden_runners_are_neither_drawn_nor_listed(view):
    scene = lecture((0.0, 0.0), (-1.0, 1.0), shown={0})
    show(view, scene, 30)
    assert [entry.label for entry in view.picture.entries()] == ["R0"]
    hidden = at(view, (-1.0, 1.0))
    patch = pixels(view)[hidden.y() - 2 : hidden.y() + 3, hidden.x() - 2 : hidden.x() + 3]
    assert not close_to(patch, runner_color(1)).any()


def test_a_shorter_run_is_shown_at_its_last_step(view):
    scene = lecture(steps=20)
    show(view, scene, 1000)
    (slot, place), = view.picture.heads()
    assert slot == 0
    assert view.plane.map_view.to_data(place) == pytest.approx(tuple(scene.runs[0][20].theta))


# What must never crash


@pytest.mark.parametrize(
    "text", ["log(x) + y^2", "1/x + y", "sqrt(-1 - x^2 - y^2)", "3", "1/(x*y)"]
)
@pytest.mark.parametrize("log", [False, True])
def test_surfaces_with_holes_poles_and_no_slope_are_painted(view, text, log):
    surface = TypedSurface(text, ((-1.0, 3.0), (-2.0, 2.0)))
    scene = scene_of(surface, (1.0, 1.0), (-0.5, 0.0), steps=10)
    scene = scene._replace(experiment=replace(scene.experiment, log_height=log))
    show(view, scene, 10)
    view.plane.zoom(3.0)
    assert len(np.unique(pixels(view).reshape(-1, 3), axis=0)) > 5


def test_where_f_is_not_a_number_the_map_is_neutral(view):
    show(view, scene_of(TypedSurface("log(x)", ((-2.0, 2.0), (-2.0, 2.0))), (1.0, 1.0), steps=2))
    left, top, width, height = map(int, view.plane.map_view.rect)
    picture = pixels(view)[top + 5 : top + height - 5, left + 5 : left + width - 5]
    hole, whole = picture[:, : width // 3], picture[:, 2 * width // 3 :]
    assert close_to(hole, style.theme.field, 4).mean() > 0.5
    assert close_to(whole, style.theme.field, 4).mean() < 0.2


def test_a_run_that_leaves_the_world_is_clipped(view):
    scene = scene_of(surfaces["saddle"](), (0.5, 0.5), rate=5.0, steps=2000)
    for cursor in (0, 3, 50, scene.runs[0].last):
        show(view, scene, cursor)
    assert np.abs(scene.runs[0][scene.runs[0].last].theta).max() > 1e100


def test_no_runners_leave_the_surface_and_a_hint(view):
    show(view, scene_of(surfaces["bowl"]()))
    assert view.picture.entries() == [] and view.picture.arrows() == []
    assert len(np.unique(pixels(view).reshape(-1, 3), axis=0)) > 100


def test_a_hidden_view_waits_and_catches_up(view, qtbot):
    show(view, lecture())
    view.hide()
    view.show_scene(lecture((1.0, 1.0)), 5)
    assert view.picture.cursor == 0
    view.show()
    qtbot.waitExposed(view)
    assert view.picture.cursor == 5


# The hand


def test_a_click_on_the_ground_moves_the_start_there(view, qtbot):
    show(view, lecture())
    moves = []
    view.start_dragged.connect(lambda point, final: moves.append((point, final)))
    qtbot.mouseClick(view.plane.viewport(), LEFT, pos=at(view, (-1.0, -1.0)))
    (first, done), (last, final) = moves
    assert (done, final) == (False, True)
    assert first == pytest.approx((-1, -1), abs=0.02) and last == first


def test_dragging_a_start_keeps_the_grip_and_a_click_on_it_only_chooses(view, qtbot):
    show(view, lecture((0.0, 0.0), (1.0, -1.0)), 30)
    moves, chosen = [], []
    view.start_dragged.connect(lambda point, final: moves.append((point, final)))
    view.runner_clicked.connect(chosen.append)
    grip = at(view, (1.0, -1.0)) + QPoint(4, 3)
    qtbot.mouseClick(view.plane.viewport(), LEFT, pos=grip)
    assert chosen == [1] and moves == []
    qtbot.mousePress(view.plane.viewport(), LEFT, pos=grip)
    qtbot.mouseMove(view.plane.viewport(), grip + QPoint(40, 0))
    send_move(view, grip + QPoint(40, 0), LEFT)
    qtbot.mouseRelease(view.plane.viewport(), LEFT, pos=grip + QPoint(40, 0))
    point, final = moves[-1]
    assert final and not moves[0][1]
    assert point == pytest.approx((1.0 + 40 / view.plane.map_view.scale[0], -1.0))


def send_move(view, pos, buttons=Qt.MouseButton.NoButton):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    where = QPointF(pos)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, view.mapToGlobal(where), Qt.MouseButton.NoButton, buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.plane.viewport(), event)


def test_a_click_on_a_head_chooses_its_runner(view, qtbot):
    scene = lecture((0.0, 0.0), (-1.0, 1.0))
    show(view, scene, 15)
    with qtbot.waitSignal(view.runner_clicked) as caught:
        head = at(view, scene.runs[1][15].theta.tolist())
        qtbot.mouseClick(view.plane.viewport(), LEFT, pos=head)
    assert caught.args == [1]


def test_the_wheel_zooms_about_the_pointer_and_a_double_click_fits(view, qtbot):
    show(view, lecture())
    fitted, where = view.plane.map_view, QPointF(at(view, (0.5, 0.8)))
    under = fitted.to_data(where)
    event = QWheelEvent(
        where, view.mapToGlobal(where), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    QApplication.sendEvent(view.plane.viewport(), event)
    assert view.plane.map_view.scale[0] > 1.3 * fitted.scale[0]
    assert view.plane.map_view.to_data(where) == pytest.approx(under)
    view.plane.viewport().repaint()
    assert view.picture.coarse
    qtbot.waitUntil(lambda: not view.picture.coarse)  # at rest it is drawn finely again
    qtbot.mouseDClick(view.plane.viewport(), LEFT, pos=where.toPoint())
    assert view.plane.map_view == fitted


def test_the_right_button_moves_the_view_and_no_start(view, qtbot):
    show(view, lecture())
    moves = []
    view.start_dragged.connect(lambda *args: moves.append(args))
    begin, before = at(view, (0.0, 0.0)), view.plane.map_view
    qtbot.mousePress(view.plane.viewport(), RIGHT, pos=begin)
    send_move(view, begin + QPoint(30, 20), RIGHT)
    qtbot.mouseRelease(view.plane.viewport(), RIGHT, pos=begin + QPoint(30, 20))
    assert at(view, (0.0, 0.0)) == begin + QPoint(30, 20)
    assert view.plane.map_view.scale == pytest.approx(before.scale) and moves == []


def test_zooming_has_ends(view):
    show(view, lecture())
    for _ in range(200):
        view.plane.zoom(4.0)
        view.plane.viewport().repaint()
    assert view.plane.map_view.x[0] < view.plane.map_view.x[1]
    for _ in range(200):
        view.plane.zoom(0.25)
    view.plane.viewport().repaint()
    assert view.plane.map_view.x[1] - view.plane.map_view.x[0] < 1e6


def test_another_surface_is_seen_whole_and_another_start_keeps_the_view(view):
    show(view, lecture())
    view.plane.zoom(2.0)
    zoomed = view.plane.map_view
    show(view, lecture((1.0, 0.0)))
    assert view.plane.map_view == zoomed
    show(view, scene_of(surfaces["bowl"](), (1.0, 1.0)))
    assert view.plane.map_view.y == pytest.approx(surfaces["bowl"].window[1])


def test_resizing_keeps_what_is_in_the_middle(view):
    show(view, lecture())
    view.plane.zoom(3.0, QPointF(at(view, (0.5, 0.5))))
    middle = view.plane.map_view.to_data(view.plane.map_view.area.center())
    view.resize(600, 600)
    assert view.plane.map_view.to_data(view.plane.map_view.area.center()) == pytest.approx(middle)


def test_hovering_reads_the_value_and_leaving_says_nothing(view, qtbot):
    show(view, lecture())
    told = []
    view.hovered.connect(told.append)
    place = at(view, (1.0, 1.0))
    send_move(view, place)
    x, y = view.plane.map_view.to_data(QPointF(place))
    f = surfaces["lecture_example"]().value(x, y)
    assert told[-1].startswith("x = ") and f"f = {f:.4g}"[:7] in told[-1]
    send_move(view, QPoint(2, 2))
    assert told[-1] == ""


def test_the_probe_is_dragged_and_not_the_start(view, qtbot):
    show(view, lecture())
    view.set_probe((1.0, 1.0))
    view.set_displacement((0.3, 0.1))
    view.plane.viewport().repaint()
    starts, probes = [], []
    view.start_dragged.connect(lambda *args: starts.append(args))
    view.probe_dragged.connect(lambda *args: probes.append(args))
    begin = at(view, (1.0, 1.0))
    qtbot.mousePress(view.plane.viewport(), LEFT, pos=begin)
    send_move(view, begin + QPoint(-50, 10), LEFT)
    qtbot.mouseRelease(view.plane.viewport(), LEFT, pos=begin + QPoint(-50, 10))
    assert starts == [] and probes[-1][1] is True
    assert view.probe == probes[-1][0]
    there = view.plane.map_view.to_data(QPointF(begin + QPoint(-50, 10)))
    assert view.probe == pytest.approx(there, abs=0.02)


def test_the_arrows_keys_are_left_to_the_transport(view, qtbot):
    show(view, lecture())
    before = view.plane.map_view
    view.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(view, key)
    assert view.plane.map_view == before


# Arrows, marks, words


def test_the_slope_arrow_points_down_and_can_be_switched_off(view):
    scene = lecture(optimizer="momentum")
    show(view, scene, 5)
    slope, velocity = view.picture.arrows()
    step, along = scene.runs[0][5], slope.tip - slope.tail
    assert (slope.label, velocity.label) == ("−∇f", "−v")
    gx, gy = step.grad
    assert along.x() * -gx - along.y() * -gy > 0  # pixels count downwards
    assert along.x() * -gy == pytest.approx(-along.y() * -gx, abs=1e-6 * abs(gx))
    assert "logarithm" in slope.tooltip and "so far" in slope.tooltip
    view.show_arrows = False
    assert view.picture.arrows() == []


def test_the_slope_arrow_shrinks_on_the_way_and_is_gone_at_the_minimum(view):
    scene = lecture(steps=400)
    (run,) = scene.runs
    lengths = []
    for step in range(run.last + 1):
        show(view, scene, step)
        arrows = view.picture.arrows()
        along = arrows[0].tip - arrows[0].tail if arrows else QPointF()
        lengths.append(np.hypot(along.x(), along.y()))
    norms = run.columns.gradient_norm
    assert norms[run.last] < 2e-3 and lengths[run.last] == 0
    order = np.argsort(norms)
    falling = np.array(lengths)[order]
    # As steep, as long; the steepest so far may have been less at the very start.
    assert lengths[int(np.argmax(norms))] == max(lengths)
    assert (np.diff(falling[norms[order] < norms[0]]) >= -1e-9).all()
    assert all(px(6) <= length for length in lengths if length)
    assert all(length > px(10) for length in lengths[:20])


def test_a_plateau_has_no_long_arrow_and_a_start_without_f_no_divergence(view):
    plateau = surfaces["plateau"]()
    show(view, scene_of(plateau, (2.0, 2.0)), 0)
    assert view.picture.arrows() == []
    show(view, scene_of(TypedSurface("log(x)"), (-1.0, 0.0)), 0)
    assert view.picture.entries()[0].value is None
    view.plane.grab()


@pytest.mark.parametrize(("name", "log"), [("lecture_example", True), ("bowl", False)])
def test_ground_beyond_the_window_takes_no_colours_from_it(name, log):
    surface, narrow, wide = surfaces[name](), SurfaceLayer(), SurfaceLayer()
    (left, right), (low, high) = surface.window
    sides = (right - left) * 60, (high - low) * 60
    narrow.sample(surface, log, Viewport.fitted(surface.window, QRectF(0, 0, *sides)))
    stretched = Viewport.fitted(surface.window, QRectF(0, 0, sides[0], 2.5 * sides[1]))
    wide.sample(surface, log, stretched)
    assert stretched.y[1] > high
    assert not narrow.range.beyond and wide.range.beyond
    assert wide.range.high == pytest.approx(narrow.range.high, rel=0.05)
    if name == "bowl":  # nothing of the window in view: what is in view has all the colours
        away = stretched.y[0] - 20 * (high - low), stretched.y[1] - 20 * (high - low)
        wide.sample(surface, log, stretched.seen((stretched.x, away)))
        assert not wide.range.beyond
        assert wide.range.high > 10 * narrow.range.high


def test_critical_points_arrive_and_say_what_they_mean(view, qtbot):
    show(view, lecture())
    qtbot.waitUntil(lambda: len(view.picture.critical) > 0)
    minimum = view.picture.critical[0]
    assert (minimum.x, minimum.y) == pytest.approx((0.547742, 0.821613), abs=1e-5)
    text = tip_at(view.picture, QPointF(at(view, (minimum.x, minimum.y))))
    assert text == critical_text(minimum)
    assert text.startswith("minimum (0.5477, 0.8216), f = 9.506; eigenvalues ")
    assert "2/λₘₐₓ = " in text and "κ = " in text


def test_every_kind_of_critical_point_has_words():
    for name in ("saddle", "himmelblau", "ackley", "monkey_saddle"):
        for critical in critical_points(surfaces[name]()):
            assert "f = " in critical_text(critical) and "None" not in critical_text(critical)


def test_the_summary_follows_the_cursor(view, qtbot):
    scene = lecture()
    show(view, scene, 37)
    step = scene.runs[0][37]
    qtbot.waitUntil(lambda: "step 37" in view.accessibleDescription())
    assert f"R0 at step 37 of {scene.runs[0].last}: f = {step.loss:.4g}" in (
        view.accessibleDescription()
    )


# Themes and files


def test_a_change_of_theme_repaints_everything(view):
    show(view, lecture(), 20)
    light = pixels(view)
    style.mode = "dark"
    dark = pixels(view)
    assert dark.mean() < light.mean() - 30


def test_a_saved_picture_of_any_scale_looks_as_the_screen_does(view, tmp_path):
    show(view, lecture(steps=90), 80)
    once = pixels(view)
    save_picture(view, tmp_path / "large.png", scale=3.0)
    image = QImage(str(tmp_path / "large.png"))
    assert image.size() == view.plane.size() * 3
    small = image.scaled(
        view.plane.size(), Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    assert (np.abs(rgb(small) - once).max(axis=2) > 48).mean() < 0.03


def test_an_svg_has_lines_and_one_image(view, tmp_path):
    show(view, lecture(), 50)
    save_picture(view, tmp_path / "picture.svg")
    text = (tmp_path / "picture.svg").read_text()
    assert text.count("<image") == 2  # the map and the ramp of the colour bar
    assert runner_color(0).name() in text and halo().name() in text
    assert text.count("<path") > 3
