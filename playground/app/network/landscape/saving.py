"""Saves the numbers of a loss surface: computed anew with every digit, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.app.core import questions as dialogs
from playground.app.text.numbers import grouped
from playground.app.work.background import Background
from playground.engine.landscape import landscape
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.risks import Risks
from playground.lab.documents.disk import FileProblemError
from playground.lab.landscapes.picture import Picture
from playground.lab.landscapes.saved import save_landscape

NUMBERS = "NumPy arrays (*.npz);;CSV tables (*.csv)"


def save(
    widget: QWidget, picture: Picture, problem: FittingProblem, background: Background,
    tell: Callable[[str, bool], object],
) -> None:
    """Ask where to, then write the grid that is seen, its plane and the paths."""
    path = dialogs.ask_save(
        widget.window(), "Save numbers", dialogs.usual_folder() / "loss-surface.npz", NUMBERS
    )
    if path is None:
        return

    def failed(error: Exception) -> None:
        if not isinstance(error, FileProblemError):
            raise error
        tell(str(error), True)

    def done(files: list[Path] | None) -> None:
        if files is None:  # still on its way
            return
        names = ", ".join(str(file) for file in files)
        side = grouped(len(picture.grid.a))
        tell(f"Saved {side} × {side} points of the loss surface to {names}.", False)

    background.submit("numbers", lambda: written(picture, problem, path), done, failed)


def written(picture: Picture, problem: FittingProblem, path: Path) -> Iterator[list[Path] | None]:
    """Write them, in double precision, bit for bit the training's own risk; yields the files in
    the end, nothing after each row.
    """
    risks, grid = Risks(problem), picture.grid
    loss = np.empty_like(grid.loss)
    for j in range(len(grid.b)):
        loss[j] = landscape(risks, grid.plane, grid.a, grid.b[j : j + 1])[0]
        yield None
    exact = replace(grid, loss=loss)
    names = [problem.network.place_of(k).name for k in range(problem.dimension)]
    yield save_landscape(path, exact, picture.paths, names)
