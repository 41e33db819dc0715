"""What a lesson hides or holds fast: not seen or locked with its reason, and reached by no way."""

import json
from dataclasses import replace

import numpy as np
import pytest
from course_desk import FILES, play_on, to_the_goal
from course_desk import begin as begin_lesson
from PySide6.QtWidgets import QWidget

from playground.app.core.held import Held
from playground.engine.optimizers import optimizers
from playground.engine.schedules import schedules
from playground.engine.surfaces import surfaces
from playground.lab.course.locks import THINGS, Locks
from playground.lab.edits import network as network_edits
from playground.lab.edits import surface as edits
from playground.lab.edits.runners import set_schedule
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import read_document

NETWORK = {"network", "activation", "weights", "data", "loss", "batch", "penalty"}


def lesson(tmp_path, number, **locks):
    document = read_document(FILES[number - 1])
    document["locks"] = locks
    path = tmp_path / "own.lesson.json"
    path.write_text(json.dumps(document))
    return path


def begin(window, qtbot, path, goal=True):
    course = window.teachers.course
    window.commands.open_path(path)
    qtbot.waitUntil(lambda: course.session is not None, timeout=20_000)
    if goal:
        to_the_goal(course)
        course.panel.controls_button.setChecked(True)
    return course


def controls(window, thing):
    """Every control of a half that says that it changes a thing."""
    found = [child for view in window.mode.views for child in view.findChildren(QWidget)]
    return [child for child in found if thing in (child.property("edits") or ())]


def state(widgets):
    return [(w.isEnabledTo(w.parentWidget()), w.isHidden(), w.toolTip()) for w in widgets]


@pytest.mark.parametrize("thing", sorted(set(THINGS) - {"title"} - {
    "momentum", "rho", "beta1", "beta2", "epsilon"}))
def test_a_thing_that_is_fixed_is_locked_with_its_reason_and_given_back(
    window, qtbot, tmp_path, thing
):
    number = 8 if thing in NETWORK | {"seed"} else 1
    course = begin(window, qtbot, lesson(tmp_path, number, fixed=[thing]))
    widgets = controls(window, thing)
    assert widgets
    for widget in widgets:
        assert not widget.isEnabledTo(widget.parentWidget())
        assert THINGS[thing][0] in widget.toolTip()
    course.leave()
    again = controls(window, thing)
    assert any(w.isEnabledTo(w.parentWidget()) for w in again)
    assert all("this lesson" not in w.toolTip().lower() for w in again)


@pytest.mark.parametrize("thing", ["learning_rate", "runners.add", "start", "optimizer"])
def test_a_thing_that_is_hidden_is_not_seen_and_is_back_afterwards(window, qtbot, tmp_path, thing):
    course = begin(window, qtbot, lesson(tmp_path, 1, hidden=[thing]))
    widgets = controls(window, thing)
    assert widgets and all(widget.isHidden() for widget in widgets)
    window.player.step(1)
    window.player.select(0)
    player = window.player
    player.edit(edits.set_setting(player.experiment, 0, "learning_rate", 0.02, 0, 0), "draws anew")
    assert all(widget.isHidden() for widget in controls(window, thing))
    course.leave()
    assert any(not widget.isHidden() for widget in controls(window, thing))


def test_before_the_goal_every_control_says_that_the_scene_stays(window, qtbot, tmp_path):
    course = begin(window, qtbot, lesson(tmp_path, 1), goal=False)
    course.panel.controls_button.setChecked(True)
    box = window.mode.runners.form.box
    assert not box.isEnabled() and "until the page with a goal" in box.toolTip()
    to_the_goal(course)
    assert box.isEnabled() and "until" not in box.toolTip()
    row = window.mode.runners.form.settings.row("learning_rate")
    qtbot.waitUntil(lambda: row.isVisible() and row.isEnabled())


def other(experiment, name):
    """The experiment with a thing changed, by an edit that the window has."""
    first = experiment.runners[0]
    theta = np.array(experiment.problem_of(first).start()) + 0.5
    return {
        "problem": lambda: edits.choose_surface(experiment, surfaces["saddle"]()),
        "surface": lambda: edits.choose_surface(experiment, surfaces["saddle"]()),
        "network": lambda: network_edits.set_units(experiment, 1, 3),
        "activation": lambda: network_edits.set_activation(experiment, 1, "tanh"),
        "weights": lambda: network_edits.set_all_parameters(experiment, theta),
        "data": lambda: network_edits.set_points(experiment, [[1.0, 1.0]], [[3.0]]),
        "loss": lambda: network_edits.set_loss(experiment, "absolute"),
        "batch": lambda: network_edits.set_batch(experiment, reduction="sum"),
        "penalty": lambda: network_edits.set_regularization(experiment, l2=0.1),
        "runners": lambda: edits.rename(experiment, 0, "Renamed"),
        "runners.add": lambda: edits.add_runner(experiment, "adam", 0),
        "optimizer": lambda: edits.set_optimizer(experiment, 0, "adam", 0, 0),
        "settings": lambda: edits.set_setting(experiment, 0, "learning_rate", 0.03, 0, 0),
        "learning_rate": lambda: edits.set_setting(experiment, 0, "learning_rate", 0.03, 0, 0),
        "start": lambda: edits.set_start(experiment, (0.3, 0.3), 0),
        "stop": lambda: edits.set_stop(experiment, "max_steps", 77),
        "seed": lambda: edits.set_seed(experiment, 5),
        "title": lambda: replace(experiment, title="Another"),
    }[name]()


@pytest.mark.parametrize("group", ["hidden", "fixed"])
@pytest.mark.parametrize("thing", sorted(set(THINGS) - {
    "momentum", "rho", "beta1", "beta2", "epsilon"}))
def test_no_edit_code_or_undo_changes_what_is_held(window, qtbot, tmp_path, thing, group):
    number = 8 if thing in NETWORK else 1
    free = begin(window, qtbot, lesson(tmp_path, number))
    player = window.player
    scene = player.experiment
    after = other(scene, thing)
    assert after != scene
    player.edit(after, "free")  # without the lock it is allowed
    assert player.experiment == after
    player.undo()
    assert player.experiment == scene
    free.leave()
    course = begin(window, qtbot, lesson(tmp_path, number, **{group: [thing]}))
    course.panel.lock_words.setText("")
    player.edit(after, "held")
    assert player.experiment == scene and THINGS[thing][0] in course.panel.lock_words.text()
    player.undo()
    player.redo()
    assert player.experiment == scene


def test_momentum_and_its_like_are_held_as_well():
    for name, optimizer in (("momentum", "momentum"), ("rho", "rmsprop"), ("beta1", "adam"),
                            ("beta2", "adam"), ("epsilon", "adam")):
        scene = edits.set_optimizer(bowl(), 0, optimizer, 0, 0)
        after = edits.set_setting(scene, 0, name, 0.5, 0, 0)
        assert THINGS[name][0] in Locks(fixed=(name,)).refusal(scene, after)
        assert Locks(range={name: (0.0, 0.4)}).refusal(scene, after)
        assert not Locks(range={name: (0.0, 0.6)}).refusal(scene, after)


def bowl():
    return Experiment.from_dict({
        "version": 1, "title": "", "problem": {"kind": "surface", "surface": "bowl"},
        "runners": [{"optimizer": "gradient_descent", "settings": {"learning_rate": 0.01},
                     "start": [8, 8]}], "stop": {"max_steps": 50}, "seed": 0,
    })


def test_a_schedule_is_no_way_round_a_fixed_or_bounded_learning_rate():
    scene = bowl()
    after = set_schedule(scene, 0, schedules["exponential"]())
    assert after != scene and "gradient_descent" in optimizers
    assert Locks(fixed=("learning_rate",)).refusal(scene, after)
    assert "over time" in Locks(range={"learning_rate": (0.001, 0.1)}).refusal(scene, after)
    assert not Locks(fixed=("start",)).refusal(scene, after)


def test_from_a_step_on_another_learning_rate_is_no_other_optimizer_and_no_other_momentum():
    scene = edits.set_optimizer(bowl(), 0, "momentum", 0, 0)
    rate = scene.runners[0].optimizer.settings["learning_rate"]
    after = edits.set_setting(scene, 0, "learning_rate", 2 * rate, 5, 0)
    assert len(after.runners[0].plan) == 2
    assert not Locks(fixed=("optimizer", "momentum", "start", "problem")).refusal(scene, after)
    assert not Locks(range={"momentum": (0.5, 0.95)}).refusal(scene, after)
    for name in ("learning_rate", "settings", "runners"):
        assert THINGS[name][0] in Locks(fixed=(name,)).refusal(scene, after)
    assert Locks(range={"learning_rate": (rate / 9, 1.5 * rate)}).refusal(scene, after)
    again = edits.set_setting(after, 0, "learning_rate", rate, 5, 0)  # back to the scene's
    assert not Locks(fixed=("learning_rate",)).refusal(scene, again)
    other = edits.set_optimizer(scene, 0, "adam", 5, 0)
    assert Locks(fixed=("optimizer",)).refusal(scene, other)


def test_a_goal_is_reached_by_an_edit_at_a_later_step(window, qtbot):
    course = begin_lesson(window, qtbot, 7)
    play_on(course, qtbot)  # its run is of one step only
    player = window.player
    assert player.cursor == 0  # what is changed on the goal's page is changed from the start on
    player.go_to(1)
    player.select(3)
    form = window.mode.runners.form
    qtbot.waitUntil(lambda: form.scope.text() == "Changes from step 1 on")
    form.setting.emit("learning_rate", 0.5, True)
    assert len(player.experiment.runners[3].plan) == 2
    assert "fast" not in course.panel.lock_words.text().lower().replace("held fast", "")
    qtbot.waitUntil(lambda: course.session.place in course.session.progress.done, timeout=20_000)


def test_a_runner_of_its_own_is_no_way_round_a_fixed_problem_weights_or_seed():
    scene = Experiment.from_dict(read_document(FILES[7])["scene"])
    own = network_edits.set_activation(scene, 1, "tanh", 0)
    assert Locks(fixed=("problem",)).refusal(scene, own)
    theta = np.array(scene.problem_of(scene.runners[0]).start()) + 1
    assert Locks(fixed=("weights",)).refusal(
        scene, network_edits.set_all_parameters(scene, theta, 0))
    drawn = Experiment.from_dict(read_document(FILES[13])["scene"])  # data that the seed draws
    assert Locks(fixed=("data",)).refusal(drawn, edits.set_seed(drawn, 3))
    given = Experiment.from_dict(read_document(FILES[10])["scene"])  # data that are written out
    assert not Locks(fixed=("data",)).refusal(given, edits.set_seed(given, 3))


def test_hands_menus_keys_and_codes_are_refused_with_the_reason(window, qtbot, tmp_path):
    course = begin(window, qtbot, lesson(tmp_path, 1, fixed=list(THINGS)))
    player, scene = window.player, window.player.experiment
    panel = window.mode.runners
    for act in (
        lambda: window.mode.drag_start((1.5, 1.5), True),  # a drag on the surface
        lambda: panel.tools.add.emit("adam"), lambda: panel.tools.duplicate.emit(),
        lambda: panel.tools.race.emit(), lambda: panel.form.optimizer.emit("adam"),
        lambda: panel.form.setting.emit("learning_rate", 0.5, True),
        lambda: panel.form.start.emit(1.0, 1.0),
        lambda: window.mode.problem.chooser.chosen.emit("saddle"),
        window.actions_by_name["undo"].trigger, window.actions_by_name["redo"].trigger,
    ):
        act()
        assert player.experiment == scene
    assert "fast" in course.panel.lock_words.text()


def test_a_hand_on_cells_edges_paste_and_the_loss_surface_is_refused(window, qtbot, tmp_path):
    begin(window, qtbot, lesson(tmp_path, 8, fixed=["weights"]))
    player, scene, mode = window.player, window.player.experiment, window.mode
    theta = np.array(scene.problem_of(scene.runners[0]).start())
    mode.weights.value_edited.emit(0, 9.0, True)  # a cell of the table, or an edge
    assert player.experiment == scene
    mode.weights.block_edited.emit({0: 9.0, 1: 8.0})  # a block that is pasted
    assert player.experiment == scene
    mode.hold_theta(theta + 1, True)  # a drag on the loss surface
    assert player.experiment == scene


def test_a_refused_hand_on_the_loss_surface_is_not_said_to_have_moved_the_network(
    window, qtbot, tmp_path
):
    for fixed in (["weights"], []):
        course = begin(window, qtbot, lesson(tmp_path, 11, fixed=fixed))
        window.mode.bring("landscape")
        view, player = window.mode.landscape, window.player
        qtbot.waitUntil(lambda view=view: view.picture is not None and bool(view.canvas.heads))
        scene, words = player.experiment, view.sentence.text
        view.canvas.held.emit(0.4, 0.4, True, True)
        assert (player.experiment == scene) == bool(fixed)
        assert ("was moved" in view.sentence.text) != bool(fixed)
        assert not fixed or view.sentence.text == words
        course.leave()


def test_what_is_held_and_its_range_are_told_in_sentences(window, qtbot, tmp_path):
    course = begin(window, qtbot, lesson(
        tmp_path, 1, fixed=["start"], hidden=["runners.add"],
        range={"learning_rate": [0.00001, 0.2]}))
    said = course.panel.lock_words.text
    assert said() == (
        "Held fast: how many runners there are, the start. The learning rate stays from "
        "1×10⁻⁵ to 0.2.")
    player = window.player
    player.edit(edits.set_setting(player.experiment, 0, "learning_rate", 0.5, 0, 0), "faster")
    assert said() == "This lesson keeps the learning rate from 0.00001 to 0.2, got 0.5."
    player.edit(edits.add_runner(player.experiment, "adam", 0), "more")
    assert said() == "This lesson holds fast how many runners there are."


def test_held_knows_what_it_hides_and_why():
    held = Held(frozenset({"start"}), {"seed": "no"})
    assert held.hides(["start", "runners"]) and not held.hides(["seed"])
    assert held.reason(["runners", "seed"]) == "no" and held.reason(["start"]) == ""


def test_another_document_as_a_code_is_leaves_the_lesson(window, qtbot, tmp_path):
    course = begin(window, qtbot, lesson(tmp_path, 1, fixed=list(THINGS)))
    window.documents.show_scene(bowl())
    assert course.session is None and course.dock.isHidden()
    assert "was left" in window.statusBar().currentMessage()
    box = window.mode.runners.form.box
    assert box.isEnabled() and "this lesson" not in box.toolTip()
