"""One half of the program (the surfaces, or the networks): undo and redo, a file, a cursor.

Undo is a list of Experiments and a place in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from playground.lab.documents.known_file import KnownFile
from playground.lab.experiments.experiment import Experiment, new_experiment

MOST_ENTRIES = 200


class Entry(NamedTuple):
    """An experiment, what was done to arrive at it, and what may be merged into it."""

    experiment: Experiment
    what: str
    merge: str | None
    document: int = 0
    """Counts the documents of one past: saving one must not overwrite the file of another."""
    moved: tuple[int, int] | None = None
    """From which step to which it took who looked, where it did."""


class Document:
    """The past and the undone future of one document, and what its file holds."""

    def __init__(self, experiment: Experiment) -> None:
        self.reset(experiment)

    def reset(self, experiment: Experiment) -> None:
        """Begin anew with a saved (or new) experiment, that has no file yet."""
        self._entries = [Entry(experiment, "", None)]
        self._place = 0
        self._undone: list[Entry] = []  # what could be done again before the last edit
        self._saved: dict[int, Experiment] = {0: experiment}
        self._paths: dict[int, Path] = {}
        self._known: dict[int, KnownFile] = {}
        self.cursor = 0
        """Which step was looked at when this half was last left, or is to be shown of it."""

    @property
    def path(self) -> Path | None:
        """The file that what is on screen was opened from or saved to."""
        return self._paths.get(self._document)

    @path.setter
    def path(self, path: Path | None) -> None:
        here = self._document
        for document in [d for d, other in self._paths.items() if d != here and other == path]:
            del self._paths[document]  # a file holds one document
            self._known.pop(document, None)
            self._saved.pop(document, None)
        if path != self._paths.pop(here, None):
            self._known.pop(here, None)
        if path is not None:
            self._paths[here] = path

    @property
    def known(self) -> KnownFile | None:
        """The file of what is on screen, as it was last read or written here, if that is known."""
        return self._known.get(self._document)

    def belongs(self, path: Path, known: KnownFile | None) -> None:
        """What is on screen belongs to this file, in which this was found or written."""
        self.path = path
        self._known.pop(self._document, None)
        if known is not None:
            self._known[self._document] = known

    @property
    def _document(self) -> int:
        return self._entries[self._place].document

    @property
    def kind(self) -> str:
        """Which half this is: the kind of its problem."""
        return self.experiment.problem.kind

    @property
    def title(self) -> str:
        """What it is called: by its title, by its file, or not at all."""
        named = self.path.stem.removesuffix(".playground") if self.path else "untitled"
        return self.experiment.title or named

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
    def undo_to(self) -> Experiment | None:
        """The experiment that undo would bring back, or None."""
        return self._entries[self._place - 1].experiment if self._place else None

    @property
    def redo_to(self) -> Experiment | None:
        """The experiment that redo would bring back, or None."""
        follows = self._place + 1 < len(self._entries)
        return self._entries[self._place + 1].experiment if follows else None

    @property
    def undo_step(self) -> int | None:
        """The step that was looked at before the edit that undo takes back, if it led away."""
        moved = self._entries[self._place].moved if self._place else None
        return moved[0] if moved else None

    @property
    def redo_step(self) -> int | None:
        """The step that the edit which redo does again leads to, if it does lead to one."""
        follows = self._place + 1 < len(self._entries)
        moved = self._entries[self._place + 1].moved if follows else None
        return moved[1] if moved else None

    @property
    def unsaved(self) -> bool:
        """Whether work would be lost: the recipe differs from the one last saved, or from what
        the program itself began with. The cursor does not count.
        """
        return self.experiment != self._saved.get(self._document)

    def mark_saved(self, experiment: Experiment) -> None:
        """This is what the file holds now."""
        self._saved[self._document] = experiment

    def mark_unsaved(self) -> None:
        """No file holds this (it was recovered from a crash)."""
        self._saved.pop(self._document, None)

    def record(
        self, experiment: Experiment, what: str, merge: str | None = None, another: bool = False,
        moved: tuple[int, int] | None = None,
    ) -> None:
        """Add an edit. Edits in a row with the same `merge` (a slider being dragged) are one.

        One that brings `another` document (a ready one) has no file yet; undo goes back to the
        one before, and to its file. `moved`: from which step to which one looks at other numbers;
        undo and redo lead there again.
        """
        if experiment == self.experiment:
            return
        merged = self.merges(merge)
        undone = self._entries[self._place + 1 :]
        del self._entries[self._place + 1 :]
        document = max(entry.document for entry in self._entries) + 1 if another else self._document
        if merged:
            first = self._entries[self._place].moved  # where the drag began
            self._entries[self._place] = Entry(experiment, what, merge, document, first or moved)
        else:
            self._undone = undone
            self._entries.append(Entry(experiment, what, merge, document, moved))
            del self._entries[:-MOST_ENTRIES]
            self._place = len(self._entries) - 1

    def merges(self, merge: str | None) -> bool:
        """Whether an edit with this `merge` takes the place of the last one."""
        return merge is not None and self._entries[self._place].merge == merge

    def take_back(self) -> Experiment:
        """Undo the last edit as if it had never been: what could be done again before it still can.

        Only of an edit that nothing was done after. The experiment before it.
        """
        if self._place and self._place == len(self._entries) - 1:
            self._entries[self._place :] = self._undone
            self._undone = []
            self._place -= 1
        return self.experiment

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


def beginning(kind: str) -> Experiment:
    """What a half begins with: the lecture's example, or a small network."""
    if kind == "surface":
        return new_experiment()
    from playground.lab.experiments.presets import new_network

    return new_network()
