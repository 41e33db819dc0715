"""Quizzes about any experiment, and one's own gradient with the likely cause of a difference."""

import numpy as np
import pytest

from playground.lab.course.answers import AnswerError
from playground.lab.course.key import Key
from playground.lab.course.own_gradient import compare, parts_of
from playground.lab.course.quiz import KINDS, quiz_of, why_no_quiz
from playground.lab.course.session import Session
from playground.lab.experiments.experiment import Experiment, new_experiment

from .conftest import NETWORK

TWO = {
    **NETWORK,
    "problem": {
        **NETWORK["problem"], "sizes": [2, 2, 1], "activations": ["relu", "linear"],
        "weights": [[[1, -2], [3, 1]], [[2], [-1]]], "biases": [[-1, 2], [0.5]],
        "dataset": {"name": "inline",
                    "settings": {"X": [[1, 2], [2, -1], [-1, 0.5]], "y": [[10], [1], [2]]}},
    },
}


def experiment(document=NETWORK):
    return Experiment.from_dict(document)


@pytest.mark.parametrize("kind", KINDS)
def test_a_quiz_of_a_network_is_a_lesson_that_can_be_played(kind):
    one = experiment(TWO)
    runner = one.runners[0]
    theta = one.problem_of(runner).start()
    session = Session(quiz_of(one, runner, theta, kind, seed=3))
    session.key.check()
    for question in session.lesson.marked:
        right = np.asarray(session.key.right(question))
        assert session.answer(question, right.tolist()).correct
    assert session.score == session.lesson.points > 0


def test_backprop_fades_from_one_step_to_all():
    one = experiment()
    theta = one.problem_of(one.runners[0]).start()
    counts = [sum(1 for _ in quiz_of(one, one.runners[0], theta, kind).marked)
              for kind in ("last_step", "last_layer", "all")]
    assert counts == [1, 4, 18]


def test_new_numbers_differ_by_seed_and_the_step_on_screen_counts():
    one = experiment()
    runner, theta = one.runners[0], one.problem_of(one.runners[0]).start()
    scenes = [quiz_of(one, runner, theta, "new", seed=s).scene.problem.weights for s in (1, 2, 1)]
    assert scenes[0] == scenes[2] != scenes[1]
    moved = quiz_of(one, runner, theta + 1, "all")
    assert Key(moved).worked_out("backprop.z1").tolist() == [10, -1]


def test_new_numbers_always_have_something_that_comes_back():
    one = experiment()  # three layers of ReLU: of plain draws many give an output that is dead
    runner, theta = one.runners[0], one.problem_of(one.runners[0]).start()
    seen = set()
    for seed in range(20):
        lesson = quiz_of(one, runner, theta, "new", seed=seed)
        assert np.any(Key(lesson).worked_out("backprop.dW1"))
        seen.add(repr(lesson.scene.problem.weights))
    assert len(seen) == 20  # neighbours differ


def test_a_quiz_speaks_of_rules_and_activations_as_the_window_does():
    one = experiment()
    runner, theta = one.runners[0], one.problem_of(one.runners[0]).start()
    assert "ReLU" in quiz_of(one, runner, theta, "all").steps[0].text
    said = quiz_of(one, runner, theta, "step").steps[0].text
    assert "η = 0.0001" in said and "learning_rate" not in said
    numbers = quiz_of(one, runner, theta, "step").question("t").labels
    assert numbers[:3] == ("W₁₁⁽¹⁾", "W₁₂⁽¹⁾", "W₂₁⁽¹⁾") and len(numbers) == 15
    assert "$W^{(1)}$" in quiz_of(one, runner, theta, "gradient").question("g_W1").text
    surface = new_experiment()
    asked = quiz_of(surface, surface.runners[0], np.array([1.0, 1.0]), "step").question("t")
    assert asked.labels == ("x", "y")


def test_what_follows_names_the_numbers_that_are_not_the_keys_and_no_others():
    one = experiment()
    runner, theta = one.runners[0], one.problem_of(one.runners[0]).start()
    session = Session(quiz_of(one, runner, theta, "all"))
    given = {"z1": "7 -5", "a1": "7 0", "z2": "14 7", "a2": "14 7", "z3": "28", "a3": "28",
             "da3": "1", "dz3": "1", "dW3": "14; 7"}
    said = {q.id: session.answer(q, given[q.id]).say for q in session.lesson.marked
            if q.id in given}
    assert said["a1"] == "Follows from your z1: full marks."
    assert said["dW3"] == "Follows from your z1, a1, z2, a2, z3, a3: full marks."
    assert not session.last["dz3"].follows and session.last["dz3"].correct


def test_a_surface_can_be_asked_about_and_a_large_network_cannot():
    one = new_experiment()
    lesson = quiz_of(one, one.runners[0], np.array([1.0, 1.0]), "step")
    answers = Key(lesson).answers
    np.testing.assert_allclose(answers["g"], [12.7781122, 10.7781122])
    assert "networks" in why_no_quiz(one, one.runners[0], "all")
    big = experiment({**TWO, "problem": {
        "kind": "network", "sizes": [2, 40, 1], "activations": ["relu", "linear"],
        "dataset": TWO["problem"]["dataset"], "loss": "square"}})
    with pytest.raises(ValueError, match="by hand"):
        quiz_of(big, big.runners[0], big.problem_of(big.runners[0]).start(), "all")
    assert "16 weights" in why_no_quiz(big, big.runners[0], "gradient")
    assert "parameters" in why_no_quiz(big, big.runners[0], "step")


def test_a_gradient_of_many_numbers_is_asked_for_layer_by_layer():
    rng = np.random.default_rng(1)
    one = experiment({**TWO, "problem": {
        "kind": "network", "sizes": [3, 4, 2], "activations": ["relu", "linear"],
        "weights": [rng.normal(size=s).tolist() for s in ((3, 4), (4, 2))],
        "biases": [rng.normal(size=n).tolist() for n in (4, 2)],
        "dataset": {"name": "inline", "settings": {
            "X": rng.normal(size=(4, 3)).tolist(), "y": [[1, 0], [0, 1], [0, 1], [1, 0]]}},
        "loss": "softmax_cross_entropy", "batch": {"size": 2}}})
    runner = one.runners[0]
    problem = one.problem_of(runner)
    theta = problem.start()
    wanted = {"gradient": problem.risk_and_grad(theta)[1],
              "batch": problem.loss_and_grad(theta, 0)[1]}
    assert not np.allclose(*wanted.values())
    for kind, grad in wanted.items():
        answers = Key(quiz_of(one, runner, theta, kind)).answers
        assert [np.size(a) for a in answers.values()] == [12, 4, 8, 2]
        asked = np.concatenate([np.ravel(a) for a in answers.values()])
        np.testing.assert_allclose(asked, grad, rtol=1e-9)


def typed(values):
    return "; ".join(" ".join(f"{v:.8g}" for v in np.atleast_1d(row)) for row in values)


@pytest.fixture
def fitted():
    one = experiment(TWO)
    problem = one.problem_of(one.runners[0])
    return problem, problem.start()


def test_ones_own_gradient_agrees_with_backprop_and_differences(fitted):
    problem, theta = fitted
    grad = problem.risk_and_grad(theta)[1]
    for name, shape in parts_of(problem):
        part = next((p.of(grad) for p in problem.parts if p.name == name), grad)
        found = compare(problem, theta, name, typed(part))
        assert found.agrees.all() and found.with_differences.all() and found.cause == ""
        assert found.own.shape == shape


@pytest.mark.parametrize(("change", "words"), [
    (lambda g: -g, "sign"), (lambda g: 3 * g, "sum"), (lambda g: g.T, "transposed"),
    (lambda g: g / 2, "factor 2 is missing"), (lambda g: 5 * g, "5 times"),
    (lambda g: g + np.array([[1, 0], [0, 0]]), "All but one"),
])
def test_the_likely_cause_is_named(fitted, change, words):
    problem, theta = fitted
    grad = problem.parts[0].of(problem.risk_and_grad(theta)[1])
    found = compare(problem, theta, "W1", typed(change(grad)))
    assert words in found.cause and not found.agrees.all()


def test_a_forgotten_slope_and_blame_alone_are_named():
    one = experiment()
    problem = one.problem_of(one.runners[0])
    found = compare(problem, problem.start(), "W1", "224 -112; 112 -56")
    assert "g′(z) is missing" in found.cause
    assert found.agrees.tolist() == [[True, False], [True, False]]
    blame = compare(problem, problem.start(), "W1", "8 0; 4 0")
    assert "blame" in blame.cause


def test_a_surfaces_gradient_can_be_compared_and_nonsense_is_refused():
    problem = new_experiment().problem_of(new_experiment().runners[0])
    found = compare(problem, np.zeros(2), "all of it, flat", "-4; -6")
    assert found.agrees.all()
    with pytest.raises(AnswerError, match="divides by zero"):
        compare(problem, np.zeros(2), "all of it, flat", "1/0 2")
