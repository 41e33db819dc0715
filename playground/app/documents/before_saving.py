"""What has to be known of a file before it is written over. It asks the disk, which may stall."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from playground.lab.documents.known_file import KnownFile


def before_saving(path: Path, known: KnownFile | None) -> tuple[str, bool]:
    """Why a file is not to be written over, and whether it is not what was last known of it."""
    return why_template(path), known.changed if known else os.path.exists(path)


def answers(path: Path) -> bool:
    """True, as soon as the folder of a file has answered anything."""
    os.path.exists(path.parent)
    return True


def why_template(path: Path) -> str:
    """Why a file is not to be written over, in a sentence; "" if it is."""
    from playground.lab.experiments.lessons import is_handed_out

    if is_handed_out(path):
        return f"{path.name} is a lesson that stays as it is."
    try:
        found = path.stat()
    except OSError:  # it was removed: saving brings it back
        return ""
    writable = found.st_mode & stat.S_IWUSR and os.access(path, os.W_OK)
    if writable and os.access(path.parent, os.W_OK):
        return ""
    return f"{path.name} is read-only."
