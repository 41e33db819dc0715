"""Ready sweeps: what goes over what, on which experiment, and what is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.surface_recipe import SurfaceRecipe
from playground.lab.sweeps.over import RATE, Over, numbers_of, usual_over


@dataclass(frozen=True)
class Ready:
    """A sweep by a title. `experiment` makes what it is on, or leaves what there is as it is."""

    title: str
    teaches: str
    overs: Callable[[Experiment], tuple[Over, ...]]
    experiment: Callable[[Experiment], Experiment] = lambda experiment: experiment
    kinds: tuple[str, ...] = ("surface", "network")
    measure: str = ""
    """What is shown; "" is what suits the experiment."""


MOMENTUM = "momentum"


def _rates(experiment: Experiment) -> tuple[Over, ...]:
    return (usual_over(experiment, RATE),)


def _rate_and_momentum(experiment: Experiment) -> tuple[Over, ...]:
    if not any(MOMENTUM in numbers_of(runner) for runner in experiment.runners):
        raise SettingError("runners", "needs a runner with momentum: add one, and select it")
    return (usual_over(experiment, RATE, 20), Over(MOMENTUM, 0.0, 0.95, 12))


def stability(experiment: Experiment) -> Experiment:
    """Momentum alone on the bowl with κ = 10, where theory knows where it is stable."""
    bowl = surfaces["bowl"]()
    rule = optimizers["momentum"].from_settings({"learning_rate": 0.15, "momentum": 0.5})
    return Experiment(
        SurfaceRecipe(bowl), (Runner(rule.short, rule, tuple(map(float, bowl.start))),),
        StopRules(gradient_norm=1e-6, max_steps=400), title="Momentum's stability",
    )


def _plane(experiment: Experiment) -> tuple[Over, ...]:
    return (Over(RATE, 0.02, 0.5, 25), Over(MOMENTUM, 0.0, 0.95, 20))


READY: dict[str, Ready] = {
    "rates": Ready(
        "The learning rate of every runner",
        "Too small crawls, too large runs away; between them every rule has its best rate.",
        _rates,
    ),
    "rate_and_momentum": Ready(
        "η against μ of the selected runner",
        "A rate alone is not right or wrong: with more momentum the best one is another.",
        _rate_and_momentum,
    ),
    "stability": Ready(
        "Momentum's stability on a bowl",
        "The plane of η and μ on ½(x² + 10y²): left of the line η = (2 + 2μ)/λₘₐₓ every run comes "
        "to rest, right of it every run runs away. The experiment gives way to one on the bowl; "
        "undo brings it back.",
        _plane, stability, ("surface",), "steps",
    ),
}


def ready_for(kind: str) -> dict[str, Ready]:
    """Those for one half, by name."""
    return {name: one for name, one in READY.items() if kind in one.kinds}


def selected_for(experiment: Experiment, overs: tuple[Over, ...], selected: int) -> int:
    """The runner that a sweep of several settings is of: the selected one, or the first that has
    them all.
    """
    names = {over.name for over in overs}
    fits = [k for k, r in enumerate(experiment.runners) if names <= numbers_of(r).keys()]
    return selected if selected in fits or not fits else fits[0]


__all__ = ["READY", "Ready", "ready_for", "selected_for", "stability"]
