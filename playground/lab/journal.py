"""Undo and redo: a list of Experiments and a place in it."""

from __future__ import annotations

from typing import NamedTuple

from playground.lab.experiment import Experiment

MOST_ENTRIES = 200


class Entry(NamedTuple):
    """An experiment, what was done to arrive at it, and what may be merged into it."""

    experiment: Experiment
    what: str
    merge: str | None


class Journal:
    """The past and the undone future of one document."""

    def __init__(self, experiment: Experiment) -> None:
        self._fresh: list[Experiment] = []
        self.reset(experiment)

    def reset(self, experiment: Experiment) -> None:
        """Begin anew with a saved (or new) experiment."""
        self._entries = [Entry(experiment, "", None)]
        self._place = 0
        self._saved: tuple[Experiment, ...] = (experiment,)

    @property
    def experiment(self) -> Experiment:
        """The present one."""
        return self._entries[self._place].experiment

    @property
    def undo_what(self) -> str | None:
        """What undo would take back, or None."""
        return self._entries[self._place].what if self._place else None

    @property
    def redo_what(self) -> str | None:
        """What redo would do again, or None."""
        follows = self._place + 1 < len(self._entries)
        return self._entries[self._place + 1].what if follows else None

    @property
    def unsaved(self) -> bool:
        """Whether work would be lost: the recipe differs from the one last saved (the cursor does

        not count), or the other kind of problem, which was on screen before, does.
        """
        return any(e not in (*self._saved, *self._fresh) for e in (self.experiment, *self._aside))

    @property
    def _aside(self) -> list[Experiment]:
        """What was last on screen of each other kind of problem."""
        kinds, found = {self.experiment.problem.kind}, []
        for entry in reversed(self._entries[: self._place]):
            if entry.experiment.problem.kind not in kinds:
                kinds.add(entry.experiment.problem.kind)
                found.append(entry.experiment)
        return found

    def mark_saved(self, experiment: Experiment) -> None:
        """This is what the file holds now; what was on screen before is given up."""
        self._saved = (experiment, *self._aside)

    def mark_unsaved(self) -> None:
        """No file holds this (it was recovered from a crash)."""
        self._saved = ()

    def mark_fresh(self, experiment: Experiment) -> None:
        """Nobody made this, so that it need not be saved: what another kind begins with."""
        self._fresh.append(experiment)

    def record(self, experiment: Experiment, what: str, merge: str | None = None) -> None:
        """Add an edit. Edits in a row with the same `merge` (a slider being dragged) are one."""
        if experiment == self.experiment:
            return
        merged = merge is not None and self._entries[self._place].merge == merge
        del self._entries[self._place + 1 :]
        if merged:
            self._entries[self._place] = Entry(experiment, what, merge)
        else:
            self._entries.append(Entry(experiment, what, merge))
            del self._entries[:-MOST_ENTRIES]
            self._place = len(self._entries) - 1

    def seal(self) -> None:
        """The next edit starts an entry of its own, whatever it says (the slider was released)."""
        self._entries[self._place] = self._entries[self._place]._replace(merge=None)

    def undo(self) -> Experiment:
        """Go back one edit, if there is one; the experiment there."""
        self._place = max(0, self._place - 1)
        return self.experiment

    def redo(self) -> Experiment:
        """Go forward one edit, if there is one; the experiment there."""
        self._place = min(len(self._entries) - 1, self._place + 1)
        return self.experiment
