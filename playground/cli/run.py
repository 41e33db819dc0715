"""`playground run`: every runner of an experiment to its stop."""

from __future__ import annotations

import argparse
import sys
from time import perf_counter
from typing import Any

import numpy as np

from playground.cli.chosen import Progress, read
from playground.cli.output import as_json, naming
from playground.engine.descent import Step, first_step
from playground.engine.problem import Array, Problem
from playground.engine.stopping import Stop, Walk, norm
from playground.engine.surface import SurfaceProblem
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.runs.results import quality, samples_seen
from playground.lab.runs.trace import Trace, check_suffix, write_traces
from playground.lab.streams import tell
from playground.lab.verdicts.gradient_note import gradient_note
from playground.lab.verdicts.lecture_count import lecture_count


def answer(options: argparse.Namespace) -> str:
    """What came of each runner, a line each or JSON; with --trace also a file of every step."""
    if options.trace:
        check_suffix(options.trace)
    experiment = read(options)
    traces: list[Trace] = []
    runs, lines = [], []
    for place, runner in enumerate(experiment.runners):
        with naming(options.file, f"runners[{place}]"):
            problem = experiment.problem_of(runner)
            trace = Trace(runner.label, problem.loss_of) if options.trace else None
            found, stop = _run_to_stop(experiment, runner, problem, options, trace)
        runs.append(found)
        lines.append(_line(found, lecture_count(stop, runner.plan, found["steps"])))
        if trace:
            traces.append(trace)
    if options.trace:
        write_traces(options.trace, traces)
    return as_json({"runs": runs}) if options.json else "\n".join(lines)


def _run_to_stop(
    experiment: Experiment, runner: Runner, problem: Problem, options: argparse.Namespace,
    trace: Trace | None,
) -> tuple[dict[str, Any], Stop]:
    """What came of a runner, as the JSON has it, and the rule that ended it."""
    begin = perf_counter()
    start = problem.start() if runner.start is None else np.array(runner.start)
    with np.errstate(all="ignore"):
        step = first_step(problem, runner.optimizer, start)
        walk = Walk(problem, runner.plan, experiment.stop, step)
        step, stop, samples = _walk_to_stop(walk, step, problem, options.steps, trace, runner.label)
        loss, grad, error = _risk(problem, step.theta, options.full_risk)
        slope = norm(grad)
    found = quality(problem, step.theta)
    note = gradient_note(problem, step.theta)
    return {
        "label": runner.label,
        "optimizer": runner.optimizer.name,
        "steps": step.index,
        "stop": stop.kind,
        "parameters": step.theta.tolist(),
        "loss": loss,
        "risk_standard_error": error,
        "gradient_norm": slope,
        "gradient_evaluations": samples,
        "samples_seen": samples_seen(problem, step.index),
        "test_loss": found.test_risk,
        "accuracy": found.accuracy,
        "test_accuracy": found.test_accuracy,
        "seconds": perf_counter() - begin,
        "closed_form": _exact(problem, options) if options.json else None,
    } | ({"note": note} if note else {}), stop


def _risk(problem: Problem, theta: Array, full: bool) -> tuple[float, Array, float | None]:
    """The loss, its gradient, and the standard error of the loss where it may be an estimate."""
    if isinstance(problem, SurfaceProblem):
        return *problem.risk_and_grad(theta), None
    # Brings networks: not for every start of a surface.
    from playground.engine.networks.fitting import FittingProblem

    assert isinstance(problem, FittingProblem)
    if problem.data.source is None:
        return *problem.risk_and_grad(theta), None
    if not full:
        return *problem.risk_and_grad(theta), problem.risk_standard_error(theta)
    progress = Progress("full risk: row", problem.data.samples)
    loss, grad = problem.full_risk_and_grad(theta, progress.show)
    progress.clear()
    return loss, grad, 0.0


def _exact(problem: Problem, options: argparse.Namespace) -> dict[str, Any] | None:
    """The closed form of the risk that is minimized, as the JSON has it; None without one."""
    if isinstance(problem, SurfaceProblem):
        return None
    from playground.lab.runs.closed_form import closed_form

    found = closed_form(problem, options.full_risk)
    if found is None:
        return None
    return found._asdict() | {"parameters": found.parameters.tolist()}


def _walk_to_stop(
    walk: Walk, step: Step, problem: Problem, most: int | None, trace: Trace | None, label: str
) -> tuple[Step, Stop, int]:
    """Follow a walk to its stop, or to step `most`; the last step, why, and samples used."""
    samples = 0
    progress = _Progress(label)
    for seen in walk:
        step = seen.step
        samples += problem.samples(step.index - 1) if step.index else 0
        if trace:
            trace.append(seen)
        progress.show(step)
        if most is not None and step.index >= most:
            break
    progress.clear()
    stop = walk.stop or Stop("max_steps", "max_steps")
    return step, stop, samples + step.searched


class _Progress:
    """Where a long run is, on stderr, if that is a terminal."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.on = sys.stderr.isatty()
        self.next = perf_counter() + 0.3

    def show(self, step: Step) -> None:
        if self.on and perf_counter() > self.next:
            self.next = perf_counter() + 0.1
            text = f"{self.label}: step {step.index:,}, loss {step.loss:.6g}"
            tell(f"\r{text:<70.70}", end="")

    def clear(self) -> None:
        if self.on:
            tell(f"\r{'':<70}\r", end="")


def _line(run: dict[str, Any], lecture: int | None) -> str:
    parameters = ", ".join(f"{p:.6g}" for p in run["parameters"][:4])
    more = f", … {len(run['parameters'])} in all" if len(run["parameters"]) > 4 else ""
    stop = run["stop"]
    how = f"stopped by one batch ({stop})" if stop == "batch_converged" else stop
    count = f"{run['steps']} step{'s'[: run['steps'] != 1]}"
    if lecture is not None:
        count += f" (the lecture's loop returns the point before the last: it counts {lecture})"
    note = f"; {run['note']}" if "note" in run else ""
    return (
        f"{run['label']}: {how} after {count}; loss {run['loss']:.10g}, "
        f"gradient norm {run['gradient_norm']:.3g} at ({parameters}{more}) "
        f"[{run['seconds']:.2f} s]{note}"
    )
