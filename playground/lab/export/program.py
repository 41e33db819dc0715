"""An experiment's runner as a program of another library, with the file of arrays beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from playground.engine.problem import Array, Problem
from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.recording import DOUBLE, SINGLE, Precision, Recording, record
from playground.lab.export.task import Task
from playground.lab.export.writing import Beside


@dataclass(frozen=True)
class Target:
    """A kind of program: its name in commands, how its files end, and how closely it computes."""

    name: str
    title: str
    suffix: str
    precision: Precision
    needs: str

    @property
    def is_program(self) -> bool:
        """Whether it is a program, not a model file."""
        return self.name in _WRITERS


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("numpy", "NumPy", ".py", DOUBLE, "python FILE, with NumPy"),
        Target("pytorch", "PyTorch", ".py", DOUBLE, "python FILE, with PyTorch"),
        Target("keras", "Keras", ".py", SINGLE, "python FILE, with Keras 3"),
        Target("notebook", "Notebook", ".ipynb", DOUBLE, "Jupyter, with NumPy and Matplotlib"),
        Target("safetensors", "safetensors", ".safetensors", DOUBLE, "PyTorch and others"),
        Target("onnx", "ONNX", ".onnx", SINGLE, "onnxruntime and others"),
    )
}


@dataclass(frozen=True)
class Program:
    """The text of a program, and the bytes of the file beside it (None where it needs none)."""

    text: str
    data: bytes | None
    data_name: str


def start_of(experiment: Experiment, runner: Runner) -> Array | None:
    """Where the runner starts, if it says so itself."""
    import numpy as np

    return None if runner.start is None else np.array(runner.start, dtype=float)


def recorded(
    experiment: Experiment, runner: Runner, target: str, steps: int | None = None,
    told: Callable[[int], object] | None = None,
) -> Recording:
    """The runner's run as a target must repeat it; raises BadInputError, or what `told` raises."""
    problem = experiment.problem_of(runner)
    return record(
        problem, runner.plan, experiment.stop, start_of(experiment, runner), steps,
        TARGETS[target].precision, told,
    )


def program(
    experiment: Experiment, runner: Runner, recording: Recording, target: str, name: str
) -> Program:
    """The program, to be called `name`. Raises BadInputError for what has no such form."""
    beside = Beside(f"{Path(name).stem}.npz")
    task = Task(experiment.title, runner.label, recording, beside, experiment.seed)
    text = _writer(target)(task)
    return Program(text, beside.data(), beside.name)


_WRITERS = {
    "numpy": "numpy_script", "pytorch": "pytorch_script", "keras": "keras_script",
    "notebook": "notebook",
}


def _writer(target: str) -> Callable[[Task], str]:
    name = _WRITERS[target]
    found: Callable[[Task], str] = getattr(import_module(f"playground.lab.export.{name}"), name)
    return found


def write_program(path: str | Path, made: Program) -> list[Path]:
    """Write both files, the data first; the paths written. Raises FileProblemError."""
    path = Path(path)
    if path.is_dir():
        raise FileProblemError(f"{path}: is a folder; name a file in it")
    written = []
    if made.data is not None:
        beside = path.with_name(made.data_name)
        data = made.data
        write_atomically(beside, lambda file: file.write(data))
        written.append(beside)
    write_atomically(path, lambda file: file.write(made.text.encode()))
    return [path, *written]


def model_file(problem: Problem, theta: Array, target: str) -> bytes:
    """A network with these parameters, shape (dimension,), as a model file's bytes.

    Raises BadInputError for a surface, or where the library for it is not installed.
    """
    from playground.engine.networks.fitting import FittingProblem

    if not isinstance(problem, FittingProblem):
        raise BadInputError("", f"a surface is no network; {target} files hold networks")
    if target == "onnx":
        from playground.lab.export.onnx_file import onnx_file

        return onnx_file(problem.network, theta, problem.features)
    from playground.lab.export.safetensors_file import safetensors_file

    return safetensors_file(problem.network, theta)
