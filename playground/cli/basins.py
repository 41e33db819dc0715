"""`playground basins`: which minimum of a surface a runner's rule reaches, from many starts."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from playground.cli.chosen import Progress, add_file, choose, whole
from playground.cli.chosen import window as read_window
from playground.cli.output import as_json
from playground.engine.basins import DIVERGED, NOWHERE, OUT_OF_STEPS, SADDLE, STALLED, basins
from playground.engine.surface import SurfaceProblem
from playground.lab.experiments.reader import BadInputError

MOST, USUAL = 512, 41  # starts a side
LOST = {OUT_OF_STEPS: "out_of_steps", SADDLE: "at_a_saddle_or_top", STALLED: "stalled"}
"""Which share of all starts has reached no minimum, by why."""


def add_command(commands: Any) -> argparse.ArgumentParser:
    """`basins`; returns its parser."""
    command = commands.add_parser(
        "basins", help="which minimum of a surface is reached from each of N × N starts"
    )
    add_file(command)
    command.add_argument(
        "--grid", type=whole(2, MOST), default=USUAL, metavar="N", help=f"starts a side ({USUAL})"
    )
    command.add_argument(
        "--window", type=read_window, metavar="X0,X1,Y0,Y1", help="where the starts lie (all of it)"
    )
    return command  # type: ignore[no-any-return]


def answer(options: argparse.Namespace) -> str:
    """The minima, and of each start the one that is reached and the steps to there."""
    chosen = choose(options)
    problem = chosen.problem
    if not isinstance(problem, SurfaceProblem):
        raise BadInputError(
            f"{options.file}: problem.kind", "must be a surface: basins are drawn over x and y"
        )
    surface = problem.surface
    (x0, x1), (y0, y1) = surface.window
    left, right, bottom, top = options.window or (x0, x1, y0, y1)
    x, y = np.linspace(left, right, options.grid), np.linspace(bottom, top, options.grid)
    progress = Progress("basins: ended", options.grid**2)
    found = basins(surface, chosen.runner.plan, chosen.experiment.stop, x, y, progress.show)
    progress.clear()
    result = {
        "minima": found.minima.tolist(),
        "basin": found.basin.tolist(),
        "steps": found.steps.tolist(),
        "lost": {name: float(np.mean(found.lost == kind)) for kind, name in LOST.items()},
        "x": x.tolist(),
        "y": y.tolist(),
    }
    return as_json(result) if options.json else _told(result)


def _told(result: dict[str, Any]) -> str:
    basin, steps = np.array(result["basin"]), np.array(result["steps"])
    lines = [f"{basin.size:,} starts"]
    names = [(k, f"minimum ({x:.6g}, {y:.6g})") for k, (x, y) in enumerate(result["minima"])]
    for k, name in [*names, (DIVERGED, "diverged"), (NOWHERE, "no minimum reached")]:
        here = basin == k
        if here.any():
            lines.append(
                f"  {name}: {here.mean():.1%}, after {np.median(steps[here]):,.0f} steps (median)"
            )
    lines += [f"    {name.replace('_', ' ')}: {share:.1%}"
              for name, share in result["lost"].items() if share]
    return "\n".join(lines)
