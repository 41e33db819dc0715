"""Quizzes and one's own gradient in the window."""

import numpy as np
import pytest
from PySide6.QtWidgets import QMenu

from playground.app.shell.window import Window
from playground.lab.course.found import course_folder, lesson_files
from playground.lab.course.reader import read_lesson
from playground.lab.course.session import Session
from playground.lab.experiments.experiment import new_experiment


@pytest.fixture
def window(qtbot, user_folders, monkeypatch):
    monkeypatch.setattr("playground.app.core.questions.ask_unsaved", lambda *_: "discard")
    forward = read_lesson(lesson_files(course_folder())[7])
    window = Window(forward.scene, keep_settings=False)
    qtbot.addWidget(window)
    window.show()
    window.complete()
    yield window
    window.player.gate = None


def test_the_menu_offers_what_can_be_asked(window):
    menu = QMenu(window)
    window.commands.fill_quiz(menu)
    assert all(action.isEnabled() for action in menu.actions()[:4])
    window.documents.show_scene(new_experiment(), ask=False)
    window.commands.fill_quiz(menu)
    first, *_, step, gradient, batch = menu.actions()
    assert not first.isEnabled() and "network" in first.toolTip()
    assert step.isEnabled() and gradient.isEnabled() and not batch.isEnabled()


def test_a_quiz_asks_about_what_is_on_screen_and_leaves_it_alone(window, qtbot):
    course, before = window.teachers.course, window.player.experiment
    course.quiz("last_layer")
    qtbot.waitUntil(lambda: course.session is not None, timeout=10_000)
    assert window.player.experiment == before
    session, panel = course.session, course.panel
    panel.on()
    panel.on()
    page = panel.page
    page.entry.show_given([4, -2])
    page.act()
    assert session.marks["da1"].correct
    course.leave()
    assert window.player.experiment == before


def test_new_numbers_are_a_scene_of_their_own(window, qtbot):
    course, before = window.teachers.course, window.player.experiment
    course.quiz("new")
    qtbot.waitUntil(lambda: course.session is not None, timeout=10_000)
    assert isinstance(course.session, Session)
    assert window.player.experiment != before


def test_ones_own_gradient_is_compared_entry_by_entry(window, qtbot):
    window.commands.show_own_gradient()
    dialog = window.teachers.course.own_gradient
    names = [dialog.part.itemData(i) for i in range(dialog.part.count())]
    assert names[:3] == ["all of it, flat", "W1", "b1"]
    dialog.part.setCurrentIndex(1)
    dialog.text.setPlainText("64 -32; 32 -16")
    with qtbot.waitSignal(dialog.compared):
        dialog.button.click()
    assert "2 of 4 entries agree" in dialog.verdict.text() and "g′" in dialog.cause.text()
    marks = [dialog.table.item(row, 4).text() for row in range(4)]
    assert marks == ["✓", "✗", "✓", "✗"]
    dialog.text.setPlainText("64 0; 32 0")
    with qtbot.waitSignal(dialog.compared):
        dialog.button.click()
    assert dialog.verdict.text().startswith("✓") and dialog.cause.text() == ""
    dialog.text.setPlainText("1/0")
    with qtbot.waitSignal(dialog.compared):
        dialog.button.click()
    assert "divides by zero" in dialog.error.text() and dialog.table.rowCount() == 0
    dialog.close()


def test_the_step_on_screen_counts(window, qtbot):
    window.commands.show_own_gradient()
    dialog = window.teachers.course.own_gradient
    window.player.step(1)
    run = window.player.run
    grad = run.problem.risk_and_grad(run[1].theta)[1]
    assert "step 1" in dialog.about.text()
    dialog.text.setPlainText("; ".join(f"{v:.9g}" for v in np.ravel(grad)))
    with qtbot.waitSignal(dialog.compared):
        dialog.button.click()
    assert dialog.verdict.text().startswith("✓")
    dialog.close()


def test_what_was_said_goes_with_the_numbers_it_was_about_and_the_keys_stay_with_them(
    window, qtbot
):
    window.commands.show_own_gradient()
    dialog = window.teachers.course.own_gradient
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.part.setCurrentIndex(1)
    dialog.text.setPlainText("64 -32; 32 -16")
    dialog.button.setFocus()
    with qtbot.waitSignal(dialog.compared):
        dialog.button.click()
    assert dialog.verdict.text() and dialog.focusWidget() is dialog.text
    dialog.text.setPlainText("64 0; 32 0")
    assert not dialog.verdict.text() and not dialog.cause.text() and not dialog.table.rowCount()
    dialog.text.setPlainText("x")
    with qtbot.waitSignal(dialog.compared):
        dialog.button.click()
    assert dialog.error.text()
    dialog.part.setCurrentIndex(2)
    assert not dialog.error.text()
    dialog.close()
