"""By what a file of rows is known again: a hash of its shape and of a few of its rows.

Cheap for any size. A copy in another place has the same one; so has a file whose few changed rows
were not looked at: it tells files apart, it proves nothing.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np

from playground.lab.experiments.experiment import Experiment
from playground.lab.tables.file_data import FileData, opened
from playground.lab.tables.npy import MappedRows, NpyError

BLOCKS, ROWS = 16, 64
"""So many stretches of so many rows, evenly over the file, its first and its last among them."""
LENGTH = 16


def fingerprint_of(mapped: MappedRows) -> str:
    """16 hexadecimal digits. Raises NpyError where the file cannot be read any more."""
    count = len(mapped)
    found = sha256(f"{count} {mapped.columns} {mapped.dtype}".encode())
    starts = np.linspace(0, max(count - ROWS, 0), BLOCKS).astype(np.int64)
    for first in np.unique(starts).tolist():
        found.update(mapped.bytes_of(first, min(first + ROWS, count)))
    return found.hexdigest()[:LENGTH]


def changed_file(data: object) -> str:
    """What is to be said where data are of a file that is another than it was; else nothing."""
    if not isinstance(data, FileData) or not data.fingerprint or not data.path:
        return ""
    try:
        if fingerprint_of(opened(data.path)) == data.fingerprint:
            return ""
    except NpyError:  # whoever reads the rows says so
        return ""
    return (
        f"{Path(data.path).name} holds other rows than when this experiment was made: what it "
        "shows will differ. Data > Locate… finds the rows that it was made with, or takes these."
    )


def changed_files(experiment: Experiment) -> list[str]:
    """The same for every file of rows that an experiment learns from, each once."""
    problems = [experiment.problem, *(runner.problem for runner in experiment.runners)]
    said = (changed_file(getattr(problem, "dataset", None)) for problem in problems)
    return list(dict.fromkeys(sentence for sentence in said if sentence))
