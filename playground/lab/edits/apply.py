"""The one way in which an edit reaches an experiment: whole or not at all, and what holds is kept.

A panel names an edit and whom it is for. Here its reach is worked out, runners called after seeds
are drawn again, the title stays true, and the edit gets the name under which it can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from playground.lab.experiments.experiment import Experiment

if TYPE_CHECKING:
    from playground.lab.experiments.network_recipe import NetworkRecipe

Edit: TypeAlias = Callable[[Experiment, int | None], Experiment]
"""The experiment, and whose network is meant (None: all's): the experiment after it.

It raises SettingError for what cannot be.
"""
Part: TypeAlias = Callable[["NetworkRecipe"], Any]
"""What of a recipe an edit changes: runners that agree there are edited together."""


@dataclass(frozen=True)
class Scope:
    """Whom an edit is for: a hand on runner `index` that changes a `part` of its recipe.

    It is for all that have the same there, and for that runner alone where the part is its own or
    where the hand wants it (`only`). Without a part it is for all, or with `only` for that runner.
    """

    index: int = 0
    part: Part | None = None
    only: bool = False

    def runner(self, experiment: Experiment) -> int | None:
        """The runner that it is for alone; None: all."""
        if self.index >= len(experiment.runners):
            return None
        if self.part is None:
            return self.index if self.only else None
        from playground.lab.edits.scope import whose  # a surface opens without it

        return whose(experiment, self.index, self.part, self.only)


ALL = Scope()


class Applied(NamedTuple):
    """An edited experiment, what was done to it, and what that may merge with in a drag."""

    experiment: Experiment
    what: str
    merge: str | None


def apply(
    experiment: Experiment, edit: Edit, what: str, merge: str | None = None, scope: Scope = ALL
) -> Applied:
    """The experiment after an edit for a scope, called `what`.

    Raises SettingError for what cannot be; the experiment is then as it was.
    """
    runner = scope.runner(experiment)
    after = _kept(experiment, edit(experiment, runner), runner)
    if runner is None or len(experiment.runners) < 2:
        return Applied(after, what, merge)
    only = f"{what}, only {experiment.runners[runner].label}"
    return Applied(after, only, None if merge is None else f"{merge} of {runner}")


def _kept(before: Experiment, after: Experiment, runner: int | None) -> Experiment:
    """The edited experiment with what an edit must keep; a surface's edits keep its title."""
    if after == before or after.problem.kind != "network":
        return after
    from playground.lab.edits.seeds import keep_seeds
    from playground.lab.experiments.presets import retitled

    return retitled(keep_seeds(before, after) if runner is None else after)
