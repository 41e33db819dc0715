"""The course in the window: predict, run, reveal, checked answers, locks, progress; by keyboard."""

import json

import numpy as np
import pytest
from course_desk import FILES, begin, play_on, to_the_goal
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QRadioButton

from playground.app.course import hand_in
from playground.app.course.fields import ChoiceEntry, OrderEntry, TableEntry
from playground.app.look.style import style
from playground.lab.course.lesson import Goal
from playground.lab.course.progress import course_state, kept, summary
from playground.lab.course.reader import read_lesson
from playground.lab.course.results import read_result
from playground.lab.edits import runners as runner_edits
from playground.lab.experiments.experiment import Experiment


@pytest.mark.parametrize("number", range(1, 15))
def test_each_lesson_is_played_to_its_end_in_the_window(window, qtbot, number):
    course = begin(window, qtbot, number)
    play_on(course, qtbot)
    session = course.session
    assert session.score == session.lesson.points and session.finished
    assert isinstance(session.step, Goal) and len(session.reveals()) >= 1
    state = summary(session.lesson.id)
    assert state is not None and state[0] + 1 == state[1] and state[2] == state[3]
    course.leave()
    assert course.dock.isHidden() and window.player.gate is None


def test_the_run_waits_for_the_prediction_by_every_way(window, qtbot):
    course = begin(window, qtbot, 1)
    player = window.player
    for go in (player.play, player.to_end, lambda: player.step(1), lambda: player.go_to(5),
               lambda: window.mode.seek(3), window.actions_by_name["play"].trigger):
        go()
        assert player.cursor == 0 and not player.moving
    assert "prediction" in course.panel.lock_words.text()
    course.panel.on()
    assert not course.panel.on_button.isEnabled() and course.panel.on_button.toolTip()
    course.panel.page.entry.show_given("1/0")
    course.panel.page.act()
    assert course.panel.page.error.text() and not course.session.predicted(course.session.step)
    course.panel.page.entry.show_given("1; 1")
    course.panel.page.act()
    player.step(1)
    assert player.cursor == 1


def test_a_point_is_put_on_the_map_and_drawn_with_what_happened(window, qtbot):
    course = begin(window, qtbot, 1)
    course.panel.on()
    start = window.player.experiment.runners[0].start
    window.mode.drag_start((0.75, 0.5), True)
    assert window.player.experiment.runners[0].start == start
    assert course.panel.page.entry.given() == ["0.75", "0.5"]
    play_on(course, qtbot, to=3)
    (reveal,) = course.session.reveals_here()
    assert np.allclose(reveal.actual, [0.5477, 0.8216], atol=1e-3)
    shown = window.mode.surface.prediction
    assert shown.predicted == (1.5, 1.5)
    assert shown.actual == pytest.approx((0.5477, 0.8216), abs=1e-3)


def test_a_predicted_count_is_drawn_in_the_chart(window, qtbot):
    course = begin(window, qtbot, 2)
    play_on(course, qtbot, to=3)
    lines = window.mode.panels["chart"].predictions.lines
    assert [line.value() for line in lines] == [1.5, 61]
    course.leave()
    assert window.mode.panels["chart"].predictions.lines == []


def test_the_scene_stays_as_it_is_until_the_goals_page(window, qtbot):
    course = begin(window, qtbot, 1)
    before = window.player.experiment
    window.mode.drag_start((1.5, 1.5), True)
    assert window.player.experiment == before and "goal" in course.panel.lock_words.text()
    to_the_goal(course)
    window.mode.drag_start((0.5, 0.8), True)
    assert window.player.experiment != before
    course.panel.back()
    assert window.player.experiment == before


def locked(window):
    player = window.player
    before = player.experiment
    return player, before


def test_what_a_lesson_holds_fast_cannot_be_reached_by_edit_undo_or_the_other_half(window, qtbot):
    course = begin(window, qtbot, 3)
    to_the_goal(course)
    player, before = locked(window)
    steeper = Experiment.from_dict({
        **before.to_dict(),
        "problem": {"kind": "surface", "surface": "bowl", "settings": {"kappa": 50.0}},
    })
    player.edit(steeper, "kappa 50")
    assert player.experiment == before
    assert "holds fast the problem" in course.panel.lock_words.text()
    other = begin_edit(before, learning_rate=0.15)
    player.edit(other, "learning rate")
    assert player.experiment == other
    player.undo()
    assert player.experiment == before
    window.actions_by_name["show_network"].trigger()
    assert player.experiment.problem.kind == "surface" and window.mode.kind == "surface"
    course.leave()
    player.edit(steeper, "kappa 50")
    assert player.experiment == steeper


def begin_edit(experiment, **settings):
    runner = experiment.runners[0]
    optimizer = type(runner.optimizer).from_settings({**runner.optimizer.settings, **settings})
    return experiment.with_runner(0, type(runner)(runner.label, optimizer, runner.start))


def test_a_range_holds_its_ends(window, qtbot, tmp_path):
    document = json.loads(FILES[2].read_text("utf-8"))
    document["locks"] = {"range": {"learning_rate": [0.001, 0.3]}, "hidden": ["runners.add"]}
    path = tmp_path / "own.lesson.json"
    path.write_text(json.dumps(document))
    course = window.teachers.course
    window.commands.open_path(path)
    qtbot.waitUntil(lambda: course.session is not None, timeout=20_000)
    to_the_goal(course)
    player, before = locked(window)
    player.edit(begin_edit(before, learning_rate=0.4), "too large")
    assert player.experiment == before
    player.edit(begin_edit(before, learning_rate=0.25), "fine")
    assert player.experiment != before
    now = player.experiment
    player.edit(runner_edits.remove_runner(now, 0), "one less")
    assert player.experiment == now


def test_opening_another_file_or_the_cross_leaves_the_lesson(window, qtbot, tmp_path):
    course = begin(window, qtbot, 1)
    window.documents.new()
    assert course.session is None and window.player.gate is None
    course = begin(window, qtbot, 1)
    course.dock.close()
    qtbot.waitUntil(lambda: course.session is None)
    assert not window.mode.docks.docks["problem"].isHidden()


def test_a_lesson_resumes_where_it_was_left(window, qtbot):
    course = begin(window, qtbot, 2)
    play_on(course, qtbot, to=5)
    score = course.session.score
    course.leave()
    course = begin(window, qtbot, 2)
    assert course.session.place == 5 and course.session.score == score > 0
    assert window.player.cursor == window.player.last > 0
    course.begin(FILES[1], anew=True)
    qtbot.waitUntil(lambda: course.session is not None and course.session.place == 0)


def test_hints_come_in_order_and_the_answer_costs_the_points(window, qtbot):
    course = begin(window, qtbot, 8)
    play_on(course, qtbot, to=3)
    page, session = course.panel.page, course.session
    step = session.step
    texts = []
    while page.hint_button.isEnabled():
        page.hint_button.click()
        texts.append(page.hints.text)
    assert len(texts) == 4 and step.hints[3] in texts[-1] and step.hints[3] not in texts[-2]
    page.entry.show_given([6, -5])
    page.act()
    assert session.marks[step.id].correct and session.score == 0


def test_a_wrong_answer_is_named_and_right_and_wrong_fields_are_marked(window, qtbot):
    course = begin(window, qtbot, 8)
    play_on(course, qtbot, to=3)
    page = course.panel.page
    page.entry.show_given([1, 5])
    page.act()
    assert "W x" in page.say.text and "Not right" in page.verdict.text()
    page.entry.show_given([6, 5])
    page.act()
    assert [f.property("mark") for f in page.entry.fields] == ["right", "wrong"]
    assert "1 of 2 numbers" in page.verdict.text()
    page.entry.show_given(["6,0", "-5"])
    page.act()
    assert "✓ Right" in page.verdict.text()
    page.act()  # Enter once more
    assert course.session.place == 4


def test_a_whole_vector_is_pasted_and_arrows_move_in_a_matrix(window, qtbot):
    entry = TableEntry("Your answer", (2, 2))
    qtbot.addWidget(entry)
    QGuiApplication.clipboard().setText("[[18, -12], [0, 0]]")
    entry.show()
    entry.fields[0].setFocus()
    QTest.keyClick(entry.fields[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert entry.given() == [["18", "-12"], ["0", "0"]]
    QTest.keyClick(entry.fields[0], Qt.Key.Key_Down)
    names = [field.accessibleName() for field in entry.fields]
    assert names[2] == "Your answer, row 2, column 1" and len(set(names)) == 4


def test_choices_are_made_by_keys(qtbot):
    one = ChoiceEntry("Your choice", ("a", "b", "c"), many=False)
    many = ChoiceEntry("Your choice", ("a", "b", "c"), many=True)
    entered = []
    for entry in (one, many):
        qtbot.addWidget(entry)
        entry.show()
        entry.entered.connect(lambda: entered.append(1))
    QTest.keyClick(one.buttons[0], Qt.Key.Key_Down)
    assert one.given() == 0
    QTest.keyClick(one.buttons[0], Qt.Key.Key_Down)
    assert one.given() == 1
    QTest.keyClick(one.buttons[1], Qt.Key.Key_3)
    assert one.given() == 2
    QTest.keyClick(one.buttons[2], Qt.Key.Key_Return)
    QTest.keyClick(many.buttons[0], Qt.Key.Key_1)
    QTest.keyClick(many.buttons[0], Qt.Key.Key_3)
    QTest.keyClick(many.buttons[2], Qt.Key.Key_Up)
    assert many.given() == [0, 2] and entered == [1]


def test_an_order_needs_every_place(qtbot):
    entry = OrderEntry("Order", ("a", "b"))
    qtbot.addWidget(entry)
    assert entry.given() is None
    entry.show_given([1, 0])
    assert entry.given() == [1, 0]


def test_a_lesson_is_done_by_keyboard_alone_at_twice_the_size(window, qtbot):
    style.scale = 2.0
    course = begin(window, qtbot, 8)
    panel = course.panel
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    panel.on_button.setFocus()
    QTest.keyClick(panel.on_button, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert course.session.place == 1
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "24,0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert course.session.predicted(course.session.step)
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    button = panel.page.main
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert course.session.place in course.session.progress.done
    assert panel.minimumSizeHint().width() <= window.width() / 2


def test_every_control_of_a_page_has_a_name(window, qtbot):
    course = begin(window, qtbot, 9)
    while course.session.place < 8:
        for field in course.panel.page.findChildren(QLineEdit):
            assert field.accessibleName()
        for button in course.panel.page.findChildren(QRadioButton):
            assert button.accessibleName()
        play_on(course, qtbot, to=course.session.place + 1)


def test_a_goal_is_reached_by_an_experiment_of_ones_own(window, qtbot):
    course = begin(window, qtbot, 2)
    play_on(course, qtbot)
    page = course.panel.page
    assert course.panel.controls_button.isChecked() and "Not reached" in page.verdict.text()
    player = window.player
    player.edit(begin_edit(player.experiment, learning_rate=0.06), "learning rate")
    assert "Reached" in page.verdict.text()
    assert course.session.place in course.session.progress.done


def test_handing_in_writes_a_result_that_is_marked_the_same(window, qtbot, tmp_path, monkeypatch):
    course = begin(window, qtbot, 8)
    play_on(course, qtbot)
    path = tmp_path / "ada.result.json"
    monkeypatch.setattr(hand_in.questions, "ask_text", lambda *_: "Ada L.")
    monkeypatch.setattr(hand_in.questions, "ask_save", lambda *_: path)
    said = hand_in.hand_in(window, course.session)
    assert "Nothing was sent" in said and (tmp_path / "ada.report.html").exists()
    result = read_result(path)
    assert result.name == "Ada L." and result.predictions and len(result.answers) == 8


def test_my_data_are_deleted(window, qtbot, monkeypatch):
    course = begin(window, qtbot, 1)
    course.leave()
    assert course_state().exists() and kept(read_lesson(FILES[0])) is not None
    yes = hand_in.QMessageBox.StandardButton.Yes
    monkeypatch.setattr(hand_in.QMessageBox, "question", lambda *_: yes)
    assert "deleted" in hand_in.forget_all(window)
    assert not course_state().exists() and kept(read_lesson(FILES[0])) is None


def test_the_list_says_how_far_one_is_and_what_is_broken(window, qtbot, user_folders, monkeypatch):
    folder = user_folders / "teacher"
    folder.mkdir()
    (folder / "bad.lesson.json").write_text("{")
    monkeypatch.setenv("OPTIMIZATION_PLAYGROUND_LESSONS", str(folder))
    window.actions_by_name["course"].trigger()
    home = window.teachers.course.panel.home
    texts = [home.list.item(i).text() for i in range(home.list.count())]
    assert len(texts) == 15 and "cannot be opened" in texts[-1] and "12 min" in texts[0]
    home.list.setCurrentRow(14)
    assert not home.start.isEnabled() and "bad.lesson.json" in home.about.text()
    course = begin(window, qtbot, 1)
    course.show_list()
    assert "page 1 of 12" in home.list.item(0).text() and home.start.text() == "Go on"
    course.leave()


def test_a_broken_lesson_leaves_the_window_as_it_is(window, qtbot, tmp_path):
    document = json.loads(FILES[0].read_text("utf-8"))
    document["steps"][3] = {"ask": "check", "id": "q", "type": "number", "answer": {"from": "no"}}
    path = tmp_path / "broken.lesson.json"
    path.write_text(json.dumps(document))
    before = window.player.experiment
    window.commands.open_path(path)
    qtbot.waitUntil(lambda: "unknown quantity" in window.notice.text)
    assert window.player.experiment == before and window.teachers.course.session is None


def test_a_lesson_that_was_opened_by_itself_can_be_handed_in(window, qtbot, tmp_path):
    own = tmp_path / "own.lesson.json"
    own.write_bytes(FILES[7].read_bytes().replace(b'"id": "forward"', b'"id": "own"', 1))
    course = window.teachers.course
    window.commands.open_path(own)
    qtbot.waitUntil(lambda: course.session is not None, timeout=20_000)
    play_on(course, qtbot)
    course.panel.on()  # the last page leads to the list
    home = course.panel.home
    assert home.chosen.path == own and home.hand_in.isEnabled()
    begin(window, qtbot, 1)
    course.show_list()
    assert [one.path for one in home.listed].count(own) == 1
