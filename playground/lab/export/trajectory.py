"""A walk that was recorded elsewhere, read from a table or .npz and added as a runner."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from playground.engine.problem import Array, Problem
from playground.engine.recorded import MOST_NUMBERS, Recorded
from playground.lab.documents.disk import FileProblemError, one_line
from playground.lab.experiments.experiment import (
    MOST_RUNNERS,
    Experiment,
    Runner,
    unique_label,
)
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.reading import MOST_INFLATED, bytes_of

SUFFIXES = (".csv", ".npz")
SNIPPET = '''\
import numpy as np
path, losses = [], []                     # before the loop
for step in range(100):
    # ... loss = ...; loss.backward()
    path.append(torch.cat([p.detach().flatten() for p in parameters]).numpy())
    losses.append(loss.item())            # ... optimizer.step()
np.savez("recorded.npz", theta=np.array(path), loss=np.array(losses))
'''
"""What records a loop of PyTorch for `read_trajectory`."""


class Trajectory(NamedTuple):
    """`theta` has shape (steps, dimension), from step 0; `loss`, shape (steps,), may be missing."""

    theta: Array
    loss: Array | None


def read_trajectory(path: str | Path, dimension: int) -> Trajectory:
    """The points in a file. Raises FileProblemError, naming the place and the mend.

    A CSV has a head with x, y (or p0, p1, ...), perhaps step and loss; an .npz has theta, or x and
    y, perhaps loss (or LABEL/theta, as `--trace` writes it: the first one).
    """
    path = Path(path)
    try:
        data = bytes_of(path, SUFFIXES, "a recorded run is")
        read = _npz if path.suffix.lower() == ".npz" else _csv
        return _checked(read(data), dimension)
    except BadInputError as error:
        raise FileProblemError(one_line(f"{path}: {error}")) from None


def _npz(data: bytes) -> Trajectory:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_INFLATED:
                raise BadInputError("", f"inflates to more than {MOST_INFLATED >> 20} MiB")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in arrays.files}
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        if isinstance(error, BadInputError):
            raise
        raise BadInputError("", f"is no .npz file of arrays ({error})") from None
    key = next((name for name in found if name.rpartition("/")[2] == "theta"), None)
    if key is not None:
        theta, begin = found[key], key[: -len("theta")]
    elif {"x", "y"} <= found.keys() and found["x"].shape == found["y"].shape:
        theta, begin = np.stack([found["x"].ravel(), found["y"].ravel()], axis=1), ""
    else:
        raise BadInputError("", "must hold an array theta (a row for each step), or x and y")
    return Trajectory(theta, found.get(f"{begin}loss"))


def _csv(data: bytes) -> Trajectory:
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInputError("", f"is no table of UTF-8 text ({error})") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise BadInputError("", "must have a head such as step,x,y,loss and a row for each step")
    head = [cell.strip().lower() for cell in rows[0]]
    columns = [head.index(name) for name in ("x", "y") if name in head]
    if len(columns) != 2:
        columns = [k for k, name in enumerate(head) if name[:1] == "p" and name[1:].isdigit()]
    if not columns:
        raise BadInputError("line 1", "must name the columns x and y, or p0, p1, ...")
    if "run" in head:  # as --trace writes it: the first run
        first, place = rows[1][head.index("run")], head.index("run")
        rows = [rows[0], *(row for row in rows[1:] if row[place] == first)]
    loss = head.index("loss") if "loss" in head else None
    step = head.index("step") if "step" in head else None
    theta, losses = [], []
    for number, row in enumerate(rows[1:]):
        where = f"row {number + 2}"
        if len(row) != len(head):
            raise BadInputError(where, f"must have {len(head)} cells, got {len(row)}")
        if step is not None and _number(row[step], where) != number:
            raise BadInputError(
                where, f"step must be {number}: 0, 1, 2, … without gaps, got {row[step]!r:.20}"
            )
        theta.append([_number(row[k], where) for k in columns])
        losses.append(_number(row[loss], where) if loss is not None else 0.0)
    return Trajectory(np.array(theta), np.array(losses) if loss is not None else None)


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadInputError(where, f"must hold numbers, got {text!r:.20}") from None


def _checked(read: Trajectory, dimension: int) -> Trajectory:
    theta = np.asarray(read.theta)
    if theta.dtype.kind not in "fiu" or theta.ndim != 2 or not len(theta):
        raise BadInputError("theta", "must hold a row of numbers for each step")
    if theta.shape[1] != dimension:
        raise BadInputError(
            "theta", f"must have {dimension} numbers a step for this experiment, got "
            f"{theta.shape[1]}"
        )
    if theta.size > MOST_NUMBERS:
        raise BadInputError("theta", f"must be at most {MOST_NUMBERS:,} numbers")
    theta = theta.astype(float)
    wrong = np.argwhere(~np.isfinite(theta))
    if len(wrong):
        raise BadInputError(f"step {wrong[0][0]}", "is not finite; leave it and what follows out")
    loss = read.loss
    if loss is not None and (loss.shape != (len(theta),) or loss.dtype.kind not in "fiu"):
        raise BadInputError("loss", f"must be one number a step, {len(theta)} of them")
    return Trajectory(theta, loss)


def with_recorded(experiment: Experiment, read: Trajectory, label: str) -> Experiment:
    """The experiment with one more runner that walks the recorded way.

    Raises BadInputError where there is no room for one.
    """
    if len(experiment.runners) >= MOST_RUNNERS:
        raise BadInputError("", f"there are {MOST_RUNNERS} runners already; remove one first")
    points = tuple(map(tuple, read.theta.tolist()))
    taken = {runner.label for runner in experiment.runners}
    runner = Runner(unique_label(label, taken), Recorded(points), points[0])
    return replace(experiment, runners=(*experiment.runners, runner))


def compared(problem: Problem, read: Trajectory) -> str:
    """How far the losses that came with it are from ours at the same points, in a sentence."""
    if read.loss is None:
        return "It came without losses: those shown are of its points here."
    with np.errstate(all="ignore"):
        ours = np.array([
            problem.loss_and_grad(theta, step)[0] for step, theta in enumerate(read.theta)
        ])
    size = np.maximum(np.abs(ours), 1e-12 * np.abs(ours).max(initial=1.0))
    apart = np.abs(ours - read.loss) / size
    worst = int(np.argmax(apart))
    if apart[worst] <= 1e-6:
        return f"Its losses agree with ours, to {max(float(apart[worst]), 1e-16):.0e} at most."
    return (
        f"Its losses differ from ours: most at step {worst}, {read.loss[worst]:.6g} there and "
        f"{ours[worst]:.6g} here."
    )
