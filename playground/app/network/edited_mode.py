"""A network that is edited by hand: what each hand's edit is, and for whom it is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playground.app.network.paced_mode import PacedMode
from playground.app.network.panel_base import NetworkPanel
from playground.app.text.numbers import count, localised
from playground.engine.parameters import SettingError
from playground.engine.problem import Array
from playground.lab.edits import network as edits
from playground.lab.edits.apply import Scope, apply
from playground.lab.edits.landscape import start_runner
from playground.lab.edits.own_settings import SETTINGS
from playground.lab.edits.seeds import many_seeds
from playground.lab.experiments.experiment import Experiment

HELD = "point on the loss surface"


class EditedMode(PacedMode):
    """A mode in which weights, nodes, layers and points are changed where they are drawn."""

    _only = False

    @property
    def answers(self) -> Mapping[str, Callable[..., object]]:
        return {
            **super().answers,
            "only_switched": self.set_only,
            "value_edited": self.set_value,
            "block_edited": self.set_block,
            "points_edited": self.set_points,
            "freeze_requested": lambda index, on: self.freeze((index,), on),
            "freeze_block_requested": self.freeze,
            "units_requested": self.set_units,
            "layer_add_requested": lambda at: self.edit(f"layer {at}", edits.add_layer, at),
            "layer_remove_requested": lambda layer: self.edit(
                f"no layer {layer}", edits.remove_layer, layer
            ),
            "activation_requested": lambda layer, name: self.edit(
                f"{name} in layer {layer}", edits.set_activation, layer, name, part="activations"
            ),
            "seeds_requested": self.train_seeds,
            "theta_held": self.hold_theta,
            "hold_taken_back": self.take_hold_back,
            "runner_wanted": self.start_runner,
            "nodes_swapped": self.swap_nodes,
        }

    def edit(
        self, what: str, change: Callable[..., Experiment], *arguments: Any,
        merge: str | None = None, cursor: int | None = None, part: str = "layers",
    ) -> None:
        """Change the selected runner's network and look at `cursor`, or say why that cannot be.

        `part` is what is changed, as in `lab.edits.own_settings`: who shares it is changed too.
        """
        try:
            applied = apply(
                self.player.experiment, lambda e, r: change(e, *arguments, runner=r), what, merge,
                self.scope_of(part),
            )
        except SettingError as error:
            self.player.failed.emit(localised(f"{error.name}: {error}"))
            return
        self.player.edit(*applied, cursor=cursor)

    def scope_of(self, part: str) -> Scope:
        """Whom a hand on the drawn network, its weights or its points changes."""
        experiment, selected = self.player.experiment, self.player.selected
        own_start = part == "initializer" and selected < len(experiment.runners) and (
            experiment.runners[selected].start is not None
        )
        of = SETTINGS[part]
        if part == "data":
            return Scope(selected, of)
        only = own_start or (self._only and len(experiment.runners) > 1)
        return Scope(selected, lambda r: (r.network.sizes, of(r)), only)

    def set_only(self, only: bool) -> None:
        """Changes are for the selected runner alone from now on, or for all that share them."""
        self._only = only
        for view in self.views:
            if isinstance(view, NetworkPanel):
                view.set_only(only)

    def set_value(self, index: int, value: float, final: bool) -> None:
        """A weight or bias was typed or dragged: the run starts from what is on screen with it."""
        run = self.run
        if run is not None:
            theta = run[min(self.player.cursor, run.last)].theta
            self.player.pause()
            with self.dragging(final):
                self.edit("weight", edits.set_weight, index, value, theta,
                          merge=f"weight {index}", cursor=0, part="initializer")
        if final:
            self.player.seal()

    def set_block(self, values: dict[int, float]) -> None:
        """Numbers were pasted into the weights' table."""
        run = self.run
        if run is not None:
            theta = run[min(self.player.cursor, run.last)].theta.copy()
            for index, value in values.items():
                theta[index] = value
            self.player.pause()
            self.edit(count(len(values), "weight"), edits.set_all_parameters, theta,
                      cursor=0, part="initializer")

    def hold_theta(self, theta: Array, final: bool) -> None:
        """The network is held at a point of its loss surface: the run starts from there."""
        self._holding = not final
        if self.run is not None:
            self.player.pause()
            with self.dragging(final):
                self.edit(HELD, edits.set_all_parameters, theta, merge=HELD, cursor=0,
                          part="initializer")
        if final:
            self.player.seal()

    def take_hold_back(self) -> None:
        """The first click of a double click moved the network, which nobody meant."""
        if (self.player.workspace.undo_what or "").startswith(HELD):
            self.player.take_back()

    def start_runner(self, theta: Array) -> None:
        """One more runner, of the selected one's rule, from a point of the loss surface."""
        before, selected = self.player.experiment, self.player.selected
        try:
            after = apply(before, lambda e, _: start_runner(e, selected, theta), "runner")
        except SettingError as error:
            self.player.failed.emit(localised(str(error)))
            return
        self.player.edit(*after)
        self.player.select(len(self.player.runs) - 1)

    def swap_nodes(self, theta: Array) -> None:
        """The same network with its hidden nodes in another order."""
        self.player.pause()
        self.edit("hidden nodes swapped", edits.set_all_parameters, theta, cursor=0,
                  part="initializer")

    def freeze(self, indices: Sequence[int], on: bool) -> None:
        """Hold weights where they start, or let them learn again."""
        change = edits.freeze if on else edits.unfreeze
        self.edit("freeze" if on else "unfreeze", change, indices, part="frozen")

    def set_units(self, layer: int, units: int) -> None:
        """Another number of nodes in a hidden layer."""
        self.edit(f"{count(units, 'node')} in layer {layer}", edits.set_units, layer, units)

    def set_points(self, X: Any, y: Any, final: bool) -> None:  # noqa: N803  (as everybody calls it)
        """Samples were added, moved or removed on the output map."""
        self.edit("points", edits.set_points, X, y, merge="points", part="data")
        if final:
            self.player.seal()

    def train_seeds(self, count: int) -> None:
        """Start the same network from many seeds, and train them all to their end."""
        before = self.player.experiment
        self.player.edit(*apply(before, lambda e, _: many_seeds(e, count), f"{count} seeds"))
        if self.player.experiment != before:
            self.player.to_end()
