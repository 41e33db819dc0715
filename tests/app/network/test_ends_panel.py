"""Where the runners end, in a table: risks, barriers, and what is not known yet."""

import numpy as np
import pytest

from playground.app.core.view import Scene
from playground.app.network.ends.panel import EndsPanel
from playground.app.network.ends.text import caption, cell_text, cell_tip
from playground.lab.edits.seeds import many_seeds
from playground.lab.experiments.presets import presets
from playground.lab.landscapes.ends import Ends


def scene_of(count=3, steps=80):
    experiment = presets["xor"].experiment()
    if count > 1:
        experiment = many_seeds(experiment, count)
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs)


@pytest.fixture
def panel(qtbot):
    made = EndsPanel()
    made.resize(420, 320)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_table_has_every_risk_and_barrier(panel, qtbot):
    scene = scene_of()
    panel.show_scene(scene, 80)
    qtbot.waitUntil(lambda: panel.ends is not None and not panel.busy, timeout=20_000)
    table = panel.table
    assert (table.rowCount(), table.columnCount()) == (3, 4)
    risk = scene.runs[1].problem.risk_and_grad(scene.runs[1][80].theta)[0]
    assert panel.ends.risk[1] == pytest.approx(risk)
    assert table.item(1, 0).text() == cell_text(panel.ends, 1, -1)
    assert table.item(2, 3).text() == "–"
    assert table.item(0, 3).text() == table.item(2, 1).text()
    chosen = []
    panel.runner_selected.connect(chosen.append)
    lines = []
    panel.line_wanted.connect(lambda *ends: lines.append(ends))
    for column in range(4):  # its risk, two barriers, and itself
        table.cellClicked.emit(2, column)
    assert chosen == [2] * 4 and lines == [(2, 0), (2, 1)]


def test_a_run_that_goes_on_is_compared_anew(panel, qtbot):
    scene = scene_of(2)
    panel.show_scene(scene, 80)
    qtbot.waitUntil(lambda: panel.ends is not None and not panel.busy, timeout=20_000)
    before = panel.ends.risk.copy()
    for run in scene.runs:
        run.ensure(160)
    panel.show_cursor(160)
    qtbot.waitUntil(lambda: not panel.busy and panel.ends is not None, timeout=20_000)
    assert (panel.ends.risk != before).all()


def test_one_runner_alone_has_nothing_to_compare_with(panel, qtbot):
    panel.show_scene(scene_of(1), 0)
    assert panel.empty_state.isVisible() and not panel.table.isVisible()
    qtbot.waitUntil(lambda: not panel.busy)


def test_a_barrier_is_told_with_its_place():
    barrier = np.array([[0, 1.5, np.nan], [1.5, 0, 1e-9], [np.nan, 1e-9, 0]])
    place = np.full((3, 3), 0.25)
    ends = Ends(np.array([0.1, 0.2, 0.3]), barrier, place)
    names = ["s0", "s1", "s2"]
    assert "rises by 1.5 above the higher end, at 25 % of the way" in cell_tip(ends, names, 0, 1)
    assert cell_tip(ends, names, 1, 2).startswith(
        "No barrier on the straight line between s1 and s2. Click"
    )
    assert "has not been walked" in cell_tip(ends, names, 0, 2)
    assert cell_text(ends, 0, 2) == "…" and "walked 2 of 3 lines" in caption(ends)
    barrier[0, 2] = barrier[2, 0] = 0
    assert "2 of 3 pairs without a barrier" in caption(ends)
