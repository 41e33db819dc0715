"""What is a runner's own, in words: for its row, and for the lists where it is given back."""

from __future__ import annotations

from typing import NamedTuple

from playground.app.text.numbers import point
from playground.lab.edits.own_starts import START, has_own_start, shared_start
from playground.lab.experiments.experiment import Experiment


class OwnLine(NamedTuple):
    """One setting that is a runner's own.

    `name` as in `lab.own_settings`, its `title`, its value and the shared one in words (empty
    where there is nothing short to say).
    """

    name: str
    title: str
    value: str
    shared: str

    @property
    def text(self) -> str:
        """ "Batch size 10, shared: all"."""
        own = f"{self.title} {self.value}" if self.value else f"{self.title} of its own"
        return f"{own}, shared: {self.shared}" if self.shared else own


def own_lines(experiment: Experiment, index: int) -> tuple[OwnLine, ...]:
    """All that is a runner's own."""
    if index >= len(experiment.runners):
        return ()
    if experiment.problem.kind == "network":
        from playground.app.runners.own_network_text import network_lines  # not for surfaces

        return network_lines(experiment, index)
    if not has_own_start(experiment, index):
        return ()
    own, shared = (
        "" if start is None else point(*start)
        for start in (experiment.runners[index].start, shared_start(experiment, index))
    )
    return (OwnLine(START, "Start", own, shared),)
