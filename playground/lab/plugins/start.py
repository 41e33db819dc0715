"""Own surfaces and optimizers without a window: from the allowed folder, or from a named one."""

from __future__ import annotations

from pathlib import Path

from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.files import read_experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.plugins.load import Report, faults_of, load_folder, plugins_folder, take_in
from playground.lab.plugins.trust import Permissions, why_unsafe


def read_with_own(path: str | Path) -> Experiment:
    """The experiment in a file that cannot be read without own files, if these are allowed.

    They are loaded at every start, but only after the first picture: too late for this one.
    Raises FileProblemError.
    """
    load_for_commands(None)
    return read_experiment(path)


def load_for_commands(named: str | None) -> list[str]:
    """Take in what the folder brings; a sentence for each thing that had to be left out.

    Without a named folder it is the person's own, if it was allowed in the window. Raises
    BadInputError for a named folder that cannot be used.
    """
    if named is None:
        folder = plugins_folder()
        try:
            if not Permissions().allows(folder) or why_unsafe(folder):
                return []
            reports = load_folder(folder)
        except OSError:
            return []
    else:
        reports = _load_named(Path(named))
    take_in(reports)
    return list(faults_of(reports))


def _load_named(folder: Path) -> list[Report]:
    if not folder.is_dir():
        raise BadInputError("--plugins", f"{folder} is no folder; name the one with the files")
    try:
        unsafe = why_unsafe(folder, any_owner=True)
        if unsafe:
            raise BadInputError("--plugins", unsafe)
        return load_folder(folder, any_owner=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInputError("--plugins", f"{folder} cannot be read ({reason})") from None
