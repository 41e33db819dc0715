"""How a runner stands in an experiment's file: read strictly, written so that it is read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from playground.engine.clipping import Clip
from playground.engine.noisy_surface import GradientNoise
from playground.engine.optimizer import NO_CLIMB, UNCLIPPED, Optimizer
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError, shown
from playground.engine.recorded import Recorded
from playground.engine.schedules import Schedule, schedules
from playground.engine.sharpness_aware import SharpnessAware
from playground.lab.experiments.reader import Reader
from playground.lab.experiments.recipes import Recipe, recipe_of
from playground.lab.experiments.runner import MOST_RUNNERS, Change, Runner, unique_label


def read_runner(
    reader: Reader, shared: Recipe, problem: Reader, before: Sequence[Runner]
) -> Runner:
    """Read strictly: a runner that comes after `before`; `shared` is what it may override, which
    stands at `problem`. Raises BadInputError naming the place and the mend.
    """
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
    try:
        return Clip(**found)
    except SettingError as error:
        reader.at(f"clip_{error.name}").fail(str(error))


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
    """{"name": ..., "settings": {...}}, for a rule that has a learning rate; or null.

    One that changes nothing, as the rate is the first step's alone, is not kept.
    """
    if reader.value is None:
        return None
    why = kind.why_no_schedule()
    if why and not kind.rate_only_begins:
        reader.fail(f"{kind.title} {why}; remove the schedule")
    reader.keys(["name"], ["settings"])
    made: Schedule = reader.at("settings").settings_for(reader.at("name").one_of(schedules))
    return None if why else made


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
        kept = None if kind.why_no_schedule() else schedule
        own = _read_schedule(item.at("schedule"), kind) if "schedule" in item else kept
        climb = sam if kind.may_climb else NO_CLIMB
        changes.append(Change(step, replace(made, schedule=own, clip=clip, sam=climb)))
    return tuple(changes)


def _schedule_to_dict(schedule: Schedule | None) -> dict[str, Any] | None:
    return None if schedule is None else {"name": schedule.name, "settings": schedule.settings}


def runner_to_dict(runner: Runner, shared: Recipe, place: int) -> dict[str, Any]:
    """As the file has the runner at a place of the list; `read_runner` gives an equal one."""
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
