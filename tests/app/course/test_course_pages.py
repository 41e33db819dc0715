"""What a page of the course shows and leaves alone: predictions, panels, goals, files, the list."""

import numpy as np
import pytest
from course_desk import FILES, begin, guess, play_on, to_the_goal
from PySide6.QtCore import Qt

from playground.app.core.mode import Mode
from playground.app.course.fields import ChoiceEntry
from playground.app.course.page import Page
from playground.app.course.predictions import prediction_shown
from playground.app.network.mode import NetworkMode
from playground.app.surface.mode import SurfaceMode
from playground.lab.course.lesson import PANELS, Goal
from playground.lab.course.reader import lesson_from, read_lesson
from playground.lab.course.session import Session
from playground.lab.edits import surface as edits


def session_at(number, place):
    session = Session(read_lesson(FILES[number - 1]))
    session.progress.place = place
    return session


def test_what_a_lesson_may_show_is_what_the_two_halves_have():
    names = {entry.name for mode in (SurfaceMode, NetworkMode) for entry in mode.entries}
    assert set(PANELS) == names | {"surface", "network", "landscape"}
    assert issubclass(NetworkMode, Mode)


def test_a_prediction_is_drawn_from_when_it_is_given_until_another_scene_comes():
    session = session_at(5, 1)
    assert prediction_shown(session) is None
    session.predict(session.step, ["3", "2"])
    session.go(1)
    assert prediction_shown(session) == ("point", (3.0, 2.0), None, True)
    session.let_go()
    shown = prediction_shown(session)
    assert shown.actual == pytest.approx((3, 2), abs=1e-3)
    session.progress.place = 4
    assert prediction_shown(session) == shown
    session.progress.place = 10  # on another surface
    assert prediction_shown(session) is None and session.reveals_here() == []
    session.progress.place = len(session.lesson.steps) - 1
    assert isinstance(session.step, Goal) and prediction_shown(session) is None


def test_a_point_that_is_being_put_is_not_called_a_prediction(window, qtbot):
    course = begin(window, qtbot, 1)
    course.panel.on()
    window.mode.drag_start((0.75, 0.5), True)
    assert not window.mode.surface.prediction.given
    course.panel.page.act()
    assert window.mode.surface.prediction.given


def test_a_page_looks_at_panels_in_the_ways_it_names(window, qtbot):
    course = begin(window, qtbot, 3)
    chart = window.mode.panels["chart"]
    chart.set_log(False)
    play_on(course, qtbot, to=5)
    assert chart.log and window.mode.docks.docks["results"].in_front
    course.leave()
    course = begin(window, qtbot, 14)
    assert window.mode.panels["chart"].along.key == "samples"


def test_numbers_of_a_vector_have_their_names_and_are_read_from_their_beginning(
    window, qtbot
):
    course = begin(window, qtbot, 14)
    play_on(course, qtbot, to=4)
    entry = course.panel.page.entry
    assert [f.toolTip() for f in entry.fields] == ["all 1000", "m = 100", "m = 10", "m = 1"]
    entry.show_given([0.130962, 0.020047, 0.006345, 0.007085])
    assert {field.cursorPosition() for field in entry.fields} == {0}


def test_after_the_last_hint_the_keys_are_with_the_answer(window, qtbot):
    course = begin(window, qtbot, 8)
    play_on(course, qtbot, to=3)
    page = course.panel.page
    page.hint_button.setFocus()
    for _ in range(4):
        page.hint_button.click()
    assert window.focusWidget() is page.entry.fields[0]


def test_a_goal_says_how_far_one_is_and_nobody_asks_to_save_it(
    window, qtbot, monkeypatch
):
    asked = []
    monkeypatch.setattr(
        "playground.app.core.questions.ask_unsaved", lambda *a: asked.append(a) or "discard"
    )
    course = begin(window, qtbot, 1)
    to_the_goal(course)
    page = course.panel.page
    assert isinstance(page, Page) and "7.211" in page.say.text and window.player.cursor == 0
    shown = [n for n, d in window.mode.docks.docks.items() if not d.isHidden()]
    assert "problem" not in shown and "runners" in shown  # the problem is held fast
    window.mode.drag_start((0.55, 0.82), True)
    assert "Reached" in page.verdict.text() and "7.211" not in page.say.text
    assert not window.player.workspace.unsaved
    course.panel.on()
    assert course.panel.stack.currentIndex() == 0
    assert not course.panel.controls_button.isChecked()
    assert window.mode.docks.docks["runners"].isHidden()
    assert course.panel.home.chosen.path == FILES[1]
    begin(window, qtbot, 2)
    assert asked == []
    course.leave()
    changed = edits.set_start(window.player.experiment, (1.0, 1.5), 0)
    window.player.edit(changed, "start")
    assert window.player.workspace.unsaved  # that is one's own work


def test_a_goal_that_was_reached_before_says_so_beside_what_is_there_now(window, qtbot):
    course = begin(window, qtbot, 2)
    to_the_goal(course)
    scene = window.player.experiment
    window.player.edit(edits.set_setting(scene, 0, "learning_rate", 0.05, 0, 0), "faster")
    page = course.panel.page
    assert page.verdict.text() == "✓ Reached"
    assert page.say.toPlainText() == "Updates now: 10, converged"
    far = edits.set_setting(scene, 0, "learning_rate", 0.2, 0, 0)
    window.player.edit(far, "too fast")  # few updates, but for another reason
    assert page.verdict.text() == "✓ Reached before"
    assert page.say.toPlainText() == "Updates now: 2, diverged"
    window.player.undo()
    window.player.undo()
    assert window.player.experiment == scene
    assert course.panel.page.verdict.text() == "✓ Reached before"
    window.player.redo()
    assert page.verdict.text() == "✓ Reached"


def test_the_list_can_be_closed(window, qtbot):
    course = window.teachers.course
    course.show_list()
    course.panel.home.close_button.click()
    assert course.dock.isHidden() and not window.mode.docks.docks["problem"].isHidden()


def test_labels_that_do_not_fit_the_answer_are_refused():
    from playground.lab.course.key import Key
    from playground.lab.experiments.files import read_document
    from playground.lab.experiments.reader import BadInputError

    document = read_document(FILES[7])
    question = next(s for s in document["steps"] if s.get("id") == "q1")
    question["labels"] = ["a", "b", "c"]
    with pytest.raises(BadInputError, match=r"labels: are for 3 numbers in a row"):
        Key(lesson_from(document)).check()
    assert np.size(question["labels"]) == 3


def test_what_is_said_of_an_answer_is_scrolled_to(window, qtbot):
    course = begin(window, qtbot, 2)
    play_on(course, qtbot, to=5)
    panel = course.panel
    panel.scroll_area.setFixedHeight(150)

    def seen(part):
        area = panel.scroll_area.viewport()
        top = part.mapTo(area, part.rect().topLeft()).y()
        return part.isVisible() and top >= 0 and top + part.height() <= area.height()

    def end_seen(part):
        area = panel.scroll_area.viewport()
        return 0 <= part.mapTo(area, part.rect().bottomLeft()).y() < area.height()

    page = panel.page
    page.entry.show_given([1.0, 1.0])
    page.act()
    qtbot.waitUntil(lambda: seen(page.verdict))
    for _ in page.step.hints:
        page.hint()
        # all of them are higher than the page: the end is in sight, where the new one stands
        qtbot.waitUntil(lambda: end_seen(page.hints))
    page.entry.fields[1].setText("x")
    page.act()
    qtbot.waitUntil(lambda: seen(page.error))


def test_why_a_run_stops_is_a_choice_in_words(qtbot):
    entry = ChoiceEntry("Why?", ("converged", "max_steps", "it is tired"), many=False)
    qtbot.addWidget(entry)
    said = [button.accessibleName() for button in entry.buttons]
    assert said == ["converged", "out of steps", "it is tired"]


@pytest.mark.parametrize(("number", "place"), [(2, 4), (10, 4), (14, 4), (14, 9), (14, 1), (1, 1)])
def test_whatever_is_asked_what_is_said_of_it_is_scrolled_to(window, qtbot, number, place):
    """A number, numbers, choices, an order, a point; refused, wrong, predicted."""
    course = begin(window, qtbot, number)
    play_on(course, qtbot, to=place)
    panel, page = course.panel, course.panel.page
    panel.scroll_area.setFixedHeight(130)
    panel.scroll_area.verticalScrollBar().setValue(0)

    def seen(part):
        area = panel.scroll_area.viewport()
        top = part.mapTo(area, part.rect().topLeft()).y()
        return part.isVisible() and top >= 0 and top + part.height() <= area.height()

    page.act()  # empty
    qtbot.waitUntil(lambda: seen(page.error))
    panel.scroll_area.verticalScrollBar().setValue(0)
    page.entry.show_given(guess(course.session, page.step))
    page.act()
    qtbot.waitUntil(lambda: seen(page.verdict))
    assert not page.error.isVisible()


def test_an_order_with_a_gap_or_twice_the_same_is_refused_where_it_is(window, qtbot):
    course = begin(window, qtbot, 14)
    play_on(course, qtbot, to=1)
    page = course.panel.page
    first, second, third, fourth = page.entry.boxes
    first.setCurrentIndex(2)
    page.act()
    assert page.error.text() == "Choose what comes at 2."
    qtbot.waitUntil(lambda: window.focusWidget() is second)
    second.setCurrentIndex(2)
    assert not page.error.text()
    page.act()
    assert page.error.text() == "“m = 100” stands at 1 and at 2."
    second.setCurrentIndex(1)
    third.setCurrentIndex(3)
    fourth.setCurrentIndex(4)
    qtbot.keyClick(fourth, Qt.Key.Key_Return)  # as in every other field
    assert not page.error.text() and course.session.predicted(page.step)


def test_the_keys_go_to_what_cannot_be_read_and_after_the_last_hint_to_what_is_wrong(
    window, qtbot
):
    course = begin(window, qtbot, 14)
    play_on(course, qtbot, to=4)
    page = course.panel.page
    fields = page.entry.fields
    for field, text in zip(fields, ("0.131", "0.020", "abc", "0.1"), strict=True):
        field.setText(text)
    page.act()
    qtbot.waitUntil(lambda: window.focusWidget() is fields[2])
    fields[2].setText("0.0063")
    page.act()
    page.hint_button.setFocus()
    for _ in page.step.hints:
        page.hint()
    assert window.focusWidget() is fields[3]
    fields[0].setText("7")
    page.act()
    assert "hint" not in page.say.text  # there is none left


def test_right_at_last_with_the_answer_shown_keeps_the_points_from_before(window, qtbot):
    course = begin(window, qtbot, 14)
    play_on(course, qtbot, to=4)
    page, session = course.panel.page, course.session
    page.entry.show_given(["0.131", "0.020", "5", "5"])
    page.act()
    for _ in page.step.hints:
        page.hint()
    assert session.score == 1 and not page.is_done
    page.entry.show_given(session.key.right(page.step).tolist())
    page.act()
    assert page.is_done and session.score == 1 == session.report("").score
    assert "Right" in page.verdict.text() and "best attempt, 1" in page.say.text
    course.panel.on()
    course.panel.back()
    assert "Right" in course.panel.page.verdict.text()


def test_a_page_shows_panels_in_whose_place_the_lesson_stands_and_they_go_with_it(window, qtbot):
    course = begin(window, qtbot, 14)
    docks = window.mode.docks.docks
    left = window.mode.docks.left

    def there():
        return {name for name in left if not docks[name].isHidden()}

    before = there()
    play_on(course, qtbot, to=6)
    assert before == set() and there() == {"exact"} and docks["exact"].in_front
    course.panel.controls_button.setChecked(True)
    assert {"exact", "runners", "train"} <= there()
    course.panel.controls_button.setChecked(False)
    assert there() == {"exact"}
    play_on(course, qtbot, to=7)
    assert there() == set() and window.player.selected == 3
    play_on(course, qtbot)
    assert "runners" in there() and "data" not in there()  # the data are held fast
    course.leave()
    assert {"data", "build", "runners", "train", "exact"} <= there()


def test_the_exported_program_of_lesson_14_prints_what_its_page_asks_for(window, qtbot):
    course = begin(window, qtbot, 14)
    play_on(course, qtbot, to=8)
    session = course.session
    player = window.player
    player.select(2)
    said = player.run[100].loss
    right = float(session.key.right(session.step))
    assert right == said != pytest.approx(session.key.worked_out("run[2].loss", "", {}))
    assert "EXPECTED" in session.step.text
    assert "batch of 10" in session.answer(session.step, "0.006345").say
