"""A lesson: scenes, pages of text, predictions, questions whose answers are computed, and locks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from playground.lab.course.locks import Locks
from playground.lab.experiments.experiment import Experiment

Type: TypeAlias = Literal["number", "point", "matrix", "choice", "choices", "order", "text"]
TYPES: tuple[Type, ...] = ("number", "point", "matrix", "choice", "choices", "order", "text")
PANELS = (
    "surface", "network", "landscape", "problem", "data", "build", "runners", "stop", "train",
    "exact", "ends", "step", "probe", "output", "backprop", "weights", "batch", "chart", "results",
    "histograms", "confusion", "sweep", "tune",
)
"""What a page can put in front: the pictures in the middle, and the panels beside them."""
CHOSEN = ("choice", "choices", "order")


@dataclass(frozen=True)
class Tolerance:
    """How far an answer may be off: max(absolute, relative times the right one)."""

    relative: float = 0.01
    absolute: float = 1e-9


@dataclass(frozen=True)
class Answer:
    """What is right: a formula over quantities (`source`), or the `value` of a choice."""

    source: str = ""
    value: Any = None


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that is known: by a mistake's name or a formula, and a sentence about it."""

    slip: str = ""
    source: str = ""
    say: str = ""


@dataclass(frozen=True)
class Question:
    """Something to answer: a prediction (before a run, no points), a check, or a why.

    `place` is where it stands in the file ("steps[3]"). `blanks` says which entries are asked
    for, as flat places in the answer; None asks for all, the others are shown. `labels` name the
    numbers of a vector, in their order.
    """

    id: str
    kind: Literal["predict", "check", "explain"]
    type: Type
    place: str
    text: str = ""
    answer: Answer | None = None
    choices: tuple[str, ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    points: float = 1.0
    follow: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    unit: str = ""
    before: str = ""
    scene: str = ""
    after: str = ""
    blanks: tuple[int, ...] | None = None
    labels: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    at: str = ""


@dataclass(frozen=True)
class Say:
    """A page of text: Markdown, with LaTeX between $; `show` and `point` guide the eye.

    `show` names panels (see PANELS), each with the ways it is looked at: "chart:log:samples";
    `at` the update that the page looks at: "0" for the start, "end", or "" for where one is.
    """

    text: str
    show: tuple[str, ...] = ()
    point: str = ""
    at: str = ""


@dataclass(frozen=True)
class Do:
    """Something to do in the window: run so many steps or to the end, or show another scene."""

    run: str = ""
    scene: str | None = None
    text: str = ""
    show: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """Something to reach by oneself: a formula over quantities of one's own experiment > 0.

    `now` is a formula for what is shown meanwhile, `called` what that is; `show` names the panels
    that one needs, and `point` the runner that it is about.
    """

    id: str
    text: str
    reached: str
    place: str
    hints: tuple[str, ...] = ()
    scene: str = ""
    now: str = ""
    called: str = ""
    show: tuple[str, ...] = ()
    point: str = ""


LessonStep: TypeAlias = Say | Question | Do | Goal


@dataclass(frozen=True)
class Lesson:
    """One lesson as its file has it; `sha256` is that of the file."""

    id: str
    title: str
    scene: Experiment
    steps: tuple[LessonStep, ...]
    language: str = "en"
    minutes: int = 0
    needs: tuple[str, ...] = ()
    about: str = ""
    locks: Locks = field(default_factory=Locks)
    scenes: Mapping[str, Experiment] = field(default_factory=dict)
    vary: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    sha256: str = ""

    @property
    def questions(self) -> Iterator[Question]:
        """All that is asked, in order."""
        return (step for step in self.steps if isinstance(step, Question))

    @property
    def marked(self) -> Iterator[Question]:
        """What is asked for points: every check, and every why with a right choice."""
        return (q for q in self.questions if q.kind != "predict" and q.answer is not None)

    def question(self, name: str) -> Question | None:
        """The question of that id."""
        return next((q for q in self.questions if q.id == name), None)

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """Every scene, the first one first."""
        return self.scene, *self.scenes.values()

    def scene_of(self, name: str) -> Experiment:
        """The scene of that name; "" is the first one."""
        return self.scenes[name] if name else self.scene

    @property
    def points(self) -> float:
        """All points together."""
        return sum(q.points for q in self.marked)
