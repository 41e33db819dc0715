"""A lesson for each pupil: numbers drawn from the name, so that neighbours have others.

`"vary": {"seed": "pupil", "W1": "integers -3..3 without 0, no zero pre-activation"}`: what is
named is drawn again until no node of the first sample has z = 0. The same name always gets the
same numbers; without a name the scene stays as it is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.engine.networks.network import Network
from playground.engine.parameters import shown
from playground.engine.problem import Array
from playground.lab.course.lesson import Lesson
from playground.lab.experiments.experiment import Experiment

TRIES = 1000
NO_ZERO = "no zero pre-activation"
_INTEGERS = re.compile(r"integers (-?\d{1,4})\s*\.\.\s*(-?\d{1,4})( without 0)?")
_ONE_OF = re.compile(r"one of (-?[\d.]+(?:e-?\d+)?(?:\s*,\s*-?[\d.]+(?:e-?\d+)?)+)")
_PART = re.compile(r"([Wb])([1-9]\d?)")


@dataclass(frozen=True)
class Rule:
    """How the numbers of one name are drawn: from these values, each as likely."""

    name: str
    values: tuple[float, ...]
    no_zero: bool

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        """Numbers of a shape."""
        return np.array(self.values)[rng.integers(len(self.values), size=shape)]


def rule_of(name: str, text: str, scene: Experiment) -> Rule:
    """A rule as the file writes it; raises ValueError with the mend."""
    no_zero = text.endswith(f", {NO_ZERO}")
    plain = text.removesuffix(f", {NO_ZERO}").strip()
    if match := _INTEGERS.fullmatch(plain):
        low, high = int(match[1]), int(match[2])
        numbers = tuple(float(n) for n in range(low, high + 1) if n or not match[3])
    elif match := _ONE_OF.fullmatch(plain):
        numbers = tuple(float(n) for n in match[1].split(","))
    else:
        raise ValueError(
            'must be "integers -3..3", "integers -3..3 without 0" or "one of 0.1, 0.2", with '
            f'", {NO_ZERO}" behind it where that is wanted; got {shown(text)}'
        )
    if not numbers:
        raise ValueError("leaves no number to draw")
    allowed = ["start", "learning_rate"] if scene.problem.kind == "surface" else [
        *(part.name for part in scene.problem.network.parts), "x", "y", "learning_rate"
    ]
    if name not in allowed:
        raise ValueError(f"cannot vary here; what can: seed, {', '.join(allowed)}")
    return Rule(name, numbers, no_zero)


def seed_of(lesson: Lesson, pupil: str) -> int:
    """A number from the name, whatever its case and blanks."""
    text = f"{lesson.id}\n{' '.join(pupil.split()).casefold()}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def varied(lesson: Lesson, pupil: str) -> Lesson:
    """The lesson with this pupil's numbers; the same lesson where nothing varies."""
    if not lesson.vary:
        return lesson
    seed = lesson.vary.get("seed", "pupil")
    if seed == "pupil" and not pupil.strip():
        return lesson
    rng = np.random.default_rng(seed_of(lesson, pupil) if seed == "pupil" else int(seed))
    rules = [
        rule_of(name, text, lesson.scene) for name, text in lesson.vary.items() if name != "seed"
    ]
    for _ in range(TRIES):
        scene = _drawn(lesson.scene, rules, rng)
        if not any(rule.no_zero for rule in rules) or not _has_zero(scene):
            return replace(lesson, scene=scene)
    return lesson


def _drawn(scene: Experiment, rules: list[Rule], rng: np.random.Generator) -> Experiment:
    for rule in rules:
        scene = _with(scene, rule, rng)
    return scene


def _with(scene: Experiment, rule: Rule, rng: np.random.Generator) -> Experiment:
    if rule.name == "learning_rate":
        rate = float(rule.draw(rng, ()))
        return _runners(scene, lambda r: {**r, "settings": {**r["settings"], rule.name: rate}})
    if rule.name == "start":
        start = rule.draw(rng, (2,)).tolist()
        return _runners(scene, lambda r: {**r, "start": start})
    document = scene.to_dict()
    problem = document["problem"]
    if rule.name in ("x", "y"):
        settings = problem["dataset"]["settings"]
        key = "X" if rule.name == "x" else "y"
        rows = np.array(settings.get(key, [[0.0]]), dtype=float)
        rows[0] = rule.draw(rng, rows[0].shape)
        problem["dataset"] = {"name": "inline", "settings": {**settings, key: rows.tolist()}}
    else:
        match = _PART.fullmatch(rule.name)
        assert match is not None
        key, layer = ("weights" if match[1] == "W" else "biases"), int(match[2]) - 1
        network = Network(tuple(problem["sizes"]), tuple(problem["activations"]))
        theta = scene.problem_of(scene.runners[0]).start()
        parts = network.parts[(0 if key == "weights" else 1)::2]
        values = [part.of(theta).tolist() for part in parts]
        values[layer] = rule.draw(rng, parts[layer].shape).tolist()
        problem[key] = values
    return Experiment.from_dict(document)


def _runners(scene: Experiment, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Experiment:
    document = scene.to_dict()
    document["runners"] = [change(runner) for runner in document["runners"]]
    return Experiment.from_dict(document)


def _has_zero(scene: Experiment) -> bool:
    if scene.problem.kind != "network":
        return False
    problem = scene.problem.build(scene.seed)
    through = problem.network.forward(problem.start(), problem.X[:1])
    return any(bool((layer.z == 0).any()) for layer in through.layers)
