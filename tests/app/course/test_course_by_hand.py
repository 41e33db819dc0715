"""What a person who plays a lesson by hand runs into: where pages look, what stays said, room."""

import json
from dataclasses import replace

import pytest
from course_desk import FILES, begin, play_on, to_the_goal
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit

from playground.app.course.fields import OrderEntry
from playground.app.course.rich_text import with_decimal_mark
from playground.app.look.style import px
from playground.app.shell.key_router import KeyRouter
from playground.app.text.numbers import set_decimal
from playground.lab.course.lesson import Goal
from playground.lab.edits.surface import set_start


def edit_stop(experiment):
    return replace(experiment, stop=replace(experiment.stop, max_steps=5))


def to_page(course, place):
    course.session.progress.place = place
    course.panel.show_page()
    course.panel.moved.emit()


def test_a_page_about_the_start_looks_at_the_start(window, qtbot):
    course = begin(window, qtbot, 10)
    play_on(course, qtbot, to=3)
    assert window.player.cursor == 1
    for place in (4, 5, 6):
        window.player.go_to(1)
        to_page(course, place)
        assert "start" in course.session.step.text.lower() and window.player.cursor == 0
    to_page(course, 7)  # about one update
    assert window.player.cursor == 1


def test_a_page_that_looks_nowhere_leaves_the_run_where_one_put_it(window, qtbot):
    course = begin(window, qtbot, 2)
    play_on(course, qtbot, to=3)
    window.player.to_start()
    course.panel.on()
    assert window.player.cursor == 0


def test_a_page_looks_at_nothing_that_waits_for_a_prediction(window, qtbot, tmp_path):
    document = json.loads(FILES[1].read_text("utf-8"))
    document["steps"] = [
        {"say": "Look.", "at": "end"},
        *[step for step in document["steps"] if step.get("ask") == "predict" or "do" in step],
    ]
    path = tmp_path / "ahead.lesson.json"
    path.write_text(json.dumps(document), "utf-8")
    course = window.teachers.course
    course.begin(path)
    qtbot.waitUntil(lambda: course.session is not None, timeout=20_000)
    assert window.player.cursor == 0 and "prediction" not in course.panel.lock_words.text()


def test_what_was_refused_is_not_said_any_longer_when_it_is_allowed(window, qtbot):
    course = begin(window, qtbot, 10)
    course.panel.on()
    window.player.play()
    assert "prediction" in course.panel.lock_words.text()
    course.panel.page.entry.show_given(0)
    course.panel.page.act()
    assert "prediction" not in course.panel.lock_words.text()


def test_a_refusal_is_past_once_something_else_was_done(window, qtbot):
    course = begin(window, qtbot, 2)
    to_the_goal(course)
    player, words = window.player, course.panel.lock_words
    player.edit(set_start(player.experiment, (1.0, 1.5), 0), "start")
    standing = words.text()
    player.edit(edit_stop(player.experiment), "stop")
    assert words.text() != standing and "when to stop" in words.text()
    player.edit(set_start(player.experiment, (1.0, 1.2), 0), "start")
    assert words.text() == standing


def test_a_right_answer_without_points_is_done_with(window, qtbot):
    course = begin(window, qtbot, 10)
    play_on(course, qtbot, to=4)
    panel, page = course.panel, course.panel.page
    page.entry.show_given([196, 14, 14])
    page.act()
    best = course.session.score
    while page.hint_button.isEnabled():
        page.hint_button.click()
    assert window.focusWidget() is page.entry.findChildren(QLineEdit)[2]  # not right yet
    page.entry.show_given([196, 14, 28])
    page.act()
    assert page.is_done and panel.on_button.property("role") == "primary"
    assert course.session.score == best and "best attempt, 1.333, counts" in page.say.text
    panel.on()
    panel.back()  # what stands in the fields is what the verdict is about
    assert "Right" in panel.page.verdict.text() and panel.page.is_done


def test_the_way_on_from_a_goal_shines_when_it_is_reached(window, qtbot):
    course = begin(window, qtbot, 2)
    play_on(course, qtbot)
    on = course.panel.on_button
    assert isinstance(course.session.step, Goal) and on.property("role") != "primary"
    course.session.progress.done.add(course.session.place)
    course.panel.answered.emit()
    course.panel.show_page()
    assert on.property("role") == "primary"


def shown_on_the_left(window):
    docks = window.mode.docks
    return {name for row in docks.left_rows for name in row}


def in_front(window):
    docks = window.mode.docks
    return {name for row in docks.left_rows for name in row if docks.docks[name].in_front}


@pytest.mark.parametrize(("number", "name"), [(2, "runners"), (10, "runners"), (11, "build")])
def test_at_a_goal_what_one_needs_has_room_and_all_panels_are_back_afterwards(
    window, qtbot, number, name
):
    course = begin(window, qtbot, number)
    course.leave()
    qtbot.wait(1)
    before = shown_on_the_left(window)
    assert "runners" in in_front(window)
    course = begin(window, qtbot, number)
    to_the_goal(course)
    dock = window.mode.docks.docks[name]
    qtbot.waitUntil(lambda: dock.in_front and dock.widget().height() > px(150))
    course.panel.back()
    to_the_goal(course)
    course.leave()
    assert shown_on_the_left(window) == before
    qtbot.waitUntil(lambda: "runners" in in_front(window))  # not the last of its tabs


@pytest.fixture
def comma():
    set_decimal(",")
    yield
    set_decimal(".")


@pytest.mark.parametrize(("text", "shown"), [
    ("0.001, 0.002.", "0,001, 0,002."), ("(0.5, -1.25)", "(0,5, -1,25)"), ("1.5x", "1,5x"),
    ("1.2.3 and v2.0", "1.2.3 and v2.0"), ("End at 3. Then 4.5?", "End at 3. Then 4,5?"),
])
def test_numbers_of_a_text_have_the_decimal_mark_that_is_set(comma, text, shown):
    assert with_decimal_mark(text) == shown


def test_the_heads_of_fields_have_it_too(window, qtbot, comma):
    course = begin(window, qtbot, 10)
    play_on(course, qtbot, to=7)
    heads = {label.text() for label in course.panel.page.entry.findChildren(QLabel)}
    assert {"0,0001", "0,0005", "0,001", "0,002"} <= heads


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:2])
def test_no_sign_of_a_lesson_is_missing_in_a_usual_font(path):
    """Letters, digits, Greek, arrows and mathematics; ⏮ and the like are boxes on many desks."""
    text = path.read_text("utf-8")
    odd = {c for c in text if ord(c) > 0x24F and not (
        0x370 <= ord(c) < 0x400 or 0x2010 <= ord(c) < 0x2300)}
    assert not odd


def test_the_list_begins_where_one_was_last(window, qtbot):
    course = begin(window, qtbot, 8)
    course.leave()
    course.path = None  # the window was closed meanwhile
    course.show_list()
    assert course.panel.home.chosen.path == FILES[7]
    assert course.panel.home.start.text() == "Go on"


def test_what_was_typed_and_not_checked_stands_there_again(window, qtbot):
    course = begin(window, qtbot, 10)
    play_on(course, qtbot, to=6)
    field = course.panel.page.entry.findChildren(QLineEdit)[0]
    field.setText("224")
    field.textEdited.emit("224")
    course.panel.back()
    course.panel.on()
    assert course.panel.page.entry.given()[0][0] == "224"
    course.leave()
    course = begin(window, qtbot, 10)
    assert course.panel.page.entry.given()[0][0] == "224"
    assert not course.panel.page.verdict.isVisibleTo(course.panel.page)
    assert not any(given.id == "q3" for given in course.session.progress.answers)


def test_a_lesson_begins_with_its_own_picture_and_goes_on_with_what_its_pages_showed(window, qtbot):
    course = begin(window, qtbot, 10)
    play_on(course, qtbot, to=10)
    window.mode.bring("landscape")
    course = begin(window, qtbot, 9)
    assert window.mode.network.isVisible() and not window.mode.landscape.isVisible()
    course.leave()
    window.mode.bring("output")
    course = begin(window, qtbot, 10)
    assert window.mode.docks.docks["backprop"].in_front


def test_a_goal_in_the_first_scene_stands_where_its_run_had_ended(window, qtbot):
    course = begin(window, qtbot, 5)
    play_on(course, qtbot)
    assert course.session.scene_name == "" and window.player.cursor == window.player.last > 0


def test_a_scene_does_not_keep_the_axes_of_the_lesson_before(window, qtbot):
    course = begin(window, qtbot, 4)
    window.mode.bring("chart", ["gradient_norm", "log"])
    chart = window.mode.panels["chart"]
    assert chart.quantity.name == "gradient_norm" and chart.log
    course.leave()
    begin(window, qtbot, 6)
    assert chart.quantity.name == "loss" and not chart.log


def test_a_goal_in_the_picture_leaves_the_lesson_its_room(window, qtbot):
    course = begin(window, qtbot, 8)
    to_the_goal(course)
    assert "click an edge" in course.session.step.text
    assert not course.panel.controls_button.isChecked() and not shown_on_the_left(window)


def test_a_goal_selects_the_runner_that_it_is_about(window, qtbot):
    course = begin(window, qtbot, 4)
    to_the_goal(course)
    assert window.player.selected == 1 and "second runner" in course.session.step.text


def test_in_the_list_after_a_lesson_home_is_the_lists(window, qtbot, qapp):
    router = KeyRouter(window)
    qapp.installEventFilter(router)
    try:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        course = begin(window, qtbot, 1)
        to_the_goal(course)
        course.panel.home.list.setFocus()
        course.panel.on_button.setFocus(Qt.FocusReason.MouseFocusReason)
        QTest.mouseClick(course.panel.on_button, Qt.MouseButton.LeftButton)
        listed = course.panel.home.list
        assert QApplication.focusWidget() is listed and listed.currentRow() == 1
        QTest.keyClick(listed, Qt.Key.Key_End)
        assert listed.currentRow() == listed.count() - 1
    finally:
        qapp.removeEventFilter(router)


def test_a_lesson_that_was_left_in_the_other_half_is_not_there_again(window, qtbot):
    usual = shown_on_the_left(window)
    course = begin(window, qtbot, 2)
    course = begin(window, qtbot, 8)
    assert window.mode.kind == "network"
    course.leave()
    window.actions_by_name["show_surface"].trigger()
    assert window.mode.kind == "surface"
    assert course.dock.isHidden() and shown_on_the_left(window) == usual
    course.show_list()
    window.actions_by_name["show_network"].trigger()
    assert not course.dock.isHidden() and not shown_on_the_left(window)


def wheel(widget):
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place, QPointF(widget.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_scrolls_and_changes_no_choice_on_its_way(window, qtbot):
    """A lock, a quantity or an order that the pointer passes is not chosen anew."""
    course = window.teachers.course
    author = course.author
    author.show()
    order = OrderEntry("Your answer", ("one", "two"))
    qtbot.addWidget(order)
    passed = 0
    for row in range(author.steps.count()):
        author.steps.setCurrentRow(row)
        for box in [*author.findChildren(QComboBox), *order.boxes]:
            before = box.currentText()
            wheel(box)
            assert box.currentText() == before
            passed += 1
    assert passed > 60
