"""Lesson files of every broken kind: one line that names line, place and mend."""

import pytest

from playground.engine.schedules import schedules
from playground.lab.course.key import Key
from playground.lab.course.lines import line_of
from playground.lab.course.locks import Locks
from playground.lab.course.reader import check_needs, lesson_from, read_lesson
from playground.lab.course.variants import varied
from playground.lab.documents.disk import FileProblemError
from playground.lab.edits.runners import add_runner, set_schedule, set_setting
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.reader import BadInputError

from .conftest import NETWORK, check, document

SAY = {"say": "Hello."}
BOWL = {
    "version": 1, "title": "", "problem": {"kind": "surface", "surface": "bowl"},
    "runners": [{"optimizer": "gradient_descent", "settings": {"learning_rate": 1.0},
                 "start": [8, 8]}], "stop": {"max_steps": 5000}, "seed": 0,
}


@pytest.mark.parametrize(("change", "words"), [
    ({"version": 2}, "version: 2 is newer"), ({"version": None}, "version: is missing"),
    ({"kind": "experiment"}, 'kind: must be "lesson"'), ({"strange": 1}, "strange: is not known"),
    ({"id": ""}, "id: must not be empty"), ({"id": "a b"}, "id: must be a short word"),
    ({"title": 5}, "title: must be a text"), ({"steps": {}}, "steps: must be a list"),
    ({"scene": 3}, "scene: must be an object"), ({"minutes": -1}, "minutes: must be from 0"),
    ({"scene": {**NETWORK, "runners": []}}, "scene.runners: needs one runner"),
    ({"scene": {**NETWORK, "stop": {"max_steps": -1}}}, "scene.stop.max_steps"),
    ({"needs": ["test"]}, "needs: must not name the lesson itself"),
    ({"locks": {"hidden": ["wall"]}}, r"locks.hidden\[0\]: must be one of"),
    ({"locks": {"range": {"momentum": [1, 0]}}}, "locks.range.momentum: must rise"),
    ({"locks": {"open": []}}, "locks.open: is not known"),
    ({"vary": {"W9": "integers 0..1"}}, "vary.W9: cannot vary here"),
    ({"vary": {"W1": "primes"}}, 'vary.W1: must be "integers'),
    ({"vary": {"W1": "integers 0..0 without 0"}}, "vary.W1: leaves no number"),
    ({"scenes": {"1": BOWL}}, "must be called by a word"),
])
def test_a_broken_head_is_refused(change, words):
    with pytest.raises(BadInputError, match=words):
        lesson_from({**document(SAY), **change})


@pytest.mark.parametrize(("step", "words"), [
    ({}, r"steps\[0\]: must have one of say"), ({"say": "a", "do": {"run": "end"}}, "got say, do"),
    ({"say": 5}, r"steps\[0\].say: must be a text"), ({"do": {}}, r"steps\[0\].do: must say"),
    ({"do": {"run": -1}}, "do.run: must be from 0"), ({"do": {"run": "x"}}, "run: must be one of"),
    ({"say": "a", "at": "start"}, r"steps\[0\].at: must be a number of updates from 0, or \"end\""),
    ({"say": "a", "at": -1}, r"steps\[0\].at: must be from 0"),
    ({"say": "a", "at": True}, r"steps\[0\].at: must be a number of updates"),
    ({"goal": "g", "id": "g", "reached": "loss", "show": ["rooms"]}, r"show\[0\]: must be one of"),
    ({"do": {"scene": "x"}}, "there is no scene"), (check("a b", "loss"), "must be a short word"),
    (check("q", "eval('1')^"), "is no formula"), (check("q", ""), "from: must not be empty"),
    (check("q", "loss", ["p"]), r"follow\[0\]: must be the id of a question before"),
    (check("q", "loss", ["q"]), r"follow\[0\]: must be the id of a question before"),
    (check("q", "loss", points=-1), "points: must be from 0"),
    (check("q", "loss", tolerance={"relative": -1}), "tolerance.relative: must not be negative"),
    (check("q", "loss", answer={"value": 3}), "value: is for choices"),
    (check("q", "loss", answer={}), 'answer: must have "from"'),
    (check("q", "loss", type="essay"), "type: must be one of"),
    (check("q", "loss", wrong=[{"if": "bad luck"}]), r"wrong\[0\].if: must be one of"),
    (check("q", "loss", accept=["words"]), r"accept\[0\]: must be one of"),
    ({"ask": "check", "id": "q", "type": "number"}, "answer: is missing"),
    ({"ask": "guess", "id": "q", "type": "number"}, "ask: must be one of"),
    ({"say": "a", "show": ["grpah:log"]}, r"show\[0\]: must be one of surface"),
    ({"goal": "a", "id": "g", "reached": "loss", "now": {"from": "1"}}, "called: is missing"),
    ({"explain": "e", "choices": ["a", "b"], "right": 2}, "right: must be from 0 to 1"),
    ({"explain": "e", "choices": ["a"], "right": 0}, "choices: must be 2 to 20"),
    ({"explain": "e", "choices": ["a", "b"]}, "right: is missing"),
    ({"goal": "g", "id": "g", "reached": "("}, "is no formula"),
])
def test_a_broken_step_is_refused(step, words):
    with pytest.raises(BadInputError, match=words):
        lesson_from(document(step))


@pytest.mark.parametrize(("source", "words"), [
    ("gradient.W9", "no part"), ("nothing", "unknown quantity"), ("backprop.q1", "backprop has no"),
    ("run[3].steps", "no runner 3"), ("run[0].step[99].theta", "has no step 99"),
    ("run[0].wings", "unknown quantity"), ("run[0].stop", "comes to a word"),
    ("1 / 0", "not finite"), ("norm(1, 2)", "norm takes 1"), ("sin(1)", "unknown function"),
    ("loss[0]", "unknown quantity"),
    ("gradient.W1 + gradient", "shapes do not fit"),
    ("answers.q", "circle"), ("answers.x", "no question"), ("2 ^ 999", "exponent"),
    ("gradient[99]", "no entry"), ("__import__", "unknown quantity"), ("minimum[0]", "unknown"),
    ("seeds[9999].losses", "seeds must be"), ("loss if 1 else 2", "no quantity"),
    ("lambda: 1", "no quantity"), ("run[0].step[1].wings", "a step has no"),
    ("closed_form.loss", "closed form"), ("(1).__class__", "no quantity"), ("True", "no numbers"),
])
def test_an_answer_that_cannot_be_computed_is_refused_with_its_place(source, words):
    key = Key(lesson_from(document(check("q", source, type="matrix"))))
    with pytest.raises(BadInputError, match=words) as caught:
        key.check()
    assert caught.value.place == "steps[0].answer.from"


def test_answers_that_need_each_other_in_a_circle_are_refused():
    lesson = lesson_from(document(check("a", "answers.b"), check("b", "answers.a + 1")))
    with pytest.raises(BadInputError, match="in a circle"):
        Key(lesson).check()


def test_a_scene_that_diverges_is_named():
    lesson = lesson_from(document(check("q", "1 / (run[0].steps - run[0].steps)"), scene=BOWL))
    with pytest.raises(BadInputError, match=r"GD\W diverges"):
        Key(lesson).check()


def test_a_changed_scene_changes_the_key():
    scene = {**NETWORK, "problem": {**NETWORK["problem"], "biases": [[1, 0], [0, 0], [0]]}}
    asked = check("q", "backprop.z1")
    keys = [Key(lesson_from(document(asked, scene=s))) for s in (NETWORK, scene)]
    assert [k.answers["q"].tolist() for k in keys] == [[6, -5], [7, -5]]


@pytest.mark.parametrize(("one", "other"), [
    ("run 0 steps", "run[0].steps"), ("run.0.loss", "run[0].loss"), ("run.steps", "run[0].steps"),
    ("runs[0].step[1].theta", "run[0].step[1].theta"), ('run["GD"].loss', "run[0].loss"),
    ("backprop.layers[0].dH_dW", "backprop.dW1"), ("backprop[2].z", "backprop.z3"),
    ("backprop.output", "backprop.H"), ("steps + 0.5", "run[0].steps + .5"),
    ("gradient.W1.0.1", "gradient.W1[0][1]"), ("1.5 * loss", "loss * 3 / 2"),
])
def test_a_quantity_may_be_said_in_several_ways(one, other):
    key = Key(lesson_from(document(check("a", one), check("b", other))))
    assert key.answers["a"].tolist() == key.answers["b"].tolist()


def test_a_file_is_refused_with_its_line(write):
    path = write(document(SAY, check("q", "loss", points=-1)))
    with pytest.raises(FileProblemError) as caught:
        read_lesson(path)
    line = next(i for i, text in enumerate(path.read_text().splitlines(), 1) if "points" in text)
    assert f"{path}: line {line}, steps[1].points: must be" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "\x00", '{"a": 1, "a": 2}', "[" * 9999])
def test_a_file_that_is_no_lesson_is_refused_in_one_line(write, text):
    path = write(text)
    with pytest.raises(FileProblemError) as caught:
        read_lesson(path)
    assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)


def test_lines_are_found_in_any_layout():
    text = '{"a": [1,\n {"b": "},{", "c":\n 5}],\n "d": {"e": [[1, 2],\n [3, 4]]}}'
    assert [line_of(text, p) for p in ("a", "a[1].b", "a[1].c", "d.e[1]", "d.e[1][1]", "d.x")] == [
        1, 2, 2, 5, 5, 4
    ]


def test_needs_in_a_circle_are_refused(write, tmp_path):
    for name, needs in (("a", ["b"]), ("b", ["c"]), ("c", ["a"]), ("d", ["a"])):
        write(document(SAY, id=name, needs=needs), f"{name}.lesson.json")
    path = tmp_path / "a.lesson.json"
    with pytest.raises(BadInputError, match="a → b → c → a"):
        check_needs(path, read_lesson(path))
    path = tmp_path / "d.lesson.json"
    check_needs(path, read_lesson(path))


def test_variants_differ_between_neighbours_and_stay_for_one():
    rule = "integers -3..3 without 0, no zero pre-activation"
    lesson = lesson_from(document(
        check("q", "backprop.dW1"), vary={"seed": "pupil", "W1": rule, "x": "integers 1..4"}
    ))
    names = [f"Pupil {i}" for i in range(20)]
    weights = [varied(lesson, name).scene.problem.weights[0] for name in names]
    assert len(set(weights)) > 17
    assert varied(lesson, "pupil  3").scene == varied(lesson, "Pupil 3").scene
    assert varied(lesson, "").scene == lesson.scene
    for name in names:
        key = Key(lesson, name)
        flat = [w for row in key.scene().problem.weights[0] for w in row]
        assert all(w in (-3, -2, -1, 1, 2, 3) for w in flat)
        assert (key.worked_out("backprop.z1") != 0).all()


def test_a_surface_varies_its_start_and_rate():
    lesson = lesson_from(document(
        check("q", "run[0].step[1].theta"), scene=BOWL,
        vary={"seed": 7, "start": "integers 1..9", "learning_rate": "one of 0.01, 0.05"},
    ))
    one = varied(lesson, "")
    assert one.scene.runners[0].optimizer.learning_rate in (0.01, 0.05)
    assert all(1 <= x <= 9 for x in one.scene.runners[0].start)
    assert varied(lesson, "Ada") == one  # a seed of its own: the same for all


def test_a_range_of_rates_lets_another_runner_be_added():
    scene = new_experiment()
    locks = Locks(range={"learning_rate": (1e-6, 100.0)})
    more = add_runner(scene, "adam")
    assert locks.refusal(scene, more) == ""
    cosine = schedules["cosine"]()
    assert "over time" in locks.refusal(scene, set_schedule(more, 0, cosine))
    assert "over time" in locks.refusal(scene, set_schedule(more, 1, cosine))
    assert "keeps the learning rate" in locks.refusal(
        scene, set_setting(more, 1, "learning_rate", 200.0))
