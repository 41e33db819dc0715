"""Lessons: where they are looked for, in which order, and what is said of those that are broken."""

import json
import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from playground.lab.experiments import lessons
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.lessons import (
    MOST_IN_FOLDER,
    VARIABLE,
    Lessons,
    all_lessons,
    beside_program,
    is_handed_out,
)
from playground.lab.experiments.natural_sort import natural
from playground.lab.experiments.resources import resource
from playground.lab.plugins.load import documents_folder

READY = sorted(resource("lessons").rglob("*.json"), key=lambda p: natural(str(p)))


def put(path, title="", **changes):
    """An experiment with a title at this place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = new_experiment().to_dict() | {"title": title} | changes
    path.write_text(json.dumps(document))
    return path

EXPERIMENTS = [path for path in READY if not path.name.endswith(".lesson.json")]


def read(**options):
    """The shelves without the ready lessons."""
    return [s for s in Lessons().read(**options) if s.title != "Ready lessons"]


# --- where --------------------------------------------------------------------------------------


def test_without_any_folder_there_are_the_ready_ones(user_folders):
    (ready,) = Lessons().read()
    assert ready.title == "Ready lessons" and len(list(all_lessons([ready]))) == len(READY)
    assert not any(lesson.problem for lesson in all_lessons([ready]))


def test_the_documents_and_the_named_folders_are_read(user_folders, tmp_path, monkeypatch):
    put(documents_folder() / "mine.json", "Mine")
    put(tmp_path / "share" / "theirs.json", "Theirs")
    put(tmp_path / "other" / "another.json", "Another")
    named = os.pathsep.join(str(tmp_path / n) for n in ("share", "gone", "other", "share"))
    monkeypatch.setenv(VARIABLE, named)
    assert [[lesson.title for lesson in all_lessons([s])] for s in read()] == [
        ["Theirs"], ["Another"], ["Mine"]
    ]


def test_beside_a_frozen_program(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "top" / "program" / "playground"))
    top = tmp_path.resolve() / "top"
    assert beside_program() == [top / "program" / "lessons", top / "lessons"]
    app = top / "Playground.app" / "Contents" / "MacOS"
    monkeypatch.setattr(sys, "executable", str(app / "playground"))
    assert beside_program()[-1] == top / "lessons"


def test_beside_the_source(monkeypatch):
    project = Path(lessons.__file__).resolve().parents[3]
    assert beside_program() == [project / "lessons"]


def test_what_was_handed_out_is_a_template_and_the_documents_are_ones_own(
    user_folders, tmp_path, monkeypatch
):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "share"))
    assert is_handed_out(tmp_path / "share" / "week 1" / "a.json")
    assert is_handed_out(READY[0])
    assert not is_handed_out(documents_folder() / "a.json")
    assert not is_handed_out(tmp_path / "elsewhere.json")
    monkeypatch.setenv(VARIABLE, str(documents_folder()))
    assert not is_handed_out(documents_folder() / "a.json")


# --- how ----------------------------------------------------------------------------------------


def test_names_are_in_the_order_that_people_expect():
    names = ["Week 10", "week 9", "Week 2", "week 2b", "a", "10", "2", "²", "x²3", "", "A", "1e400"]
    ordered = sorted(names, key=natural)
    assert ordered == ["", "1e400", "2", "10", "A", "a", "Week 2", "week 2b", "week 9", "Week 10",
                       "x²3", "²"]


def test_folders_are_shelves_in_natural_order(user_folders):
    for name in ("Week 10/b.json", "Week 2/2 two.json", "Week 2/10 ten.json", "Week 2/1/x.json",
                 "z.json", "empty/notes.txt", ".git/hidden.json", "Week 2/.hidden.json"):
        put(documents_folder() / name, name.rpartition("/")[2])
    (shelf,) = read()
    assert [s.title for s in shelf.shelves] == ["Week 2", "Week 10"]
    assert [lesson.title for lesson in shelf.shelves[0].lessons] == ["2 two.json", "10 ten.json"]
    assert [s.title for s in shelf.shelves[0].shelves] == ["1"]
    assert [lesson.title for lesson in shelf.lessons] == ["z.json"]


@pytest.mark.parametrize(("name", "title", "shown"), [
    ("a.json", "A title", "A title"), ("a b.json", "", "a b"), ("c.playground.json", " ", "c"),
    ("d.json", "two\nlines\t", "two lines"), ("E.JSON", "", "E"),
])
def test_a_lesson_is_called_by_its_title_or_else_its_file(user_folders, name, title, shown):
    put(documents_folder() / name, title)
    (shelf,) = read()
    assert [lesson.title for lesson in shelf.lessons] == [shown]


@pytest.mark.parametrize(("text", "said"), [
    ("", "is empty"), ("{", "line 1, column 2: the text ends too early"),
    (b"\xff\xfe", "is not UTF-8"),
    ('{"version": 9}', "version: 9 is newer"), ("[]", "must be an object"),
    (json.dumps(new_experiment().to_dict() | {"extra": 1}), "extra: is not known here"),
])
def test_a_broken_lesson_says_what_is_wrong_in_one_line(user_folders, text, said):
    path = put(documents_folder() / "broken.json")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    put(documents_folder() / "whole.json", "Whole")
    (shelf,) = read()
    broken, whole = shelf.lessons
    assert broken.title == "broken" and broken.problem.startswith(f"{path}: ")
    assert said in broken.problem and "\n" not in broken.problem
    assert whole.problem == ""


@pytest.mark.parametrize(("expression", "window", "said"), [
    ("x^2 + y^2", [[-1, 1], [-1, 1]], ""), ("x^2 +", [[-1, 1], [-1, 1]], "problem.expression: "),
    ("__import__('os')", [[-1, 1], [-1, 1]], "problem.expression: "),
    ("x", [[1, -1], [-1, 1]], "problem.window[0]: must rise"),
])
def test_typed_functions_are_read_without_the_slow_library(user_folders, expression, window, said):
    problem = {"kind": "surface", "expression": expression, "window": window}
    path = put(documents_folder() / "typed.json", "Typed", problem=problem)
    before = set(sys.modules)
    (shelf,) = read()
    assert said in shelf.lessons[0].problem and bool(said) == bool(shelf.lessons[0].problem)
    assert "sympy" in before or "sympy" not in sys.modules
    if said:
        with pytest.raises(Exception, match="problem"):
            read_experiment(path)


def test_a_file_is_read_once_until_it_changes(user_folders, monkeypatch):
    path = put(documents_folder() / "a.json", "Before")
    reader = Lessons()
    reader.read()
    opened = []
    real = lessons.read_document
    monkeypatch.setattr(lessons, "read_document", lambda p: opened.append(p) or real(p))
    reader.read()
    assert not opened
    put(path, "After, and longer")
    assert "After, and longer" in [lesson.title for lesson in all_lessons(reader.read())]
    assert opened == [path]


# --- large, slow, odd ---------------------------------------------------------------------------


def test_a_large_folder_is_cut_off(user_folders):
    put(documents_folder() / "1.json", "n")
    text = (documents_folder() / "1.json").read_text()
    for k in range(2, 2001):
        (documents_folder() / f"{k}.json").write_text(text)
    (shelf,) = read()
    assert len(shelf.lessons) == MOST_IN_FOLDER and shelf.more
    assert [lesson.path.stem for lesson in shelf.lessons[:3]] == ["1", "2", "3"]


def test_what_is_too_slow_is_listed_unread(user_folders, monkeypatch):
    put(documents_folder() / "a.json", "A title")
    times = iter([0.0, 0.0, 0.0, *[100.0] * 50])
    monkeypatch.setattr(lessons, "monotonic", lambda: next(times))
    monkeypatch.setattr(lessons, "places", lambda: [lessons.Place(documents_folder(), False, "d")])
    (shelf,) = Lessons().read(seconds=1)
    assert [(lesson.title, lesson.problem) for lesson in shelf.lessons] == [("a", "")]


def test_a_folder_that_cannot_be_read_says_so(user_folders, monkeypatch):
    put(documents_folder() / "a.json")
    real = os.scandir

    def refuse(path):
        if Path(path) == documents_folder():
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (shelf,) = read()
    assert shelf.problem == f"{documents_folder()} cannot be read (Permission denied)"


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_links_that_lead_back_and_pipes_do_no_harm(user_folders):
    put(documents_folder() / "a.json", "A")
    (documents_folder() / "loop").symlink_to(documents_folder())
    (documents_folder() / "gone.json").symlink_to("nowhere.json")
    os.mkfifo(documents_folder() / "pipe.json")
    (shelf,) = read()
    assert [lesson.title for lesson in shelf.lessons] == ["A"] and not shelf.shelves


# --- the ready ones -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda p: p.stem)
def test_a_ready_lesson_opens_has_a_title_and_is_written_as_we_write(path, tmp_path):
    experiment = read_experiment(path)
    assert experiment.title and experiment.runners
    write_experiment(tmp_path / "again.json", experiment)
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


def ends(name):
    """The last step of every runner of a ready lesson, by label."""
    (path,) = [p for p in READY if name in p.stem]
    experiment = read_experiment(path)
    runs = {r.label: experiment.run_of(r) for r in experiment.runners}
    assert all(run.ensure(10_000) for run in runs.values())
    return {label: run[run.last] for label, run in runs.items()}


def test_the_ready_lessons_show_what_their_titles_say():
    rates = ends("Three learning rates")
    assert rates["good"].loss < 1e-6 < rates["too small"].loss < 1 < rates["too large"].loss
    ravine = ends("ravine")
    assert ravine["GD"].index > 2 * ravine["Momentum"].index
    minima = [end.theta for end in ends("Four starts").values()]
    assert all(abs(a - b).max() > 1 for a, b in pairwise(sorted(minima, key=tuple)))
    saddle = ends("saddle")
    assert abs(saddle["on the ridge"].loss) < 1e-6 and saddle["a hair beside"].loss < -0.99
    valleys = ends("function of one's own")
    assert valleys["GD"].theta[0] > 0 > valleys["Momentum"].theta[0]
