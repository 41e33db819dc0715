"""What a command prints: whole, or one line on stderr that says why not; never a traceback."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

PROGRAM = "playground"
MOST_CHARACTERS = 300
"""Of a refusal, whatever the file holds that it speaks of."""
CANNOT_WRITE = 74
"""The exit code where an answer could not be written, as other programs have it (EX_IOERR)."""


def refusal(sentence: str) -> str:
    """ "playground: ..." on one line of at most 300 characters.

    Of a longer one the middle is left out: the file stands at the beginning, the mend at the end.
    """
    text = "".join(c if c.isprintable() else " " for c in f"{PROGRAM}: {sentence}")
    if len(text) <= MOST_CHARACTERS:
        return text
    end = MOST_CHARACTERS // 3
    return f"{text[: MOST_CHARACTERS - end - 3]} … {text[-end:]}"


def tell(text: str, end: str = "\n") -> None:
    """On stderr, if anybody can read it there."""
    if sys.stderr is None:
        return
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except (OSError, ValueError):  # a full disk, a reader that went away, a closed stream
        _give_up(sys.stderr)


def print_answer(text: str) -> int:
    """The whole text on stdout; the exit code: 0, or 74 with one line on stderr."""
    try:
        print(text, flush=True)
    except (OSError, ValueError) as error:
        _give_up(sys.stdout)
        reason = getattr(error, "strerror", None) or error
        tell(refusal(f"the answer could not be written ({reason}); write it to another place"))
        return CANNOT_WRITE
    return 0


def _give_up(stream: TextIO) -> None:
    """Let a stream go nowhere: Python would complain once more when it closes it."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
