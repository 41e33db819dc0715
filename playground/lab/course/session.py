"""One pupil in one lesson: where they are, what they answered, what they may do now.

Nothing of Qt: the window shows this and passes on what is done. Every answer is kept raw, with
its time and the hints that were taken; marks are worked out from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import time
from typing import Any

import numpy as np

from playground.lab.course.answers import AnswerError, read_answer
from playground.lab.course.formulas import FormulaError, Value
from playground.lab.course.key import Key
from playground.lab.course.lesson import Do, Goal, Lesson, LessonStep, Question, Say
from playground.lab.course.marking import Mark, mark, read_choice
from playground.lab.course.marks import Marked, marked
from playground.lab.course.results import Given, Result
from playground.lab.experiments.experiment import Experiment


@dataclass
class Progress:
    """What is kept of a lesson between two visits; as JSON by `progress`."""

    place: int = 0
    answers: list[Given] = field(default_factory=list)
    predictions: list[Given] = field(default_factory=list)
    hints: dict[str, int] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    """Places of steps that were done: a run that was let go, a goal that was reached."""
    drafts: dict[str, Any] = field(default_factory=dict)
    """What was typed and not checked yet, by question."""
    changed: bool = False
    """Whether the lesson's file has changed since."""


@dataclass(frozen=True)
class Reveal:
    """ "You predicted, it was": what was said before the run, and what is so."""

    question: Question
    given: Any
    predicted: Value | None
    """The prediction as numbers or places of choices; None where it was free text."""
    actual: Value


class Session:
    """A lesson on its way. `clock` gives seconds (tests turn it by hand)."""

    def __init__(
        self, lesson: Lesson, pupil: str = "", progress: Progress | None = None,
        clock: Callable[[], float] = time,
    ) -> None:
        self.key = Key(lesson, pupil)
        self.lesson = self.key.lesson
        self.pupil = pupil
        self.progress = progress or Progress()
        self.progress.place = max(0, min(self.progress.place, len(self.lesson.steps) - 1))
        self._clock = clock
        self._since = clock()
        self.marks: dict[str, Mark] = {}
        """The best attempt of each question, by id."""
        self.last: dict[str, Mark] = {}
        """The last attempt of each, which is what stands in the fields."""
        self._solved: set[str] = set()
        if self.progress.changed:
            self._leave_out_unreadable()
        self._mark_again()

    # where one is

    @property
    def place(self) -> int:
        """Which step, from 0."""
        return self.progress.place

    @property
    def step(self) -> LessonStep:
        """The step on screen."""
        return self.lesson.steps[self.place]

    def _scene_at(self, place: int) -> str:
        """The scene that was shown last up to a step."""
        name = ""
        for step in self.lesson.steps[: place + 1]:
            if isinstance(step, Do) and step.scene is not None:
                name = step.scene
        return name

    @property
    def scene_name(self) -> str:
        """The scene that belongs to the step on screen."""
        name = self._scene_at(self.place)
        own = self.step
        if isinstance(own, Goal):
            return own.scene
        return own.scene if isinstance(own, Question) and own.scene else name

    def shown_before(self) -> list[str]:
        """The panels that the pages of this scene before this one show, the last of each last."""
        found: dict[str, str] = {}
        for place, step in enumerate(self.lesson.steps[: self.place]):
            if self._scene_at(place) == self.scene_name:
                for shown in step.show:
                    name = shown.partition(":")[0]
                    found.pop(name, None)
                    found[name] = shown
        return list(found.values())

    @property
    def scene(self) -> Experiment:
        """The experiment that belongs to the step on screen."""
        return self.key.scene(self.scene_name)

    @property
    def holds_scene(self) -> bool:
        """Whether the scene must stay as it is: the answers are about it.

        Where a lesson has goals of one's own, their pages are the place to change something.
        """
        has_goal = any(isinstance(step, Goal) for step in self.lesson.steps)
        return has_goal and not isinstance(self.step, Goal)

    def why_not_on(self) -> str:
        """Why one cannot go on from here yet; "" if one can."""
        step = self.step
        if self.place + 1 >= len(self.lesson.steps):
            return "This is the last page."
        if isinstance(step, Question) and step.kind == "predict" and not self.predicted(step):
            return "Give your prediction first; a guess is enough."
        return ""

    def go(self, count: int) -> bool:
        """Go on (1) or back (−1); False where that cannot be."""
        if count > 0 and self.why_not_on():
            return False
        place = self.place + count
        if not 0 <= place < len(self.lesson.steps):
            return False
        self.progress.place = place
        self._since = self._clock()
        return True

    # what may be done

    def why_not_run(self) -> str:
        """Why nothing may run yet: a prediction comes first; "" if it may."""
        return "The run waits for your prediction." if self.unpredicted() else ""

    def unpredicted(self) -> list[Question]:
        """The predictions that the next run waits for."""
        return [
            step for step in self._before_next_run()
            if isinstance(step, Question) and step.before == "run" and not self.predicted(step)
        ]

    @property
    def next_run(self) -> Do | None:
        """The first run that was not let go yet; None if there is none."""
        return next((
            step for place, step in enumerate(self.lesson.steps)
            if isinstance(step, Do) and step.run and place not in self.progress.done
        ), None)

    def _before_next_run(self) -> Iterator[LessonStep]:
        """From the last run that was let go to the next one, as far as the lesson has such."""
        steps = self.lesson.steps
        begin = 0
        for place, step in enumerate(steps):
            if isinstance(step, Do) and step.run:
                if place not in self.progress.done:
                    yield from steps[begin:place]
                    return
                begin = place + 1
        yield from steps[begin : self.place + 1]

    def waiting(self) -> list[Question]:
        """Predictions that were given, and wait for the next run."""
        return [
            step for step in self._before_next_run()
            if isinstance(step, Question) and step.kind == "predict" and self.predicted(step)
        ]

    def let_go(self, place: int | None = None) -> None:
        """The run of a step was done (of the one on screen)."""
        self.progress.done.add(self.place if place is None else place)

    # predictions

    def predicted(self, question: Question) -> bool:
        """Whether a prediction was given."""
        return any(given.id == question.id for given in self.progress.predictions)

    def prediction(self, question: Question) -> Any:
        """What was predicted, as typed; None if nothing."""
        return next((g.given for g in self.progress.predictions if g.id == question.id), None)

    def predict(self, question: Question, given: Any) -> str:
        """Take a prediction, once: a sentence about what cannot be read, or ""."""
        if self.predicted(question):
            return ""
        try:
            self._read(question, given)
        except AnswerError as error:
            return str(error)
        self.progress.drafts.pop(question.id, None)
        self.progress.predictions.append(Given(question.id, given, self._seconds()))
        return ""

    def _read(self, question: Question, given: Any) -> Value | None:
        if question.choices:
            return read_choice(question, given)
        if question.type == "text":
            if not str(given or "").strip():
                raise AnswerError("there is no answer yet")
            return None
        return read_answer(given, self.shape(question)).values

    def reveals(self) -> list[Reveal]:
        """The predictions whose run was let go, the last first."""
        found = []
        for place, step in enumerate(self.lesson.steps):
            if isinstance(step, Question) and step.kind == "predict" and step.answer is not None:
                run = next((p for p, s in enumerate(self.lesson.steps)
                            if p > place and isinstance(s, Do) and s.run), None)
                if run in self.progress.done and self.predicted(step):
                    given = self.prediction(step)
                    found.append(
                        Reveal(step, given, self._read(step, given), self.key.right(step))
                    )
        return found[::-1]

    def reveals_here(self) -> list[Reveal]:
        """The reveals that belong on the screen: those of the last run before this step."""
        steps = self.lesson.steps
        runs = [p for p, s in enumerate(steps) if isinstance(s, Do) and s.run and p <= self.place]
        if not runs or runs[-1] not in self.progress.done:
            return []
        if self._scene_at(runs[-1]) != self.scene_name:
            return []  # another scene has come
        before = runs[-2] if len(runs) > 1 else -1
        asked = {s.id for s in steps[before + 1 : runs[-1]] if isinstance(s, Question)}
        return [r for r in self.reveals() if r.question.id in asked]

    @property
    def is_reveal(self) -> bool:
        """Whether this page is for them: the run's own, and the text right behind it."""
        steps = self.lesson.steps
        place = self.place
        while place > 0 and isinstance(steps[place], Say):
            place -= 1
        run = steps[place]
        return isinstance(run, Do) and bool(run.run)

    # answers

    def shape(self, question: Question) -> tuple[int, ...]:
        """The shape of the numbers that are asked for."""
        if question.answer is None or question.choices or question.type == "text":
            return (2,) if question.type == "point" else ()
        return tuple(np.asarray(self.key.right(question)).shape)

    def answer(self, question: Question, given: Any) -> Mark:
        """Mark an answer and keep it, unless it cannot be read."""
        if question.answer is None:
            if str(given or "").strip():
                self._keep(question, given)
            return mark(self.key, question, given)
        found = mark(self.key, question, given, self._earlier(question), self._hints(question))
        if not found.problem:
            self._keep(question, given)
            self._mark_best(question, found)
        return found

    def _keep(self, question: Question, given: Any) -> None:
        self.progress.drafts.pop(question.id, None)
        attempt = 1 + sum(1 for g in self.progress.answers if g.id == question.id)
        self.progress.answers.append(
            Given(question.id, given, self._seconds(), attempt, self._hints(question))
        )

    def given(self, question: Question) -> Any:
        """The last answer as it was typed; None if there is none."""
        found = [g.given for g in self.progress.answers if g.id == question.id]
        return found[-1] if found else None

    def draft(self, question: Question, given: Any) -> None:
        """Something was typed, and is not checked yet: it stands there again."""
        self.progress.drafts[question.id] = given

    def typed(self, question: Question) -> Any:
        """What stands in the fields: what was typed since, or the last answer; None if nothing."""
        return self.progress.drafts.get(question.id, self.given(question))

    def _earlier(self, question: Question) -> dict[str, Any]:
        return {g.id: g.given for g in self.progress.answers if g.id in question.follow}

    def solved(self, question: Question) -> bool:
        """Whether it was answered rightly once, with or without points."""
        return question.id in self._solved

    def _mark_best(self, question: Question, found: Mark) -> None:
        self.last[question.id] = found
        if found.correct:
            self._solved.add(question.id)
        before = self.marks.get(question.id)
        if before is None or found.score >= before.score:
            self.marks[question.id] = found

    def _leave_out_unreadable(self) -> None:
        """In a lesson that has changed another shape, or other choices, may be asked for."""
        def readable(given: Given) -> bool:
            question = self.lesson.question(given.id)
            try:
                return question is not None and (self._read(question, given.given), True)[1]
            except AnswerError:
                return False

        self.progress.drafts = {}
        self.progress.answers = [*filter(readable, self.progress.answers)]
        self.progress.predictions = [*filter(readable, self.progress.predictions)]

    def _mark_again(self) -> None:
        """The marks of what was answered on an earlier visit."""
        earlier: dict[str, Any] = {}
        for given in self.progress.answers:
            question = self.lesson.question(given.id)
            if question is not None and question.answer is not None:
                self._mark_best(
                    question, mark(self.key, question, given.given, earlier, given.hints)
                )
            earlier[given.id] = given.given

    # hints and goals

    def _hints(self, question: Question) -> int:
        return self.progress.hints.get(question.id, 0)

    def hints_of(self, step: Question | Goal) -> tuple[str, ...]:
        """The hints that were taken so far."""
        return step.hints[: self.progress.hints.get(step.id, 0)]

    def hint(self, step: Question | Goal) -> str:
        """The next hint; "" where there is no further one."""
        taken = self.progress.hints.get(step.id, 0)
        if taken >= len(step.hints):
            return ""
        self.progress.hints[step.id] = taken + 1
        return step.hints[taken]

    def reached(self, goal: Goal, experiment: Experiment) -> bool:
        """Whether one's own experiment reaches a goal; remembered once it did."""
        place = self.lesson.steps.index(goal)
        if place in self.progress.done:
            return True
        good = self.reaches(goal, experiment)
        if good:
            self.progress.done.add(place)
        return good

    def reaches(self, goal: Goal, experiment: Experiment) -> bool:
        """Whether this very experiment reaches a goal."""
        if experiment == self.key.scene(goal.scene):
            return False  # nothing was changed yet
        try:
            return self.key.reached(goal, experiment)
        except (FormulaError, ValueError):
            return False

    def now(self, goal: Goal, experiment: Experiment) -> Value | None:
        """What a goal shows of one's own experiment; None where it shows nothing."""
        try:
            return self.key.now(goal, experiment) if goal.now else None
        except (FormulaError, ValueError):
            return None

    def end_now(self, goal: Goal, experiment: Experiment) -> str:
        """Why one's own run stops where a goal counts its steps, as files name it, or ""."""
        try:
            return self.key.end(goal, experiment)
        except (FormulaError, ValueError):
            return ""

    # the end

    def _seconds(self) -> float:
        return round(max(0.0, self._clock() - self._since), 1)

    @property
    def score(self) -> float:
        """Points so far: the best attempt of each question."""
        return sum(found.score for found in self.marks.values())

    @property
    def finished(self) -> bool:
        """Whether every marked question was answered."""
        return all(q.id in self.marks for q in self.lesson.marked)

    def result(self, name: str) -> Result:
        """What is handed in."""
        return Result(
            name, self.lesson.id, self.lesson.sha256, tuple(self.progress.answers),
            tuple(self.progress.predictions),
        )

    def report(self, name: str) -> Marked:
        """The marks as a teacher's program works them out."""
        return marked(self.result(name), self.key)
