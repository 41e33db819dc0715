"""`playground noise`: how a batch's gradient scatters around the full one, at a step of a run."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

import numpy as np

from playground.cli.chosen import Progress, add_file, add_step, choose, walk, whole
from playground.cli.output import as_json, naming
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.noise import (
    MOST_NUMBERS,
    fits,
    gradient_noise,
    measured,
    sizes,
)
from playground.engine.networks.per_sample import per_sample_gradients
from playground.lab.experiments.reader import BadInputError

DRAWS, MOST_DRAWS = 2000, 1_000_000


def add_command(commands: Any) -> argparse.ArgumentParser:
    """`noise`; returns its parser."""
    command = commands.add_parser(
        "noise", help="how the gradients of batches scatter around the full one (networks)"
    )
    add_file(command)
    add_step(command)
    command.add_argument(
        "--draws", type=whole(1, MOST_DRAWS), default=DRAWS, metavar="N",
        help=f"how many batches of each size are drawn ({DRAWS})",
    )
    command.add_argument(
        "--per-sample", action="store_true", help="add the gradient of each training sample"
    )
    return command  # type: ignore[no-any-return]


def answer(options: argparse.Namespace) -> str:
    """The full gradient, tr Σ, and the law of batch means beside what was measured."""
    chosen = choose(options)
    problem = chosen.problem
    if not isinstance(problem, FittingProblem):
        raise BadInputError(
            options.file, "noise is for networks; this experiment is about a surface"
        )
    keep = fits(problem)
    if options.per_sample and not keep:
        raise BadInputError(
            "--per-sample", f"would list {len(problem.X):,} gradients of {problem.dimension:,} "
            f"numbers; at most {MOST_NUMBERS:,} numbers can be listed",
        )
    with naming(options.file, "runners"):
        run = walk(chosen, options.at)
    gradients = per_sample_gradients(problem, run.theta) if keep else None
    noise = gradient_noise(problem, run.theta, gradients)
    progress = Progress("batches: size", len(sizes(noise.samples)))
    law = measured(
        problem, run.theta, noise, options.draws, chosen.experiment.seed, gradients, progress.show
    )
    progress.clear()
    found = {
        "runner": chosen.runner.label,
        "at": run.at,
        "samples": noise.samples,
        "gradient": noise.gradient.tolist(),
        "covariance_trace": noise.covariance_trace,
        "noise_scale": noise.noise_scale,
        "law": [asdict(spread) for spread in law],
    }
    if options.per_sample and gradients is not None:
        found["per_sample"] = gradients.tolist()
    return as_json(found) if options.json else _told(found)


def _told(found: dict[str, Any]) -> str:
    length = float(np.linalg.norm(found["gradient"]))
    lines = [
        f"{found['runner']}, step {found['at']:,}: {found['samples']:,} samples",
        f"gradient norm {length:.6g}, tr Σ {found['covariance_trace']:.6g}",
        f"noise scale tr Σ / ‖g‖² {found['noise_scale']:.6g}",
        "mean squared distance of a batch's gradient from the full one (measured / law):",
        f"  {'batch':>8}  {'with replacement':>25}  {'without':>25}",
    ]
    for row in found["law"]:
        both = (
            f"{_short(row[f'measured_{how}'])} / {_short(row[f'{how}_replacement'])}"
            for how in ("with", "without")
        )
        lines.append(f"  {row['size']:>8,}  " + "  ".join(f"{text:>25}" for text in both))
    return "\n".join(lines + [
        "gradient of sample " + f"{i}: {', '.join(f'{g:.6g}' for g in gradient)}"
        for i, gradient in enumerate(found.get("per_sample", ()))
    ])


def _short(value: float | None) -> str:
    return "too dear" if value is None else f"{value:.5g}"
