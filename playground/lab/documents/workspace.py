"""The halves of one window, each with its own experiment, undo and file; one is on screen.

Going to the other half is no edit: nothing of it is undone, and nothing of either is given up.
"""

from __future__ import annotations

from playground.lab.documents.document import MOST_ENTRIES as MOST_ENTRIES
from playground.lab.documents.document import Document
from playground.lab.experiments.experiment import Experiment


class Workspace:
    """Speaks of the half on screen; `halves` are all that were ever on screen or recovered."""

    def __init__(self, experiment: Experiment) -> None:
        self._halves: dict[str, Document] = {}
        self.reset(experiment)

    def reset(self, experiment: Experiment) -> None:
        """Begin one half anew with a saved (or new) experiment, and look at it."""
        self.front = self.put(experiment)

    def put(self, experiment: Experiment) -> Document:
        """Begin one half anew with a saved (or new) experiment, without looking at it."""
        half = self.half(experiment.problem.kind)
        if half is None:
            half = self._halves[experiment.problem.kind] = Document(experiment)
        else:
            half.reset(experiment)
        return half

    def half(self, kind: str) -> Document | None:
        """The half of one kind of problem, if it was ever begun."""
        return self._halves.get(kind)

    @property
    def halves(self) -> list[Document]:
        """All of them, the one on screen first."""
        return sorted(self._halves.values(), key=lambda half: half is not self.front)

    @property
    def experiment(self) -> Experiment:
        """The present one."""
        return self.front.experiment

    @property
    def undo_what(self) -> str | None:
        """What undo would take back, or None."""
        return self.front.undo_what

    @property
    def redo_what(self) -> str | None:
        """What redo would do again, or None."""
        return self.front.redo_what

    @property
    def undo_to(self) -> Experiment | None:
        """The experiment that undo would bring back, or None."""
        return self.front.undo_to

    @property
    def redo_to(self) -> Experiment | None:
        """The experiment that redo would bring back, or None."""
        return self.front.redo_to

    @property
    def undo_step(self) -> int | None:
        """The step that was looked at before the edit that undo takes back, if it led away."""
        return self.front.undo_step

    @property
    def redo_step(self) -> int | None:
        """The step that the edit which redo does again leads to, if it does lead to one."""
        return self.front.redo_step

    @property
    def unsaved(self) -> bool:
        """Whether work in the half on screen would be lost."""
        return self.front.unsaved

    def mark_saved(self, experiment: Experiment) -> None:
        """This is what the file of its half holds now; the other half is as it was."""
        half = self.half(experiment.problem.kind)
        if half is not None:
            half.mark_saved(experiment)

    def mark_all_saved(self) -> None:
        """Nothing here need be kept."""
        for half in self._halves.values():
            half.mark_saved(half.experiment)

    def mark_unsaved(self) -> None:
        """No file holds what is on screen (it was recovered from a crash)."""
        self.front.mark_unsaved()

    def record(
        self, experiment: Experiment, what: str, merge: str | None = None, another: bool = False,
        moved: tuple[int, int] | None = None,
    ) -> None:
        """Add an edit to the half that it belongs to, and look at that half; see `Document`."""
        half = self.half(experiment.problem.kind)
        if half is None:
            self.reset(experiment)
            self.mark_unsaved()
        else:
            half.record(experiment, what, merge, another, moved)
            self.front = half

    def merges(self, experiment: Experiment, merge: str | None) -> bool:
        """Whether an edit takes the place of the last one, which undo then no longer leads to."""
        return self.half(experiment.problem.kind) is self.front and self.front.merges(merge)

    def seal(self) -> None:
        """The next edit starts an entry of its own, whatever it says (the slider was released)."""
        self.front.seal()

    def undo(self) -> Experiment:
        """Go back one edit, if there is one; the experiment there."""
        return self.front.undo()

    def take_back(self) -> Experiment:
        """Undo the last edit as if it had never been; see `Document.take_back`."""
        return self.front.take_back()

    def redo(self) -> Experiment:
        """Go forward one edit, if there is one; the experiment there."""
        return self.front.redo()
