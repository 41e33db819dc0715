"""The key of a lesson: every right answer, computed from its scenes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from playground.engine.parameters import shown
from playground.engine.problem import Array
from playground.lab.course.formulas import (
    FormulaError,
    Path,
    Value,
    key_of,
    path_of,
    tree_of,
    worked_out,
)
from playground.lab.course.lesson import Goal, Lesson, Question
from playground.lab.course.quantities import Quantities, Shared
from playground.lab.course.slips import Slip
from playground.lab.course.variants import varied
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError

MOST_DEPTH = 20
_STEPS = re.compile(r"run\[\d+\]\.steps")


class Key:
    """Right answers of one lesson, for one pupil where the lesson varies."""

    def __init__(self, lesson: Lesson, pupil: str = "") -> None:
        self.lesson = varied(lesson, pupil)
        self._shared: dict[str, Shared] = {}
        self._mistakes: dict[tuple[str, str, str], Value | None] = {}
        self._quantities: dict[str, Quantities] = {}
        self._own: Quantities | None = None

    def scene(self, name: str = "") -> Experiment:
        """A scene as this pupil has it."""
        return self.lesson.scene_of(name)

    @cached_property
    def answers(self) -> dict[str, Value]:
        """The right answer of each question that has one, by id; raises BadInputError."""
        return {q.id: self.right(q) for q in self.lesson.questions if q.answer is not None}

    def right(self, question: Question) -> Value:
        """The right answer: an array, a word, or the place(s) of what to choose."""
        assert question.answer is not None
        if not question.answer.source:
            return _chosen(question, question.answer.value)
        try:
            value = self.worked_out(question.answer.source, question.scene)
        except FormulaError as error:
            raise BadInputError(f"{question.place}.answer.from", str(error)) from None
        if question.choices:
            return _chosen_by(question, value)
        if isinstance(value, str):
            raise BadInputError(
                f"{question.place}.answer.from", f"comes to a word, {shown(value)}, not a number"
            )
        if value.size > 400:
            raise BadInputError(
                f"{question.place}.answer.from", f"comes to {value.size} numbers; at most 400"
            )
        if not np.isfinite(value).all():
            raise BadInputError(
                f"{question.place}.answer.from",
                f"comes to a number that is not finite{self._diverged(question.scene)}",
            )
        if question.labels and value.shape != (len(question.labels),):
            raise BadInputError(
                f"{question.place}.labels", f"are for {len(question.labels)} numbers in a row, but "
                f"the answer has the shape {value.shape}",
            )
        _check_shape(question, value)
        return value

    def worked_out(
        self, source: str, scene: str = "", given: Mapping[str, Array] | None = None,
        slip: Slip = "", depth: int = 0, before: Experiment | None = None,
    ) -> Value:
        """What a formula comes to; `given` are numbers by question ids to follow from.

        `before` takes the place of the scene (a goal is about one's own experiment). Raises
        FormulaError.
        """
        if depth > MOST_DEPTH:
            raise FormulaError("needs answers that need each other in a circle")
        texts: dict[str, Value] = {}
        paths: dict[Path, Array] = {}
        for name, value in (given or {}).items():
            question = self.lesson.question(name)
            if question is None or question.answer is None or question.scene != scene:
                continue
            own = question.answer.source
            if own and not question.choices:
                path = path_of(tree_of(own))
                if path is None:
                    texts[key_of(own)] = value
                else:
                    paths[path] = value
        if before is not None:
            quantities = self._of_own(before)
        elif given or slip:
            quantities = Quantities(self.scene(scene), paths, slip, self._shared_of(scene))
        else:
            quantities = self._plain(scene)

        def quantity(path: Path) -> Value:
            if path[0] == "answers" and len(path) > 1:
                asked = self.lesson.question(str(path[1]))
                if asked is None or asked.answer is None or not asked.answer.source:
                    raise FormulaError(f"there is no question {shown(path[1])} with a formula")
                found = (given or {}).get(asked.id)
                if found is None:
                    found = self.worked_out(
                        asked.answer.source, asked.scene, given, slip, depth + 1
                    )
                for index in path[2:]:
                    found = np.asarray(found)[index]  # type: ignore[index]
                return found
            if path[0] in self.lesson.scenes and len(path) > 1:
                return self._plain(str(path[0]))(path[1:])
            return quantities(path)

        return worked_out(source, quantity, texts)

    def _plain(self, scene: str) -> Quantities:
        """The quantities of a scene, kept."""
        if scene not in self._quantities:
            shared = self._shared_of(scene)
            self._quantities[scene] = Quantities(self.scene(scene), shared=shared)
        return self._quantities[scene]

    def _of_own(self, experiment: Experiment) -> Quantities:
        """The quantities of an experiment of one's own; the last one's are kept."""
        if self._own is None or self._own.experiment != experiment:
            self._own = Quantities(experiment)
        return self._own

    def longest(self, scene: str) -> int:
        """How many updates the longest known run of a scene makes."""
        return max((run.last for run in self._shared_of(scene).runs.values()), default=100)

    def _shared_of(self, scene: str) -> Shared:
        return self._shared.setdefault(scene, Shared())

    def mistaken(self, question: Question, slip: Slip, source: str) -> Value | None:
        """What a known mistake makes of an answer: a slip, or a formula of the lesson's own.

        None where it cannot be worked out. Kept: a class makes the same mistakes.
        """
        key = (question.id, slip, source)
        if key not in self._mistakes:
            assert question.answer is not None
            try:
                self._mistakes[key] = self.worked_out(
                    source or question.answer.source, question.scene, slip=slip
                )
            except FormulaError:
                self._mistakes[key] = None
        return self._mistakes[key]

    def _diverged(self, scene: str) -> str:
        for place, run in self._shared_of(scene).runs.items():
            if run.stop is not None and run.stop.kind == "diverged":
                label = self.scene(scene).runners[place].label
                return f"; the run of {shown(label)} diverges after {run.last} steps"
        return ""

    def reached(self, goal: Goal, experiment: Experiment) -> bool:
        """Whether one's own experiment reaches a goal; raises FormulaError."""
        value = self.worked_out(goal.reached, goal.scene, before=experiment)
        return not isinstance(value, str) and bool(np.all(np.asarray(value) > 0))

    def now(self, goal: Goal, experiment: Experiment) -> Array:
        """What a goal shows of one's own experiment; raises FormulaError."""
        value = self.worked_out(goal.now, goal.scene, before=experiment)
        if isinstance(value, str):
            raise FormulaError("comes to a word")
        return np.asarray(value, dtype=float)

    def end(self, goal: Goal, experiment: Experiment) -> str:
        """Why the run stops whose steps a goal counts, as files name it; "" where it counts none.

        Raises FormulaError.
        """
        if not _STEPS.fullmatch(goal.now):
            return ""
        source = goal.now.removesuffix("steps") + "stop"
        return str(self.worked_out(source, goal.scene, before=experiment))

    def check(self) -> None:
        """Compute all of it once: raises BadInputError at the first place that does not run."""
        for question in self.lesson.questions:
            if question.answer is not None:
                self.right(question)
            for i, wrong in enumerate(question.wrong):
                if wrong.source:
                    try:
                        self.worked_out(wrong.source, question.scene)
                    except FormulaError as error:
                        place = f"{question.place}.wrong[{i}].if.from"
                        raise BadInputError(place, str(error)) from None
            _check_blanks(question, self.answers)
        for step in self.lesson.steps:
            if isinstance(step, Goal):
                for key, formula in (("reached", step.reached), ("now.from", step.now)):
                    try:
                        if formula:
                            self.worked_out(formula, step.scene)
                    except FormulaError as error:
                        raise BadInputError(f"{step.place}.{key}", str(error)) from None


def as_given(value: Value) -> Any:
    """An answer as JSON has it."""
    if isinstance(value, np.ndarray):
        return (value + 0.0).tolist()
    return value


def _check_blanks(question: Question, answers: Mapping[str, Value]) -> None:
    if question.blanks is None or question.answer is None:
        return
    value = answers[question.id]
    size = value.size if isinstance(value, np.ndarray) else 0
    for i, place in enumerate(question.blanks):
        if place >= size:
            raise BadInputError(
                f"{question.place}.blanks[{i}]", f"must be from 0 to {size - 1}, got {place}"
            )


def _check_shape(question: Question, value: Array) -> None:
    place = f"{question.place}.type"
    if question.type == "number" and value.size != 1:
        raise BadInputError(place, f"is number, but the answer has the shape {value.shape}")
    if question.type == "point" and value.shape != (2,):
        raise BadInputError(place, f"is point, but the answer has the shape {value.shape}")
    if question.type == "matrix" and value.ndim > 2:
        raise BadInputError(place, "is matrix, but the answer has more than two dimensions")


def _chosen(question: Question, value: Any) -> Any:
    """Choices by their places, whether the file names places or texts."""
    if isinstance(value, list):
        return [_chosen(question, item) for item in value]
    return question.choices.index(value) if isinstance(value, str) else int(value)


def _chosen_by(question: Question, value: Value) -> Any:
    """A computed choice: a word, a place, or places in their order."""
    place = f"{question.place}.answer.from"
    if isinstance(value, str):
        if value not in question.choices:
            raise BadInputError(place, f"comes to {shown(value)}, which is not among the choices")
        return question.choices.index(value)
    places = [int(v) for v in np.ravel(value)]
    if any(not 0 <= p < len(question.choices) for p in places):
        raise BadInputError(place, f"comes to {places}, which are no places of the choices")
    if question.type == "choice":
        if len(places) != 1:
            raise BadInputError(place, "must come to one choice")
        return places[0]
    return places
