"""Results of a class: marked again from raw answers; altered, missing and same files are named."""

import json
from xml.etree import ElementTree as ET

import pytest

from playground.lab.course.exports import gift, gradescope, moodle_xml
from playground.lab.course.found import LessonFinder
from playground.lab.course.key import Key
from playground.lab.course.marks import as_json, as_table, mark_class, marked, result_files
from playground.lab.course.reader import lesson_from, read_lesson
from playground.lab.course.results import Given, Result, read_result, write_result
from playground.lab.documents.disk import FileProblemError

from .conftest import COURSE, document, sheet


def result(lesson, name="Ada", **answers):
    return Result(name, lesson.id, lesson.sha256, tuple(
        Given(key, value, float(i)) for i, (key, value) in enumerate(answers.items())
    ))


def test_a_result_is_marked_from_its_raw_answers(lesson):
    found = marked(result(lesson, z1="6 -5", a1="6; 0", z2="1/0"), Key(lesson))
    scores = {q.id: (q.score, q.correct) for q in found.questions}
    assert scores["z1"] == (2, True) and scores["z2"] == (0, False) and found.score == 4
    assert found.points == lesson.points


def test_the_best_attempt_counts_and_the_first_is_kept(lesson):
    answers = (Given("z1", "1 5"), Given("z1", "6 -5", 3, 2), Given("z1", "0 0", 4, 3))
    (z1, *_) = marked(Result("Ada", "test", "", answers), Key(lesson)).questions
    assert (z1.score, z1.first, z1.attempts, z1.given) == (2, 0, 3, "6 -5")


def test_an_answer_follows_from_what_stood_there_before_it(lesson):
    answers = (Given("z1", "7 -5"), Given("a1", "7 0"), Given("z1", "6 -5"), Given("H", 24))
    found = {q.id: q for q in marked(Result("A", "test", "", answers), Key(lesson)).questions}
    assert found["a1"].follows and found["z1"].correct and not found["H"].follows


def test_stored_marks_are_not_believed_and_an_altered_file_is_named(write, tmp_path):
    path = write(document(*sheet(), key="secret"))
    lesson = read_lesson(path)
    file = tmp_path / "ada.result.json"
    write_result(file, result(lesson, z1="1 5"), lesson)
    assert mark_class([file], LessonFinder(str(path))).marks[0].notes == ()
    changed = json.loads(file.read_text())
    changed["answers"][0]["given"] = "6 -5"
    changed["score"] = 100
    changed["answers"][0]["score"] = 50
    file.write_text(json.dumps(changed))
    (one,) = mark_class([file], LessonFinder(str(path))).marks
    assert one.score == 2 and "altered" in one.notes[0]


def test_another_version_of_the_lesson_and_an_empty_sheet_are_noted(lesson):
    one = marked(Result("A", "test", "0" * 64, ()), Key(lesson))
    assert one.notes == ("an empty sheet",) and one.score == 0
    lesson_file = lesson_from(document(*sheet()))
    key = Key(type(lesson_file)(**{**lesson_file.__dict__, "sha256": "1" * 64}))
    assert "another version" in marked(Result("A", "test", "0" * 64, ()), key).notes[0]


def test_a_class_goes_on_past_broken_files_and_names_them(write, tmp_path):
    path = write(document(*sheet()))
    lesson = read_lesson(path)
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("ada", "bob", "cid"):
        write_result(folder / f"{name}.result.json", result(lesson, name, z1="6 -5"), lesson)
    (folder / "dan.result.json").write_text('{"version": 1, "kind": "res')
    other = {"version": 1, "kind": "result", "name": "eve", "lesson": {"id": "other"},
             "answers": []}
    (folder / "eve.result.json").write_text(json.dumps(other))
    found = mark_class(result_files([str(folder)]), LessonFinder(str(path)), ["Ada", "Fay"])
    assert [m.name for m in found.marks] == ["ada", "bob", "cid"]
    assert [file[-15:] for file, _ in found.problems] == ["dan.result.json", "eve.result.json"]
    assert "other" in found.problems[1][1] and found.missing == ["Fay"]
    assert len(found.duplicates) == 1 and len(found.duplicates[0]) == 3
    table = as_table(found)
    assert {len(row) for row in table} == {len(table[0])} and table[0][6:9] == ["z1", "a1", "z2"]
    assert json.dumps(as_json(found), allow_nan=False)


HEAD = '{"version": 1, "kind": "result", "name": "a", "lesson": {"id": "x"}, "answers": '


@pytest.mark.parametrize("text", [
    "", "[]", "{}", '{"kind": "result"}', '{"version": 1, "kind": "result", "name": "a"}',
    HEAD + "[5]}", HEAD + '[{"id": "q"}]}', HEAD + '[{"id": "q", "given": NaN}]}',
    HEAD.replace("1", "9") + "[]}", HEAD + '[{"id": "q", "given": {"a": 1}}]}',
])
def test_a_broken_result_is_refused_in_one_line(write, text):
    path = write(text, "a.result.json")
    with pytest.raises(FileProblemError) as caught:
        read_result(path)
    assert "\n" not in str(caught.value) and str(caught.value).startswith(str(path))


@pytest.mark.parametrize("value", ["1/0", "1e999", "__import__('os')", "9" * 10_000, "", None, [],
                                   [[]], [["a"]], 10**400, "=1+1", "<script>"])
def test_no_answer_breaks_the_marking(lesson, value):
    found = marked(result(lesson, **{q.id: value for q in lesson.questions}), Key(lesson))
    assert found.score == 0


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.name[:2])
def test_a_lesson_goes_to_moodle_and_gift(path):
    key = Key(read_lesson(path))
    quiz = ET.fromstring(moodle_xml(key).encode())
    count = sum(1 for _ in key.lesson.marked)
    assert len(quiz) == count + 1 and all(q.get("type") for q in quiz)
    for answer in quiz.iter("answer"):
        assert answer.find("text").text and float(answer.get("fraction")) <= 100
    text = gift(key)
    assert text.count("::") >= 2 * count


def test_numbers_in_moodle_and_gift_have_their_tolerance():
    lesson = lesson_from(document(
        {"ask": "check", "id": "H", "type": "number", "answer": {"from": "backprop.H[0]"},
         "text": "What is $H$?", "tolerance": {"absolute": 0.01}}
    ))
    quiz = ET.fromstring(moodle_xml(Key(lesson)).encode())
    answer = quiz.find("question[@type='numerical']/answer")
    assert (answer.find("text").text, answer.find("tolerance").text) == ("24", "0.01")
    assert "{#24:0.01}" in gift(Key(lesson))
    assert r"\(H\)" in quiz.find("question[@type='numerical']/questiontext/text").text


def test_gradescopes_results_have_one_test_a_question(lesson):
    found = json.loads(gradescope(marked(result(lesson, z1="1 5"), Key(lesson))))
    assert len(found["tests"]) == len(list(lesson.marked)) and found["score"] == 0
    assert found["tests"][0]["max_score"] == 2 and "transposed" in found["tests"][0]["output"]
    assert found["tests"][1]["output"] == "not answered"
