"""A landscape in a file: every number, to go on with elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from playground.engine.problem import Array
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.landscapes.picture import Grid, Path

SUFFIXES = (".npz", ".csv")


def save_landscape(
    path: str | FilePath, grid: Grid, paths: Iterable[Path], names: Iterable[str]
) -> list[FilePath]:
    """Write a grid with its plane's vectors and the paths; returns the files that were written.

    An .npz holds the arrays a, b, loss, origin, u, v, kind and LABEL/step, /a, /b, /residual,
    /loss. A .csv has a row "a,b,loss" for each point of the grid; beside it NAME.plane.csv has a
    row for each parameter (`names`) and NAME.paths.csv one for each point of the paths. Directions
    have the signs that they are made with, whatever the picture's were. Raises FileProblemError.
    """
    path, (grid, paths) = FilePath(path), as_made(grid, paths)
    if path.suffix.lower() not in SUFFIXES:
        raise FileProblemError(f"{path}: a landscape is written as .npz or .csv")
    if path.suffix.lower() == ".npz":
        arrays = as_arrays(grid, paths)
        write_atomically(path, lambda file: np.savez_compressed(file, **arrays))
        return [path]
    v = np.zeros_like(grid.plane.u) if grid.plane.v is None else grid.plane.v
    across, up = np.meshgrid(grid.a, grid.b)
    tables: dict[FilePath, tuple[tuple[str, ...], Iterable[Iterable[Any]]]] = {
        path: (("a", "b", "loss"), zip(*(x.ravel().tolist() for x in (across, up, grid.loss)),
                                       strict=True)),
        path.with_suffix(".plane.csv"): (("parameter", "origin", "u", "v"), zip(
            names, grid.plane.origin.tolist(), grid.plane.u.tolist(), v.tolist(), strict=True)),
        path.with_suffix(".paths.csv"): (
            ("runner", "step", "a", "b", "residual", "loss"),
            [row for one in paths for row in _rows(one)],
        ),
    }
    for file, (head, rows) in tables.items():
        data = _table(head, rows)
        write_atomically(file, lambda out, data=data: out.write(data))  # type: ignore[misc]
    return list(tables)


def as_made(grid: Grid, paths: Iterable[Path]) -> tuple[Grid, list[Path]]:
    """The same without what was turned over for the eye: where one writes the same plane again,
    the same numbers come.
    """
    plane, (s, t), there = grid.plane, grid.plane.signs, list(paths)
    if (s, t) == (1, 1) or plane.v is None:
        return grid, there
    across, up = slice(None, None, int(s)), slice(None, None, int(t))
    plain = replace(plane, u=s * plane.u, v=t * plane.v, signs=(1.0, 1.0))
    made = replace(grid, plane=plain, a=s * grid.a[across], b=t * grid.b[up],
                   loss=grid.loss[up, across])
    return made, [replace(path, a=s * path.a, b=t * path.b) for path in there]


def as_arrays(grid: Grid, paths: Iterable[Path]) -> dict[str, Any]:
    """What an .npz holds, by name."""
    plane = grid.plane
    made: dict[str, Any] = {
        "kind": np.array(plane.kind), "a": grid.a, "b": grid.b, "loss": grid.loss,
        "origin": plane.origin, "u": plane.u,
    }
    if plane.v is not None:
        made["v"] = plane.v
    if plane.explained is not None:
        made["explained"] = np.array(plane.explained)
    for path in paths:
        label = path.label.replace("/", "_")
        for name, values in (("step", path.steps), ("a", path.a), ("b", path.b),
                             ("residual", path.residual), ("loss", path.loss)):
            made[f"{label}/{name}"] = values
    return made


def _rows(path: Path) -> Iterable[list[Any]]:
    columns: list[Array | Any] = [path.steps, path.a, path.b, path.residual, path.loss]
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield [path.label, *row]


def _table(head: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> bytes:
    """CSV with floats that read back exactly."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([repr(x) if isinstance(x, float) else x for x in row] for row in rows)
    return text.getvalue().encode()
