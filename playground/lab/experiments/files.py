"""Experiment files in and out: read strictly, written atomically; opening one runs no code."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playground.lab.documents.disk import FileProblemError, one_line, write_atomically
from playground.lab.documents.known_file import KnownFile
from playground.lab.documents.regular_file import read_regular
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.folder import beside
from playground.lab.experiments.reader import BadInputError
from playground.lab.experiments.strict_json import MOST_BYTES, parsed

LARGE = 2**20
"""From this size on reading takes so long that one wants to know how far it is."""
SUFFIX = ".json"
TABLE_SUFFIXES = (".csv", ".tsv", ".txt")
IS_TABLE = (
    "is a table, not an experiment; to learn from it open the window without a file, drop the "
    "table on it (or choose Data > CSV… in a network), and save the experiment"
)
OWN_SUFFIX = ".playground.json"
"""What the window saves under: any program sees JSON, and the desktop an experiment of ours."""




def read_experiment(path: str | Path) -> Experiment:
    """The experiment in a file; raises FileProblemError naming the file, the place and the mend.

    In place of a file's name, `code:OP1.…` is an experiment as one line of text.
    """
    if str(path).startswith("code:"):
        return _from_code(str(path))
    try:
        document = read_document(path)
        with beside(path):
            return Experiment.from_dict(document)
    except BadInputError as error:
        raise FileProblemError(one_line(f"{path}: {error}")) from None


class MissingRowsError(FileProblemError):
    """An experiment whose file of rows cannot be read; `named` is what the experiment calls it."""

    def __init__(self, sentence: str, named: str) -> None:
        super().__init__(sentence)
        self.named = named


def _from_code(code: str) -> Experiment:
    from playground.lab.experiments.code_text import experiment_of  # it reads as files do

    try:
        return experiment_of(code)
    except BadInputError as error:
        raise FileProblemError(one_line(str(error))) from None


def named(path: str | Path) -> str:
    """A file's name, or the beginning of a code that stands in its place, for a sentence."""
    return "code" if str(path).startswith("code:") else str(path)


def other_rows(experiment: Experiment) -> tuple[str, ...]:
    """What is to be said where an experiment's files of rows hold others than it was made with."""
    if experiment.problem.kind != "network":
        return ()
    # Brings networks: not for every start of a surface.
    from playground.lab.tables.fingerprint import changed_files

    return tuple(changed_files(experiment))


def read_in_parts(
    path: str | Path, instead: Mapping[str, str] | None = None
) -> Iterator[str | Experiment]:
    """The same, one part of the work after the other: of a large file each part is named before
    it is done, for who waits. The experiment comes last, ready to be built. `instead` has other
    files for files of rows that are not where the experiment says. Raises MissingRowsError where
    such a file cannot be read, else FileProblemError.
    """
    large = _size(path) > LARGE
    try:
        if large:
            yield "reading the file"
        document = read_document(path)
        if large:
            yield "checking what it holds"
        for settings in _file_settings(document):
            settings["path"] = (instead or {}).get(settings["path"], settings["path"])
        with beside(path):
            experiment = Experiment.from_dict(document)
    except BadInputError as error:
        sentence = one_line(f"{path}: {error}")
        named = _unread(document, path) if error.place.endswith(_ROWS_PLACE) else ""
        raise (MissingRowsError(sentence, named) if named else FileProblemError(sentence)) from None
    if large:
        yield "preparing its data"
        with contextlib.suppress(ValueError):  # told where the runs are made
            experiment.problem.build(experiment.seed)
    yield experiment


_ROWS_PLACE = "dataset.settings.path"


def _file_settings(document: Any) -> Iterator[dict[str, Any]]:
    """The settings of every file of rows that a document names."""
    if not isinstance(document, dict):
        return
    runners = document.get("runners")
    runners = runners if isinstance(runners, list) else []
    for thing in (document, *(one for one in runners if isinstance(one, dict))):
        problem = thing.get("problem")
        dataset = problem.get("dataset") if isinstance(problem, dict) else None
        if not isinstance(dataset, dict) or dataset.get("name") != "file":
            continue
        settings = dataset.get("settings")
        if isinstance(settings, dict) and isinstance(settings.get("path"), str):
            yield settings


def _unread(document: Any, path: str | Path) -> str:
    """The file of rows that is not there, as the document names it; "" if all are."""
    for settings in _file_settings(document):
        with contextlib.suppress(ValueError, OSError):
            if not os.path.exists(os.path.join(Path(path).absolute().parent, settings["path"])):
                return str(settings["path"])
    return ""


def read_document(path: str | Path) -> Any:
    """The JSON in a file; raises FileProblemError or BadInputError."""
    try:
        return _read_json(Path(path))
    except BadInputError:
        if Path(path).suffix.lower() in TABLE_SUFFIXES:
            raise BadInputError("", IS_TABLE) from None
        raise


def write_experiment(path: str | Path, experiment: Experiment) -> KnownFile:
    """Write the file whole or not at all; raises FileProblemError if it cannot be written.

    Returns what the file holds then, by which a change by another program is seen later.
    """
    with beside(path):
        data = f"{_as_text(experiment.to_dict())}\n".encode()
    write_atomically(path, lambda file: file.write(data))
    return KnownFile.of(path, data)


def _as_text(document: Any) -> str:
    """Strict JSON: indented for people, but of many numbers, which take seconds that way, not."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    if len(text) > LARGE:
        return text
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)






def _size(path: str | Path) -> int:
    """Bytes, or 0 where that cannot be told: reading it will say why."""
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


def _read_json(path: Path) -> Any:
    try:
        data = read_regular(path, MOST_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileProblemError(one_line(f"{path}: cannot be read ({reason})")) from None
    return parsed(data)
