"""Each lesson's goal can be reached, in the way that its last hint says, and not from the start."""

import pytest

from playground.lab.course.found import course_folder, lesson_files
from playground.lab.course.lesson import Goal
from playground.lab.course.reader import read_lesson
from playground.lab.course.session import Session
from playground.lab.edits import network as network_edits
from playground.lab.edits import surface as edits
from playground.lab.edits.surface import set_seed

FILES = lesson_files(course_folder())


def setting(runner, **settings):
    def change(experiment):
        for name, value in settings.items():
            experiment = edits.set_setting(experiment, runner, name, value, 0, 0)
        return experiment

    return change


def start(x, y):
    return lambda experiment: edits.set_start(experiment, (x, y), 0)


def weight(index, value):
    def change(experiment):
        theta = experiment.problem_of(experiment.runners[0]).start()
        return network_edits.set_weight(experiment, index, value, theta)

    return change


def all_linear(experiment):
    for layer in range(1, 11):
        experiment = network_edits.set_activation(experiment, layer, "linear")
    return experiment


WAYS = {
    1: start(0.55, 0.82),
    2: setting(0, learning_rate=0.05),
    3: setting(0, learning_rate=0.175),
    4: setting(1, learning_rate=0.033, momentum=0.67),
    5: start(-1.0, -1.0),
    6: start(1.5, -0.01),
    7: setting(3, learning_rate=0.5),
    8: weight(1, 1.0),
    9: weight(1, 1.0),
    10: setting(0, learning_rate=0.0007),
    11: lambda experiment: set_seed(experiment, 2),
    12: all_linear,
    13: setting(0, learning_rate=1 / 15),
    14: setting(3, learning_rate=0.001),
}


@pytest.mark.parametrize("number", range(1, 15))
def test_a_goal_is_reached_by_its_hint_and_not_before(number):
    session = Session(read_lesson(FILES[number - 1]))
    (goal,) = (step for step in session.lesson.steps if isinstance(step, Goal))
    scene = session.key.scene(goal.scene)
    assert not session.key.reached(goal, scene)
    after = WAYS[number](scene)
    assert after != scene
    assert session.lesson.locks.refusal(scene, after) == ""
    assert session.reached(goal, after)
