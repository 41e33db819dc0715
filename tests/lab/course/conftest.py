"""What the tests of the course share: a small lesson on the lecture's network, and the course."""

import copy
import json

import pytest

from playground.lab.course.found import course_folder, lesson_files
from playground.lab.course.reader import lesson_from

NETWORK = {
    "version": 1, "title": "",
    "problem": {
        "kind": "network", "sizes": [2, 2, 2, 1], "activations": ["relu", "relu", "relu"],
        "weights": [[[2, -3], [2, 1]], [[2, 1], [0, 1]], [[3], [-2]]],
        "biases": [[0, 0], [0, 0], [0]],
        "dataset": {"name": "inline", "settings": {"X": [[2, 1]], "y": [[10]]}}, "loss": "square",
    },
    "runners": [{"optimizer": "gradient_descent", "settings": {"learning_rate": 0.0001}}],
    "stop": {"max_steps": 5}, "seed": 0,
}
QUESTIONS = {
    "z1": [], "a1": ["z1"], "z2": ["z1", "a1"], "H": ["z1", "a1", "z2"], "dW3": ["z1"],
    "da2": [], "dW2": ["z1", "a1"], "da1": [], "dz1": ["z1", "da1"], "dW1": ["z1", "dz1"],
}
COURSE = lesson_files(course_folder())


def check(name, source, follow=(), **more):
    return {
        "ask": "check", "id": name, "type": "matrix", "answer": {"from": source},
        "tolerance": {"absolute": 0.005}, "points": 2, "follow": list(follow), **more,
    }


def document(*steps, scene=NETWORK, **more):
    return copy.deepcopy({
        "version": 1, "kind": "lesson", "id": "test", "title": "A test", "scene": scene,
        "steps": list(steps), **more,
    })


def sheet():
    return [check(name, f"backprop.{name}", follow) for name, follow in QUESTIONS.items()]


@pytest.fixture
def lesson():
    return lesson_from(document(*sheet()))


@pytest.fixture
def write(tmp_path):
    def written(content, name="test.lesson.json"):
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        path.write_text(text, encoding="utf-8")
        return path

    return written
