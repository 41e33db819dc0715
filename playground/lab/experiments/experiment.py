"""An Experiment: the frozen recipe of everything on screen, equal by value, kept as a dict.

Undo is a list of these; a file is one of these. The recipe and a cursor are kept, never the
trajectory: opening a file computes it again, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.engine.noisy_surface import NoisySurfaceProblem
from playground.engine.optimizer import Optimizer
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError
from playground.engine.problem import Problem
from playground.engine.stopping import StopRules
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.experiments.reader import BadInputError, Reader
from playground.lab.experiments.recipes import KINDS, Recipe, recipe_of
from playground.lab.experiments.runner import (
    MOST_RUNNERS,
    Change,
    Runner,
    unique_label,
    with_slots,
)
from playground.lab.experiments.runner_document import read_runner, runner_to_dict
from playground.lab.experiments.surface_recipe import SurfaceRecipe
from playground.lab.runs.run import Run

VERSION = 1

if TYPE_CHECKING:  # networks are imported when a file asks for one
    from playground.lab.experiments.landscape_settings import LandscapeSettings
    from playground.lab.experiments.view_settings import ViewSettings


@dataclass(frozen=True)
class Experiment:
    """What runs on what, from where, until when; and which step is looked at."""

    problem: Recipe
    runners: tuple[Runner, ...]
    stop: StopRules = field(default_factory=StopRules)
    title: str = ""
    seed: int = 0
    cursor: int = 0
    log_height: bool | None = None
    landscape: LandscapeSettings | None = None
    view: ViewSettings | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "runners", with_slots(self.runners))

    def recipe_for(self, runner: Runner) -> Recipe:
        """What a runner minimizes: its own problem, or the shared one."""
        return runner.problem or self.problem

    def problem_of(self, runner: Runner) -> Problem:
        """The problem that a runner minimizes, built anew.

        Raises SettingError for what does not fit, a rule that cannot walk on it too.
        """
        problem = self.recipe_for(runner).build(self.seed)
        for _, optimizer in runner.plan:
            if why := optimizer.why_not(problem):
                raise SettingError("optimizer", f"{optimizer.name} {why}")
        if runner.noise is None or not isinstance(problem, SurfaceProblem):
            return problem
        return NoisySurfaceProblem(problem.surface, runner.noise)

    def run_of(self, runner: Runner, **options: Any) -> Run:
        """A fresh run of one runner; `options` are Run's own."""
        problem = self.problem_of(runner)
        start = None if runner.start is None else np.array(runner.start, dtype=float)
        return Run(problem, runner.plan, start, self.stop, **options)

    def with_runner(self, index: int, runner: Runner) -> Experiment:
        """The experiment with one runner exchanged."""
        runners = list(self.runners)
        runners[index] = runner
        return replace(self, runners=tuple(runners))

    def to_dict(self) -> dict[str, Any]:
        """As the experiment file writes it; `from_dict` gives an equal experiment."""
        written: dict[str, Any] = {
            "version": VERSION,
            "title": self.title,
            "problem": self.problem.to_dict(),
            "runners": [
                runner_to_dict(runner, self.problem, place)
                for place, runner in enumerate(self.runners)
            ],
            "stop": {name: value for name, value in self.stop.settings.items() if value},
            "seed": self.seed,
        }
        if self.cursor:
            written["cursor"] = self.cursor
        if self.log_height is not None:
            written["log_height"] = self.log_height
        if self.landscape is not None:
            written["landscape"] = self.landscape.to_dict()
        if self.view is not None:
            written["view"] = self.view.to_dict()
        return written

    @classmethod
    def from_dict(cls, document: Any) -> Experiment:
        """Read strictly; raises BadInputError naming the place and the mend."""
        reader = Reader(document)
        _check_version(reader)
        reader.keys(
            ["version", "problem", "runners"],
            ["title", "stop", "seed", "cursor", "log_height", "landscape", "view"],
        )
        problem = _read_problem(reader.at("problem"))
        runners: list[Runner] = []
        for item in reader.at("runners").items(at_most=MOST_RUNNERS):
            runners.append(read_runner(item, problem, reader.at("problem"), runners))
        made = cls(
            problem=problem,
            runners=tuple(runners),
            stop=reader.at("stop").settings_for(StopRules),
            title=reader.at("title").text() if "title" in reader else "",
            seed=reader.at("seed").whole() if "seed" in reader else 0,
            cursor=reader.at("cursor").whole() if "cursor" in reader else 0,
            log_height=reader.at("log_height").flag() if "log_height" in reader else None,
            landscape=_read_landscape(reader.at("landscape"), problem),
            view=_read_view(reader.at("view"), problem),
        )
        made._check_rules(reader.at("runners").items())
        return made

    def _check_rules(self, places: Sequence[Reader]) -> None:
        """Refuse a rule that cannot walk on its runner's problem; few of them are so choosy."""
        for place, runner in zip(places, self.runners, strict=True):
            choosy = (type(o).why_not is not Optimizer.why_not for _, o in runner.plan)
            if any(choosy):
                try:
                    self.problem_of(runner)
                except SettingError as error:
                    if error.name == "optimizer":  # the rest is said by who builds it
                        place.at("optimizer").fail(str(error))


def new_experiment(surface: str = "lecture_example") -> Experiment:
    """What the window opens on: gradient descent on a surface, from its recommended start."""
    found = surfaces[surface]()
    descent = optimizers["gradient_descent"]
    runner = Runner(
        descent.short,
        descent.from_settings({"learning_rate": found.learning_rate}),
        tuple(map(float, found.start)),
    )
    return Experiment(
        SurfaceRecipe(found), (runner,), StopRules(step_length=1e-5), title=found.title
    )


def _check_version(reader: Reader) -> None:
    if not isinstance(reader.value, dict):
        reader.keys()
    version = reader.at("version")
    if version.value is None:
        version.fail(f'is missing; write "version": {VERSION}')
    if version.whole(low=1) > VERSION:
        version.fail(f"{version.value} is newer than this program reads ({VERSION}); update it")


def _read_problem(reader: Reader) -> Recipe:
    if not isinstance(reader.value, dict):
        reader.keys()
    kind = reader.at("kind")
    if kind.value is None:
        kind.fail(f"is missing; one of {', '.join(KINDS)}")
    return recipe_of(kind.choice(KINDS)).read(reader)


def _read_landscape(reader: Reader, problem: Recipe) -> LandscapeSettings | None:
    if reader.value is None:
        return None
    if problem.kind != "network":
        reader.fail("is how a network's loss surface is looked at; take it out of a surface's file")
    from playground.lab.experiments.landscape_settings import LandscapeSettings

    return LandscapeSettings.read(reader)


def _read_view(reader: Reader, problem: Recipe) -> ViewSettings | None:
    if reader.value is None:
        return None
    from playground.lab.experiments.view_settings import ViewSettings

    found = ViewSettings.read(reader, problem.kind)
    return None if found == ViewSettings() else found


# With what an experiment is made of, for who makes one.
__all__ = [
    "KINDS", "MOST_RUNNERS", "BadInputError", "Change", "Experiment", "Recipe", "Runner",
    "new_experiment", "recipe_of", "unique_label", "with_slots",
]
