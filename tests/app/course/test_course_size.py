"""A lesson at every type size on a small screen: nothing holds the window larger than the screen,
and a lesson is done there from its first page to its goal."""

import pytest
from course_desk import begin, play_on, to_the_goal
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabBar

from playground.app.look.style import SCALE_STEPS, style
from playground.app.shell.first_size import FRAME, USUAL

ROOM = USUAL - FRAME


def settle():
    for _ in range(5):
        QApplication.processEvents()


def fits(window):
    settle()
    least = window.minimumSizeHint()
    return least.width() <= ROOM.width() and least.height() <= ROOM.height()


def tabs_of(window):
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [bar for bar in bars if bar.count()]


@pytest.mark.parametrize("scale", [scale for scale in SCALE_STEPS if scale >= 1])
def test_the_window_fits_a_small_screen_at_every_type_size(window, qtbot, scale):
    style.scale = scale
    assert fits(window)
    window.actions_by_name["show_network"].trigger()
    assert fits(window)
    window.teachers.course.show_list()
    assert fits(window)
    course = begin(window, qtbot, 9)
    assert fits(window)
    to_the_goal(course)
    assert fits(window)
    course = begin(window, qtbot, 1)
    assert fits(window)
    to_the_goal(course)
    assert fits(window)
    assert (window.width(), window.height()) == (1280, 720)


@pytest.mark.parametrize("number", [1, 9])
def test_a_lesson_is_played_to_its_goal_at_twice_the_size(window, qtbot, number):
    style.scale = 2.0
    course = begin(window, qtbot, number)
    play_on(course, qtbot)
    settle()
    assert course.session.finished and (window.width(), window.height()) == (1280, 720)
    panel = course.panel
    shown = panel.scroll_area.viewport().height()
    assert shown >= 6 * panel.title.fontMetrics().height()  # what one reads at a time
    assert not panel.on_button.visibleRegion().isEmpty()


def test_in_a_low_window_the_controls_stand_behind_the_lesson_and_go_back(window, qtbot):
    course = begin(window, qtbot, 2)
    docks = window.mode.docks.docks
    style.scale = 2.0
    settle()
    to_the_goal(course)
    settle()
    beside = window.tabifiedDockWidgets(course.dock)
    assert docks["runners"] in beside and docks["problem"] not in beside  # which is held fast
    assert course.dock.in_front
    style.scale = 1.0
    course.leave()
    settle()
    assert not docks["problem"].isHidden() and not docks["runners"].isHidden()
    assert docks["runners"] not in window.tabifiedDockWidgets(docks["problem"])


def test_in_a_low_window_what_a_page_names_stands_behind_the_lesson_while_it_is_asked(
    window, qtbot
):
    course = begin(window, qtbot, 14)
    docks = window.mode.docks.docks
    style.scale = 2.0
    settle()
    (place,) = (k for k, step in enumerate(course.session.lesson.steps) if "exact" in step.show)
    play_on(course, qtbot, to=place)
    settle()
    assert docks["exact"] in window.tabifiedDockWidgets(course.dock) and course.dock.in_front
    assert docks["runners"].isHidden() and fits(window)
    play_on(course, qtbot, to=place + 1)
    settle()
    assert docks["exact"].isHidden()
    course.leave()
    settle()
    assert not docks["exact"].isHidden() and not docks["runners"].isHidden()
    assert course.dock not in window.tabifiedDockWidgets(docks["exact"])


def test_a_panel_that_a_lesson_took_away_at_its_goal_comes_back(window, qtbot):
    course = begin(window, qtbot, 2)
    to_the_goal(course)
    problem = window.mode.docks.docks["problem"]
    assert problem.isHidden()
    course.leave()
    assert not problem.isHidden()


def test_in_a_low_panel_the_page_has_the_room_of_bar_and_standing_lock(window, qtbot):
    course = begin(window, qtbot, 1)
    panel = course.panel
    settle()
    assert panel.bar.isVisible() and panel.lock.isVisible() and not course.dock.is_headless
    style.scale = 2.0
    settle()
    assert not panel.bar.isVisible() and not panel.lock.isVisible() and course.dock.is_headless
    window.mode.drag_start((1.5, 1.5), True)
    assert panel.lock.isVisible()  # what was refused is said


def test_a_long_title_goes_on_in_a_second_line(window, qtbot):
    course = begin(window, qtbot, 11)
    settle()
    title = course.panel.title
    assert title.height() >= title.heightForWidth(title.width())
    assert title.wordWrap() and title.height() > 1.5 * title.fontMetrics().height()


def test_the_first_visit_of_a_half_shows_the_tabs_of_its_panels(window, qtbot):
    window.actions_by_name["show_network"].trigger()
    settle()
    titles = [bar.tabText(0) for bar in tabs_of(window)]
    assert len(titles) >= 4 and all(bar.isVisible() for bar in tabs_of(window))


def test_a_lesson_begins_with_panels_in_order_whatever_was_before(window, qtbot):
    course = begin(window, qtbot, 9)
    docks, panels = window.mode.docks.docks, window.mode.panels
    window.mode.bring("backprop")
    window.mode.bring("results")
    panels["chart"].set_log(True)
    begin(window, qtbot, 8)
    settle()
    assert course.session.place == 0
    assert docks["output"].in_front and not docks["backprop"].in_front
    assert docks["chart"].in_front and not panels["chart"].log
