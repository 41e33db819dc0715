"""`playground lesson` and `playground mark`, as a teacher types them."""

import csv
import json

import pytest

from playground.cli import main
from playground.lab.course.found import course_folder, lesson_files
from playground.lab.course.reader import read_lesson
from playground.lab.course.results import Given, Result, write_result

FORWARD = lesson_files(course_folder())[7]


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def handed_in(path, name="Ada", lesson=FORWARD, **answers):
    found = read_lesson(lesson)
    given = tuple(Given(key, value) for key, value in answers.items())
    write_result(path, Result(name, found.id, found.sha256, given), found)
    return path


def test_check_says_good_and_key_prints_every_answer(capsys):
    assert run(capsys, "lesson", "check", FORWARD)[:1] == (0,)
    code, out, _ = run(capsys, "lesson", "key", FORWARD, "--json")
    questions = json.loads(out)["questions"]
    assert code == 0 and set(questions[1]) >= {"id", "type", "answer", "tolerance", "points"}
    assert {q["id"]: q["answer"] for q in questions}["q1"] == [6, -5]
    assert "q1: [ 6., -5.]" in run(capsys, "lesson", "key", FORWARD)[1]
    assert json.loads(run(capsys, "lesson", "check", FORWARD, "--json")[1])["ok"] is True
    assert "backprop.z1" in run(capsys, "lesson", "quantities")[1]


@pytest.mark.parametrize(("change", "words"), [
    ({"steps": [{"ask": "check", "id": "q", "type": "number", "answer": {"from": "wings"}}]},
     "steps[0].answer.from: unknown quantity"),
    ({"scene": {}}, "scene"), ({"version": 7}, "newer"),
])
def test_a_bad_lesson_is_one_line_on_stderr(capsys, tmp_path, change, words):
    path = tmp_path / "bad.lesson.json"
    path.write_text(json.dumps({**json.loads(FORWARD.read_text("utf-8")), **change}))
    for what in ("check", "key"):
        code, out, err = run(capsys, "lesson", what, path)
        assert code == 2 and not out and err.count("\n") == 1 and words in err
        assert str(path) in err and "line 1, " in err


def test_a_lesson_of_a_pupil_has_that_pupils_numbers(capsys, tmp_path):
    document = json.loads(FORWARD.read_text("utf-8"))
    document["vary"] = {"seed": "pupil", "W1": "integers -3..3 without 0"}
    path = tmp_path / "v.lesson.json"
    path.write_text(json.dumps(document))
    keys = [run(capsys, "lesson", "key", path, "--json", "--pupil", n)[1] for n in ("A", "B", "A")]
    assert keys[0] == keys[2] != keys[1]
    mine = {q["id"]: q["answer"] for q in json.loads(keys[0])["questions"]}
    one = handed_in(tmp_path / "a.result.json", "A", path, q1=mine["q1"])
    two = handed_in(tmp_path / "b.result.json", "B", path, q1=mine["q1"])
    code, out, _ = run(capsys, "mark", one, two, "--lesson", path, "--json")
    scores = [r["questions"][0]["correct"] for r in json.loads(out)["results"]]
    assert code == 0 and scores == [True, False]


def test_mark_finds_the_lesson_writes_a_table_and_names_who_is_missing(capsys, tmp_path):
    handed_in(tmp_path / "ada.result.json", "Ada", q1="7 -5", q2="7 0", e1=1)
    handed_in(tmp_path / "bob.result.json", "=Bob", q1="6,-5", q2="6 0")
    (tmp_path / "roster.txt").write_text("ada\nCid\n")
    out_file = tmp_path / "marks.csv"
    code, out, _ = run(capsys, "mark", tmp_path, "--csv", out_file, "--json",
                       "--roster", tmp_path / "roster.txt")
    found = json.loads(out)
    assert code == 0 and [r["score"] for r in found["results"]] == [3, 3]
    assert found["results"][0]["questions"][1]["follows"] is True and found["missing"] == ["Cid"]
    rows = list(csv.reader(out_file.read_text("utf-8").splitlines()))
    assert rows[0][:3] == ["name", "lesson", "score"] and rows[2][0] == "'=Bob"
    assert "missing: Cid" in run(capsys, "mark", tmp_path, "--roster", tmp_path / "roster.txt")[1]


def test_one_broken_result_is_bad_input_and_one_of_many_is_named(capsys, tmp_path):
    broken = tmp_path / "x.result.json"
    broken.write_text('{"version": 1')
    code, out, err = run(capsys, "mark", broken)
    assert code == 2 and not out and str(broken) in err and err.count("\n") == 1
    good = handed_in(tmp_path / "y.result.json", q1="6 -5")
    code, out, _ = run(capsys, "mark", broken, good, "--json")
    assert code == 0 and len(json.loads(out)["problems"]) == 1
    other = lesson_files(course_folder())[0]
    code, _, err = run(capsys, "mark", good, "--lesson", other)
    assert code == 2 and "forward" in err and "way-down" in err
    assert run(capsys, "mark", tmp_path / "nowhere")[0] == 2
    (tmp_path / "empty").mkdir()
    assert run(capsys, "mark", tmp_path / "empty")[0] == 2


def test_exports_and_gradescope_are_files(capsys, tmp_path):
    for kind in ("moodle", "gift"):
        out = tmp_path / kind
        assert run(capsys, "lesson", "export", FORWARD, "--to", kind, out)[0] == 0
        assert "q1" in out.read_text("utf-8")
    good = handed_in(tmp_path / "y.result.json", q1="6 -5")
    assert run(capsys, "mark", good, "--gradescope", tmp_path / "results.json")[0] == 0
    assert json.loads((tmp_path / "results.json").read_text())["score"] == 2
