"""An Experiment: the frozen recipe of everything on screen, equal by value, kept as a dict.

Undo is a list of these; a file is one of these. The recipe and a cursor are kept, never the
trajectory: opening a file computes it again, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from playground.engine.clipping import Clip
from playground.engine.descent import Plan
from playground.engine.noisy_surface import GradientNoise, NoisySurfaceProblem
from playground.engine.optimizer import NO_CLIMB, UNCLIPPED, Optimizer
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError, declared, shown
from playground.engine.problem import Problem
from playground.engine.recorded import Recorded
from playground.engine.schedules import Schedule, schedules
from playground.engine.sharpness_aware import SharpnessAware
from playground.engine.stopping import StopRules
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.experiments.reader import BadInputError, Reader
from playground.lab.experiments.surface_recipe import SurfaceRecipe
from playground.lab.runs.run import Run

VERSION = 1
MOST_RUNNERS = 8


if TYPE_CHECKING:  # networks are imported when a file asks for one
    from playground.lab.experiments.landscape_settings import LandscapeSettings
    from playground.lab.experiments.network_recipe import NetworkRecipe
    from playground.lab.experiments.view_settings import ViewSettings

Recipe: TypeAlias = "SurfaceRecipe | NetworkRecipe"
"""A problem as an experiment has it; `kind` tells which of the two it is, also to mypy."""

KINDS: Mapping[str, str] = {
    "surface": "playground.lab.experiments.surface_recipe:SurfaceRecipe",
    "network": "playground.lab.experiments.network_recipe:NetworkRecipe",
}
"""The recipe of each kind of problem; imported when a file asks for it."""


def recipe_of(kind: str) -> type[Recipe]:
    """The class of recipes of one kind."""
    module, _, name = KINDS[kind].partition(":")
    found: type[Recipe] = getattr(import_module(module), name)
    return found


@dataclass(frozen=True)
class Change:
    """From step `step` on, this optimizer: what branching leaves in the recipe."""

    step: int
    optimizer: Optimizer


@dataclass(frozen=True)
class Runner:
    """One optimizer at its start; `problem` is its own only where it overrides the shared one.

    `slot` says which of the colours and markers is its own, for as long as it is there; −1 is
    none yet, until an experiment gives it one.
    """

    label: str
    optimizer: Optimizer
    start: tuple[float, ...] | None = None
    changes: tuple[Change, ...] = ()
    shown: bool = True
    problem: Recipe | None = None
    slot: int = -1
    noise: GradientNoise | None = None
    """What is between the gradient of a surface and the one that this runner sees, if anything."""

    @property
    def plan(self) -> Plan:
        """Which optimizer steps from which step on."""
        return ((0, self.optimizer), *((c.step, c.optimizer) for c in self.changes))

    def optimizer_at(self, step: int) -> Optimizer:
        """The optimizer that makes the update from `step`."""
        return next(o for first, o in reversed(self.plan) if first <= step)

    def changed_from(self, step: int, optimizer: Optimizer) -> Runner:
        """This runner with another optimizer from `step` on; later changes are dropped."""
        if step == 0:
            return replace(self, optimizer=optimizer, changes=())
        kept = tuple(c for c in self.changes if c.step < step)
        return replace(self, changes=(*kept, Change(step, optimizer)))


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
                _runner_to_dict(runner, self.problem, place)
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
            runners.append(_read_runner(item, problem, reader.at("problem"), runners))
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


def with_slots(runners: Sequence[Runner]) -> tuple[Runner, ...]:
    """The runners, each with a slot of its own.

    Who has one keeps it, so that a colour stays when others come and go. Who has none, or one
    that is another's, gets that of its place in the list, or the first that is free.
    """
    taken: set[int] = set()
    without: list[int] = []
    for place, runner in enumerate(runners):
        if runner.slot < 0 or runner.slot in taken:
            without.append(place)
        taken.add(runner.slot)
    placed = list(runners)
    for place in without:
        slot = next(s for s in (place, *range(len(runners) + len(taken))) if s not in taken)
        placed[place] = replace(runners[place], slot=slot)
        taken.add(slot)
    return tuple(placed)


def unique_label(label: str, taken: set[str]) -> str:
    """`label`, with a number behind it if another runner has it: "GD", "GD 2", ..."""
    candidate, number = label, 2
    while candidate in taken:
        candidate, number = f"{label} {number}", number + 1
    return candidate


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


def _read_runner(
    reader: Reader, shared: Recipe, problem: Reader, before: Sequence[Runner]
) -> Runner:
    reader.keys(
        ["optimizer"],
        [
            "label", "settings", "schedule", "start", "changes", "shown", "problem", "slot",
            "noise", "convention", "clip_norm", "clip_value", "sam_rho",
        ],
    )
    convention = _convention(reader.at("convention")) if "convention" in reader else ""
    kind = _kind_in(reader.at("optimizer"), convention)
    label = reader.at("label").text(empty=False) if "label" in reader else kind.short
    own = _read_override(reader.at("problem"), shared, problem) if "problem" in reader else None
    schedule = _read_schedule(reader.at("schedule"), kind)
    clip = _read_clip(reader)
    sam = _read_sam(reader.at("sam_rho"), kind)
    return Runner(
        label=unique_label(label, {runner.label for runner in before}),
        optimizer=replace(
            reader.at("settings").settings_for(kind), schedule=schedule, clip=clip, sam=sam
        ),
        start=(own or shared).read_start(reader.at("start")),
        changes=(
            _read_changes(reader.at("changes"), kind, schedule, convention, clip, sam)
            if "changes" in reader else ()
        ),
        shown=reader.at("shown").flag() if "shown" in reader else True,
        problem=own,
        slot=_read_slot(reader.at("slot"), before) if "slot" in reader else -1,
        noise=_read_noise(reader.at("noise"), shared) if "noise" in reader else None,
    )


def _read_noise(reader: Reader, shared: Recipe) -> GradientNoise | None:
    """Noise on a surface's gradient; nothing where it is switched off."""
    if shared.kind != "surface":
        reader.fail("is for surfaces; the noise of a network's gradient comes of its batches")
    noise = reader.settings_for(GradientNoise)
    if noise.terms and not shared.surface.terms:
        reader.at("terms").fail("must be 0: this surface is not a mean of functions")
    return noise if noise.is_on else None


def _read_slot(reader: Reader, before: Sequence[Runner]) -> int:
    """Which colour and marker: 0 to 7, each runner another."""
    slot = reader.whole()
    if slot >= MOST_RUNNERS:
        reader.fail(f"must be from 0 to {MOST_RUNNERS - 1}, got {slot}")
    for place, runner in enumerate(before):
        if runner.slot == slot:
            reader.fail(f"{slot} is that of runners[{place}]; every runner has another")
    return slot


def _read_override(reader: Reader, shared: Recipe, problem: Reader) -> Recipe:
    if not isinstance(reader.value, dict):
        reader.keys()
    if not shared.overridable:
        reader.fail("all runners walk on one surface; only networks can differ between runners")
    if "kind" in reader and reader.value["kind"] != shared.kind:
        reader.at("kind").fail(f"must be {shared.kind}, as the shared problem's")
    merged = Reader({**problem.value, **reader.value}, reader.place)
    return recipe_of(shared.kind).read(merged)


def _read_clip(reader: Reader) -> Clip:
    """`clip_norm` and `clip_value`: numbers greater than 0 where they stand."""
    found = {}
    for name in ("norm", "value"):
        place = reader.at(f"clip_{name}")
        if place.value is not None:
            if not place.number() > 0:
                place.fail(f"must be greater than 0, got {shown(place.value)}")
            found[name] = place.number()
    return Clip(**found)


def _read_sam(reader: Reader, kind: type[Optimizer]) -> SharpnessAware:
    """`sam_rho`: a number greater than 0 where it stands, for a rule that may climb."""
    if reader.value is None:
        return NO_CLIMB
    if not kind.may_climb:
        reader.fail(f"{kind.title} asks about the ground where it stands; remove it")
    rho = reader.number()
    if not rho > 0:
        reader.fail(f"must be greater than 0, got {shown(reader.value)}")
    try:
        return SharpnessAware(rho)
    except SettingError as error:
        reader.fail(str(error))


def _read_schedule(reader: Reader, kind: type[Optimizer]) -> Schedule | None:
    """{"name": ..., "settings": {...}}, for a rule that has a learning rate; or null."""
    if reader.value is None:
        return None
    if "learning_rate" not in declared(kind):
        reader.fail(f"{kind.title} has no learning rate that a schedule could change; remove it")
    reader.keys(["name"], ["settings"])
    made: Schedule = reader.at("settings").settings_for(reader.at("name").one_of(schedules))
    return made


def _convention(reader: Reader) -> str:
    from playground.engine.conventions import CONVENTIONS  # few runners name one

    return reader.choice(CONVENTIONS)


def _kind_in(reader: Reader, convention: str) -> type[Optimizer]:
    """An optimizer by its name, in the runner's convention."""
    if reader.value == Recorded.name:  # not registered: nobody can choose it
        return Recorded
    kind: type[Optimizer] = reader.one_of(optimizers)
    if not convention:
        return kind
    from playground.engine.conventions import kind_in

    try:
        return kind_in(kind, convention)
    except ValueError as error:
        reader.fail(str(error))


def _read_changes(
    reader: Reader, kind: type[Optimizer], schedule: Schedule | None, convention: str = "",
    clip: Clip = UNCLIPPED, sam: SharpnessAware = NO_CLIMB,
) -> tuple[Change, ...]:
    """A change keeps the runner's schedule unless it has one of its own (null: none)."""
    changes: list[Change] = []
    for item in reader.items():
        item.keys(["step"], ["optimizer", "settings", "schedule"])
        step = item.at("step").whole(low=1)
        if changes and step <= changes[-1].step:
            item.at("step").fail(f"must be greater than {changes[-1].step}, the one before it")
        kind = _kind_in(item.at("optimizer"), convention) if "optimizer" in item else kind
        made = item.at("settings").settings_for(kind)
        kept = schedule if "learning_rate" in declared(kind) else None
        own = _read_schedule(item.at("schedule"), kind) if "schedule" in item else kept
        climb = sam if kind.may_climb else NO_CLIMB
        changes.append(Change(step, replace(made, schedule=own, clip=clip, sam=climb)))
    return tuple(changes)


def _schedule_to_dict(schedule: Schedule | None) -> dict[str, Any] | None:
    return None if schedule is None else {"name": schedule.name, "settings": schedule.settings}


def _runner_to_dict(runner: Runner, shared: Recipe, place: int) -> dict[str, Any]:
    written: dict[str, Any] = {
        "label": runner.label,
        "optimizer": runner.optimizer.name,
        "settings": runner.optimizer.settings,
    }
    schedule = runner.optimizer.schedule
    if schedule is not None:
        written["schedule"] = _schedule_to_dict(schedule)
    clip = runner.optimizer.clip
    written |= {f"clip_{name}": limit for name, limit in clip.settings.items() if limit}
    if any(optimizer.sam.on for _, optimizer in runner.plan):
        written["sam_rho"] = next(o.sam.rho for _, o in runner.plan if o.sam.on)
    if runner.start is not None:
        written["start"] = list(runner.start)
    if any(optimizer.convention == "keras" for _, optimizer in runner.plan):
        written["convention"] = "keras"
    if runner.changes:
        written["changes"] = [
            {"step": c.step, "optimizer": c.optimizer.name, "settings": c.optimizer.settings}
            | (
                {} if c.optimizer.schedule == schedule
                else {"schedule": _schedule_to_dict(c.optimizer.schedule)}
            )
            for c in runner.changes
        ]
    if not runner.shown:
        written["shown"] = False
    if runner.slot != place:
        written["slot"] = runner.slot
    if runner.noise is not None:
        written["noise"] = runner.noise.settings
    if runner.problem is not None:
        common = shared.to_dict()
        own = runner.problem.to_dict()
        written["problem"] = {key: None for key in common if key not in own} | {
            key: value for key, value in own.items() if common.get(key) != value
        }
    return written


__all__ = [
    "BadInputError", "Change", "Experiment", "Runner", "new_experiment", "unique_label",
]
