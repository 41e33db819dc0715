"""A file from outside that is read whole: of a known kind, and not larger than memory bears."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playground.lab.documents.regular_file import read_regular
from playground.lab.experiments.reader import BadInputError

MOST_BYTES = 64 * 2**20
MOST_INFLATED = 256 * 2**20
"""Of what a packed file may come to in memory."""


def bytes_of(path: Path, suffixes: Sequence[str], what: str) -> bytes:
    """What is in a file; `what` and a verb begin the sentence that names the suffixes it may have.

    Raises BadInputError with the mend.
    """
    if path.suffix.lower() not in suffixes:
        raise BadInputError("", f"{what} read from {' or '.join(suffixes)}")
    try:
        data = read_regular(path, MOST_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError("", f"cannot be read ({reason})") from None
    if len(data) > MOST_BYTES:
        raise BadInputError("", f"is larger than {MOST_BYTES >> 20} MiB")
    return data
