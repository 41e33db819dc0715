"""The surface on its plane: whose trail is on top, what lies outside, what heights have colours."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage

from playground.app.core.view import Scene
from playground.app.documents.picture_files import save_picture
from playground.app.look.style import runner_color, style
from playground.app.paint.viewport import Viewport
from playground.app.plots.height_bar import bar_ticks
from playground.app.plots.heights import height_range
from playground.app.plots.pointers import pointer_to
from playground.app.surface.colour_bar import bar_name
from playground.app.surface.heat_map import SurfaceLayer
from playground.app.surface.heights import has_floor
from playground.app.surface.tips import tip_at
from playground.app.surface.view import SurfaceView
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe

LEFT = Qt.MouseButton.LeftButton
SQUARE = ((-2.0, 2.0), (-2.0, 2.0))


def scene_of(surface, *starts, rate=0.01, steps=60, selected=0):
    kind = optimizers["gradient_descent"]
    runners = tuple(
        Runner(f"R{k}", kind.from_settings({"learning_rate": rate}), start)
        for k, start in enumerate(starts)
    )
    experiment = Experiment(SurfaceRecipe(surface), runners, StopRules(max_steps=steps))
    runs = tuple(experiment.run_of(runner) for runner in runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs, selected)


@pytest.fixture
def view(qtbot):
    made = SurfaceView()
    made.resize(760, 520)
    made.show_arrows = False
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(view, scene, cursor):
    view.show_scene(scene, cursor)
    view.plane.viewport().repaint()


def image_of(view, tmp_path, how):
    if how == "screen":
        return view.plane.grab().toImage()
    save_picture(view, tmp_path / "picture.png", scale=1.0)
    return QImage(str(tmp_path / "picture.png"))


def nearest(color, slots):
    """The runner whose colour is seen; the past of a trail is paler."""
    def gap(slot):
        other = runner_color(slot)
        hue = (color.hue() - other.hue()) % 360
        return min(hue, 360 - hue)

    return min(slots, key=gap)


# Along the x axis of a bowl all runs end in the same line, one over the other.
def one_line(selected, steps=200):
    return scene_of(
        TypedSurface("x^2 + y^2", SQUARE), (1.6, 0.0), (1.61, 0.0), (1.62, 0.0), rate=0.004,
        steps=steps, selected=selected,
    )


@pytest.mark.parametrize("how", ["screen", "file"])
@pytest.mark.parametrize("played", [True, False])
@pytest.mark.parametrize(("selected", "top"), [(0, 0), (1, 1), (2, 2)])
def test_the_selected_runners_trail_is_on_top(view, tmp_path, selected, top, played, how):
    scene = one_line(selected)
    show(view, scene, 0 if played else 200)
    if played:
        for cursor in range(0, 201, 4):
            view.show_cursor(cursor)
            view.plane.viewport().repaint()
    for point in ((1.4, 0.0), (1.2, 0.0)):  # the past
        at = view.plane.map_view.pixel(point).toPoint()
        assert nearest(image_of(view, tmp_path, how).pixelColor(at), (0, 1, 2)) == top


@pytest.mark.parametrize("how", ["screen", "file"])
def test_the_others_keep_their_order_whichever_of_them_grows(view, tmp_path, how):
    """Slot 1 walks long after slot 2 has ended; it stays below."""
    scene = one_line(0)
    short = replace(scene.experiment, stop=StopRules(max_steps=120))
    runner = short.runners[2]
    run = short.run_of(runner)
    run.ensure(120)
    far = scene.experiment.run_of(replace(scene.experiment.runners[0], start=(-1.5, 1.0)))
    far.ensure(200)
    show(view, Scene(scene.experiment, (far, scene.runs[1], run)), 0)
    for cursor in range(0, 201, 2):
        view.show_cursor(cursor)
        view.plane.viewport().repaint()
    at = view.plane.map_view.pixel((1.2, 0.0)).toPoint()
    assert nearest(image_of(view, tmp_path, how).pixelColor(at), (1, 2)) == 2


def test_trails_stand_out_in_the_dark_theme_as_in_the_light_one(view):
    ground, contrast = scene_of(TypedSurface("x^2 + y^2", SQUARE)), {}
    for mode in ("light", "dark"):
        style.mode = mode
        at = []
        show(view, ground, 0)
        bare = view.plane.grab().toImage()
        show(view, one_line(0), 200)
        at = view.plane.map_view.pixel((1.3, 0.0)).toPoint()
        trail, map_ = view.plane.grab().toImage().pixelColor(at), bare.pixelColor(at)
        contrast[mode] = sum(
            abs(a - b) for a, b in zip(trail.getRgb()[:3], map_.getRgb()[:3], strict=True)
        )
    assert contrast["light"] > 60
    assert contrast["dark"] >= contrast["light"]


# What is outside


VIEW = Viewport.fitted(SQUARE, QRectF(50, 10, 400, 400))


@pytest.mark.parametrize(("point", "place", "degrees"), [
    ((10.0, 0.0), (1, 0), 0), ((-10.0, 0.0), (-1, 0), 180), ((0.0, 10.0), (0, -1), -90),
    ((0.0, -1e300), (0, 1), 90), ((float("inf"), 0.0), (1, 0), 0),
])
def test_a_pointer_stands_at_the_edge_and_points_there(point, place, degrees):
    pointer = pointer_to(VIEW, 0, point, False)
    middle, away = VIEW.area.center(), pointer.at - VIEW.area.center()
    assert VIEW.area.contains(pointer.at)
    for have, want in zip((away.x(), away.y()), place, strict=True):
        assert have == pytest.approx(want * (200 - 22), abs=1)
    assert np.degrees(pointer.angle) == pytest.approx(degrees, abs=1) and middle is not None


def test_nothing_points_to_what_is_seen_or_nowhere():
    assert pointer_to(VIEW, 0, (0.5, 0.5), False) is None
    assert pointer_to(VIEW, 0, (float("nan"), 0.5), False) is None


def test_a_start_and_a_run_outside_are_pointed_to_and_can_be_chosen(view, qtbot):
    bowl = surfaces["bowl"]()
    show(view, scene_of(bowl, (30.0, 0.0), (1.0, 1.0), rate=0.2), 10)
    (start,) = view.picture.pointers()
    assert (start.slot, start.start) == (0, True)
    assert tip_at(view.picture, start.at).startswith(
        "The start of R0 is outside of the picture, to the right: x = 30"
    )
    chosen, moved = [], []
    view.runner_clicked.connect(chosen.append)
    view.start_dragged.connect(lambda *args: moved.append(args))
    qtbot.mouseClick(view.plane.viewport(), LEFT, pos=start.at.toPoint())
    assert chosen == [0] and moved == []
    saddle = scene_of(surfaces["saddle"](), (0.5, 0.5), rate=5.0, steps=400)
    show(view, saddle, 300)
    (gone,) = view.picture.pointers()
    assert not gone.start
    view.plane.grab()
    view.show_cursor(0)
    assert view.picture.pointers() == []


# A double click


def test_a_double_click_fits_and_touches_nothing_else(view, qtbot):
    show(view, scene_of(surfaces["bowl"](), (1.0, 1.0), (-3.0, 3.0)), 5)
    fitted = view.plane.map_view
    view.set_probe((2.0, 2.0))
    probes, chosen, twice = [], [], []
    view.probe_dragged.connect(lambda *args: probes.append(args))
    view.runner_clicked.connect(chosen.append)
    view.double_clicked.connect(lambda: twice.append(True))
    view.plane.zoom(1.2)
    at = view.plane.map_view.area.center().toPoint() + QPoint(60, 40)
    qtbot.mouseClick(view.plane.viewport(), LEFT, pos=at)
    assert view.probe != (2.0, 2.0)
    qtbot.mouseDClick(view.plane.viewport(), LEFT, pos=at)
    assert view.probe == (2.0, 2.0) and probes[-1] == ((2.0, 2.0), True)
    assert view.plane.map_view == fitted and twice == []  # no start was moved
    view.set_probe(None)
    qtbot.mouseClick(view.plane.viewport(), LEFT, pos=at)
    qtbot.mouseDClick(view.plane.viewport(), LEFT, pos=at)
    assert twice == [True]
    there = view.plane.map_view.pixel((-3.0, 3.0)).toPoint()
    qtbot.mouseClick(view.plane.viewport(), LEFT, pos=there)
    view.show_scene(view.scene._replace(selected=1), 5)  # as the window does
    qtbot.mouseDClick(view.plane.viewport(), LEFT, pos=there)
    assert chosen == [1, 0]


# Heights


@pytest.mark.parametrize("text", ["1/x + y^2", "tan(x) + y", "-1/(x^2 + y^2)"])
@pytest.mark.parametrize("log", [False, True])
def test_a_hole_without_a_bottom_leaves_the_colours_to_the_rest(text, log):
    surface, layer = TypedSurface(text, SQUARE), SurfaceLayer()
    view = Viewport.fitted(SQUARE, QRectF(0, 0, 400, 400))
    layer.sample(surface, log, view)
    x = np.linspace(-1.97, 1.97, 120)
    with np.errstate(all="ignore"):
        values = surface.value(*np.meshgrid(x, x))
    share = (layer.range.shown(values) - layer.range.low) / (layer.range.high - layer.range.low)
    middle = np.quantile(share, [0.1, 0.9])
    assert middle[1] - middle[0] > (0.1 if not log else 0.02)
    assert ((share > -0.01) & (share < 1.01)).mean() > 0.85
    labels = [label for _, label in bar_ticks(layer.range, 12)]
    assert len(set(labels)) == len(labels) >= 2
    assert not any(bar_name(layer.range).endswith(f" {label})") for label in labels)


def test_a_power_has_colours_where_it_is_defined():
    surface, layer = TypedSurface("x^y", SQUARE), SurfaceLayer()
    layer.sample(surface, True, Viewport.fitted(SQUARE, QRectF(0, 0, 400, 400)))
    assert layer.range.lowest >= 0  # and not what single points left of 0 would say
    with np.errstate(all="ignore"):
        ones = layer.range.shown(np.array([0.2, 5.0]))
    assert np.diff(ones) > 0.15 * (layer.range.high - layer.range.low)


@pytest.mark.parametrize("log", [False, True])
def test_the_low_end_is_cut_as_the_high_end_is(log):
    """Turned upside down, the same heights keep the same colours."""
    values = np.tan(np.linspace(-1.57, 1.57, 128 * 128)).reshape(128, 128)
    up, down = height_range(values, np.inf, False), height_range(-values, np.inf, False)
    assert (up.low, up.high) == pytest.approx((-down.high, -down.low))
    assert up.high < 100 < values.max()
    if log:
        assert height_range(values, values.min(), True).lowest == pytest.approx(up.low)


def test_a_minimum_is_never_cut_and_a_hole_is_none():
    for name, kind in surfaces.items():
        inside = name not in ("saddle", "monkey_saddle")
        assert has_floor(kind()) == inside, name
    for text in ("1/x + y^2", "tan(x) + y", "log(x^2 + y^2)", "x + y", "x^y", "-1/(x^2+y^2)"):
        assert not has_floor(TypedSurface(text, SQUARE)), text
    for text in ("-exp(-50(x^2 + y^2))", "abs(x) + sqrt(abs(y))", "x^2 + 100y^2"):
        assert has_floor(TypedSurface(text, SQUARE)), text
    well, layer = TypedSurface("-exp(-50(x^2 + y^2))", SQUARE), SurfaceLayer()
    layer.sample(well, False, Viewport.fitted(SQUARE, QRectF(0, 0, 400, 400)))
    assert layer.range.low < -0.95


# The menu


def test_the_menu_says_what_the_left_button_does_here_and_asks_for_a_picture(view, qtbot):
    show(view, one_line(0), 5)
    menu = view.plane.make_menu()
    modes = next(a for a in menu.actions() if a.text() == "Left button").menu().actions()
    assert modes[0].text() == "Moves the start, or the probe"
    with qtbot.waitSignal(view.picture_asked):
        menu.save.trigger()


def test_the_reading_stands_at_the_pointer_on_screen_and_not_in_files(view, tmp_path):
    show(view, one_line(0), 5)
    at = view.plane.map_view.pixel((-1.0, -1.0))
    before = view.plane.grab().toImage()
    view.hover(at)
    plate = (at + QPointF(24, -16)).toPoint()
    assert view.plane.grab().toImage().pixelColor(plate) != before.pixelColor(plate)
    saved = image_of(view, tmp_path, "file").pixelColor(plate)
    assert all(
        abs(a - b) < 12
        for a, b in zip(saved.getRgb(), before.pixelColor(plate).getRgb(), strict=True)
    )
    view.hover(None)
    assert view.plane.grab().toImage().pixelColor(plate) == QColor(before.pixelColor(plate))
