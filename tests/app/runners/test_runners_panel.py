"""The runners panel, used as a student uses it; real runs, real branches."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QSlider, QToolButton
from runners_desk import RunnersDesk

from playground.app.core.player import Player
from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.runners.panel import RunnersPanel
from playground.app.runners.tools import FULL
from playground.app.shell import status_line as status
from playground.app.text import numbers as fmt
from playground.app.text import run_state
from playground.app.widgets.runner_text import RunnerText
from playground.engine.optimizers import optimizers
from playground.engine.schedules import schedules
from playground.engine.surfaces import surfaces
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment
from playground.lab.verdicts.surface import verdict

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot):
    """Gradient descent on the lecture's example (it converges after some sixty steps)."""
    return RunnersDesk(qtbot, new_experiment())


@pytest.fixture
def race(qtbot):
    """All optimizers in a rotated ravine."""
    ravine = edits.choose_surface(new_experiment(), surfaces["rotated_ravine"]())
    return RunnersDesk(qtbot, edits.race_all(ravine))


# --- the list


def test_rows_show_label_setting_value_and_state(desk):
    (row,) = desk.rows
    assert row.texts() == ("GD", "η = 0.01", "f = 14.00", "step 0")
    desk.go_to(2**62)
    label, setting, value, state = row.texts()
    assert (label, setting, value, state) == ("GD", "η = 0.01", "f = 9.506", "converged")
    desk.go_to(3)
    assert row.texts()[3] == "step 3"  # whether it plays or rests there


def test_a_run_that_ends_early_is_shown_at_its_last_step(race):
    race.go_to(800)
    steps = [run.last for run in race.player.runs]
    for row, run in zip(race.rows, race.player.runs, strict=True):
        assert row.texts()[3] == ("converged" if run.last < 800 else "step 800")
    assert min(steps) < 800 <= max(steps)


def test_divergence_and_a_start_without_a_value_are_said(qtbot):
    wild = edits.set_setting(new_experiment(), 0, "learning_rate", 0.3)
    desk = RunnersDesk(qtbot, wild)
    desk.go_to(2**62)
    assert desk.rows[0].texts()[3] == "diverged"
    nowhere = RunnersDesk(qtbot, edits.type_function(new_experiment(), "log(-1-x^2)"))
    assert nowhere.rows[0].texts()[2:] == ("f = not a number", "cannot start")


def test_click_and_arrow_keys_select(race):
    race.click(race.rows[2])
    assert race.player.selected == 2
    race.qtbot.keyClick(race.rows[2], Qt.Key.Key_Down)
    assert race.player.selected == 3 and race.panel.focusWidget() is race.rows[3]
    assert race.form.box.currentText() == race.runners[3].optimizer.title
    race.qtbot.keyClick(race.rows[3], Qt.Key.Key_Up)
    assert race.player.selected == 2


@pytest.mark.parametrize("by_key", [True, False])
def test_a_label_is_renamed_in_place(desk, by_key):
    (row,) = desk.rows
    if by_key:
        desk.qtbot.keyClick(row, Qt.Key.Key_F2)
    else:
        desk.qtbot.mouseDClick(row, LEFT, pos=QPoint(60, 10))
    field = row.findChild(QLineEdit)
    assert field.isVisible()
    desk.type(field, "steepest")
    assert desk.runners[0].label == "steepest" == row.texts()[0]
    desk.player.undo()
    assert row.texts()[0] == "GD"
    row.rename()
    desk.qtbot.keyClicks(field, "nonsense")
    desk.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert desk.runners[0].label == "GD" and not field.isVisible()


def test_eye_and_remove(race):
    race.click(race.rows[1]._eye)
    assert not race.runners[1].shown
    race.click(race.rows[1]._eye)
    assert race.runners[1].shown
    race.click(race.rows[4])
    race.click(race.rows[1]._remove)
    assert [r.label for r in race.runners][:2] == ["GD", "Nesterov"]
    assert race.player.runner.label == "RMSprop"  # still the same one is selected


def test_nobody_is_left(desk):
    desk.qtbot.keyClick(desk.rows[0], Qt.Key.Key_Delete)
    assert desk.runners == () and desk.panel.empty_state.isVisible()
    assert not desk.form.isVisible() and not desk.panel.tools._duplicate.isEnabled()
    desk.player.undo()
    assert desk.form.isVisible() and not desk.panel.empty_state.isVisible()


# --- settings and branches


def test_at_the_start_a_change_is_from_the_start(desk):
    assert desk.form.scope.text() == "Changes apply from the start"
    desk.type_setting("learning_rate", "0.02")
    assert desk.runners[0].plan == ((0, optimizers["gradient_descent"](learning_rate=0.02)),)
    assert desk.rows[0].texts()[1] == "η = 0.02"


def test_in_mid_run_a_change_branches_off(desk):
    desk.go_to(2**62)
    end = desk.player.last
    desk.go_to(10)
    past = desk.player.run.columns.path[:11].copy()
    assert desk.form.scope.text() == "Changes from step 10 on"
    desk.type_setting("learning_rate", "0.005")
    assert [first for first, _ in desk.runners[0].plan] == [0, 10]
    assert desk.player.cursor == 10
    assert (desk.player.run.columns.path[:11] == past).all()
    desk.go_to(2**62)
    assert desk.player.last > end  # smaller steps take longer
    assert desk.form.branches.texts() == ["from step 10: learning rate η 0.005"]


def test_the_form_shows_what_is_in_force_at_the_cursor(desk):
    desk.go_to(10)
    desk.type_setting("learning_rate", "0.005")
    depth = len(desk.player.workspace.front._entries)
    for cursor, rate in ((9, 0.01), (10, 0.005), (12, 0.005), (0, 0.01)):
        desk.go_to(cursor)
        assert desk.form.settings.settings == {"learning_rate": rate}
        assert desk.rows[0].texts()[1] == f"η = {rate:g}"
    assert len(desk.player.workspace.front._entries) == depth  # showing is no edit


def test_the_switch_applies_a_change_from_the_start(desk):
    desk.go_to(10)
    switch = desk.form.scope.switch
    desk.click(switch)
    assert desk.form.scope.text() == "Changes apply from the start"
    desk.type_setting("learning_rate", "0.02")
    assert len(desk.runners[0].plan) == 1
    assert desk.runners[0].optimizer.learning_rate == 0.02
    desk.go_to(0)
    assert not switch.isVisible()


def test_when_the_run_has_ended_a_change_is_from_the_start(desk):
    desk.go_to(2**62)
    assert desk.form.scope.text() == "Changes apply from the start"
    desk.type_setting("learning_rate", "0.02")
    assert len(desk.runners[0].plan) == 1


def test_where_the_run_is_still_going_its_last_step_is_a_place_to_branch(desk):
    desk.go_to(10)
    assert desk.player.run.last == 10 and desk.player.run.stop is None
    desk.type_setting("learning_rate", "0.005")
    assert [c.step for c in desk.runners[0].changes] == [10]


def test_a_drag_is_one_undo_step_and_stays_where_it_began(desk):
    desk.go_to(10)
    entries = len(desk.player.workspace.front._entries)
    # Through rates that blow the run up at once, which must not turn the drag into another edit.
    desk.drag("learning_rate", 0.5, 0.8, 1.0, 0.7, 0.55)
    assert len(desk.player.workspace.front._entries) == entries + 1
    assert [c.step for c in desk.runners[0].changes] == [10]
    desk.drag("learning_rate", 0.55, 0.4)
    assert len(desk.player.workspace.front._entries) == entries + 2
    desk.player.undo()
    desk.player.undo()
    assert desk.player.experiment == new_experiment()
    assert desk.form.settings.settings == {"learning_rate": 0.01}


def test_a_branch_that_blows_up_can_be_mended(desk):
    desk.go_to(10)
    desk.type_setting("learning_rate", "1000")
    desk.go_to(11)
    assert desk.player.run.stop.kind == "diverged" and desk.player.run.last == 10
    assert desk.form.scope.text() == "Changes from step 10 on"
    desk.type_setting("learning_rate", "0.005")
    assert [(c.step, c.optimizer.learning_rate) for c in desk.runners[0].changes] == [(10, 0.005)]


def test_a_branch_is_removed(desk):
    desk.go_to(10)
    desk.type_setting("learning_rate", "0.005")
    desk.click(desk.form.branches.findChild(QToolButton))
    assert desk.runners[0].changes == () and not desk.form.branches.isVisible()


def test_another_optimizer_from_the_start_and_from_a_step_on(desk):
    desk.choose_optimizer("adam")
    assert desk.runners[0].label == "Adam" and len(desk.runners[0].plan) == 1
    assert set(desk.form.settings.settings) == {
        "learning_rate", "beta1", "beta2", "epsilon", "amsgrad",
    }
    desk.go_to(5)
    desk.choose_optimizer("momentum")
    assert desk.form.branches.texts() == ["from step 5: Momentum"]
    desk.go_to(4)
    assert desk.form.box.currentText() == "Adam"
    assert "epsilon" in desk.form.settings.settings


def test_epsilon_too_can_be_typed(desk):
    desk.choose_optimizer("adam")
    desk.type_setting("epsilon", "1e-4")
    assert desk.runners[0].optimizer.epsilon == 1e-4


def test_a_setting_that_cannot_be_is_refused_in_place(desk):
    desk.type_setting("learning_rate", "-1")
    assert desk.player.experiment == new_experiment()
    assert "greater than 0" in desk.form.settings.row("learning_rate").error_line.text()


# --- starts


def test_one_start_for_all_or_each_its_own(race):
    x = race.form.starts._fields[0]
    race.type(x, "3.5")
    assert {r.start for r in race.runners} == {(3.5, 4.0)}
    race.click(race.form.starts.shared)
    assert race.panel.shared_start is False
    race.click(race.rows[1])
    race.type(race.form.starts._fields[1], "-2")
    assert [r.start for r in race.runners][:3] == [(3.5, 4.0), (3.5, -2.0), (3.5, 4.0)]
    race.panel.set_shared_start(True)
    assert race.panel.shared_start is True


# --- the field


def test_add_from_the_menu_selects_the_new_one(desk):
    actions = desk.panel.tools._add.menu().actions()
    assert [a.text() for a in actions] == [kind.title for kind in optimizers.values()]
    next(a for a in actions if a.text() == "Adam").trigger()
    assert [r.label for r in desk.runners] == ["GD", "Adam"]
    assert desk.player.selected == 1 and desk.form.box.currentText() == "Adam"


def test_eight_are_enough(desk):
    add = desk.panel.tools._add
    for _ in range(7):
        add.menu().actions()[0].trigger()
    assert len(desk.runners) == 8
    assert not add.isEnabled() and add.toolTip() == FULL
    assert not desk.panel.tools._duplicate.isEnabled()


def test_duplicate_and_branch_to_compare(desk):
    desk.go_to(10)
    desk.click(desk.panel.tools._duplicate)
    assert desk.player.selected == 1 and desk.runners[1].label == "GD 2"
    desk.type_setting("learning_rate", "0.02")
    assert desk.runners[0].changes == () and desk.runners[1].changes[0].step == 10


def test_race_all(desk):
    desk.click(desk.panel.tools._race)
    lecture = [name for name in optimizers if optimizers[name].in_lecture]
    assert [r.optimizer.name for r in desk.runners] == lecture
    assert len(desk.rows) == len(lecture) == 6


def test_random_restarts_and_a_new_seed(desk):
    tools = desk.panel.tools
    desk.click(tools.restarts)
    assert tools._box.isVisible()
    tools._count.setValue(4)
    desk.click(tools._go)
    first = [r.start for r in desk.runners]
    assert len(set(first)) == 4 and desk.panel.shared_start is False
    desk.click(tools.dice)
    assert desk.player.experiment.seed == 1 == tools._seed.value()
    assert len(desk.runners) == 4 and [r.start for r in desk.runners] != first
    desk.player.undo()
    assert [r.start for r in desk.runners] == first and tools._seed.value() == 0
    tools._seed.setValue(7)
    assert desk.player.experiment.seed == 7


# --- manners


def test_playing_moves_no_geometry(race):
    sizes = [row.geometry() for row in race.rows]
    for cursor in (1, 37, 400, 1200):
        race.go_to(cursor)
        assert [row.geometry() for row in race.rows] == sizes


def test_beside_many_runners_the_form_and_the_selected_row_are_in_sight(qtbot):
    desk = RunnersDesk(qtbot, edits.race_all(new_experiment()), height=250)
    desk.player.select(5)
    seen = desk.rows[5].visibleRegion().boundingRect()
    assert seen.height() == desk.rows[5].height()
    assert not desk.form.box.visibleRegion().isEmpty()


@pytest.mark.parametrize("height", [245, 300])
def test_unfolding_the_random_starts_pushes_the_selected_row_nowhere(qtbot, height):
    desk = RunnersDesk(qtbot, edits.race_all(new_experiment()), height=height)
    desk.player.select(5)
    for _ in range(2):  # unfolded, and folded again
        desk.click(desk.panel.tools.restarts)
        qtbot.wait(1)
        row = desk.rows[5]
        assert row.visibleRegion().boundingRect().height() == row.height()


def test_every_control_teaches(race):
    for kind in (QPushButton, QToolButton, QComboBox, QSlider):
        for control in race.panel.findChildren(kind):
            if not control.isVisible():
                continue
            assert control.toolTip() or control.parentWidget().toolTip(), control
            text = getattr(control, "text", str)()
            assert text or control.accessibleName(), control


def test_hidden_it_does_nothing_and_then_catches_up(qtbot):
    player, panel = Player(new_experiment()), RunnersPanel()
    qtbot.addWidget(panel)
    panel.show_scene(Scene(player.experiment, player.runs), 0)
    assert panel._list._count == 0
    panel.show()
    assert panel._list._count == 1


# --- what became of a run


def judged(desk):
    """As the window does after every move."""
    desk.panel.show_verdicts([verdict(run) for run in desk.player.runs])


@pytest.mark.parametrize(("surface", "start", "word"), [
    ("saddle", (3.0, 0.0), "at a saddle"), ("bowl", (3.0, 1.0), "converged"),
])
def test_only_a_minimum_is_praised_in_green(qtbot, surface, start, word):
    experiment = edits.choose_surface(new_experiment(), surfaces[surface]())
    desk = RunnersDesk(qtbot, edits.set_start(experiment, start, None))
    desk.player.to_end()
    qtbot.waitUntil(lambda: desk.player.run.stop is not None and not desk.player.seeking)
    judged(desk)
    assert desk.player.run.stop.kind == "converged"
    state = desk.rows[0]._state
    assert state.text() == word
    assert (state._color == "success") == (word == "converged")


def test_every_verdict_of_the_status_line_has_a_short_word():
    assert set(run_state.WORDS) == set(status.WORDS)
    assert [k for k, (_, c) in run_state.WORDS.items() if c == "success"] == [
        "minimum", "converged"
    ]


def test_many_rows_in_little_room_take_one_line_and_the_settings_the_larger_share(qtbot):
    desk = RunnersDesk(qtbot, edits.race_all(new_experiment()), height=245)
    qtbot.wait(1)
    desk.go_to(10)
    assert all(row.height() <= 24 for row in desk.rows)
    assert desk.rows[0].outcome.text() in desk.rows[0].texts()[2]
    assert not desk.form.settings.row("learning_rate").slider.visibleRegion().isEmpty()
    assert desk.panel._listed.height() < desk.panel.height() / 2
    desk.panel.resize(300, 900)
    assert desk.rows[0].value_part.isVisible() and not desk.rows[0].outcome.isVisible()


@pytest.mark.parametrize("height", [235, 245, 300])
def test_a_runner_that_is_added_below_is_scrolled_into_sight(qtbot, height):
    desk = RunnersDesk(qtbot, edits.race_all(new_experiment()), height=height)
    for _ in range(2):
        desk.click(desk.panel.tools._duplicate)
        qtbot.wait(1)
    assert desk.player.selected == 7
    assert desk.rows[7].visibleRegion().boundingRect().height() == desk.rows[7].height()


def test_a_branch_does_not_move_the_field_it_was_made_in(desk):
    desk.go_to(10)
    field = desk.form.settings.row("learning_rate").entry_field
    before = field.mapTo(desk.panel, QPoint())
    desk.type_setting("learning_rate", "0.005")
    assert desk.form.branches.isVisible()
    desk.qtbot.wait(1)
    assert field.mapTo(desk.panel, QPoint()) == before


def test_in_one_line_the_result_is_a_number_and_running_away_a_word(qtbot):
    desk = RunnersDesk(qtbot, edits.race_all(new_experiment()), height=245)
    desk.player.edit(
        edits.set_setting(desk.player.experiment, 0, "learning_rate", 9.0), "rate"
    )
    desk.player.to_end()
    qtbot.waitUntil(lambda: desk.player.finished, timeout=20_000)
    judged(desk)
    words = [part.text() for part in desk.rows[0].findChildren(RunnerText) if part.isVisible()]
    assert "diverged" in words
    words = [part for part in desk.rows[1].findChildren(RunnerText) if part.isVisible()]
    assert "9.506" in [part.text() for part in words]
    assert any(part.toolTip().startswith("Converged. f = 9.506") for part in words)


def test_where_a_line_is_narrow_the_name_goes_before_the_setting(qtbot):
    desk = RunnersDesk(qtbot, edits.race_all(new_experiment()), height=245)
    row = desk.rows[2]

    def seen():
        return [part.text() for part in row.findChildren(RunnerText) if part.isVisible()]

    assert "η 0.005" in seen() and "Nesterov" in seen()
    desk.panel.resize(220, 245)
    qtbot.waitUntil(lambda: "η 0.005" not in seen())
    assert "Nesterov" in seen()
    desk.panel.resize(300, 245)
    qtbot.waitUntil(lambda: "η 0.005" in seen())


def test_steps_are_grouped_as_everywhere_else(desk):
    desk.type_setting("learning_rate", "0.0001")
    desk.go_to(1500)
    assert desk.form.scope.text() == "Changes from step 1,500 on"
    desk.type_setting("learning_rate", "0.0002")
    assert desk.form.branches.texts() == ["from step 1,500: learning rate η 0.0002"]


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_tiny_value_never_loses_its_power_of_ten(qtbot, scale):
    """"2.037×1…" is the one cut that tells another number."""
    style.scale = scale
    bowl = new_experiment("bowl")
    runners = tuple(replace(bowl.runners[0], label=f"GD {k}", slot=k) for k in range(6))
    desk = RunnersDesk(qtbot, replace(bowl, runners=runners), height=400)
    desk.go_to(60)
    outcome = desk.rows[0].outcome
    assert outcome.isVisible() and "×10⁻" in outcome.text()
    shown = outcome.fitting_text()
    assert "…" not in shown and shown.partition("×")[2] == outcome.text().partition("×")[2]
    outcome.set_text("−8.236×10²⁰³", "", ("−8.24×10²⁰³", "−8.2×10²⁰³", "−8×10²⁰³"))
    assert outcome.fitting_text().endswith("×10²⁰³")


def test_a_schedule_is_chosen_set_and_taken_back(desk):
    row = desk.panel.form.schedule
    before = desk.player.experiment
    row.box.chosen.emit("inverse")
    assert desk.player.experiment.runners[0].optimizer.schedule == schedules["inverse"]()
    assert row.settings.isVisible() and list(row.settings.parameters) == ["rate"]
    row.settings.edited.emit("rate", 0.5, True)
    assert desk.player.experiment.runners[0].optimizer.schedule.rate == 0.5
    desk.player.step(4)
    rate = before.runners[0].optimizer.learning_rate
    shown = desk.panel.form.settings.settings["learning_rate"]
    assert shown == rate  # the form has what was set, the row what the update is made with
    texts = [text.text() for text in desk.panel.findChildren(RunnerText)]
    assert any(fmt.number(rate / 3) in text for text in texts)  # 1/(1 + 0.5 · 4)
    row.box.chosen.emit("constant")
    assert desk.player.experiment == before and row.settings.isHidden()


def test_a_schedule_is_for_all_branches_and_a_bad_setting_is_told(desk):
    desk.player.step(3)
    desk.panel.form.optimizer.emit("adam")
    row = desk.panel.form.schedule
    row.box.chosen.emit("cosine")
    (runner,) = desk.player.experiment.runners
    assert [o.schedule for _, o in runner.plan] == [schedules["cosine"]()] * 2
    row.settings.edited.emit("floor", 2.0, True)
    assert runner == desk.player.experiment.runners[0]
    desk.player.undo()
    assert all(o.schedule is None for _, o in desk.player.experiment.runners[0].plan)


def test_gradients_are_clipped_by_hand_and_taken_back(desk):
    row = desk.panel.form.clip
    before = desk.player.experiment
    assert not row.section.opened and not row.settings.isVisible()
    row.section.set_opened(True)
    assert row.settings.isVisible()
    row.settings.edited.emit("norm", 1.5, True)
    assert desk.player.experiment.runners[0].optimizer.clip.norm == 1.5
    row.settings.edited.emit("norm", -1.0, True)
    assert desk.player.experiment.runners[0].optimizer.clip.norm == 1.5
    desk.player.undo()
    assert desk.player.experiment == before


def test_steps_climb_by_hand_and_taken_back(desk):
    row = desk.panel.form.climb
    assert not row.section.opened
    row.section.set_opened(True)
    row.settings.edited.emit("rho", 0.05, True)
    assert desk.player.experiment.runners[0].optimizer.sam.rho == 0.05
    assert desk.player.workspace.undo_what == "sharpness-aware steps of GD"
    row.settings.edited.emit("rho", -1.0, True)
    assert desk.player.experiment.runners[0].optimizer.sam.rho == 0.05
    desk.player.undo()
    assert not desk.player.experiment.runners[0].optimizer.sam.on


def test_who_searches_cannot_climb(desk):
    desk.panel.form.optimizer.emit("bfgs")
    assert not desk.panel.form.climb.isVisible() and desk.panel.form.clip.isVisible()
