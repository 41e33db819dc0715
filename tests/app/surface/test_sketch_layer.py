"""What a rule's update looks at is drawn over the map: shapes, key, tooltips, a switch."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from test_surface_view import show

from playground.app.core.view import Scene
from playground.app.documents.picture_files import save_picture
from playground.app.look.preferences import preferences, show_decimal
from playground.app.look.style import style
from playground.app.paint.viewport import Viewport
from playground.app.sketch.key import KEYS, Key, keys_of, paint_glyph
from playground.app.surface.sketch_shapes import PAINTERS, paint_sketch
from playground.app.surface.tips import tip_at
from playground.app.surface.view import SurfaceView
from playground.engine.optimizers import optimizers
from playground.engine.problem import Array
from playground.engine.sketch import (
    LOOKS,
    MARKS,
    Bars,
    Direction,
    Dots,
    Ellipse,
    Parabola,
    Polygon,
    Shape,
)
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe

FAR = (-1.2, 1.0)
DRAWN = ("line_search", "newton", "conjugate_gradient", "bfgs", "lbfgs", "levenberg_marquardt",
         "nelder_mead", "cma_es", "rprop")


def scene(name, surface="rosenbrock", start=FAR, steps=40, **settings):
    runner = Runner("R", optimizers[name].from_settings(settings), start)
    experiment = Experiment(
        SurfaceRecipe(surfaces[surface]()), (runner,), StopRules(max_steps=steps)
    )
    run = experiment.run_of(runner)
    run.ensure(steps)
    return Scene(experiment, (run,))


@pytest.fixture
def view(qtbot):
    preferences.choose("motion", "reduced")
    made = SurfaceView()
    made.resize(900, 640)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    preferences.forget()


def picture(view):
    return view.plane.grab().toImage()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", DRAWN)
def test_every_rule_that_says_what_to_draw_is_drawn(view, name, mode):
    style.mode = mode
    show(view, scene(name), 2)
    with_it, head = picture(view), view.sketch.lines()[0]
    assert head == "step 2 → 3"
    view.show_sketch(False)
    assert view.sketch.lines() == [] and picture(view) != with_it
    view.tools.sketch.click()
    assert view.sketch.on and picture(view) == with_it


def test_a_rule_that_follows_its_arrows_has_no_plate(view):
    for name in ("gradient_descent", "adamw", "lion", "muon"):
        show(view, scene(name), 2)
        shapes = [s for s in view.sketch.sketch if isinstance(s, Shape)]
        assert shapes == [], name


def test_every_shape_has_a_painter_and_a_key():
    kinds = set(Shape.__subclasses__())
    assert kinds - set(PAINTERS) == {Bars} and kinds - set(KEYS) == {Bars}


def test_marks_and_lines_are_told_apart_by_their_form(qapp):
    """In one colour all of them are still different pictures."""
    made = set()
    for glyph in (*MARKS, *LOOKS, "armijo", "flat", "before", "after"):
        image = QImage(24, 16, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFF)
        painter = QPainter(image)
        paint_glyph(painter, Key(glyph, "", ""), QRectF(0, 0, 24, 16))
        painter.end()
        dark = tuple(
            image.pixelColor(x, y).lightness() < 235 for x in range(24) for y in range(16)
        )
        assert any(dark), glyph
        made.add(dark)
    assert len(made) == 10


def test_the_step_that_is_drawn_is_the_one_that_is_explained(view):
    shown = scene("newton", steps=30)
    run = shown.runs[0]
    show(view, shown, 1)
    assert view.sketch.step == 1
    view.show_cursor(999)
    assert run.stop is not None and view.sketch.step == run.last - 1


def test_newton_says_that_it_climbs_and_where_it_leaves_the_picture(view):
    show(view, scene("newton"), 1)
    lines = view.sketch.lines()
    assert "The step climbs: f goes from 4.732 to 1412." in lines
    assert any("above 0: the parabola has a bottom" in line for line in lines)
    picture(view)
    edge = view.picture.viewport.area.bottom()
    found = []
    for x in range(int(view.picture.viewport.area.left()), int(view.picture.viewport.area.right())):
        found.append(view.sketch.tip_at(QPointF(x, edge)))
    assert any(tip.startswith("The step leads out of the picture, to (0.7631,") for tip in found)


def test_a_trial_says_why_it_was_not_taken(view):
    show(view, scene("line_search", search="armijo"), 0)
    picture(view)
    way = next(s for s in view.sketch.sketch if isinstance(s, Direction))
    said = []
    for trial in way.trials:
        place = view.picture.viewport.pixel(tuple(way.at(trial.alpha)))
        if place is not None and view.picture.viewport.area.contains(place):
            said.append(tip_at(view.picture, place, view.sketch))
    assert "Not taken: f would have to be at most" in said[0]
    assert said[-1].startswith("Trial 11 of 11: α = 0.0009766") and said[-1].endswith("Taken.")


def test_numbers_are_written_with_the_comma_in_force(view):
    show_decimal(",")
    show(view, scene("levenberg_marquardt", damping=0.5), 0)
    picture(view)
    assert any("α" in line or "λ = " in line for line in view.sketch.lines())
    assert not any("0.5" in line for line in view.sketch.lines())
    assert "new point: f = 6,118" in scene_keys("levenberg_marquardt")


def scene_keys(name):
    return [key.text for key in keys_of(scene(name).runs[0].sketch(0))]


def test_the_plate_stays_in_the_picture_and_off_the_step(view):
    for name, cursor in (("newton", 1), ("newton", 0), ("bfgs", 12), ("cma_es", 3)):
        show(view, scene(name), cursor)
        picture(view)
        plate, area = view.picture.plates[-1], view.picture.viewport.area
        assert area.contains(plate)
        legend = view.picture.legend.box(view.picture.entries(), area)
        assert not plate.intersects(legend)
        assert not any(plate.contains(at) for _, at in view.picture.heads())


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_a_saved_picture_has_the_key_in_it(view, tmp_path, suffix):
    show(view, scene("nelder_mead"), 20)
    made = []
    for on in (True, False):
        view.show_sketch(on)
        file = tmp_path / f"{on}{suffix}"
        save_picture(view, file)
        made.append(file.read_bytes())
    assert made[0] != made[1]
    if suffix == ".svg":
        assert b"simplex now" in made[0] and b"simplex now" not in made[1]


def test_playing_asks_for_a_step_only_once(view, monkeypatch):
    shown = scene("bfgs")
    asked = []
    kind = type(shown.runs[0].rule_at(0))
    original = kind.sketch

    def counted(self, *arguments):
        asked.append(1)
        return original(self, *arguments)

    monkeypatch.setattr(kind, "sketch", counted)
    show(view, shown, 3)
    for _ in range(3):
        picture(view)
    assert len(asked) == 1
    view.show_cursor(4)
    picture(view)
    assert len(asked) == 2


def test_newtons_parabola_is_a_net_in_the_round(view):
    show(view, scene("newton", "himmelblau", (0.5, 0.5)), 0)
    view.set_look("round")
    ground = view.looks.round.ground
    sheet = view.sketch.sheet(ground)
    shape = next(s for s in view.sketch.sketch if isinstance(s, Parabola))
    d: Array = np.array([sheet.a[10], sheet.b[20]]) - shape.point
    height = shape.value + shape.gradient @ d + 0.5 * d @ shape.matrix @ d
    assert sheet.levels[20, 10] == pytest.approx(float(ground.level(np.array(height))))


def test_ellipses_that_are_not_to_scale_are_enlarged_alike(qapp):
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    at = Viewport((-2.0, 2.0), (-2.0, 2.0), (0.0, 0.0, 400.0, 400.0), True)
    sketch = tuple(
        Ellipse("e", "Help.", np.zeros(2), np.diag([size**2, 0.01 * size**2]), to_scale=False)
        for size in (1e-3, 5e-4)
    )
    canvas = paint_sketch(painter, at, None, sketch, np.ones(2))
    painter.end()
    half = len(canvas.spots) // 2
    widths = [max(p.x() for p, _ in spots) - 200
              for spots in (canvas.spots[:half], canvas.spots[half:])]
    assert widths[0] == pytest.approx(84, abs=1) and widths[1] == pytest.approx(42, abs=1)


def test_what_is_far_away_or_no_number_does_no_harm(qapp):
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    at = Viewport((-2.0, 2.0), (-2.0, 2.0), (0.0, 0.0, 400.0, 400.0), True)
    bad = np.array([[np.nan, 1.0], [1e300, 0.0], [0.0, np.inf]])
    sketch = (
        Dots("d", "Help.", bad, "tried", ("a", "b", "c")), Polygon("p", "Help.", bad),
        Ellipse("e", "Help.", np.zeros(2), np.full((2, 2), np.nan), to_scale=False),
        Ellipse("e", "Help.", np.zeros(2), np.diag([1e300, 1.0])),
    )
    paint_sketch(painter, at, None, sketch, np.array([np.nan, 0.0]))
    painter.end()
