"""What is a runner's own, in words: for its row, and for the lists where it is given back."""

from __future__ import annotations

from playground.app.runners.own_line import OwnLine
from playground.app.text.numbers import point
from playground.lab.edits.own_starts import START, has_own_start, shared_start
from playground.lab.experiments.experiment import Experiment


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
