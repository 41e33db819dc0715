"""The command line: run experiments, differentiate, list what there is. Never imports Qt."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from time import perf_counter
from typing import Any, NoReturn

import numpy as np

from playground import __version__
from playground.engine.check import check_gradient
from playground.engine.descent import Step, first_step
from playground.engine.fitting import FittingProblem
from playground.engine.parameters import declared, shown
from playground.engine.problem import Array, Problem
from playground.engine.stopping import Stop, Walk, norm
from playground.lab.catalogue import catalogue
from playground.lab.experiment import Experiment, Runner
from playground.lab.files import FileProblemError, one_line, read_experiment
from playground.lab.plugin_start import load_for_commands
from playground.lab.plugins import blame
from playground.lab.reader import BadInputError
from playground.lab.trace import Trace, check_suffix, write_traces

PROGRAM = "playground"
BAD_INPUT = 2


def main(arguments: list[str]) -> int:
    """Run a command; the exit code: 0, or 2 with one line on stderr for bad input."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # replaced streams may lack it; a console may lack letters
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        options = _parser().parse_args(arguments)
        with redirect_stdout(sys.stderr):  # what one's own files print is no part of the answer
            answer = _answer(options)
        _print(answer, options.json)
    except (FileProblemError, BadInputError) as error:
        return refuse(str(error))
    except KeyboardInterrupt:
        return refuse("interrupted", code=130)
    except BrokenPipeError:  # the reader of a pipe went away (`| head`): nothing left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MemoryError:
        return refuse("there is not enough memory for this; use fewer steps or a smaller network")
    return 0


def _answer(options: argparse.Namespace) -> str:
    """What a command has to say; a failure inside of one's own files is bad input."""
    left_out = load_for_commands(options.plugins) if "plugins" in options else []
    try:
        answer = COMMANDS[options.command](options)
    except (FileProblemError, BadInputError) as error:
        if not left_out:
            raise
        raise BadInputError("", f"{error} (left out {'; '.join(left_out)})") from None
    except (Exception, SystemExit) as error:
        sentence = blame(error)
        if not sentence:
            raise
        raise BadInputError("", sentence) from None
    for sentence in left_out:
        print(f"{PROGRAM}: left out {sentence}", file=sys.stderr)
    return answer


def refuse(sentence: str, code: int = BAD_INPUT) -> int:
    """One line on stderr; returns the exit code."""
    print(f"{PROGRAM}: {one_line(sentence)}", file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    """argparse that refuses in one line."""

    def error(self, message: str) -> NoReturn:
        raise BadInputError("", f"{message} (see {PROGRAM} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description="Watch optimization work. Without a command, open the window "
        "(on FILE, if one is named).",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run every runner of an experiment to its stop")
    run.add_argument("file", metavar="FILE", help="experiment file")
    run.add_argument("--json", action="store_true", help="print strict JSON")
    run.add_argument("--steps", type=_steps, metavar="N", help="at most N steps a runner")
    run.add_argument("--trace", metavar="OUT", help="write every step to OUT.csv or OUT.npz")

    gradient = commands.add_parser("gradient", help="gradient at the start, with a check")
    gradient.add_argument("file", metavar="FILE", help="experiment file")
    gradient.add_argument("--json", action="store_true", help="print strict JSON")
    gradient.add_argument("--input", metavar="X1,X2", help="backprop at one input (networks)")

    listing = commands.add_parser("list", help="everything registered, with its settings")
    listing.add_argument("--json", action="store_true", help="print strict JSON")

    desktop = commands.add_parser("desktop", help="a menu entry and icons for you, or none again")
    desktop.add_argument("action", choices=("install", "remove"))
    desktop.set_defaults(json=False)

    for command in (run, gradient, listing):
        command.add_argument(
            "--plugins", metavar="FOLDER",
            help="run the Python files in FOLDER, for the surfaces and optimizers that they bring",
        )
    return parser


def _steps(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0, got {text!r}")
    return int(text)


# run


def _run(options: argparse.Namespace) -> str:
    if options.trace:
        check_suffix(options.trace)
    experiment = read_experiment(options.file)
    traces: list[Trace] = []
    runs = []
    for place, runner in enumerate(experiment.runners):
        trace = Trace(runner.label) if options.trace else None
        with _naming(options.file, f"runners[{place}]"):
            runs.append(_run_to_stop(experiment, runner, options.steps, trace))
        if trace:
            traces.append(trace)
    if options.trace:
        write_traces(options.trace, traces)
    return _json({"runs": runs}) if options.json else "\n".join(map(_line, runs))


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
    return (
        f"{run['label']}: {run['stop']} after {run['steps']} steps; loss {run['loss']:.10g}, "
        f"gradient norm {run['gradient_norm']:.3g} at ({parameters}{more}) "
        f"[{run['seconds']:.2f} s]"
    )


# gradient


def _gradient(options: argparse.Namespace) -> str:
    experiment = read_experiment(options.file)
    if not experiment.runners:
        place = f"{options.file}: runners"
        raise BadInputError(place, "needs one runner, for the point to differentiate at")
    runner = experiment.runners[0]
    with _naming(options.file, "runners[0]"):
        problem = experiment.problem_of(runner)
    theta = problem.start() if runner.start is None else np.array(runner.start)
    with np.errstate(all="ignore"):
        result = _differentiate(problem, theta)
    if options.input is not None:
        result["backprop"] = _backprop(problem, theta, options.input)
    return _json(result) if options.json else _told(result)


def _differentiate(problem: Problem, theta: Array) -> dict[str, Any]:
    loss, grad = problem.risk_and_grad(theta)
    check = check_gradient(problem, theta)
    parts = [
        {"name": part.name, "shape": list(part.shape), "gradient": part.of(grad).tolist()}
        for part in problem.parts
    ]
    return {
        "loss": loss,
        "gradient": grad.tolist(),
        "parts": parts,
        "check": {"max_relative_difference": check.max_relative_difference},
    }


def _backprop(problem: Problem, theta: Array, text: str) -> dict[str, Any]:
    """∇H at one input, layer by layer, H being the first output."""
    if not isinstance(problem, FittingProblem):
        raise BadInputError("--input", "is for networks; this experiment is about a surface")
    x = _input(text, problem.data.X.shape[1])
    layers = problem.network.backprop(theta, problem.inputs(x[None])[0])
    return {
        "output": layers[-1].a.tolist(),
        "layers": [
            {name: array.tolist() for name, array in layer._asdict().items()} for layer in layers
        ],
    }


def _input(text: str, count: int) -> Array:
    """ "2,1" as numbers; raises BadInputError."""
    numbers = []
    for place, item in enumerate(text.split(",")):
        try:
            number = float(item)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise BadInputError(f"--input[{place}]", f"must be a finite number, got {shown(item)}")
        numbers.append(number)
    if len(numbers) != count:
        raise BadInputError("--input", f"must have {count} numbers, got {len(numbers)}")
    return np.array(numbers)


def _told(result: Mapping[str, Any]) -> str:
    lines = [f"loss {result['loss']:.10g}"]
    for part in result["parts"]:
        lines.append(f"  d/d{part['name']}: {json.dumps(_finite(part['gradient']))}")
    difference = result["check"]["max_relative_difference"]
    lines.append(f"largest relative difference from central differences: {difference:.2g}")
    return "\n".join(lines)


# list


def _list(options: argparse.Namespace) -> str:
    found = {
        kind: [_entry(thing, registry.own.get(name)) for name, thing in registry.items()]
        for kind, registry in catalogue().items()
    }
    if options.json:
        return _json(found)
    lines = []
    for kind, entries in found.items():
        lines.append(f"{kind}:")
        for entry in entries:
            settings = ", ".join(f"{k}={v['default']}" for k, v in entry["settings"].items())
            own = f"  (own: {entry['own']})" if "own" in entry else ""
            lines.append(f"  {entry['name']:<22}{settings}".rstrip() + own)
    return "\n".join(lines)


def _entry(thing: Any, own: str | None) -> dict[str, Any]:
    """What is listed of a thing; `own` is the file that it comes from, if that is one's own."""
    settings = {
        name: {
            "default": p.default,
            "low": p.low,
            "high": p.high,
            "low_excluded": p.above,
            "high_excluded": p.below,
            "choices": list(p.choices),
            "help": p.help,
        }
        for name, p in declared(thing if isinstance(thing, type) else type(thing)).items()
    }
    title = getattr(thing, "title", thing.name)
    entry = {"name": thing.name, "title": title, "settings": settings}
    return entry | {"own": own} if own else entry


# desktop


def _desktop(options: argparse.Namespace) -> str:
    from playground.desktop.command import answer

    return answer(options.action)


# output


@contextmanager
def _naming(file: str, place: str) -> Iterator[None]:
    """Puts the file's name (and a place, if the error has none) before an error of a problem."""
    try:
        yield
    except BadInputError as error:
        raise BadInputError(file, str(error)) from None
    except ValueError as error:
        raise BadInputError(f"{file}: {place}", str(error)) from None


def _finite(value: Any) -> Any:
    """The same with null for every number that is not finite: strict JSON has no other way."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def _json(value: Any) -> str:
    return json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=2)


def _print(text: str, as_json: bool) -> None:
    if as_json:
        with suppress(AttributeError):  # replaced streams may lack reconfigure
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(text, flush=True)


COMMANDS = {"run": _run, "gradient": _gradient, "list": _list, "desktop": _desktop}
