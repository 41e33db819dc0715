"""The parts of the loss surface: colours that mean something, paths that do not lie, questions that
are answered however fast they come."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionComboBox

from playground.app.look.style import runner_color, surface_lut
from playground.app.network.landscape.controls import LandscapeBar
from playground.app.network.landscape.job import Drawn, Request
from playground.app.network.landscape.legend import freest_corner, paint_legend
from playground.app.network.landscape.scale import AT_REST, Ranks, bar_name, bar_ticks, scale_of
from playground.app.network.landscape.strip import Strip, told
from playground.app.network.landscape.survey import Survey
from playground.app.network.landscape.trails import Head, paint_path
from playground.app.network.landscape.words import KINDS, axis_names, belief, kind_of, sentence_of
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import Range
from playground.app.widgets.combo import Combo
from playground.engine.plane import Plane
from playground.lab.experiments.landscape_settings import LandscapeSettings
from playground.lab.experiments.presets import presets
from playground.lab.landscapes.kinds import SEEN
from playground.lab.landscapes.live import made, usual_kind, wanted_plane
from playground.lab.landscapes.picture import Path

VIEW = Viewport((0.0, 4.0), (0.0, 4.0), (0.0, 0.0, 200.0, 200.0), True)
PLANE = Plane("random:1", np.zeros(2), np.array([1.0, 0]), np.array([0, 1.0]))


def path(residual, loss, slot=0):
    """From the left to the right across the middle of the picture, in five steps."""
    n = len(residual)
    return Path(slot, "GD", np.arange(n), np.linspace(0.5, 3.5, n), np.full(n, 2.0),
                np.array(residual), np.ones(n), np.array(loss))


def painted(one, cursor=100):
    """The colours along the middle of the picture."""
    image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint_path(painter, one, None, cursor, VIEW, Range(True, 0.0, 0.0, 2.0))
    painter.end()
    return [image.pixelColor(x, 100) for x in (50, 100, 150)]


def near(a, b):
    return max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue())) < 12


def test_on_the_plane_a_path_is_a_line_in_the_runners_colour(qapp):
    exact = [0.0] * 5
    assert all(near(color, runner_color(0)) for color in painted(path(exact, [1.0] * 5)))
    assert not near(painted(path(exact, [1.0] * 5), cursor=2)[2], runner_color(0))


@pytest.mark.parametrize("power", [0.0, 1.0, 2.0])
def test_beside_it_a_shadow_has_the_colour_of_the_true_risk(qapp, power):
    table = surface_lut()
    expected = QColor(*table[round(power / 2 * 255)].tolist())
    seen = painted(path([0.5] * 5, [10**power] * 5))
    assert all(max(abs(c.red() - expected.red()), abs(c.green() - expected.green())) < 26
               for c in seen)
    unknown = painted(path([0.5] * 5, [np.nan] * 5))
    assert not any(near(color, expected) for color in unknown)


def test_colours_by_logarithm_by_rank_and_as_it_is():
    values = np.geomspace(1e-2, 1e3, 10_000).reshape(100, 100)
    log = scale_of(values, "log")
    assert (log.low, log.high) == (pytest.approx(-2, abs=0.01), pytest.approx(3))
    ranks = scale_of(values, "quantile")
    assert isinstance(ranks, Ranks)
    shown = ranks.shown(np.array([1e-2, np.sqrt(10), 1e3, np.inf]))
    assert shown[:3] == pytest.approx([0, 0.5, 1], abs=0.01) and np.isnan(shown[3])
    linear = scale_of(values, "linear")
    assert not linear.log and linear.low == values.min()
    assert [bar_name(s, "R") for s in (log, ranks, linear)] == ["R (log)", "R (by rank)", "R"]


def test_values_that_are_not_finite_choose_no_colours():
    values = np.full((9, 9), np.inf)
    values[:, :4] = np.linspace(1, 2, 36).reshape(9, 4)
    for kind in ("log", "quantile", "linear"):
        scale = scale_of(values, kind)
        shown = scale.shown(np.array([1.0, 2.0]))
        assert shown.tolist() == pytest.approx([scale.low, scale.high], abs=0.3 * (
            scale.high - scale.low))
    assert np.isfinite(scale_of(np.full((3, 3), np.nan), "log").high)


def test_the_bar_has_numbers_even_within_a_decade():
    ticks = bar_ticks(Range(True, 0.0, np.log10(0.9), np.log10(1.3)), 8)
    assert len(ticks) >= 4
    for place, text in ticks:
        value = 10 ** (np.log10(0.9) + place * np.log10(1.3 / 0.9))
        assert float(text) == pytest.approx(value, rel=1e-3)


def test_a_flat_picture_has_one_colour_and_is_said_to_be_flat():
    level = np.full((9, 9), 2.15) * (1 + 1e-8 * np.eye(9))
    for kind in ("log", "quantile", "linear"):
        scale = scale_of(level, kind)
        shares = (scale.shown(level) - scale.low) / (scale.high - scale.low)
        np.testing.assert_allclose(shares, 0.5, atol=1e-6)
        assert bar_name(scale, "R") == "R"
    zero = scale_of(np.zeros((9, 9)), "log")
    assert zero.low < 0 < zero.high
    assert "R is the same all over" in belief(PLANE, 0.3, None, [], 0, flat=True)
    assert "same" not in belief(PLANE, 0.3, None, [], 0)


def test_while_heights_change_a_little_the_colours_stay():
    before = scale_of(np.geomspace(1, 100, 400).reshape(20, 20), "log")
    assert scale_of(np.geomspace(1.2, 90, 400).reshape(20, 20), "log", before) is before
    assert scale_of(np.geomspace(1, 1e5, 400).reshape(20, 20), "log", before) is not before


def test_at_rest_the_colours_are_those_of_the_heights_that_are_there():
    before = Range(True, 0.0, 0.0, 2.0)
    values = np.geomspace(1, 10**2.2, 400).reshape(20, 20)
    assert scale_of(values, "log", before) is before
    assert scale_of(values, "log", before, AT_REST).high == pytest.approx(2.2)
    near = np.geomspace(1, 10**2.02, 400).reshape(20, 20)
    assert scale_of(near, "log", before, AT_REST) is before


def test_every_kind_that_can_be_chosen_says_what_it_shows_and_hides():
    assert {kind.partition(":")[0] for kind in SEEN} | {""} == set(KINDS)
    for kind in KINDS.values():
        assert kind.sentence.startswith("Shows ") and "; hides " in kind.sentence
    assert kind_of("random:3:joint") is KINDS["random"]


def test_a_path_like_a_random_walks_is_said_to_show_nothing():
    u, v = np.eye(3)[:2]
    walk = Plane("pca", np.zeros(3), u, v, (0.60, 0.16))
    clear = Plane("pca", np.zeros(3), u, v, (0.95, 0.04))
    assert "no more than a random walk would show" in belief(walk, 0.3, None, [], 0)
    assert "no more" not in belief(clear, 0.3, None, [], 0)
    flat = Plane("pca", np.zeros(2), PLANE.u, PLANE.v, (0.60, 0.40))
    assert "%" in belief(clear, 0.3, None, [], 0)
    assert "%" not in belief(clear, 0.3, None, [], 0, bars=True)  # they have their numbers
    assert "no more" in belief(walk, 0.3, None, [], 0, bars=True)
    stands = path([0.0], [1.0])  # of a path that is not there, nothing is shared
    assert belief(clear, 0.3, stands, [], 0).startswith("No path yet")
    assert "random walk" not in belief(flat, 0.0, None, [], 0)  # two dimensions are all there are


def test_what_is_not_all_of_a_spread_is_not_called_so():
    plane = Plane("pca", np.zeros(3), *np.eye(3)[:2], (0.9973, 0.0027))
    told = belief(plane, 0.9996, None, [], 0)
    assert told.startswith("99.73 % and 0.27 % of the path's spread (a random walk")
    assert "of many dimensions: 61 % and 15 %)" in told
    across, _ = axis_names(plane, presets["xor"].experiment(), ())
    assert across == "1st main direction (99.73 %)"
    head = Head(0, "GD", 0, 1.0, 1.0, 0.0004, 1.0)
    away = belief(plane, 0.9996, path([0.0, 0.998], [1.0, 1.0]), [head], 0)
    assert "misses 99.96 % of a step" in away
    assert "now 0.040 % of ‖θ‖ beside the plane, the path up to 99.8 %" in away
    far = Head(0, "GD", 0, 1.0, 1.0, 2.5, 1.0)
    away = belief(plane, 0.9996, path([0.0, 1e53], [1.0, 1.0]), [far], 0)
    assert "now 2.5 times ‖θ‖ beside the plane, the path up to 1×10⁵³ times ‖θ‖" in away


def test_the_legend_goes_where_nobody_walks(qapp):
    here = Head(0, "GD", 0, 3.9, 3.9, 0.0, 1.0)
    wide = Viewport((0.0, 4.0), (0.0, 4.0), (0.0, 0.0, 600.0, 400.0), True)
    assert freest_corner((), [here], wide, 0) != 0
    assert freest_corner((), [], wide, 2) == 2
    most = [Head(0, "GD", 0, a, b, 0.0, 1.0) for a, b in ((3.9, 3.9), (3.9, 0.1), (0.1, 0.1))]
    assert freest_corner((), most, wide, 0) == 3
    assert freest_corner((), most, wide, 3, named=True) != 3


def test_a_large_legend_has_fewer_words(qapp):
    def hidden(view, count):
        """The share of the picture under a legend in its lower right corner."""
        paths = tuple(path([0.5] * 5, [1.0] * 5, slot) for slot in range(count))
        image = QImage(600, 400, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        paint_legend(painter, paths, 0, view, 1)
        painter.end()
        bits = np.frombuffer(image.constBits(), np.uint8).reshape(400, 600, 4)
        return np.count_nonzero(bits[..., 3]) / (view.area.width() * view.area.height())

    def wide(w, h):
        return Viewport((0.0, 4.0), (0.0, 4.0), (0.0, 0.0, float(w), float(h)), True)

    assert hidden(wide(600, 400), 6) < 0.15 and 0 < hidden(wide(340, 240), 6) < 0.2
    assert hidden(wide(340, 160), 6) == 0, "the list of runners says who is who"
    assert 0 < hidden(wide(600, 400), 1) < hidden(wide(340, 240), 6)


class Asked:
    """A survey of a small network, and what came of it."""

    def __init__(self, qtbot):
        experiment = presets["xor"].experiment()
        self.run = experiment.run_of(experiment.runners[0])
        self.run.ensure(60)
        self.survey, self.drawn, self.qtbot = Survey(), [], qtbot
        self.survey.drawn.connect(self.drawn.append)

    def ask(self, key, kind="random:1", cursor=0, sides=(17,)):
        def make():
            wanted = wanted_plane(kind, [self.run], 0, cursor)
            return Request((wanted,), None, None, None, VIEW.rect, sides, None, True, key)

        return self.survey.ask(key, make)

    def wait(self):
        self.qtbot.waitUntil(lambda: not self.survey.busy and not self.survey.background.busy)


@pytest.fixture
def asked(qtbot):
    """A survey, which ends with the test."""
    made = Asked(qtbot)
    yield made
    made.survey.background.stop()


def test_however_fast_questions_come_they_are_answered(asked, qtbot):
    for cursor in range(60):
        assert asked.ask(cursor, cursor=cursor)
        qtbot.wait(1)
    asked.wait()
    keys = [drawn.made for drawn in asked.drawn]
    assert keys == sorted(keys) and keys[-1] == 59 and len(keys) > 2


def test_the_same_question_is_asked_once_and_a_newer_one_ends_the_finer_pictures(asked, qtbot):
    assert asked.ask("a", sides=(17, 257, 513)) and not asked.ask("a")
    qtbot.waitUntil(lambda: len(asked.drawn) >= 1)
    asked.ask("b")
    asked.wait()
    assert [drawn.made for drawn in asked.drawn][-1] == "b" and len(asked.drawn) < 4
    asked.survey.forget()
    assert asked.ask("b")
    asked.wait()


def test_a_refusal_does_not_end_the_survey(asked):
    refused = []
    asked.survey.refused.connect(refused.append)
    asked.ask("no plane", "weights:2,2")
    asked.wait()
    assert "twice" in refused[0] and asked.drawn == []
    asked.ask("a plane")
    asked.wait()
    assert isinstance(asked.drawn[-1], Drawn)


@pytest.mark.parametrize("end", [1e12, 1e261, 1.7e308, np.inf])
def test_a_line_to_a_run_that_diverged_is_drawn_by_powers_of_ten(qtbot, end):
    strip = Strip()
    qtbot.addWidget(strip)
    strip.resize(400, 120)
    strip.show()
    t = np.linspace(0, 1, 101)
    with np.errstate(all="ignore"):
        loss = 2.0 + t**2 * end
    strip.show_line(t, loss, (0, 0), "start to step 65")
    if end != np.inf:
        np.testing.assert_allclose(strip.heights, np.log10(loss), rtol=1e-12)
        assert strip.axis("left").logMode and strip.axis("left").labelText in ("R (log)", "R")
        low, high = strip.box.ranges[1]
        assert low <= np.log10(2) < np.log10(end) <= high + 0.3
    else:
        assert np.isfinite(strip.heights).sum() == np.isfinite(loss).sum()
    strip.grab()
    strip.show_line(t, 1 + t, (0, 0), "start to step 66")
    assert not strip.axis("left").logMode and strip.heights.max() == 2.0


def test_an_empty_line_keeps_no_name_of_the_one_before(qtbot):
    strip = Strip()
    qtbot.addWidget(strip)
    strip.resize(400, 120)
    t = np.linspace(0, 1, 5)
    strip.show_line(t, t**2, (0, 0), "start to step 65")
    assert strip.axis("bottom").labelText == "start to step 65"
    strip.clear_line()
    assert not strip.axis("bottom").labelText and strip.accessibleDescription() == ""


@pytest.mark.parametrize(
    ("frozen", "plane", "sentence"),
    [
        ([1, 3], "weights:2,0", "These two are all that moves"),
        ([1, 3], "pca", "hides nothing: all that moves lies on this plane"),
        ([1, 3], "weights:0,1", "hides every change of the others"),
        ([1], "weights:0,2", "hides every change of the others"),
        ([1, 2, 3], "weights:0,1", "hides nothing: all that moves lies on this plane"),
    ],
)
def test_a_plane_of_all_that_moves_hides_nothing(frozen, plane, sentence):
    experiment = presets["two_minima"].experiment()
    experiment = replace(experiment, problem=replace(experiment.problem, frozen=tuple(frozen)))
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    runs[0].ensure(20)
    drawn = made(wanted_plane(plane, runs, 0, 20))
    assert sentence in sentence_of(plane, drawn, runs[0].problem)
    assert "hides nothing" not in sentence_of("curvature", drawn, runs[0].problem)


def test_a_path_that_begins_at_nought_has_no_share_of_its_length_there():
    own = path([0.3, 0.2], [1.0, 1.0])
    own.size[0] = 0.0
    start = Head(0, "GD", 0, 1.0, 1.0, 0.3, 0.0)
    assert "now 0.3 beside the plane, the path up to 20 %" in belief(PLANE, 0.5, own, [start], 0)


def test_one_parameter_that_moves_is_seen_beside_its_neighbour():
    experiment = presets["four_points"].experiment()
    run = experiment.run_of(experiment.runners[0])
    run.ensure(50)
    assert usual_kind(run.problem) == "weights:0,1"
    drawn = made(wanted_plane("weights:0,1", (run,), 0, 50))
    assert "hides nothing" in sentence_of("weights:0,1", drawn, run.problem)


@pytest.mark.parametrize("plane", SEEN)
def test_the_chosen_plane_is_read_whole(qtbot, plane):
    bar = LandscapeBar()
    qtbot.addWidget(bar)
    bar.resize(500, 100)
    bar.show()
    named = {"weights:I,J": "weights:0,1", "ends:I,J,K": "ends:0,1,2"}.get(
        plane, plane.replace("SEED[:ignore|joint|elementwise|none]", "3:joint"))
    bar.show_settings(LandscapeSettings(plane=named), named, ["GD", "Adam", "RMSprop"], True)
    qtbot.waitUntil(lambda: bar.kind.width() >= bar.kind.minimumWidth())
    assert bar.kind.currentText() == kind_of(named).title
    for combo in bar.findChildren(Combo):
        if combo.isVisible():
            option = QStyleOptionComboBox()
            combo.initStyleOption(option)
            assert option.currentText == combo.currentText()


@pytest.mark.parametrize("loss", [
    np.geomspace(1e303, 1.7e308, 11), np.r_[0.0, np.geomspace(1, 1.7e308, 10)],
    np.r_[np.geomspace(1, 1e300, 10), np.inf], np.full(11, np.inf), np.full(11, 1.7e308),
])
def test_a_line_may_end_near_the_largest_float(qtbot, loss):
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show_line(np.linspace(0, 1, 11), loss, (0, 1), "start to end")
    assert np.isfinite(strip.box.ranges).all()
    assert np.isfinite(strip.heights[np.isfinite(loss) & (loss > 0)]).all()


def test_how_a_line_is_drawn_is_said_only_where_it_is(qapp):
    loss = np.geomspace(3, 1e200, 101)
    assert "drawn by its logarithm" in told(loss)
    assert "drawn" not in told(loss, drawn=False)


def test_colours_of_a_flat_picture_near_the_largest_float_are_finite():
    scale = scale_of(np.full((3, 3), 1.7e308), "log")
    assert np.isfinite([scale.low, scale.high]).all() and scale.low < scale.high
