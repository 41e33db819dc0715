"""Before a prediction is given nothing beside the run tells what it will show."""

import pytest
from course_desk import begin, guess, play_on, to_the_goal
from PySide6.QtWidgets import QLabel

from playground.app.core.held import AHEAD, FREE, LAYERS, MINIMA, RUN, VALUES
from playground.app.course.withheld import withheld
from playground.app.shell.window import Window
from playground.app.widgets.empty_state import EmptyState
from playground.lab.course.lesson import Do
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets


def page(course, kind, test=lambda step: True):
    """Go to the first page of a kind."""
    steps = course.session.lesson.steps
    found = [i for i, step in enumerate(steps) if isinstance(step, kind) and test(step)]
    course.session.progress.place = found[0]
    course.panel.show_page()
    course.panel.moved.emit()


def predict_all(course):
    """Give every prediction that the run waits for."""
    session = course.session
    for step in session.unpredicted():
        session.progress.place = session.lesson.steps.index(step)
        course.panel.show_page()
        course.panel.moved.emit()
        course.panel.page.entry.show_given(guess(session, step))
        course.panel.page.act()
    assert not session.unpredicted()


@pytest.mark.parametrize(("number", "things"), [
    (1, {RUN, MINIMA}), (2, {RUN}), (3, {RUN}), (7, {RUN, AHEAD, MINIMA}), (8, {RUN, VALUES}),
    (10, {RUN, AHEAD}), (12, {RUN, AHEAD, LAYERS}),
])
def test_what_is_kept_back_follows_from_what_is_asked(window, qtbot, number, things):
    course = begin(window, qtbot, number)
    assert set(withheld(course.session)) == things
    predict_all(course)
    assert withheld(course.session) == {}


def test_sweeps_tuning_and_basins_wait_for_the_prediction(window, qtbot):
    course = begin(window, qtbot, 3)
    mode = window.mode
    sweep, tune = mode.panels["sweep"], mode.panels["tune"]
    mode.bring("sweep")
    buttons = sweep.question.go, sweep.question.ready, tune.go, mode.picture.tools.basins
    for button in buttons:
        assert not button.isEnabled() and "prediction" in button.toolTip()
    sweep.start()
    assert not sweep.search.busy and sweep.swept is None
    assert "prediction" in sweep.question.error_line.text().lower()
    tune.toggle()
    assert not tune.tuning.busy
    predict_all(course)
    assert all(button.isEnabled() for button in buttons)
    assert "prediction" not in sweep.question.go.toolTip()


def test_a_chart_says_why_nothing_can_be_played_yet(window, qtbot):
    course = begin(window, qtbot, 7)
    window.mode.bring("chart")
    chart = window.mode.panels["chart"]
    said = chart.empty_state.accessibleName
    qtbot.waitUntil(lambda: "prediction" in said())
    predict_all(course)
    qtbot.waitUntil(lambda: chart.export_target() is not chart.empty_state)  # the next step


def test_the_gradients_of_layers_are_not_told_where_their_ratio_is_asked_for(window, qtbot):
    course = begin(window, qtbot, 12)
    mode = window.mode
    for name in ("histograms", "backprop"):
        mode.bring(name)
        panel = mode.panels[name]
        (empty,) = [one for one in panel.findChildren(EmptyState) if one.isVisible()]
        assert any("prediction" in label.text() for label in empty.findChildren(QLabel))
    assert mode.panels["histograms"].sentences == ()
    predict_all(course)
    mode.bring("histograms")
    qtbot.waitUntil(lambda: any("smaller" in s for s in mode.panels["histograms"].sentences))


def test_basins_that_are_shown_go_when_a_prediction_is_asked_for(window, qtbot):
    window.mode.picture.tools.basins.setChecked(True)
    begin(window, qtbot, 5)
    assert not window.mode.picture.tools.basins.isChecked()
    window.actions_by_name["basins"].trigger()  # its key, or the menu
    assert not window.mode.picture.basins.on


def test_the_next_step_is_not_told_where_it_is_asked_for(window, qtbot):
    course = begin(window, qtbot, 7)
    mode = window.mode
    mode.bring("step")
    window.player.select(1)
    step = mode.panels["step"]
    assert step.update_shown is None
    said = [label.text() for label in step.findChildren(QLabel) if label.isVisible()]
    assert any("prediction" in text for text in said)
    assert mode.picture.sketch.kept_back and not mode.picture.tools.sketch.isEnabled()
    assert all(run.last == 0 for run in window.player.runs)  # so the chart has nothing of it
    predict_all(course)
    qtbot.waitUntil(lambda: step.update_shown is not None)
    assert not mode.picture.sketch.kept_back


def test_the_step_is_told_where_only_the_end_is_asked_for(window, qtbot):
    begin(window, qtbot, 2)
    window.mode.bring("step")
    assert window.mode.panels["step"].update_shown is not None


def test_the_minimum_is_not_marked_before_it_is_guessed(window, qtbot):
    picture = window.mode.picture.picture
    qtbot.waitUntil(lambda: bool(picture.critical))
    course = begin(window, qtbot, 1)
    assert picture.critical == ()
    qtbot.wait(300)  # the search for them may come later
    assert picture.critical == ()
    predict_all(course)
    assert picture.critical


def test_a_network_s_numbers_are_blank_while_one_is_guessed(window, qtbot):
    course = begin(window, qtbot, 8)
    mode = window.mode
    assert mode.network.canvas.picture.texts == {}
    mode.bring("backprop")
    assert mode.backprop.walk is None
    mode.bring("output")
    assert mode.network.canvas.picture.texts == {}
    told = []
    mode.panels["output"].hovered.connect(told.append)
    mode.panels["output"].canvas.hovered.emit("x₁ = 1: H = 24")
    predict_all(course)
    mode.panels["output"].canvas.hovered.emit("x₁ = 1: H = 24")
    assert told == ["Waits for your prediction: it would tell the answer.", "x₁ = 1: H = 24"]
    assert mode.network.canvas.picture.texts is None
    mode.bring("backprop")
    assert mode.backprop.walk is not None


def test_a_lesson_that_is_begun_again_does_not_show_the_run_of_the_last_time(window, qtbot):
    course = begin(window, qtbot, 10)
    predict_all(course)
    window.player.to_end()
    qtbot.waitUntil(lambda: window.player.finished)
    path = course.path
    course.show_list()
    course.begin(path, anew=True)
    qtbot.waitUntil(lambda: course.session is not None)
    assert course.session.unpredicted()
    assert all(run.last == 0 for run in window.player.runs)


def test_what_is_kept_back_comes_back_with_leaving(window, qtbot):
    course = begin(window, qtbot, 7)
    course.leave()
    assert window.mode.picture.tools.basins.isEnabled()
    assert not window.mode.picture.sketch.kept_back


def test_a_page_with_another_scene_has_its_run_and_the_keyboard(window, qtbot):
    course = begin(window, qtbot, 3)
    steps = course.session.lesson.steps
    place = next(i for i, s in enumerate(steps) if isinstance(s, Do) and s.scene)
    play_on(course, qtbot, to=place)
    page = course.panel.page
    assert page.isAncestorOf(window.focusWidget()) and window.focusWidget() is page.main
    page.act()
    window.player.to_end()
    qtbot.waitUntil(lambda: place in course.session.progress.done)


def test_a_page_with_a_scene_and_no_run_leaves_the_keyboard_at_the_way_on(window, qtbot):
    course = begin(window, qtbot, 9)
    page(course, Do, lambda step: step.scene == "second")
    assert window.focusWidget() is course.panel.on_button


def test_the_way_back_begins_with_all_values_known(window, qtbot):
    begin(window, qtbot, 9)
    panel = window.mode.backprop
    qtbot.waitUntil(lambda: panel.line is not None and panel.line.backward)
    assert not panel.walk.lines[panel.position - 1].backward
    panel.seek(0)
    panel.look_at("anything else")
    assert panel.position == 0


def test_how_far_a_goal_is_stands_above_the_hints(window, qtbot):
    course = begin(window, qtbot, 3)
    to_the_goal(course)
    shown = course.panel.page
    hint = shown.hint_button.mapTo(shown, shown.hint_button.rect().topLeft())
    assert shown.verdict.y() < hint.y()


@pytest.fixture
def other_half(qtbot, user_folders, monkeypatch):
    """A window that has shown one half only: `other_half("network")`."""
    monkeypatch.setattr("playground.app.core.questions.ask_unsaved", lambda *_: "discard")
    made = []

    def make(kind):
        shown = new_experiment() if kind == "surface" else presets["xor"].experiment()
        window = Window(shown, keep_settings=False)
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.show()
        qtbot.waitExposed(window)
        window.complete()
        assert set(window.modes) == {kind}
        return window

    yield make
    for window in made:
        window.player.pause()
        window.player.gate = None


def test_a_half_that_is_made_for_a_lesson_holds_from_its_first_moment(other_half, qtbot):
    """What it has shown once is recorded, and the chart draws all that is recorded."""
    window = other_half("network")
    course = begin(window, qtbot, 7)
    assert all(run.last == 0 for run in window.player.runs)
    mode = window.mode
    assert mode.kind == "surface" and mode.picture.sketch.kept_back
    assert mode.panels["step"].update_shown is None
    predict_all(course)
    assert not mode.picture.sketch.kept_back
    course.leave()
    assert window.held == window.modes["network"].held == mode.held == FREE


def test_a_network_half_that_is_made_for_a_lesson_shows_no_number_that_is_asked_for(
    other_half, qtbot
):
    window = other_half("surface")
    course = begin(window, qtbot, 8)
    assert window.mode.network.canvas.picture.texts == {}
    predict_all(course)
    assert window.mode.network.canvas.picture.texts is None
