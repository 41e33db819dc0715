"""Basins on the map: searched coarse first for the selected rule, told, and started from."""

from dataclasses import replace

import numpy as np
import pytest
from test_surface_view import scene_of, show

from playground.app.core.view import Scene
from playground.app.look.style import basin_color, style
from playground.app.surface.basin_layer import BasinLayer, coloured
from playground.app.surface.basin_text import letter, reading, rows_of, title_of
from playground.app.surface.view import SurfaceView
from playground.engine.basin_maps import BasinMap
from playground.engine.basins import DIVERGED, NOWHERE, OUT_OF_STEPS, SADDLE, STALLED, Basins
from playground.engine.surfaces import surfaces

WINDOW = ((-2.0, 2.0), (-2.0, 2.0))


@pytest.fixture
def view(qtbot):
    made = SurfaceView()
    made.resize(900, 640)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    show(made, scene_of(surfaces["himmelblau"](), (0.5, 0.5), (1.0, 1.0)), 5)
    return made


def searched(view, qtbot):
    search = view.basins.search
    qtbot.waitUntil(lambda: search.share is None and search.map is not None, timeout=20_000)
    return view.basins.map


def made_map(basin, steps=None, lost=None, minima=((1.0, -1.0), (0.0, 1.0))):
    basin = np.array(basin)
    side = np.linspace(-1.5, 1.5, len(basin))
    steps = np.full(basin.shape, 7) if steps is None else np.array(steps)
    lost = np.zeros(basin.shape, int) if lost is None else np.array(lost)
    return BasinMap(WINDOW, side, side, Basins(np.array(minima), basin, steps, lost))


def test_coarse_maps_come_first_and_then_finer_ones(view, qtbot):
    sizes = []
    view.basins.changed.connect(
        lambda: sizes.append(0 if view.basins.map is None else len(view.basins.map.x))
    )
    view.tools.basins.click()
    found = searched(view, qtbot)
    assert len(found.x) == 128 and len(found.found.minima) == 4
    assert [s for s in dict.fromkeys(sizes) if s] == [16, 32, 64, 128]
    assert not view.tools.progress.isVisible()


def test_they_are_the_selected_runners_and_its_recipes(view, qtbot):
    view.tools.basins.click()
    searched(view, qtbot)
    first = view.basins.search.question
    show(view, scene_of(surfaces["himmelblau"](), (0.5, 0.5), rate=0.02), 5)
    assert view.basins.map is None  # the old one would be wrong here
    assert view.basins.search.question.plan != first.plan
    assert view.basins.search.question.plan == view.scene.runner.plan
    searched(view, qtbot)
    view.tools.basins.click()
    assert view.basins.map is None and view.basins.search.question is None


def test_a_closer_look_is_searched_anew_and_the_old_map_stays_until_then(view, qtbot):
    view.tools.basins.click()
    before = searched(view, qtbot)
    view.plane.zoom(3.0)
    assert view.basins.map is before
    qtbot.waitUntil(lambda: view.basins.map is not before)
    after = searched(view, qtbot)
    assert after.window == (view.plane.map_view.x, view.plane.map_view.y)


def test_it_can_be_stopped_and_the_map_so_far_stays(view, qtbot):
    show(view, scene_of(surfaces["himmelblau"](), (0.5, 0.5), rate=1e-7, steps=20_000), 5)
    view.tools.basins.click()
    assert view.tools.stop.isVisible() and view.tools.progress.isVisible()
    view.tools.stop.click()
    assert view.basins.search.share is None and view.basins.search.stopped
    assert not view.tools.stop.isVisible()


def test_a_click_starts_in_the_middle_of_its_pixel(view, qtbot):
    view.tools.basins.click()
    found = searched(view, qtbot)
    started = []
    view.start_dragged.connect(lambda at, final: started.append(at))
    view.drag_start((1.234, -0.777), True)
    assert started == [found.start(found.pixel((1.234, -0.777)))]
    # And that run ends where the colour said.
    scene = scene_of(surfaces["himmelblau"](), started[0], steps=10_000)
    run = scene.runs[0]
    pixel = found.pixel(started[0])
    assert run[run.last].theta == pytest.approx(
        found.found.minima[found.found.basin[pixel]], abs=0.05
    )
    view.tools.basins.click()
    view.drag_start((1.234, -0.777), True)
    assert started[-1] == (1.234, -0.777)


def test_the_pointer_reads_what_becomes_of_a_start(view, qtbot):
    assert "started" not in view.reading_of((1.0, 1.0))
    view.tools.basins.click()
    searched(view, qtbot)
    assert "started here it reaches A (3, 2) after" in view.reading_of((2.5, 2.0))
    view.plane.grab()


def test_without_a_runner_there_is_nothing_to_search(view, qtbot):
    view.tools.basins.click()
    searched(view, qtbot)
    empty = replace(view.scene.experiment, runners=())
    show(view, Scene(empty, ()), 0)
    assert view.basins.map is None and view.basins.search.question is None
    view.plane.grab()


def test_every_pixel_has_its_minimums_colour_and_is_darker_where_it_takes_longer():
    found = made_map([[0, 0], [1, DIVERGED]], steps=[[1, 100], [1, 3]])
    image = coloured(found)
    # The top row of the image is the highest y.
    assert image.pixelColor(0, 0) == basin_color(1)
    assert image.pixelColor(1, 0).name() == style.theme.text
    assert image.pixelColor(0, 1) == basin_color(0)
    assert image.pixelColor(1, 1).lightness() < 0.7 * basin_color(0).lightness()


def test_the_legend_tells_shares_steps_and_why_there_is_none():
    basin = [[0, 0, 0, 0], [1, 1, DIVERGED, DIVERGED],
             [NOWHERE] * 4, [NOWHERE] * 4]
    lost = [[0] * 4, [0] * 4, [SADDLE, OUT_OF_STEPS, OUT_OF_STEPS, STALLED], [SADDLE] * 4]
    rows = rows_of(made_map(basin, lost=lost))
    told = {row.name: row.share for row in rows}
    assert told == {
        "A  (1, −1)": "25.0 %", "B  (0, 1)": "12.5 %", "diverged": "12.5 %",
        "out of steps": "12.5 %", "rests on a saddle or a top": "31.2 %",
        "stalled: steps too short": "6.2 %",
    }
    assert rows[0].steps == "7 steps"
    assert title_of(made_map(basin), "GD") == "GD from 4 × 4 starts"


def test_many_minima_are_told_together():
    minima = [(float(k), 0.0) for k in range(12)]
    rows = rows_of(made_map(np.arange(144).reshape(12, 12) % 12, minima=minima))
    assert [row.name for row in rows][-1] == "other minima" and len(rows) == 8
    assert letter(0) == "A" and letter(25) == "Z" and letter(26) == "27"


def test_a_pointer_outside_of_the_map_reads_nothing():
    found = made_map([[0, NOWHERE], [DIVERGED, 1]], lost=[[0, SADDLE], [0, 0]])
    assert reading(found, (3.0, 0.0)) == ""
    assert "diverges after 7 steps" in reading(found, (-1.5, 1.5))
    assert "rests on a saddle" in reading(found, (1.5, -1.5))
    layer = BasinLayer()
    layer.show(found)
    first = layer.image
    assert layer.image is first
