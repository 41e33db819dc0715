"""Edits: what a hand can do to an experiment, each a function from one Experiment to the next.

The window's panels, its lessons and its tests say "do this" in these words only; nothing here
changes what it was given. Those of the runners stand in `runner_edits` and are said from here too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.stopping import StopRules
from playground.engine.surface import Point, Surface, Window
from playground.lab.edits.noise import fitting, noise_of, noise_seeds, set_noise
from playground.lab.edits.runners import (
    add_runner,
    duplicate_runner,
    floats,
    most_restarts,
    need_surface,
    race_all,
    random_restarts,
    recommended_rate,
    remove_change,
    remove_runner,
    rename,
    set_optimizer,
    set_setting,
    step_of_change,
    suggested,
    surface_of,
    toggle_shown,
    with_rate,
)
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.surface_recipe import SurfaceRecipe
from playground.lab.experiments.titles import title_after

__all__ = [
    "add_runner",
    "choose_surface",
    "duplicate_runner",
    "floats",
    "inside",
    "log_height_of",
    "most_restarts",
    "noise_of",
    "noise_seeds",
    "own_text",
    "race_all",
    "random_restarts",
    "recommended_rate",
    "remove_change",
    "remove_runner",
    "rename",
    "set_log_height",
    "set_noise",
    "set_optimizer",
    "set_seed",
    "set_setting",
    "set_start",
    "set_stop",
    "set_surface_setting",
    "step_of_change",
    "suggested",
    "surface_of",
    "toggle_shown",
    "type_function",
    "use_recommended_start",
]


def choose_surface(experiment: Experiment, surface: Surface) -> Experiment:
    """Walk on another surface: every runner from its recommended start, branches dropped.

    A plain optimizer that still has its default or the old surface's recommended learning rate
    takes the new surface's; a rate that was chosen by hand stays. The title follows if it was the
    old surface's, or says that it is changed; the heights are drawn as the new surface recommends.
    """
    old = surface_of(experiment)
    start = floats(surface.start)
    runners = tuple(
        fitting(
            replace(r, start=start, changes=(), optimizer=with_rate(r.optimizer, old, surface)),
            surface,
        )
        for r in experiment.runners
    )
    return replace(
        _retitled(experiment, surface), problem=SurfaceRecipe(surface), runners=runners,
        log_height=None,
    )


def set_surface_setting(experiment: Experiment, name: str, value: Any) -> Experiment:
    """Change a parameter of the surface (κ, ...); raises SettingError if it cannot be."""
    surface = replace(need_surface(experiment), **{name: value})
    return replace(experiment, problem=SurfaceRecipe(surface))


def type_function(
    experiment: Experiment, text: str, window: Window | None = None
) -> Experiment:
    """Walk on a typed function; by default through the window that is looked through now.

    Starts stay where they are while the window shows them, and heights are drawn as they were.
    Raises ExpressionError.
    """
    log = log_height_of(experiment)
    old = surface_of(experiment)
    window = window or (old.window if old is not None else TypedSurface().window)
    surface = TypedSurface(text, (floats(window[0]), floats(window[1]))).check()
    start = floats(surface.start)
    runners = tuple(
        fitting(
            runner if inside(runner.start, surface.window) else replace(runner, start=start),
            surface,
        )
        for runner in experiment.runners
    )
    return replace(
        _retitled(experiment, surface), problem=SurfaceRecipe(surface), runners=runners,
        log_height=None if log == surface.log_height else log,
    )


def own_text(surface: Surface) -> str:
    """A surface's formula as one would type it, its parameters' values filled in."""
    formula = surface.formula
    for name, value in surface.settings.items():
        formula = _filled_in(formula, name, f"{value:.12g}")
    return formula


def set_log_height(experiment: Experiment, log: bool) -> Experiment:
    """Draw heights logarithmically or not; as the surface recommends is not written down."""
    recommended = need_surface(experiment).log_height
    return replace(experiment, log_height=None if log == recommended else log)


def log_height_of(experiment: Experiment) -> bool:
    """Whether heights are drawn logarithmically."""
    if experiment.log_height is not None:
        return experiment.log_height
    surface = surface_of(experiment)
    return surface is not None and surface.log_height


def set_seed(experiment: Experiment, seed: int) -> Experiment:
    """Another seed for everything random."""
    return replace(experiment, seed=seed)


def set_stop(experiment: Experiment, name: str, value: float) -> Experiment:
    """Change one rule for stopping; 0 switches it off. Raises SettingError."""
    settings = {**experiment.stop.settings, name: value}
    return replace(experiment, stop=StopRules.from_settings(settings))


def set_start(experiment: Experiment, point: Point, index: int | None = None) -> Experiment:
    """Start one runner, or all (None), somewhere else."""
    start = floats(point)
    runners = tuple(
        replace(runner, start=start) if index in (None, k) else runner
        for k, runner in enumerate(experiment.runners)
    )
    return replace(experiment, runners=runners)


def use_recommended_start(experiment: Experiment) -> Experiment:
    """Start every runner where the surface shows best what it teaches."""
    return set_start(experiment, need_surface(experiment).start)


def inside(start: tuple[float, ...] | None, window: Window) -> bool:
    """Whether a start lies in a window."""
    return start is not None and len(start) == 2 and all(
        low <= value <= high for value, (low, high) in zip(start, window, strict=True)
    )


def _retitled(experiment: Experiment, surface: Surface) -> Experiment:
    old = surface_of(experiment)
    before = "" if old is None else old.title
    same = old is None or (old.name, _typed(old)) == (surface.name, _typed(surface))
    return replace(experiment, title=title_after(experiment.title, before, surface.title, same))


def _typed(surface: Surface) -> str:
    """What was typed, if anything: two typed functions are two surfaces."""
    return surface.text if isinstance(surface, TypedSurface) else ""


def _filled_in(formula: str, name: str, value: str) -> str:
    """The formula with a value in place of a name, in brackets where digits would run together."""

    def fill(match: re.Match[str]) -> str:
        before = formula[: match.start()].rstrip()[-1:]
        after = formula[match.end() :].lstrip()[:1]
        alone = not (before.isalnum() or before in (")", ".")) and not after.isdigit()
        return value if alone and not value.startswith("-") else f"({value})"

    return re.sub(rf"(?<![A-Za-z_]){re.escape(name)}(?![A-Za-z0-9_])", fill, formula)
