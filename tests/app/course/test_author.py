"""A lesson is written in the window, checked, saved, tried and exported."""

import json

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from playground.app.course import author as module
from playground.app.shell.window import Window
from playground.lab.course.reader import read_lesson
from playground.lab.experiments.experiment import new_experiment


@pytest.fixture
def window(qtbot, user_folders, monkeypatch):
    monkeypatch.setattr("playground.app.core.questions.ask_unsaved", lambda *_: "discard")
    window = Window(new_experiment("himmelblau"), keep_settings=False)
    qtbot.addWidget(window)
    window.show()
    window.complete()
    yield window
    window.player.gate = None


def field(author, name, kind=QLineEdit):
    return next(w for w in author.findChildren(kind) if w.accessibleName() == name)


def test_a_lesson_is_written_saved_and_tried(window, qtbot, tmp_path, monkeypatch):
    window.commands.write_lesson()
    author = window.teachers.course.author
    path = tmp_path / "mine.lesson.json"
    monkeypatch.setattr(module.questions, "ask_save", lambda *_: path)
    assert author.document["scene"]["problem"]["surface"] == "himmelblau"
    author.steps.setCurrentRow(0)
    field(author.form, "Text", QPlainTextEdit).setPlainText("Four valleys.")
    author.add("check")
    field(author.form, "Answer", QComboBox).setCurrentText("norm(gradient)")
    field(author.form, "Type", QComboBox).setCurrentText("number")
    title = field(author, "Title")
    title.setText("Mine")
    title.textEdited.emit("Mine")
    field(author, "The surface.", QComboBox).setCurrentText("fixed")
    low = field(author, "Range of the learning rate")
    low.textEdited.emit("0.001, 0.02")
    assert author.check() and "q2" in author.said.text()
    author.try_it()
    course = window.teachers.course
    qtbot.waitUntil(lambda: course.session is not None, timeout=10_000)
    lesson = read_lesson(path)
    assert lesson.title == "Mine" and lesson.steps[0].text == "Four valleys."
    assert lesson.locks.fixed == ("surface",)
    assert lesson.locks.range == {"learning_rate": (0.001, 0.02)}
    assert lesson.steps[1].type == "number"
    author.close()


def test_what_does_not_run_is_shown_at_its_page(window):
    window.commands.write_lesson()
    author = window.teachers.course.author
    author.steps.setCurrentRow(3)
    field(author.form, "Answer", QComboBox).setCurrentText("wings")
    author.steps.setCurrentRow(0)
    assert not author.check() and "unknown quantity" in author.error.text()
    assert author.steps.currentRow() == 3
    author.close()


def test_pages_are_moved_and_removed_and_the_scene_is_taken_from_the_screen(window):
    window.commands.write_lesson()
    author = window.teachers.course.author
    author.steps.setCurrentRow(0)
    author.move_step(1)
    assert "say" in author.document["steps"][1] and author.steps.currentRow() == 1
    author.remove()
    assert len(author.document["steps"]) == 3
    window.documents.show_scene(new_experiment(), ask=False)
    author.take_scene()
    assert author.document["scene"]["problem"]["surface"] == "lecture_example"
    author.close()


@pytest.mark.parametrize(("name", "words"), [("Moodle XML…", "<quiz>"), ("GIFT…", "::")])
def test_questions_are_exported(window, tmp_path, monkeypatch, name, words):
    window.commands.write_lesson()
    author = window.teachers.course.author
    monkeypatch.setattr(module.questions, "ask_save", lambda *_: tmp_path / "out")
    author.export(name)
    assert words in (tmp_path / "out").read_text("utf-8")
    author.close()


def test_a_lesson_is_opened_and_gone_on_with(window, tmp_path, monkeypatch):
    window.commands.write_lesson()
    author = window.teachers.course.author
    path = tmp_path / "a.lesson.json"
    path.write_text(json.dumps({**author.document, "title": "From a file"}))
    monkeypatch.setattr(module.questions, "ask_lesson", lambda *_: path)
    author.open()
    assert author.document["title"] == "From a file"
    path.write_text("{")
    author.open()
    assert str(path) in author.error.text() and author.document["title"] == "From a file"
    author.close()


def test_a_lesson_is_saved_again_without_being_asked_where(window, tmp_path, monkeypatch):
    window.commands.write_lesson()
    author = window.teachers.course.author
    asked = []
    monkeypatch.setattr(
        module.questions, "ask_save",
        lambda *_: asked.append(1) or tmp_path / f"{len(asked)}.lesson.json",
    )
    assert author.save() and author.save() and len(asked) == 1
    assert author.save_as() and len(asked) == 2
    assert {path.name for path in tmp_path.glob("*.lesson.json")} == {
        "1.lesson.json", "2.lesson.json"}


def test_what_a_page_shows_is_written_as_its_panels(window):
    window.commands.write_lesson()
    author = window.teachers.course.author
    author.steps.setCurrentRow(0)
    shown = field(author, "Show")
    shown.setText("surface, chart:log")
    shown.textEdited.emit(shown.text())
    assert author.document["steps"][0]["show"] == ["surface", "chart:log"] and author.check()
    shown.setText("nothing")
    shown.textEdited.emit(shown.text())
    assert not author.check() and "must be one of" in author.error.text()


def test_the_key_is_told_as_it_is_read(window):
    window.commands.write_lesson()
    author = window.teachers.course.author
    assert author.check()
    assert author.said.text() == "Everything runs. The key: p1 = 48; q1 = (−7.218, −38.57)"


def typed(field, text):
    field.setText(text)
    field.textEdited.emit(text)


@pytest.mark.parametrize(("text", "words"), [
    ("0,01; 0,25", ""), ("0.01, 0.25", ""), ("0.01 - 0.25", "learning_rate"),
    ("about 0.1", "learning_rate"), ("0.25, 0.01", "rise from low to high"),
])
def test_a_range_that_cannot_be_read_is_refused_and_not_left_out(window, text, words):
    """A teacher who typed a range would believe that it holds."""
    window.commands.write_lesson()
    author = window.teachers.course.author
    typed(field(author, "Range of the learning rate"), text)
    assert author.check() is not bool(words) and words in author.error.text()
    if not words:
        assert author.document["locks"]["range"] == {"learning_rate": [0.01, 0.25]}
    author.close()


@pytest.mark.parametrize(("kind", "name", "text", "words"), [
    ("check", "Tolerance, relative", "1 %", "tolerance.relative"),
    ("check", "Points", "two", "points"),
    ("explain", "Right choice", "b", "right"), ("say", "At update", "start", "at"),
])
def test_what_is_no_number_is_refused_and_not_left_out(window, kind, name, text, words):
    window.commands.write_lesson()
    author = window.teachers.course.author
    author.add(kind)
    typed(field(author.form, name), text)
    assert not author.check() and words in author.error.text()
    author.close()


def test_greek_names_of_settings_stay_small(window):
    window.commands.write_lesson()
    author = window.teachers.course.author
    names = {box.accessibleName() for box in author.locks.findChildren(QComboBox)}
    assert {"ρ.", "β₁.", "ε.", "The start."} <= names
    author.close()


def test_a_lesson_that_is_not_saved_is_asked_about_before_the_window_closes(window, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "playground.app.core.questions.ask_unsaved",
        lambda parent, title, *_: asked.append(title) or "cancel",
    )
    window.commands.write_lesson()
    author = window.teachers.course.author
    assert author.may_leave() and not asked  # as it was begun
    typed(field(author, "Title"), "Mine")
    assert not window.close() and asked == ["Mine"] and window.isVisible()
    monkeypatch.setattr("playground.app.core.questions.ask_unsaved", lambda *_: "discard")
    assert author.may_leave()
