"""`playground desktop install` and `playground desktop remove`, as they are told to a person."""

from __future__ import annotations

import sys

from playground.desktop.contents import files
from playground.desktop.install import data_folder, install, opens_experiments, remove
from playground.desktop.program import command_line
from playground.lab.documents.disk import FileProblemError

ELSEWHERE = {
    "win32": "on Windows there is nothing to install: right-click the program and choose Pin to "
    "Start, and for experiments choose Open with > Choose another app",
    "darwin": "on macOS there is nothing to install: move Optimization Playground.app into "
    "Applications, and it opens experiments as well",
}


def answer(action: str) -> str:
    """Do it, and say what was done; raises FileProblemError in one line."""
    if sys.platform in ELSEWHERE:
        raise FileProblemError(ELSEWHERE[sys.platform])
    return _install() if action == "install" else _remove()


def _install() -> str:
    words, folder = command_line()
    try:
        wanted = files(words, folder)
    except (OSError, ValueError) as error:
        raise FileProblemError(str(error)) from None
    where = data_folder()
    outcome = install(wanted, where)
    icons = sum("/icons/" in path.as_posix() for path in outcome.files)
    lines = [f"Installed into {where} (and removed again by: playground desktop remove):"]
    lines += [f"  {p.relative_to(where)}" for p in outcome.files if "/icons/" not in p.as_posix()]
    lines += [f"  {icons} icons under icons/hicolor", f"It starts {' '.join(words)}"]
    return "\n".join([*lines, *outcome.notes, opens_experiments()])


def _remove() -> str:
    where = data_folder()
    outcome = remove(where)
    if not outcome.files and not outcome.notes:
        return f"Nothing to remove: nothing was installed in {where}."
    files = "1 file" if len(outcome.files) == 1 else f"{len(outcome.files)} files"
    return "\n".join([f"Removed {files} from {where}.", *outcome.notes])
