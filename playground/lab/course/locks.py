"""What a lesson holds fast: things that cannot be changed while it runs, by whatever way.

A lock looks at the experiment before and after an edit, so that menu, key, table, paste and undo
are all held by the same rule. The lesson can always be left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from numpy import format_float_positional

from playground.engine.optimizer import Optimizer
from playground.engine.parameters import shown
from playground.lab.experiments.experiment import Experiment

Look = Callable[[Experiment], Any]


def _over_time(look: Callable[[Optimizer], Any]) -> Look:
    """Something of each runner's optimizer, and from which step on it is another.

    A run that goes on with another learning rate from step 5 on has two optimizers of one name:
    what stays the same from one to the next is no change.
    """

    def found(e: Experiment) -> Any:
        return tuple(tuple(_changes((i, look(o)) for i, o in r.plan)) for r in e.runners)

    return found


def _changes(values: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """The first of each row of equal values, with its step."""
    for _, (first, *_) in groupby(values, key=lambda pair: pair[1]):
        yield first


def _settings(name: str) -> Look:
    return _over_time(lambda o: o.settings.get(name))


def _problem(*names: str) -> Look:
    """Parts of the shared problem and of what runners have of their own, as the file has them."""

    def look(e: Experiment) -> Any:
        recipes = [e.problem.to_dict(), *(r.problem.to_dict() for r in e.runners if r.problem)]
        return tuple(shown_in_full(recipe.get(name)) for recipe in recipes for name in names)

    return look


def shown_in_full(value: Any) -> str:
    """A value as text that is equal for equal values."""
    return repr(value)


_WEIGHTS = _problem("weights", "biases", "initializer", "frozen")
_DATA = _problem("dataset", "features")


def _starts(e: Experiment) -> Any:
    """Where the runners of a network start by themselves; a surface has no weights."""
    return tuple(r.start for r in e.runners) if e.problem.kind == "network" else ()


def _drawn(e: Experiment, what: str) -> int | None:
    """The seed, where the weights or the data are drawn from it."""
    recipe = e.problem.to_dict()
    given = recipe.get("weights") is not None if what == "weights" else (
        recipe.get("dataset", {}).get("name") in GIVEN)
    return None if e.problem.kind != "network" or given else e.seed


def _own_seeds(e: Experiment) -> Any:
    """The seeds that weights are drawn from by themselves."""
    recipes = [e.problem.to_dict(), *(r.problem.to_dict() for r in e.runners if r.problem)]
    return tuple(recipe.get("initializer", {}).get("seed") for recipe in recipes)


_schedules = _over_time(lambda o: o.schedule)
"""What becomes of each learning rate over time."""
GIVEN = ("inline", "table", "file")
"""Datasets whose samples do not follow from the seed."""
THINGS: Mapping[str, tuple[str, Look]] = {
    "problem": ("the problem", lambda e: (
        e.problem, tuple(r.problem for r in e.runners if r.problem is not None))),
    "surface": ("the surface", _problem("kind", "surface", "expression", "window", "settings")),
    "network": ("the network's shape", _problem("sizes", "activations")),
    "activation": ("the activations", _problem("activations")),
    "weights": ("the weights", lambda e: (_WEIGHTS(e), _starts(e), _drawn(e, "weights"))),
    "data": ("the data", lambda e: (_DATA(e), _drawn(e, "dataset"))),
    "loss": ("the loss", _problem("loss")),
    "batch": ("the batches", _problem("batch")),
    "penalty": ("the penalty", _problem("l1", "l2")),
    "runners": ("the runners", lambda e: tuple(
        (r.label, r.optimizer, r.start, r.changes, r.problem, r.noise) for r in e.runners)),
    "runners.add": ("how many runners there are", lambda e: len(e.runners)),
    "optimizer": ("the optimizer", _over_time(lambda o: o.name)),
    "settings": ("the optimizers' settings", lambda e: tuple(r.plan for r in e.runners)),
    "start": ("the start", lambda e: tuple(r.start for r in e.runners)),
    "stop": ("when to stop", lambda e: e.stop),
    "seed": ("the seed", lambda e: (e.seed, _own_seeds(e))),
    "title": ("the title", lambda e: e.title),
    "learning_rate": ("the learning rate", lambda e: (
        _settings("learning_rate")(e), _schedules(e))),
    "momentum": ("momentum", _settings("momentum")),
    "rho": ("ρ", _settings("rho")),
    "beta1": ("β₁", _settings("beta1")),
    "beta2": ("β₂", _settings("beta2")),
    "epsilon": ("ε", _settings("epsilon")),
}
"""What can be locked: its name for people, and what of an experiment it is."""
NUMBERS = ("learning_rate", "momentum", "rho", "beta1", "beta2", "epsilon")
"""What a range can be set for."""


@dataclass(frozen=True)
class Locks:
    """`hidden` things have no control and no change, `fixed` ones no change; `range` has ends."""

    hidden: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    range: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def closed(self) -> tuple[str, ...]:
        """Everything that cannot change."""
        return (*self.hidden, *(name for name in self.fixed if name not in self.hidden))

    def __bool__(self) -> bool:
        return bool(self.closed or self.range)

    def refusal(self, scene: Experiment, after: Experiment) -> str:
        """Why an experiment may not come after this scene; "" if it may."""
        if after.problem.kind != scene.problem.kind:
            return "this lesson stays with its own scene"
        for name in self.closed:
            look = THINGS[name][1]
            if look(scene) != look(after):
                return refused(name)
        for name, (low, high) in self.range.items():
            words, look = THINGS[name][0], _settings(name)
            if name == "learning_rate" and not _keeps_schedules(scene, after):
                return "this lesson holds fast how the learning rate goes over time"
            for values in look(after):
                for _, value in values:
                    if value is not None and not low <= value <= high:
                        return (
                            f"this lesson keeps {words} from {_plain(low)} to {_plain(high)}, "
                            f"got {_plain(value)}"
                        )
        return ""

    def described(self) -> list[str]:
        """One line for each lock, for people."""
        lines = [f"{THINGS[name][0]} cannot be changed" for name in self.closed]
        return lines + [
            f"{THINGS[name][0]} stays from {_plain(low)} to {_plain(high)}"
            for name, (low, high) in self.range.items()
        ]


def _keeps_schedules(scene: Experiment, after: Experiment) -> bool:
    """Whether the runners' learning rates go over time as before; of one that is added, as one of
    theirs or not at all.
    """
    before, now = _schedules(scene), _schedules(after)
    added = now[len(before):]
    constant = ((0, None),)
    return bool(now[:len(before)] == before[:len(now)]) and all(
        over_time in (*before, constant) for over_time in added
    )


def _plain(value: float) -> str:
    """0.00001, as people write it, and not 1e-05."""
    return format_float_positional(float(f"{value:.6g}"), trim="-") if (
        1e-7 < abs(value) < 1e9) else f"{value:g}"


def refused(name: str) -> str:
    """What is said where somebody wants to change what is held fast."""
    return f"this lesson holds fast {THINGS[name][0]}"


def known(name: str) -> str:
    """ "" for a thing that can be locked, or why not."""
    if name in THINGS:
        return ""
    return f"must be one of {', '.join(THINGS)}, got {shown(name)}"
