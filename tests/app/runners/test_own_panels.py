"""A runner's own settings, by a visible control: whom a change reaches, and the way back."""

from dataclasses import replace

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from runners_desk import RunnersDesk

from playground.app.network.build.choices import InitializerBox, LossBox
from playground.app.network.build.layers import LayerTable
from playground.app.network.build.panel import BuildPanel
from playground.app.network.train.batch import BatchSize
from playground.app.network.train.panel import TrainPanel
from playground.app.runners.own_list import OwnList, OwnMark
from playground.app.runners.own_network_text import TITLES, network_lines
from playground.app.runners.scope_bar import ScopeBar
from playground.app.shell.window import Window
from playground.app.widgets.error_line import ErrorLine
from playground.lab.edits import network as network_edits
from playground.lab.edits import surface as edits
from playground.lab.edits.own_settings import SETTINGS
from playground.lab.edits.own_starts import one_start
from playground.lab.edits.scope import recipe_of
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.presets import new_network

TWO_STARTS = {
    "version": 1, "title": "two starts",
    "problem": {"kind": "surface", "expression": "x^2+y^2", "window": [[-4, 4], [-4, 4]]},
    "runners": [
        {"label": "left", "optimizer": "gradient_descent", "settings": {"learning_rate": 0.1},
         "start": [-3, 1]},
        {"label": "right", "optimizer": "gradient_descent", "settings": {"learning_rate": 0.1},
         "start": [3, 2]},
    ],
    "stop": {"max_steps": 50},
}


def two_networks():
    plain = replace(new_network(), title="Two networks")
    return edits.rename(edits.duplicate_runner(plain, 0), 1, "other")


def sizes(desk):
    experiment = desk.player.experiment
    return [recipe_of(experiment, k).batch.size for k in range(len(experiment.runners))]


def scoped(qtbot, kind):
    desk = Desk(qtbot, kind, two_networks(), (300, 700))
    desk.panel.only_switched.connect(desk.panel.set_only)
    desk.player.select(1)
    return desk


def bar(desk):
    return desk.panel.findChild(ScopeBar)


def listed(desk):
    return desk.panel.findChild(OwnList)


def test_one_runner_has_nobody_to_share_with(qtbot):
    desk = Desk(qtbot, TrainPanel, new_network(), (300, 700))
    assert not bar(desk).isVisible()
    desk.panel.set_only(True)
    assert not desk.panel.only, "nothing becomes its own where nobody else is"


def test_a_batch_size_for_one_runner_alone_and_back(qtbot, tmp_path):
    desk = scoped(qtbot, TrainPanel)
    before = desk.player.experiment
    assert bar(desk).isVisible() and not bar(desk).box.isChecked()
    assert bar(desk).box.text() == "Only for this runner"
    assert "other's own" in bar(desk).box.toolTip()
    desk.click(bar(desk).box)
    desk.panel.findChild(BatchSize).edited.emit(4, True)
    assert sizes(desk) == [10, 4]
    assert desk.player.workspace.undo_what == "batch size 4, only other"
    assert listed(desk).isVisible() and listed(desk).texts == ("Batch size 4, shared: 10",)
    changed = desk.player.experiment
    write_experiment(tmp_path / "own.json", changed)
    assert read_experiment(tmp_path / "own.json") == changed
    desk.click(listed(desk).button("batch size"))
    assert desk.player.experiment == before and not listed(desk).isVisible()
    desk.player.undo()
    assert desk.player.experiment == changed
    desk.player.undo()
    assert desk.player.experiment == before


def test_without_it_a_change_is_for_all_that_share(qtbot):
    desk = scoped(qtbot, TrainPanel)
    desk.panel.findChild(BatchSize).edited.emit(4, True)
    assert sizes(desk) == [4, 4] and desk.player.workspace.undo_what == "batch size 4"


def test_what_is_its_own_changes_alone_though_the_box_is_off(qtbot):
    desk = scoped(qtbot, TrainPanel)
    desk.click(bar(desk).box)
    desk.panel.findChild(BatchSize).edited.emit(4, True)
    desk.click(bar(desk).box)
    desk.panel.findChild(BatchSize).edited.emit(5, True)
    assert sizes(desk) == [10, 5]
    desk.player.select(0)
    assert not listed(desk).isVisible()
    desk.panel.findChild(BatchSize).edited.emit(8, True)
    assert sizes(desk) == [8, 5]


def test_a_drag_for_one_runner_is_one_edit(qtbot):
    desk = scoped(qtbot, TrainPanel)
    before = desk.player.experiment
    desk.click(bar(desk).box)
    for size in (4, 5, 6):
        desk.panel.findChild(BatchSize).edited.emit(size, size == 6)
    assert sizes(desk) == [10, 6]
    desk.player.undo()
    assert desk.player.experiment == before


def test_activation_loss_and_initializer_for_one_runner_alone(qtbot):
    desk = scoped(qtbot, BuildPanel)
    before = desk.player.experiment
    desk.click(bar(desk).box)
    desk.panel.findChild(LayerTable).activation_chosen.emit(1, "relu")
    desk.panel.findChild(LossBox).chosen.emit("absolute")
    desk.panel.findChild(InitializerBox).chosen.emit("he_normal")
    changed = desk.player.experiment
    assert changed.problem == before.problem and changed.runners[0] == before.runners[0]
    assert listed(desk).texts == (
        "Activations ReLU, shared: Tanh", "Loss Absolute, shared: Square",
        "Initializer He, normal, shared: Xavier, uniform",
    )
    for name in ("loss", "initializer", "activations"):
        desk.click(listed(desk).button(name))
    assert desk.player.experiment == before


def test_every_setting_has_words_and_its_panel():
    assert set(TITLES) == {*SETTINGS, "start"}
    panels = BuildPanel.owned | TrainPanel.owned
    assert panels | {"data"} == set(TITLES) and not BuildPanel.owned & TrainPanel.owned
    own = network_edits.set_dataset_setting(two_networks(), "noise", 0.2, 1)
    assert [line.text for line in network_lines(own, 1)] == ["Data of its own"]


def test_what_cannot_be_given_back_says_why(qtbot):
    numbers = network_edits.choose_dataset(two_networks(), "regression_plane", 1)
    numbers = network_edits.set_loss(numbers, "absolute", 1)
    shared = network_edits.set_loss(numbers, "binary_cross_entropy", None)
    desk = Desk(qtbot, BuildPanel, shared, (300, 700))
    desk.player.select(1)
    before = desk.player.experiment
    desk.click(listed(desk).button("loss"))
    assert desk.player.experiment == before
    error = next(part for part in listed(desk).children() if isinstance(part, ErrorLine))
    assert error.isVisible() and error.text()


# --- in the window


@pytest.fixture
def window(open_window):
    return open_window(two_networks())


def test_both_panels_and_the_drawing_agree_whom_changes_reach(window):
    mode, before = window.mode, window.player.experiment
    mode.build.only_switched.emit(True)
    assert mode.build.only and mode.train.only
    window.player.select(1)
    mode.network.units_requested.emit(1, 6)
    assert window.player.experiment.problem == before.problem
    assert recipe_of(window.player.experiment, 1).network.sizes == (2, 6, 1)
    window.player.undo()
    mode.network.value_edited.emit(0, 0.5, True)
    assert window.player.experiment.runners[0] == before.runners[0]
    assert window.player.experiment.runners[1].start[0] == 0.5
    window.player.undo()
    mode.network.freeze_requested.emit(0, True)
    assert recipe_of(window.player.experiment, 1).frozen == (0,)
    assert recipe_of(window.player.experiment, 0).frozen == ()


def test_a_batch_size_of_its_own_leaves_the_weights_shared(window):
    own = network_edits.set_batch(window.player.experiment, 1, size=4)
    window.player.edit(own, "batch size")
    window.player.select(1)
    window.mode.network.value_edited.emit(0, 0.5, True)
    experiment = window.player.experiment
    assert [experiment.run_of(r)[0].theta[0] for r in experiment.runners] == [0.5, 0.5]
    assert [recipe_of(experiment, k).batch.size for k in (0, 1)] == [10, 4]


def test_with_layers_of_its_own_nothing_of_a_shape_is_shared(window):
    own = network_edits.set_units(window.player.experiment, 1, 9, 1)
    window.player.edit(own, "layer")
    window.player.select(1)
    window.mode.network.freeze_requested.emit(30, True)
    assert recipe_of(window.player.experiment, 0).frozen == ()
    assert recipe_of(window.player.experiment, 1).frozen == (30,)


def test_another_document_begins_with_changes_for_all(window):
    window.mode.build.only_switched.emit(True)
    window.player.open(two_networks())
    assert not window.mode.build.only and not window.mode.train.only


# --- one start for all runners


@pytest.fixture
def surface(qtbot, user_folders):
    made = Window(Experiment.from_dict(TWO_STARTS), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    with qtbot.waitExposed(made):
        made.show()
    return made


def starts(window):
    return [runner.start for runner in window.player.experiment.runners]


def box(window):
    return next(part for part in window.mode.runners.findChildren(type(ScopeBar().box))
                if part.text() == "One start for all runners")


def test_a_file_whose_starts_differ_opens_with_it_off(surface, qtbot):
    panel = surface.mode.runners
    assert not panel.shared_start and not box(surface).isChecked()
    field = next(f for f in panel.findChildren(QLineEdit) if f.accessibleName() == "Start x")
    field.selectAll()
    QTest.keyClicks(field, "1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert starts(surface) == [(1.0, 1.0), (3.0, 2.0)]
    surface.mode.surface.start_dragged.emit((-2.0, -2.0), True)
    assert starts(surface) == [(-2.0, -2.0), (3.0, 2.0)]


def test_ticking_it_joins_them_and_undo_parts_them_again(surface):
    surface.player.select(1)
    box(surface).click()
    assert starts(surface) == [(3.0, 2.0)] * 2 and box(surface).isChecked()
    assert surface.player.workspace.undo_what == "one start for all runners"
    surface.player.undo()
    assert starts(surface) == [(-3.0, 1.0), (3.0, 2.0)] and not box(surface).isChecked()
    surface.player.redo()
    assert one_start(surface.player.experiment) and box(surface).isChecked()


def test_a_new_document_starts_with_it_on(surface):
    surface.player.open(edits.race_all(new_experiment()))
    assert box(surface).isChecked()
    box(surface).click()
    assert not surface.mode.runners.shared_start and not box(surface).isChecked()
    surface.player.open(new_network())  # the other half: nothing of this one is changed
    surface.commands.show_surface()
    assert not surface.mode.runners.shared_start
    surface.player.open(edits.race_all(new_experiment()))
    assert surface.mode.runners.shared_start and box(surface).isChecked()


# --- the mark in a runner's row


def marks(desk):
    return [row.findChild(OwnMark) for row in desk.rows]


def test_a_row_says_what_is_its_own(qtbot):
    desk = RunnersDesk(qtbot, Experiment.from_dict(TWO_STARTS))
    assert [mark.isVisible() for mark in marks(desk)] == [True, True]
    assert "Start (−3, 1), shared: (3, 2)" in marks(desk)[0].toolTip()
    assert marks(desk)[0].accessibleName() == "Its own: start"
    desk.click(desk.panel.findChild(OwnList).button("start"))
    assert [r.start for r in desk.runners] == [(3.0, 2.0)] * 2
    assert not any(mark.isVisible() for mark in marks(desk))


def test_of_a_network_too_and_there_it_is_given_back(qtbot):
    own = network_edits.set_batch(two_networks(), 1, size=4)
    desk = RunnersDesk(qtbot, own)
    assert [mark.isVisible() for mark in marks(desk)] == [False, True]
    assert "Batch size 4, shared: 10" in marks(desk)[1].toolTip()
    desk.player.select(1)
    desk.click(desk.panel.findChild(OwnList).button("batch size"))
    assert desk.player.experiment == two_networks()
