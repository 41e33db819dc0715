"""`playground export`: a run as a program of another library, or its network as a model file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from playground.cli.chosen import Chosen, Progress, choose, walk
from playground.cli.output import as_json, naming
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.program import TARGETS, model_file, program, recorded, write_program


def add_command(commands: Any) -> argparse.ArgumentParser:
    """`export`; returns its parser."""
    command = commands.add_parser(
        "export", help="a run as a program of NumPy, PyTorch, Keras or a notebook; a model file"
    )
    command.add_argument("file", metavar="FILE", help="experiment file")
    command.add_argument("--to", required=True, choices=tuple(TARGETS), help="as what")
    command.add_argument("out", metavar="OUT", help="the file to write")
    command.add_argument("--json", action="store_true", help="print strict JSON")
    command.add_argument("--runner", metavar="LABEL", help="which runner (the first one)")
    command.add_argument(
        "--at", default="end", metavar="STEP", help="up to which step: end or its number (end)"
    )
    return command  # type: ignore[no-any-return]


def answer(options: argparse.Namespace) -> str:
    """What was written, and how closely it will agree."""
    out = Path(options.out)
    if out.is_dir():
        raise FileProblemError(f"{out}: is a folder; name a file in it")
    chosen = choose(options)
    if not TARGETS[options.to].is_program:
        return _model(options, chosen, out)
    place = chosen.experiment.runners.index(chosen.runner)
    progress = Progress(f"{chosen.runner.label}: step")
    with naming(options.file, f"runners[{place}]"):
        wanted = _steps(options.at)
        recording = recorded(
            chosen.experiment, chosen.runner, options.to, wanted, progress.show
        )
        progress.clear()
        if wanted is not None and wanted > recording.steps:
            raise BadInputError(
                "--at", f"the run of {chosen.runner.label} ends at step {recording.steps}, "
                f"got {wanted}"
            )
        made = program(chosen.experiment, chosen.runner, recording, options.to, out.name)
    files = write_program(out, made)
    names = [str(file) for file in files]
    found = {
        "files": names, "steps": recording.steps,
        "judged": recording.judged, "tolerance": recording.precision.tolerance,
        "expected": [
            {"step": step, "loss": loss} for step, loss in
            sorted((recording.expected | recording.unjudged).items())
        ],
    }
    if options.json:
        return as_json(found)
    lines = [f"wrote {' and '.join(names)}: {recording.steps:,} updates"]
    if recording.judged < recording.steps:
        lines.append(
            f"after step {recording.judged:,} rounding errors grow too much for two programs to "
            "agree: up to there it checks itself"
        )
    return "\n".join(lines)


def _model(options: argparse.Namespace, chosen: Chosen, out: Path) -> str:
    """The network at one step, in a file."""
    place = chosen.experiment.runners.index(chosen.runner)
    with naming(options.file, f"runners[{place}]"):
        run = walk(chosen, options.at)
        data = model_file(chosen.problem, run.theta, options.to)
    write_atomically(out, lambda file: file.write(data))
    if options.json:
        return as_json({"files": [str(out)], "at": run.at, "bytes": len(data)})
    return f"wrote {out}: the network at step {run.at:,}"


def _steps(at: str) -> int | None:
    if at == "end":
        return None
    if at == "start":
        return 0
    if at.isascii() and at.isdigit() and len(at) <= 12:
        return int(at)
    raise BadInputError("--at", f"must be start, end or the number of a step, got {at!r:.60}")
