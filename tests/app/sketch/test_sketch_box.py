"""f along the way of a step, singular values, and their key: what the panel of a step shows."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from playground.app.core.view import Scene
from playground.app.plots.way import bands, heights_of, note_of, usual_span
from playground.app.sketch.box import SketchBox
from playground.app.sketch.key import refused, section_keys, trial_text
from playground.app.step.panel import StepPanel
from playground.engine.networks.place import Place
from playground.engine.optimizers import optimizers
from playground.engine.searches import Trial
from playground.engine.sketch import Direction
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.presets import presets
from playground.lab.experiments.surface_recipe import SurfaceRecipe

FAR = (-1.2, 1.0)


def run_of(name, surface="rosenbrock", start=FAR, steps=6, **settings):
    runner = Runner("R", optimizers[name].from_settings(settings), start)
    recipe = SurfaceRecipe(surfaces[surface]())
    run = Experiment(recipe, (runner,), StopRules(max_steps=steps)).run_of(runner)
    run.ensure(steps)
    return run


def network_scene(name, preset="xor", **settings):
    experiment = presets[preset].experiment()
    runner = replace(experiment.runners[0], optimizer=optimizers[name].from_settings(settings))
    experiment = replace(experiment, runners=(runner,))
    run = experiment.run_of(runner)
    run.ensure(6)
    return Scene(experiment, (run,))


def way_of(run, index):
    return next(s for s in run.sketch(index) if isinstance(s, Direction))


def made_way(slopes=(), **options):
    trials = tuple(Trial(alpha, loss, slope) for alpha, loss, slope in slopes)
    return Direction(
        "way", "Help.", np.zeros(2), np.ones(2), Trial(0.0, 10.0, -4.0), trials,
        options.pop("taken", trials[-1].alpha if trials else 0.0), **options,
    )


@pytest.fixture
def box(qtbot):
    made = SketchBox()
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


@pytest.fixture
def panel(qtbot):
    made = StepPanel()
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    return made


def test_a_search_is_shown_with_its_line_its_band_and_every_trial(box):
    run = run_of("line_search", search="wolfe")
    box.show_update(run, 2)
    plot, way = box.way_plot, way_of(run, 2)
    assert not plot.isHidden() and box.bar_plot.isHidden() and plot.way is way
    texts = [key.text for key in box.way_key.keys]
    assert texts == [
        "f along the way", "Armijo's line, c₁ = 10⁻⁴", "flat enough for Wolfe, c₂ = 0.9",
        "3 trials not taken", "taken: α = 0.594",
    ]
    assert plot.axis("bottom").names[0] == "step length α" and plot.axis("left").names == ("f",)
    for trial in way.trials:
        at = plot.box.mapViewToScene(QPointF(trial.alpha, trial.loss))
        if plot.box.area.contains(at):
            assert plot.text_at(at) == trial_text(way, trial)
    low, high = plot.heights
    taken = next(t for t in way.trials if t.alpha == way.taken)
    assert low < taken.loss < way.start.loss < high


def test_trials_far_along_are_told_and_seen_when_one_looks_there(box):
    run = run_of("line_search", search="armijo")
    box.show_update(run, 0)
    plot = box.way_plot
    assert plot.note == "9 trials more, up to α = 1 →"
    plot.box.zoom(1 / 400.0)
    assert plot.zoomed and plot.note.startswith(("", "1 trial", "2 trials"))
    before = plot.note
    box.show_update(run, 0)  # the same step: where one looks stays
    assert plot.zoomed and plot.note == before
    plot.fit()
    assert plot.note == "9 trials more, up to α = 1 →"
    box.show_update(run, 1)
    assert not plot.zoomed


def test_newtons_parabola_is_level_where_the_step_leads(box):
    run = run_of("newton")
    box.show_update(run, 1)
    assert box.way_plot.note == "f = 1412 at α = 1 ↑"
    assert "The step climbs: f goes from 4.732 to 1412." in box.words.text()
    texts = [key.text for key in box.way_key.keys]
    assert "the rule's parabola" in texts and "its level place: 0.5153" in texts
    way = way_of(run, 1)
    assert way.parabola(np.array(1.0)) == pytest.approx(0.5153, abs=1e-4)
    slopes = np.gradient(way.parabola(np.linspace(0.99, 1.01, 21)))
    assert abs(slopes[10]) < 1e-9


def test_a_rule_without_a_way_takes_no_room(box):
    box.show_update(run_of("adam"), 2)
    assert box.isHidden()
    box.show_update(run_of("line_search"), 2)
    assert not box.isHidden()
    box.show_update(None, 0)
    assert box.isHidden()


def test_the_key_of_a_rule_keeps_its_room_while_it_steps(box, qtbot):
    run = run_of("line_search", search="wolfe")
    heights = []
    for index in range(5):
        box.show_update(run, index)
        heights.append(box.way_key.height())
    assert heights == sorted(heights)
    box.show_update(run_of("newton"), 0)
    assert box.way_key.height() <= heights[-1]


def test_the_band_is_where_the_slope_has_flattened():
    way = made_way([(1.0, 5.0, 0.0)], sufficient=1e-4, flattened=0.5)
    alphas = np.linspace(-1.0, 2.0, 31)
    slopes = -4.0 + 4.0 * alphas  # flat enough from 0.5 to 1.5
    (left, right), = bands(way, alphas, slopes)
    assert (left, right) == pytest.approx((0.5, 1.5))
    slopes = np.where(alphas > 1, np.nan, slopes)
    assert all(np.isfinite(band).all() for band in bands(way, alphas, slopes))


def test_why_a_trial_was_refused():
    way = made_way(
        [(4.0, 12.0, 3.0), (2.0, 9.9999, -3.9), (1.0, 8.0, -1.0), (0.5, 8.5, 0.1)],
        taken=1.0, sufficient=1e-4, flattened=0.5,
    )
    assert [refused(way, trial) for trial in way.trials] == ["high", "high", "", "other"]
    steep = made_way([(0.1, 9.0, -3.9), (1.0, 8.0, 0.0)], sufficient=1e-4, flattened=0.5)
    assert refused(steep, steep.trials[0]) == "steep"
    assert "between −2 and 2" in trial_text(steep, steep.trials[0])


def test_what_is_in_view_holds_what_counts():
    halved = made_way([(2.0, 1e9, 1e9), (1.0, 11.0, 3.0), (0.5, 9.0, -1.0)], sufficient=1e-4)
    left, right = usual_span(halved)
    assert left < 0 < 1.0 < right < 2.0 and "1 trial more, up to α = 2" in note_of(
        halved, (left, right), 12.0
    )
    low, high = heights_of(halved, (left, right), np.array([9.0, 1e9, np.nan, 10.0]))
    assert low < 9.0 and 10.0 < high < 20.0
    nothing = made_way([(1.0, np.inf, np.inf), (0.5, 11.0, 1.0)], taken=0.0, sufficient=1e-4)
    assert usual_span(nothing)[1] >= 1.0
    assert np.isfinite(heights_of(nothing, usual_span(nothing), np.array([np.nan]))).all()
    assert not any(key.glyph == "taken" for key in section_keys(nothing))


def test_a_search_on_a_network_is_seen_along_its_batchs_loss(panel):
    scene = network_scene("lbfgs")
    panel.show_scene(scene, 3)
    box, run = panel.sketch_box, scene.runs[0]
    way = way_of(run, 3)
    assert box.way_plot.axis("left").names == ("loss",)
    assert box.way_key.keys[0].text == "loss along the way"
    losses, _ = run.profile(3, way, np.array([0.0, way.taken]))
    taken = next(t for t in way.trials if t.alpha == way.taken)
    assert losses == pytest.approx([run[3].loss, taken.loss])


def test_muon_shows_the_singular_values_of_every_matrix(panel):
    scene = network_scene("muon")
    panel.show_scene(scene, 4)
    box = panel.sketch_box
    assert [group.name for group in box.bar_plot.groups] == ["W⁽¹⁾", "W⁽²⁾"]
    assert box.way_plot.isHidden() and not box.bar_plot.isHidden()
    for group in box.bar_plot.groups:
        assert len(group.before) == len(group.after)
        assert (group.after < 1.3).all() and (group.after > 0.3).all()
    panel.show_sketch(False)
    assert box.isHidden()


def test_the_panel_of_a_network_writes_out_the_selected_parameter(panel):
    scene = network_scene("adam")
    panel.show_scene(scene, 2)
    assert [column.title for column in panel.update_shown.columns] == ["W₁₁⁽¹⁾", "b₁⁽¹⁾"]
    place = scene.runs[0].problem.network.place_of(3)
    panel.set_selection(place)
    column, = panel.update_shown.columns
    assert (column.title, column.place) == (place.name, 3)
    assert place.name in panel.note_label.text()
    panel.set_selection(Place("node", 1, -1, 0))
    assert len(panel.update_shown.columns) == 2
