"""`playground landscape`: the risk of a network (or a surface) on a plane of its parameters."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from playground.cli.chosen import Progress, add_file, add_step, choose, positive, walk, whole
from playground.cli.chosen import window as read_window
from playground.cli.output import as_json
from playground.engine.landscape import landscape, losses_along, losses_of
from playground.engine.plane import NoPlaneError, Plane, random_walk_shares
from playground.engine.problem import Array
from playground.engine.surface import SurfaceProblem
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.experiments.reader import BadInputError
from playground.lab.landscapes.kinds import KINDS, check_kind
from playground.lab.landscapes.planes import plane_of, usual_window, window_around
from playground.lab.landscapes.walked import Walked

MOST, USUAL = 1000, 51  # points a side
ON_PLANE = 1e-9  # of ‖θ‖: so near, a step is on the plane


def add_command(commands: Any) -> argparse.ArgumentParser:
    """`landscape`; returns its parser."""
    command = commands.add_parser(
        "landscape", help="the risk on a plane of the parameters, and the run's path on it"
    )
    add_file(command)
    add_step(command)
    command.add_argument(
        "--plane", type=_kind, metavar="KIND", help=f"{'; '.join(KINDS)} (pca)"
    )
    command.add_argument(
        "--grid", type=whole(2, MOST), default=USUAL, metavar="N", help=f"points a side ({USUAL})"
    )
    where = command.add_mutually_exclusive_group()
    where.add_argument(
        "--span", type=positive, metavar="S", help="S to each side of the plane's point"
    )
    where.add_argument(
        "--window", type=_window, metavar="A0,A1,B0,B1", help="from where to where (a line: A0,A1)"
    )
    command.add_argument("--npz", metavar="OUT", help="write the arrays to OUT.npz as well")
    return command  # type: ignore[no-any-return]


def answer(options: argparse.Namespace) -> str:
    """The grid of losses, the plane and the path on it, in sentences or as JSON."""
    if options.npz and Path(options.npz).suffix.lower() != ".npz":
        raise FileProblemError(f"{options.npz}: a landscape is written as .npz")
    chosen = choose(options)
    problem = chosen.problem
    kind = options.plane or ("weights:0,1" if isinstance(problem, SurfaceProblem) else "pca")
    run = walk(chosen, options.at)
    progress = Progress("curvature: product")
    try:
        plane = plane_of(kind, problem, run, progress.show)
    except NoPlaneError as error:
        raise BadInputError("--plane", f"{kind} {error}") from None
    progress.clear()
    a, b = _axes(options, plane, run)
    losses = losses_of(problem)
    progress = Progress("landscape: point", len(a) * len(b))
    grid = landscape(losses, plane, a, b, progress.show)
    progress.clear()
    rows = run.shown()
    path = run.path[rows]
    progress = Progress("the path's loss: step", len(path))
    true = losses_along(losses, path, progress.show)
    progress.clear()
    along, across = plane.coordinates(path)
    arrays = {
        "a": a, "b": b, "loss": grid, "path_step": run.steps[rows], "path_a": along,
        "path_b": across, "path_residual": plane.residual(path), "path_loss": true,
    }
    if options.npz:
        _write(options.npz, plane, arrays)
    found = _found(plane, run, arrays)
    return as_json(found) if options.json else _told(found)


def _kind(text: str) -> str:
    try:
        return check_kind(text)
    except NoPlaneError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _window(text: str) -> tuple[float, ...]:
    return read_window(text, (1, 2))


def _axes(options: argparse.Namespace, plane: Plane, run: Walked) -> tuple[Array, Array]:
    """a and b of the grid; of a line b is 0 alone."""
    if options.span:
        ends = window_around(plane, run, options.span)
    else:
        ends = options.window or usual_window(plane, run)
    a = np.linspace(*ends[:2], options.grid)
    if plane.v is None:
        return a, np.zeros(1)
    if len(ends) < 4:
        raise BadInputError("--window", f"must be 4 numbers for {plane.kind}, got 2")
    return a, np.linspace(*ends[2:], options.grid)


def _found(plane: Plane, run: Walked, arrays: dict[str, Any]) -> dict[str, Any]:
    described = {
        "kind": plane.kind,
        "origin": plane.origin.tolist(),
        "u": plane.u.tolist(),
        "v": None if plane.v is None else plane.v.tolist(),
        "explained": None if plane.explained is None else list(plane.explained),
    }
    names = ("step", "a", "b", "residual", "loss")
    columns = [arrays[f"path_{name}"].tolist() for name in names]
    return {
        "plane": described | ({"note": plane.note} if plane.note else {}),
        "at": run.at,
        "a": arrays["a"].tolist(),
        "b": arrays["b"].tolist(),
        "loss": arrays["loss"].tolist(),
        "path": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
    }


def _write(path: str, plane: Plane, arrays: dict[str, Any]) -> None:
    more = {"kind": np.array(plane.kind), "origin": plane.origin, "u": plane.u}
    if plane.v is not None:
        more["v"] = plane.v
    if plane.explained is not None:
        more["explained"] = np.array(plane.explained)
    everything: dict[str, Any] = more | arrays
    write_atomically(path, lambda file: np.savez_compressed(file, **everything))


def _told(found: dict[str, Any]) -> str:
    plane, path = found["plane"], found["path"]
    grid = np.array(found["loss"], dtype=float)
    finite = grid[np.isfinite(grid)]
    lines = [f"plane {plane['kind']}, {grid.shape[1]} × {grid.shape[0]} points"]
    if plane["explained"]:
        shares, null = (
            " and ".join(f"{share:.1%}" for share in pair)
            for pair in (plane["explained"], random_walk_shares())
        )
        lines.append(f"explains {shares} of the path's variance (a pure random walk: {null})")
    if len(finite):
        lines.append(f"loss from {finite.min():.6g} to {finite.max():.6g}")
    if len(finite) < grid.size:
        lines.append(f"{grid.size - len(finite):,} points without a finite loss")
    away = np.array([step["residual"] for step in path], dtype=float)
    size = ON_PLANE * max(1.0, float(np.linalg.norm(plane["origin"])))
    if (away <= size).all():
        lines.append(f"all of the path's {path[-1]['step']:,} steps lie on the plane")
    else:
        lines.append(
            f"the path lies outside the plane: by {away[0]:.3g} at the start, "
            f"{away[-1]:.3g} at the end, {away.max():.3g} at most"
        )
    lines += [plane["note"]] if "note" in plane else []
    return "\n".join(lines)
