"""How a lesson's pages look: words, locks and legends that hide nothing and are not hidden."""

import pytest
from course_desk import begin, play_on, to_the_goal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QToolButton, QWidget

from playground.app.course.reveal import RevealCard
from playground.app.course.rich_text import RichText
from playground.app.network.batch.cloud_plot import CloudPlot
from playground.app.network.batch.floor_plot import FloorPlot


def settle(qtbot):
    qtbot.wait(50)


def test_what_was_predicted_is_said_once(window, qtbot):
    course = begin(window, qtbot, 3)
    play_on(course, qtbot, to=4)
    cards = course.panel.page.findChildren(RevealCard)
    assert len(cards) == 2  # a number and a choice
    for card in cards:
        said = [label.text() for label in card.findChildren(QLabel)]
        said += [text.toPlainText() for text in card.findChildren(RichText)]
        assert " ".join(said).lower().count("you predicted") == 1


def texts(widget):
    said = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    said += [one.toPlainText() for one in widget.findChildren(RichText) if one.isVisible()]
    return " ".join(said)


def test_several_numbers_that_were_predicted_are_told_each_with_its_name(window, qtbot):
    course = begin(window, qtbot, 11)
    play_on(course, qtbot, to=10)
    page = course.panel.page
    page.act()
    course.player.to_end()
    qtbot.waitUntil(lambda: "near 0" in texts(page), timeout=20_000)
    said = " ".join(texts(page).split())
    for words in ("near 0: you predicted 1.5, it was 20.", "0.5: you predicted 1.5, it was 8.",
                  "0.67: you predicted 1.5, it was 50.", "1: you predicted 1.5, it was 22."):
        assert words in said


def test_a_prediction_that_was_given_does_not_call_for_a_run_that_waits_for_another(window, qtbot):
    course = begin(window, qtbot, 11)
    play_on(course, qtbot, to=1)
    page = course.panel.page
    page.entry.show_given(0)
    page.act()
    assert "waits for one more prediction" in texts(page) and "let it run" not in texts(page)
    course.panel.on()
    page = course.panel.page
    page.entry.show_given("50")
    page.act()
    assert "Now let it run" in texts(page)
    course.panel.on()
    course.panel.page.act()
    course.player.to_end()
    qtbot.waitUntil(lambda: course.session.place in course.session.progress.done)
    course.panel.back()
    assert "is kept." in texts(course.panel.page) and "let it run" not in texts(course.panel.page)


def test_a_page_about_one_runner_shows_that_one(window, qtbot):
    course = begin(window, qtbot, 11)
    play_on(course, qtbot, to=6)  # the weights of "all 0.5", at the end
    assert window.player.runner.label == "all 0.5" and window.player.cursor == 5000
    to_the_goal(course)
    assert window.player.runner.label == "Xavier"


@pytest.mark.parametrize("number, page", [(2, 3), (3, 4), (4, 3)])
def test_words_at_a_predictions_lines_lie_over_curves_and_beside_the_legend(
    window, qtbot, number, page
):
    window.resize(1920, 1080)
    course = begin(window, qtbot, number)
    play_on(course, qtbot, to=page)
    window.mode.bring("chart")
    settle(qtbot)
    shown = window.mode.panels["chart"]
    chart, words = shown.plot, shown.predictions.words
    assert [one.toPlainText() for one in words] == ["you predicted", "it was"]
    boxes = [one.mapRectToParent(one.boundingRect()) for one in words]
    assert all(one.parentItem() is chart.box for one in words)
    assert all(one.zValue() > chart.layer.zValue() and one.fill.color().alpha() for one in words)
    if chart.legend.isVisible():
        boxes.append(chart.legend.mapRectToParent(chart.legend.rect()))
    assert all(chart.box.rect().contains(box) for box in boxes)
    for place, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[place + 1 :])
    course.leave()
    assert shown.predictions.words == []


def locks_of(widget):
    found = [
        child for child in widget.children()
        if isinstance(child, QLabel) and not child.pixmap().isNull() and child.isVisible()
    ]
    return [child for child in found if child.width() > 0]


def test_a_lock_stands_in_place_of_an_arrow_and_beside_a_number(window, qtbot):
    course = begin(window, qtbot, 3)
    to_the_goal(course)
    settle(qtbot)
    found = [child for view in window.mode.views for child in view.findChildren(QWidget)]
    held = [one for one in found if one.isVisible() and locks_of(one)]
    boxes = [one for one in held if isinstance(one, QComboBox)]
    assert boxes
    for box in boxes:  # an arrow behind it is covered
        (lock,) = locks_of(box)
        assert lock.autoFillBackground() and lock.geometry().right() > box.width() - 8
        assert lock.width() >= 12
    rows = [one for one in found if "start" in (one.property("edits") or ()) and locks_of(one)]
    assert rows
    for row in rows:
        (lock,) = locks_of(row)
        for field in row.findChildren(QLineEdit):
            text = field.fontMetrics().horizontalAdvance(field.text()) + 12
            words = field.rect().adjusted(field.width() - text, 0, 0, 0)
            assert not words.intersects(lock.geometry().translated(
                -field.mapTo(row, field.rect().topLeft())))


def test_a_lock_never_lies_on_the_words_of_a_narrow_button(window, qtbot):
    course = begin(window, qtbot, 12)
    for page in (3, 6):  # five layers, and ten
        play_on(course, qtbot, to=page)
        settle(qtbot)
        buttons = [
            one for view in window.mode.views for one in view.findChildren(QToolButton)
            if one.isVisible() and one.text().startswith("Sigmoid") and not one.isEnabled()
        ]
        assert len(buttons) >= 5
        for button in buttons:
            words = button.fontMetrics().horizontalAdvance(button.text().removesuffix(" ▾"))
            arrow = button.fontMetrics().horizontalAdvance(button.text()) - words
            end = (button.width() + words - arrow) // 2
            assert all(lock.x() >= end - 1 for lock in locks_of(button))
        assert any(locks_of(button) for button in buttons) == (page == 3)


def test_a_low_chart_of_a_network_says_which_curve_is_whose(window, qtbot):
    course = begin(window, qtbot, 14)
    play_on(course, qtbot, to=3)
    settle(qtbot)
    legend = window.mode.panels["chart"].plot.legend
    assert [entry.name for entry in legend.entries] == ["all 1000", "m = 100", "m = 10", "m = 1"]
    assert legend.isVisible() and legend.side_by_side
    room = window.mode.panels["chart"].plot.box.rect()
    assert room.contains(legend.mapRectToParent(legend.rect()))
    assert legend.rect().height() < room.height() / 2


@pytest.mark.parametrize("way, kind", [("cloud", CloudPlot), ("floor", FloorPlot)])
def test_a_plane_without_a_map_has_no_bar_of_colours(window, qtbot, way, kind):
    begin(window, qtbot, 14)
    window.mode.bring("batch", [way])
    settle(qtbot)
    (plot,) = window.findChildren(kind)
    assert plot.isVisible() and not plot.bar.isVisible()


@pytest.mark.parametrize("number", [4, 11, 14])
def test_a_lessons_title_is_read_whole_at_its_goal(window, qtbot, number):
    course = begin(window, qtbot, number)
    to_the_goal(course)
    settle(qtbot)
    title = course.panel.title
    assert not title.wordWrap()
    assert title.fontMetrics().horizontalAdvance(title.text()) <= title.width()
