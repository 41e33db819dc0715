"""`playground run`: every runner of an experiment to its stop."""

from __future__ import annotations

import argparse
import sys
from time import perf_counter
from typing import Any

import numpy as np

from playground.cli.output import as_json, naming
from playground.engine.descent import Step, first_step
from playground.engine.problem import Problem
from playground.engine.stopping import Stop, Walk, norm
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.files import read_experiment
from playground.lab.runs.trace import Trace, check_suffix, write_traces


def answer(options: argparse.Namespace) -> str:
    """What came of each runner, a line each or JSON; with --trace also a file of every step."""
    if options.trace:
        check_suffix(options.trace)
    experiment = read_experiment(options.file)
    traces: list[Trace] = []
    runs = []
    for place, runner in enumerate(experiment.runners):
        trace = Trace(runner.label) if options.trace else None
        with naming(options.file, f"runners[{place}]"):
            runs.append(_run_to_stop(experiment, runner, options.steps, trace))
        if trace:
            traces.append(trace)
    if options.trace:
        write_traces(options.trace, traces)
    return as_json({"runs": runs}) if options.json else "\n".join(map(_line, runs))


def _run_to_stop(
    experiment: Experiment, runner: Runner, most: int | None, trace: Trace | None
) -> dict[str, Any]:
    begin = perf_counter()
    problem = experiment.problem_of(runner)
    start = problem.start() if runner.start is None else np.array(runner.start)
    with np.errstate(all="ignore"):
        step = first_step(problem, runner.optimizer, start)
        walk = Walk(problem, runner.plan, experiment.stop, step)
        step, stop, samples = _walk_to_stop(walk, step, problem, most, trace, runner.label)
        loss, grad = problem.risk_and_grad(step.theta)
        slope = norm(grad)
    return {
        "label": runner.label,
        "optimizer": runner.optimizer.name,
        "steps": step.index,
        "stop": stop.kind,
        "parameters": step.theta.tolist(),
        "loss": loss,
        "gradient_norm": slope,
        "gradient_evaluations": samples,
        "seconds": perf_counter() - begin,
    }


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
    return step, walk.stop or Stop("max_steps", "max_steps"), samples


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
            print(f"\r{text:<70.70}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self.on:
            print(f"\r{'':<70}\r", end="", file=sys.stderr, flush=True)


def _line(run: dict[str, Any]) -> str:
    parameters = ", ".join(f"{p:.6g}" for p in run["parameters"][:4])
    more = f", … {len(run['parameters'])} in all" if len(run["parameters"]) > 4 else ""
    steps = f"{run['steps']} step{'s'[: run['steps'] != 1]}"
    return (
        f"{run['label']}: {run['stop']} after {steps}; loss {run['loss']:.10g}, "
        f"gradient norm {run['gradient_norm']:.3g} at ({parameters}{more}) "
        f"[{run['seconds']:.2f} s]"
    )
