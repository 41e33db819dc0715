"""`playground curvature`: the outermost eigenvalues of the Hessian at a step of a run."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from playground.cli.chosen import Progress, add_file, add_step, choose, walk, whole
from playground.cli.output import as_json
from playground.engine.hessian import free_parameters, gradient_in, spectrum_at
from playground.engine.stopping import norm
from playground.lab.experiments.reader import BadInputError

MOST, USUAL = 100, 5


def add_command(commands: Any) -> argparse.ArgumentParser:
    """`curvature`; returns its parser."""
    command = commands.add_parser(
        "curvature", help="the largest and the lowest eigenvalue of the Hessian, and 2/λmax"
    )
    add_file(command)
    add_step(command)
    command.add_argument(
        "--top", type=whole(1, MOST), metavar="K", help=f"the K largest eigenvalues ({USUAL})"
    )
    return command  # type: ignore[no-any-return]


def answer(options: argparse.Namespace) -> str:
    """How the loss over all the data curves there, in sentences or as JSON."""
    chosen = choose(options)
    problem = chosen.problem
    free = free_parameters(problem)
    if not free:
        raise BadInputError(options.file, "has no parameter that is free to move")
    top = min(USUAL, free) if options.top is None else options.top
    if top > free:
        raise BadInputError(
            "--top", f"must be at most {free}, the number of parameters that move, got {top}"
        )
    run = walk(chosen, options.at)
    progress = Progress("curvature: product")
    found = spectrum_at(problem, run.theta, top, progress.show)
    progress.clear()
    with np.errstate(all="ignore"):
        loss, gradient = problem.risk_and_grad(run.theta)
    sharpest = float(found.largest[0])
    result = {
        "step": run.at,
        "loss": loss,
        "eigenvalues": found.largest.tolist(),
        "lowest": [found.lowest],
        "bound": 2 / sharpest if sharpest > 0 else None,
        "gradient_norm": norm(gradient),
        "gradient_in_top": gradient_in(gradient, found.vectors[0]),
    }
    if not np.isfinite(sharpest):
        result["note"] = "there are no second derivatives at this point"
    elif not found.exact:
        result["note"] = "not all eigenvalues had settled when the search ended"
    return as_json(result) if options.json else _told(result)


def _told(result: dict[str, Any]) -> str:
    lines = [f"step {result['step']:,}: loss {result['loss']:.10g}"]
    if np.isfinite(result["eigenvalues"][0]):
        values = ", ".join(f"{value:.8g}" for value in result["eigenvalues"])
        lines.append(f"largest eigenvalues of the Hessian: {values}")
        lines.append(f"lowest eigenvalue: {result['lowest'][0]:.8g}")
    if result["bound"] is not None:
        lines.append(f"2/λmax: {result['bound']:.8g}")
    share = result["gradient_in_top"]
    along = f", {share:.1%} of its square along the sharpest direction" if share == share else ""
    lines.append(f"gradient norm {result['gradient_norm']:.6g}{along}")
    lines += [result["note"]] if "note" in result else []
    return "\n".join(lines)
